"""Plain text, in whatever encoding it really is."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

from extractor import limits
from extractor.model import Block, Source
from extractor.read import ReadError
from extractor.read.encoding import decode

SUFFIXES = (".txt", ".text")

_WRAP_WIDTHS = range(36, 121)  # columns (a Chinese character takes two) at which programs break lines
_RAGGED = 3  # columns a wrapped line may fall short: a wide character or a punctuation mark that may not begin a line
_STOPS = "。.!?！？；;：:"
_OPENERS = re.compile(  # a line that opens with one of these is no continuation
    r"\s{2,}|　|第[一二三四五六七八九十百零〇\d]{1,5}[条條章节節]|[（(]?[一二三四五六七八九十\d]{1,3}[、.．)）]"
    r"|\d+(?:\.\d+)+|[①-⑳·•●◆■□☐☑\-*]|[甲乙丙丁]\s*方"
)


def sniff(data: bytes) -> bool:
    """Plain text has no signature of its own; other formats are asked first, and the file's name decides."""
    return False


def read(data: bytes, name: str) -> Source:
    """One block a line.

    A line with tabs beside another such line is a table row; lines broken at a fixed width are put together again.
    """
    if len(data) > limits.MAX_TEXT_BYTES:
        raise ReadError(
            "too-large",
            f"the text is larger than {limits.MAX_TEXT_BYTES // limits.MB} MB",
            "split it, or take out what is not the agreement",
        )
    return Source(name, "txt", blocks(decode(data)))


def blocks(text: str) -> tuple[Block, ...]:
    """The lines of `text` that hold anything, as blocks; ``path`` is the line number, from 1."""
    lines = text.splitlines()
    width = wrap_width(lines)
    made: list[Block] = []
    joinable = False  # whether the line before was cut at the full width
    for number, line in enumerate(lines):
        if not line.strip():
            joinable = False
            continue
        if joinable and not _OPENERS.match(line):
            made[-1] = Block(made[-1].text + _seam(made[-1].text, line) + line.strip(), path=made[-1].path)
        else:
            made.append(Block(line.rstrip(), kind="row" if _is_row(lines, number) else "para", path=f"l{number + 1}"))
        joinable = (
            bool(width) and made[-1].kind == "para" and columns(line) >= width - _RAGGED and line.rstrip()[-1] not in _STOPS
        )
    return tuple(made)


def _is_row(lines: list[str], number: int) -> bool:
    """Tabs inside this line and inside a neighbour: a table. On their own they are spacing."""
    around = lines[max(0, number - 1) : number + 2]
    return "\t" in lines[number].strip() and sum("\t" in line.strip() for line in around) > 1


def _seam(before: str, after: str) -> str:
    """A space between Latin words that a line break parted, nothing between Chinese characters."""
    return " " if before[-1:].isascii() and after.lstrip()[:1].isascii() else ""


def columns(line: str) -> int:
    """The width of `line` on a terminal: two for a wide character."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in line.rstrip())


def wrap_width(lines: list[str]) -> int:
    """The width at which the text was cut into lines, in columns, or 0 when it was not clearly cut at one.

    Clearly: no line is longer, many reach it, and most of those stop inside a sentence.
    """
    longest = max((len(line) for line in lines), default=0)
    if not _WRAP_WIDTHS.start // 2 <= longest < _WRAP_WIDTHS.stop:
        return 0
    filled = [line for line in lines if line.strip() and "\t" not in line]
    widths = [columns(line) for line in filled]
    width = max(widths, default=0)
    if width not in _WRAP_WIDTHS:
        return 0
    full = [line for line, w in zip(filled, widths, strict=True) if w >= width - _RAGGED]
    inside = sum(line.rstrip()[-1] not in _STOPS for line in full)
    return width if len(full) >= max(8, len(filled) // 4) and inside >= 0.7 * len(full) else 0
