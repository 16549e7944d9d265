"""Reading → who the parties are and what is said of them.

Claims are gathered where parties stand: the head (lines, tables, the first sentence), the signatures, and in between the
accounts and addresses for notices.
Then it is settled which claims speak of one party: by role word, by the words the agreement equates (``出租方(甲方)``), for
joint parties by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.annotate.parties import accounts, notices, sentence
from extractor.annotate.parties.claims import Claim, Value, values
from extractor.annotate.parties.form import Form, Profile
from extractor.annotate.parties.lines import Entry, entries
from extractor.annotate.parties.settled import settled
from extractor.annotate.parties.words import Title, Words, words
from extractor.fold import fold
from extractor.model import Line, Mention, Reading
from extractor.packs import Pack
from extractor.values import party_name

_BRACKETED = re.compile(r"\([^()]*(?:方|人|商|称|户|\")[^()]*\)|,\s*(?:以下|下文)?(?:简称|下称)")
_ARTICLE = re.compile(r"\s*(?:第[一二三四五六七八九十0-9]{1,3}\s*[条章部]|[一二三四五六七八九十]{1,3}\s*、|1\s*[.、．]|1\.1)")
_WHO = re.compile(  # the heading of an article that names the parties
    r"^[一-龥]{0,4}(?:当事人|双方|各方|三方|主体)(?:[的及和]?(?:基本|主体|身份|联系|通讯)?(?:信息|情况|概况|名称|资料|联系方式|姓名|住所)){0,3}[:\s]*$|^[甲乙丙丁、和及]{2,6}方(?:信息|情况|基本情况)?[:\s]*$"
)
_BODY = re.compile(  # what a line of a clause must hold to be looked at
    r"[账帐]\s*[户号]|卡号|专户|开户|(?:联系|电话|手机|邮箱|邮件|地址)[^。,]{0,3}(?:人|为|是|:|[0-9])"
    r"|(?:代码|号码?|代表人?|代理人|负责人|经营者|住所|住址|户名|[方人者位商])[^,。;]{0,14}:|方\s*\t|\([盖签章公]"
)


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """The parties' mentions, in order of place."""
    known = words(pack)
    places = tuple(_places(reading))
    head = [line for line, place in places if place == "head"]
    claims = _form(reading, head, known, "head", 0)
    sign = [line for line, place in places if place == "signature"]
    claims += _form(reading, sign, known, "signature", _next(claims), claims)
    found = _valued(claims, reading, known)
    body = [line for line, place in places if place == "body" and _BODY.search(reading.folded, line.start, line.end)]
    found += _valued(_body(reading, body, known, claims, found), reading, known)
    found.sort(key=lambda pair: (pair[0].at, pair[0].profile))
    return settled(found, reading.text, reading.folded, known)


def _valued(claims: list[Claim], reading: Reading, known: Words) -> list[tuple[Claim, Value]]:
    return [(claim, value) for claim in claims for value in values(claim, reading.text, reading.folded, known)]


def _places(reading: Reading) -> Iterator[tuple[Line, str]]:
    """Each line with where it stands: ``head`` before the first article, ``signature``, else ``body``."""
    clauses = reading.outline.clauses
    if any(c.path not in ("preamble", "signature") for c in clauses):
        spans, article, parties = [], False, ""
        for c in clauses:
            inside = bool(parties) and c.path.startswith(f"{parties}.")
            if not inside:
                parties = (
                    c.path
                    if c.level > 0 and _names_parties(c.heading or reading.text[c.body : min(c.end, c.body + 20)].split("\n")[0])
                    else ""
                )
            article = article or c.level > 0 and not parties
            if c.path.startswith("signature"):
                spans.append((c.start, "signature"))
            else:
                spans.append((c.start, "head" if parties or not article and not c.path.startswith("annex") else "body"))
        ends = [*(start for start, _ in spans[1:]), len(reading.text) + 1]
        n = 0
        for line in reading.lines:
            while ends[n] <= line.start:
                n += 1
            yield line, spans[n][1]
        return
    first = next((line.start for line in reading.lines if _ARTICLE.match(reading.folded, line.start, line.end)), None)
    for line in reading.lines:
        yield line, "head" if first is None or line.start < first else "body"


def _names_parties(heading: str) -> bool:
    return len(heading) < 20 and _WHO.search(fold(heading)) is not None


def _next(found: list[Claim]) -> int:
    return max((c.profile for c in found), default=0) + 1


def _form(reading: Reading, lines: list[Line], known: Words, place: str, first: int, before: Sequence[Claim] = ()) -> list[Claim]:
    """Claims of the head or of the signatures, given the claims `before` them."""
    form, out = Form(reading.folded, known, place, first, seen={w for c in before for w in c.title.words}), []
    read = [entries(reading.text, reading.folded, line.start, line.end, known) for line in lines]
    for line, found, form.below in zip(lines, read, (*read[1:], ()), strict=False):
        named = any(e.label and e.label.title for e in found)
        if any(e.label and e.label.seal and e.label.title for e in found):
            form.place = "signature"
        prose = not any(e.label for e in found) and line.kind != "row"
        if not named and (
            _BRACKETED.search(reading.folded, line.start, line.end)
            or prose
            and known.roles.search(reading.folded, line.start, line.end)
        ):
            claims = list(sentence.claims(reading.text, reading.folded, line.start, line.end, known, form.first + 1, prose))
            if claims:
                form.forget()
                form.first = max(c.profile for c in claims)
                if len({c.profile for c in claims}) == 1:
                    form.current = Profile(form.first, claims[0].title)
                out += claims
                continue
        out += form.read(found, line.start, line.end)
    return out


def _body(
    reading: Reading, lines: list[Line], known: Words, before: list[Claim], found: list[tuple[Claim, Value]]
) -> list[Claim]:
    """Claims of clauses, given those `before` them and what these say: fields with their party's role beside them, lists
    below such a label, accounts in a sentence."""
    roles = accounts.Known.of(dict.fromkeys(claim.title for claim in before), known)
    names = {
        reading.folded[value.start : value.end]: claim.title
        for claim, value in reversed(found)
        if value.field == "name" and not value.blank and value.end - value.start > 1
    }
    form, out, last = Form(reading.folded, known, "body", _next(before)), [], -1
    for line in lines:
        if line.start > last + 200:
            form.forget()
        last = line.end
        read = entries(reading.text, reading.folded, line.start, line.end, known)
        if any(e.label and e.label.title and e.label.seal for e in read):
            form.place = "signature"
        if holder := _holder(read, reading.folded, names):
            form.current = Profile(form.first + 1, holder)
            form.first += 1
        claims = [c for c in form.read(read, line.start, line.end) if _wanted(c, reading, roles.pattern)]
        if not any(c.label.gives[0] == "account" for c in claims):
            article = reading.folded[_article(reading, line.start) : line.start]
            if owner := accounts.announced(reading.text, reading.folded, line.start, line.end, roles, article, known):
                form.current = Profile(form.first + 1, owner)
            else:
                claims += accounts.claims(
                    reading.text, reading.folded, line.start, line.end, known, roles, names, article, form.first + 1
                )
            form.first += 1
        if not any(e.label and e.label.title for e in read):
            claims += notices.claims(reading.text, reading.folded, line.start, line.end, known, roles, form.first + 1)
            form.first += 20
        out += claims
    return out


def _holder(found: Sequence[Entry], folded: str, names: dict[str, Title]) -> Title | None:
    """The party named as the holder of an account in a line (``户名:A公司``), or None."""
    for entry, after in zip(found, (*found[1:], None), strict=True):
        if entry.label and entry.label.gives == ("payee",):
            said = folded[entry.start : entry.end].strip(" _,;。") or (
                folded[after.start : after.end].strip(" _") if after and after.label is None else ""
            )
            if said in names:
                return names[said]
    return None


def _article(reading: Reading, offset: int) -> int:
    """Where the article that holds `offset` begins (at most 600 code points before)."""
    top = reading.outline.at(offset).path.split(".")[0]
    start = next((c.start for c in reading.outline.clauses if c.path == top), offset)
    return max(min(start, offset), offset - 600)


def _wanted(claim: Claim, reading: Reading, pattern: re.Pattern) -> bool:
    """Whether a clause may say this: of a party the head or the signatures name, or a name that has the form of one."""
    if "name" not in claim.label.gives:
        return any(pattern.fullmatch(fold(w)) for w in claim.title.words)
    said = re.split(r"[(,;。]", reading.folded[claim.start : claim.end].strip(" _"), maxsplit=1)[0].strip(" _")
    return party_name.is_name(said) or claim.label.seal and not said
