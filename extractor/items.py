"""What an agreement says, thing by thing: the values of a record a person can agree with, correct or reject.

Workbook, review page and decisions walk a record this way, so that they mean the same thing by the same name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractor.anchors import item_id

TABLES = ("dates", "durations", "amounts", "data_terms", "slots")
HEAD = ("title", "contract_no", "contract_type")
PARTY_FIELDS = ("name", "legal_representative", "agent", "id_number", "address", "contact", "phone", "email", "bank", "account")
_TAX = (("included", "tax_included"), ("rate", "tax_rate"))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing an agreement says.

    ``id``: its anchor on the page of the agreement; ``table`` and ``field``: where the record has it (``dates`` and ``signed``; the document's head is ``contracts``); ``value``:
    what the machine read as text (ISO 8601, plain decimals, codes), None where the place is there and empty; ``row``: its place in the record's list (of the head 0 or
    the place among several); ``within``: what tells items of one field apart: the clause, of parties the role; ``evidence``: as in the record, None where
    there are no words.
    """

    id: str
    table: str
    field: str
    value: str | None
    row: int
    within: str
    evidence: dict | None


def items(record: dict) -> Iterator[Item]:
    """All of them, in the order of the record. Ids are unique: a further item at the same place ends in ``~2``, ``~3``."""
    named: Counter[str] = Counter()
    for table, field, value, row, within, evidence in _found(record):
        name = item_id(table, field, evidence)
        named[name] += 1
        item = Item(name, table, field, value, row, within, evidence)
        yield item if named[name] == 1 else replace(item, id=f"{name}~{named[name]}")


def _found(record: dict) -> Iterator[tuple]:
    yield from _head(record["document"])
    for n, party in enumerate(record["parties"]):
        states, places = party.get("state") or {}, party.get("field_evidence") or {}
        for field in PARTY_FIELDS:
            value = party.get(field)
            if value is not None or states.get(field) == "blank" or field == "name":
                place = places.get(field) or (party["evidence"] if field == "name" else None)
                yield "parties", field, value, n, party["role"], place
    for table in TABLES:
        for n, row in enumerate(record[table]):
            yield (table, *_said(table, row), n, _clause(row), row.get("evidence"))
    for field, found in record.get("fields", {}).items():
        for n, row in enumerate(found):
            yield "fields", field, row["value"], n, _clause(row), row.get("evidence")


def _head(document: dict) -> Iterator[tuple]:
    places = document.get("field_evidence") or {}
    for field in HEAD:
        found = document.get(field)
        if isinstance(found, dict):
            yield "contracts", field, found["value"], 0, "", found.get("evidence")
        elif found is not None:
            yield "contracts", field, found, 0, "", places.get(field)
    tax = document.get("tax") or {}
    for part, field in _TAX:
        for n, row in enumerate(tax.get(part, ())):
            value = str(row["value"]).lower() if isinstance(row["value"], bool) else row["value"]
            yield "contracts", field, value, n, _clause(row), row.get("evidence")


def _said(table: str, row: dict) -> tuple[str, str | None]:
    if table == "slots":
        return "slot", row["value"] if row["filled"] else None
    if table == "data_terms":
        return row["type"], row["value"] or row["stance"]
    return row["kind"], row["value"]


def _clause(row: dict) -> str:
    return (row.get("evidence") or {}).get("clause") or ""
