"""A user's own checks, in a closed set of kinds (``patterns/checks.toml`` shows each).

``missing``: a field was not found. ``over``, ``under``: a value of a field is above or below a limit. ``present``, ``absent``: the text holds one of some words,
or none of them. What cannot be compared (working days with months, a currency word) gives no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from extractor.fold import fold
from extractor.model import Finding
from extractor.packs import Pack
from extractor.values import number

KINDS = {"missing": ("field",), "over": ("field", "limit"), "under": ("field", "limit"), "present": ("words",), "absent": ("words",)}
KEYS = {"id", "kind", "severity", "zh", "en", "said", "why", "field", "limit", "words", "types"}
SEVERITIES = ("error", "warning", "notice")
_LETTERS = {"party_a": 0, "party_b": 1, "party_c": 2}
_ROLES = ("甲方", "乙方", "丙方")
_LISTS = {"dates": "kind", "durations": "kind", "amounts": "kind"}
_SHARE = re.compile(r"(?P<n>[\d,]+(?:\.\d+)?) ?(?P<unit>[%‰])|(?P<word>百分之|千分之|万分之)(?P<numeral>.+)")
_SCALE = {"%": 100, "‰": 1000, "百分之": 100, "千分之": 1000, "万分之": 10000}
_SPAN = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def own_checks(head: dict, rows: dict, fields: dict, text: str, pack: Pack) -> Iterator[Finding]:
    """The findings of the checks that have a kind, in their order in the packs."""
    checks = [c for c in pack.tables.get("checks", {}).get("check", ()) if c.get("kind")]
    if not checks:
        return
    folded = fold(text)
    for check in checks:
        kinds = check.get("types")
        if kinds and _type_of(head) not in kinds:
            continue
        if check["kind"] in ("present", "absent"):
            yield from _words(check, folded)
        else:
            yield from _values(check, list(values_of(check["field"], head, rows, fields)))


def _type_of(head: dict) -> str | None:
    return (head.get("contract_type") or {}).get("value")


def _words(check: dict, folded: str) -> Iterator[Finding]:
    places = [(at, at + len(word)) for word in map(fold, check["words"]) if (at := folded.find(word)) >= 0]
    if check["kind"] == "present" and places:
        start, end = min(places)
        yield Finding(check["id"], None, {"value": folded[start:end]}, start, end)
    elif check["kind"] == "absent" and not places:
        yield Finding(check["id"])


def _values(check: dict, found: list[tuple[str, dict | None]]) -> Iterator[Finding]:
    if check["kind"] == "missing":
        if not found:
            yield Finding(check["id"], None, {"field": check["field"]})
        return
    for value, place in found:
        order = compare(value, str(check["limit"]))
        if order is not None and (order > 0 if check["kind"] == "over" else order < 0):
            place = place or {}
            said = {"value": value, "limit": check["limit"], "field": check["field"]}
            yield Finding(check["id"], place.get("clause"), said, place.get("start"), place.get("end"))


def values_of(field: str, head: dict, rows: dict, fields: dict) -> Iterator[tuple[str, dict | None]]:
    """The values an agreement has for a field (a column of the ledger, a kind of date, period or amount, a user's own field), with their evidence."""
    if field in fields:
        yield from ((f["value"], f["evidence"]) for f in fields[field])
    elif field in ("title", "contract_no", "status"):
        if head.get(field):
            yield head[field], None
    elif field == "contract_type":
        if _type_of(head):
            yield _type_of(head), head["contract_type"]["evidence"]
    elif field in ("tax_rate", "tax_included"):
        yield from ((str(t["value"]), t["evidence"]) for t in (head.get("tax") or {}).get(field.removeprefix("tax_"), ()))
    elif field in _LETTERS:
        parties = rows["parties"]
        lettered = [p for p in parties if p["role"] == _ROLES[_LETTERS[field]]]
        by_order = [] if any(p["role"] in _ROLES for p in parties) else parties[_LETTERS[field] : _LETTERS[field] + 1]
        yield from ((p["name"], p["evidence"]) for p in lettered or by_order if p["name"])
    elif field.startswith("data_"):
        yield from ((t["value"] or t["text"], t["evidence"]) for t in rows["data_terms"] if field in ("data_terms", f"data_{t['type']}"))
    else:
        for name, key in _LISTS.items():
            yield from ((r["value"], r["evidence"]) for r in rows[name] if r[key] == field)
        yield from ((p[field], p["field_evidence"].get(field)) for p in rows["parties"] if p.get(field) and field != "name")


def compare(value: str, limit: str) -> int | None:
    """-1, 0 or 1 as `value` is below, at or above `limit`; None where they cannot be compared without a guess."""
    for measure in (_day, _span, _number):
        one, other = measure(value), measure(limit)
        if one is not None and other is not None:
            if isinstance(one, tuple):
                if one[0] != other[0]:
                    return None
                one, other = one[1], other[1]
            return (one > other) - (one < other)
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _span(text: str) -> tuple[str, int] | None:
    """Months, or days: years and months compare, weeks and days compare, the two do not."""
    match = _SPAN.fullmatch(text)
    if not match or text == "P":
        return None
    years, months, weeks, days = (int(g or 0) for g in match.groups())
    if years or months:
        return None if weeks or days else ("months", 12 * years + months)
    return "days", 7 * weeks + days


def _number(text: str) -> Decimal | None:
    """A plain number, or a share as a number: 30% and 百分之三十 are 0.3."""
    folded = fold(text).strip()
    if share := _SHARE.fullmatch(folded):
        part = number.parse(share["n"] or share["numeral"])
        return part / _SCALE[share["unit"] or share["word"]] if part is not None else None
    return number.parse(folded)
