"""Record → the values a person reviews, in groups, as they are shown, each with its place in the text.

What can be decided on comes from `extractor.items`; a value a ledger would want and the agreement does not give has the id
``x-<table>.<field>``. Checks, deadlines and checklists are shown and lead to the text, but are not decided on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extractor.anchors import item_id
from extractor.catalogue import Catalogue
from extractor.items import Item, items
from extractor.table import spell

LOW = 0.7  # confidence below which a main value is shown as uncertain
WANTED = {
    "contracts": ("title", "contract_no"),
    "dates": ("signed", "effective", "start", "end"),
    "durations": ("term",),
    "amounts": ("total",),
}  # shown even when absent; those and the parties' names are the main values, which a reviewed agreement has decisions on
KINDS = {
    "contracts": "head",
    "parties": "party",
    "dates": "date",
    "durations": "date",
    "amounts": "money",
    "fields": "own",
    "data_terms": "data",
    "slots": "slot",
}
_CODES = {"dates": "date_kind", "durations": "duration_kind", "amounts": "amount_kind", "data_terms": "data_term"}
_SAID = 40  # characters of a clause shown for a data term without a value of its own
_GRAVE = ("error", "warning", "notice")


@dataclass(frozen=True, slots=True)
class Entry:
    """One value as it is shown. ``id``: its anchor; ``field``: table and kind (``dates.signed``); ``value`` as the record has
    it (None = blank or absent); ``shown``: as a person reads it; ``state``: found, blank, absent, conflict, computed, of a
    check its severity, of a checklist's item its state; ``note``: what else is said of it."""

    id: str
    field: str
    label: str
    value: str | None
    shown: str
    state: str = "found"
    note: str = ""
    place: dict | None = None
    confidence: float | None = None
    rule: str = ""
    decidable: bool = True

    @property
    def low(self) -> bool:
        """Whether a main value was found by a rule that is often wrong. What is not measured yet (contract types, blanks)
        would drown the others."""
        return self.main and self.value is not None and self.confidence is not None and self.confidence < LOW

    @property
    def main(self) -> bool:
        """Whether the ledger rests on it."""
        table, _, kind = self.field.partition(".")
        return self.decidable and self.state != "absent" and (kind in WANTED.get(table, ()) or self.field == "parties.name")


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading. ``kind`` colours them: a value of `KINDS`, check or list."""

    kind: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Say:
    """The catalogue in one language."""

    words: Catalogue
    lang: str

    def sheet(self, name: str) -> str:
        return self.words.sheet(name).labels[self.lang]

    def code(self, of: str, name: str) -> str:
        return self.words.code(of, name, self.lang)

    def column(self, sheet: str, name: str) -> str:
        return next((c.labels[self.lang] for c in self.words.sheet(sheet).columns if c.id == name), name)

    def flag(self, value: bool) -> str:
        return self.code("flag", str(value).lower())


def groups(record: dict, words: Catalogue, lang: str) -> list[Group]:
    """All values of a record (`Record.to_dict`) that gave an agreement; groups without entries left out."""
    say = _Say(words, lang)
    by_table: dict[str, list[Entry]] = {}
    parties: dict[int, list[Entry]] = {}
    for item in items(record):
        entry = _entry(item, record, say)
        (parties.setdefault(item.row, []) if item.table == "parties" else by_table.setdefault(item.table, [])).append(entry)
    made = [("head", words.groups["file"][lang], _with_absent("contracts", by_table, say))]
    made += [("party", record["parties"][n]["role"], some) for n, some in parties.items()]
    made += [(KINDS[t], say.sheet(t), _with_absent(t, by_table, say)) for t in ("dates", "durations", "amounts")]
    made += [
        ("own", words.groups["own"][lang], by_table.get("fields", [])),
        ("data", say.sheet("data_terms"), by_table.get("data_terms", [])),
    ]
    made += [
        ("check", say.sheet("issues"), list(_issues(record, say))),
        ("list", say.sheet("deadlines"), list(_deadlines(record, say))),
    ]
    made += [("list", c["title"][lang], list(_checklist(c, say))) for c in record.get("checklists", ())]
    made += [("slot", say.sheet("slots"), by_table.get("slots", []))]
    named: Counter[str] = Counter()
    return [Group(kind, title, tuple(_once(some, named))) for kind, title, some in made if some]


def _once(some: Iterable[Entry], named: Counter[str]) -> Iterator[Entry]:
    """Entries whose ids are unique on the page (those of items are; two checks may speak of one place)."""
    for entry in some:
        named[entry.id] += 1
        yield entry if named[entry.id] == 1 else replace(entry, id=f"{entry.id}~{named[entry.id]}")


def _with_absent(table: str, by_table: dict[str, list[Entry]], say: _Say) -> list[Entry]:
    """The entries of a table, what the ledger wants first, whether it is there or not; several values of one such kind are a
    conflict."""
    some, wanted = by_table.get(table, []), [f"{table}.{kind}" for kind in WANTED[table]]
    values = Counter(field for field, _ in {(e.field, e.value) for e in some})
    first: list[Entry] = []
    for field, kind in zip(wanted, WANTED[table], strict=True):
        label = say.code(_CODES[table], kind) if table in _CODES else say.column(table, kind)
        there = [e for e in some if e.field == field]
        first += [replace(e, state="conflict") if values[field] > 1 else e for e in there] or [
            Entry(f"x-{field}", field, label, None, "", "absent")
        ]
    return first + [e for e in some if e.field not in wanted]


# --- what can be decided on -------------------------------------------------------------------------------------------------
def _entry(item: Item, record: dict, say: _Say) -> Entry:
    shown, note, said = _ENTRIES[item.table](item, record, say)
    label = (
        say.code(_CODES[item.table], item.field)
        if item.table in _CODES
        else said.get("label") or say.column(_SHEET.get(item.table, item.table), item.field)
    )
    if item.value is None:
        shown = say.words.word("blank", say.lang)
    place = item.evidence or (_first(record["document"]["text"], item.value) if item.table == "contracts" else None)
    rule = said.get("rule") or (item.evidence or {}).get("rule") or ""
    state = "blank" if item.value is None else "found"
    return Entry(
        item.id, f"{item.table}.{item.field}", label, item.value, shown, state, note, place, said.get("confidence"), rule
    )


_SHEET = {"fields": "contracts"}


def _first(text: str, value: str) -> dict | None:
    """Where the text has a literal value first."""
    at = text.find(value)
    return {"start": at, "end": at + len(value), "page": None, "bbox": None} if at >= 0 else None


def _head(item: Item, record: dict, say: _Say) -> tuple[str, str, dict]:
    found = record["document"].get(item.field)
    said = found if isinstance(found, dict) else {}
    codes = {"contract_type": "contract_type", "tax_included": "flag"}.get(item.field)
    return say.code(codes, item.value) if codes else item.value, "", said


def _party(item: Item, record: dict, say: _Say) -> tuple[str, str, dict]:
    party = record["parties"][item.row]
    if item.field != "name":
        return item.value or "", "", {}
    kind = say.code("party_kind", party["kind"]) if party.get("kind") else ""
    return item.value or "", joined([kind, *party["aliases"]]), {"confidence": party.get("confidence") if item.value else None}


def _date(item: Item, record: dict, say: _Say) -> tuple[str, str, dict]:
    return item.value, "", record["dates"][item.row]


def _duration(item: Item, record: dict, say: _Say) -> tuple[str, str, dict]:
    row = record["durations"][item.row]
    bound = say.code("bound", row["bound"]) if row["bound"] not in (None, "exact") else ""
    day = say.code("day_type", row["day_type"]) if row["day_type"] else ""
    return " ".join(filter(None, (bound, spell(row["value"], say.lang)))), joined([day, row["from_event"]]), row


def _amount(item: Item, record: dict, say: _Say) -> tuple[str, str, dict]:
    row = record["amounts"][item.row]
    agrees = row["capital_agrees"]
    words = [row["capital"], "" if agrees is None else f"{say.column('amounts', 'capital_agrees')}: {say.flag(agrees)}"]
    return f"{grouped(row['value'])} {row['currency'] or ''}".strip(), joined(words), row


def _data_term(item: Item, record: dict, say: _Say) -> tuple[str, str, dict]:
    row = record["data_terms"][item.row]
    stance = say.code("stance", row["stance"])
    if row["value"]:
        return spell(row["value"], say.lang), joined([stance, row["actor"]]), row
    said = " ".join(row["evidence"]["text"].split())
    return stance, joined([row["actor"], said[:_SAID] + ("…" if len(said) > _SAID else "")]), row


def _slot(item: Item, record: dict, say: _Say) -> tuple[str, str, dict]:
    row = record["slots"][item.row]
    return item.value or "", "", {"label": row["label"] or "—", "confidence": row.get("confidence"), "rule": row.get("rule")}


def _own(item: Item, record: dict, say: _Say) -> tuple[str, str, dict]:
    return item.value, "", record["fields"][item.field][item.row]


_ENTRIES = {
    "contracts": _head,
    "parties": _party,
    "dates": _date,
    "durations": _duration,
    "amounts": _amount,
    "data_terms": _data_term,
    "slots": _slot,
    "fields": _own,
}


def grouped(value: str) -> str:
    """A plain decimal with its thousands apart."""
    whole, dot, rest = value.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isdecimal() and len(whole) < 20 else value


# --- what is only shown -----------------------------------------------------------------------------------------------------
def _issues(record: dict, say: _Say) -> Iterator[Entry]:
    rows = record.get("checks") or [
        w | {"message_zh": w["message"], "severity": "warning"} for w in record["document"]["warnings"]
    ]
    for row in sorted(rows, key=lambda r: _GRAVE.index(r["severity"]) if r["severity"] in _GRAVE else 1):
        message = row["message_zh"] if say.lang == "zh" else row["message"]
        name = item_id("issues", row["code"], row.get("evidence"))
        place = row.get("evidence") or _clause_place(record, row["clause"])
        yield Entry(
            name,
            f"issues.{row['code']}",
            say.code("severity", row["severity"]),
            message,
            message,
            row["severity"],
            place=place,
            decidable=False,
        )


def _clause_place(record: dict, path: str | None) -> dict | None:
    """The number of a clause, for a check that speaks of all of it."""
    node = next((a for a in record["articles"] if a["path"] == path), None) if path else None
    return {"start": node["start"], "end": node["start"] + len(node["label"]), "page": None, "bbox": None} if node else None


def _deadlines(record: dict, say: _Say) -> Iterator[Entry]:
    for row in record.get("deadlines", ()):
        days = " – ".join(d for d in (row["date"], row["until"]) if d) or "—"
        name, label = item_id("deadlines", row["kind"], row["evidence"]), say.code("deadline", row["kind"])
        state = "computed" if row["computed"] else "found"
        yield Entry(
            name,
            f"deadlines.{row['kind']}",
            label,
            row["date"],
            days,
            state,
            row["rule"][say.lang],
            row["evidence"],
            decidable=False,
        )


def _checklist(checklist: dict, say: _Say) -> Iterator[Entry]:
    for row in checklist["items"]:
        place = next(iter(row["evidence"]), None)
        what = f"{checklist['id']}.{row['id']}"
        shown = say.code("item_state", row["state"])
        yield Entry(
            item_id("checklists", what, place),
            f"checklists.{what}",
            row["requirement"][say.lang],
            row["state"],
            shown,
            row["state"],
            row["article"],
            place,
            decidable=False,
        )


def joined(parts: Iterable[str | None]) -> str:
    return " · ".join(filter(None, parts))
