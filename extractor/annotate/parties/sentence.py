"""Parties named in a sentence: ``由A公司(以下简称"甲方")与B公司(下称乙方)签订``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.annotate.parties.claims import Claim
from extractor.annotate.parties.words import Label, Title, Words
from extractor.fold import fold
from extractor.values import party_name

_BRACKET = re.compile(r"\(([^()]{1,80})\)|,\s*((?:以下|下文)?(?:简称|下称)[^,。;()]{1,20})")
_JOINT = re.compile(r"\s*(?:为|是|系|在|位于|:)?\s*")
_IS = re.compile(r"\s*(?:为|是|系|:|,)?\s*\"?")
_STOP = re.compile(r"[,、;。()]|与|和|及|于|就|经|签订|订立|签署|\s|$")
_PERSONAL = re.compile(
    r"\(?,?\s*(?:身份证|身分证|公民身份|居民身份|证件|住|男|女|[12][0-9]{3}年|护照)|(?:与|和|、|及)(?=[一-龥]{2,8}(?:方|人|者|单位))"
)
_PERSONAL_DATA = re.compile(
    r"男|女|[一-龥]{1,4}族|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日(?:出?生)?|中国国籍|[一-龥]{2,10}(?:公司|企业|机构)|一家[^,]{2,40}"
)
_COINED = re.compile(
    "(?!.*(?:本|该|项目|房屋|系统|标的|产品|合同|协议|作品|软件|数据|条例|办法|规定|服务$))[一-龥A-Za-z]{2,10}"
)  # a short name as the party's own defined term
_VERB = re.compile(r"委托|聘请|聘任|聘用|授权|邀请|雇用|雇佣|雇请|选聘|选定|出租给|租给|出售给|转让给|许可|向|与|和|同|给")
_HOME = re.compile(r"\s*(?:现|家)?住(?:在|于)?(?=[一-龥]{3})")
_BREAK = re.compile(r"[。;]")


def claims(text: str, folded: str, start: int, end: int, words: Words, first: int, prose: bool = True) -> Iterator[Claim]:
    """The claims of the parties defined in ``text[start:end]``; their profiles are numbered from `first`. `prose`: the
    line is no form line."""
    found = []
    at, joined = start, False
    for match in _BRACKET.finditer(folded, start, end):
        group = 1 if match[1] else 2
        title = _title(text, folded, match.start(group), match.end(group), words)
        if not title:
            continue
        name = _name(text, folded, _clause(folded, at, match.start()), match.start(), words, joined)
        if name:
            found.append((name, title, match))
        at, joined = match.end(), True
    for number, ((begin, stop, own, said), title, match) in enumerate(found, first):
        called = Title(tuple(dict.fromkeys((*own, *title.words))), title.member, title.rule)
        yield Claim(number, called, Label(("name",), title.rule, called), said, begin, stop, "sentence")
        yield from _fields(folded, stop, match.end(), words, number, called)
        last = found[number - first + 1][0][3] if number - first + 1 < len(found) else end
        yield from _fields(folded, match.end(), last, words, number, called, adjoining=True)
    if not found and prose:
        yield from _inline(text, folded, start, end, words, first)


def _inline(text: str, folded: str, start: int, end: int, words: Words, first: int) -> Iterator[Claim]:
    """Parties whose role stands right before the name: ``出租人孟某(身份证号…)与承租人某公司订立``."""
    number = first
    for role in words.roles.finditer(folded, start, end):
        joint = _IS.match(folded, role.end(), end)
        before = folded[max(start, role.start() - 1) : role.start()]
        if (
            before not in ("", *",、;:与和由及是为向")
            or role[0][-1] not in "方人者"
            or folded[joint.end() : joint.end() + 1] in "()、,;。"
        ):
            continue
        for stop in (m.start() for m in _STOP.finditer(folded, joint.end(), min(end, role.end() + 50))):
            name = folded[joint.end() : stop].strip()
            kind = party_name.kind(name) if party_name.plausible(name) else None
            if kind == "org" or kind == "person" and _PERSONAL.match(folded, stop, end):
                title = Title((text[role.start() : role.end()],), "", words.role_rule(role[0]) or "")
                yield Claim(number, title, Label(("name",), title.rule, title), role.start(), joint.end(), stop, "sentence")
                yield from _fields(folded, stop, end, words, number, title, adjoining=True)
                number += 1
                break


def _clause(folded: str, at: int, stop: int) -> int:
    """Where the clause before `stop` begins: behind the last full stop."""
    return max((m.end() for m in _BREAK.finditer(folded, at, stop)), default=at)


def _title(text: str, folded: str, start: int, end: int, words: Words) -> Title | None:
    """The role words a bracket defines, or None when it defines something else (the project, the house)."""
    inner = folded[start:end]
    defined = words.patterns["defined"].search(inner)
    quoted = re.fullmatch(r'\s*(?:the\s+)?"([^"]{1,20})"(?:\s*(?:or|或|、|/)\s*(?:the\s+)?"[^"]{1,20}")*\s*', inner)
    if not defined and not quoted and not words.roles.fullmatch(inner.strip()):
        return None
    names, _, member = words.bracket(text[start:end])
    names = tuple(n for part in names for n in re.split(r"[\"“”「」『』]+(?:和|或|or)?[\"“”「」『』]*", part) if n.strip())
    known = [n for n in names if words.role_rule(fold(n))]
    if known:
        return Title((known[0], *(n for n in names if n != known[0])), member, words.role_rule(fold(known[0])))
    if names and defined and re.fullmatch("我们|本公司|贵方|本平台|公司|您|你", fold(names[0])):
        return Title(names, member, words.rules["defined"])
    if len(names) == 1 and (defined or quoted) and _COINED.fullmatch(fold(names[0])):
        return Title(names, member, words.rules["defined"])
    return None


def _name(
    text: str, folded: str, low: int, stop: int, words: Words, joined: bool
) -> tuple[int, int, tuple[str, ...], int] | None:
    """The name in the stretch that ends at the bracket: its span, and the role word printed before it (``承租人陈某``)."""
    whole = low + party_name.start(folded[low:stop], joined)
    if "、" in folded[whole:stop] and len(party_name.split(folded[whole:stop])) > 1:
        return whole, stop, (), whole  # 孟某、乔某(以下合称"转让方")
    spans, at = [], low
    for cut in re.finditer(r"[,、:]", folded[low:stop]):
        if cut[0] == "," and party_name.LATIN_TAIL.match(folded, low + cut.start()):
            continue
        spans.append((at, low + cut.start()))
        at = low + cut.end()
    spans.append((at, stop))
    for number, (begin, end) in enumerate(spans):
        found = _one(text, folded, begin, end, words, joined and number == 0 or number > 0 and not spans[0][1] > spans[0][0])
        if found and party_name.is_name(folded[found[0] : found[1]]):
            return found
    return None


def _one(
    text: str, folded: str, begin: int, end: int, words: Words, joined: bool
) -> tuple[int, int, tuple[str, ...], int] | None:
    piece = folded[begin:end]
    at = party_name.start(piece, joined)
    at += _verb(piece[at:]) if joined else 0
    own, said = (), begin + at
    role = words.roles.match(piece, at)
    if (
        role
        and piece[role.end() :].strip()
        and (party_name.is_name(piece[role.end() :].strip(" :为是系")) or words.is_letter(role[0]))
    ):
        own, said = (text[begin + role.start() : begin + role.end()],), begin + role.start()
        at = role.end() + len(re.match(r"[\s:]*(?:为|是|系)?\s*", piece[role.end() :])[0])
    size = len(piece.rstrip(' _"'))
    while at < size and piece[at] in ' _"':
        at += 1
    return (begin + at, begin + size, own, said) if size - at > 1 else None


def _verb(piece: str) -> int:
    """The size of what goes before the second name in a sentence: ``委托B公司``, ``就某事宜与B公司``."""
    for match in _VERB.finditer(piece):
        if party_name.is_name(piece[match.end() :].strip(' _"')):
            return match.end()
    return 0


def _fields(
    folded: str, start: int, end: int, words: Words, number: int, title: Title, adjoining: bool = False
) -> Iterator[Claim]:
    """The fields beside a name: ``,统一社会信用代码9133…,住所地临江路1号``; `adjoining`: only as long as nothing else comes between."""
    if adjoining and folded[start : start + 1] not in ",;(":
        return
    for match in re.finditer(r"[^,;、()]+", folded[start:end]):
        low, high = start + match.start(), start + match.end()
        if not match[0].strip():
            continue
        lead = words.leads.match(folded, low + len(match[0]) - len(match[0].lstrip()), high)
        if lead:
            field, rule = words.fields[lead[0]]
            joint = _JOINT.match(folded, lead.end(), high)
            yield Claim(number, title, Label((field,), rule), lead.start(), joint.end(), high, "sentence")
        elif home := _HOME.match(folded, low, high):
            yield Claim(number, title, Label(("address",), words.fields["住址"][1]), low, home.end(), high, "sentence")
        elif adjoining and not _PERSONAL_DATA.fullmatch(match[0].strip()):
            return
