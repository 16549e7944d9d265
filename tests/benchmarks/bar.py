"""A figure that is to be reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    words: str
    figure: float
    least: float = 0.0
    most: float = float("inf")

    def __str__(self) -> str:
        wanted = f"≥ {self.least:g}" if self.least else f"≤ {self.most:g}"
        return f"{'reached' if self.least <= self.figure <= self.most else 'MISSED '}  {self.words}: {self.figure:.2f} ({wanted})"
