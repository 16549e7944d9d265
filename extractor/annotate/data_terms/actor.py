"""Who is bound: the parties an agreement knows and the subject of a sentence."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from extractor.model import Reading
from extractor.packs import Pack

from .context import WORDS

_LETTERED = re.compile(r"[甲乙丙丁戊己庚]方")
_DEFINED = re.compile(r"(?:简称|下称|合称|统称|以下称)(?:为)?:?\"([^\"\n]{1,10})\"")
_SUFFIX = "方|人|者|单位|公司|商|股东|机构|店|会员|学校|医院|平台|银行|受益人|工会|艺人|主播|商家"
_LABEL = re.compile(rf"(?:^|(?<=[\s;)\t]))([一-鿿]{{0,7}}?(?:{_SUFFIX}))(?:\([^()\n]{{0,20}}\))?(?:名称|姓名)?\s*:", re.MULTILINE)
_MODAL = r"应|须|需|不得|可|有权|保证|承诺|负责|必须|不可|均|也|亦|仍|得(?!知|悉|到)|将|同意|确认|无权"
_ACTS = re.compile(rf"(?:^|[,。;:\s])([一-鿿]{{0,7}}?(?:{_SUFFIX}))(?=应|须|不得|可以|有权|保证|承诺)", re.MULTILINE)
_NOT_SUBJECT = re.compile(
    r"(?:[向对给经与同受按将把至予归凭据从为在]|通知|告知|配合|接受|收到|告诉|报告|取得|征得|获得|经过|根据|依据|按照|代表|协助|赔偿|返还|交还|提供给|移交|交付)$"
)
_AGREES = re.compile(
    r"[^,。;]{0,8}(?:同意|许可|授权|批准|书面)(?!的?甲|的?乙)|[^,。;]{0,5}(?:要求|通知|提出|请求)[^,。;]{0,6}(?:时|后|的)"
)
_OWNER = re.compile(r"(?:归(?:属)?于?|属于?|由)(?:各自的)?\s*")
_CONSENT = re.compile(r"(?:未经|非经|经|征得|取得|获得)(?:过)?")
_WORD_ENDS = "(?!案|式|面(?!对|临)|法(?!定|律|人))"  # 服务方案, 技术方面 name nobody
_JOIN = re.compile(r"、|和|及|与|或|以及")


@dataclass(frozen=True, slots=True)
class Roles:
    """`names` as printed, longest first; `parties` the parties proper; `pattern` finds one or several joined by 、和及与."""

    names: tuple[str, ...]
    parties: tuple[str, ...]
    pattern: re.Pattern
    means: dict[str, str]


def roles(reading: Reading, pack: Pack) -> Roles:
    """The roles this agreement uses: lettered parties, labels of its head, defined names, and what three times or more has a duty or right."""
    words = pack.tables[WORDS]["roles"]
    folded = reading.folded
    parties = dict.fromkeys(_LETTERED.findall(folded))
    if len(parties) < 2:
        head = folded[: next((c.start for c in reading.outline.clauses if c.level == 1), 1500)]
        acting = Counter(_ACTS.findall(folded))
        named = [*_LABEL.findall(head), *_DEFINED.findall(head), *(name for name, count in acting.items() if count > 2)]
        parties |= dict.fromkeys(
            n
            for n in named
            if n not in words["not_roles"] and acting[n] + folded.count(n) > 3 and not re.search(words["never"], n)
        )
    common = [r for r in words["common"] if r in folded]
    names = sorted({*parties, *words["collective"], *common}, key=len, reverse=True)
    one = "|".join(map(re.escape, names))
    return Roles(
        tuple(names), tuple(parties), re.compile(rf"(?<!第)(?:{one})(?:(?:[、和及与或]|以及)(?:{one}))*{_WORD_ENDS}"), words["means"]
    )


def subject(text: str, known: Roles) -> str | None:
    """The role that acts in `text` (a stretch between commas), as the record names it, or None."""
    opening = None
    for match in known.pattern.finditer(text):
        before, after = text[: match.start()].strip(' "'), text[match.end() :]
        if before.endswith("由") and not re.match("享有|所有|共有", after):
            return named(match.group(), known)
        if _NOT_SUBJECT.search(before) or _AGREES.match(after):
            continue
        if re.match(_MODAL, after):
            return named(match.group(), known)
        if not before or re.search(r"[:、(]$|(?:因|若|如|而|则|且|但|并|当)$", before):
            if after[:1] in ("的", "之"):
                continue
            opening = opening or match.group()
    return named(opening, known) if opening else None


def owner(text: str, known: Roles) -> str | None:
    """Whom the thing belongs to: the roles behind 归, 属于, 由; several joined by 、."""
    found = [named(role.group(), known) for m in _OWNER.finditer(text) if (role := known.pattern.match(text, m.end()))]
    return "、".join(dict.fromkeys(found)) or None


def other_party(text: str, known: Roles) -> str | None:
    """In an agreement of two, who needs the consent of one is the other."""
    match = _CONSENT.search(text)
    role = known.pattern.match(text, match.end()) if match else None
    if role and len(known.parties) == 2 and role.group() in known.parties:
        return next(p for p in known.parties if p != role.group())
    return None


def heading(line: str, known: Roles) -> str | None:
    """The role a heading puts its clauses under: 受托方的义务, 乙方权利与责任."""
    match = known.pattern.match(line.lstrip("第一二三四五六七八九十百条款、.()0123456789 "))
    if match and re.match(
        r"[^,。;]{0,8}(?:义务|责任|职责|权利|保证|承诺|负责|应)", line[line.find(match.group()) + len(match.group()) :]
    ):
        return named(match.group(), known)
    return None


def named(printed: str, known: Roles) -> str:
    """Several roles joined by 、, each as the record calls it."""
    parts = [printed] if printed in known.names else [p for p in _JOIN.split(printed) if p]
    return "、".join(known.means.get(p, p) for p in parts)
