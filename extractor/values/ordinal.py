"""Ordinals as labels print them: 十二, 12, XII, ⑫, l → 12. Small numbers only; amounts are the business of `extractor.values.number`."""

from __future__ import annotations

import functools
import re

_DIGITS = dict(zip("〇零一二三四五六七八九两壹贰叁肆伍陆柒捌玖", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_TENS = {"十": 10, "拾": 10, "百": 100}
_SIGNS = (("①", "⑳", 1), ("㉑", "㉟", 21), ("⑴", "⒇", 1), ("⒈", "⒛", 1), ("㈠", "㈩", 1), ("Ⅰ", "Ⅻ", 1))  # first, last, number of the first
_ROMAN = {"i": 1, "v": 5, "x": 10}


@functools.lru_cache(maxsize=1024)
def parse(label: str) -> int | None:
    """The number a folded label stands for; None when it stands for none. Letters count a=1 … z=26."""
    label = re.sub(r"\s", "", label)
    if re.fullmatch(r"[0-9]+", label):
        return int(label)
    if len(label) == 1 and label in _STEMS:
        return _STEMS.index(label) + 1
    if len(label) == 1:
        for first, last, low in _SIGNS:
            if first <= label <= last:
                return ord(label) - ord(first) + low
    if label and all(c in _DIGITS or c in _TENS for c in label):
        return _chinese(label)
    if len(label) == 1 and label.isascii() and label.isalpha():
        return ord(label.lower()) - 96
    return roman(label)


def roman(label: str) -> int | None:
    """A Roman number up to 39, or None."""
    low = label.lower()
    if not re.fullmatch(r"x{0,3}(ix|iv|v?i{0,3})", low) or not low:
        return None
    values = [_ROMAN[c] for c in low]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _chinese(label: str) -> int | None:
    if not any(c in _TENS for c in label):
        return int("".join(str(_DIGITS[c]) for c in label))  # 一二 read digit by digit
    total, current = 0, 0
    for char in label:
        if char in _TENS:
            total += (current or 1) * _TENS[char]
            current = 0
        else:
            current = _DIGITS[char]
    return total + current
