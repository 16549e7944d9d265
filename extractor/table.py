"""Records → rows → Tables: one ledger row for each agreement and the long tables behind it.

`rows` is pure and cheap (plain values, no pandas), so that exporters can write as records come. `tables` gathers rows into
typed pandas frames.

Cells hold: None (absent), str, `BLANK` (the place is there and empty), date, Decimal, int, float, bool, tuple (items, or notes
as pairs), dict (a sentence in each language). A date cell holds a str where the agreement gives no full date or several: what is written is never rounded to what a
type can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from extractor import table_decisions, table_findings
from extractor.catalogue import Catalogue, Column, Sheet
from extractor.cells import LETTERS, detailed, own_terms, party_columns
from extractor.fold import fold
from extractor.items import Item
from extractor.periods import WORKING, spell

if TYPE_CHECKING:
    import pandas
    import pyarrow

BLANK = "〔空白〕"
SEVERAL = " / "  # between values of one cell that differ
_FULL = re.compile(r"\d{4}-\d{2}-\d{2}")
Row = dict[str, object]


# --- one record ---------------------------------------------------------------------------------------------------------
def rows(record: dict) -> dict[str, list[Row]]:
    """The rows one record (`Record.to_dict()`) gives to each table. A failed or skipped file gives a row of `files` only."""
    document = record["document"]
    out = {"files": [_file(document, record)]}
    if document["outcome"]["state"] in ("failed", "skipped"):
        return out
    lead = {"file": document["source"], "title": document["title"]}
    headings = _headings(record["articles"])
    out["contracts"] = [_ledger(record)]
    for name in ("parties", "dates", "durations", "amounts", "data_terms", "slots"):
        out[name] = [lead | _OWN[name](item) | _evidence(item, headings) for item in record[name]]
    out["articles"] = [
        lead | {k: a[k] for k in ("path", "label", "level", "parent", "heading", "text", "page")} for a in record["articles"]
    ]
    out["details"] = [lead | _detail(item, record) | _evidence(_origin(item, record), headings) for item in detailed(record)]
    out["decisions"] = [lead | row for row in table_decisions.rows(record)]
    out["issues"] = [lead | row for row in table_findings.issues(record)]
    days = zip(table_findings.deadlines(record), record.get("deadlines", ()), strict=True)
    out["deadlines"] = [lead | row | _evidence(item, headings) for row, item in days]
    items = table_findings.checklist_items(record)
    place_of = ("clause", "heading", "page", "quote")
    out["checklists"] = [lead | row | {k: v for k, v in _evidence({"evidence": p}, headings).items() if k in place_of} for row, p in items]
    return out


def _file(document: dict, record: dict) -> Row:
    keys = ("format", "pages", "language", "ocr", "truncated", "sha256")
    outcome = document["outcome"]
    row = (
        {"file": document["source"]}
        | {k: outcome.get(k) for k in ("state", "code", "reason", "next_step")}
        | {k: document.get(k) for k in keys}
    )
    return row | {"characters": len(document["text"]), "removed": len(document["boilerplate"])}


def _evidence(item: dict, headings: dict[str, str]) -> Row:
    place = item.get("evidence") or {}
    clause = place.get("clause")
    return {
        "clause": clause,
        "heading": headings.get(clause),
        "page": place.get("page"),
        "quote": place.get("text"),
        "start_offset": place.get("start"),
        "end_offset": place.get("end"),
        "confidence": item.get("confidence") if place else None,
        "rule": item.get("rule") or place.get("rule"),
    }


def _detail(item: Item, record: dict) -> Row:
    party = record["parties"][item.row]["role"] if item.table == "parties" else None
    return {"party": party, "field": f"{item.table}.{item.field}", "value": table_decisions.coded(f"{item.table}.{item.field}", item.value)}


def _origin(item: Item, record: dict) -> dict:
    """Evidence of an item with the rule that found it and its confidence."""
    if item.table == "fields":
        return record["fields"][item.field][item.row]
    kind = record["document"].get("contract_type")
    if item.field == "contract_type" and kind:
        return kind
    tax = (record["document"].get("tax") or {}).get(item.field.removeprefix("tax_"), ()) if item.table == "contracts" else ()
    return tax[item.row] if tax else {"evidence": item.evidence, "confidence": (item.evidence or {}).get("confidence")}


def _headings(articles: Iterable[dict]) -> dict[str, str]:
    """Path → the heading of the node, or of the nearest node above it that has one."""
    found: dict[str, str] = {}
    for node in articles:
        heading = node["heading"] or found.get(node["parent"])
        if heading:
            found[node["path"]] = heading
    return found


# --- the long tables ------------------------------------------------------------------------------------------------------
def _party(item: dict) -> Row:
    row = {k: v for k, v in item.items() if k not in ("aliases", "evidence", "confidence", "rule")}
    row |= {k: BLANK for k, state in (item.get("state") or {}).items() if state == "blank" and row.get(k) is None}
    return row | {"aliases": tuple(item["aliases"]), "name": item["name"] or BLANK}


def _date(item: dict) -> Row:
    return {"kind": item["kind"], "value": item["value"], "date": _full_date(item["value"])}


def _duration(item: dict) -> Row:
    return {k: item[k] for k in ("kind", "value", "bound", "day_type", "from_event")}


def _amount(item: dict) -> Row:
    return {k: item[k] for k in ("kind", "currency", "capital", "capital_agrees")} | {"value": _decimal(item["value"])}


def _data_term(item: dict) -> Row:
    return {k: item[k] for k in ("type", "stance", "actor", "value")}


def _slot(item: dict) -> Row:
    slot = item.get("slot")
    value = item["value"] if item["filled"] else BLANK
    return {
        "slot": None if slot is None else str(slot),
        "label": item["label"],
        "value": value,
        "filled": item["filled"],
        "template": item.get("template"),
    }


_OWN = {"parties": _party, "dates": _date, "durations": _duration, "amounts": _amount, "data_terms": _data_term, "slots": _slot}


def _full_date(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if _FULL.fullmatch(value) else None
    except ValueError:
        return None


def _decimal(value: str | None) -> Decimal | None:
    try:
        number = Decimal(value)
    except (InvalidOperation, TypeError):
        return None
    return number if number.is_finite() else None


# --- the ledger -------------------------------------------------------------------------------------------------------------
def _ledger(record: dict) -> Row:
    document = record["document"]
    row: Row = {"file": document["source"], "title": document["title"], "contract_no": document["contract_no"]}
    used: list[dict] = []  # the findings that stand in the row
    row |= _parties(record["parties"], used)
    for kind in ("signed", "effective", "start", "end"):
        row[kind] = _one(_of(record["dates"], "kind", kind, used), lambda d: _full_date(d["value"]) or d["value"])
    terms = [record["durations"][n] for n in own_terms(record["durations"])]
    used += terms
    row["term"] = _one(terms, lambda d: d["value"] + (WORKING if d["day_type"] == "working" else ""))
    totals = _of(record["amounts"], "kind", "total", used)
    row["total"] = _one(totals, lambda a: _decimal(a["value"]))
    row["currency"] = _one(totals, lambda a: a["currency"])
    row["data_terms"] = len(record["data_terms"])
    for item in record["data_terms"]:
        key = f"data_{item['type']}"
        words = (*row.get(key, ()), item["value"] or ("stance", item["stance"]))
        row[key] = tuple(dict.fromkeys(words))
        used.append(item)
    for key, found in record.get("fields", {}).items():  # users' own fields
        row[key] = _one(_typed_once(found), lambda f: f["value"])
        used += found
    row |= {key: BLANK for key, state in (document.get("state") or {}).items() if state == "blank" and row.get(key) is None}
    row |= table_findings.ledger(record)
    row["unsettled"] = tuple((key, _plain(cell)) for key, cell in row.items() if _open(key, cell)) + _unsure(row["term"], record["durations"])
    row |= {"status": document["status"], "outcome": document["outcome"]["state"]}
    row["confidence"] = min((i["confidence"] for i in used if i.get("confidence") is not None), default=None)
    return row


def _unsure(term: object, durations: list[dict]) -> tuple:
    """A note of the periods called a term where none is surely the agreement's own."""
    found = dict.fromkeys(d["value"] for d in durations if d["kind"] == "term" and d["bound"] == "exact")
    return (("term", SEVERAL.join(found)),) if found and term is None else ()


def texts(record: dict) -> dict[str, str | None]:
    """The ledger's cells of a record as text: codes, ISO 8601, plain decimals; of several values with `SEVERAL` between them."""
    return {key: _text(cell) for key, cell in _ledger(record).items()}


def _text(cell: object) -> str | None:
    if cell is None or cell == () or cell == BLANK:
        return None
    if isinstance(cell, tuple):
        return SEVERAL.join(i if isinstance(i, str) else " ".join(i) for i in cell)
    if isinstance(cell, dict):
        return cell["zh"]
    return str(cell).lower() if isinstance(cell, bool) else _plain(cell)


def _of(items: Iterable[dict], key: str, value: str, used: list[dict]) -> list[dict]:
    found = [item for item in items if item[key] == value]
    used += found
    return found


def _one(items: list[dict], value) -> object:
    """The one value of `items`; where they differ, all of them in one text; None where there is none."""
    found = list(dict.fromkeys(v for v in map(value, items) if v is not None))
    if len(found) < 2:
        return found[0] if found else None
    return SEVERAL.join(map(_plain, found))


def _typed_once(found: list[dict]) -> list[dict]:
    """Of values that differ in spaces and full width only (20 %, 20%) the first."""
    first: dict[str, dict] = {}
    for item in found:
        first.setdefault(fold("".join(item["value"].split())), item)
    return list(first.values())


def _plain(cell: object) -> str:
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _open(key: str, cell: object) -> bool:
    """Whether a ledger cell is one a person has to settle: blank, a date without its day, values that differ."""
    if not isinstance(cell, str) or key in ("file", "title", "contract_no"):
        return False
    return BLANK in cell or SEVERAL in cell or key in ("signed", "effective", "start", "end")


def _parties(parties: list[dict], used: list[dict]) -> Row:
    """Parties in their columns: by letter, else in order with the word the agreement uses; joint parties share a cell."""
    row: Row = {}
    others, represented = [], []
    for role, column in party_columns(parties).items():
        members = [p for p in parties if p["role"] == role]
        used += [p for p in members if p["name"]]
        names = "、".join(dict.fromkeys(p["name"] or BLANK for p in members))
        if column == "other_parties":
            others.append(f"{names}({role})")
        else:
            row[column] = names if role in LETTERS else f"{names}({role})"
        represented += [f"{role} {who}" for p in members if (who := p["legal_representative"] or p["agent"])]
    return row | {"other_parties": tuple(others), "representatives": tuple(dict.fromkeys(represented))}


# --- for people -------------------------------------------------------------------------------------------------------------
def show(cell: object, column: Column, words: Catalogue, lang: str) -> object:
    """A cell as a person reads it: words for codes, periods spelt out, items joined. Dates, numbers and flags of a
    workbook stay what they are.
    """
    if cell is None or cell == ():
        return None
    if isinstance(cell, dict):
        return cell[lang]
    if column.type == "notes":
        labels = {c.id: c.labels[lang] for c in words.sheet("contracts").columns}
        return _JOINT[lang][1].join(f"{labels.get(key, key)} {_spelt(_words(text, words, lang), lang)}" for key, text in cell)
    if column.type == "items":
        shown = (words.code(*i, lang) if isinstance(i, tuple) else _words(i, words, lang) for i in cell)
        return _JOINT[lang][0].join(_spelt(i, lang) for i in shown)
    if column.type == "flag":
        return words.code("flag", str(cell).lower(), lang)
    if not isinstance(cell, str):
        return cell
    if column.type == "code":
        return words.code(column.codes, cell, lang)
    if column.type == "clause":
        return _PLACE.sub(lambda m: words.word(m[1], lang) + (m[2] or ""), cell)
    if column.type == "duration":
        return _spelt(_words(cell, words, lang), lang)
    return _words(cell, words, lang)


_PLACE = re.compile(r"^(preamble|signature|annex|part)(?:-([^/]+))?")
_JOINT = {"zh": ("、", "；"), "en": (", ", "; ")}
_TOKEN = re.compile(r"[^、\s]+")


def _spelt(text: str, lang: str) -> str:
    """`text` with the ISO 8601 periods in it spelt out."""
    return _TOKEN.sub(lambda token: spell(token.group(), lang), text)


def _words(text: str, words: Catalogue, lang: str) -> str:
    return text.replace(BLANK, words.word("blank", lang)) if BLANK in text else text


# --- frames -------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Tables:
    """pandas frames, one for each table of the catalogue; column names are the catalogue's ids, values are codes, ISO
    8601 and real dates.
    """

    contracts: pandas.DataFrame
    parties: pandas.DataFrame
    dates: pandas.DataFrame
    durations: pandas.DataFrame
    amounts: pandas.DataFrame
    data_terms: pandas.DataFrame
    articles: pandas.DataFrame
    slots: pandas.DataFrame
    issues: pandas.DataFrame
    deadlines: pandas.DataFrame
    checklists: pandas.DataFrame
    details: pandas.DataFrame
    decisions: pandas.DataFrame
    related: pandas.DataFrame
    files: pandas.DataFrame

    def __repr__(self) -> str:
        sizes = ", ".join(f"{f.name} {len(getattr(self, f.name))}" for f in fields(self))
        return f"Tables({sizes})"


def tables(records: Iterable[dict], words: Catalogue, related: Iterable[Row] = ()) -> Tables:
    """All records as frames, with the rows of the table ``related``, which no single record gives. Cells a column's type cannot hold (a date without its day) are empty there and named in
    `contracts.unsettled`.
    """
    gathered: dict[str, list[Row]] = {sheet.id: [] for sheet in words.sheets}
    for record in records:
        for name, some in rows(record).items():
            gathered[name] += some
    gathered["related"] = list(related)
    return Tables(**{sheet.id: arrow(gathered[sheet.id], sheet).to_pandas(date_as_object=False) for sheet in words.sheets})


def arrow(some: list[Row], sheet: Sheet) -> pyarrow.Table:
    """Rows as an Arrow table with the catalogue's types."""
    import pyarrow

    kinds = _arrow_types()
    columns = [
        pyarrow.array([typed(row.get(c.id), c) for row in some], kinds.get(c.type, pyarrow.string())) for c in sheet.columns
    ]
    return pyarrow.table(columns, names=[c.id for c in sheet.columns])


def schema(sheet: Sheet) -> pyarrow.Schema:
    """The Arrow schema of one table."""
    return arrow([], sheet).schema


def _arrow_types() -> dict:
    import pyarrow

    return {
        "date": pyarrow.date32(),
        "number": pyarrow.decimal128(38, 10),
        "integer": pyarrow.int64(),
        "share": pyarrow.float64(),
        "flag": pyarrow.bool_(),
    }


_PLACES = Decimal(1).scaleb(-10)
_LARGEST = Decimal(10) ** 28
_CONTEXT = Context(prec=60)
_PYTHON = {"date": date, "number": Decimal, "integer": int, "share": (float, int), "flag": bool}


def typed(cell: object, column: Column) -> object:
    """A cell in its column's type, None where it is of another."""
    if column.type in _PYTHON:
        if not isinstance(cell, _PYTHON[column.type]):
            return None
        if column.type == "number":
            return cell.quantize(_PLACES, context=_CONTEXT) if abs(cell) < _LARGEST else None
        return cell
    if cell is None or cell == ():
        return None
    if isinstance(cell, dict):
        return cell["zh"]
    if column.type == "notes":
        return "; ".join(f"{key}={text}" for key, text in cell)
    if column.type == "items":
        return "; ".join(i[1] if isinstance(i, tuple) else i for i in cell)
    return str(cell).encode("utf-8", "replace").decode("utf-8")  # lone surrogates (names of files) have no place in UTF-8
