"""Glyphs and drawn rules of a page → printed lines.

A line keeps what joining needs to know (where it ends, how wide its first unbreakable unit is, where its words begin after a label), so the glyphs can
be let go page by page. Values on blanks are settled here: underscores that real glyphs stand on are dropped and the value is marked as filled; a drawn
rule with nothing on it becomes underscores.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from extractor.model import Box, Mark
from extractor.read.glyphs import is_cjk
from extractor.read.pdf_chars import Glyph, Rule

OPENING = frozenset("（〔［｛《〈「『【“‘([{<¥￥$\"'")
CLOSING = frozenset("）〕］｝》〉」』】”’)]}>，。、；：？！,.;:?!%％°·…—\"'")
HANGING = frozenset("，。、；：？！,.;:")  # may stand outside the right margin
SPACE = 0.3  # of the size: width of a space where the page shows none
MIN_SPACE = 0.1  # of the size; narrower spaces are not counted by
MAX_SPACES = 200  # in one gap
MAX_RULES = 3_000  # level rules on one page; more are a drawing
WRITING_LINES = range(2, 13)  # so many blanks, one under the other with nothing printed on them, are room to write on
WRITING_STEP = (1.3, 4.0)  # of the size: from one such line to the next
WRITING_WIDTH = 8  # of the size: a shorter one may be a mark
BELOW = 1.1  # of the size: how far under a baseline a rule may be drawn and still be that line's blank
EDGE_MARKS = frozenset("：:，,。.；;（）()、/")
DOUBT = 0.9  # confidence below which a recognised character stands in a stretch of its own
ASCENT, DESCENT = 0.88, 0.14  # of the size: from the baseline to the top and the bottom of a line's box
LABEL = re.compile(
    r"(?:第\s*[0-9〇零一二三四五六七八九十百千两]{1,6}\s*[编章节条款项部]"
    r"|附\s*[件录表]\s*(?:[0-9〇一二三四五六七八九十]{1,3}|[:：]|$)"
    r"|[（(]\s*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[一二三四五六七八九十百]{1,4})\s*[)）]"
    r"|[一二三四五六七八九十百]{1,4}\s*[、.．]"
    r"|\d{1,3}(?:[.．]\d{1,3}){1,5}(?![\d%％])[.．、]?"
    r"|\d{1,3}\s*(?:[.．](?!\d)|[、)）])"
    r"|[a-zA-Z]\s*[)）.．、]"
    r"|[①-⑳⑴-⒇⒈-⒛ⅰ-ⅹⅠ-Ⅻ•●■◆★]"
    r"|(?:Article|ARTICLE|Section|SECTION|Clause|CLAUSE|Schedule|SCHEDULE|Appendix|APPENDIX|Annex|ANNEX|PART|Part)\s+[0-9IVXA-Z]{1,5}\b)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of one column. Lengths in points; the box has its origin at the top left of the reading frame."""

    text: str
    page: int
    box: Box
    baseline: float
    size: float
    bold: bool | None  # None: partly
    head: float  # width of the first unit that cannot be broken
    solid: float  # right end without a closing mark that may hang outside the margin
    hang: float  # where the words begin after a label, or the left end
    marks: tuple[Mark, ...] = ()
    stretches: tuple[tuple[int, int, float], ...] = ()  # start, end and confidence of what was recognised; none for typed text
    column: int = 0  # 0 across the page, 1, 2 side by side


def rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs that stand on one baseline, each row from left to right, rows from top to bottom."""
    levels: dict[int, list[Glyph]] = defaultdict(list)
    before, group = None, []
    for glyph in glyphs:
        if glyph.baseline != before:
            before = glyph.baseline
            group = levels[round(before * 2)]
        group.append(glyph)
    result: list[list[Glyph]] = []
    last = reach = float("-inf")
    for level in sorted(levels):
        group = levels[level]
        baseline, size = level / 2, max(group, key=lambda g: g.size).size
        if result and baseline - last < 0.42 * min(size, reach):
            result[-1] += group
            if len(group) * 2 > len(result[-1]):
                last, reach = baseline, size
        else:
            result.append(group)
            last, reach = baseline, size
    for row in result:
        row.sort(key=lambda g: g.x0)
    return [kept for row in result if (kept := _settle_underscores(row))]


def _settle_underscores(row: list[Glyph]) -> list[Glyph]:
    """Without the underscores that values are typed over; those values are marked as filled."""
    if "_" not in [g[0] for g in row]:
        return row
    under = [g for g in row if g.char == "_"]
    blanks = [(run[0].x0, run[-1].x1) for run in _runs(under)]
    dropped, kept = set(), []
    for glyph in row:
        if glyph.char == "_":
            continue
        if not glyph.char.isspace():
            for number, (x0, x1) in enumerate(blanks):
                if min(x1, glyph.x1) - max(x0, glyph.x0) > 0.5 * (glyph.x1 - glyph.x0):
                    dropped.add(number)
                    glyph = glyph._replace(filled=True)
                    break
        kept.append(glyph)
    if not dropped:
        return row
    gone = [blanks[n] for n in dropped]
    kept = [g for g in kept if not (g.char.isspace() and any(a <= (g.x0 + g.x1) / 2 <= b for a, b in gone))]
    kept += [g for g in under if not any(a <= g.x0 and g.x1 <= b for a, b in gone)]
    return sorted(kept, key=lambda g: g.x0)


def _runs(under: Sequence[Glyph]) -> list[list[Glyph]]:
    """Underscores that touch each other."""
    runs: list[list[Glyph]] = []
    for glyph in under:
        if runs and glyph.x0 - runs[-1][-1].x1 < 0.25 * glyph.size:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def settle_rules(lines: list[list[Glyph]], rules: Sequence[Rule]) -> list[list[Glyph]]:
    """Rows with each level rule near a baseline turned into underscores, or, where something stands on it, into a mark of that."""
    level = [r for r in rules if r.bottom - r.top <= 2.5 and r.x1 - r.x0 >= 6]
    if not level or not lines or len(level) > MAX_RULES:
        return lines
    baselines = [max(row, key=lambda g: g.size).baseline for row in lines]
    taken: dict[int, list[tuple[float, float]]] = defaultdict(list)
    apart: list[Rule] = []
    for rule in sorted(level):
        middle = (rule.top + rule.bottom) / 2
        index = bisect_left(baselines, middle - 0.01)
        near = [
            n for n in (index - 1, index) if 0 <= n < len(lines) and -0.15 <= (middle - baselines[n]) / lines[n][0].size <= BELOW
        ]
        if near and (middle - baselines[near[0]] < 0.5 * lines[near[0]][0].size or not _under(lines[near[0]], rule)):
            spans = taken[near[0]]
            if spans and rule.x0 - spans[-1][1] < 1.5:
                spans[-1] = (spans[-1][0], max(spans[-1][1], rule.x1))
            else:
                spans.append((rule.x0, rule.x1))
        elif not near and baselines[0] < middle < baselines[-1]:
            apart.append(rule)
    settled = [_on_rules(row, taken[n]) if n in taken else row for n, row in enumerate(lines)]
    size = median(row[0].size for row in lines)
    written = [_underscores(r.x0, r.x1, (r.top + r.bottom) / 2, size) for r in _writing_lines(apart, baselines, rules, size)]
    return sorted(settled + written, key=lambda row: max(row, key=lambda g: g.size).baseline) if written else settled


def _writing_lines(apart: Sequence[Rule], baselines: Sequence[float], rules: Sequence[Rule], size: float) -> list[Rule]:
    """Level rules that stand one under the other between two printed lines: room to write on. A lone one parts the text, and those of a frame or a drawing
    meet upright ones."""
    upright = [r for r in rules if r.x1 - r.x0 <= 2.5 < r.bottom - r.top]
    groups: list[list[Rule]] = []
    for rule in sorted((r for r in apart if r.x1 - r.x0 >= WRITING_WIDTH * size), key=lambda r: r.top):
        before = groups[-1][-1] if groups else None
        if (
            before
            and WRITING_STEP[0] <= (rule.top - before.top) / size <= WRITING_STEP[1]
            and abs(rule.x1 - before.x1) < size
            and abs(rule.x0 - before.x0) < 3 * size  # the first may be indented
            and bisect_left(baselines, rule.top) == bisect_left(baselines, before.top)
        ):
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return [r for group in groups if len(group) in WRITING_LINES and not any(_meet(r, u) for r in group for u in upright) for r in group]


def _meet(level: Rule, upright: Rule) -> bool:
    return level.x0 - 3 <= upright.x0 <= level.x1 + 3 and upright.top - 3 <= level.top <= upright.bottom + 3


def _underscores(x0: float, x1: float, baseline: float, size: float) -> list[Glyph]:
    """A drawn blank as underscores."""
    count = max(2, min(40, round((x1 - x0) / (0.5 * size))))
    step = (x1 - x0) / count
    return [Glyph("_", x0 + step * i, x0 + step * (i + 1), baseline, size) for i in range(count)]


def _under(row: list[Glyph], rule: Rule) -> bool:
    return any(rule.x0 < (g.x0 + g.x1) / 2 < rule.x1 and not g.char.isspace() and g.char not in EDGE_MARKS for g in row)


def _on_rules(row: list[Glyph], spans: list[tuple[float, float]]) -> list[Glyph]:
    printed = [g for g in row if not g.char.isspace()]
    if not printed:
        return row
    made: list[Glyph] = []
    for x0, x1 in spans:
        inside = {n for n, g in enumerate(row) if x0 - 1 <= (g.x0 + g.x1) / 2 <= x1 + 1}
        words = [row[n] for n in inside if not row[n].char.isspace()]
        if (
            words and len(words) <= 2 and x1 - x0 > 3 * words[0].size and all(g.char in EDGE_MARKS for g in words)
        ):  # a label's colon on the rule's end
            ends = [g for g in words if g.x1 - x0 < 1.5 * g.size]
            x0 = max([g.x1 for g in ends], default=x0)
            x1 = min([g.x0 for g in words if g not in ends], default=x1)
            inside -= {n for n in inside if row[n] in words}
            words = []
        if not words:
            size = printed[0].size
            if x1 - x0 < size and not inside:
                continue
            made += _underscores(x0, x1, printed[0].baseline, size)
            row = [g for n, g in enumerate(row) if n not in inside]
        elif len(words) < len(printed) and not all(g.char in "_-—" for g in words):
            row = [g._replace(filled=True) if n in inside and g.char != "_" else g for n, g in enumerate(row)]
    return sorted(row + made, key=lambda g: g.x0) if made else row


def line(row: list[Glyph], page: int, column: int = 0) -> Line | None:
    """The row as a line of text; None if it is all spaces."""
    row = _trimmed(row)
    if not row:
        return None
    text, places = _spaced(row)
    _, _, ends, baselines, sizes, bolds, filled, confidences = zip(*row, strict=True)
    size = sizes[0] if sizes[0] == sizes[-1] else median(sizes)
    bold = all(bolds) or (None if any(bolds) else False)
    if bold is None and all(g.bold or g.char.isspace() for g in row):
        bold = True
    solid = row[-1].x0 if row[-1].char in HANGING and len(row) > 1 else ends[-1]
    baseline = baselines[0] if sizes[0] >= size else baselines[sizes.index(max(sizes))]
    box = (row[0].x0, baseline - ASCENT * size, max(ends[-3:]), baseline + DESCENT * size)
    marks = tuple(_marks(row, places)) if any(filled) else ()
    stretches = _stretches(text, places, confidences) if min(confidences) < 1 else ()
    return Line(text, page, box, baseline, size, bold, _head(row), solid, _hang(row, text, places), marks, stretches, column)


def _stretches(text: str, places: Sequence[int], confidences: Sequence[float]) -> tuple[tuple[int, int, float], ...]:
    """The text cut where the recogniser became unsure or sure again, each stretch with its least confidence."""
    stretches, start = [], 0
    for _, group in groupby(range(len(places)), key=lambda n: confidences[n] < DOUBT):
        group = list(group)
        end = places[group[-1] + 1] if group[-1] + 1 < len(places) else len(text)
        stretches.append((start, end, min(confidences[n] for n in group)))
        start = end
    return tuple(stretches)


def _trimmed(row: list[Glyph]) -> list[Glyph]:
    first, last = 0, len(row)
    while first < last and row[first].char.isspace():
        first += 1
    while last > first and row[last - 1].char.isspace():
        last -= 1
    return row[first:last] if last - first < len(row) else row


def _hang(row: list[Glyph], text: str, places: list[int]) -> float:
    """Where the words begin after a label."""
    label = LABEL.match(text)
    if not label:
        return row[0].x0
    words = len(text) - len(text[label.end() :].lstrip())
    after = bisect_left(places, words)
    return row[after].x0 if after < len(row) else row[0].x0


def _spaced(row: list[Glyph]) -> tuple[str, list[int]]:
    """The row's text with the spaces that its gaps stand for, and each glyph's offset in it."""
    chars, starts, ends, *_ = zip(*row, strict=True)
    plain = "".join(chars)
    gaps = [b - a for a, b in zip(ends, starts[1:], strict=False)]
    narrow = 0.1 * row[0].size
    if len(plain) == len(row) and max(gaps, default=0) <= narrow and " " not in plain and "\u3000" not in plain:
        return plain, list(range(len(row)))
    space = min((b - a for char, a, b in zip(chars, starts, ends, strict=True) if char == " "), default=SPACE * row[0].size)
    space = max(space, MIN_SPACE * row[0].size)
    solid_gap = _solid_gap(chars, gaps, row[0].size)
    parts: list[str] = []
    places: list[int] = []
    at, explicit, previous = 0, "", row[0]
    for glyph in row:
        char = glyph.char
        if char == " " or char == "\u3000":
            places.append(at)
            explicit += char
            continue
        gap = glyph.x0 - previous.x1
        if explicit or gap > narrow:
            spaces = _spaces(previous, glyph, gap, explicit, space, solid_gap)
            parts.append(spaces)
            at += len(spaces)
            explicit = ""
        places.append(at)
        parts.append(char)
        at += len(char)
        previous = glyph
    return "".join(parts), places


def _solid_gap(chars: Sequence[str], gaps: Sequence[float], size: float) -> float:
    """What justification puts between two ideographs of this row."""
    solid = sorted(gap for gap, (a, b) in zip(gaps, pairwise(chars), strict=True) if a > "\u2e7f" and b > "\u2e7f")
    return max(0.0, min(solid[len(solid) // 4], 0.35 * size)) if len(solid) > 3 else 0.0


def _spaces(a: Glyph, b: Glyph, gap: float, explicit: str, space: float, solid_gap: float) -> str:
    size = max(a.size, b.size)
    if "\u3000" in explicit:
        return explicit
    if explicit:
        count = gap / space  # some programs print one space and move on by several; others stretch it to fill the line
        whole = gap > 1.2 * size or abs(count - round(count)) < 0.06
        return " " * max(len(explicit), min(MAX_SPACES, round(count)) if whole else 0)
    left, right = is_cjk(a.char), is_cjk(b.char)
    if left and right:
        extra = gap - solid_gap
        if extra < 0.22 * size:
            return ""
    elif left or right:
        extra = gap - solid_gap
        if extra < 0.29 * size:
            return ""
    else:
        extra = gap
        if extra < 0.15 * size:
            return ""
    return " " * max(1, min(MAX_SPACES, round(extra / space)))


def _head(row: list[Glyph]) -> float:
    """Width of what a typesetter would have had to fit on the line before: opening marks, one ideograph or one word, closing marks."""
    last, n = len(row) - 1, 0
    while n < last and row[n].char in OPENING:
        n += 1
    if not is_cjk(row[n].char):
        n = _word_end(row, n)
    while n < last and row[n + 1].char in CLOSING:
        n += 1
        if n < last and row[n].char in ",;:、" and not is_cjk(row[n + 1].char):  # a narrow mark clings to the word after it
            n = _word_end(row, n)
    return row[n].x1 - row[0].x0


def _word_end(row: list[Glyph], n: int) -> int:
    while (
        n < len(row) - 1
        and not is_cjk(row[n + 1].char)
        and not row[n + 1].char.isspace()
        and row[n + 1].x0 - row[n].x1 < 0.15 * row[n].size
    ):
        n += 1
    return n


def _marks(row: list[Glyph], places: list[int]) -> Iterable[Mark]:
    for filled, group in groupby(range(len(row)), key=lambda n: row[n].filled):
        group = [n for n in group if not row[n].char.isspace()]
        if filled and group:
            yield Mark(places[group[0]], places[group[-1]] + len(row[group[-1]].char), "filled")
