"""Bank accounts that a clause gives in running text: ``汇入乙方开立于临江银行中山支行的账户,账号6222…``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.annotate.parties.claims import Claim
from extractor.annotate.parties.words import PARALLEL, Label, Title, Words
from extractor.fold import fold

_NUMBER = re.compile(
    r"(?:账号|帐号|账户号码?|卡号|账户|帐户)(?:号码)?(?:为|是|:)?\s*_*(?P<value>[0-9][0-9 -]{6,34}[0-9])|(?:账户|帐户|专户)[^。;0-9]{0,40}?[:,]\s*(?P<bare>[0-9][0-9 -]{8,34}[0-9])"
)
_BANK = re.compile(
    r"(?:设于|设在|开立于|开立在|开设于|开设在|开户于|存于|开户银?行(?:名称)?(?:为|是|:)?|账户[为是]|帐户[为是]|在|于|:|,|\()\s*_*(?P<value>[一-龥]{1,16}?(?:银行|信用社|农商行|信用合作联社)(?:[一-龥()]{0,24}?(?:支行|分行|营业部|分理处|营业厅|分社))?)"
)
_AT = re.compile(r"在[^,。;]{1,14}处(?:开立|开设)")
_PAYS = re.compile(
    r"(?!应得|应收|收到|收取|所得|的|名下|指定)(?:应|须|需|将|于|按|在|以|可|已|每|一次性|同意|负责|据此|凭)?[^,。;:(]{0,24}?(?:支付|付款|付清|缴纳|交纳|汇入|汇至|汇到|汇款|转入|转账|打入|划付|划入|存入|预付|结清|付给)"
)
_ANNOUNCES = re.compile(r"(?:账户|帐户|账号|帐号|收款信息|银行信息|开户信息|银行资料)(?:信息)?(?:如下|为|是)?\s*:?\s*$")


@dataclass(frozen=True, slots=True)
class Known:
    """The folded role words of one agreement, longest first, and for each the word that stands for its party."""

    pattern: re.Pattern
    groups: dict[str, str]

    @classmethod
    def of(cls, titles: Iterable[Title], words: Words) -> Known:
        groups: dict[str, str] = {}
        for title in titles:
            own = [w for w in map(fold, title.words) if words.role_rule(w)]
            head = next((groups[w] for w in own if w in groups), own[0] if own else "")
            groups |= dict.fromkeys(own, head)
        for letter, english in PARALLEL.items():
            if letter in groups and english in groups:
                groups |= {w: groups[letter] for w, g in groups.items() if g == groups[english]}
        return cls(re.compile("|".join(re.escape(w) for w in sorted(groups, key=len, reverse=True)) or "(?!)"), groups)


def claims(
    text: str, folded: str, start: int, end: int, words: Words, known: Known, names: dict[str, Title], before: str, first: int
) -> Iterator[Claim]:
    """The account in the line ``text[start:end]``.

    `known`: the roles of this agreement, `names` are its parties' (folded) names, `before` is the article up to this line.
    """
    number = _NUMBER.search(folded, start, end)
    if not number:
        return
    group = "value" if number["value"] else "bare"
    stop = number.start(group)
    low = max(folded.rfind("。", start, stop), start)
    title = next((t for name, t in names.items() if folded.find(name, low, stop) >= 0), None)
    after = low
    if title is None:
        found = _owner(folded[low:stop], known, before)
        if not found:
            return
        title, after = Title((found[0],), "", words.role_rule(found[0]) or ""), low + found[1]
    bank = _BANK.search(folded, after, stop)
    for field, match, span in (("bank", bank, "value"), ("account", number, group)):
        if match:
            rule = next(rule for gives, rule in words.fields.values() if gives == field)
            yield Claim(first, title, Label((field,), rule, title), match.start(), match.start(span), match.end(span), "body")


def announced(text: str, folded: str, start: int, end: int, known: Known, before: str, words: Words) -> Title | None:
    """Whose account the lines below a heading give (``甲方应将款项汇入乙方以下账户:``), or None when this line is no such heading."""
    line = folded[start:end]
    found = _owner(line, known, before) if _ANNOUNCES.search(line) and len(line) < 120 else None
    return Title((found[0],), "", words.role_rule(found[0]) or "") if found else None


def _owner(piece: str, known: Known, before: str) -> tuple[str, int] | None:
    """The (folded) role whose account `piece` speaks of, and where in it that role ends: the role that opens it at a bank,
    the one nearest before the word
    for the account, or the one of two that does not pay."""
    roles = list(known.pattern.finditer(piece))
    for role in roles:
        if _AT.match(piece, role.end()):
            return role[0], role.end()
    if roles:
        last = roles[-1]
        if not _PAYS.match(piece, last.end()):
            return last[0], last.end()
    return (other, 0) if (other := _payee(before + piece, known)) else None


def _payee(said: str, known: Known) -> str | None:
    """Of two parties, the one that never is said to pay while the other is."""
    payers = {
        known.groups[m[0]]
        for m in known.pattern.finditer(said)
        if _PAYS.match(said, m.end()) and said[m.start() - 1 : m.start()] not in ("向", "给", "至")
    }
    both = set(known.groups.values())
    return next(iter(both - payers)) if len(both) == 2 and len(payers) == 1 else None
