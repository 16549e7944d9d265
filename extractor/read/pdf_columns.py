"""Rows of a page → its lines in reading order, where things stand side by side.

Prose in two columns is read left column first. Two or more short texts beside each other (parties' data, signatures) stay one line, with spaces between;
where one of them was too long for its place and goes on in the next row, its rest is brought back to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.read.glyphs import is_cjk
from extractor.read.pdf_chars import Glyph
from extractor.read.pdf_gutter import SAME, Gutter, columns, parts
from extractor.read.pdf_lines import LABEL, Line, line
from extractor.read.pdf_paragraphs import FIELD, joint

CODE = re.compile(r"[0-9A-Za-z]{12,}$")  # no word: where it is broken it goes on without a space
BESIDE = 4  # spaces between texts set side by side
NEARLY = 0.3  # of the size: room between a text that fills its place and the next one


def lines(page_rows: list[list[Glyph]], page: int, width: float, before: Gutter | None = None) -> tuple[list[Line], Gutter | None]:
    """The lines in reading order: where prose is set in two columns, the left column first. `before`: the gutter of the columns that may go on here;
    `width`: of the page, in points. Returns the lines and the gutter that may go on after them."""
    found = columns(page_rows, before)
    if not found:
        return _put_together(page_rows, page, width), replace(before, open=False) if before else None
    first, last, gutter = found
    sides: tuple[list[Line], list[Line]] = ([], [])
    for row in page_rows[first:last]:
        left, right = [g for g in row if g.x0 < gutter.x - SAME], [g for g in row if g.x0 >= gutter.x - SAME]
        for column, part in enumerate((left, right)):
            if part and (printed := line(part, page, column + 1)):
                sides[column].append(printed)
    below, after = lines(page_rows[last:], page, width, replace(gutter, open=False))
    made = _put_together(page_rows[:first], page, width) + sides[0] + sides[1] + below
    return made, after if any(x.column for x in below) else gutter


# --- short texts side by side -----------------------------------------------------------------------------------------
Stacks = list[list[list[Glyph]]]  # places beside each other, in each the rows that stand in it


def _put_together(page_rows: Sequence[list[Glyph]], page: int, width: float) -> list[Line]:
    result: list[Line] = []
    stacks: Stacks = []
    whole: list[Glyph] = []
    right = max((row[-1].x1 for row in page_rows), default=0.0)
    right = max(right, width - min((row[0].x0 for row in page_rows), default=width))  # a margin as wide as the left one
    for row in [*page_rows, []]:
        cut = [part for near in parts(row) for part in _parted(near)]
        places = _places(stacks, cut, right)
        if places:
            for place, part in zip(places, cut, strict=True):
                stacks[place].append(part)
            continue
        if whole and (made := _beside(stacks, page) if any(len(s) > 1 for s in stacks) else line(whole, page)):
            result.append(made)
        stacks, whole = [[part] for part in cut], row
    return result


def _parted(part: list[Glyph]) -> list[list[Glyph]]:
    """The part cut where a name with a colon begins after less room than a character: a text that filled its place stands before it."""
    for n in range(1, len(part)):
        a, b = part[n - 1], part[n]
        if b.x0 - a.x1 > NEARLY * a.size and is_cjk(b.char) and _is_field(part[:n]) and _is_field(part[n:]):
            return [part[:n], part[n:]]
    return [part]


def _is_field(row: list[Glyph]) -> bool:
    words = line(row, 0)
    return words is not None and bool(FIELD.match(words.text)) and not LABEL.match(words.text)


def _places(stacks: Stacks, cut: list[list[Glyph]], right: float) -> list[int] | None:
    """In which place each part goes on, if all of them go on what stands above: begin where it begins, and had no room there. `right`: the margin."""
    if len(stacks) < 2 or not cut or len(cut) == 1 and _at_left(cut[0], stacks) and not _wraps_alone(stacks, cut[0], right):
        return None
    places = []
    for part in cut:
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
        if end is not None and (above[-1].x1 + words.head + 1.5 * first.size < end or part[-1].x1 > end):
            return None
        places.append(place)
    return places if len(places) > 1 or len(stacks[places[0]][-1]) > 4 else None


def _at_left(part: list[Glyph], stacks: Stacks) -> bool:
    return abs(part[0].x0 - stacks[0][0][0].x0) < part[0].size


def _wraps_alone(stacks: Stacks, part: list[Glyph], right: float) -> bool:
    """Whether the part at the left margin can be the rest of the text at the left: that one is a name with a colon and what it names, no number before
    a text; and the part would have had room at the end of the row, had all of it been one text that goes on at the margin."""
    rest = line(part, 0)
    return rest is not None and _is_field(stacks[0][0]) and stacks[-1][-1][-1].x1 + rest.head + 0.35 * rest.size < right


def _beside(stacks: Stacks, page: int) -> Line | None:
    """One line of what stands in several rows beside each other; its box is around all of it."""
    made = [[x for row in stack if (x := line(row, page))] for stack in stacks]
    text, marks, stretches, everything = "", [], [], [x for column in made for x in column]
    for column in made:
        text += " " * BESIDE if text else ""
        for number, x in enumerate(column):
            text += joint(text, x.text) if number and not (CODE.search(text) and x.text[0].isalnum() and x.text[0].isascii()) else ""
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
