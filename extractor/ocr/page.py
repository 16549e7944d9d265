"""Picture of a page → pages as the PDF reader knows them: level, upright, with the places of everything in points.

A page that lies on its side or upside down shows in that little of it can be read with any confidence; then a part of it is read in all four directions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractor.model import Block, Box, Run
from extractor.ocr import characters, lines, prepare
from extractor.ocr.engines import Engine, Grey, Piece
from extractor.ocr.sheet import Sheet
from extractor.read.pdf_chars import Glyph, Page, Rule

DPI = 200
READABLE = 0.85  # mean confidence of a page that lies the right way round
SAMPLE = 640  # pixels: side of the part that is read in four directions
MIN_CHARACTERS = 4
NOT_TEXT = 0.5  # mean confidence of a piece that is a drawing, not words


def read(picture: np.ndarray, number: int, dpi: float, engine: Engine) -> list[Sheet]:
    """The page, or two pages side by side, in a picture (grey or RGB, 8 bits). ``number``: the page's in its file, 1-based."""
    grey = prepare.grey(picture)
    factor = prepare.enlargement(grey)
    if factor > 1.0:
        picture, dpi = prepare.larger(picture, factor), dpi * factor
        grey = prepare.grey(picture)
    hidden = prepare.seals(picture) if picture.ndim == 3 else np.zeros_like(grey)
    if grey.shape[0] > grey.shape[1]:  # upright in all likelihood, and one page
        part = _Part.of(grey, hidden, 0)
        pieces = part.read(engine)
        if _confidence(pieces) >= READABLE:
            return [part.sheet(pieces, number, dpi)]
    upright = _Part.of(grey, hidden, _quarters(grey, engine))
    return [part.sheet(part.read(engine), number, dpi) for part in upright.pages()]


@dataclass(frozen=True, slots=True)
class _Part:
    """A picture, or a part of one, turned upright and level. ``grey`` has no drawn lines any more; ``hidden``: where seals lay; ``back`` (3 × 3) leads from its pixels to those of the picture it was made from."""

    grey: Grey
    hidden: np.ndarray
    back: np.ndarray
    level: tuple[lines.Box, ...]  # drawn lines
    upright: tuple[lines.Box, ...]

    @staticmethod
    def of(grey: Grey, hidden: np.ndarray, quarters: int) -> _Part:
        turned, under = (np.ascontiguousarray(np.rot90(x, quarters)) for x in (grey, hidden))
        back = _turned_back(quarters, grey.shape)
        angle = prepare.skew(turned)
        if angle:
            matrix = prepare.turning(turned.shape, angle)
            turned, under = prepare.turned(turned, matrix), prepare.turned(under, matrix, 0)
            back = back @ np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))
        level, upright = lines.find(turned)
        plain = lines.without(turned, level, upright)
        return _Part(plain, under, back, tuple(lines.whole(level, under)), tuple(lines.whole(upright, under, upright=True)))

    def pages(self) -> list[_Part]:
        """The page, or the two pages of an open book or a sheet printed two to a side."""
        cut = prepare.fold(self.grey)
        if cut is None or any(x0 < cut < x1 for x0, _, x1, _ in self.level):  # a table is on one page
            return [self]
        return [self._half(0, cut), self._half(cut, self.grey.shape[1])]

    def _half(self, left: int, right: int) -> _Part:
        """The part of it between two upright edges, the lines on it already taken out."""
        pictures = (np.ascontiguousarray(x[:, left:right]) for x in (self.grey, self.hidden))
        drawn = (tuple((a - left, y0, b - left, y1) for a, y0, b, y1 in some if left <= a and b <= right) for some in (self.level, self.upright))
        return _Part(*pictures, self.back @ _moved(left), *drawn)

    def read(self, engine: Engine) -> list[Piece]:
        return [p for p in engine(self.grey, self.upright) if np.mean(p.confidences) > NOT_TEXT]

    def sheet(self, pieces: Sequence[Piece], number: int, dpi: float) -> Sheet:
        """What stands on it, in points."""
        points = 72 / dpi
        glyphs = characters.glyphs(pieces, self.grey, self.hidden, points)
        rules = [Rule(*(v * points for v in box)) for box in [*_blanks(self.level, glyphs, points), *self.upright]]
        glyphs = [g for g in glyphs if not _drawn(g, rules)]
        height, width = self.grey.shape
        matrix = self.back[:2].copy()
        matrix[:, 2] *= points
        return Sheet(number, Page(number, width * points, height * points, glyphs, [], rules, 1.0, 0), matrix)


def _blanks(level: Sequence[lines.Box], glyphs: Sequence[Glyph], points: float) -> list[lines.Box]:
    """Without the short lines that are strokes of characters: a blank's line lies at the foot of the text or where no text is."""
    return [box for box in level if box[2] - box[0] >= lines.LONG or not _stroke(box, glyphs, points)]


def _stroke(box: lines.Box, glyphs: Sequence[Glyph], points: float) -> bool:
    x0, x1, y = box[0] * points, box[2] * points, (box[1] + box[3]) / 2 * points
    near = [
        g for g in glyphs if g.baseline - g.size < y < g.baseline + 0.3 * g.size and g.x1 > x0 - g.size and g.x0 < x1 + g.size
    ]
    if not near:
        return True  # a short line away from any text
    over = any(min(g.x1, x1) - max(g.x0, x0) > 0.5 * min(g.x1 - g.x0, x1 - x0) and g.char != "_" for g in near)
    return over or any(y < g.baseline - 0.05 * g.size for g in near)


def _drawn(glyph: Glyph, rules: Sequence[Rule]) -> bool:
    """An underscore that was read from a line that is there as a line."""
    middle = (glyph.x0 + glyph.x1) / 2
    return glyph.char == "_" and any(r.x0 - 2 < middle < r.x1 + 2 and abs(r.top - glyph.baseline) < glyph.size for r in rules)


# --- which way up -----------------------------------------------------------------------------------------------------
def _quarters(grey: Grey, engine: Engine) -> int:
    """How many quarter turns counter-clockwise bring the page upright: the direction in which a part of it is read with most confidence."""
    sample = _sample(grey)
    return int(np.argmax([_confidence(_Part.of(sample, np.zeros_like(sample), turn).read(engine)) for turn in range(4)]))


def _sample(grey: Grey) -> Grey:
    """The part of the page with the most ink."""
    step = SAMPLE // 4
    height, width = grey.shape
    ink = (grey < prepare.INK).astype(np.float32)
    places = [(y, x) for y in range(0, max(1, height - SAMPLE), step) for x in range(0, max(1, width - SAMPLE), step)]
    y, x = max(places, key=lambda p: float(ink[p[0] : p[0] + SAMPLE : 4, p[1] : p[1] + SAMPLE : 4].sum()))
    return grey[y : y + SAMPLE, x : x + SAMPLE]


def _confidence(pieces: Sequence[Piece]) -> float:
    """Mean confidence of all characters; 0 where there are too few to tell."""
    sure = [c for p in pieces for c in p.confidences]
    return float(np.mean(sure)) if len(sure) >= MIN_CHARACTERS else 0.0


def _moved(left: float) -> np.ndarray:
    return np.array([[1, 0, left], [0, 1, 0], [0, 0, 1]], dtype=float)


def _turned_back(quarters: int, shape: tuple[int, int]) -> np.ndarray:
    """From a picture turned counter-clockwise by quarters to the picture before; `shape` is that of the latter."""
    height, width = shape
    return np.array(
        [
            [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            [[0, -1, width], [1, 0, 0], [0, 0, 1]],
            [[-1, 0, width], [0, -1, height], [0, 0, 1]],
            [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
        ][quarters],
        dtype=float,
    )


# --- back to the paper ------------------------------------------------------------------------------------------------
def placed(block: Block, sheets: dict[int, Sheet]) -> Block:
    """A block whose pages are numbers of `sheets`, with the file's page numbers and the boxes where they are in the picture."""
    page = sheets[block.page].number if block.page in sheets else block.page
    return replace(block, page=page, runs=tuple(_placed(run, sheets[run.page]) for run in block.runs))


def _placed(run: Run, sheet: Sheet) -> Run:
    return replace(run, page=sheet.number, box=run.box if sheet.matrix is None else _box(run.box, sheet.matrix))


def _box(box: Box, matrix: np.ndarray) -> Box:
    x0, top, x1, bottom = box
    corners = matrix @ np.array([[x0, x1, x0, x1], [top, top, bottom, bottom], [1, 1, 1, 1]])
    return (*map(float, corners.min(axis=1)), *map(float, corners.max(axis=1)))
