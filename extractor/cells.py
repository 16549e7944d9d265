"""What stands behind each cell of the ledger: the items that fill it, and the rows of the other tables that show them.

Every filled cell of the ledger either comes from items, each with its literal evidence, or belongs to a column that is worked out (`Column.computed`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from extractor.anchors import item_id
from extractor.items import Item, items
from extractor.table_findings import checks

LETTERS = {"甲方": "party_a", "乙方": "party_b", "丙方": "party_c"}
_KINDS = {
    "dates": {kind: kind for kind in ("signed", "effective", "start", "end")},
    "durations": {"term": "term"},
    "amounts": {"total": "total"},
}
_COUNTED = {"data_terms": "data_terms", "status": "slots", "warnings": "issues", "outcome": "files"}  # column → the table it sums up
_SURE = 0.6  # confidence from which a period called a term is taken for the agreement's own
Rows = dict[str, list[dict]]


def party_columns(parties: Iterable[dict]) -> dict[str, str]:
    """Role → the ledger column of its parties: by letter; where no party has one, the first three in order."""
    roles = list(dict.fromkeys(p["role"] for p in parties))
    if any(role in LETTERS for role in roles):
        return {role: LETTERS.get(role, "other_parties") for role in roles}
    free = list(LETTERS.values())
    return {role: free[n] if n < len(free) else "other_parties" for n, role in enumerate(roles)}


def own_terms(durations: list[dict]) -> list[int]:
    """Which of a record's durations are surely the agreement's own term (places in the list): exact ones, of a rule that is right often enough, in the first article that has
    any; annexes only where the body has none. Thresholds, trial periods and the terms of guarantees are called terms too, and a wrong term in the ledger is worse than none.
    """
    sure = [n for n, d in enumerate(durations) if d["kind"] == "term" and d["bound"] == "exact" and (d.get("confidence") or 0) >= _SURE]
    sure = [n for n in sure if not _article(durations[n]).startswith("annex")] or sure
    return [n for n in sure if _article(durations[n]) == _article(durations[sure[0]])]


def _article(row: dict) -> str:
    return ((row.get("evidence") or {}).get("clause") or "").partition(".")[0]


def behind(record: dict) -> dict[str, tuple[Item, ...]]:
    """Ledger column → the items that fill it. Columns that are worked out are not among them."""
    columns, terms = party_columns(record["parties"]), own_terms(record["durations"])
    found: dict[str, list[Item]] = {}
    represented = set()
    for item in items(record):
        if item.table == "parties" and item.field in ("legal_representative", "agent") and item.value and item.row not in represented:
            represented.add(item.row)
            found.setdefault("representatives", []).append(item)
        elif item.table == "durations" and item.row not in terms:
            continue
        elif column := _column(item, columns):
            found.setdefault(column, []).append(item)
            if column == "total":
                found.setdefault("currency", []).append(item)
    return {column: tuple(some) for column, some in found.items()}


def _column(item: Item, columns: dict[str, str]) -> str | None:
    if item.table == "parties":
        return columns[item.within] if item.field == "name" else None
    return column_of(f"{item.table}.{item.field}")


def column_of(field: str) -> str | None:
    """The ledger column of a decision's field (``dates.signed`` → ``signed``), None where the ledger has none of its own."""
    table, _, kind = field.partition(".")
    if table in ("contracts", "fields"):
        return kind
    return f"data_{kind}" if table == "data_terms" else _KINDS.get(table, {}).get(kind)


def detailed(record: dict) -> list[Item]:
    """The items that no table of their own shows: the document's head, the parties' particulars, users' own fields."""
    return [i for i in items(record) if i.table in ("contracts", "fields") or (i.table == "parties" and i.field != "name" and i.value is not None)]


def places(record: dict) -> dict[str, tuple[str, int]]:
    """Item id → the table that shows it and the place among the record's rows there."""
    shown = {item.id: ("details", n) for n, item in enumerate(detailed(record))}
    return {i.id: (i.table, i.row) for i in items(record) if i.table not in ("contracts", "fields")} | shown


def anchors(record: dict) -> dict[tuple[str, int], str]:
    """Table and place of a row → its anchor on the page of the agreement."""
    found = {place: name for name, place in places(record).items()}
    found |= {("parties", i.row): i.id for i in items(record) if i.table == "parties" and i.field == "name"}
    more = [("issues", c["code"], c.get("evidence")) for c in checks(record)]
    more += [("deadlines", d["kind"], d["evidence"]) for d in record.get("deadlines", ())]
    more += [
        ("checklists", f"{checklist['id']}.{row['id']}", next(iter(row["evidence"]), None))
        for checklist in record.get("checklists", ())
        for row in checklist["items"]
    ]
    rows, named = Counter(), Counter()
    for table, what, place in more:
        name = item_id(table, what, place)
        named[name] += 1
        found[table, rows[table]] = name if named[name] == 1 else f"{name}~{named[name]}"
        rows[table] += 1
    return found


def links(record: dict, rows: Rows) -> dict[str, tuple[str, int]]:
    """Ledger column → table and place of the row that shows where its cell comes from; `rows` as `extractor.table.rows` gives them."""
    where = places(record)
    found: dict[str, tuple[str, int]] = {column: where[some[0].id] for column, some in behind(record).items()}
    for column, table in _COUNTED.items():
        if rows.get(table):
            found.setdefault(column, (table, 0))
    names = [f"{p['name']}({p['role']})" for p in record["parties"]]
    for column in ("own_side", "other_side"):
        if ours := record["document"].get(column):
            found[column] = ("parties", names.index(ours[0]))
    found |= _first(rows.get("issues", ()), "issues", "auto_renewal", lambda r: r["code"] == "auto-renewal")
    found |= _first(rows.get("deadlines", ()), "deadlines", "notice_by", lambda r: r["kind"] == "notice" and r["date"])
    for checklist in record.get("checklists", ()):
        found |= _first(rows["checklists"], "checklists", f"checklist_{checklist['id']}", lambda r, c=checklist: r["checklist"] == c["title"])
    return found


def _first(rows: Iterable[dict], table: str, column: str, wanted) -> dict[str, tuple[str, int]]:
    return next(({column: (table, n)} for n, row in enumerate(rows) if wanted(row)), {})
