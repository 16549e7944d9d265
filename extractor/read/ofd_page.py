"""The content of one OFD page (GB/T 33190-2016, chapters 7 to 11): text objects → glyphs, paths → rules, pictures → the area they cover; in points."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from lxml import etree

from extractor import limits
from extractor.read.glyphs import ORDINARY, unreadable
from extractor.read.pdf_chars import LARGE, MAX_DRAWINGS, MAX_SLANT, THIN, Glyph, Page, Rule

MM = 72 / 25.4  # points
PALE = 150  # of 255: no channel of a watermark's colour is darker
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
_DELTAS = re.compile(rf"g\s+(\d{{1,9}})\s+({_NUMBER.pattern})|({_NUMBER.pattern})")
_STEP = re.compile(rf"[MSLQBAC]|{_NUMBER.pattern}")
_ARITY = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Content:
    """What is drawn on a page or a template. Lengths in points from the top left of the page; `pictures` in square points."""

    glyphs: list[Glyph] = field(default_factory=list)
    slanted: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: float = 0.0

    def __add__(self, other: Content) -> Content:
        return Content(
            self.glyphs + other.glyphs, self.slanted + other.slanted, self.rules + other.rules, self.pictures + other.pictures
        )

    def page(self, number: int, width: float, height: float) -> Page:
        """As the page the layout works on."""
        unnamed = sum(g.char == "\ufffd" for g in self.glyphs)
        return Page(
            number, width, height, self.glyphs, self.slanted, self.rules, min(1.0, self.pictures / (width * height)), unnamed
        )


def content(root: etree._Element, bold_fonts: frozenset[str] = frozenset()) -> Content:
    """Everything drawn on the page, layer by layer. `root`: the page's or template's XML."""
    made, drawn, covered = Content(), 0, 0.0
    for item in root.iter("{*}TextObject", "{*}PathObject", "{*}ImageObject"):
        if item.get("Visible") == "false":
            continue
        kind = etree.QName(item).localname
        if kind == "TextObject":
            if len(made.glyphs) + len(made.slanted) < limits.MAX_GLYPHS:
                _text(item, bold_fonts, made)
        elif drawn < MAX_DRAWINGS:
            drawn += 1
            if kind == "PathObject":
                made.rules.extend(_rules(item))
            else:
                box = numbers(item.get("Boundary"), 4)
                covered += box[2] * box[3] * MM * MM if len(box) == 4 and min(box[2:]) > 0 else 0.0
    return Content(made.glyphs, made.slanted, made.rules, covered)


def numbers(text: str | None, most: int) -> list[float]:
    """The first `most` numbers in an attribute, in a sane range."""
    found = (float(m.group()) for m, _ in zip(_NUMBER.finditer(text or ""), range(most), strict=False))
    return [n if -1e6 < n < 1e6 else 0.0 for n in found]


def _matrix(item: etree._Element) -> Matrix:
    """From the object's own space to the page, in millimetres."""
    box = numbers(item.get("Boundary"), 2) or [0.0, 0.0]
    own = numbers(item.get("CTM"), 6)
    a, b, c, d, e, f = own if len(own) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return a, b, c, d, e + box[0], f + (box[1] if len(box) > 1 else 0.0)


def _number(item: etree._Element, name: str, default: float) -> float:
    found = numbers(item.get(name), 1)
    return found[0] if found else default


# --- text -------------------------------------------------------------------------------------------------------------
def _text(item: etree._Element, bold_fonts: frozenset[str], made: Content) -> None:
    a, b, c, d, e, f = _matrix(item)
    own = min(abs(_number(item, "Size", 0.0)), 10_000.0)
    size = own * math.hypot(c, d) * MM
    if size < 0.5:
        return
    level = abs(math.degrees(math.atan2(b, a))) <= MAX_SLANT
    bold = _number(item, "Weight", 400) >= 600 or item.get("Font", "") in bold_fonts
    into = made.glyphs if level and not (size >= LARGE and _pale(item)) else made.slanted
    scale = _number(item, "HScale", 1.0) or 1.0
    x = y = 0.0
    for code in item.iterchildren("{*}TextCode"):
        x, y = _number(code, "X", x), _number(code, "Y", y)
        text = code.text or ""
        deltas_x, deltas_y = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
        for n, char in enumerate(text[: limits.MAX_GLYPHS]):
            width = own * scale * (1.0 if east_asian_width(char) in "WF" else 0.5)
            step = deltas_x[n] if n < len(deltas_x) else 0.0 if deltas_y else width
            known = ORDINARY.get(char, char)
            if known and known not in "\r\n":
                shown = "\ufffd" if unreadable(known) else known
                left, baseline = a * x + c * y + e, b * x + d * y + f
                right = left + a * (min(width, step) if step > 0 else width)
                into.append(Glyph(shown, left * MM, max(left, right) * MM, baseline * MM, size, bold))
            x += step
            y += deltas_y[n] if n < len(deltas_y) else 0.0


def _deltas(text: str | None, count: int) -> list[float]:
    """Steps between characters; ``g 5 3.2`` stands for five steps of 3.2."""
    steps: list[float] = []
    for match in _DELTAS.finditer(text or ""):
        if len(steps) >= count:
            break
        if match[1]:
            steps += [float(match[2])] * min(int(match[1]), count - len(steps))
        else:
            steps.append(float(match[3]))
    return [s if -1e4 < s < 1e4 else 0.0 for s in steps]


def _pale(item: etree._Element) -> bool:
    """Whether text is light or see-through."""
    if _number(item, "Alpha", 255) < 160:
        return True
    colour = next(item.iterchildren("{*}FillColor"), None)
    values = numbers(colour.get("Value"), 4) if colour is not None else []
    return bool(colour is not None and _number(colour, "Alpha", 255) < 160 or len(values) == 3 and min(values) > PALE)


# --- drawings ---------------------------------------------------------------------------------------------------------
def _rules(item: etree._Element) -> Iterator[Rule]:
    """The level and upright lines of a path."""
    data = next(item.iterchildren("{*}AbbreviatedData"), None)
    if data is None:
        return
    matrix = _matrix(item)
    lines = [(_place(a, matrix), _place(b, matrix)) for a, b in _lines(data.text or "")]
    if not lines:
        return
    xs, ys = [x for pair in lines for x, _ in pair], [y for pair in lines for _, y in pair]
    whole = Rule(min(xs), min(ys), max(xs), max(ys))
    if min(whole.x1 - whole.x0, whole.bottom - whole.top) <= THIN:
        yield whole
    elif item.get("Stroke") != "false":
        for (x0, y0), (x1, y1) in lines:
            if abs(x1 - x0) <= THIN / 2 or abs(y1 - y0) <= THIN / 2:
                yield Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _place(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    x, y = point
    return (a * x + c * y + e) * MM, (b * x + d * y + f) * MM


def _lines(data: str) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight pieces of an abbreviated path: M and S move, L draws, C closes; curves only move on."""
    start = at = (0.0, 0.0)
    operator, values = "", []
    for count, token in enumerate(_STEP.finditer(data)):
        if count > 20_000:
            return
        word = token.group()
        if word in _ARITY:
            operator, values = word, []
            if word == "C" and at != start:
                yield at, start
                at = start
            continue
        values.append(max(-1e6, min(float(word), 1e6)))
        if operator and len(values) == _ARITY[operator]:
            point = (values[-2], values[-1])
            if operator in "MS":
                start = point
            elif operator == "L":
                yield at, point
            at, values = point, []
