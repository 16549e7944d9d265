"""A Word body, top to bottom: paragraphs with generated numbers, tables row by row, boxes and notes once, where they hang."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from extractor import limits
from extractor.model import Block, Mark
from extractor.read.docx_numbers import Counter
from extractor.read.docx_package import MC, W
from extractor.read.docx_styles import VAL, Props, Style, Styles, children, named, numbering, on, props_of, ruled_tabs
from extractor.read.docx_words import BLANK, CHANGED, LONGEST_FILLED, Reader, Words, choice, holds_value, ticked, title

_P, _TBL, _SDT, _P_PR, _R_PR, _P_STYLE, _VANISH = (f"{W}{n}" for n in ("p", "tbl", "sdt", "pPr", "rPr", "pStyle", "vanish"))
_TR, _TC, _TR_PR, _TC_PR, _CONTENT = (f"{W}{n}" for n in ("tr", "tc", "trPr", "tcPr", "sdtContent"))
_GONE = (f"{W}del", f"{W}moveFrom")
_INSIDE = {f"{W}customXml", f"{W}smartTag", f"{W}txbxContent", f"{MC}AlternateContent", *CHANGED}


@dataclass(slots=True)
class Walk:
    """One pass over a body: what has been read, where the counters stand."""

    styles: Styles
    counter: Counter
    notes: dict[tuple[str, str], etree._Element]  # (footnote | endnote, id)
    words: Reader
    out: list[Block] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    joined: Words | None = None  # text of a paragraph whose end mark is deleted: it runs on into the next

    def body(self, parent: etree._Element, path: str = "", kind: str = "para") -> list[Block]:
        """The blocks of a whole part."""
        self.blocks(parent, path, 0, kind)
        self.flush(0, kind)
        return self.out

    # --- blocks -------------------------------------------------------------------------------------------------------
    def blocks(self, parent: etree._Element, path: str, depth: int, kind: str = "para") -> None:
        if depth > limits.MAX_WORD_DEPTH:
            return
        for item in parent:
            tag = item.tag
            if tag == _P:
                self.paragraph(item, path, depth, kind)
            elif tag == _TBL:
                self.flush(depth, kind)
                self.tables += 1
                self.table(item, f"{path}t{self.tables}", depth)
            elif tag == _SDT:
                self.control(item, path, depth, kind)
            elif tag in _INSIDE:
                self.blocks(choice(item), path, depth + 1, kind)

    def control(self, item: etree._Element, path: str, depth: int, kind: str) -> None:
        """A control around whole paragraphs: a table of contents, a blank while it shows its prompt, else what is in it."""
        content = item.find(_CONTENT)
        if content is None:
            return
        gallery = item.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and "Contents" in gallery.get(f"{W}val", ""):
            kind = "contents"
        if self.words.is_prompt(item) and len(content) == 1 and content[0].tag == f"{W}p":
            self.paragraphs += 1
            self.emit(Words(BLANK), "", None, f"{path}p{self.paragraphs}", depth, kind)
        elif (box := ticked(item)) is not None:
            self.paragraphs += 1
            self.emit(box, "", None, f"{path}p{self.paragraphs}", depth, kind)
        else:
            self.blocks(content, path, depth + 1, kind)

    def paragraph(self, item: etree._Element, path: str, depth: int, kind: str) -> None:
        self.paragraphs += 1
        props = props_of(item, _P_PR)
        mark = children(props.get(_R_PR))
        name = named(props, _P_STYLE) or self.styles.default
        style = self.styles.of(name)
        ruled = style.ruled_tabs or ruled_tabs(props)
        contents = self.words.in_contents()
        self.words.place = f"{path}p{self.paragraphs}"
        words = self.words.read(item, name, ruled)
        if contents or style.contents or self.words.in_contents():
            kind = "contents"
        if mark and not mark.keys().isdisjoint(_GONE):
            # The mark that ends the paragraph is gone: no paragraph is counted, and its words belong to the next.
            if words.text:
                (self.joined or self._begin()).append(words)
            return
        hidden = on(mark, _VANISH)
        hidden = style.hidden if hidden is None else hidden
        label, level = ("", None) if hidden and not words.text.strip() else self.label(props, style)
        if self.joined is not None:
            first, self.joined = self.joined, None
            first.append(words)
            words = first
        self.emit(words, label, level, f"{path}p{self.paragraphs}", depth, kind)

    def _begin(self) -> Words:
        self.joined = Words()
        return self.joined

    def flush(self, depth: int, kind: str) -> None:
        """What waits for a next paragraph that does not come stays one of its own."""
        waiting, self.joined = self.joined, None
        if waiting is not None:
            self.emit(waiting, "", None, f"p{self.paragraphs}", depth, kind)

    def emit(self, words: Words, label: str, level: int | None, place: str, depth: int, kind: str) -> None:
        """One block per line; the number stands before the first. Then what hangs on the paragraph."""
        first = True
        for line in words.lines():
            if line.text or (first and label and "\n" not in words.text):
                numbered = (label, level) if first and label else ("", None)
                self.out.append(Block(line.text, kind, *numbered, path=place, marks=tuple(line.marks)))
                first = False
        hanging, self.words.hanging = self.words.hanging, []
        for what, element in hanging:
            if depth >= limits.MAX_WORD_DEPTH:
                return
            note = element if what == "box" else self.notes.get((what, element.get(f"{W}id", "")))
            if note is not None:
                self.blocks(note, f"{place}.", depth + 1, kind if what == "box" else "note")

    def label(self, props: Props, style: Style) -> tuple[str, int | None]:
        """The paragraph's generated number and level: of its own list, else of its style's, at the level bound to the style."""
        num, level = numbering(props)
        if num is None and style.num:
            num = style.num[0]
            if level is None:
                bound = (self.counter.numbering.level_of_style(num, name) for name in style.chain)
                level = next((b for b in bound if b is not None), style.num[1])
        if not num or num == "0":
            return "", None
        return self.counter.next(num, level or 0), level or 0

    # --- tables -------------------------------------------------------------------------------------------------------
    def table(self, item: etree._Element, path: str, depth: int) -> None:
        if depth > limits.MAX_WORD_DEPTH:
            return
        for number, row in enumerate(_rows(item), 1):
            place = f"{path}.r{number}"
            self.words.place = place
            changed = children(row.find(_TR_PR))
            if (gone := changed.get(f"{W}del")) is not None:
                self.words.note("deleted", gone, row)
                continue
            cells = list(self.kept(row))
            parts = [self.cell(cell, control, f"{place}.c{n}.", depth) for n, (cell, control) in enumerate(cells, 1)]
            if (new := changed.get(f"{W}ins")) is not None:
                parts = self.inserted(new, row, parts)
            if len(cells) == 1:
                self.out += parts[0]
                continue
            if _reads_by_column(parts):
                for part in parts:
                    self.out += part
            else:
                self.out += _row(parts, place)

    def kept(self, row: etree._Element) -> Iterator[Cell]:
        """The row's cells without those that were deleted."""
        for cell, control in _cells(row):
            if (gone := props_of(cell, _TC_PR).get(f"{W}cellDel")) is None:
                yield cell, control
            else:
                self.words.note("deleted", gone, cell)

    def cell(self, cell: etree._Element, control: etree._Element | None, path: str, depth: int) -> list[Block]:
        """The blocks of one cell, read apart. A vertically merged cell is empty below its first row; a prompt is a blank."""
        merge = props_of(cell, _TC_PR).get(f"{W}vMerge")
        if merge is not None and merge.get(VAL, "continue") == "continue":
            return []
        if control is not None and self.words.is_prompt(control):
            return [Block(BLANK, path=path.rstrip("."))]
        if control is not None and (box := ticked(control)) is not None:
            return [Block(box.text, path=path.rstrip("."), marks=tuple(box.marks))]
        outer, self.out = self.out, []
        self.blocks(cell, path, depth + 1)
        self.flush(depth, "para")
        found, self.out = self.out, outer
        if control is not None:
            found = _written(control, found)
        new = props_of(cell, _TC_PR).get(f"{W}cellIns")
        return found if new is None else self.inserted(new, cell, [found])[0]

    def inserted(self, mark: etree._Element, item: etree._Element, cells: list[list[Block]]) -> list[list[Block]]:
        """The cells of a row, or one, put in as a whole, their words marked so; nothing is said twice where those are marked themselves."""
        if next((run for p in item.iter(_P) for run in p if run.tag in CHANGED), None) is not None:
            return cells
        self.words.note("inserted", mark, item)
        author = mark.get(f"{W}author", "")
        return [[replace(b, marks=(*b.marks, Mark(0, len(b.text), "inserted", author))) for b in blocks] for blocks in cells]


def _written(control: etree._Element, blocks: list[Block]) -> list[Block]:
    """What stands in a control around a cell, marked as filled in: one short line that no control inside it says more of."""
    if len(blocks) != 1 or not holds_value(control):
        return blocks
    (block,) = blocks
    if not block.text.strip("_ ") or len(block.text) > LONGEST_FILLED or any(m.kind in ("filled", "choice") for m in block.marks):
        return blocks
    return [replace(block, marks=(*block.marks, Mark(0, len(block.text), "filled", title(control))))]


def _rows(table: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    for item in table:
        if item.tag == _TR:
            yield item
        elif depth < limits.MAX_WORD_DEPTH and (item.tag in (f"{W}sdt", f"{W}customXml") or item.tag in CHANGED):
            content = item.find(_CONTENT)
            yield from _rows(content if content is not None else item, depth + 1)


Cell = tuple[etree._Element, etree._Element | None]  # with the content control around it, if any


def _cells(row: etree._Element, control: etree._Element | None = None, depth: int = 0) -> Iterator[Cell]:
    """The row's cells."""
    for item in row:
        if item.tag == _TC:
            yield item, control
        elif depth < limits.MAX_WORD_DEPTH and item.tag in (f"{W}sdt", f"{W}customXml"):
            content = item.find(_CONTENT)
            yield from _cells(content if content is not None else item, item if content is not None else control, depth + 1)


def _reads_by_column(cells: list[list[Block]]) -> bool:
    """Side-by-side columns (signature blocks, two languages): cells with several lines each that read downwards."""
    filled = [c for c in cells if c]
    return len(filled) == 2 and min(map(len, filled)) >= 2 and all(any(re.search("[:：_]", b.text) for b in c) for c in filled)


def _row(cells: list[list[Block]], place: str) -> list[Block]:
    """Cells as one block, parted by tabs; a cell's paragraphs are parted by spaces, their marks moved along."""
    texts, marks, at = [], [], 0
    for blocks in cells:
        words, size = [], 0
        for block in blocks:
            text = " ".join(x for x in (block.label, block.text.replace("\t", " ")) if x)
            shift = at + size + len(text) - len(block.text)
            marks += [Mark(m.start + shift, m.end + shift, m.kind, m.label) for m in block.marks]
            words.append(text)
            size += len(text) + 1
        texts.append(" ".join(words))
        at += len(texts[-1]) + 1
    return [Block("\t".join(texts), "row", path=place, marks=tuple(marks))] if any(t.strip() for t in texts) else []
