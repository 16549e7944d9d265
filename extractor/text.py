"""Text that knows where each of its characters came from.

A `Text` is a string plus pieces; slicing, joining and substituting keep the pieces true, so nobody has to find offsets again by
comparing before and after. Cleaning is written with these operations only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Piece(NamedTuple):  # made by the hundred for every agreement: a tuple takes a third of the time
    """``value[start:start+size]`` came from ``blocks[block].text[src:src+src_size]``.

    ``how``: ``copied`` (same characters, same sizes), ``replaced`` (other characters stand for those) or ``made`` (from nowhere: src_size 0).
    """

    start: int
    size: int
    block: int
    src: int
    src_size: int
    how: str = "copied"


@dataclass(frozen=True, slots=True)
class Text:
    value: str = ""
    pieces: tuple[Piece, ...] = ()

    @staticmethod
    def copied(value: str, block: int, src: int = 0) -> Text:
        """`value` as it stands at offset `src` of block number `block`."""
        return Text(value, (Piece(0, len(value), block, src, len(value)),) if value else ())

    @staticmethod
    def made(value: str, block: int = 0, src: int = 0) -> Text:
        """`value` that the file does not spell out, such as a generated number or a line feed."""
        return Text(value, (Piece(0, len(value), block, src, 0, "made"),) if value else ())

    @staticmethod
    def join(parts: Iterable[Text], separator: str = "") -> Text:
        """The parts one after another; `separator` is made."""
        values: list[str] = []
        pieces: list[Piece] = []
        at = 0
        for number, part in enumerate(parts):
            if number and separator:
                pieces.append(Piece(at, len(separator), 0, 0, 0, "made"))
                values.append(separator)
                at += len(separator)
            pieces += [Piece(p.start + at, p.size, p.block, p.src, p.src_size, p.how) for p in part.pieces]
            values.append(part.value)
            at += len(part.value)
        return Text("".join(values), tuple(pieces))

    def __len__(self) -> int:
        return len(self.value)

    def _from(self, offset: int) -> int:
        return max(0, bisect_right(self.pieces, offset, key=lambda p: p.start) - 1)

    def slice(self, start: int, end: int) -> Text:
        """``value[start:end]`` with its pieces."""
        pieces = []
        for piece in self.pieces[self._from(start) :]:
            if piece.start >= end:
                break
            low, high = max(start, piece.start), min(end, piece.start + piece.size)
            if low >= high:
                continue
            if piece.how == "copied":
                src, size = piece.src + low - piece.start, high - low
            else:  # a part of a replacement still stands for the whole of what it replaced
                src, size = piece.src, piece.src_size
            pieces.append(Piece(low - start, high - low, piece.block, src, size, piece.how))
        return Text(self.value[start:end], tuple(pieces))

    def strip(self) -> Text:
        """Without white space at both ends."""
        left = len(self.value) - len(self.value.lstrip())
        return self.slice(left, max(left, len(self.value.rstrip())))

    def edit(self, edits: Iterable[tuple[int, int, str]]) -> Text:
        """Replace each ``value[start:end]`` by a string; edits are ordered and do not overlap."""
        parts: list[Text] = []
        at = 0
        for start, end, new in edits:
            parts.append(self.slice(at, start))
            old = list(self.source(start, end))
            block, src, stop = (old[0][0], old[0][1], max(e for b, _, e in old if b == old[0][0])) if old else (0, 0, 0)
            how = "replaced" if stop > src else "made"
            if new:
                parts.append(Text(new, (Piece(0, len(new), block, src, stop - src, how),)))
            at = end
        parts.append(self.slice(at, len(self.value)))
        return Text.join(parts)

    def sub(self, pattern, replacement: str | Callable) -> Text:
        """Like ``pattern.sub`` on a compiled pattern; `replacement` is a literal string or a function of the match."""
        edits = []
        for match in pattern.finditer(self.value):
            new = replacement(match) if callable(replacement) else replacement
            if new != match.group():
                edits.append((match.start(), match.end(), new))
        return self.edit(edits) if edits else self

    def source(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The stretches ``(block, start, end)`` of the source that ``value[start:end]`` came from, in order."""
        return spans(self.pieces, self._from(start), start, end)


def spans(pieces: tuple[Piece, ...], first: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """`Text.source` from piece number `first` on, for those who look up many places of one text and keep their own index."""
    for number in range(first, len(pieces)):
        piece = pieces[number]
        if piece.start >= end:
            return
        if piece.how == "made" or piece.start + piece.size <= start:
            continue
        if piece.how == "copied":
            low = max(start - piece.start, 0)
            yield piece.block, piece.src + low, piece.src + min(end - piece.start, piece.size)
        else:  # a part of a replacement stands for the whole of what it replaced
            yield piece.block, piece.src, piece.src + piece.src_size
