"""What a find says: stance, actor and value, read from the words around it."""

from __future__ import annotations

import re

from extractor.model import DataTermFact, Reading

from . import value as values
from .actor import Roles, heading, other_party, owner, subject
from .context import Context
from .finds import Find
from .stance import forbids, permits, plain, stance

STATED = ("format", "volume", "ownership")  # always facts
DATED = ("retention", "deletion", "breach", "subject_rights", "confidentiality")  # the value is a time
_OTHER_USE = re.compile(r"(?:不得|禁止|严禁|不可)[^。;]{0,20}(?:用于|用作|用其|用以|据以|目的|他用|营销)")
_OBLIGED = re.compile(r"义务|责任|职责|要求")
_HANGING = re.compile(r"(?:[的时后前]|所必需)$|^(?:未经|非经|若|如|没有)")


def fact(same: list[Find], reading: Reading, around: Context, known: Roles) -> DataTermFact:
    """The fact that the finds of one type in one clause make; the first one's words are the evidence."""
    find = same[0]
    said = _stance(find, around)
    return DataTermFact(find.rule.gives, said, _actor(find, said, around, known), _value(same, reading, around))


def _parts(find: Find) -> tuple[str, str, str]:
    """The sentence in three: before the find's segment, the segment, after it."""
    left, right = find.segment
    said = find.unit.said
    return said[:left], said[left:right], said[right:].lstrip(",")


# --- stance -----------------------------------------------------------------------------------------------------------
def _stance(find: Find, around: Context) -> str:
    kind, fixed = find.rule.gives, find.rule.set.get("stance")
    before, words, after = _parts(find)
    above = around.above.get(find.unit.clause.path, "")
    if fixed or kind in STATED:
        return fixed or "state"
    match kind:
        case "law":
            text = plain(before + words)
            return (
                "state" if re.search(r"依据|根据|订立|签订|符合|包括", text) and not re.search(r"应|须|遵", text) else "require"
            )
        case "lawful_source":
            return "require"
        case "security":
            return "state" if re.search(r"符合|达到", words) and not re.search(r"应|须|要求(?!》)", plain(words)) else "require"
        case "deidentification":
            return "prohibit" if find.rule.id == "data-not-reidentify" and forbids(words) else "require"
        case "categories":
            return "permit" if permits(words) else "state"
        case "audit":
            return "permit" if permits(words) or re.search(r"(?:可以?|有权)[^。;]{0,30}$", before) else "require"
        case "breach":
            text = plain(words + after)
            return "permit" if re.search(r"有权", text) and not re.search(r"应|须|必须|立即|立刻", text) else "require"
        case "subject_rights":
            text = plain(words + after)
            if re.search(r"应|须|必须|受理|配合|处理|答复|办理|内", text):
                return "require"
            return "permit" if re.search(r"可|有权|得", text) and "享有" not in text else "state"
        case "purpose":
            return _purpose(find, around, before, words, after, above)
        case "confidentiality" if find.rule.id in ("data-secret-defined", "data-secrecy-period"):
            modal = stance(words + "," + after, "", "", "", "state")
            return "require" if find.rule.id == "data-secrecy-period" and values.periods(words) else modal
        case "personal_information":
            default = "require" if _OBLIGED.search(above) or re.search(r"(?:应|须|保证|承诺)[^。;]*$", plain(before)) else "state"
            return stance(words, after, before, above, default)
    return stance(words, after, before, above, "require")


def _purpose(find: Find, around: Context, before: str, words: str, after: str, above: str) -> str:
    sentence = find.unit.said
    if re.search("未经|非经", sentence):
        return "condition"
    if any(_OTHER_USE.search(unit.said) for unit in around.of(find.unit.clause.path)):
        return "prohibit"
    label = find.rule.id in ("data-purpose-label", "data-purpose-is") or find.rule.id == "data-used-for"
    return stance(words, after, before, above, "state" if label else "require")


# --- actor ------------------------------------------------------------------------------------------------------------
def _actor(find: Find, said: str, around: Context, known: Roles) -> str | None:
    before, words, after = _parts(find)
    kind, path = find.rule.gives, find.unit.clause.path
    if kind == "ownership":
        return owner(words + "," + after.split("。")[0], known)
    own = subject(words, known)
    if _HANGING.search(words.strip()) or (kind == "subject_rights" and not own):
        own = next(filter(None, (subject(piece, known) for piece in re.split("[,;]", after))), None) or own
    if own or (said == "state" and kind not in ("confidentiality", "personal_information", "retention")):
        return own
    for piece in reversed(re.split("[,:]", before)):
        if who := subject(piece, known):
            return who
    if said == "state":
        return None
    if who := other_party(before + words, known):
        return who
    earlier = [u for u in around.of(path) if u.start < find.unit.start]
    later = [u for u in around.of(path) if u.start > find.unit.start] if kind == "purpose" else []
    for unit in [*reversed(earlier), *later]:
        for piece in re.split("[,:]", unit.said):
            if who := subject(piece, known):
                return who
    for line in around.above.get(path, "").split("\n"):
        if who := (line.endswith(":") and subject(line[:-1], known)) or heading(line, known):
            return who
    return None


# --- value ------------------------------------------------------------------------------------------------------------
def _value(same: list[Find], reading: Reading, around: Context) -> str | None:
    find = same[0]
    kind = find.rule.gives
    if find.rule.set.get("about") == "intro":
        return values.item(_printed(reading, find, *find.segment)) if kind == "categories" else None
    if kind in DATED:
        return _time(same, around)
    valued = [f for f in same if f.rule.kind == "regex"]
    texts = [_printed(reading, f, f.start, f.end) for f in valued]
    match kind:
        case "law":
            return values.joined(t for n, t in enumerate(texts) if not any(t in other for other in texts[:n]))
        case "format":
            return values.joined(values.names(t) for t in texts)
        case "volume":
            return values.joined(t.strip() for n, t in enumerate(texts) if not any(t.strip() in other for other in texts[:n]))
        case "ownership":
            return values.owned(texts[0]) if texts else None
        case "deidentification":
            return next(filter(None, map(values.method, texts)), None)
    return values.listing(texts[0]) if texts else None


def _printed(reading: Reading, find: Find, start: int, end: int) -> str:
    return reading.text[find.unit.start + start : find.unit.start + end]


def _time(same: list[Find], around: Context) -> str | None:
    first = same[0]
    kind = first.rule.gives
    if kind in ("retention", "deletion"):
        return values.joined(values.deadline(kind, f.unit.said, *f.segment) for f in same)
    value = values.deadline(kind, first.unit.said, *first.segment)
    if value or kind not in ("confidentiality", "breach"):
        return value
    about = r"保密|义务|责任|期" if kind == "confidentiality" else r"报告|通知|告知|说明"
    later = [u for u in around.of(first.unit.clause.path) if u.start > first.unit.start and re.search(about, u.said)]
    return next((found[0][2] for unit in later if (found := values.periods(unit.said))), None)
