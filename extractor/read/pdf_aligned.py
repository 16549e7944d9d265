"""Tables without rules: printed lines one under the other whose parts stand in the same columns, with room between them.

Two parts in a line may be two parties' signatures or a form's label and value; three or more that line up are a table. A table's rows end with the
first line that is set otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.model import Block, Mark, Run
from extractor.read.glyphs import is_cjk
from extractor.read.pdf_lines import SPACE, Line

COLUMNS = 3
ROWS = 2  # that line up, at least
SLACK = 1.5  # of the size: how far edges of one column's cells may differ
STEP = 3.0  # of the size: between the baselines of two rows
_GAP = re.compile(r" {5,}")
_SENTENCE = re.compile(r"[。；;]|[：:]\s*$|[：:].{0,40}[：:]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of a line's text between two gaps, and where it stands across the page."""

    start: int
    end: int
    left: float
    right: float


def stretches(lines: Sequence[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """The lines in order: (True, rows of a table) and (False, other lines)."""
    split = [_cells(line) for line in lines]
    fits = [_one_table(lines[n], split[n], lines[n + 1], split[n + 1]) for n in range(len(lines) - 1)]
    n, other = 0, []
    while n < len(lines):
        end = n
        while end < len(fits) and fits[end]:
            end += 1
        if end - n + 1 >= ROWS:
            if other:
                yield False, other
                other = []
            yield True, list(lines[n : end + 1])
        else:
            other += lines[n : end + 1]
        n = end + 1
    if other:
        yield False, other


def row(line: Line, path: str) -> Block:
    """A line as a table row: its parts joined by tabs."""
    text, runs, marks = "", [], []
    for cell in _cells(line):
        shift = len(text) + bool(text) - cell.start
        text += ("\t" if text else "") + line.text[cell.start : cell.end]
        for start, end, sure in line.stretches or [(0, len(line.text), 1.0)]:
            low, high = max(start, cell.start), min(end, cell.end)
            if low < high:
                box = (_at(line, low), line.box[1], _at(line, high), line.box[3])
                runs.append(Run(low + shift, high + shift, line.page, box, sure))
        marks += [
            Mark(max(m.start, cell.start) + shift, min(m.end, cell.end) + shift, m.kind, m.label)
            for m in line.marks
            if m.start < cell.end and m.end > cell.start
        ]
    return Block(text, "row", page=line.page, runs=tuple(runs), marks=tuple(marks), path=path)


def _cells(line: Line) -> tuple[Cell, ...]:
    if "     " not in line.text:
        return ()
    bounds = [0, *(n for m in _GAP.finditer(line.text) for n in m.span()), len(line.text)]
    pairs = zip(bounds[::2], bounds[1::2], strict=True)
    return tuple(Cell(a, b, _at(line, a), _at(line, b)) for a, b in pairs if b > a)


def _at(line: Line, place: int) -> float:
    """Where the character at `place` stands across the page, its fellows taken as wide as they usually are."""
    x0, _, x1, _ = line.box
    before, after = (sum(SPACE if c == " " else 1.0 if is_cjk(c) else 0.5 for c in part) for part in (line.text[:place], line.text[place:]))
    return x0 + before / (before + after or 1) * (x1 - x0)


def _one_table(a: Line, cells: Sequence[Cell], b: Line, below: Sequence[Cell]) -> bool:
    """Whether the lines are rows of one table, a above b."""
    if not COLUMNS <= len(cells) == len(below) or a.page != b.page or a.column != b.column:
        return False
    if not 0 < b.baseline - a.baseline < STEP * max(a.size, b.size) or _SENTENCE.search(a.text) or _SENTENCE.search(b.text):
        return False
    return all(_over(c, d, SLACK * max(a.size, b.size)) for c, d in zip(cells, below, strict=True)) and _apart(cells, below)


def _over(a: Cell, b: Cell, slack: float) -> bool:
    """Whether the cells share their left edge, their right edge or their middle."""
    return min(abs(a.left - b.left), abs(a.right - b.right), abs(a.left + a.right - b.left - b.right) / 2) < slack


def _apart(cells: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether no cell reaches into the next column of the other line."""
    columns = [(min(a.left, b.left), max(a.right, b.right)) for a, b in zip(cells, below, strict=True)]
    return all(left[1] < right[0] for left, right in pairwise(columns))
