"""What recognises printed characters. One file here is one engine: ``installed()`` tells whether it can run, ``load()`` makes a `Engine`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Grey = np.ndarray  # height × width, 8 bits, black 0
Box = tuple[int, int, int, int]  # x0, top, x1, bottom in pixels


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one printed line as an engine read it. Lengths in pixels from the top left; one centre and one confidence (0–1) a character."""

    text: str
    box: tuple[float, float, float, float]
    centres: tuple[float, ...]
    confidences: tuple[float, ...]


Engine = Callable[[Grey, Sequence[Box]], list[Piece]]  # a levelled page, the upright lines that were on it (walls between cells)


def cut(box: Box, walls: Sequence[Box]) -> list[Box]:
    """A detected line, parted where a wall runs through it from above to below: what stands in two cells is not one line."""
    x0, top, x1, bottom = box
    height = bottom - top
    through = (w for w in walls if w[1] < top + 0.25 * height and w[3] > bottom - 0.25 * height and w[3] - w[1] > height)
    edges = sorted({x0, x1, *((w[0] + w[2]) // 2 for w in through if x0 + height / 4 < w[0] and w[2] < x1 - height / 4)})
    return [(a, top, b, bottom) for a, b in pairwise(edges)]
