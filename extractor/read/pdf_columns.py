"""Rows of a page → its lines in reading order, where things stand side by side.

Prose in two columns is read left column first. Two or more short texts beside each other (parties' data, signatures) stay one line, with spaces between;
where one of them was too long for its place and goes on in the next row, its rest is brought back to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.read.pdf_chars import Glyph
from extractor.read.pdf_lines import LABEL, Line, line
from extractor.read.pdf_paragraphs import FIELD, joint

BESIDE = 4  # spaces between texts set side by side
MIN_COLUMN_ROWS = 8
MIN_COLUMN_CHARS = 8


def lines(page_rows: list[list[Glyph]], page: int) -> list[Line]:
    """The page's lines in reading order: where prose is set in two columns, the left column first."""
    found = _gutter(page_rows)
    if not found:
        return _put_together(page_rows, page)
    first, last, x = found
    block = page_rows[first:last]
    left = [[g for g in row if g.x1 <= x + 1] for row in block]
    right = [[g for g in row if g.x1 > x + 1] for row in block]
    columns = [
        made for row, column in [(r, 1) for r in left] + [(r, 2) for r in right] if row and (made := line(row, page, column))
    ]
    return _put_together(page_rows[:first], page) + columns + _put_together(page_rows[last:], page)


def _gutter(page_rows: list[list[Glyph]]) -> tuple[int, int, float] | None:
    """Rows ``first:last`` that are two columns of prose with a gutter at x, if there are such."""
    if len(page_rows) < MIN_COLUMN_ROWS:
        return None
    left, right = min(r[0].x0 for r in page_rows), max(r[-1].x1 for r in page_rows)
    candidates: dict[int, int] = defaultdict(int)
    for row in page_rows:
        printed = [g for g in row if not g.char.isspace()]
        for a, b in pairwise(printed):
            if b.x0 - a.x1 > 1.2 * a.size and 0.3 < ((a.x1 + b.x0) / 2 - left) / (right - left) < 0.7:
                candidates[round((a.x1 + b.x0) / 8) * 4] += 1
    for x, votes in sorted(candidates.items(), key=lambda c: -c[1])[:3]:
        if votes >= MIN_COLUMN_ROWS // 2 and (block := _column_block(page_rows, x)):
            return (*block, x)
    return None


def _column_block(page_rows: list[list[Glyph]], x: float) -> tuple[int, int] | None:
    crossing = [
        any(g.x0 < x - 2 and g.x1 > x + 2 or abs((g.x0 + g.x1) / 2 - x) < 3 and not g.char.isspace() for g in row)
        for row in page_rows
    ]
    best = (0, 0)
    start = 0
    for n, crosses in enumerate([*crossing, True]):
        if crosses:
            best = max(best, (start, n), key=lambda s: s[1] - s[0])
            start = n + 1
    first, last = best
    sides = [([g for g in row if g.x1 <= x + 1], [g for g in row if g.x1 > x + 1]) for row in page_rows[first:last]]
    for side in (0, 1):
        parts = [[g for g in pair[side] if not g.char.isspace()] for pair in sides]
        parts = [p for p in parts if p]
        if len(parts) < MIN_COLUMN_ROWS or sum(map(len, parts)) < MIN_COLUMN_CHARS * len(parts):
            return None
        edge = max(p[-1].x1 for p in parts)
        if sum(p[-1].x1 > edge - 2.5 * p[-1].size for p in parts) < 0.45 * len(parts):
            return None
    return first, last


# --- short texts side by side -----------------------------------------------------------------------------------------
Stacks = list[list[list[Glyph]]]  # places beside each other, in each the rows that stand in it


def _put_together(page_rows: Sequence[list[Glyph]], page: int) -> list[Line]:
    result: list[Line] = []
    stacks: Stacks = []
    whole: list[Glyph] = []
    for row in [*page_rows, []]:
        parts = _parts(row)
        places = _places(stacks, parts)
        if places:
            for place, part in zip(places, parts, strict=True):
                stacks[place].append(part)
            continue
        if whole and (made := _beside(stacks, page) if any(len(s) > 1 for s in stacks) else line(whole, page)):
            result.append(made)
        stacks, whole = [[part] for part in parts], row
    return result


def _parts(row: list[Glyph]) -> list[list[Glyph]]:
    """The row cut where there is room for a whole character or more."""
    parts: list[list[Glyph]] = []
    for glyph in row:
        if glyph.char.isspace():
            continue
        if parts and glyph.x0 - parts[-1][-1].x1 < glyph.size:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
    return parts


def _places(stacks: Stacks, parts: list[list[Glyph]]) -> list[int] | None:
    """In which place each part goes on, if all of them go on what stands above: begin where it begins, and had no room there."""
    if len(stacks) < 2 or not parts or len(parts) == 1 and abs(parts[0][0].x0 - stacks[0][0][0].x0) < parts[0][0].size:
        return None
    places = []
    for part in parts:
        first = part[0]
        place = next((n for n, s in enumerate(stacks) if abs(s[0][0].x0 - first.x0) < 0.7 * first.size), None)
        if place is None:
            return None
        above = stacks[place][-1]
        end = stacks[place + 1][0][0].x0 if place + 1 < len(stacks) else None
        words = line(part, 0)
        step = first.baseline - above[0].baseline
        if words is None or FIELD.match(words.text) or LABEL.match(words.text) or not 0 < step < 2.2 * first.size:
            return None
        if end is not None and above[-1].x1 + words.head + 1.5 * first.size < end:
            return None
        places.append(place)
    return places if len(places) > 1 or len(stacks[places[0]][-1]) > 4 else None


def _beside(stacks: Stacks, page: int) -> Line | None:
    """One line of what stands in several rows beside each other; its box is around all of it."""
    made = [[x for row in stack if (x := line(row, page))] for stack in stacks]
    text, marks, stretches, everything = "", [], [], [x for column in made for x in column]
    for column in made:
        text += " " * BESIDE if text else ""
        for number, x in enumerate(column):
            text += joint(text, x.text) if number else ""
            marks += [replace(m, start=m.start + len(text), end=m.end + len(text)) for m in x.marks]
            stretches += [(start + len(text), end + len(text), confidence) for start, end, confidence in x.stretches]
            text += x.text
    boxes = [x.box for x in everything]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return replace(
        everything[0],
        text=text,
        box=box,
        solid=box[2],
        marks=tuple(marks),
        stretches=tuple(stretches),
        baseline=max(x.baseline for x in everything),
    )
