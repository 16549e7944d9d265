"""Mentions → Record: choose, merge, cross-check, and write down as the output contract says.

First place wins: an agreement says a thing where it says it first, and a later, different value is a finding for a person, never an overwrite.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractor import checks
from extractor.annotate.fields import SHARED
from extractor.checklists import examined
from extractor.confidence import of_rule
from extractor.deadlines import deadlines
from extractor.model import (
    AmountFact,
    Clause,
    DataTermFact,
    DateFact,
    Document,
    DurationFact,
    Finding,
    Mention,
    Outcome,
    Outline,
    PartyFact,
    Record,
    SlotFact,
    TextFact,
    Warning,
)
from extractor.packs import Pack
from extractor.places import Places, marks
from extractor.signs import Signs
from extractor.status import status

_HEAD = ("title", "contract_no", "contract_type")  # mentions that stand in the record's ``document``
PARTY_FIELDS = ("legal_representative", "agent", "id_number", "address", "contact", "phone", "email", "bank", "account")


def settle(document: Document, tree: Outline, mentions: tuple[Mention, ...], pack: Pack) -> Record:
    """The record of one agreement."""
    places = Places(document, tree)
    rows = {
        "articles": _articles(document, tree, places),
        "parties": parties(mentions, places, pack),
        "dates": _rows(mentions, DateFact, places, pack, ("kind", "value")),
        "durations": _rows(mentions, DurationFact, places, pack, ("kind", "value", "bound", "day_type", "clause")),
        "amounts": _amounts(mentions, places, pack),
        "data_terms": _rows(mentions, DataTermFact, places, pack, ("type", "clause")),
        "slots": [{"slot": None} | row for row in _rows(mentions, SlotFact, places, pack, ())],
    }
    changes = checks.changed(rows, mentions, marks(document), document.text.value) if document.source.changes else ()
    warnings = [*document.source.warnings, *document.warnings, *tree.warnings, *checks.cross_check(rows, mentions, tree), *changes, *checks.doubtful(rows)]
    text, fields = document.text.value, _fields(mentions, places, pack)
    head = _head(document, tree, mentions, rows, warnings, places, pack)
    days = deadlines(text, rows, mentions, pack)
    found = [*warnings, *checks.attention(head, rows, mentions, days, text, pack), *checks.own_checks(head, rows, fields, text, pack)]
    return Record(
        head,
        *(tuple(rows[key]) for key in rows),
        fields=fields,
        checks=tuple(_check(finding, places, pack) for finding in found),
        checklists=tuple(examined(Signs(head, rows, text, tree, pack), rows, tree, places, pack)),
        deadlines=tuple(days),
    )


def _fields(mentions: tuple[Mention, ...], places: Places, pack: Pack) -> dict[str, list[dict]]:
    """Users' own fields."""
    fields: dict[str, list[dict]] = {}
    for mention in mentions:
        if type(mention.value) is TextFact and mention.field not in _HEAD and mention.field not in SHARED:
            fields.setdefault(mention.field, []).append({"value": mention.value.value} | _found(mention, places, pack))
    return fields


def _check(finding: Finding | Warning, places: Places, pack: Pack) -> dict:
    row = checks.told(finding, pack)
    place = None
    if type(finding) is Finding and finding.start is not None and finding.start < finding.end:
        place = places.evidence(finding.start, finding.end)
        row["clause"] = row["clause"] or place["clause"]
    return row | {"evidence": place}


def failed(name: str, outcome: Outcome, sha256: str = "", form: str = "") -> Record:
    """The record of a file that gave no agreement: its outcome, nothing else."""
    head = _keys(name, sha256, form or None)
    return Record(head | {"outcome": _outcome(outcome)})


def _keys(source: str, sha256: str, form: str | None) -> dict:
    return {
        "source": source,
        "sha256": sha256,
        "format": form,
        "pages": None,
        "language": None,
        "ocr": False,
        "title": None,
        "contract_no": None,
        "field_evidence": {},
        "contract_type": None,
        "tax": None,
        "status": None,
        "truncated": False,
        "boilerplate": [],
        "text": "",
        "comments": [],
        "changes": [],
        "warnings": [],
        "outcome": None,
    }


def _outcome(outcome: Outcome) -> dict:
    return {"state": outcome.state, "code": outcome.code, "reason": outcome.reason, "next_step": outcome.next_step}


def _head(
    document: Document,
    tree: Outline,
    mentions: tuple[Mention, ...],
    rows: dict,
    warnings: list[Warning | Finding],
    places: Places,
    pack: Pack,
) -> dict:
    source = document.source
    named = {m.field: m for m in reversed(mentions) if m.field in ("title", "contract_no")}
    kind = next((m for m in mentions if m.field == "contract_type"), None)
    text = document.text.value
    return _keys(source.name + (f"#{document.part}" if document.part else ""), source.sha256, source.format) | {
        "pages": source.pages,
        "language": document.language,
        "ocr": source.ocr,
        **{key: named[key].value.value if key in named else None for key in ("title", "contract_no")},
        "field_evidence": {key: places.evidence(m.start, m.end) | {"rule": m.rule} for key, m in named.items() if m.start < m.end},
        "contract_type": {"value": kind.value.value} | _found(kind, places, pack) if kind else None,
        "tax": _tax(mentions, places, pack),
        "status": status(mentions, tree, text, pack),
        "truncated": document.truncated,
        "boilerplate": [{"site": r.site, "kind": r.kind, "text": r.text} for r in document.removed],
        "text": text,
        "comments": list(source.comments),
        "changes": [{"kind": c.kind, "text": c.text, "author": c.author or None, "date": c.date, "place": c.path} for c in source.changes],
        "warnings": [{key: checks.told(w, pack)[key] for key in ("code", "message", "clause")} for w in warnings],
        "outcome": _outcome(_judge(rows, warnings, text)),
    }


def _tax(mentions: tuple[Mention, ...], places: Places, pack: Pack) -> dict | None:
    """Whether the price includes tax, and the rate, each place that says so: ``{"included": […], "rate": […]}``; None where the text is silent."""
    found: dict[str, list[dict]] = {"included": [], "rate": []}
    for mention in mentions:
        if mention.field == "tax":
            said = mention.value.value
            row = _found(mention, places, pack)
            if said in ("included", "excluded"):
                found["included"].append({"value": said == "included"} | row)
            else:
                found["rate"].append({"value": said} | row)
    return found if any(found.values()) else None


_READ_BADLY = {
    "garbled-text": "some pages could not be read as text",
    "page-without-text": "some pages were not read",
    "page-cut": "some pages were read in part",
}


def _judge(rows: dict, warnings: list[Warning], text: str) -> Outcome:
    """What the run reports of a file that was read: partial where text is missing or nothing in it looks like an agreement."""
    for warning in warnings:
        if warning.code in _READ_BADLY:
            return Outcome("partial", warning.code, _READ_BADLY[warning.code], "see the warning; give the file in another form")
    if not text.strip():
        return Outcome("failed", "no-text", "the file holds no text", "if it is a scan, run OCR on it first")
    numbered = any(a["level"] > 0 for a in rows["articles"])
    if not numbered and not rows["parties"]:
        return Outcome("partial", "no-agreement", "no numbered articles and no parties were found", "check that the file is an agreement")
    return Outcome()


def _articles(document: Document, tree: Outline, places: Places) -> list[dict]:
    text = document.text.value
    return [
        {
            "path": c.path,
            "label": c.label,
            "heading": c.heading or None,
            "level": c.level,
            "parent": c.parent,
            "text": text[c.body : c.end].strip(),
            "start": c.start,
            "end": c.end,
            "page": places.page(c.start),
            "bbox": places.box(c.start, _head_end(c, text)),
        }
        for c in tree.clauses
    ]


def _head_end(clause: Clause, text: str) -> int:
    """Where a clause's label and heading end, or the first line of one that has neither."""
    head = len(text[clause.start : clause.body].rstrip())
    line = text.find("\n", clause.start, clause.end)
    return clause.start + head if head else line if line > clause.start else clause.end


def _found(mention: Mention, places: Places, pack: Pack) -> dict:
    """What every item carries: the words, their evidence, the rule and how far it can be trusted."""
    evidence = places.evidence(mention.start, mention.end)
    return {"text": evidence["text"], "evidence": evidence, "confidence": _confidence(mention, places, pack), "rule": mention.rule}


def _confidence(mention: Mention, places: Places, pack: Pack) -> float:
    """How far the rule can be trusted, times how surely the words were recognised."""
    return round(of_rule(mention.rule, pack) * places.sureness(mention.start, mention.end), 2)


def _rows(mentions: Iterable[Mention], kind: type, places: Places, pack: Pack, unique: tuple[str, ...]) -> list[dict]:
    """One row per mention of one kind of fact; of rows alike in `unique` (``clause`` is the evidence's) the first stays."""
    rows, seen = [], set()
    for mention in mentions:
        if type(mention.value) is not kind or mention.end <= mention.start:
            continue  # a place without a character on the page (an empty cell) has no literal evidence
        row = {name: getattr(mention.value, name) for name in mention.value.__slots__} | _found(mention, places, pack)
        key = tuple(row["evidence"]["clause"] if name == "clause" else row[name] for name in unique)
        if not unique or key not in seen:
            seen.add(key)
            rows.append(row)
    return rows


def _amounts(mentions: tuple[Mention, ...], places: Places, pack: Pack) -> list[dict]:
    """One row per kind and sum; of the same sum the place that also gives it in words stays."""
    chosen: dict[tuple, dict] = {}
    for row in _rows(mentions, AmountFact, places, pack, ()):
        key = (row["kind"], row["value"], row["currency"])
        if key not in chosen or (chosen[key]["capital"] is None and row["capital"] is not None):
            chosen[key] = row
    return list(chosen.values())


def parties(mentions: tuple[Mention, ...], places: Places, pack: Pack) -> list[dict]:
    """One row per party in order of first mention; each field from the first place that gives it."""
    rows: dict[tuple[str, int], dict] = {}
    for mention in mentions:
        fact = mention.value
        if type(fact) is not PartyFact:
            continue
        row = rows.setdefault((fact.role, fact.member), _party(fact.role))
        if fact.field == "alias":
            if fact.value and fact.value not in row["aliases"]:
                row["aliases"].append(fact.value)
            continue
        if fact.value is None:
            row["state"].setdefault(fact.field, "blank")
            continue
        if row.get(fact.field) is None:
            row[fact.field] = fact.value
            row["state"][fact.field] = "found"
            if fact.field != "kind":
                row["field_evidence"][fact.field] = places.evidence(mention.start, mention.end) | {"rule": mention.rule}
            if fact.field == "name":
                row |= {"evidence": places.evidence(mention.start, mention.end), "confidence": _confidence(mention, places, pack), "rule": mention.rule}
    return list(rows.values())


def _party(role: str) -> dict:
    return (
        {"role": role, "aliases": [], "name": None, "kind": None}
        | dict.fromkeys(PARTY_FIELDS)
        | {"evidence": None, "confidence": 0.0, "rule": None, "field_evidence": {}, "state": {}}
    )
