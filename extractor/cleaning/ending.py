"""Whether a page's text stops in the middle of a sentence, as previews of sharing sites do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.cleaning.draft import LABEL, Draft

_ENDED = re.compile(r"[。.!?;…)\]】》\"'_☐☑□/\d日]\s*$")
_SENTENCE = re.compile(r"[,。;、]")
_COLUMNS = re.compile(r"\s{3,}")  # two signatures side by side
_SHORT = 20  # code points: a name, a title, a heading
_CLOSING = 100  # code points: signature lines of two parties side by side


def stops_short(drafts: Sequence[Draft], dangling: Sequence[str], closing: Sequence[str]) -> bool:
    """Whether the last line is cut off.

    A sentence that ends, a table row, a signature or date line, or a list whose items never end in a stop is whole.
    """
    if not drafts or drafts[-1].kind != "para":
        return False
    line = drafts[-1].folded.strip()
    label = LABEL.match(line)
    words = line[label.end() :].strip() if label else line
    if not words or line.endswith(tuple(dangling)):
        return True
    if _ENDED.search(words) and not re.fullmatch(r"[\d.]+", words):
        return False
    if label or drafts[-1].label:
        return bool(_SENTENCE.search(words)) or not _in_plain_list(drafts)
    short = len(words) <= _SHORT and not _SENTENCE.search(words)
    closes = len(words) <= _CLOSING and not _SENTENCE.search(words) and any(word in words for word in closing)
    return not (short or closes or _COLUMNS.search(words))


def _in_plain_list(drafts: Sequence[Draft]) -> bool:
    """Whether the numbered line before the last also ends without a stop, as in a list of annexes or headings."""
    if len(drafts) < 2 or len(drafts[-1].text) < 4 or drafts[-1].folded.rstrip().endswith(":"):
        return False
    before = drafts[-2].folded.strip()
    return bool(LABEL.match(before) or drafts[-2].label) and not _ENDED.search(before) and not before.endswith(":")
