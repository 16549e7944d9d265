"""What was read on one page of a file. Imports nothing of the extra: files with a text layer are read without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from extractor.read.pdf_chars import Page


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a file and what was read on it: nothing where its own text layer serves. ``matrix`` (2 × 3) leads from points of the reading frame to points
    of the picture as it was given."""

    number: int  # 1-based, in the file
    page: Page | None = None
    matrix: np.ndarray | None = None

    @property
    def recognised(self) -> bool:
        return self.page is not None
