"""Folding for matching: one character for one character, so that offsets into the folded text are offsets into the text.

Full-width forms become ASCII, traditional characters simplified ones, variants of one sign become that sign. Evidence is always quoted unfolded.
"""

from __future__ import annotations

import functools
import re

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
    table = {old: new for old, new in zip(chars, simple, strict=True) if old != new and len(new) == 1}
    return {ord(old): table.get(new, new) for old, new in table.items()}


LONG = 400  # code points: a whole agreement, which several steps fold
_FEW = 48  # different characters to be folded, up to which one after the other is quicker than a look at every character


def fold(text: str) -> str:
    """`text` folded, of the same length."""
    return _fold_long(text) if len(text) > LONG else _fold(text)


def _fold(text: str) -> str:
    odd = set(_odd().findall(text))
    if len(odd) > _FEW:
        return text.translate(_table())
    for char in odd:
        text = text.replace(char, _table()[ord(char)])
    return text


_fold_long = functools.lru_cache(maxsize=4)(_fold)


@functools.cache
def _odd() -> re.Pattern:
    """What is folded. No folded character is folded again, so they may be replaced in any order."""
    return re.compile(f"[{re.escape(''.join(map(chr, _table())))}]")
