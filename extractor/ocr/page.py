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
from extractor.read.pdf_chars import Glyph, Page, Rule

DPI = 200
READABLE = 0.85  # mean confidence of a page that lies the right way round
SAMPLE = 800  # pixels: side of the part that is read in four directions
MIN_CHARACTERS = 4
NOT_TEXT = 0.5  # mean confidence of a piece that is a drawing, not words


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page read from a picture. ``matrix`` (2 × 3) leads from points of the reading frame to points of the picture as it was given."""

    page: Page
    matrix: np.ndarray


def read(picture: np.ndarray, number: int, dpi: float, engine: Engine) -> list[Sheet]:
    """The page, or two pages side by side, in a picture (grey or RGB, 8 bits). ``number``: the page's in its file, 1-based."""
    grey, forth = _upright(prepare.grey(picture), engine)
    return [_sheet(part, number, dpi, forth @ _moved(left, 0), engine) for part, left in _parts(grey)]


def _parts(grey: Grey) -> list[tuple[Grey, int]]:
    """The page, or the two pages of a sheet, with their left edges."""
    cut = prepare.fold(grey)
    return [(grey, 0)] if cut is None else [(grey[:, :cut], 0), (grey[:, cut:], cut)]


def _sheet(grey: Grey, number: int, dpi: float, back: np.ndarray, engine: Engine) -> Sheet:
    points = 72 / dpi
    level, upright = lines.find(grey)
    clean = lines.without(grey, level, upright)
    pieces = [p for p in engine(clean) if np.mean(p.confidences) > NOT_TEXT]
    glyphs = characters.glyphs(pieces, clean, points)
    rules = [Rule(*(v * points for v in box)) for box in [*_blanks(level, glyphs, points), *upright]]
    glyphs = [g for g in glyphs if not _drawn(g, rules)]
    height, width = grey.shape
    page = Page(number, width * points, height * points, glyphs, [], rules, 1.0, 0)
    scaled = back.copy()
    scaled[:2, 2] *= points
    return Sheet(page, scaled[:2])


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
def _upright(grey: Grey, engine: Engine) -> tuple[Grey, np.ndarray]:
    """The page level and the right way up, and the matrix (3 × 3) from its pixels back to those of the picture."""
    sample = _sample(grey)
    best = 0
    if _confidence(engine(_levelled(sample)[0])) < READABLE:
        trust = [_confidence(engine(_levelled(np.ascontiguousarray(np.rot90(sample, turn)))[0])) for turn in range(4)]
        best = int(np.argmax(trust))
    turned = np.ascontiguousarray(np.rot90(grey, best))
    level, matrix = _levelled(turned)
    return level, _turned_back(best, grey.shape) @ np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))


def _levelled(grey: Grey) -> tuple[Grey, np.ndarray]:
    angle = prepare.skew(grey)
    if not angle:
        return grey, np.eye(3)[:2]
    matrix = prepare.turning(grey.shape, angle)
    return prepare.turned(grey, matrix), matrix


def _sample(grey: Grey) -> Grey:
    """The part of the page with the most ink."""
    step = SAMPLE // 4
    height, width = grey.shape
    ink = (grey < prepare.INK).astype(np.float32)
    places = [(y, x) for y in range(0, max(1, height - SAMPLE), step) for x in range(0, max(1, width - SAMPLE), step)]
    y, x = max(places, key=lambda p: float(ink[p[0] : p[0] + SAMPLE : 4, p[1] : p[1] + SAMPLE : 4].sum()))
    return grey[y : y + SAMPLE, x : x + SAMPLE]


def _confidence(pieces: Sequence[Piece]) -> float:
    """Mean confidence of all characters, 1 where there are too few to tell."""
    sure = [c for p in pieces for c in p.confidences]
    return float(np.mean(sure)) if len(sure) >= MIN_CHARACTERS else 0.0


def _moved(left: float, top: float) -> np.ndarray:
    return np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], dtype=float)


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
    runs = tuple(_placed(run, sheets[run.page]) if run.page in sheets else run for run in block.runs)
    return replace(block, page=runs[0].page if runs else block.page, runs=runs)


def _placed(run: Run, sheet: Sheet) -> Run:
    return replace(run, page=sheet.page.number, box=_box(run.box, sheet.matrix))


def _box(box: Box, matrix: np.ndarray) -> Box:
    x0, top, x1, bottom = box
    corners = matrix @ np.array([[x0, x1, x0, x1], [top, top, bottom, bottom], [1, 1, 1, 1]])
    return (*map(float, corners.min(axis=1)), *map(float, corners.max(axis=1)))
