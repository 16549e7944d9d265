"""Bank accounts that a clause gives in running text: ``汇入乙方开立于临江银行中山支行的账户,账号6222…``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.annotate.parties.claims import Claim
from extractor.annotate.parties.words import Label, Title, Words

_NUMBER = re.compile(r"(?:账号|帐号|账户号码?|卡号|账户|帐户)(?:号码)?(?:为|是|:)?\s*_*(?P<value>[0-9][0-9 -]{6,34}[0-9])")
_BANK = re.compile(
    r"(?:设于|设在|开立于|开立在|开设于|开设在|开户于|存于|开户银?行(?:名称)?(?:为|是|:)?|在|于|:|,|\()\s*_*(?P<value>[一-龥]{1,16}?(?:银行|信用社|农商行|信用合作联社)(?:[一-龥()]{0,24}?(?:支行|分行|营业部|分理处|营业厅|分社))?)"
)
_HOLDS = re.compile(r"(?:(?:所|于|在|以)?(?:指定|开立|开设|设立|设于|设在|名下|提供|约定|确认|收款|结算|银行|对公|基本|专用|本人|如下|下列|以下|的)){0,4}[^,。;:]{0,28}?(?:账户|帐户|账号|帐号|银行|卡)")


_AT = re.compile(r"在[^,。;]{1,14}处(?:开立|开设)")


def claims(
    text: str, folded: str, start: int, end: int, words: Words, known: re.Pattern, names: dict[str, Title], first: int
) -> Iterator[Claim]:
    """The account in the line ``text[start:end]``; `known` matches the role words of this agreement, `names` are its parties' (folded) names."""
    number = _NUMBER.search(folded, start, end)
    if not number:
        return
    stop = number.start("value")
    low = max(folded.rfind("。", start, stop), start)
    title = next((t for name, t in names.items() if folded.find(name, low, stop) >= 0), None)
    after = low
    if title is None:
        role = _owner(folded, low, stop, known)
        if role is None:
            return
        title, after = Title((text[role.start() : role.end()],), "", words.role_rule(role[0]) or ""), role.end()
    for field, match in (("bank", _BANK.search(folded, after, stop)), ("account", number)):
        if match:
            rule = next(rule for gives, rule in words.fields.values() if gives == field)
            yield Claim(first, title, Label((field,), rule, title), match.start(), match.start("value"), match.end("value"), "body")


def _owner(folded: str, start: int, stop: int, known: re.Pattern) -> re.Match | None:
    """Whose account it is: the role that opens it at a bank, else the one nearest before the word for the account."""
    roles = list(known.finditer(folded, start, stop))
    for role in roles:
        if _AT.match(folded, role.end(), stop):
            return role
    holder = [role for role in roles if _HOLDS.match(folded, role.end(), stop)]
    return (holder or roles or [None])[-1]
