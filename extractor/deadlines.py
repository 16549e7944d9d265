"""Record rows → days that can be worked out of an agreement, each with the rule that gave it.

Nothing is guessed: a period in working days, an end that depends on an event or several ends give no day, and the entry says so. Calendar arithmetic follows
the Civil Code of the PRC, Art. 201–203 (`extractor.values.span`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from extractor.fold import fold
from extractor.model import Mention
from extractor.packs import Pack, compiled
from extractor.values.span import shift

_FULL = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEAR = 80  # code points around a period that tell what it counts from


def deadlines(text: str, rows: dict, mentions: tuple[Mention, ...], pack: Pack) -> list[dict]:
    """Ends, notices of non-renewal and deletions in this order; ``date`` is ISO 8601 or None, ``rule`` says in both languages how it was found."""
    table = pack.tables.get("checks", {})
    if "deadline" not in table or not (rows["dates"] or rows["durations"]):
        return []
    ends = list(_ends(rows))
    if not ends:
        ends = list(_computed_end(rows))
    days = {end["date"] for end in ends}
    last = date.fromisoformat(days.pop()) if len(days) == 1 else None
    found = [*ends, *_notices(text, rows, mentions, last, table), *_deletions(text, rows, last, table)]
    return [_worded(entry, table["deadline"]) for entry in found]


def _worded(entry: dict, words: dict) -> dict:
    form, values = entry.pop("form"), entry.pop("values", {})
    rule = {lang: words[form][lang].format_map(values) for lang in ("zh", "en")}
    return entry | {"computed": form not in ("end", "working"), "rule": rule}


def _entry(kind: str, form: str, day: date | None, row: dict, **more) -> dict:
    known = {"kind": kind, "date": day.isoformat() if day else None, "until": None, "form": form}
    return known | {"text": row["text"], "evidence": row["evidence"], "confidence": row.get("confidence", 0.0)} | more


def _clause(row: dict) -> str | None:
    return (row.get("evidence") or {}).get("clause")


def _ends(rows: dict) -> Iterator[dict]:
    for row in rows["dates"]:
        if row["kind"] == "end" and _FULL.fullmatch(row["value"]):
            yield _entry("end", "end", date.fromisoformat(row["value"]), row)


def _computed_end(rows: dict) -> Iterator[dict]:
    """The end from one full start and one exact term in the same clause, and nothing else that could be either."""
    starts = [r for r in rows["dates"] if r["kind"] == "start"]
    terms = [r for r in rows["durations"] if r["kind"] == "term"]
    if len(starts) != 1 or len(terms) != 1 or not _FULL.fullmatch(starts[0]["value"]):
        return
    start, term = starts[0], terms[0]
    if term["bound"] != "exact" or term["day_type"] == "working" or _clause(start) != _clause(term):
        return
    day = shift(date.fromisoformat(start["value"]), term["value"])
    if day:
        yield _entry("end", "computed-end", day - timedelta(days=1), term, values={"start": start["value"], "span": term["text"]})


def _notices(text: str, rows: dict, mentions: tuple[Mention, ...], end: date | None, table: dict) -> Iterator[dict]:
    """The last day to say no to an automatic renewal: the end less the notice period of the same clause."""
    before = compiled(table["before_the_end"])
    for mention in mentions:
        if mention.field != "finding" or mention.value.value != "auto-renewal":
            continue
        for row in rows["durations"]:
            place = row["evidence"]
            if row["kind"] not in ("notice", "renewal") or not mention.start - 2 * _NEAR <= place["start"] <= mention.end:
                continue
            ahead, behind = fold(text[max(0, place["start"] - 6) : place["start"]]), fold(text[place["end"] : place["end"] + 3])
            said = fold(place["text"])
            if not (before.search(ahead) or before.match(behind) or before.search(said)):
                continue
            if "\n" in text[place["start"] : mention.start]:
                continue
            yield _notice(row, end, window=before.search(ahead) and not ahead.endswith("提前") and "内" in said[-2:] + behind[:2])
            return


def _notice(row: dict, end: date | None, window: object) -> dict:
    values = {"span": row["text"], "end": end.isoformat() if end else "…"}
    if row["day_type"] == "working":
        return _entry("notice", "working", None, row, values=values)
    day = shift(end, row["value"], back=True) if end else None
    if window:
        return _entry("notice", "notice-window", day, row, values=values) | {"until": end.isoformat() if day else None}
    return _entry("notice", "notice", day, row, values=values)


def _deletions(text: str, rows: dict, end: date | None, table: dict) -> Iterator[dict]:
    """Data to be deleted or given back within a period that runs from the end of the agreement."""
    ends, other, kept = (compiled(table[name]) for name in ("from_the_end", "not_from_the_end", "kept_for"))
    clauses = {_clause(row) for row in rows["data_terms"] if row["type"] == "deletion"}
    periods = [row for row in rows["durations"] if row["kind"] == "retention"]
    heads = [max(text.rfind(mark, 0, row["evidence"]["start"]) for mark in "。；;\n") + 1 for row in periods]
    for row, head in zip(periods, heads, strict=True):
        if row["bound"] == "min" or _clause(row) not in clauses or heads.count(head) > 1:  # two periods in one sentence: which runs from the end?
            continue
        place = row["evidence"]
        around = fold(text[max(head, place["start"] - _NEAR) : place["start"]])
        if not ends.search(fold(row["from_event"] or around).strip()) or other.search(around) or kept.search(around):
            continue
        values = {"span": row["text"], "end": end.isoformat() if end else "…"}
        if row["day_type"] == "working":
            yield _entry("deletion", "working", None, row, values=values)
        elif end:
            yield _entry("deletion", "deletion", shift(end, row["value"]), row, values=values)
