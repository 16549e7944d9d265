"""Which gaps between recognised characters somebody set: spaces, told from the room that characters bring with them.

Between ideographs a space is a quarter of their size or more: no more than the unevenness of single characters. But whatever follows a space stands
further on by it, all of it, so the places of a few characters on both sides are compared with the line's own step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

from extractor.read.glyphs import is_cjk

Cell = tuple[float, float]  # where a character's place begins and ends

MIN_GAP = 0.55  # of the size: surely a space, whatever stands beside it
LETTER_GAP = 0.22  # of the size: a space between two letters or digits
MORE = 0.14  # of the size: how much wider a space between a letter and an ideograph is than what is usual on the page there
SHIFT = 0.16  # of the size: how much further on what follows a space between ideographs stands
NEIGHBOURS = 3  # ideographs on each side that are looked at
BROAD = 0.7  # of the size: ideographs with narrower ink do not show where their middle is
STEPS = 4  # between ideographs: fewer do not tell a line's own step
SPACE = 0.32  # of the size: a space that was found is made at least so wide, as the PDF reader knows it


@dataclass(frozen=True, slots=True)
class Place:
    """A character of a line: its place, the edges of its ink, whether a seal lies over its right side, whether the engine saw a space before it."""

    char: str
    cell: Cell
    left: float
    right: float
    sealed: bool
    spaced: bool


def usual(lines: Sequence[tuple[Sequence[Place], float]]) -> float:
    """What stands between an ideograph and a letter or digit on this page, in sizes of type: some programs put a quarter there. Each line with its size."""
    gaps = sorted((b.cell[0] - a.cell[1]) / size for line, size in lines for a, b in pairwise(line) if _mixed(a, b))
    return min(max(gaps[len(gaps) // 3], 0.0), 0.3) if gaps else 0.0


def parted(line: Sequence[Place], size: float, usual_gap: float) -> list[Cell]:
    """The places of a line's characters, wider apart where a space was set, touching where none was."""
    step = _step(line, size)
    cells = [place.cell for place in line]
    for n in range(len(line) - 1):
        (a0, a1), (b0, b1) = cells[n], cells[n + 1]
        if b0 - a1 >= MIN_GAP * size:
            continue
        if _space(line, n, size, usual_gap, step):
            cells[n] = (a0, max(a0, min(a1, b0 - SPACE * size)))
        else:
            middle = min(max((a1 + b0) / 2, line[n].right), line[n + 1].left)
            cells[n], cells[n + 1] = (a0, middle), (middle, b1)
    return cells


def _space(line: Sequence[Place], n: int, size: float, usual_gap: float, step: float | None) -> bool:
    """Whether a space stands behind the n-th character."""
    a, b = line[n], line[n + 1]
    gap = (b.cell[0] - a.cell[1]) / size
    if a.sealed and not b.spaced:  # a gap may be lost ink
        return False
    if _ideograph(a.char) and _ideograph(b.char):
        return step is not None and _shift(line, n, step, size) > SHIFT * size and _greatest(line, n, step, size)
    if is_cjk(a.char) and is_cjk(b.char):
        return False
    return gap > (usual_gap + MORE if _mixed(a, b) else LETTER_GAP)


def _greatest(line: Sequence[Place], n: int, step: float, size: float) -> bool:
    """Whether no gap nearby shifts more: one space shows in the shifts beside it too."""
    near = range(max(0, n - NEIGHBOURS + 1), min(len(line) - 1, n + NEIGHBOURS))
    return max(near, key=lambda k: _shift(line, k, step, size)) == n


def _mixed(a: Place, b: Place) -> bool:
    return _ideograph(a.char) and b.char.isalnum() and b.char.isascii() or a.char.isalnum() and a.char.isascii() and _ideograph(b.char)


def _ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _step(line: Sequence[Place], size: float) -> float | None:
    """The distance of one ideograph from the next in this line."""
    steps = [_middle(b) - _middle(a) for a, b in pairwise(line) if _broad(a, size) and _broad(b, size)]
    return median(steps) if len(steps) >= STEPS else None


def _broad(place: Place, size: float) -> bool:
    return _ideograph(place.char) and place.right - place.left > BROAD * size


def _middle(place: Place) -> float:
    return (place.left + place.right) / 2


def _shift(line: Sequence[Place], n: int, step: float, size: float) -> float:
    """How much further on the ideographs behind the n-th character stand than those before them would have it."""
    before = _offsets(line[n - NEIGHBOURS + 1 if n >= NEIGHBOURS else 0 : n + 1][::-1], -step, size)
    after = _offsets(line[n + 1 : n + 1 + NEIGHBOURS], step, size)
    return mean(after) - mean(before) - step if before and after else 0.0


def _offsets(run: Sequence[Place], step: float, size: float) -> list[float]:
    """Where the first of a run of ideographs stands, as told by each of them."""
    found = []
    for n, place in enumerate(run):
        apart = n and abs(_middle(place) - _middle(run[n - 1])) > abs(step) + MIN_GAP * size
        if apart or not _ideograph(place.char):
            break
        if _broad(place, size):
            found.append(_middle(place) - n * step)
    return found
