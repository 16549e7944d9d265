"""Rows of a page → where prose is set in two columns.

Two columns share an empty strip, the gutter, and the left edge of the right column. So do parties' data and signatures side by side; prose is told from
those by its full lines on both sides, by rows that stand between the rows of the other side (two texts that run each at their own pace) and numbered
clauses, or by columns with the same gutter on the page before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.read.pdf_chars import Glyph
from extractor.read.pdf_lines import LABEL, line
from extractor.read.pdf_paragraphs import FIELD

NARROWEST = 0.8  # of the size: a gutter is at least so wide
SAME = 2.5  # points: columns so close begin at the same place
FAR = 2.6  # of the size: rows so far from their neighbours are page furniture
MIDDLE = (0.3, 0.7)  # share of the width of the text within which the right column begins
MIN_ROWS = 8  # on both sides, where only full lines speak for columns
MIN_FEW_ROWS = 3
UNEVEN = 4  # rows that the left of two balanced columns may be longer: a paragraph that is not divided
MIN_CHARS = 8  # in a line of prose, on average
ROOM = 2.5  # of the size: a line that ends so near the edge is full

Row = list[Glyph]


@dataclass(frozen=True, slots=True)
class Gutter:
    """``edge``: where full lines of the left column end; ``x``: where the right column begins; ``open``: the columns reach the end of the page."""

    edge: float
    x: float
    open: bool


@dataclass(frozen=True, slots=True)
class _Sides:
    """A row cut at a gutter, without white space."""

    left: Row
    right: Row
    baseline: float
    size: float


def parts(row: Row) -> list[Row]:
    """The row cut where there is room for a whole character or more."""
    found: list[Row] = []
    for glyph in row:
        if glyph.char.isspace():
            continue
        if found and glyph.x0 - found[-1][-1].x1 < glyph.size:
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return found


def columns(rows: Sequence[Row], before: Gutter | None = None) -> tuple[int, int, Gutter] | None:
    """Rows ``first:last`` that are two columns of prose, and their gutter. `before`: the gutter of the columns above or on the page before."""
    if before and before.open and (found := _rest(rows, before)):
        return found
    known = [before.x] if before else []
    for x in known + _candidates(rows):
        if block := _block(rows, x, before if before and abs(before.x - x) < SAME else None):
            return block
    return None


def _candidates(rows: Sequence[Row]) -> list[float]:
    """Where right columns may begin: places in the middle of the text where several rows begin, or begin again after a gap."""
    cut = [p for row in rows if (p := parts(row))]
    if not cut:
        return []
    left, right = min(p[0][0].x0 for p in cut), max(p[-1][-1].x1 for p in cut)
    low, high = (left + share * (right - left) for share in MIDDLE)
    starts = Counter(round(part[0].x0) for p in cut for part in p if low < part[0].x0 < high)
    votes = {x: sum(starts[x + near] for near in (-1, 0, 1)) for x in starts}
    return [float(x) for x, n in sorted(votes.items(), key=lambda v: (-v[1], v[0])) if n >= MIN_FEW_ROWS][:4]


def _cut(row: Row, x: float) -> _Sides | None:
    """The row cut at x, if nothing stands in the gutter there."""
    printed = [g for g in row if not g.char.isspace()]
    if not printed:
        return None
    size = printed[0].size
    left, right = [g for g in printed if g.x0 < x - SAME], [g for g in printed if g.x0 >= x - SAME]
    if left and max(g.x1 for g in left) > x - NARROWEST * size:
        return None
    return _Sides(left, right, printed[0].baseline, size)


def _runs(rows: Sequence[Row], x: float) -> list[tuple[int, list[_Sides]]]:
    """The longest stretches of rows with nothing in the gutter, each with the number of its first row."""
    runs: list[tuple[int, list[_Sides]]] = []
    going = False
    for n, row in enumerate(rows):
        sides = _cut(row, x)
        if sides and going:
            runs[-1][1].append(sides)
        elif sides:
            runs.append((n, [sides]))
        going = sides is not None
    return runs


def _block(rows: Sequence[Row], x: float, known: Gutter | None) -> tuple[int, int, Gutter] | None:
    for start, run in sorted(_runs(rows, x), key=lambda r: -len(r[1])):
        at_end = _at_end(rows, start + len(run))
        first, whole = _trimmed(run)
        for last in _ends(run, first, whole, at_end):
            block = run[first:last]
            if block and _is_prose(block, x, known):
                edge = max(s.left[-1].x1 for s in block if s.left)
                return start + first, start + last, Gutter(edge, x, at_end and last == len(run))
    return None


def _at_end(rows: Sequence[Row], last: int) -> bool:
    """Whether nothing but page furniture stands below."""
    below = rows[last:]
    return not below or len(below) == 1 and below[0][0].baseline - rows[last - 1][0].baseline > FAR * below[0][0].size


def _trimmed(run: Sequence[_Sides]) -> tuple[int, int]:
    """The run without what stands above the columns (rows of the left side far from the right one) and without running heads and feet."""
    filled = [n for n, s in enumerate(run) if s.right]
    if not filled:
        return 0, 0
    first, last = filled[0], len(run) - _apart(run[::-1])
    if not run[first].left:
        first += _apart(run[first:])
    if first and not run[first].left and run[first].baseline - run[first - 1].baseline < 1.3 * run[first].size:
        first -= 1
    return first, last


def _ends(run: Sequence[_Sides], first: int, last: int, at_end: bool) -> list[int]:
    """Where the columns may end, the likeliest first: before the parties' data at the end that stand side by side, or after them."""
    fields = _before_fields(run, first, last)
    return [_end(run, first, fields, at_end and fields == last)] + ([_end(run, first, last, at_end)] if fields < last else [])


def _apart(run: Sequence[_Sides]) -> bool:
    """Whether the first row stands so far from the others as a running head does."""
    steps = [abs(b.baseline - a.baseline) for a, b in pairwise(run)]
    return len(steps) > 1 and steps[0] > max(FAR * run[0].size, 1.2 * max(steps[1:]))


def _before_fields(run: Sequence[_Sides], first: int, last: int) -> int:
    """The end of the run without the parties' data at its end that stand side by side: nothing but names with a colon, some on one baseline."""
    start = last
    for n in range(last - 1, first - 1, -1):
        if not all(map(_field, filter(None, (run[n].left, run[n].right)))):
            break
        start = n if run[n].left and run[n].right else start
    return start


def _end(run: Sequence[_Sides], first: int, last: int, at_end: bool) -> int:
    """The end of the columns, without the rows of the left side below that are none of theirs: parties' data, and, where other text follows, all but a few
    that go on at the usual distance, as balanced columns end at nearly one height."""
    below = max((n for n in range(first, last) if run[n].right), default=first - 1)
    lefts = [n for n in range(first, below + 1) if run[n].left]
    if not lefts:
        return below + 1
    usual = max((run[b].baseline - run[a].baseline for a, b in pairwise(lefts)), default=0.0)
    before = lefts[-1]
    for n in range(below + 1, last):
        if _field(run[n].left) and (not at_end or len(parts(run[n].left)) > 1):
            return n
        if not at_end and (n - below > UNEVEN or run[n].baseline - run[before].baseline > usual + 1):
            return n
        before = n
    return last


def _field(row: Row) -> bool:
    return _starts_with(FIELD, row)


def _starts_with(pattern: re.Pattern, row: Row) -> bool:
    words = line(row, 0)
    return words is not None and bool(pattern.match(words.text))


def _is_prose(block: Sequence[_Sides], x: float, known: Gutter | None) -> bool:
    left, right = [s.left for s in block if s.left], [s.right for s in block if s.right]
    fewest = min(len(left), len(right))
    if not fewest or any(sum(map(len, side)) < MIN_CHARS * len(side) for side in (left, right)):
        return False
    if known:
        full = any(row[-1].x1 > known.edge - ROOM * row[-1].size for row in left)
        return full and any(abs(row[0].x0 - x) < SAME for row in right) and not all(map(_field, left + right))
    if fewest < MIN_FEW_ROWS:
        return False
    full = [_full(side) for side in (left, right)]
    if fewest >= MIN_ROWS and all(n >= 0.45 * len(side) for n, side in zip(full, (left, right), strict=True)):
        return True
    if any(n < max(2, 0.2 * len(side)) for n, side in zip(full, (left, right), strict=True)):
        return False
    drifts = _drifts(block)
    return drifts > 1 or drifts > 0 and all(any(_starts_with(LABEL, row) for row in side) for side in (left, right))


def _drifts(block: Sequence[_Sides]) -> int:
    """How often a row of one side stands nearer to a row of the other side than rows of one side stand to each other."""
    steps = [b.baseline - a.baseline for side in ("left", "right") for a, b in pairwise([s for s in block if getattr(s, side)])]
    usual = median(steps)
    alone = [(a, b) for a, b in pairwise(block) if not (a.left and b.left or a.right and b.right)]
    return sum(b.baseline - a.baseline < 0.85 * usual for a, b in alone)


def _full(side: Sequence[Row]) -> int:
    edge = max(row[-1].x1 for row in side)
    return sum(row[-1].x1 > edge - ROOM * row[-1].size for row in side)


def _rest(rows: Sequence[Row], before: Gutter) -> tuple[int, int, Gutter] | None:
    """The end of a left column that goes on from the page before with nothing beside it: full lines as wide as there."""
    for start, run in _runs(rows, before.x)[:2]:
        if _apart(run):
            start, run = start + 1, run[1:]
        if any(s.right for s in run):
            continue
        run = run[: next((n for n, s in enumerate(run) if _field(s.left) and len(parts(s.left)) > 1), len(run))]
        block = [s.left for s in run]
        full = sum(-ROOM < (row[-1].x1 - before.edge) / row[-1].size < 0.6 for row in block)
        if full >= max(2, 0.25 * len(block)):
            return start, start + len(run), Gutter(before.edge, before.x, _at_end(rows, start + len(run)))
    return None
