"""What one place says of one party, before it is settled which party of the agreement that is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.annotate.parties.words import Label, Title, Words
from extractor.values import codes, party_name


@dataclass(frozen=True, slots=True)
class Claim:
    """``text[start:end]``, untrimmed, stands behind `label`; claims of one `profile` (a number) speak of one party, called
    `title` there.

    `at`: where the label begins. `place`: ``head``, ``sentence``, ``body``, ``signature``.
    """

    profile: int
    title: Title
    label: Label
    at: int
    start: int
    end: int
    place: str


@dataclass(frozen=True, slots=True)
class Value:
    """One field with its literal span; `blank` when the place for it is empty. `words`: further names of the party given
    beside its name."""

    field: str
    start: int
    end: int
    blank: bool = False
    words: tuple[str, ...] = ()
    member: str = ""


_ROUND = re.compile(r"\(([^()]*)\)?$")
_LEAD = re.compile(r"\(([^()]*)\)\s*")
_ENDS = " \t_,;。、.:|\"'*#\u3000·◦"
_PHONE = re.compile(r"(?:\+|\()?[0-9](?:[0-9Xx*()\s+/、,;-]|转|分机|ext\.?|或)*[0-9Xx*]")
_MAIL = re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ACCOUNT = re.compile(r"[0-9Xx*](?:[ -]{0,2}[0-9Xx*]){5,40}")
_TITLES = re.compile(r"\s*(?:先生|女士|小姐|经理|总经理|主任|博士|律师|同志|总监|老师)$")
_BRACKETS = re.compile(r"\(([^()]{1,40})\)|,\s*((?:以下|下文)?(?:简称|下称)[^,。;]{1,20})")
_QUOTED = re.compile(r'\s*(?:the )?"[^"]{1,16}"[^"]{0,12}')


def values(claim: Claim, text: str, folded: str, words: Words) -> Iterator[Value]:
    """The fields in one claim. A value that has not the form of its field (a telephone without digits) is none at all."""
    start, end = trim(folded, claim.start, claim.end, words)
    gives = claim.label.gives
    if "name" in gives:
        yield from _names(claim, text, folded, start, end, words)
        return
    if gives == ("group",):
        gives = ("bank", "account") if _ACCOUNT.search(folded, start, end) else ()
    if (
        "account" in gives
        and "bank" not in gives
        and re.search("银行|支行|信用社|分行", folded[start:end])
        and _ACCOUNT.search(folded, start, end)
    ):
        gives = (*gives, "bank")
    if gives and blank(
        folded, start, end, words, loose=gives[0] in ("legal_representative", "agent", "signatory", "contact", "address", "bank")
    ):
        at, stop = (claim.start, claim.end) if claim.end > claim.start else (claim.at, claim.start)
        yield from (Value(field, at, stop, True) for field in gives if field in _FORM and field != "signatory")
        return
    if gives == ("other",) and codes.kind_of(text[start:end]) == "credit-code" and codes.check(text[start:end]):
        yield Value("id_number", start, end)  # whatever the label: the check digit vouches for it
        return
    several = [c for c in codes.find(folded[start:end]) if c.kind != "register"] if gives == ("id_number",) else []
    if len(several) > 1:  # one for each of the joint parties
        yield from (Value("id_number", start + c.start, start + c.end) for c in several)
        return
    for field in gives:
        span = _FORM[field](folded, start, end, gives) if field in _FORM else None
        if span:
            low, high = trim(folded, *span, words)
            if high > low:
                yield Value(field, low, high)
    if "contact" in gives and "phone" not in gives and (found := _phone(folded, start, end, ())):
        yield Value("phone", *found)
    if "phone" in gives and "email" not in gives and (mail := _MAIL.search(folded, start, end)):
        yield Value("email", mail.start(), mail.end())


def trim(folded: str, start: int, end: int, words: Words) -> tuple[int, int]:
    """Without blanks, underscores, brackets that enclose the whole or only hint at what to write, and stray punctuation,
    at both ends."""
    while start < end:
        before = (start, end)
        while start < end and folded[start] in _ENDS and folded[start] != "*":
            start += 1
        while (
            end > start
            and folded[end - 1] in _ENDS
            and not (folded[end - 1] == "." and re.search(r"[A-Za-z]\.$", folded[start:end]))
            and folded[end - 1] != "*"
        ):
            end -= 1
        piece = folded[start:end]
        bracketed = "(" in piece
        lead, tail = (_LEAD.match(piece), _ROUND.search(piece)) if bracketed else (None, None)
        if lead and words.is_hint(lead[1]):
            start += lead.end()
        elif tail and (not tail[1] or words.is_hint(tail[1])):
            end = start + tail.start()
        elif (
            piece[:1] + piece[-1:] in ("[]", "【】", "<>", "()")
            or piece[:1] in "】])"
            or (piece[:1] in "【[(" and not re.search(r"[】\])]", piece))
        ):
            start, end = start + 1, end - (piece[:1] + piece[-1:] in ("[]", "【】", "<>", "()"))
            if words.patterns["blank"].search(piece):  # [填写地址] is a blank: leave it to be seen as one
                return before
        elif piece.endswith((")", "]", "】")) and not re.search(r"[(\[【]", piece):
            end -= 1
        elif found := re.search(r"\s+(?:盖章|签字|签名|签章|公章|章|印)$", piece):
            end = start + found.start()
        if (start, end) == before:
            break
    return start, end


def blank(folded: str, start: int, end: int, words: Words, loose: bool) -> bool:
    """Whether a place is not filled in; `loose`: a placeholder anywhere in it (XX公司) makes it so."""
    piece = folded[start:end].strip(" _")
    found = words.patterns["blank"].search(piece)
    return (
        not piece or words.is_hint(piece) or bool(found and (loose or found.start() == 0 and sum(c.isdigit() for c in piece) < 4))
    )


# --- names ------------------------------------------------------------------------------------------------------------
def _names(claim: Claim, text: str, folded: str, start: int, end: int, words: Words) -> Iterator[Value]:
    """The name or names of joint parties, each with what its brackets call it."""
    called: tuple[str, ...] = ()
    stop = end
    for bracket in _BRACKETS.finditer(folded, claim.start, claim.end):
        inner = bracket[1] if bracket[1] is not None else bracket[2]
        group = 1 if bracket[1] is not None else 2
        if words.roles.fullmatch(inner) or _QUOTED.fullmatch(inner) or words.patterns["defined"].search(inner):
            called, _, _ = words.bracket(text[bracket.start(group) : bracket.end(group)])
            stop = max(min(stop, bracket.start()), start)
            break
    if not folded[start:stop].strip(" _"):  # 出租方:____(以下简称甲方), 出租方:(甲方)
        yield Value("name", claim.start if claim.end > claim.start else claim.at, max(claim.end, claim.start), True, called)
        yield from _rest(folded, stop, claim.end, words)
        return
    stop = start + _first(folded[start:stop], words)
    low, high = trim(folded, start, stop, words)
    for first, last in party_name.split(folded[low:high]):
        at, to = trim(folded, low + first, low + last, words)
        names, member = [], ""
        while (tail := _ROUND.search(folded[at:to])) and tail[0].endswith(")"):
            inner = text[at + tail.start(1) : at + tail.end(1)]
            aliases, _, who = words.bracket(inner)
            bare = folded[at : at + tail.start()].strip()
            latin = not re.search("[一-龥]", bare) and re.search("[一-龥]", inner)  # Lindenhof GmbH(德国)
            if not (
                who
                or latin
                or words.is_hint(fold_inner := folded[at + tail.start(1) : at + tail.end(1)])
                or words.role_rule(fold_inner)
                or party_name.kind(bare) == "person"
            ):
                break
            names += [a for a in aliases if who or words.role_rule(folded[at + tail.start(1) : at + tail.end(1)])]
            member = member or who
            at, to = trim(folded, at, at + tail.start(), words)
        yield from _name(claim, folded, at, to, words, (*called, *names), member)
    yield from _rest(folded, stop, end, words)


def _name(claim: Claim, folded: str, at: int, to: int, words: Words, called: tuple[str, ...], member: str) -> Iterator[Value]:
    name = folded[at:to]
    if blank(folded, at, to, words, loose=True):
        span = (claim.start, claim.end) if claim.end > claim.start else (claim.at, claim.start)
        yield Value("name", *span, True, called, member)
    elif (
        party_name.plausible(name)
        and (claim.place == "head" or party_name.kind(name) or _signed(claim, folded, at, name))
        and not _is_label(name, words)
    ):
        title = _TITLES.search(name) if party_name.kind(_TITLES.sub("", name)) == "person" else None
        yield Value("name", at, at + title.start() if title else to, False, called, member)
    elif claim.place == "head" and called and name.endswith(("者", "人", "用户", "企业", "客户", "个人", "机构", "商")):
        yield Value("name", at, to, True, called, member)  # 商家:经审核开设店铺的经营者("商家"): a party without a name


def _is_label(name: str, words: Words) -> bool:
    label = None if len(name) > 4 and party_name.kind(name) else words.label(name)
    return label is not None and not label.maybe


def _signed(claim: Claim, folded: str, at: int, name: str) -> bool:
    """Whether two to four characters behind a party's own label are a signature, whatever the surname."""
    return (
        claim.place == "signature"
        and claim.label.title is not None
        and bool(re.fullmatch("[一-龥]{2,4}", name))
        and folded[at - 1 : at] != "\t"
    )


_CUT = re.compile(r"[,;。|\t]|\s{2,}(?=\S)|\s(?=(?:身份证|电话|手机|地址|住所|住址|法定代表人))|\(")


def _first(piece: str, words: Words) -> int:
    """The size of the name at the head of `piece`: up to a comma or semicolon that is no part of it (Co., Ltd.), a wide
    gap, or a bracket with a field."""
    for match in _CUT.finditer(piece):
        sign, at = match[0], match.start()
        depth = piece.count("(", 0, at) - piece.count(")", 0, at)
        if not piece[:at].strip(" _") or depth > 0:
            continue
        if sign == "(":
            inner = piece[at + 1 : (piece.find(")", at) + 1 or len(piece) + 1) - 1]
            if words.leads.match(inner.strip()) or ":" in inner or re.search(r"[0-9]{6}", inner):
                return at
            continue
        if sign == "," and party_name.LATIN_TAIL.match(piece, at):
            continue
        return at
    return len(piece)


def _rest(folded: str, start: int, end: int, words: Words) -> Iterator[Value]:
    """Fields that follow a name without a colon: ``,住所地临江路1号,身份证号码3301…``, ``(9133…)``."""
    for match in re.finditer(r"[^,;。()]+", folded[start:end]):
        low, high = start + match.start(), start + match.end()
        if codes.kind_of(match[0].strip()) in ("credit-code", "identity-card", "taiwan-identity"):
            yield Value("id_number", *trim(folded, low, high, words))
        else:
            yield from loose(folded, low, high, words)


def loose(folded: str, start: int, end: int, words: Words) -> Iterator[Value]:
    """The field in a stretch that begins with its label but has no colon."""
    piece = folded[start:end]
    pad = len(piece) - len(piece.lstrip())
    lead = words.leads.match(piece, pad)
    if not lead:
        home = re.match(r"\s*(?:现|家)?住(?:在|于)?(?=[一-龥]{3})", piece)
        low, high = trim(folded, start + home.end(), end, words) if home else (0, 0)
        if high - low >= 6:
            yield Value("address", low, high)
        return
    field = words.fields[lead[0]][0]
    joint = re.match(r"\s*(?:为|是|系|在|位于|:)?\s*", piece[lead.end() :])
    low, high = trim(folded, start + lead.end() + joint.end(), end, words)
    if field in _FORM and high > low and not blank(folded, low, high, words, loose=True):
        span = _FORM[field](folded, low, high, (field,))
        if span:
            yield Value(field, *span)


# --- the other fields: (folded, start, end, all fields of the label) → span or None ------------------------------------------
def _person(folded: str, start: int, end: int, gives: tuple[str, ...]) -> tuple[int, int] | None:
    piece = folded[start:end]
    cut = re.search(r"[0-9+,;:]|\s*\(|\s{2,}|[。]|\s(?=(?:电话|手机|职务|身份证))", piece)
    stop = cut.start() if cut and not (cut[0] == "," and party_name.LATIN_TAIL.match(piece, cut.start())) else len(piece)
    name = _TITLES.sub("", piece[:stop].strip(" 、/-_"))
    limit = 40 if re.search("[A-Za-z]", name) or party_name.kind(name) == "org" else 14
    if not 1 < len(name) <= limit or not re.search("[一-龥A-Za-z]", name) or not party_name.plausible(name):
        return None
    at = start + piece.find(name)
    return at, at + len(name)


def _phone(folded: str, start: int, end: int, gives: tuple[str, ...]) -> tuple[int, int] | None:
    for match in _PHONE.finditer(folded, start, end):
        number = match[0].rstrip(" ,;、/(")
        if sum(c.isdigit() or c in "Xx*" for c in number) >= 5:
            skip = number.startswith("(") and ")" not in number
            if number.count("(") < number.count(")"):
                number = number.rstrip(")")
            return match.start() + skip, match.start() + len(number)
    return None


def _id(folded: str, start: int, end: int, gives: tuple[str, ...]) -> tuple[int, int] | None:
    found = codes.find(folded[start:end])
    if found:
        best = next((c for c in found if c.kind != "register"), found[0])
        return start + best.start, start + best.end
    piece = folded[start:end]
    if sum(c.isdigit() for c in piece) >= 5 and len(piece) <= 40 and "," not in piece:
        return start, end
    return None


def _account(folded: str, start: int, end: int, gives: tuple[str, ...]) -> tuple[int, int] | None:
    found = _ACCOUNT.search(folded, start, end)
    named = found and re.match("[A-Za-z]", folded[found.start() - 1 : found.start()])  # SL20190307: the name of an account somewhere on the web
    return (found.start(), found.end()) if found and not named and sum(c.isdigit() for c in found[0]) >= 6 else None


def _bank(folded: str, start: int, end: int, gives: tuple[str, ...]) -> tuple[int, int] | None:
    number = _ACCOUNT.search(folded, start, end)
    stop = number.start() if number else end
    piece = re.sub(r"[\s,;、:]*(?:账号|帐号|账户|卡号)?[\s:]*$", "", folded[start:stop])
    parts = re.split(r"[,;。/、]", piece)
    held = next((p for p in parts if re.search("银行|支行|分行|信用社|农商行|营业部", p)), parts[0])
    start, piece = start + piece.find(held), held
    lead = re.match(r"\s*(?:(?:开户银?行(?:名称)?|户名[^银]*)[:\s]*)?(?:为|是|系)?\s*", piece)
    skip = lead.end() if lead else 0
    return (start + skip, start + len(piece)) if len(piece) - skip >= 3 and re.search("[一-龥A-Za-z]{2}", piece) else None


def _address(folded: str, start: int, end: int, gives: tuple[str, ...]) -> tuple[int, int] | None:
    piece = re.sub(r"[\s,;(]*(?:邮编|邮政编码)[:\s]*[0-9]{5,6}\)?\s*$", "", folded[start:end])
    piece = re.sub(r"(?<=[一-龥])[\s,;]+[0-9]{6}$", "", piece.split("。")[0].rstrip())
    return (start, start + len(piece)) if 2 <= len(piece) <= 120 else None


def _mail(folded: str, start: int, end: int, gives: tuple[str, ...]) -> tuple[int, int] | None:
    found = _MAIL.search(folded, start, end)
    return (found.start(), found.end()) if found else None


_FORM = {
    "legal_representative": _person,
    "agent": _person,
    "signatory": _person,
    "contact": _person,
    "phone": _phone,
    "id_number": _id,
    "account": _account,
    "bank": _bank,
    "address": _address,
    "email": _mail,
}
