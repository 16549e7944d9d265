"""What the date and duration annotators share: every time value in its masked sentence, and the rule that says its kind.

A rule looks at one sentence in which the value in question stands as ``{value}`` and every other date or duration as ``{other}``. Rules have a rank
(``set = {rank = n}``, 1 when not given): ranks are tried in order; within rank 1 the first rule in file order that fires wins, within the others the
one whose match is shortest, that is, whose words stand closest to the value.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.model import Clause, Line, Outline, Reading
from extractor.packs import OTHER, VALUE, Pack, Rule, compiled
from extractor.values import date, duration

_OTHERWISE = re.compile(",(?=否则|逾期)")  # what follows is about the breach, not about the value before it
_STOP = re.compile(r"[。!?](?:[\"')])?")
_CLAUSE, _TITLE = 400, 30  # code points of a clause, and of a title line, that conditions look at
_BEFORE, _AFTER = 160, 120  # code points of a sentence looked at on either side of a value; bounds the work on hostile input


@dataclass(frozen=True, slots=True)
class Scene:
    """One value and what stands around it. Offsets are code points of the reading's text."""

    start: int
    end: int
    value: str | duration.Duration
    masked: str  # the sentence (of a table row: headings and cell) with the value as VALUE and others as OTHER
    low: int  # where the sentence begins
    high: int  # and ends
    label: str  # of a table cell: its column's heading and the first cell of its row


def scenes(reading: Reading, wanted: str) -> Iterator[Scene]:
    """Every ``date`` or ``duration`` of a reading in its sentence, in order."""
    dates = [(s, e, v, "date") for s, e, v in date.find(reading.folded)]
    taken = [(s, e) for s, e, _, _ in dates]
    spans = [(s, e, v, "duration") for s, e, v in duration.find(reading.folded) if not _overlaps(taken, s, e)]
    values = sorted(dates + spans, key=lambda item: item[0])
    starts = [v[0] for v in values]
    top = None
    for number, line in enumerate(reading.lines):
        row = line.kind == "row"
        if row and (number == 0 or reading.lines[number - 1].kind != "row"):
            top = line
        first, last = bisect_left(starts, line.start), bisect_left(starts, line.end)
        if any(v[3] == wanted for v in values[first:last]):
            yield from _of_line(reading, line, values[first:last], wanted, top if row else None)


def _overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(spans, (end,))
    return at > 0 and spans[at - 1][1] > start


def _of_line(reading: Reading, line: Line, values, wanted: str, top: Line | None) -> Iterator[Scene]:
    folded = reading.folded
    breaks = [line.start]
    if top:
        breaks += [at + 1 for at in range(line.start, line.end) if folded[at] == "\t"]
    else:
        breaks += [m.end() for m in _STOP.finditer(folded, line.start, line.end)]
    breaks.append(line.end + (1 if top else 0))
    cells = [(a, b - 1 if top else b) for a, b in zip(breaks, breaks[1:], strict=False)]
    at = 0
    for column, (low, high) in enumerate(cells):
        inside = []
        while at < len(values) and values[at][0] < high:
            inside.append(values[at])
            at += 1
        label = _label(folded, cells, column, line, top) if inside and top else ""
        for number, (start, end, value, kind) in enumerate(inside):
            if kind == wanted:
                yield Scene(start, end, value, label + _masked(folded, low, high, inside, number), low, high, label)


def _label(folded: str, cells, column: int, line: Line, top: Line) -> str:
    """The words that head a table cell: its column's and its row's first cells, when they are not the cell itself."""
    words = []
    if top is not line:
        heads = folded[top.start : top.end].split("\t")
        words += [heads[column]] if column < len(heads) else []
    if column:
        words += [folded[slice(*cells[column - 1])]] if top is line or column > 1 else []
        words += [folded[slice(*cells[0])]]
    return "|".join(dict.fromkeys(w.strip()[:30] for w in words if w.strip())) + "|" if words else ""


def _masked(folded: str, low: int, high: int, inside, number: int) -> str:
    start, end = inside[number][:2]
    low, high = max(low, start - _BEFORE), min(high, end + _AFTER)
    parts, at = [], low
    for other, (s, e, _, _) in enumerate(inside):
        if e <= low or s >= high:
            continue
        parts += [folded[at : max(at, s)], VALUE if other == number else OTHER]
        at = e
    return _OTHERWISE.sub("。", "".join([*parts, folded[at:high]]))


# --- rules ------------------------------------------------------------------------------------------------------------
class Ranked:
    """The rules of one field, ready to be asked. Built once for a pack."""

    _built: dict[tuple[str, str], Ranked] = {}

    def __init__(self, rules: Sequence[Rule]):
        ranks = sorted({rule.set.get("rank", 1) for rule in rules})
        self.ranks = tuple((rank, tuple((n, r) for n, r in enumerate(rules) if r.set.get("rank", 1) == rank)) for rank in ranks)
        self.gate: dict[str, int] = {}
        self.always = 0
        for number, rule in enumerate(rules):
            if not rule.cue:
                self.always |= 1 << number
            for word in rule.cue:
                self.gate[word[:2]] = self.gate.get(word[:2], 0) | 1 << number

    @staticmethod
    def of(pack: Pack, field: str) -> Ranked:
        key = (pack.digest, field)
        if key not in Ranked._built:
            Ranked._built[key] = Ranked(pack.of(field))
        return Ranked._built[key]

    def choose(self, masked: str, place: Place, value: str = "", headings: bool = False) -> Rule | None:
        """The rule that speaks for the value in `masked`, or None. `headings`: only rules of rank 5, those that go by the place."""
        open_rules, gate = self.always, self.gate
        for sign in {*masked, *map("".join, zip(masked, masked[1:], strict=False))} & gate.keys():
            open_rules |= gate[sign]
        for rank, rules in self.ranks:
            if (rank == 5) != headings:
                continue
            best, length = None, 1 << 30
            for number, rule in rules:
                if not open_rules >> number & 1 or (rule.where and not place.meets(rule.where)):
                    continue
                if "value" in rule.set and not compiled(rule.set["value"]).match(value):
                    continue
                size = _size(rule, masked)
                if size is not None and size < length:
                    best, length = rule, size
                    if rank == 1:
                        break
            if best:
                return best
        return None


def _size(rule: Rule, masked: str) -> int | None:
    """The length of the rule's match around the value, None when it does not fire."""
    if not rule.trusted:
        return next((e - s for s, e in rule.find(masked) if VALUE in masked[s:e]), None)
    if rule.unless and compiled(rule.unless).search(masked):
        return None
    match = compiled(rule.pattern).search(masked)
    return match and match.end() - match.start()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, for rules with `where`: the zone of its clause, the headings above it, the clause's own words, the document's first."""

    zone: str
    headings: str
    clause: str
    title: str

    def meets(self, where: tuple[str, ...]) -> bool:
        """Whether one of the conditions holds: a zone (``body``, ``signature``, …), or ``heading:``, ``clause:``, ``title:`` with a pattern."""
        for condition in where:
            part, colon, pattern = condition.partition(":")
            if compiled(pattern).search(getattr(self, _PARTS[part])) if colon else condition == self.zone:
                return True
        return False


_PARTS = {"heading": "headings", "clause": "clause", "title": "title"}


def place(reading: Reading, clause: Clause, parents: dict[str, Clause]) -> Place:
    """The place of one clause: its headings are its own and its parents', with the words that introduce a list."""
    zone = clause.path if clause.path in ("preamble", "signature") else "annex" if clause.path.startswith("annex") else "body"
    words, node, depth = [], clause, 0
    while node and depth < 8:
        words.append(node.heading)
        if depth and node.end > node.body:
            lead = reading.folded[node.body : node.end].rstrip()
            if lead.endswith(":"):
                words.append(lead[-40:])
        node, depth = parents.get(node.parent or ""), depth + 1
    own = reading.folded[clause.body : min(clause.end, clause.body + _CLAUSE)]
    title = "|".join(reading.folded[line.start : line.end] for line in reading.lines[:4] if line.end - line.start <= _TITLE)
    return Place(zone, "|".join(w for w in words if w), own, title)


def parents(outline: Outline) -> dict[str, Clause]:
    """Clauses by path."""
    return {clause.path: clause for clause in outline.clauses}
