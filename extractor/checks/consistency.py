"""Record rows → findings: what does not fit together inside one agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from extractor.fold import fold
from extractor.model import Finding, Mention, Outline, PartyFact
from extractor.values import codes
from extractor.values.span import shift

_CHECKED = {
    "credit-code": "code-check-digit",
    "identity-card": "id-check-digit",
    "taiwan-identity": "id-check-digit",
}
SLACK = 3  # days a term may differ from start and end before anybody should look


def cross_check(rows: dict, mentions: tuple[Mention, ...], tree: Outline) -> Iterator[Finding]:
    """Every finding in one agreement's rows, in a fixed order."""
    yield from _codes(rows["parties"])
    yield from _capitals(rows["amounts"])
    yield from _order(rows["dates"])
    yield from _term(rows["dates"], rows["durations"])
    yield from _names(mentions, tree)


def _clause(row: dict) -> str | None:
    return (row.get("evidence") or {}).get("clause")


def _at(code: str, place: dict | None, **values: object) -> Finding:
    """A finding at the place of an evidence."""
    place = place or {}
    return Finding(code, place.get("clause"), {k: str(v) for k, v in values.items()}, place.get("start"), place.get("end"))


def _codes(parties: list[dict]) -> Iterator[Finding]:
    """Check digits: unified social credit codes (GB 32100-2015) and identity numbers (GB 11643-1999)."""
    for party in parties:
        number = party["id_number"]
        kind = codes.kind_of(number) if number else None
        if kind in _CHECKED and codes.check(number, kind) is False:
            place = party["field_evidence"].get("id_number", {})
            yield _at(_CHECKED[kind], place, role=party["role"], number=number)


def _capitals(amounts: list[dict]) -> Iterator[Finding]:
    for amount in amounts:
        if amount["capital_agrees"] is False:
            said = {"capital": amount["capital"], "value": amount["value"], "currency": amount["currency"]}
            yield _at("capital-mismatch", amount["evidence"], **said)


def day_of(value: str) -> date | None:
    """A full date, None for a month or a year alone."""
    return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None


def _first(dates: list[dict], kind: str) -> tuple[date, dict] | None:
    for row in dates:
        if row["kind"] == kind and (day := day_of(row["value"])):
            return day, row
    return None


def _order(dates: list[dict]) -> Iterator[Finding]:
    """End before start (in one clause), signature after the effective date."""
    ends = [(day, row) for row in dates if row["kind"] == "end" and (day := day_of(row["value"]))]
    for end, row in ends:
        starts = [s for r in dates if r["kind"] == "start" and _clause(r) == _clause(row) and (s := day_of(r["value"]))]
        if starts and end < min(starts):
            yield _at("end-before-start", row["evidence"], end=end, start=min(starts))
    effective = _first(dates, "effective")
    signed = [day for row in dates if row["kind"] == "signed" and (day := day_of(row["value"]))]
    if effective and signed and min(signed) > effective[0]:
        yield _at("signed-after-effective", effective[1]["evidence"], signed=min(signed), effective=effective[0])


def _term(dates: list[dict], durations: list[dict]) -> Iterator[Finding]:
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
            yield _at("term-mismatch", row["evidence"], term=row["text"], start=start[0], end=end[0])


def _after(start: date, span: str) -> date | None:
    """The last day of a span that begins on `start`."""
    day = shift(start, span)
    return day - timedelta(days=1) if day else None


def _names(mentions: tuple[Mention, ...], tree: Outline) -> Iterator[Finding]:
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
            yield Finding("name-mismatch", "signature", {"role": role, "head": head[0], "signed": signed[0]})


def _same(one: str, other: str) -> bool:
    """The same name but for spaces, brackets and variants of a character."""
    a, b = (re.sub(r"[\s()·.,'\"-]", "", fold(name)).lower() for name in (one, other))
    return a == b

