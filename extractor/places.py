"""Where things stand: offsets of the cleaned text → literal evidence with clause, page, box and place in the file."""

from __future__ import annotations

from extractor.model import Box, Document, Outline, Run


class Places:
    """The way back from one agreement's cleaned text to its file."""

    __slots__ = ("_document", "_text", "_tree")

    def __init__(self, document: Document, tree: Outline):
        self._document, self._tree, self._text = document, tree, document.text.value

    def evidence(self, start: int, end: int) -> dict:
        """Evidence as the output contract has it: ``text == document.text[start:end]``, page 1-based, boxes in PDF points."""
        boxes = self._boxes(start, end)
        first = boxes[0] if boxes else None
        found = {
            "text": self._text[start:end],
            "start": start,
            "end": end,
            "page": first["page"] if first else self.page(start),
            "bbox": first["bbox"] if first else None,
            "clause": self._tree.at(start).path,
        }
        if len(boxes) > 1:
            found["boxes"] = boxes
        place = self._place(start)
        return found | ({"place": place} if place else {})

    def page(self, offset: int) -> int | None:
        """The 1-based page on which the character at `offset` is printed, or None where the file has no pages."""
        for block, low, _ in self._document.text.source(offset, min(offset + 1, len(self._text))):
            source = self._document.source.blocks[block]
            return next((run.page for run in source.runs if run.start <= low < run.end), source.page)
        return None

    def _place(self, start: int) -> str | None:
        for block, _, _ in self._document.text.source(start, start + 1):
            return self._document.source.blocks[block].path
        return None

    def _boxes(self, start: int, end: int) -> list[dict]:
        found = []
        for block, low, high in self._document.text.source(start, end):
            for run in self._document.source.blocks[block].runs:
                if run.start < high and run.end > low:
                    box = [round(x, 2) for x in _part(run, max(low, run.start), min(high, run.end))]
                    if found and found[-1]["page"] == run.page and found[-1]["run"] == (block, run.start):
                        last = found[-1]["bbox"]
                        found[-1]["bbox"] = [min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3])]
                    else:
                        found.append({"page": run.page, "bbox": box, "run": (block, run.start)})
        return [{"page": f["page"], "bbox": f["bbox"]} for f in found]


def _part(run: Run, start: int, end: int) -> Box:
    """The part of a printed line that holds its characters ``start … end-1``, taking its characters as equally wide."""
    x0, top, x1, bottom = run.box
    width = (x1 - x0) / max(1, run.end - run.start)
    return (x0 + (start - run.start) * width, top, x0 + (end - run.start) * width, bottom)
