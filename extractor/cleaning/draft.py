"""A line while it is being cleaned."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from extractor.fold import fold
from extractor.text import Text

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}

# A number at the head of a line, folded text: 第三条, 三、, (三), 3., 3.2, a), ①
LABEL = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零〇\d]{1,5}[条章节款]|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:\.\d{1,2}){1,3}(?!\d)"
    r"|\d{1,3}[、.)](?!\d)|[a-zA-Z][).、](?![a-zA-Z])|[①-⑳])"
)


class Draft(NamedTuple):
    """One line to be: its text with provenance, and what `extractor.model.Line` will need.

    ``label`` was generated and is not part of `text`.
    """

    text: Text
    kind: str = "para"
    label: str = ""
    level: int | None = None
    block: int = 0

    @property
    def value(self) -> str:
        return self.text.value

    @property
    def folded(self) -> str:
        return fold(self.text.value)

    def with_text(self, text: Text) -> Draft:
        return self._replace(text=text)

    def cut(self, *offsets: int) -> list[Draft]:
        """The line cut at ascending `offsets`; empty stretches go, the generated number stays with the first."""
        bounds = [0, *offsets, len(self.text)]
        parts = [self.text.slice(a, b).strip() for a, b in pairwise(bounds)]
        parts = [part for part in parts if part.value]
        return [
            self._replace(text=part, label=self.label if n == 0 else "", level=self.level if n == 0 else None)
            for n, part in enumerate(parts)
        ]


def ordinal(number: str) -> int | None:
    """The value of a label's number below 1000, Chinese or Arabic (``二十三``, ``23``); None when it is no number."""
    if number.isdecimal() and number.isascii():
        return int(number)
    total, current = 0, 0
    for char in number:
        if char in _DIGITS:
            current = (
                current * 10 + _DIGITS[char]
                if current and number.isalpha() and "十" not in number and "百" not in number
                else _DIGITS[char]
            )
        elif char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            return None
    return total + current if number else None
