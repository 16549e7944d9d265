"""Word files (.docx and what WPS writes): a direct walk over the package's XML, everything resolved as Word shows it.

Insertions are kept and deletions dropped (the accepted state is the text); field results are text, field codes are not; hidden text is not;
placeholders of empty controls and underlined gaps are blanks (``_``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractor.model import Block, Mark, Source, Warning
from extractor.read.docx_numbers import Counter, parse
from extractor.read.docx_package import MC, W14, Package, W, open_package

SUFFIXES = (".docx", ".docm", ".dotx")
BLANK = "____"
MAX_DEPTH = 40  # nested tables, controls and boxes
_SYMBOLS = {"F0FE": "☑", "F0FD": "☒", "F0A8": "☐", "F06F": "☐", "F071": "☐", "F072": "☐", "F052": "☑", "F051": "☒", "F0A3": "☐", "F0FC": "✓", "F0D6": "√", "F0B7": "·"}
_SKIPPED = {f"{W}{n}" for n in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "sdtPr", "proofErr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "lastRenderedPageBreak", "annotationRef", "tblPr", "tblGrid")}
_KEPT = {f"{W}{n}": kind for n, kind in (("ins", "inserted"), ("moveTo", "moved"))}


def sniff(data: bytes) -> bool:
    """A ZIP package with a Word document part."""
    return data[:4] == b"PK\x03\x04" and b"word/" in data


def read(data: bytes, name: str) -> Source:
    """The document's paragraphs and table rows in reading order; headers and footers behind them, marked as furniture."""
    package = open_package(data)
    root = package.xml(package.main)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        from extractor.read import ReadError

        raise ReadError("damaged", "the Word file has no document text", "open and save it again in Word or WPS")
    walk = _Walk(_styles(package), Counter(parse(_first(package, "numbering"))), _notes(package))
    walk.blocks(body, "", 0)
    if walk.joined:
        walk.emit(walk.joined, "", None, "end", 0)
    blocks = [*walk.out, *_furniture(package, walk.styles)]
    warnings = []
    if walk.changes:
        warnings.append(Warning("tracked-changes", f"the file holds {walk.changes} changes not yet accepted; the text is the accepted state"))
    return Source(name, "docx", tuple(blocks), title=_title(package), comments=_comments(package), warnings=tuple(warnings))


def _first(package: Package, kind: str) -> etree._Element | None:
    names = package.related(kind)
    return package.xml(names[0]) if names else None


@dataclass(frozen=True, slots=True)
class Style:
    based_on: str | None
    num: tuple[str | None, int | None] | None  # numId, ilvl
    hidden: bool
    underlined: bool
    contents: bool


@dataclass(frozen=True, slots=True)
class Styles:
    known: dict[str, Style]
    default: str | None

    def chain(self, name: str | None) -> Iterator[tuple[str, Style]]:
        """The style and what it is based on; a circle ends the chain."""
        seen: set[str] = set()
        while name and name in self.known and name not in seen:
            seen.add(name)
            yield name, self.known[name]
            name = self.known[name].based_on


def _on(props: etree._Element | None, name: str) -> bool | None:
    """A toggle property: None when not given."""
    item = props.find(f"{W}{name}") if props is not None else None
    return None if item is None else item.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def _num(props: etree._Element | None) -> tuple[str | None, int | None] | None:
    item = props.find(f"{W}numPr") if props is not None else None
    if item is None:
        return None
    num, level = item.find(f"{W}numId"), item.find(f"{W}ilvl")
    value = level.get(f"{W}val") if level is not None else None
    return (num.get(f"{W}val") if num is not None else None, int(value) if value and value.isdigit() else None)


def _styles(package: Package) -> Styles:
    root = _first(package, "styles")
    known, default = {}, None
    for item in root.iter(f"{W}style") if root is not None else ():
        name = item.get(f"{W}styleId", "")
        title = item.find(f"{W}name")
        based = item.find(f"{W}basedOn")
        words = (title.get(f"{W}val", "") if title is not None else "").lower()
        run = item.find(f"{W}rPr")
        known[name] = Style(
            based.get(f"{W}val") if based is not None else None,
            _num(item.find(f"{W}pPr")),
            bool(_on(run, "vanish")),
            bool(_on(run, "u")),
            bool(re.match(r"(toc|目录)\s?\d", words)),
        )
        if item.get(f"{W}type") == "paragraph" and item.get(f"{W}default") in ("1", "true"):
            default = name
    return Styles(known, default)


def _notes(package: Package) -> dict[tuple[str, str], etree._Element]:
    found = {}
    for kind in ("footnote", "endnote"):
        root = _first(package, f"{kind}s")
        for item in root if root is not None else ():
            if item.get(f"{W}type") in (None, "normal"):
                found[(kind, item.get(f"{W}id", ""))] = item
    return found


@dataclass(slots=True)
class _Words:
    """Text under construction: characters and the marks over them."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    def add(self, text: str, kind: str | None = None, label: str = "") -> None:
        if text and kind:
            self.marks.append(Mark(len(self.text), len(self.text) + len(text), kind, label))
        self.text += text

    def append(self, other: _Words) -> None:
        shift = len(self.text)
        self.marks += [Mark(m.start + shift, m.end + shift, m.kind, m.label) for m in other.marks]
        self.text += other.text

    def lines(self) -> Iterator[_Words]:
        """Split at line breaks, white space at the ends taken off."""
        start = 0
        for line in self.text.split("\n"):
            left = start + len(line) - len(line.lstrip())
            right = start + len(line.rstrip())
            marks = [Mark(max(m.start, left) - left, min(m.end, right) - left, m.kind, m.label) for m in self.marks if m.start < right and m.end > left]
            yield _Words(self.text[left:right] if right > left else "", marks)
            start += len(line) + 1


@dataclass(slots=True)
class _Walk:
    """One pass over the body: what has been read, where the counters stand."""

    styles: Styles
    counter: Counter
    notes: dict[tuple[str, str], etree._Element]
    out: list[Block] = field(default_factory=list)
    changes: int = 0
    paragraphs: int = 0
    tables: int = 0
    joined: _Words | None = None  # text of a paragraph whose end mark is deleted: it runs on into the next
    pending: list[tuple[str, etree._Element]] = field(default_factory=list)  # text boxes and notes met inside a paragraph

    # --- blocks -------------------------------------------------------------------------------------------------------
    def blocks(self, parent: etree._Element, path: str, depth: int, kind: str = "para") -> None:
        if depth > MAX_DEPTH:
            return
        for item in parent:
            tag = item.tag
            if tag == f"{W}p":
                self.paragraph(item, path, depth, kind)
            elif tag == f"{W}tbl":
                self.tables += 1
                self.table(item, f"{path}t{self.tables}", depth)
            elif tag == f"{W}sdt":
                gallery = item.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                contents = gallery is not None and "Contents" in gallery.get(f"{W}val", "")
                content = item.find(f"{W}sdtContent")
                if content is not None and self.placeholder(item) and len(content) == 1 and content[0].tag == f"{W}p":
                    self.emit(_Words(BLANK), "", None, f"{path}p{self.paragraphs}", depth)
                elif content is not None:
                    self.blocks(content, path, depth + 1, "contents" if contents else kind)
            elif tag in _KEPT or tag in (f"{W}customXml", f"{W}smartTag", f"{W}txbxContent", f"{MC}AlternateContent"):
                self.blocks(_choice(item), path, depth + 1, kind)

    def paragraph(self, item: etree._Element, path: str, depth: int, kind: str) -> None:
        self.paragraphs += 1
        place = f"{path}p{self.paragraphs}"
        props = item.find(f"{W}pPr")
        mark = props.find(f"{W}rPr") if props is not None else None
        style = self.style_of(props)
        words = _Words()
        self.inline(item, words, depth, self.hidden_style(style))
        label, level = "", None
        if not (_on(mark, "vanish") and not words.text.strip()):
            label, level = self.label(props, style)
        if any(s.contents for _, s in self.styles.chain(style)):
            kind = "contents"
        if mark is not None and mark.find(f"{W}del") is not None:
            self.changes += 1
            if self.joined is None:
                self.joined = words
            else:
                self.joined.append(words)
            return
        if self.joined is not None:
            first, self.joined = self.joined, None
            first.append(words)
            words = first
        self.emit(words, label, level, place, depth, kind)

    def emit(self, words: _Words, label: str, level: int | None, place: str, depth: int, kind: str = "para") -> None:
        first = True
        for line in words.lines():
            if line.text or (first and label and "\n" not in words.text):
                self.out.append(Block(line.text, kind, label if first else "", level if first and label else None, path=place, marks=tuple(line.marks)))
                first = False
        pending, self.pending = self.pending, []
        for what, element in pending:
            if depth < MAX_DEPTH:
                self.blocks(element, f"{place}.", depth + 1, "note" if what == "note" else kind)

    def style_of(self, props: etree._Element | None) -> str | None:
        item = props.find(f"{W}pStyle") if props is not None else None
        return item.get(f"{W}val") if item is not None else self.styles.default

    def hidden_style(self, style: str | None) -> bool:
        return any(s.hidden for _, s in self.styles.chain(style))

    def label(self, props: etree._Element | None, style: str | None) -> tuple[str, int | None]:
        """The paragraph's generated number: its own numPr, else its style's (a bound level counts for that style)."""
        own = _num(props)
        num, level = own if own else (None, None)
        if num is None:
            for name, known in self.styles.chain(style):
                if known.num and known.num[0] is not None:
                    num = known.num[0]
                    if level is None:
                        level = known.num[1] if known.num[1] is not None else self.counter.numbering.level_of_style(num, name)
                    bound = self.counter.numbering.level_of_style(num, style or "")
                    level = bound or level
                    break
        if not num or num == "0":
            return "", None
        level = level or 0
        return self.counter.next(num, level), level

    # --- tables -------------------------------------------------------------------------------------------------------
    def table(self, item: etree._Element, path: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        for number, row in enumerate(_rows(item), 1):
            cells = list(_cells(row))
            place = f"{path}.r{number}"
            if len(cells) == 1:
                self.blocks(cells[0], f"{place}.c1.", depth + 1)
                continue
            parts = [self.cell(cell, f"{place}.c{n}.", depth) for n, cell in enumerate(cells, 1)]
            if _reads_by_column(parts):
                for part in parts:
                    self.out += part
            else:
                self.out += _row(parts, place)

    def cell(self, cell: etree._Element, path: str, depth: int) -> list[Block]:
        """The blocks of one cell, read apart. A vertically merged cell is empty but in its first row."""
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        if merge is not None and merge.get(f"{W}val", "continue") == "continue":
            return []
        outer, self.out = self.out, []
        self.blocks(cell, path, depth + 1)
        found, self.out = self.out, outer
        return found

    # --- inside a paragraph -------------------------------------------------------------------------------------------
    def inline(self, parent: etree._Element, words: _Words, depth: int, hidden: bool, kind: str | None = None, who: str = "") -> None:
        if depth > MAX_DEPTH:
            return
        field_state: list[str] = []  # for each open field: "code" or "result"
        for item in parent:
            tag = item.tag
            if not isinstance(tag, str):
                continue
            if tag == f"{W}r":
                self.run(item, words, field_state, hidden, kind, who)
            elif tag in _KEPT:
                self.changes += 1
                self.inline(item, words, depth + 1, hidden, _KEPT[tag], item.get(f"{W}author", ""))
            elif tag == f"{W}sdt":
                self.control(item, words, depth, hidden, kind, who)
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self.changes += 1
            elif tag not in _SKIPPED and tag != f"{W}tbl":
                self.inline(_choice(item), words, depth + 1, hidden, kind, who)

    def run(self, item: etree._Element, words: _Words, fields: list[str], hidden: bool, kind: str | None, who: str) -> None:
        props = item.find(f"{W}rPr")
        own = _on(props, "vanish")
        styled = props.find(f"{W}rStyle") if props is not None else None
        chain = list(self.styles.chain(styled.get(f"{W}val"))) if styled is not None else []
        if own or (own is None and (hidden or any(s.hidden for _, s in chain))):
            for bar in item.iter(f"{W}fldChar"):
                _field(bar, fields, _Words())
            return
        under = _on(props, "u")
        underlined = bool(under) or (under is None and any(s.underlined for _, s in chain))
        piece = _Words()
        for part in item:
            tag = part.tag
            if tag == f"{W}fldChar":
                _field(part, fields, piece)
            elif fields and fields[-1] == "code":
                continue
            elif tag == f"{W}t":
                piece.text += part.text or ""
            elif tag in (f"{W}tab", f"{W}ptab"):
                piece.text += "\t" if underlined else "    "
            elif tag in (f"{W}br", f"{W}cr"):
                piece.text += "" if part.get(f"{W}type") in ("page", "column") else "\n"
            elif tag == f"{W}sym":
                piece.text += _SYMBOLS.get(part.get(f"{W}char", "").upper(), "")
            elif tag == f"{W}noBreakHyphen":
                piece.text += "-"
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                note = self.notes.get((tag[len(W) :].removesuffix("Reference"), part.get(f"{W}id", "")))
                if note is not None:
                    self.pending.append(("note", note))
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent"):
                self.pending += [("box", box) for box in _boxes(part)]
        text = piece.text.replace("\xad", "")
        if underlined:
            _underlined(text, words, kind, who)
        else:
            words.add(text, kind, who)

    def control(self, item: etree._Element, words: _Words, depth: int, hidden: bool, kind: str | None, who: str) -> None:
        """An inline content control: a tick box, an empty one (a blank) or one that somebody filled in."""
        props = item.find(f"{W}sdtPr")
        box = props.find(f"{W14}checkbox") if props is not None else None
        if box is not None:
            checked = box.find(f"{W14}checked")
            on = checked is not None and checked.get(f"{W14}val", "1") in ("1", "true", "on")
            words.add("☑" if on else "☐", "choice")
            return
        content = item.find(f"{W}sdtContent")
        if content is None:
            return
        title = props.find(f"{W}alias") if props is not None else None
        label = title.get(f"{W}val", "") if title is not None else ""
        if self.placeholder(item):
            words.add(BLANK)
            return
        inner = _Words()
        self.inline(content, inner, depth + 1, hidden, kind, who)
        start = len(words.text)
        words.append(inner)
        if inner.text.strip("_ "):
            words.marks.append(Mark(start, start + len(inner.text), "filled", label))

    @staticmethod
    def placeholder(item: etree._Element) -> bool:
        """Whether a control still shows its prompt."""
        return bool(_on(item.find(f"{W}sdtPr"), "showingPlcHdr"))


def _field(bar: etree._Element, fields: list[str], piece: _Words) -> None:
    """Follow begin / separate / end of a field; legacy form fields give their box or blank."""
    what = bar.get(f"{W}fldCharType")
    if what == "begin":
        fields.append("code")
        box = bar.find(f"{W}ffData/{W}checkBox")
        if box is not None:
            checked = box.find(f"{W}checked")
            on = checked.get(f"{W}val", "1") not in ("0", "false") if checked is not None else bool(_on(box, "default"))
            piece.text += "☑" if on else "☐"
    elif what == "separate" and fields:
        fields[-1] = "result"
    elif what == "end" and fields:
        fields.pop()


_GAP = re.compile(r"[ \t\u2002\u2003\u3000\xa0]+")


def _underlined(text: str, words: _Words, kind: str | None, who: str) -> None:
    """White space on a line is a blank; words between such blanks were written into it."""
    at = 0
    for gap in _GAP.finditer(text):
        inner = 0 < gap.start() and gap.end() < len(text) and len(gap.group()) < 2
        if inner and text[gap.start() - 1].isascii():
            continue
        _filled(text[at : gap.start()], words, kind, who)
        width = sum(4 if c == "\t" else 2 if c in "\u3000\u2003" else 1 for c in gap.group())
        words.add("_" * max(1, width))
        at = gap.end()
    _filled(text[at:], words, kind, who)


def _filled(text: str, words: _Words, kind: str | None, who: str) -> None:
    if kind:
        words.marks.append(Mark(len(words.text), len(words.text) + len(text), kind, who))
    words.add(text, "filled" if text.strip() and len(text) <= 60 else None)


def _choice(item: etree._Element) -> etree._Element:
    """Of alternate content one branch only, so that a text box comes once."""
    if item.tag != f"{MC}AlternateContent":
        return item
    choice = item.find(f"{MC}Choice")
    return choice if choice is not None else next(iter(item), item)


def _boxes(part: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes in a drawing, each once."""
    if part.tag == f"{W}txbxContent":
        yield part
        return
    for child in _choice(part):
        yield from _boxes(child)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for item in table:
        if item.tag == f"{W}tr":
            if item.find(f"{W}trPr/{W}del") is None:
                yield item
        elif item.tag == f"{W}sdt" or item.tag in _KEPT or item.tag == f"{W}customXml":
            content = item.find(f"{W}sdtContent")
            yield from _rows(content if content is not None else item)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for item in row:
        if item.tag == f"{W}tc":
            if item.find(f"{W}tcPr/{W}cellDel") is None:
                yield item
        elif item.tag == f"{W}sdt" or item.tag == f"{W}customXml":
            content = item.find(f"{W}sdtContent")
            yield from _cells(content if content is not None else item)


def _reads_by_column(cells: list[list[Block]]) -> bool:
    """Side-by-side columns (signature blocks, two languages): cells with several lines each that read downwards."""
    filled = [c for c in cells if c]
    return len(filled) == 2 and min(len(c) for c in filled) >= 2 and all(any(re.search(r"[:：_]", b.text) for b in c) for c in filled)


def _row(cells: list[list[Block]], place: str) -> list[Block]:
    texts, marks, at = [], [], 0
    for blocks in cells:
        words = []
        size = 0
        for block in blocks:
            text = " ".join(x for x in (block.label, block.text.replace("\t", " ")) if x)
            shift = at + size + len(text) - len(block.text)
            marks += [Mark(m.start + shift, m.end + shift, m.kind, m.label) for m in block.marks]
            words.append(text)
            size += len(text) + 1
        texts.append(" ".join(words))
        at += len(texts[-1]) + 1
    return [Block("\t".join(texts), "row", path=place, marks=tuple(marks))] if any(t.strip() for t in texts) else []


def _furniture(package: Package, styles: Styles) -> list[Block]:
    """Headers and footers, each line once."""
    found: dict[tuple[str, str], Block] = {}
    for kind in ("header", "footer"):
        for name in dict.fromkeys(package.related(kind)):
            root = package.xml(name)
            if root is not None:
                walk = _Walk(styles, Counter(parse(None)), {})
                walk.blocks(root, f"{kind}.", 0, kind)
                for block in walk.out:
                    found.setdefault((kind, block.text), Block(block.text, kind, path=block.path))
    return list(found.values())


def _comments(package: Package) -> tuple[str, ...]:
    root = _first(package, "comments")
    return tuple(" ".join("".join(item.itertext()).split()) for item in root.findall(f"{W}comment")) if root is not None else ()


def _title(package: Package) -> str | None:
    root = package.xml("docProps/core.xml")
    item = root.find("{http://purl.org/dc/elements/1.1/}title") if root is not None else None
    return (item.text or "").strip() or None if item is not None else None
