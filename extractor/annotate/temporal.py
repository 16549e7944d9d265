"""What the date and duration annotators share: every time value in its masked sentence, and the rule that says its kind.

A rule looks at one sentence in which the value in question stands as ``{value}`` and every other date or duration as ``{other}``. Rules have a rank
(``set = {rank = n}``, 1 when not given): ranks are tried in order; within rank 1 the first rule in file order that fires wins, within the others the
one whose match is shortest, that is, whose words stand closest to the value.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.cues import cues, numbers
from extractor.model import Clause, Line, Reading
from extractor.packs import OTHER, VALUE, Pack, Rule, compiled
from extractor.values import date, duration

_OTHERWISE = re.compile(",(?=否则|逾期)")  # what follows is about the breach, not about the value before it
_STOP = re.compile(r"[。!?](?:[\"')])?")
_CLAUSE, _TITLE = 400, 30  # code points of a clause, and of a title line, that conditions look at
_BEFORE, _AFTER = 120, 90  # code points of a sentence looked at on either side of a value; bounds the work on hostile input


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
    values = _values(reading.folded)
    if not any(kind == wanted for _, _, _, kind in values):
        return
    starts, lines = [line.start for line in reading.lines], reading.lines
    top = None  # the first row of the table at hand
    tops = {}
    for number, line in enumerate(lines):
        top = None if line.kind != "row" else top or line
        if top:
            tops[number] = top
    at = 0
    while at < len(values):
        number = max(0, bisect_right(starts, values[at][0]) - 1)
        end = lines[number + 1].start if number + 1 < len(lines) else len(reading.folded) + 1
        inside = []
        while at < len(values) and values[at][0] < end:
            inside.append(values[at])
            at += 1
        if any(kind == wanted for _, _, _, kind in inside):
            yield from _of_line(reading.folded, lines[number], inside, wanted, tops.get(number))


@functools.lru_cache(maxsize=2)  # both annotators ask for the same text, one after the other
def _values(folded: str) -> tuple[tuple[int, int, str | duration.Duration, str], ...]:
    dates = [(s, e, v, "date") for s, e, v in date.find(folded)]
    taken = [(s, e) for s, e, _, _ in dates]
    spans = [(s, e, v, "duration") for s, e, v in duration.find(folded) if not _overlaps(taken, s, e)]
    return tuple(sorted(dates + spans, key=lambda item: item[0]))


def _overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(spans, (end,))
    return at > 0 and spans[at - 1][1] > start


def _of_line(folded: str, line: Line, values, wanted: str, top: Line | None) -> Iterator[Scene]:
    """The scenes of one line: of each sentence, or of each cell of a table row (`top`: the table's first row)."""
    if top:
        ends = [at for at in range(line.start, line.end) if folded[at] == "\t"] + [line.end]
        parts = list(zip([line.start] + [end + 1 for end in ends], ends, strict=False))
        heads = folded[top.start : top.end].split("\t") if top is not line else []
    else:
        ends = [m.end() for m in _STOP.finditer(folded, line.start, line.end)] + [line.end]
        parts = list(zip([line.start, *ends], ends, strict=False))
    at = 0
    for column, (low, high) in enumerate(parts):
        inside = []
        while at < len(values) and values[at][0] < high:
            inside.append(values[at])
            at += 1
        label = _label(folded, parts, column, heads) if inside and top else ""
        for number, (start, end, value, kind) in enumerate(inside):
            if kind == wanted:
                yield Scene(start, end, value, label + _masked(folded, low, high, inside, number), low, high, label)


def _label(folded: str, cells, column: int, heads: list[str]) -> str:
    """The words that head a table cell: its column's head, its row's first cell, the cell before it (the nearest last)."""
    words = heads[column : column + 1]
    if column:
        words += [folded[slice(*cells[0])]]
        words += [folded[slice(*cells[column - 1])]] if not heads or column > 1 else []
    return "|".join(dict.fromkeys(w.strip()[:30] for w in words if w.strip())) + "|" if words else ""


def _masked(folded: str, low: int, high: int, inside, number: int) -> str:
    """The sentence around value `number`, no further than `_BEFORE` and `_AFTER`, with every value masked."""
    start, end = inside[number][:2]
    low, high = max(low, start - _BEFORE), min(high, end + _AFTER)
    first = last = number
    while first and inside[first - 1][1] > low:
        first -= 1
    while last + 1 < len(inside) and inside[last + 1][0] < high:
        last += 1
    parts, at = [], low
    for other in range(first, last + 1):
        parts += [folded[at : max(at, inside[other][0])], VALUE if other == number else OTHER]
        at = inside[other][1]
    return _OTHERWISE.sub("。", "".join([*parts, folded[at:high]]))


# --- rules ------------------------------------------------------------------------------------------------------------
class Ranked:
    """The rules of one field, ready to be asked. Built once for a pack."""

    def __init__(self, rules: Sequence[Rule]):
        self.rules = tuple(rules)
        self.ranks = dict.fromkeys(sorted(map(rank, rules)), 0)  # rank → its rules, one bit each
        for number, rule in enumerate(rules):
            self.ranks[rank(rule)] |= 1 << number
        self.cues = cues(rules)

    @staticmethod
    @functools.lru_cache(maxsize=16)
    def of(pack: Pack, field: str) -> Ranked:
        return Ranked(pack.of(field))

    def waiting(self, masked: str) -> int:
        """The rules a sentence has a word for, one bit each."""
        return self.cues.inside(masked)

    def choose(self, waiting: int, masked: str, place: Place, value: str = "", headings: bool = False) -> Rule | None:
        """The rule that speaks for the value in `masked`, or None. `waiting`: those it has a word for; `headings`: only rules of rank 5, those that go by
        the place."""
        for order, members in self.ranks.items():
            if (order == 5) != headings:
                continue
            best, length = None, 1 << 30
            for number in numbers(waiting & members):
                rule = self.rules[number]
                if (rule.where and not place.meets(rule)) or ("value" in rule.set and not compiled(rule.set["value"]).match(value)):
                    continue
                size = _size(rule, masked)
                if size is not None and size < length:
                    best, length = rule, size
                    if order == 1:
                        break
            if best:
                return best
        return None


def rank(rule: Rule) -> int:
    """Where a rule stands in the order of asking: 1 first."""
    return rule.set.get("rank", 1)


def _size(rule: Rule, masked: str) -> int | None:
    """The length of the rule's match around the value, None when it does not fire."""
    if not rule.trusted:
        return next((e - s for s, e in rule.find(masked) if VALUE in masked[s:e]), None)
    match = compiled(rule.pattern).search(masked)
    if not match or (rule.unless and compiled(rule.unless).search(masked)):
        return None
    return match.end() - match.start()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, for rules with `where`: the zone of its clause, the headings above it, the clause's own words, the document's first."""

    zone: str
    headings: str
    clause: str
    title: str

    def meets(self, rule: Rule) -> bool:
        """Whether one of a rule's conditions holds: a zone (``body``, ``signature``, …), or ``heading:``, ``clause:``, ``title:`` with a pattern."""
        for condition in rule.where:
            part, colon, pattern = condition.partition(":")
            if rule.says(pattern, getattr(self, _PARTS[part])) if colon else condition == self.zone:
                return True
        return False


_PARTS = {"heading": "headings", "clause": "clause", "title": "title"}


class Places:
    """The places of one reading's clauses, each made once."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self.nodes = {clause.path: clause for clause in reading.outline.clauses}
        self.made: dict[str, Place] = {}
        self.title = "|".join(reading.folded[line.start : line.end] for line in reading.lines[:4] if line.end - line.start <= _TITLE)

    def of(self, clause: Clause) -> Place:
        """Where a value of `clause` stands."""
        if clause.path not in self.made:
            self.made[clause.path] = _place(self.reading, clause, self.nodes, self.title)
        return self.made[clause.path]


def _place(reading: Reading, clause: Clause, nodes: dict[str, Clause], title: str) -> Place:
    """Headings are a clause's own and its parents', with the words that introduce a list."""
    zone = clause.path if clause.path in ("preamble", "signature") else "annex" if clause.path.startswith("annex") else "body"
    words, node, depth = [], clause, 0
    while node and depth < 8:
        words.append(node.heading)
        if depth and node.end > node.body:
            lead = reading.folded[max(node.body, node.end - 60) : node.end].rstrip()
            if lead.endswith(":"):
                words.append(lead[-40:])
        node, depth = nodes.get(node.parent or ""), depth + 1
    own = reading.folded[clause.body : min(clause.end, clause.body + _CLAUSE)]
    return Place(zone, "|".join(w for w in words if w), own, title)
