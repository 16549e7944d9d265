"""What recognises printed characters. One file here is one engine: ``installed()`` tells whether it can run, ``load()`` makes a `Engine`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Grey = np.ndarray  # height × width, 8 bits, black 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one printed line as an engine read it. Lengths in pixels from the top left; one centre and one confidence (0–1) a character."""

    text: str
    box: tuple[float, float, float, float]
    centres: tuple[float, ...]
    confidences: tuple[float, ...]


Engine = Callable[[Grey], list[Piece]]
