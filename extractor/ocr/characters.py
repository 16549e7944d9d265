"""What an engine read → glyphs: where each character stands, its size and baseline, and the spaces between them.

Engines say roughly where a character's middle is; the ink says exactly where it begins and ends. Ideographs and full-width marks get the square they are
set in, so that the gaps that are left are gaps somebody set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np

from extractor.fold import fold
from extractor.ocr.engines import Grey, Piece
from extractor.ocr.prepare import INK
from extractor.ocr.spaces import Cell, Place, parted
from extractor.ocr.spaces import usual as usual_gap
from extractor.read.glyphs import is_cjk
from extractor.read.pdf_chars import Glyph

FACE = 0.92  # of the size: height and width of an ideograph's ink
DROP = 0.08  # of the size: how far ideographs reach below the baseline
CAPITAL = 0.72  # of the size: height of digits and capitals
FEW = 4  # characters: the size of fewer is measured roughly
NEARLY, ROUGHLY = 0.13, 0.3  # a usual size so near to the measured one is meant
BAND = 0.5  # of its box's height: a line of type takes up at least so much
APART, SCRAP = 0.25, 0.25  # of a line's height, of a character's ink: what lies so far from the rest and is so little is its neighbour's
MAX_TRADITIONAL = 0.05  # share of ideographs on a page in simplified characters
SURE = 0.95
NARROW, FULL = ",:;!?()", "，：；！？（）"
TO_FULL, TO_NARROW = dict(zip(NARROW, FULL, strict=True)), dict(zip(FULL, NARROW, strict=True))
ZERO = re.compile("(?<=[一二三四五六七八九〇])[○Oo](?=[一二三四五六七八九〇○Oo年月日])")  # what 〇 is taken for
MISREAD = {"厦内": "厦门", "澳内": "澳门", "部内": "部门", "专内": "专门", "内禁": "门禁", "内岗": "门岗", "内店": "门店"}  # no words at all
UPRIGHTS = frozenset("1lI|丨")  # what a slash on its own is taken for
DIGIT_HEIGHT = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZbdfhkl")


@dataclass(frozen=True, slots=True)
class Letter:
    """A character on its piece of line. Pixels."""

    char: str
    left: float  # of its ink
    right: float
    top: float
    bottom: float
    confidence: float
    spaced: bool  # the engine saw a space before it
    sealed: bool  # a seal lies over it or what follows it


def glyphs(pieces: Sequence[Piece], page: Grey, hidden: np.ndarray, scale: float) -> list[Glyph]:
    """Glyphs of all pieces, in points: `scale` points a pixel. `hidden`: where seals lay, a mask of the page."""
    lines = _in_one_script([(piece, letters) for piece in pieces if (letters := _letters(piece, page, hidden))])
    sizes = [_size(piece, letters) for piece, letters in lines]
    usual = _usual(sizes, [len(letters) for _, letters in lines])
    made = []
    for (_, letters), size in zip(lines, sizes, strict=True):
        reach = ROUGHLY if len(letters) < FEW else NEARLY
        made.append(_Type.of(letters, next((u for u in usual if abs(u - size) < reach * u), size)))
    gap = usual_gap([(line.places, line.size) for line in made])
    return [glyph for line in made for glyph in line.glyphs(gap, scale)]


def _in_one_script(lines: list[tuple[Piece, list[Letter]]]) -> list[tuple[Piece, list[Letter]]]:
    """On a page in simplified characters, a traditional one the engine was not sure of is the simplified one."""
    ideographs = [x.char for _, letters in lines for x in letters if _ideograph(x.char)]
    if sum(map(_is_traditional, ideographs)) > MAX_TRADITIONAL * len(ideographs):
        return lines
    return [(p, [replace(x, char=fold(x.char)) if x.confidence < SURE and _is_traditional(x.char) else x for x in xs]) for p, xs in lines]


def _is_traditional(char: str) -> bool:
    return _ideograph(char) and fold(char) != char


def _usual(sizes: Sequence[float], weights: Sequence[int]) -> list[float]:
    """The sizes most of the page is set in, the most frequent first: single lines are measured too roughly."""
    left = sorted(zip(sizes, weights, strict=True))
    found = []
    while left:
        best = max((s for s, _ in left), key=lambda c: sum(w for s, w in left if abs(s - c) < 0.08 * c))
        group = [(s, w) for s, w in left if abs(s - best) < NEARLY * best]
        found.append(median(s for s, w in group for _ in range(w)))
        left = [x for x in left if x not in group]
    return found


# --- ink --------------------------------------------------------------------------------------------------------------
def _letters(piece: Piece, page: Grey, hidden: np.ndarray) -> list[Letter]:
    """The printed characters of a piece with the ink that is theirs; spaces are left out."""
    x0, y0, x1, y1 = (round(v) for v in piece.box)
    ink = _of_one_line(page[y0:y1, x0:x1] < INK)
    columns, sealed = ink.sum(axis=0), hidden[y0:y1, x0:x1].any(axis=0)
    text = _words(ZERO.sub("〇", piece.text), piece.confidences)
    printed = [n for n, char in enumerate(text) if not char.isspace()]
    centres = [piece.centres[n] - x0 for n in printed]
    edges = [0, *(_between(columns, a, b) for a, b in pairwise(centres)), x1 - x0]
    result = []
    for n, (low, high) in zip(printed, pairwise(edges), strict=True):
        across = _own(columns[low:high], APART * (y1 - y0))
        if len(across):
            down = np.flatnonzero(ink[:, low:high].any(axis=1))
            place = x0 + low + int(across[0]), x0 + low + int(across[-1]) + 1, y0 + int(down[0]), y0 + int(down[-1]) + 1
        else:
            middle = piece.centres[n]
            place = middle - 1, middle + 1, y0, y1
        result.append(Letter(text[n], *place, piece.confidences[n], n > 0 and text[n - 1].isspace(), bool(sealed[low : high + 8].any())))
    if len(result) == 1 and result[0].char in UPRIGHTS and _leans(result[0], page):
        return [replace(result[0], char="/")]
    return result


def _of_one_line(ink: np.ndarray) -> np.ndarray:
    """The ink without what reaches in from the lines above and below: rows of ink apart from those that make most of the height."""
    inked = np.flatnonzero(ink.any(axis=1))
    if not len(inked):
        return ink
    band = max(np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1), key=len)
    if len(band) < BAND * len(ink):
        return ink
    alone = np.zeros_like(ink)
    alone[band] = ink[band]
    return alone


def _own(columns: np.ndarray, gap: float) -> np.ndarray:
    """The columns with ink of a character, without a bit of its neighbour's that was cut off with it: little ink, far from the rest."""
    inked = np.flatnonzero(columns)
    groups = np.split(inked, np.flatnonzero(np.diff(inked) > gap) + 1)
    most = max(groups, key=lambda group: columns[group].sum())
    return most if columns[most].sum() > (1 - SCRAP) * columns.sum() else inked


def _words(text: str, sure: Sequence[float]) -> str:
    """The text with words of `MISREAD` put right where the engine was not sure of a character of them."""
    for wrong, right in MISREAD.items():
        at = text.find(wrong)
        while at >= 0:
            if min(sure[at : at + len(wrong)]) < SURE:
                text = text[:at] + right + text[at + len(wrong) :]
            at = text.find(wrong, at + 1)
    return text


def _leans(x: Letter, page: Grey) -> bool:
    """Whether the ink runs from the lower left to the upper right all along: an oblique stroke."""
    ink = page[int(x.top) : int(x.bottom), int(x.left) : int(x.right)] < INK
    places = [float(np.flatnonzero(row).mean()) for row in ink if row.any()]
    return len(places) > 8 and places[0] - places[-1] > 0.25 * len(places) and max(b - a for a, b in pairwise(places)) < 2


def _between(columns: np.ndarray, a: float, b: float) -> int:
    """Where to cut between two characters: at the emptiest column between their middles, the most central of those."""
    low, high = int(a), max(int(a) + 1, int(np.ceil(b)))
    part = columns[low:high]
    if not len(part):
        return low
    middle = (a + b) / 2 - low
    return low + int(min(np.flatnonzero(part == part.min()), key=lambda n: abs(n - middle)))


def _size(piece: Piece, letters: Sequence[Letter]) -> float:
    """Size of type in pixels."""
    ideographs = sorted(x.bottom - x.top for x in letters if _ideograph(x.char))
    if len(ideographs) >= 2:
        return ideographs[round(0.8 * (len(ideographs) - 1))] / FACE
    digits = sorted(h for x in letters if x.char in DIGIT_HEIGHT and (h := x.bottom - x.top) > 0.3 * (piece.box[3] - piece.box[1]))
    if digits:
        return digits[len(digits) // 2] / CAPITAL
    if ideographs:
        return max(max(x.right - x.left, x.bottom - x.top) for x in letters if _ideograph(x.char)) / FACE
    return 0.75 * (piece.box[3] - piece.box[1])


def _ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


# --- type -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Type:
    """A line of type: its characters in the width they are printed in, and their places."""

    letters: tuple[Letter, ...]
    places: tuple[Place, ...]
    size: float

    @staticmethod
    def of(letters: Sequence[Letter], size: float) -> _Type:
        chars = [_width_of(letters, n, size) for n in range(len(letters))]
        places = (Place(c, _cell(c, x, size), x.left, x.right, x.sealed, x.spaced) for c, x in zip(chars, letters, strict=True))
        return _Type(tuple(letters), tuple(places), size)

    def glyphs(self, usual_gap: float, scale: float) -> Iterator[Glyph]:
        """Its glyphs on one baseline, in points."""
        baseline, cells = _baseline(self.letters, self.size), parted(self.places, self.size, usual_gap)
        for x, place, (left, right) in zip(self.letters, self.places, cells, strict=True):
            yield Glyph(place.char, left * scale, right * scale, baseline * scale, self.size * scale, confidence=x.confidence)


def _baseline(letters: Sequence[Letter], size: float) -> float:
    ideographs = [x.bottom for x in letters if _ideograph(x.char) and x.bottom - x.top > 0.6 * size]
    if ideographs:
        return median(ideographs) - DROP * size
    digits = [x.bottom for x in letters if x.char in DIGIT_HEIGHT]
    return median(digits) if digits else max(x.bottom for x in letters)


def _width_of(letters: Sequence[Letter], n: int, size: float) -> str:
    """The character, a mark in the width it is printed in: beside a full-width one there is room."""
    char = letters[n].char
    if char not in TO_FULL and char not in TO_NARROW:
        return char
    full = TO_FULL.get(char, char)
    if full == "（":
        room = letters[n].left - letters[n - 1].right if n else None
    else:
        room = letters[n + 1].left - letters[n].right if n + 1 < len(letters) else None
    if room is None:
        return char
    return full if room > 0.36 * size else TO_NARROW.get(char, char)


def _cell(char: str, x: Letter, size: float) -> Cell:
    """Where a character's place begins and ends."""
    if _ideograph(char):
        middle, half = (x.left + x.right) / 2, max(size, x.right - x.left) / 2
        return middle - half, middle + half
    if is_cjk(char) and char in "，。、：；！？）】》〉」』〕”’":
        return x.left - 0.1 * size, max(x.right, x.left + 0.9 * size)
    if is_cjk(char) and char in "（【《〈「『〔“‘":
        return min(x.left, x.right - 0.9 * size), x.right + 0.1 * size
    return x.left - 0.05 * size, x.right + 0.05 * size
