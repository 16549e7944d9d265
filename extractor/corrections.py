"""What a person changed in a ledger → decisions, each with the machine's value it was made about.

``column`` is the machine's cell, ``column:person`` the cell beside it that shows a person's value. To change the first is to correct it; to empty it is to strike it out. To change the second
is to settle on another value, whatever was decided before; to empty it takes the decisions back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractor import periods, table
from extractor.catalogue import LANGUAGES, Catalogue, Column
from extractor.cells import LETTERS, behind, column_of, party_columns
from extractor.decisions import Decision, Target, decision, document_key, plain, same, standing, targets, whole
from extractor.export.xlsx import MARK
from extractor.export.xlsx_cells import plain as as_text
from extractor.values import date, duration

_KINDS = {"term": "durations.term", "total": "amounts.total"} | {kind: f"dates.{kind}" for kind in ("signed", "effective", "start", "end")}


def corrections(changed: dict[str, tuple[str, str]], record: dict, words: Catalogue, made: Iterable[Decision] = ()) -> list[Decision]:
    """The decisions that the changed cells of a ledger row mean. `changed`: column id → text now and text as written; `record` as the run made it; `made`:
    decisions that stood when the row was written. A change that says what its origin already decided gives none."""
    columns = {c.id: c for c in words.sheet("contracts").columns}
    mine = [d for d in standing(made) if d.document == document_key(record)]
    found: list[Decision] = []
    for name, (now, was) in changed.items():
        column = columns.get(name.removesuffix(MARK))
        if column is None:
            continue
        told = _settled if name.endswith(MARK) else _corrected
        found += told(column, now, was, record, words, mine)
    return [d for d in found if not _known(d, mine)]


def _known(d: Decision, mine: list[Decision]) -> bool:
    return any((d.field, d.place, d.origin, d.verdict) == (m.field, m.place, m.origin, m.verdict) and same(d.value, m.value) for m in mine)


def _corrected(column: Column, now: str, was: str, record: dict, words: Catalogue, mine: list[Decision]) -> Iterator[Decision]:
    target = _target(column, record)
    value, machine = (_said(text, column, target, words) for text in (now, was))
    if as_text(_shown(column, record, words)) == was:
        machine = target.machine
    if not same(value, machine):
        yield decision(record, replace(target, machine=machine), "reject" if value is None else "correct", value, origin="workbook")


def _settled(column: Column, now: str, was: str, record: dict, words: Catalogue, mine: list[Decision]) -> Iterator[Decision]:
    """The person's cell was changed: what both origins said about the cell is taken back, the new value stands."""
    about = [d for d in mine if _column(d, record) == column.id]
    for d in about:
        if d.origin != "workbook" or not now or d.place != _target(column, record).place:
            taken = Target(d.field, d.place, d.machine)
            yield decision(record, taken, "withdraw", note="settled in the workbook" if now else "", origin=d.origin)
    if now:
        target = _target(column, record)
        value = _said(now, column, target, words)
        verdict = "reject" if value is None else "accept" if same(value, target.machine) else "correct"
        yield decision(record, target, verdict, value if verdict == "correct" else None, origin="workbook")


def _column(d: Decision, record: dict) -> str | None:
    if d.field == "parties.name":
        return party_columns(record["parties"]).get(d.place.partition("#")[0])
    return column_of(d.field)


def _target(column: Column, record: dict) -> Target:
    """What a ledger column of a record is about: its one item, else all items of its field, else the cell itself."""
    some = [item for item in behind(record).get(column.id, ()) if column.id != "currency"]
    if len(some) == 1 and column.id != "representatives":
        return next(t for t in targets(record) if t.item == some[0].id)
    fields = {f"{item.table}.{item.field}" for item in some}
    if fields == {"parties.name"} and len({item.within for item in some}) == 1:
        return whole(record, "parties.name", some[0].within)
    if len(fields) == 1 and column.id != "representatives" and fields != {"parties.name"}:
        return whole(record, fields.pop())
    if column.id.startswith("data_") and column.id != "data_terms":
        return whole(record, f"data_terms.{column.id.removeprefix('data_')}")
    if column.id in _KINDS:
        return whole(record, _KINDS[column.id])
    return Target(f"contracts.{column.id}", "", table.texts(record).get(column.id))


def _shown(column: Column, record: dict, words: Catalogue) -> object:
    (row,) = table.rows(record)["contracts"]
    shown = (table.show(row.get(column.id), column, words, lang) for lang in LANGUAGES)
    return next(shown)


def _said(text: str, column: Column, target: Target, words: Catalogue) -> str | None:
    """What a cell's text says, as decisions have it: codes for words, ISO 8601 for dates and periods, None for an empty or blank place."""
    empty = {"", *(words.word(word, lang) for word in ("blank", "struck") for lang in LANGUAGES)}
    if text.strip() in empty:
        return None
    if column.type in ("code", "flag", "items"):
        codes = words.codes.get(column.codes or {"flag": "flag", "items": "stance"}.get(column.type, ""), {})
        text = next((code for code, said in codes.items() if text in said.values()), text)
    if column.type == "date":
        return date.parse(text) or plain(text)
    if column.type in ("duration", "items"):
        return periods.unspell(text) or _period(text) or text
    if column.type in ("number", "integer"):
        return plain(text)
    role = target.place.partition("#")[0]
    return text.removesuffix(f"({role})").removesuffix(f"（{role}）") if target.field == "parties.name" and role not in LETTERS else text


def _period(text: str) -> str | None:
    found = duration.parse(text)
    return found.value if found else None
