"""One PDF page → its glyphs, drawn rules and picture area, in the page's reading frame.

The reading frame has its origin at the top left of the page as one reads it: the page's own rotation, and text printed sideways on most of the page,
are turned upright. Unit: PDF points. pdfium is called in a tight loop through its raw interface: one call for the code, one for the box, one for the
text object; everything else is asked once an object.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2.raw as pdfium

from extractor.read.glyphs import ORDINARY, unreadable
from extractor.read.pdf_forms import Field

MAX_GLYPHS = 200_000  # on one page; a printed page has about 1,500
MAX_DRAWINGS = 50_000  # path objects looked at on one page
MAX_DEPTH = 8  # form objects inside form objects
THIN = 2.5  # points; a drawn thing not thicker than this is a line

# The same pdfium function with a plain integer as result: a handle that is cheap to compare.
_text_object = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value
)


class Glyph(NamedTuple):
    """A printed character. A tuple, as there are thousands a page."""

    char: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool = False
    filled: bool = False  # written into a form field or on a printed blank


class Rule(NamedTuple):
    """A straight drawn line, or one side of a drawn rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Frame:
    """How the reading frame lies on the page: ``box`` in PDF user space, ``turn`` quarter turns clockwise from user space to reading."""

    box: tuple[float, float, float, float]
    turn: int = 0

    @property
    def size(self) -> tuple[float, float]:
        x0, y0, x1, y1 = self.box
        return (y1 - y0, x1 - x0) if self.turn % 2 else (x1 - x0, y1 - y0)

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rule:
        """A user-space rectangle in the reading frame."""
        x0, y0, x1, y1 = self.box
        if self.turn == 0:
            return Rule(left - x0, y1 - top, right - x0, y1 - bottom)
        if self.turn == 1:
            return Rule(bottom - y0, left - x0, top - y0, right - x0)
        if self.turn == 2:
            return Rule(x1 - right, bottom - y0, x1 - left, top - y0)
        return Rule(y1 - top, x1 - right, y1 - bottom, x1 - left)


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on one page."""

    number: int  # 1-based
    width: float
    height: float
    glyphs: list[Glyph]
    slanted: list[Glyph]  # set at an angle, or too faint or too small to be read as text
    rules: list[Rule]
    pictures: float  # share of the page covered by pictures, 0–1
    unreadable: int  # glyphs without a nameable character
    back: int = 0  # quarter turns from the reading frame back to the page as displayed


class _Style(NamedTuple):
    turn: int | None  # quarter turns of the text in user space, counter-clockwise; None = at an angle
    origin: float  # the baseline's coordinate across the reading direction, in user space
    size: float
    bold: bool
    faint: bool


def read_page(page, number: int, fields: Sequence[Field] = ()) -> Page:
    """Read an open pypdfium2 page. `fields`: its form fields, already drawn into it."""
    text_page = page.get_textpage()
    try:
        raw, slanted_raw, unnamed = _characters(text_page)
    finally:
        text_page.close()
    turns = Counter(style.turn for *_, style in raw)
    text_turn = turns.most_common(1)[0][0] if turns else 0
    frame = Frame(_box(page), text_turn)
    display = (page.get_rotation() // 90) % 4
    glyphs = [_place(item, frame) for item in raw if item[-1].turn == text_turn]
    slanted = [_place(item, frame) for item in raw if item[-1].turn != text_turn]
    slanted += [_place(item, frame) for item in slanted_raw]
    rules, pictures = _drawings(page, frame)
    if fields:
        glyphs = _with_fields(glyphs, [(f, frame.rect(*f.box)) for f in fields], rules)
    width, height = frame.size
    return Page(number, width, height, glyphs, slanted, rules, pictures, unnamed, (display - text_turn) % 4)


def _box(page) -> tuple[float, float, float, float]:
    media, crop = page.get_mediabox(), page.get_cropbox()
    box = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return box if box[0] < box[2] and box[1] < box[3] else media


def _characters(text_page):
    """``(char, left, bottom, right, top, style)`` of upright and of slanted or faint characters, and how many have no name."""
    handle = text_page.raw
    rect = pdfium.FS_RECTF()
    at = ctypes.byref(rect)
    get_code, get_box, get_object = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, _text_object
    address = ctypes.cast(handle, ctypes.c_void_p)
    upright, slanted, unnamed = [], [], 0
    fonts: dict[int, bool] = {}
    last, style, ordinary = None, None, ORDINARY.get
    for index in range(min(text_page.count_chars(), MAX_GLYPHS)):
        code = get_code(handle, index)
        if code == 13 or code == 10:  # line ends that pdfium made up
            continue
        get_box(handle, index, at)
        left, right = rect.left, rect.right
        if left == right and rect.top == rect.bottom:  # a space that pdfium made up
            continue
        thing = get_object(address, index)
        if thing != last or style is None:
            last, style = thing, _style(text_page, handle, index, thing, fonts)
        char = chr(code)
        char = ordinary(char, char)
        if not char:
            continue
        if unreadable(char):
            unnamed += 1
            char = "\ufffd"
        (slanted if style.turn is None or style.faint else upright).append((char, left, rect.bottom, right, rect.top, style))
    return upright, slanted, unnamed


def _style(text_page, handle, index: int, thing: int | None, fonts: dict[int, bool]) -> _Style:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(handle, index, matrix)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
    size = pdfium.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
    angle = math.degrees(math.atan2(matrix.b, matrix.a))
    turn = round(angle / 90)
    if abs(angle - turn * 90) > 3:
        return _Style(None, y.value, size, False, False)
    turn %= 4
    origin = x.value if turn % 2 else y.value
    bold, faint = False, size < 2
    if thing:
        thing = ctypes.cast(thing, pdfium.FPDF_PAGEOBJECT)
        bold = _bold(thing, fonts)
        if size >= 24:
            faint = faint or _light(thing)
    return _Style(turn, origin, size, bold, faint)


def _bold(thing, fonts: dict[int, bool]) -> bool:
    if pdfium.FPDFTextObj_GetTextRenderMode(thing) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE:
        return True  # how programs embolden a font that has no bold face
    font = pdfium.FPDFTextObj_GetFont(thing)
    key = ctypes.cast(font, ctypes.c_void_p).value or 0
    if key not in fonts:
        name = ctypes.create_string_buffer(200)
        pdfium.FPDFFont_GetBaseFontName(font, name, 200)
        fonts[key] = b"bold" in name.value.lower() or b"black" in name.value.lower() or pdfium.FPDFFont_GetWeight(font) >= 600
    return fonts[key]


def _light(thing) -> bool:
    """Large text in a pale or see-through colour."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(thing, *channels):
        return False
    red, green, blue, alpha = (channel.value for channel in channels)
    return alpha < 160 or min(red, green, blue) > 150


def _place(item, frame: Frame) -> Glyph:
    char, left, bottom, right, top, style = item
    x0, y0, x1, y1 = frame.box
    rect = frame.rect(left, bottom, right, top)
    baseline = (y1 - style.origin, style.origin - x0, style.origin - y0, x1 - style.origin)[frame.turn]
    return Glyph(char, rect.x0, rect.x1, baseline, style.size, style.bold)


def _with_fields(glyphs: list[Glyph], fields: list[tuple[Field, Rule]], rules: list[Rule]) -> list[Glyph]:
    """Words in text fields marked as filled, an empty field as underscores, a choice as its box, buttons left out."""
    for field, box in fields:
        inside = {n for n, g in enumerate(glyphs) if box.x0 <= (g.x0 + g.x1) / 2 <= box.x1 and box.top <= g.baseline - 0.3 * g.size <= box.bottom}
        if field.kind == "text" and inside:
            glyphs = [g._replace(filled=g.char != "_") if n in inside else g for n, g in enumerate(glyphs)]
            continue
        if field.kind != "text":
            glyphs = [g for n, g in enumerate(glyphs) if n not in inside]
        size = min(box.bottom - box.top, 12.0)
        baseline = (box.top + box.bottom) / 2 + 0.35 * size
        if field.kind == "choice":
            glyphs.append(Glyph("☑" if field.checked else "□", box.x0, box.x1, baseline, size))
        elif field.kind == "text" and not any(r.x1 > box.x0 and r.x0 < box.x1 and abs(r.bottom - box.bottom) < 6 for r in rules):
            count = max(2, min(40, round((box.x1 - box.x0) / (0.5 * size))))
            step = (box.x1 - box.x0) / count
            glyphs += [Glyph("_", box.x0 + step * n, box.x0 + step * (n + 1), baseline, size) for n in range(count)]
    return glyphs


# --- drawings ---------------------------------------------------------------------------------------------------------
def _drawings(page, frame: Frame) -> tuple[list[Rule], float]:
    rules: list[Rule] = []
    covered = 0.0
    box = frame.box
    area = (box[2] - box[0]) * (box[3] - box[1])
    for thing, kind, matrix in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            rules += (frame.rect(*side) for side in _sides(thing, matrix))
        else:
            left, bottom, right, top = _bounds(thing, matrix)
            width, height = min(right, box[2]) - max(left, box[0]), min(top, box[3]) - max(bottom, box[1])
            covered += max(0, width) * max(0, height)
    return rules, min(1.0, covered / area)


def _objects(page) -> Iterator[tuple]:
    """Every path and picture with its matrix, those inside form objects too."""
    budget = MAX_DRAWINGS

    def walk(count, get, owner, matrix, depth):
        nonlocal budget
        for number in range(count(owner)):
            if budget <= 0:
                return
            thing = get(owner, number)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_PATH or kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                budget -= 1
                yield thing, kind, matrix
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                own = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(thing, own)
                inner = _times(own, matrix)
                yield from walk(pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, thing, inner, depth + 1)

    yield from walk(pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, page.raw, (1, 0, 0, 1, 0, 0), 0)


def _times(m, outer: tuple) -> tuple:
    a, b, c, d, e, f = outer
    return (m.a * a + m.b * c, m.a * b + m.b * d, m.c * a + m.d * c, m.c * b + m.d * d, m.e * a + m.f * c + e, m.e * b + m.f * d + f)


def _bounds(thing, matrix: tuple) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return (0, 0, 0, 0)
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (left.value, right.value) for y in (bottom.value, top.value)]
    ys = [b * x + d * y + f for x in (left.value, right.value) for y in (bottom.value, top.value)]
    return min(xs), min(ys), max(xs), max(ys)


def _sides(thing, outer: tuple) -> Iterator[tuple[float, float, float, float]]:
    """The upright and level lines a path draws, as user-space rectangles."""
    box = _bounds(thing, outer)
    if min(box[2] - box[0], box[3] - box[1]) <= THIN:
        yield box
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing, fill, stroke)
    if not stroke.value:
        return  # a shaded area
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, own)
    a, b, c, d, e, f = _times(own, outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = None
    for number in range(min(pdfium.FPDFPath_CountSegments(thing), 400)):
        segment = pdfium.FPDFPath_GetPathSegment(thing, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last:
            yield from _level(last, point)
        if start and pdfium.FPDFPathSegment_GetClose(segment):
            yield from _level(point, start)
        last = point


def _level(p: tuple[float, float], q: tuple[float, float]) -> Iterator[tuple[float, float, float, float]]:
    if abs(p[0] - q[0]) <= 1 or abs(p[1] - q[1]) <= 1:
        yield min(p[0], q[0]), min(p[1], q[1]), max(p[0], q[0]), max(p[1], q[1])
