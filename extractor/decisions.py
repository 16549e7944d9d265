"""What people decided about the machine's values: accepted, corrected, rejected. Kept in the store, shared by workbook and review page.

The machine's value is never overwritten: a decision stands beside it, with the value the machine had when the person looked. Decisions are only ever
added; of one origin the last one about a place holds. Two origins (workbook, review) that say different things are a conflict, shown as such until
one of them says what the other says.

How to use it::

    for target in targets(record):        # everything a person can decide on; target.item is its anchor (extractor.items)
        ...
    whole(record, "dates.effective")      # the same for a field the agreement is silent on, or all its places together
    add(store, decision(record, target, "correct", "2025-03-02", origin="review"))
    standing(read(store))                  # the decisions that hold
    for record in apply(records, read(store)):
        record.get("decisions", ())        # the record as it was, and what was decided: a list of dicts, see `apply`

A decision is keyed by content and place, so it survives a new extraction, a moved file and better rules: `document` is the SHA-256 of the file
(with ``#2`` where a file holds several agreements), `field` the table and kind (``dates.signed``, ``parties.phone``, ``contracts.title``), `place` the clause
and the number of the item among those of its field there (``2.1#1``; of parties the role: ``甲方#1``). A place without number speaks of all: ``""`` is
the field in the whole agreement (a ledger cell made of several items or of none), ``甲方`` all parties of that role. Values are text: ISO 8601 dates and periods,
plain decimals, codes of the catalogue, names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from extractor.fold import fold
from extractor.items import items

if TYPE_CHECKING:
    from extractor.store import Store

VERDICTS = ("accept", "correct", "reject", "withdraw")  # the last takes back what the same origin decided about the place
ORIGINS = ("workbook", "review")
STATES = ("kept", "agreed", "changed", "gone", "other-content", "conflict")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a person. `machine`: the machine's value then, None where it had none; `value`: the person's (of ``correct``); `when`:
    ISO 8601 with offset; `file`: the agreement's path then. Raises ValueError for an unknown verdict or origin, or a correction without value."""

    document: str
    field: str
    place: str
    machine: str | None
    verdict: str
    value: str | None = None
    note: str = ""
    origin: str = "review"
    when: str = ""
    file: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS or self.origin not in ORIGINS:
            raise ValueError(f"no such verdict or origin: {self.verdict!r}, {self.origin!r}")
        if (self.verdict == "correct") != (self.value is not None):
            raise ValueError("a correction has a value, no other verdict has one")

    @property
    def outcome(self) -> str | None:
        """What holds after the decision: the machine's value, the person's, or None (rejected: the agreement does not say so)."""
        return {"accept": self.machine, "correct": self.value}.get(self.verdict)


@dataclass(frozen=True, slots=True)
class Target:
    """Something a decision can be about. `item`: its anchor on the page, empty where it is about no single one."""

    field: str
    place: str
    machine: str | None
    item: str = ""


def document_key(record: dict) -> str:
    """What names the content of an agreement wherever its file lies; of a file without content its path."""
    document = record["document"]
    part = re.search(r"#\d+$", document["source"])
    return document["sha256"] + (part[0] if part else "") if document["sha256"] else f"?{document['source']}"


def targets(record: dict) -> list[Target]:
    """Everything in a record that a person can decide on, in the order of the record."""
    count: dict[tuple[str, str], int] = {}
    found = []
    for item in items(record):
        key = (f"{item.table}.{item.field}", item.within)
        count[key] = count.get(key, 0) + 1
        found.append(Target(key[0], f"{item.within}#{count[key]}", item.value, item.id))
    return found


def whole(record: dict, field: str, place: str = "") -> Target:
    """All items of a field (of parties: of a role) as one target, also where there is none."""
    some = [t for t in targets(record) if t.field == field]
    one = some[0].item if len(some) == 1 else ""
    return Target(field, place, _together(place, some), one)


def decision(record: dict, target: Target, verdict: str, value: str | None = None, note: str = "", origin: str = "review") -> Decision:
    """A person's decision about `target` of `record`, made now."""
    from extractor.store import now

    when, file = now(), record["document"]["source"]
    return Decision(document_key(record), target.field, target.place, target.machine, verdict, value, note, origin, when, file)


# --- the store ----------------------------------------------------------------------------------------------------------
def read(store: Store) -> tuple[Decision, ...]:
    """All decisions ever made, the first first."""
    return tuple(Decision(*row) for row in store.decided())


def add(store: Store, decision: Decision) -> None:
    """Write one down; when this returns it is kept."""
    store.decide(tuple(asdict(decision).values()))


# --- what holds ---------------------------------------------------------------------------------------------------------
def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Of each origin the last decision about each place, without those taken back."""
    last: dict[tuple, Decision] = {}
    for d in decisions:
        key = (d.document, d.field, d.place, d.origin)
        last.pop(key, None)  # the order is that of the last word
        last[key] = d
    return tuple(d for d in last.values() if d.verdict != "withdraw")


def conflicts(decisions: Iterable[Decision]) -> tuple[tuple[Decision, Decision], ...]:
    """Pairs of standing decisions of different origin about the same place that cannot both hold."""
    groups: dict[tuple, list[Decision]] = {}
    for d in standing(decisions):
        groups.setdefault((d.document, d.field), []).append(d)
    return tuple(
        (one, other)
        for group in groups.values()
        for n, one in enumerate(group)
        for other in group[n + 1 :]
        if one.origin != other.origin and not _agree(one, other)
    )


def _agree(one: Decision, other: Decision) -> bool:
    if one.place == other.place:
        return same(one.outcome, other.outcome)
    if covers(other.place, one.place):
        one, other = other, one
    if not covers(one.place, other.place):
        return True
    parts = [plain(p) for p in re.split(r" / |、|; ", one.outcome or "") if p]
    if other.outcome is None:  # one item rejected: then the whole must not hold it
        return other.machine is None or plain(other.machine) not in parts
    return plain(other.outcome) in parts or same(one.outcome, other.outcome)


def covers(wide: str, narrow: str) -> bool:
    """Whether a place speaks of another one: ``""`` of all, ``甲方`` of ``甲方#1``."""
    return wide != narrow and (wide == "" or narrow.startswith(f"{wide}#"))


def same(one: str | None, other: str | None) -> bool:
    """Whether two values are one, however they are written: 120,000.00 and 120000, 2025年3月1日 and 2025-03-01."""
    return one == other or (one is not None and other is not None and plain(one) == plain(other))


_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")


def plain(value: str) -> str:
    """A value as it is compared."""
    text = " ".join(fold(value).split())
    if date := _DATE.fullmatch(text):
        return f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}"
    try:
        number = Decimal(text.replace(",", "")) if re.fullmatch(r"-?[\d,]+(\.\d+)?", text) else None
    except InvalidOperation:
        number = None
    return text.casefold() if number is None else f"{number.normalize():f}"


# --- records ------------------------------------------------------------------------------------------------------------
def apply(
    records: Iterable[dict], decisions: Iterable[Decision], cells: Callable[[dict], dict[str, str | None]] | None = None
) -> Iterator[dict]:
    """Each record with what was decided about it under ``decisions`` (records without decisions stay as they are). Decisions find their record by
    content, else by path. Nothing else in a record changes. `cells` gives the ledger's cells of a record as text, for decisions about those that no item of the
    record stands for (``contracts.status``). Each entry has the keys of `Decision` and

    * ``item``: the item it is about now, None where the record has none such (or the decision is about several);
    * ``now``: the machine's value now;
    * ``state``: ``kept`` (the machine says what it said then), ``agreed`` (it now says what the person says), ``changed`` (it says
      something else than both), ``gone`` (it says nothing any more), ``other-content`` (decided about another content of the same path),
      ``conflict`` (another decision says otherwise).
    """
    held = standing(decisions)
    torn = {d for pair in conflicts(held) for d in pair}
    by_document, by_file = {}, {}
    for d in held:
        by_document.setdefault(d.document, []).append(d)
        by_file.setdefault(d.file, []).append(d)
    for record in records:
        mine = by_document.get(document_key(record)) or by_file.get(record["document"]["source"])
        yield record | {"decisions": _decided(record, mine, torn, cells(record) if cells else {})} if mine else record


def _decided(record: dict, decisions: list[Decision], torn: set[Decision], cells: dict[str, str | None]) -> list[dict]:
    known, key, taken = targets(record), document_key(record), set()
    entries = []
    for d in decisions:
        some = [t for t in known if t.field == d.field]
        target = _found(d, some, {t for t in taken if t[0] == d.origin})
        if target:
            taken.add((d.origin, target.item))
        now = target.machine if target else _together(d.place, some) if some else cells.get(d.field.removeprefix("contracts."))
        state = "conflict" if d in torn else "other-content" if d.document != key else _state(d, now)
        entries.append(asdict(d) | {"item": target.item if target else None, "now": now, "state": state})
    return entries


def _found(d: Decision, some: list[Target], taken: set[tuple[str, str]]) -> Target | None:
    """The item a decision is about: same place and value, else same value, else same place."""
    if "#" not in d.place:
        return None
    free = [t for t in some if (d.origin, t.item) not in taken]
    wanted = (
        lambda t: t.place == d.place and same(t.machine, d.machine),
        lambda t: same(t.machine, d.machine),
        lambda t: t.place == d.place,
    )
    return next((t for want in wanted for t in free if want(t)), None)


def _together(place: str, some: list[Target]) -> str | None:
    """The machine's values of a place that speaks of several."""
    values = [t.machine for t in some if t.machine is not None and covers(place, t.place)]
    return " / ".join(dict.fromkeys(values)) or None


def _state(d: Decision, now: str | None) -> str:
    if same(now, d.machine):
        return "kept"
    if same(now, d.outcome):
        return "agreed"
    return "gone" if now is None else "changed"
