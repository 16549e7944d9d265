"""Web pages, HTML saved by Word, and web archives (MHTML): what a reader of the page sees, in its order.

Scripts, templates of other programs (``<?php … ?>``) and hidden elements go; form fields become blanks, or the words written in
them; numbers that a browser would generate for ordered lists become labels.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from extractor import limits
from extractor.model import Block, Mark, Source
from extractor.read import ReadError
from extractor.read.encoding import decode
from extractor.read.html_style import Styles, list_label, whole

SUFFIXES = (".html", ".htm", ".xhtml", ".mht", ".mhtml")
MAX_SPAN = 100  # columns or rows one cell may cover

BLANK = "____"
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|meta|style|script|title)\b", re.I | re.S
)
_ARCHIVE = re.compile(rb"^content-type:\s*multipart/related", re.I | re.M)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_PROGRAM = re.compile(r"<\?(?:php\b|=|xml\b)(?:(?!\?>).)*(?:\?>|\Z)|<%(?:(?!%>).)*(?:%>|\Z)", re.I | re.S)
_TEMPLATE = re.compile(r"<script\b[^>]*type\s*=\s*[\"']?text/(?:html|template|x-[\w-]+)[^>]*>", re.I)

_SKIPPED = frozenset(
    "script style template noscript head nav button iframe object svg canvas audio video map rt rp del datalist title".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr legend li main menu ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_FIELDS = frozenset(("input", "select", "textarea", "u"))
_TYPED_LABEL = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零〇\d]{1,5}[条條章节節]|[（(]?[一二三四五六七八九十\d]{1,3}[、.．)）]|\d+\.\d|[①-⑳])"
)
_SPACES = re.compile(r"([ \t\r\n\f]+)")
_STOP = re.compile("[。；]")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LONGEST_FILL = 80  # code points: underlined words longer than this, or with a full stop inside, are emphasis


def sniff(data: bytes) -> bool:
    """A page that begins like one, or a web archive."""
    head = data[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return bool(_PAGE.match(head)) or (b"mime-version" in head.lower() and bool(_ARCHIVE.search(head)))


def read(data: bytes, name: str) -> Source:
    """The page's paragraphs and table rows; ``path`` is the element path. Raises ReadError."""
    if len(data) > limits.MAX_PAGE_BYTES:
        raise ReadError("too-large", f"the page is larger than {limits.MAX_PAGE_BYTES // limits.MB} MB", "save it without its pictures")
    charset = None
    if not _PAGE.match(data[:2048]) and _ARCHIVE.search(data[:2048]):
        data, charset = _main_page(data)
    found = _CHARSET.search(data[:4096])
    text = decode(data, charset or (found and found.group(1).decode("ascii")))
    root = _tree(text)
    title = None if root is None else root.findtext(".//title")
    return Source(name, "html", tuple(_walk(root)), title=" ".join(title.split()) or None if title else None)


def blocks(fragment: str) -> tuple[Block, ...]:
    """The blocks of a piece of HTML."""
    return tuple(_walk(_tree(fragment)))


def _main_page(data: bytes) -> tuple[bytes, str | None]:
    """The first page of a web archive, and the character set its part declares."""
    import email

    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            return part.get_payload(decode=True) or b"", part.get_content_charset()
    raise ReadError("no-page", "the web archive holds no page", "save the page again as HTML")


def _tree(text: str):
    from lxml import etree

    text = _PROGRAM.sub("", text.replace("\0", ""))
    template = _TEMPLATE.search(text)
    if template and text.find("</script", template.end()) - template.end() > len(text) / 2:  # the page itself is the template
        text = text[: template.start()] + text[template.end() :]
    if not text.strip():
        return None
    return etree.fromstring(text, etree.HTMLParser(huge_tree=True, no_network=True))


@dataclass(slots=True)
class _Table:
    spans: list[int] = field(default_factory=list)  # rows that each column is still covered by a cell from above
    row: list[Block] | None = None  # the cells so far; None outside rows and in rows that only lay out the page
    cell: tuple[int, int] = (1, 1)  # columns and rows the open cell covers


@dataclass(slots=True)
class _Page:
    """What the walk has put down: finished blocks, and the paragraph being written."""

    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    size: int = 0  # of `words`, in code points
    space: str = ""  # white space seen and not yet written
    marks: list[Mark] = field(default_factory=list)
    underlined: list[Mark] = field(default_factory=list)
    path: str = ""
    label: tuple[str, int] = ("", 0)
    tables: list[_Table] = field(default_factory=list)

    @property
    def row(self) -> list[Block] | None:
        return self.tables[-1].row if self.tables else None

    def write(self, text: str) -> None:
        """Add `text` as a browser would show it: white space becomes one space, or nothing when a line break parts Chinese
        characters.
        """
        for part in _SPACES.split(text):
            if not part:
                continue
            if part.isspace() and _SPACES.fullmatch(part):
                self.space += part
                continue
            if self.space and self.words:
                parted = "\n" in self.space and _WIDE.match(self.words[-1][-1]) and _WIDE.match(part[0])
                self._put("" if parted else " ")
            self._put(part)
            self.space = ""

    def _put(self, part: str) -> None:
        if part:
            self.words.append(part)
            self.size += len(part)

    def fill(self, value: str, label: str = "") -> None:
        """A form field: its value, or a blank."""
        value = " ".join(value.split())
        self.write(value or BLANK)
        if value:
            self.marks.append(Mark(self.size - len(value), self.size, "filled", label))

    def underline(self, first: int, blank_allowed: bool) -> None:
        """What was written since part `first` is underlined: space there is a blank, a few words were written on one."""
        if first > len(self.words):  # the paragraph ended inside
            return
        words = "".join(self.words[first:])
        if not words.strip():
            if blank_allowed:
                del self.words[first:]
                self.size -= len(words)
                self._put(BLANK)
                self.space = ""
        elif len(words) <= _LONGEST_FILL and not _STOP.search(words):
            self.underlined.append(Mark(self.size - len(words.lstrip()), self.size, "filled"))

    def close(self) -> None:
        """End the paragraph. In a table row paragraphs go on in one cell."""
        if self.row is not None:
            self.space = self.space or " "
            return
        text, marks = self._taken()
        if text:
            label, level = self.label
            if _TYPED_LABEL.match(text):
                label = ""
            self.blocks.append(Block(text, label=label, level=level if label else None, marks=marks, path=self.path))
            self.label, self.path = ("", 0), ""

    def close_cell(self) -> None:
        table = self.tables[-1]
        columns, rows = table.cell
        text, marks = self._taken()
        self._covered(table)
        for number in range(columns):
            if len(table.row) >= len(table.spans):
                table.spans.append(0)
            table.spans[len(table.row)] = rows - 1
            table.row.append(Block(text.replace("\t", " "), marks=marks) if number == 0 else Block(""))

    def close_row(self) -> None:
        table = self.tables[-1]
        self._covered(table)
        at, marks = 0, []
        for cell in table.row:
            marks += [Mark(m.start + at, m.end + at, m.kind, m.label) for m in cell.marks]
            at += len(cell.text) + 1
        text = "\t".join(cell.text for cell in table.row)
        if text.strip():
            self.blocks.append(Block(text, kind="row", marks=tuple(marks), path=self.path))
        table.row = None

    def _covered(self, table: _Table) -> None:
        """Empty cells where a cell from a row above reaches down."""
        while len(table.row) < len(table.spans) and table.spans[len(table.row)] > 0:
            table.spans[len(table.row)] -= 1
            table.row.append(Block(""))

    def _taken(self) -> tuple[str, tuple[Mark, ...]]:
        """The paragraph written so far, without white space at its ends, and its marks; an underline under a whole paragraph is
        only emphasis.
        """
        words = "".join(self.words)
        left, right = len(words) - len(words.lstrip()), len(words.rstrip())
        underlined = [m for m in self.underlined if self.row is not None or (m.start, m.end) != (left, right)]
        inside = (
            (max(m.start, left) - left, min(m.end, right) - left, m)
            for m in sorted((*self.marks, *underlined), key=lambda m: m.start)
        )
        marks = tuple(Mark(s, e, m.kind, m.label) for s, e, m in inside if s < e)
        self.words, self.size, self.space, self.marks, self.underlined = [], 0, "", [], []
        return words[left:right], marks


@dataclass(slots=True)
class _Place:
    """An open element: its step of the path, how many children of each kind came, and whether paragraphs are among them."""

    step: str
    seen: Counter = field(default_factory=Counter)
    has_blocks: bool | None = None


def _walk(root) -> list[Block]:
    """Every visible word under `root`, as blocks, without recursion: a page may nest as deep as it likes up to `limits.MAX_HTML_DEPTH`."""
    if root is None:
        return []
    from lxml import etree

    page, styles = _Page(), Styles.of(root)
    places, lists, underlines = [_Place("")], [], []
    steps = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in steps:
        if event in ("comment", "pi"):
            page.write(element.tail or "")
            continue
        tag, inline = element.tag, element.tag not in _BLOCKS or styles.inline(element)
        unseen = tag in _SKIPPED or styles.hidden(element)
        if event == "start":
            places[-1].seen[tag] += 1
            places.append(_Place(tag if tag in ("html", "body") else f"{tag}[{places[-1].seen[tag]}]"))
            if len(places) > limits.MAX_HTML_DEPTH:
                raise ReadError("too-deep", f"the page nests more than {limits.MAX_HTML_DEPTH} elements", "save it again from a browser")
            if unseen:
                steps.skip_subtree()
                continue
            if tag == "br" or not inline or _opens_line(element, places[-2]):
                page.close()
            if page.row is None and (tag == "br" or not inline or not page.path):
                page.path = "/".join(place.step for place in places[2:])
            _enter(page, element, lists, styles)
            if styles.underlined(element):
                underlines.append((element, len(page.words)))
            if tag in ("select", "textarea"):
                steps.skip_subtree()
            else:
                page.write(element.text or "")
            continue
        places.pop()
        if underlines and underlines[-1][0] is element:
            page.underline(underlines.pop()[1], blank_allowed=tag == "u" or not len(element))
        if not inline and not unseen:
            _leave(page, element, lists)
        page.write(element.tail or "")
    page.close()
    return page.blocks


def _opens_line(element, parent: _Place) -> bool:
    """An inline element among paragraphs that begins with a typed number stands on a line of its own."""
    before = element.getprevious()
    if (
        before is None
        or element.tag in _BLOCKS
        or not (before.tail or "x").isspace()
        or not _TYPED_LABEL.match(element.text or "")
    ):
        return False
    if parent.has_blocks is None:
        parent.has_blocks = any(sibling.tag in _BLOCKS for sibling in element.getparent())
    return parent.has_blocks


def _enter(page: _Page, element, lists: list, styles: Styles) -> None:
    """What an element puts down before its own words."""
    match element.tag:
        case "ol" | "ul" | "menu":
            lists.append(styles.numbering(element))
        case "li":
            page.label = list_label(lists[-1], element, len(lists) - 1) if lists else ("", 0)
        case "table":
            page.tables.append(_Table())
        case "tr" if page.tables:
            table = page.tables[-1]
            cells = sum(child.tag in ("td", "th") for child in element)
            lays_out = element.find(".//table") is not None or (cells == 1 and not any(table.spans))
            table.row = None if lays_out else []
        case "td" | "th" if page.row is not None:
            page.tables[-1].cell = (_span(element, "colspan"), _span(element, "rowspan"))
        case "input":
            _input(page, element)
        case "textarea":
            page.fill("".join(element.itertext()), element.get("name") or "")
        case "select":
            _select(page, element)


def _leave(page: _Page, element, lists: list) -> None:
    match element.tag:
        case "td" | "th" if page.row is not None:
            page.close_cell()
        case "tr" if page.row is not None:
            page.close_row()
        case "ol" | "ul" | "menu":
            page.close()
            if lists:
                lists.pop()
        case "table":
            page.close()
            if page.tables:
                page.tables.pop()
        case "li":
            page.close()
            page.label = ("", 0)
        case _ if not _label_of_next(page, element):
            page.close()


def _label_of_next(page: _Page, element) -> bool:
    """A paragraph that ends in a colon right before a form field is that field's label."""
    after = element.getnext()
    ends = bool(page.words) and page.words[-1].rstrip().endswith(("：", ":"))
    return ends and after is not None and after.tag in _FIELDS and not (element.tail or "").strip()


def _span(element, name: str) -> int:
    return min(max(whole(element.get(name, "1"), 1), 1), MAX_SPAN)


def _input(page: _Page, element) -> None:
    match (element.get("type") or "text").lower():
        case "checkbox" | "radio":
            page.write("☑" if element.get("checked") is not None else "☐")
        case "hidden" | "submit" | "button" | "image" | "reset" | "file":
            pass
        case _:
            page.fill(element.get("value") or "", element.get("name") or "")


def _select(page: _Page, element) -> None:
    """A choice: every option with a box before it."""
    for option in element.iter("option"):
        words = " ".join("".join(option.itertext()).split())
        if words and option.get("value", words) != "":
            page.write(("☑" if option.get("selected") is not None else "☐") + words + " ")
