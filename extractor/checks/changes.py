"""Record rows → findings: values that rest on tracked changes nobody has accepted or rejected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractor.model import Finding, Mark, Mention

KINDS = {"inserted": "插入", "moved": "移入", "deleted": "删除"}  # of marks that are tracked changes, with their Chinese names
_HEAD = ("title", "contract_no")
_SHOWN = 40  # code points of a value that are quoted


def changed(rows: dict, mentions: Iterable[Mention], marks: Iterable[Mark], text: str) -> Iterator[Finding]:
    """One finding for each place of a value that holds words put in, or from which words were taken out, in reading order."""
    tracked = [m for m in marks if m.kind in KINDS]
    if not tracked:
        return
    places: dict[tuple[int, int], str | None] = {(m.start, m.end): None for m in mentions if m.field in _HEAD}
    for name, found in rows.items():
        for row in found if name != "articles" else ():
            evidence = [row["evidence"], *row.get("field_evidence", {}).values()]
            places |= {(e["start"], e["end"]): e["clause"] for e in evidence if e}
    for start, end in sorted(places):
        kinds = dict.fromkeys(m.kind for m in tracked if _touches(m, start, end))
        if kinds:
            value = text[start:end] if end - start <= _SHOWN else text[start : start + _SHOWN] + "…"
            words = {"value": value, "change": "、".join(KINDS[k] for k in kinds), "change_en": ", ".join(kinds)}
            yield Finding("unaccepted-change", places[start, end], words, start, end)


def _touches(mark: Mark, start: int, end: int) -> bool:
    """Whether a change lies in a value; a deletion also where it borders on one."""
    return mark.start < end and mark.end > start or mark.start == mark.end and start <= mark.start <= end
