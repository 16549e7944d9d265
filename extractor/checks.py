"""Record rows → warnings: what does not fit together inside one agreement. A warning is a code, a clause and a sentence a person understands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from extractor.fold import fold
from extractor.model import Mention, Outline, PartyFact, Warning
from extractor.values import codes

_CHECKED = {
    "credit-code": ("code-check-digit", "unified social credit code"),
    "identity-card": ("id-check-digit", "identity number"),
    "taiwan-identity": ("id-check-digit", "identity number"),
}
SLACK = 3  # days a term may differ from start and end before anybody should look


def cross_check(rows: dict, mentions: tuple[Mention, ...], tree: Outline) -> Iterator[Warning]:
    """Every finding in one agreement's rows, in a fixed order."""
    yield from _codes(rows["parties"])
    yield from _capitals(rows["amounts"])
    yield from _order(rows["dates"])
    yield from _term(rows["dates"], rows["durations"])
    yield from _names(mentions, tree)


def _clause(row: dict) -> str | None:
    return (row.get("evidence") or {}).get("clause")


def _codes(parties: list[dict]) -> Iterator[Warning]:
    """Check digits: unified social credit codes (GB 32100-2015) and identity numbers (GB 11643-1999)."""
    for party in parties:
        number = party["id_number"]
        kind = codes.kind_of(number) if number else None
        if kind in _CHECKED and codes.check(number, kind) is False:
            code, what = _CHECKED[kind]
            place = party["field_evidence"].get("id_number", {}).get("clause")
            yield Warning(code, f"the check digit of {party['role']}'s {what} {number} is wrong", place)


def _capitals(amounts: list[dict]) -> Iterator[Warning]:
    for amount in amounts:
        if amount["capital_agrees"] is False:
            yield Warning("capital-mismatch", f"the amount in words ({amount['capital']}) is not {amount['value']} {amount['currency']}", _clause(amount))


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None


def _first(dates: list[dict], kind: str) -> tuple[date, dict] | None:
    for row in dates:
        if row["kind"] == kind and (day := _day(row["value"])):
            return day, row
    return None


def _order(dates: list[dict]) -> Iterator[Warning]:
    """End before start (in one clause), signature after the effective date."""
    ends = [(day, row) for row in dates if row["kind"] == "end" and (day := _day(row["value"]))]
    for end, row in ends:
        starts = [s for r in dates if r["kind"] == "start" and _clause(r) == _clause(row) and (s := _day(r["value"]))]
        if starts and end < min(starts):
            yield Warning("end-before-start", f"the end {end} lies before the start {min(starts)}", _clause(row))
    effective = _first(dates, "effective")
    signed = [day for row in dates if row["kind"] == "signed" and (day := _day(row["value"]))]
    if effective and signed and min(signed) > effective[0]:
        yield Warning("signed-after-effective", f"signed on {min(signed)}, after it takes effect on {effective[0]}", _clause(effective[1]))


_SPAN = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def _term(dates: list[dict], durations: list[dict]) -> Iterator[Warning]:
    """The printed term against start and end printed in the same clause."""
    for row in durations:
        if row["kind"] != "term" or row["bound"] != "exact" or row["day_type"] == "working":
            continue
        here = [d for d in dates if _clause(d) == _clause(row)]
        start, end = _first(here, "start"), _first(here, "end")
        spans = [d for d in durations if d["kind"] == "term" and _clause(d) == _clause(row)]
        if not (start and end) or len(spans) != 1 or sum(d["kind"] in ("start", "end") for d in here) != 2:
            continue
        expected = _after(start[0], row["value"])
        if expected and end[0] > start[0] and not expected - timedelta(days=SLACK) <= end[0] <= expected + timedelta(days=SLACK):
            yield Warning("term-mismatch", f"{row['text']} from {start[0]} does not end on {end[0]}", _clause(row))


def _after(start: date, span: str) -> date | None:
    """The day on which a span of years, months, weeks and days from `start` is over."""
    match = _SPAN.fullmatch(span)
    if not match or span == "P":
        return None
    years, months, weeks, days = (int(g or 0) for g in match.groups())
    month = start.month - 1 + months + 12 * years
    year, month = start.year + month // 12, month % 12 + 1
    if year > 9999:
        return None
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(start.day, last)) + timedelta(days=days + 7 * weeks - 1)


def _names(mentions: tuple[Mention, ...], tree: Outline) -> Iterator[Warning]:
    """A party's name in the signature block against its name before it."""
    names: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for mention in mentions:
        fact = mention.value
        if type(fact) is PartyFact and fact.field == "name" and fact.value:
            names.setdefault((fact.role, fact.member), []).append((fact.value, tree.at(mention.start).path))
    joint = {role for role, member in names if member > 0}
    for (role, _), found in names.items():
        head = [name for name, path in found if path != "signature"]
        signed = [name for name, path in found if path == "signature"]
        if head and signed and role not in joint and not any(_same(a, b) for a in head for b in signed):
            yield Warning("name-mismatch", f"{role} is {head[0]} at the head and {signed[0]} at the signature", "signature")


def _same(one: str, other: str) -> bool:
    """The same name but for spaces, brackets and variants of a character."""
    a, b = (re.sub(r"[\s()·.,'\"-]", "", fold(name)).lower() for name in (one, other))
    return a == b

