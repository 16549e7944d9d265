"""Who is bound: the parties an agreement knows and the subject of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.model import Reading
from extractor.packs import Pack

from .context import WORDS

_LETTERED = re.compile(r"[甲乙丙丁戊己庚]方")
_DEFINED = re.compile(r"(?:简称|下称|合称|统称|以下称)(?:为)?:?\"([^\"\n]{1,10})\"")
_LABEL = re.compile(r"^\s*([一-鿿]{1,8}?(?:方|人|者|单位|公司|商))(?:\s*\([^()\n]{0,20}\))?(?:名称|姓名)?\s*[::]", re.MULTILINE)
_AFTER = re.compile(r"(?:[向对给经与同受按将把至予归由凭据为从]|通知|告知|配合|接受|收到|告诉|报告|未经|取得|征得|获得|经过|根据|依据|按照|代表|协助|赔偿|返还|交还|提供给|移交|交付)$")
_OWNER = re.compile(r"(?:归属?于?|属于?|由)(?:各自的)?\s*")


@dataclass(frozen=True, slots=True)
class Roles:
    """`names` as printed, longest first; `parties` the parties proper; `pattern` finds one or several joined by 、和及与."""

    names: tuple[str, ...]
    parties: tuple[str, ...]
    pattern: re.Pattern
    means: dict[str, str]


def roles(reading: Reading, pack: Pack) -> Roles:
    """The roles this agreement uses."""
    words = pack.tables[WORDS]["roles"]
    head = reading.folded[: reading.outline.clauses[1].start if len(reading.outline.clauses) > 1 else 1500]
    parties = dict.fromkeys(_LETTERED.findall(reading.folded))
    if len(parties) < 2:
        labels = (n for n in _LABEL.findall(head) if n not in words["not_roles"])
        parties |= dict.fromkeys(n for n in (*labels, *_DEFINED.findall(head)) if reading.folded.count(n) > 2 and "合同" not in n and "协议" not in n)
    common = [r for r in words["common"] if r in reading.folded]
    names = sorted({*parties, *words["collective"], *common}, key=len, reverse=True)
    one = "|".join(map(re.escape, names))
    pattern = re.compile(rf"(?:{one})(?:(?:[、和及与或]|以及)(?:{one}))*")
    return Roles(tuple(names), tuple(parties), pattern, words["means"])


def subject(text: str, known: Roles) -> str | None:
    """The role that acts in `text` (a segment or a sentence), as the record names it, or None."""
    fallback = None
    for match in known.pattern.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if before.endswith("由") and not re.match(r"(?:享有|所有)", after):
            return _named(match.group(), known)
        if _AFTER.search(before):
            continue
        if after[:1] in "的之" or re.match(r"[^,。;]{0,6}(?:同意|许可|授权|批准|书面)", after):
            fallback = fallback or (match.group() if not before.strip() else None)
            continue
        if before.strip(' "') and not re.search(r"[,:、(\"的时后]\s*$|(?:因|若|如|而|则|且|但|并|当|在|及其|应当?由|,?故)$", before):
            fallback = fallback or None
            continue
        return _named(match.group(), known)
    return _named(fallback, known) if fallback else None


def owner(text: str, known: Roles) -> str | None:
    """Whom the thing belongs to: the roles behind 归, 属于, 由; several joined by 、."""
    found = []
    for match in _OWNER.finditer(text):
        role = known.pattern.match(text, match.end())
        if role and _named(role.group(), known) not in found:
            found.append(_named(role.group(), known))
    return "、".join(found) or None


def other_party(text: str, known: Roles) -> str | None:
    """In an agreement of two, who needs the consent of one is the other."""
    match = re.search(r"(?:未经|非经|经|征得|取得|获得)(?:过)?", text)
    role = known.pattern.match(text, match.end()) if match else None
    if role and len(known.parties) == 2 and role.group() in known.parties:
        return next(p for p in known.parties if p != role.group())
    return None


def _named(printed: str, known: Roles) -> str:
    parts = [p for p in re.split(r"、|和|及|与|或|以及", printed) if p] if printed not in known.names else [printed]
    return "、".join(known.means.get(p, p) for p in parts)
