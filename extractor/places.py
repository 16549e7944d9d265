"""Where things stand: offsets of the cleaned text → literal evidence with clause, page, box and place in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from extractor.model import Block, Box, Document, Mark, Outline, Run
from extractor.read.glyphs import portion
from extractor.text import spans


class Places:
    """The way back from one agreement's cleaned text to its file."""

    __slots__ = ("_blocks", "_paged", "_pieces", "_recognised", "_starts", "_text", "_tree")

    def __init__(self, document: Document, tree: Outline):
        self._tree, self._text, self._pieces = tree, document.text.value, document.text.pieces
        self._blocks, self._recognised = document.source.blocks, document.source.ocr
        self._starts = [piece.start for piece in self._pieces]
        self._paged = any(block.page is not None or block.runs for block in self._blocks)

    def evidence(self, start: int, end: int) -> dict:
        """Evidence as the output contract has it: ``text == document.text[start:end]``, page 1-based, boxes in PDF points."""
        sources = self._sources(start, end)
        boxes = self._boxes(sources) if self._paged else []
        first = boxes[0] if boxes else None
        block = self._blocks[sources[0][0]] if sources else None
        found = {
            "text": self._text[start:end],
            "start": start,
            "end": end,
            "page": first["page"] if first else block.page if block else None,
            "bbox": first["bbox"] if first else None,
            "clause": self._tree.at(start).path,
        }
        if len(boxes) > 1:
            found["boxes"] = boxes
        if block and block.path:
            found["place"] = block.path + _cell(block, *sources[0][1:])
        if self._recognised:
            found["ocr_confidence"] = round(min((sure for sure, _ in self._sureness(sources)), default=1.0), 2)
        return found

    def sureness(self, start: int, end: int) -> float:
        """How sure text recognition is of these characters on average; 1.0 where they were typed."""
        found = list(self._sureness(self._sources(start, end))) if self._recognised else []
        return sum(sure * size for sure, size in found) / sum(size for _, size in found) if found else 1.0

    def _sureness(self, sources: list[tuple[int, int, int]]) -> Iterator[tuple[float, int]]:
        """The confidence of each stretch of a printed line, and how many of the characters lie in it."""
        for block, low, high in sources:
            for run in self._blocks[block].runs:
                if run.start < high and run.end > low:
                    yield run.confidence, min(high, run.end) - max(low, run.start)

    def box(self, start: int, end: int) -> Box | None:
        """The first box of a stretch, in PDF points, or None where the file has no pages."""
        boxes = self._boxes(self._sources(start, end)) if self._paged else []
        return boxes[0]["bbox"] if boxes else None

    def page(self, offset: int) -> int | None:
        """The 1-based page on which the character at `offset` is printed, or None where the file has no pages."""
        if not self._paged:
            return None
        for block, low, _ in self._sources(offset, min(offset + 1, len(self._text))):
            source = self._blocks[block]
            return next((run.page for run in source.runs if run.start <= low < run.end), source.page)
        return None

    def _sources(self, start: int, end: int) -> list[tuple[int, int, int]]:
        first = max(0, bisect_right(self._starts, start) - 1)
        if first < len(self._pieces):
            piece = self._pieces[first]
            if piece.how == "copied" and piece.start <= start < end <= piece.start + piece.size:  # nearly always
                return [(piece.block, piece.src + start - piece.start, piece.src + end - piece.start)]
        return list(spans(self._pieces, first, start, end))

    def _boxes(self, sources: list[tuple[int, int, int]]) -> list[dict]:
        found: list[dict] = []
        last = None  # the printed line the last box lies in
        for block, low, high in sources:
            for run in self._blocks[block].runs:
                if run.start < high and run.end > low:
                    box = [round(x, 2) for x in _part(run, self._blocks[block].text, max(low, run.start), min(high, run.end))]
                    if last == (block, run.start):
                        old = found[-1]["bbox"]
                        found[-1]["bbox"] = [min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3])]
                    else:
                        found.append({"page": run.page, "bbox": box})
                        last = (block, run.start)
        return found


def marks(document: Document) -> tuple[Mark, ...]:
    """The readers' marks, moved to offsets of the cleaned text. An empty one (where words were deleted) stays if its place does."""
    marked = {n: b.marks for n, b in enumerate(document.source.blocks) if b.marks}
    found: dict[Mark, None] = {}
    for piece in document.text.pieces if marked else ():
        if piece.how != "copied":
            continue
        for mark in marked.get(piece.block, ()):
            low, high = max(mark.start, piece.src), min(mark.end, piece.src + piece.size)
            if low < high or low == high and mark.start == mark.end:
                found[Mark(piece.start + low - piece.src, piece.start + high - piece.src, mark.kind, mark.label)] = None
    return tuple(found)


def _cell(block: Block, start: int, end: int) -> str:
    """Which cell of a table row a stretch of it lies in, as the end of a place: ``.c2``; "" beside rows and where it spans cells."""
    if block.kind != "row" or "\t" in block.text[start:end]:
        return ""
    return f".c{1 + block.text[:start].count(chr(9))}"


def _part(run: Run, text: str, start: int, end: int) -> Box:
    """The part of a printed line that holds characters ``start … end-1`` of the block's text."""
    x0, top, x1, bottom = run.box
    low, high = portion(text[run.start : run.end], start - run.start, end - run.start)
    return (x0 + low * (x1 - x0), top, x0 + high * (x1 - x0), bottom)
