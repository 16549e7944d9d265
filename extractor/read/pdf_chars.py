"""One PDF page → its glyphs, drawn rules and picture area, in the page's reading frame.

The reading frame has its origin at the top left of the page as one reads it: the page's own rotation, and text printed sideways on most of the page,
are turned upright. Unit: PDF points. pdfium is called in a tight loop through its raw interface: one call for the code, one for the box, one for the
text object; everything else is asked once an object.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2.raw as pdfium

from extractor.read.glyphs import ORDINARY, is_cjk, unreadable
from extractor.read.pdf_forms import Field

MIN_SIZE = 2.0  # points; smaller type is not meant to be read
LARGE = 24.0  # points; type from this size on is a watermark if it is pale
MAX_SLANT = 3.0  # degrees off the level at which text still counts as level
FAR = 100_000.0  # points; a page is at most 14,400 wide
MAX_GLYPHS = 200_000  # on one page; a printed page has about 1,500
MAX_DRAWINGS = 50_000  # path objects looked at on one page
MAX_DEPTH = 8  # form objects inside form objects
THIN = 2.5  # points; a drawn thing not thicker than this is a line


def _plain(function, result, *arguments):
    """The same pdfium function with plain integers for its handles: cheaper to call by the thousand, and comparable."""
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value)


_HANDLE, _INT = ctypes.c_void_p, ctypes.c_int
_get_code = _plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _HANDLE, _INT)
_get_box = _plain(pdfium.FPDFText_GetLooseCharBox, _INT, _HANDLE, _INT, _HANDLE)
_get_object = _plain(pdfium.FPDFText_GetTextObject, _HANDLE, _HANDLE, _INT)
_get_font = _plain(pdfium.FPDFTextObj_GetFont, _HANDLE, _HANDLE)
_get_mode = _plain(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _HANDLE)
_get_page_object = _plain(pdfium.FPDFPage_GetObject, _HANDLE, _HANDLE, _INT)
_get_form_object = _plain(pdfium.FPDFFormObj_GetObject, _HANDLE, _HANDLE, ctypes.c_ulong)
_get_type = _plain(pdfium.FPDFPageObj_GetType, _INT, _HANDLE)
_get_matrix = _plain(pdfium.FPDFText_GetMatrix, _INT, _HANDLE, _INT, _HANDLE)
_get_size = _plain(pdfium.FPDFText_GetFontSize, ctypes.c_double, _HANDLE, _INT)
_MATRIX = pdfium.FS_MATRIX()
_MATRIX_AT = ctypes.addressof(_MATRIX)
_unpack_matrix = struct.Struct("6f").unpack_from
_unpack_box = struct.Struct("4f").unpack_from  # left, top, right, bottom


UNNAMED = "\ufffd"


class Glyph(NamedTuple):
    """A printed character. A tuple, as there are thousands a page."""

    char: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool = False
    filled: bool = False  # written into a form field or on a printed blank
    confidence: float = 1.0  # of the recognition, where there was one


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

    def baseline(self, x: float, y: float) -> float:
        """How far below the frame's top the text stands whose origin is at a user-space point."""
        x0, y0, x1, y1 = self.box
        return (y1 - y, x - x0, y - y0, x1 - x)[self.turn]

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
    cut: bool = False  # it has more characters than `MAX_GLYPHS`
    back: int = 0  # quarter turns from the reading frame back to the page as displayed


class _Style(NamedTuple):
    """What the characters of one text object share."""

    turn: int | None  # quarter turns of the text in user space, counter-clockwise; None = at an angle
    x: float  # origin of its first character in user space
    y: float
    size: float
    bold: bool
    faint: bool


def read_page(page, number: int, fields: Sequence[Field] = ()) -> Page:
    """Read an open pypdfium2 page. `fields`: its form fields, already drawn into it."""
    text_page = page.get_textpage()
    try:
        cut = text_page.count_chars() > MAX_GLYPHS
        frame = Frame(_box(page))
        glyphs, slanted, unnamed, turns = _characters(text_page, frame)
        if turns and (most := turns.most_common(1)[0])[1] > len(glyphs):  # most of the page is printed sideways
            frame = Frame(frame.box, most[0])
            glyphs, slanted, unnamed, _ = _characters(text_page, frame)
    finally:
        text_page.close()
    rules, pictures = _drawings(page, frame)
    if fields:
        boxes = [frame.rect(*f.box) for f in fields]
        rules = [r for r in rules if not any(_inside(r, b) for b in boxes)]  # their borders
        glyphs = _with_fields(glyphs, list(zip(fields, boxes, strict=True)))
    width, height = frame.size
    back = (page.get_rotation() // 90 - frame.turn) % 4
    return Page(number, width, height, glyphs, slanted, rules, pictures, unnamed, cut, back)


def _box(page) -> tuple[float, float, float, float]:
    media, crop = page.get_mediabox(), page.get_cropbox()
    box = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return box if box[0] < box[2] and box[1] < box[3] else media


def _characters(text_page, frame: Frame) -> tuple[list[Glyph], list[Glyph], int, Counter]:
    """Glyphs that run in the frame's direction, the other and the faint ones, how many have no name, and how many of the others run in which direction."""
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    rect = pdfium.FS_RECTF()
    address = ctypes.addressof(rect)
    glyphs: list[Glyph] = []
    slanted: list[Glyph] = []
    turns: Counter = Counter()
    fonts: dict[int, bool] = {}
    thing = style = extent = None
    turn, origin, unnamed = frame.turn, frame.box[0], 0
    known: dict[int, str] = {13: "", 10: ""}  # code → character; nothing for line ends, which pdfium made up
    new_glyph = tuple.__new__  # what Glyph(…) calls
    for index in range(min(text_page.count_chars(), MAX_GLYPHS)):
        code = _get_code(handle, index)
        char = known.get(code)
        if char is None:
            char = known[code] = _named(code)
        if not char:
            continue
        _get_box(handle, index, address)
        left, top, right, bottom = _unpack_box(rect)
        if left == right and top == bottom or not -FAR < left <= right < FAR:  # a space that pdfium made up, or nonsense
            continue
        new = _get_object(handle, index)
        if new != thing or style is None:
            thing = new
            key = (top, bottom, _get_font(thing), _get_mode(thing)) if thing else (top, bottom, None, None)
            if key != extent or style.turn != 0:  # some programs print every character as an object of its own
                extent, style = key, _style(handle, index, thing, _is_bold(key[2], key[3], fonts))
                baseline = frame.baseline(style.x, style.y)
        if char == UNNAMED:
            unnamed += 1
        if turn:
            x0, _, x1, _ = frame.rect(left, bottom, right, top)
        else:
            x0, x1 = left - origin, right - origin
        glyph = new_glyph(Glyph, (char, x0, x1, baseline, style.size, style.bold, False, 1.0))
        if style.turn == turn and not style.faint:
            glyphs.append(glyph)
        else:
            slanted.append(glyph)
            turns[style.turn] += not style.faint
    turns.pop(None, None)
    return glyphs, slanted, unnamed, turns


def _named(code: int) -> str:
    if code > 0x10FFFF:
        return UNNAMED
    char = ORDINARY.get(chr(code), chr(code))
    return UNNAMED if char and unreadable(char) else char


def _style(handle: int, index: int, thing: int | None, bold: bool) -> _Style:
    """The style of the text object that begins with this character."""
    _get_matrix(handle, index, _MATRIX_AT)
    a, b, c, d, x, y = _unpack_matrix(_MATRIX)
    size = _get_size(handle, index) * math.hypot(c, d)
    turn: int | None = 0
    if not (0 < size < FAR and abs(x) < FAR and abs(y) < FAR):
        return _Style(None, 0.0, 0.0, 0.0, bold, True)
    if b or a < 0:
        angle = math.degrees(math.atan2(b, a))
        turn = round(angle / 90) % 4
        if abs(angle - round(angle / 90) * 90) > MAX_SLANT:
            turn = None
    faint = size < MIN_SIZE or bool(thing) and size >= LARGE and _light(thing)
    return _Style(turn, x, y, size, bold, faint)


def _is_bold(font: int | None, mode: int | None, fonts: dict[int, bool]) -> bool:
    if mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE:
        return True  # how programs embolden a font that has no bold face
    if not font:
        return False
    if font not in fonts:
        handle = ctypes.cast(font, pdfium.FPDF_FONT)
        name = ctypes.create_string_buffer(200)
        pdfium.FPDFFont_GetBaseFontName(handle, name, 200)
        words = name.value.lower()
        fonts[font] = b"bold" in words or b"black" in words or pdfium.FPDFFont_GetWeight(handle) >= 600
    return fonts[font]


def _light(thing: int) -> bool:
    """Whether an object has a pale or see-through colour."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(ctypes.cast(thing, pdfium.FPDF_PAGEOBJECT), *channels):
        return False
    red, green, blue, alpha = (channel.value for channel in channels)
    return alpha < 160 or min(red, green, blue) > 150


def _inside(rule: Rule, box: Rule) -> bool:
    return box.x0 - THIN < rule.x0 and rule.x1 < box.x1 + THIN and box.top - THIN < rule.top and rule.bottom < box.bottom + THIN


def _with_fields(glyphs: list[Glyph], fields: list[tuple[Field, Rule]]) -> list[Glyph]:
    """Words in text fields marked as filled, an empty field as underscores, a choice as its box, buttons left out."""
    for field, box in fields:
        inside = {
            n
            for n, g in enumerate(glyphs)
            if box.x0 <= (g.x0 + g.x1) / 2 <= box.x1 and box.top <= g.baseline - 0.3 * g.size <= box.bottom
        }
        if field.kind == "text" and inside:
            glyphs = [g._replace(filled=g.char != "_") if n in inside else g for n, g in enumerate(glyphs)]
            continue
        if field.kind != "text":
            glyphs = [g for n, g in enumerate(glyphs) if n not in inside]
        size = min(box.bottom - box.top, 12.0)
        if field.words:
            glyphs += _written(field.words, box)
            continue
        baseline = (box.top + box.bottom) / 2 + 0.35 * size
        if field.kind == "choice":
            glyphs.append(Glyph("☑" if field.checked else "□", box.x0, box.x1, baseline, size))
        elif field.kind == "text":
            count = max(2, min(40, round((box.x1 - box.x0) / (0.5 * size))))
            step = (box.x1 - box.x0) / count
            glyphs += [Glyph("_", box.x0 + step * n, box.x0 + step * (n + 1), baseline, size) for n in range(count)]
    return glyphs


def _written(words: str, box: Rule) -> Iterator[Glyph]:
    """The words of a note that nothing draws, line by line from the top of its box."""
    lines = [line for line in words.splitlines() if line.strip()]
    size = min((box.bottom - box.top) / (len(lines) or 1), 12.0)
    for number, line in enumerate(lines):
        x, baseline = box.x0, box.top + number * size + 0.85 * size
        for char in line:
            width = size if is_cjk(char) else size / 2
            if named := _named(ord(char)):
                yield Glyph(named, x, x + width, baseline, size, filled=True)
            x += width


# --- drawings ---------------------------------------------------------------------------------------------------------
def _drawings(page, frame: Frame) -> tuple[list[Rule], float]:
    rules: list[Rule] = []
    covered = 0.0
    box = frame.box
    area = (box[2] - box[0]) * (box[3] - box[1])
    for thing, kind, matrix in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            rules += (frame.rect(*side) for side in _sides(thing, matrix) if all(abs(v) < FAR for v in side))
        else:
            left, bottom, right, top = _bounds(thing, matrix)
            width, height = min(right, box[2]) - max(left, box[0]), min(top, box[3]) - max(bottom, box[1])
            covered += max(0, width) * max(0, height)
    return rules, min(1.0, covered / area) if area > 0 else 0.0


def _objects(page) -> Iterator[tuple]:
    """Every path and picture with its matrix, those inside form objects too."""
    budget = MAX_DRAWINGS

    def walk(count: int, get, owner: int, matrix: tuple, depth: int):
        nonlocal budget
        for number in range(count):
            handle = get(owner, number)
            kind = _get_type(handle)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            if budget <= 0:
                return
            budget -= 1
            thing = ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT)
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                own = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(thing, own)
                yield from walk(pdfium.FPDFFormObj_CountObjects(thing), _get_form_object, handle, _times(own, matrix), depth + 1)
            elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
                yield thing, kind, matrix

    owner = ctypes.cast(page.raw, ctypes.c_void_p).value
    yield from walk(pdfium.FPDFPage_CountObjects(page.raw), _get_page_object, owner, (1, 0, 0, 1, 0, 0), 0)


def _times(m, outer: tuple) -> tuple:
    a, b, c, d, e, f = outer
    return (
        m.a * a + m.b * c,
        m.a * b + m.b * d,
        m.c * a + m.d * c,
        m.c * b + m.d * d,
        m.e * a + m.f * c + e,
        m.e * b + m.f * d + f,
    )


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
