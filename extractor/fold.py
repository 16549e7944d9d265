"""Folding for matching: one character for one character, so that offsets into the folded text are offsets into the text.

Full-width forms become ASCII, traditional characters simplified ones, variants of one sign become that sign. Evidence is always quoted unfolded.
"""

from __future__ import annotations

import functools

# Signs that mean the same in an agreement, whatever was typed. The left of each pair is folded to the right.
VARIANTS = {
    "　": " ", "\xa0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\t": "\t",
    "、": "、", "。": "。", "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": "'", "’": "'",
    "〔": "(", "〕": ")", "﹙": "(", "﹚": ")", "［": "[", "］": "]", "〖": "【", "〗": "】",
    "—": "-", "–": "-", "－": "-", "‐": "-", "‑": "-", "−": "-", "─": "-", "～": "~", "〜": "~", "∼": "~",
    "○": "〇", "Ｏ": "O", "◯": "〇", "￥": "¥", "﹩": "$", "＿": "_", "﹍": "_", "﹎": "_", "﹏": "_", "‗": "_",
    "﹕": ":", "∶": ":", "︰": ":", "·": "·", "•": "·", "・": "·", "‧": "·",
}  # fmt: skip


@functools.cache
def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {ord(old): new for old, new in VARIANTS.items() if old != new}
    return _simplified() | table


@functools.cache
def _simplified() -> dict[int, str]:
    """Traditional → simplified, character by character (OpenCC's table ``t2s``, applied to single characters)."""
    import opencc

    chars = [chr(code) for code in range(0x4E00, 0x9FFF)]
    simple = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {ord(old): new for old, new in zip(chars, simple, strict=True) if old != new and len(new) == 1}


LONG = 400  # code points: a whole agreement, which several steps fold


def fold(text: str) -> str:
    """`text` folded, of the same length."""
    return _fold_long(text) if len(text) > LONG else text.translate(_table())


@functools.lru_cache(maxsize=4)
def _fold_long(text: str) -> str:
    return text.translate(_table())
