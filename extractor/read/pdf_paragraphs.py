"""Printed lines → paragraphs.

The strongest sign is that of the typesetter: a line ends because the next unit did not fit. If the first unit of the next line would have fitted, the
break was meant. Then spacing, indentation, size and weight decide, and last a number at the head of a line after a closed sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.model import Block, Box, Mark, Run
from extractor.read.glyphs import is_cjk, portion
from extractor.read.pdf_lines import LABEL, Line

TAIL = 12  # characters at the end of a line that say how it ends
CLOSED = re.compile(r"[。；;：:！!？?.…][”’」』》）)\]]*$")
ENDED = re.compile(r"[。；;！!？?.…][”’」』》）)\]]*$")
LATIN = re.compile(r"[\"“(]?[A-Z][A-Za-z’']* [A-Za-z]")
_WORD = r"[^\s,，。;；、:：_（）()]"
_NAME = rf"(?:{_WORD}{{2,16}}(?: [A-Za-z.’']{{1,20}}){{0,3}}|{_WORD} {_WORD})"  # 地址, 地址 Address, Place of Business, 姓 名
FIELD = re.compile(rf"{_NAME}(?:[（(][^（）()]{{1,12}}[）)])?[：:]")
WHOLE_FIELD = re.compile(rf"{FIELD.pattern}\s*[^,，。;；:：]+")
GAP = re.compile(r"\s{4,}")
REFERENCE = re.compile(r"第[^，。；:：]{1,12}?[条款项章][^\S\n]?(?:约定|规定|所|的|之|及|和|、|或|第|至|中|列|内)")


@dataclass(frozen=True, slots=True)
class Measure:
    """How a column of the document is set: its edges in points and the distance of baselines inside a paragraph by size of type."""

    left: float
    right: float
    leading: dict[int, float]  # the widest that is usual
    indented: bool  # paragraphs begin further in than they go on
    spaced: bool  # paragraphs stand apart


def measures(lines: Sequence[Line], widths: dict[int, float]) -> dict[tuple[int, int], Measure]:
    """The measure of each kind of column: by page width and column number. `widths`: page number → page width."""
    groups: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        groups[round(widths[line.page]), line.column].append(line)
    result = {}
    for (width, column), group in groups.items():
        left = min(x.box[0] for x in group)
        right = _right(group, width - left if column == 0 else None)
        leading = _leading(group, right)
        result[width, column] = Measure(left, right, leading, _is_indented(group, left, right), _is_spaced(group, right, leading))
    return result


def _right(lines: Sequence[Line], mirrored: float | None) -> float:
    """Where full lines end. `mirrored`: where they would if the right margin were as wide as the left."""
    ends = sorted(min(x.solid, x.box[2]) for x in lines)
    size = sorted(x.size for x in lines)[len(lines) // 2]
    for n in range(len(ends) - 1, -1, -1):
        crowd = sum(ends[n] - 1.2 * size <= end <= ends[n] for end in ends)
        usual = mirrored is None or ends[n] > mirrored - 3 * size
        if crowd >= max(3, (0.08 if usual else 0.25) * len(ends)) and (usual or ends[n] > ends[-1] - 3 * size):
            return ends[n]
    return max(ends[-1], mirrored or 0)


def _leading(lines: Sequence[Line], right: float) -> dict[int, float]:
    """The widest usual step between baselines, by size of type, seen where a full line ends inside a sentence."""
    steps: dict[int, Counter] = defaultdict(Counter)
    for a, b in pairwise(lines):
        same = a.page == b.page and a.column == b.column and abs(a.size - b.size) < 0.6
        if (
            same
            and 0 < b.baseline - a.baseline < 4 * a.size
            and not (_fits(a, b, right) or LABEL.match(b.text) or CLOSED.search(a.text[-TAIL:]))
        ):
            steps[round(a.size)][round(b.baseline - a.baseline)] += 1
    return {
        size: max((s for s, n in counts.items() if n > 1 and n >= 0.1 * counts.total()), default=min(counts))
        for size, counts in steps.items()
    }


def _is_indented(lines: Sequence[Line], left: float, right: float) -> bool:
    """Whether most full lines that surely begin a paragraph begin further in."""
    firsts = [b for a, b in pairwise(lines) if _fits(a, b, right) and not _fits(b, b, right)]
    return len(firsts) >= 2 and 2 * sum(b.box[0] - left > 1.2 * b.size for b in firsts) > len(firsts)


def _is_spaced(lines: Sequence[Line], right: float, leading: dict[int, float]) -> bool:
    """Whether lines that surely begin a paragraph nearly always stand further down than lines that go on."""
    steps = [
        b.baseline - a.baseline > leading[round(a.size)] * 1.1 + 1
        for a, b in pairwise(lines)
        if round(a.size) in leading
        and a.page == b.page
        and a.column == b.column
        and abs(a.size - b.size) < 0.6
        and _fits(a, b, right)
    ]
    return len(steps) >= 5 and sum(steps) > 0.9 * len(steps)


def _fits(a: Line, b: Line, right: float) -> bool:
    """Whether the first unit of b had room at the end of a."""
    space = 0.3 * a.size if not is_cjk(a.text[-1]) and not is_cjk(b.text[0]) else 0
    return right - a.box[2] >= b.head + space + 0.35 * a.size


def paragraphs(
    lines: Sequence[Line], measure: dict[tuple[int, int], Measure], widths: dict[int, float]
) -> list[tuple[Line, ...]]:
    """Lines in reading order, grouped into paragraphs."""
    groups: list[list[Line]] = []
    for n, line in enumerate(lines):
        here = measure[round(widths[line.page]), line.column]
        after = lines[n + 1] if n + 1 < len(lines) else None
        if groups and _continues(
            groups[-1], line, after, measure[round(widths[groups[-1][-1].page]), groups[-1][-1].column], here
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [tuple(g) for g in groups]


def _continues(group: list[Line], b: Line, after: Line | None, there: Measure, here: Measure) -> bool:
    a = group[-1]
    turned = a.page != b.page or a.column != b.column
    if abs(a.size - b.size) > 0.12 * max(a.size, b.size) or None not in (a.bold, b.bold) and a.bold != b.bold:
        return False
    room = there.right - a.box[2]
    if not turned and not (_close(a, b, there) or _hangs(a, b, there)):
        return False
    if a.text[-1] == b.text[0] == "_":  # a drawn blank that goes on, or the next one
        return (room < 3 * a.size or not _fits(a, b, there.right)) and b.box[0] - here.left < 3 * b.size
    if _fits(a, b, there.right):
        return False
    if there.spaced and not turned:
        return True
    closed = CLOSED.search(a.text[-TAIL:])
    if FIELD.match(b.text) and (a.text[-1] in "_。！？" or _whole_field(a.text)):
        return False
    if _indented(group, b, there, here, turned):
        return False
    label = LABEL.match(b.text)
    if label and (
        room > 3 * a.size
        and a.text[-1] not in ",，、"
        or _next_number(group[0].text, b.text)
        or (closed or a.text[-1] == "_")
        and not REFERENCE.match(b.text)
    ):
        return False
    if ENDED.search(a.text[-TAIL:]) and LATIN.match(b.text) and is_cjk(a.text[-1]):  # the other language of a bilingual agreement
        return False
    if turned and closed:  # a sentence that ends where line and page end: did the paragraph end too?
        return b.box[0] - here.left < b.size if here.indented else len(group) > 1 and _goes_on(b, after, here)
    return True


def _goes_on(b: Line, after: Line | None, measure: Measure) -> bool:
    """Whether the line below b belongs to the paragraph of b: no paragraph leaves a single line on its next page."""
    return after is not None and after.page == b.page and _close(b, after, measure) and not _fits(b, after, measure.right)


def _whole_field(text: str) -> bool:
    """Whether a line ends with a name, a colon and a value, and is no numbered clause."""
    return not LABEL.match(text) and bool(WHOLE_FIELD.fullmatch(GAP.split(text)[-1]))


NUMBER = re.compile(r"([（(第]?\s*)(\d{1,3})(?!\d)(\s*[)）、.．])")


def _next_number(first: str, second: str) -> bool:
    """Whether the second text begins with the number after that at the beginning of the first, written alike."""
    one, two = NUMBER.match(first), NUMBER.match(second)
    return bool(one and two and one[1] == two[1] and one[3] == two[3] and int(two[2]) == int(one[2]) + 1)


def _close(a: Line, b: Line, measure: Measure) -> bool:
    """Whether b stands as near below a as lines of one paragraph do."""
    step = b.baseline - a.baseline
    usual = measure.leading.get(round(a.size))
    return 0 < step <= (usual * 1.1 + 1 if usual else 2.4 * a.size)


def _hangs(a: Line, b: Line, measure: Measure) -> bool:
    """Whether b, though further down than usual, goes on with a numbered line that is full: it begins right under its words."""
    return (
        a.hang > a.box[0] + a.size
        and abs(b.box[0] - a.hang) < 0.3 * a.size
        and 0 < b.baseline - a.baseline <= 2.4 * a.size
        and not (_fits(a, b, measure.right) or CLOSED.search(a.text[-TAIL:]) or LABEL.match(b.text) or FIELD.match(b.text))
    )


def _indented(group: list[Line], b: Line, there: Measure, here: Measure, turned: bool) -> bool:
    """Whether b stands as the first line of a paragraph does, not as a further line of this one."""
    a = group[-1]
    start_a, start_b = a.box[0] - there.left, b.box[0] - here.left
    step = 0.8 * a.size
    if start_b > start_a + step:
        hanging = (
            a.hang - there.left - (0.6 * a.size) <= start_b <= a.hang - there.left + 0.6 * a.size
            and len(group) == 1
            and a.hang > a.box[0]
        )
        return not hanging and (here.indented or len(group) > 1 or turned or bool(ENDED.search(a.text[-TAIL:])))
    if here.indented and len(group) == 1 and abs(start_b - start_a) < 0.5 * a.size and 1.2 * a.size < start_b < 3.2 * a.size:
        return not LABEL.match(a.text) and bool(ENDED.search(a.text[-TAIL:]) or FIELD.match(b.text))
    return len(group) > 1 and start_b < start_a - 1.2 * a.size and not turned


# --- text -------------------------------------------------------------------------------------------------------------
_MARK = re.compile(r"[,;:](\s?)[^\s\d/]")
_MIXED = re.compile(r"(?<=[\u3400-\u9fff])(\s?)(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(\s?)(?=[\u3400-\u9fff])")


def joint(a: str, b: str) -> str:
    """What stands between two lines of one paragraph: nothing between ideographs, a space between words, and between the two what these lines do."""
    last, first = a[-1], b[0]
    if is_cjk(last) and is_cjk(first) or last in "-/_@" and last != "_" or last == first == "_":
        return ""
    if last in ",;:":
        return " " if _spaced(_MARK, a, b, default=not is_cjk(first) and first != "_") else ""
    if is_cjk(last) or is_cjk(first):
        return " " if _MIXED_ENDS.match(last + first) and _spaced(_MIXED, a, b, default=False) else ""
    return "" if first in ",.;:)%_" or last == "_" else " "


_MIXED_ENDS = re.compile(r"[\u3400-\u9fff][0-9A-Za-z]|[0-9A-Za-z][\u3400-\u9fff]")


def _spaced(pattern: re.Pattern, a: str, b: str, default: bool) -> bool:
    """Whether most places of the two lines that look like `pattern` have a space."""
    spaces = [bool("".join(m.groups(""))) for text in (a, b) for m in pattern.finditer(text)]
    return 2 * sum(spaces) > len(spaces) if spaces else default


def block(group: Sequence[Line], kind: str = "para", path: str | None = None) -> Block:
    """The paragraph as a block: its text, one run a printed line, its marks."""
    text, runs, marks = "", [], []
    for line in group:
        text += joint(text, line.text) if text else ""
        text, runs, marks = _append(line, text, runs, marks)
    return Block(text, kind, page=group[0].page, runs=tuple(runs), marks=tuple(marks), path=path)


def _append(line: Line, text: str, runs: list[Run], marks: list[Mark]):
    at = len(text)
    runs += [Run(at + start, at + end, line.page, _part(line, start, end), sure) for start, end, sure in line.stretches] or [
        Run(at, at + len(line.text), line.page, line.box)
    ]
    marks += [Mark(at + m.start, at + m.end, m.kind, m.label) for m in line.marks]
    return text + line.text, runs, marks


def _part(line: Line, start: int, end: int) -> Box:
    """The part of a line's box that holds some of its characters."""
    x0, top, x1, bottom = line.box
    low, high = portion(line.text, start, end)
    return (x0 + low * (x1 - x0), top, x0 + high * (x1 - x0), bottom)


def row_block(cells: Sequence[tuple[Sequence[Line], float]], page: int, path: str) -> Block:
    """A table row as a block, its cells joined by tabs. Each cell: its lines and its right edge."""
    text, runs, marks = "", [], []
    for number, (lines, right) in enumerate(cells):
        text += "\t" if number else ""
        before = None
        for line in lines:
            if before is not None:
                text += _cell_joint(before, line, right)
            text, runs, marks = _append(line, text, runs, marks)
            before = line
    return Block(text, "row" if len(cells) > 1 else "para", page=page, runs=tuple(runs), marks=tuple(marks), path=path)


def cell_goes_on(a: Line, b: Line, width: float) -> bool:
    """Whether b, at the top of a cell on the next page, goes on with a, a full line at the bottom of the cell above."""
    full = len(a.text) > 4 and a.box[2] - a.box[0] + b.head > width - CELL_PADDING
    return full and not (CLOSED.search(a.text[-TAIL:]) or LABEL.match(b.text) or FIELD.match(b.text))


CELL_PADDING = 12.0  # points at most between a cell's words and its edge


def _cell_joint(a: Line, b: Line, right: float) -> str:
    if _fits(a, b, right - CELL_PADDING / 2):
        return " "
    whole = not re.search(r"\s", a.text) and not is_cjk(a.text[-1]) and not is_cjk(b.text[0])
    if whole and right - a.box[2] < CELL_PADDING + 0.7 * a.size:  # a word too long for its cell, broken where the cell ended
        return ""
    return joint(a.text, b.text)
