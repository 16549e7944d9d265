"""The words of one Word paragraph: runs, fields, content controls, tracked changes, symbols and blanks, as Word shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from extractor import limits
from extractor.model import Change, Mark
from extractor.read.docx_package import MC, W14, W
from extractor.read.docx_styles import VAL, Props, Styles, children, named, on, props_of
from extractor.read.docx_symbols import seen, symbol

BLANK = "____"
LONGEST_FILLED = 60  # code points; longer underlined text is emphasis
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CHANGED = {f"{W}ins": "inserted", f"{W}moveTo": "moved"}
GONE = {f"{W}del": "deleted", f"{W}moveFrom": "moved away"}
_SILENT = {f"{W}{n}" for n in ("pPr", "rPr", "sdtPr", "tbl", "proofErr", "bookmarkStart", "bookmarkEnd")}
_R, _T, _R_PR, _FONTS, _INSTR, _FIELD = (f"{W}{n}" for n in ("r", "t", "rPr", "rFonts", "instrText", "fldChar"))
_R_STYLE, _VANISH, _U, _ASCII, _H_ANSI = (f"{W}{n}" for n in ("rStyle", "vanish", "u", "ascii", "hAnsi"))
_SDT, _SDT_PR, _CONTENT, _PROMPT, _SIMPLE, _RUBY = (f"{W}{n}" for n in ("sdt", "sdtPr", "sdtContent", "showingPlcHdr", "fldSimple", "ruby"))
_TABS, _BREAKS, _SYM, _HYPHEN = (f"{W}tab", f"{W}ptab"), (f"{W}br", f"{W}cr"), f"{W}sym", f"{W}noBreakHyphen"
_NOTES, _DRAWN = (f"{W}footnoteReference", f"{W}endnoteReference"), (f"{W}drawing", f"{W}pict", f"{W}object")
_MATH, _EITHER, _TEXT_BOX = f"{M}t", f"{MC}AlternateContent", f"{W}txbxContent"
_NOT_FILLED = ("docPartObj", "docPartList", "group", "picture", "citation", "bibliography", "equation")
_CHOOSE = re.compile(r"选择|(?i:select|choose)")  # an entry that asks for a choice is none
_GAP = re.compile(r"[ \t\u2002\u2003\u3000\xa0]+")
_WIDTH = {"\t": 4, "\u3000": 2, "\u2003": 2}  # of white space, in underscores


@dataclass(slots=True)
class Words:
    """Text under construction: characters and the marks over them."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    def add(self, text: str, kind: str | None = None, label: str = "") -> None:
        if text and kind:
            self.marks.append(Mark(len(self.text), len(self.text) + len(text), kind, label))
        self.text += text

    def append(self, other: Words) -> None:
        shift = len(self.text)
        self.marks += [Mark(m.start + shift, m.end + shift, m.kind, m.label) for m in other.marks]
        self.text += other.text

    def cut(self, start: int) -> None:
        """Take off everything from `start` on."""
        self.text = self.text[:start]
        self.marks = [m for m in self.marks if m.end <= start]

    def lines(self) -> Iterator[Words]:
        """Split at line breaks, white space at the ends taken off."""
        if not self.marks and "\n" not in self.text:
            yield Words(self.text.strip())
            return
        start = 0
        for line in self.text.split("\n"):
            left = start + len(line) - len(line.lstrip())
            right = start + len(line.rstrip())
            inside = (m for m in self.marks if m.start < right and m.end > left or left <= m.start == m.end <= right)
            marks = [Mark(max(m.start, left) - left, min(m.end, right) - left, m.kind, m.label) for m in inside]
            yield Words(self.text[left:right] if right > left else "", marks)
            start += len(line) + 1


@dataclass(slots=True)
class _Field:
    """An open field. `result`: where its result begins in the paragraph's text, None while its code is read."""

    code: str = ""
    result: int | None = None
    box: str = ""  # what a legacy check box shows
    entry: Words | None = None  # what a legacy drop-down list shows

    def kind(self) -> str:
        return (self.code.split() or [""])[0].upper()


@dataclass(slots=True)
class _Around:
    """What holds for a run because of what it stands in."""

    hidden: bool = False
    ruled: bool = False  # tabs draw a line
    change: str | None = None
    author: str = ""


@dataclass(slots=True)
class Reader:
    """Reads one paragraph after the other; remembers open fields (a table of contents is one) and what hangs on a paragraph."""

    styles: Styles
    changes: list[Change] = field(default_factory=list)  # tracked ones met so far
    place: str = ""  # path of the paragraph being read
    fields: list[_Field] = field(default_factory=list)
    hanging: list[tuple[str, etree._Element]] = field(default_factory=list)  # (box | footnote | endnote, element), in order

    def read(self, paragraph: etree._Element, style: str | None, ruled: bool) -> Words:
        """The words of a ``w:p``."""
        for opened in self.fields:
            opened.result = 0
        words = Words()
        self._inline(paragraph, words, 0, _Around(bool(self.styles.of(style).hidden), ruled))
        if self.fields:
            self.fields = [f for f in self.fields if f.result is not None]  # a field whose code never ends must not swallow the text
        return words

    def note(self, kind: str, item: etree._Element, around: etree._Element | None = None) -> None:
        """List a tracked change: `item` says who made it and when, and holds its words unless they stand `around` it (a deleted row)."""
        if len(self.changes) < limits.MAX_CHANGES:
            words = "".join(t.text or "" for t in (item if around is None else around).iter(f"{W}t", f"{W}delText"))
            self.changes.append(Change(kind, words[: limits.MAX_CHANGE], item.get(f"{W}author", ""), item.get(f"{W}date"), self.place or None))

    def in_contents(self) -> bool:
        """Whether a table-of-contents field is open."""
        return bool(self.fields) and any(f.kind() == "TOC" for f in self.fields)

    # --- what stands in a paragraph -----------------------------------------------------------------------------------
    def _inline(self, parent: etree._Element, words: Words, depth: int, around: _Around) -> None:
        if depth > limits.MAX_WORD_DEPTH:
            return
        for item in parent:
            tag = item.tag
            if tag == _R:
                self._run(item, words, depth, around)
            elif not isinstance(tag, str) or tag in _SILENT:
                continue
            elif tag in CHANGED:
                self.note(CHANGED[tag], item)
                changed = replace(around, change=CHANGED[tag], author=item.get(f"{W}author", ""))
                self._inline(item, words, depth + 1, changed)
            elif tag in GONE:
                self.note(GONE[tag], item)
                words.marks.append(Mark(len(words.text), len(words.text), "deleted", item.get(f"{W}author", "")))
            elif tag == _SDT:
                self._control(item, words, depth, around)
            elif tag == _SIMPLE:
                opened = _Field(item.get(f"{W}instr", ""), len(words.text))
                self._inline(item, words, depth + 1, around)
                _finish(opened, words)
            elif tag == _MATH:
                words.add(item.text or "")
            else:
                self._inline(choice(item), words, depth + 1, around)

    def _run(self, item: etree._Element, words: Words, depth: int, around: _Around) -> None:
        hidden, underlined, font = around.hidden, False, ""
        if props := props_of(item, _R_PR):
            hidden, underlined, font = self._looks(props, hidden)
        piece = ""
        for part in item:
            tag = part.tag
            if tag == _R_PR:
                continue
            if tag == _FIELD:
                _put(piece, words, underlined, around)
                piece = ""
                self._follow(part, words)
            elif tag == _INSTR and self.fields and self.fields[-1].result is None:
                self.fields[-1].code += part.text or ""
            elif not hidden and (not self.fields or all(f.result is not None for f in self.fields)):
                if tag == _RUBY:
                    for base in part.findall(f"{W}rubyBase"):
                        self._inline(base, words, depth + 1, around)
                    continue
                piece += self._part(part, font, underlined, around)
        _put(piece, words, underlined, around)

    def _looks(self, props: Props, hidden: bool) -> tuple[bool, bool, str]:
        """Whether a run is hidden, whether it is underlined, and its font, by its own properties and its style's."""
        own, line, style = on(props, _VANISH), on(props, _U), self.styles.of(named(props, _R_STYLE))
        fonts = props.get(_FONTS)
        return (
            bool(hidden or style.hidden) if own is None else own,
            bool(style.underlined) if line is None else line,
            (fonts.get(_ASCII) or fonts.get(_H_ANSI) or "") if fonts is not None else "",
        )

    def _part(self, part: etree._Element, font: str, underlined: bool, around: _Around) -> str:
        """The text of one child of a run. Boxes and notes are kept for after the paragraph."""
        tag = part.tag
        if tag == _T:
            return seen(part.text or "", font).replace("\xad", "")
        if tag in _TABS:
            return "\t" if underlined else BLANK if around.ruled else "    "
        if tag in _BREAKS:
            return "" if part.get(f"{W}type") in ("page", "column") else "\n"
        if tag == _SYM:
            return symbol(part.get(f"{W}char", ""), part.get(f"{W}font", ""))
        if tag == _HYPHEN:
            return "-"
        if tag in _NOTES:
            self.hanging.append((tag[len(W) :].removesuffix("Reference"), part))
        elif tag in _DRAWN:
            self.hanging += [("box", box) for box in boxes(part)]
        elif tag == _EITHER:
            found = list(boxes(part))
            self.hanging += [("box", box) for box in found]
            fallback = part.find(f"{MC}Fallback")
            if not found and fallback is not None:
                return "".join(self._part(child, font, underlined, around) for child in fallback)
        return ""

    def _follow(self, bar: etree._Element, words: Words) -> None:
        """Begin, separate or end of a field; a legacy check box shows its box."""
        what = bar.get(f"{W}fldCharType")
        if what == "begin":
            opened = _Field()
            data = bar.find(f"{W}ffData/{W}checkBox")
            if data is not None:
                box = children(data)
                checked = on(box, f"{W}checked")
                opened.box = "☑" if (on(box, f"{W}default") if checked is None else checked) else "☐"
            entries = bar.find(f"{W}ffData/{W}ddList")
            opened.entry = None if entries is None else _entry(entries)
            self.fields.append(opened)
        elif what == "separate" and self.fields:
            self.fields[-1].result = len(words.text)
        elif what == "end" and self.fields:
            _finish(self.fields.pop(), words)

    def _control(self, item: etree._Element, words: Words, depth: int, around: _Around) -> None:
        """An inline content control: a tick box, an empty one (a blank) or one that somebody filled in."""
        props, content = item.find(_SDT_PR), item.find(_CONTENT)
        if props is not None and (box := props.find(f"{W14}checkbox")) is not None:
            words.add(_tick(box, content), "choice", title(item))
            return
        if content is None:
            return
        if self.is_prompt(item):
            words.add(BLANK)
            return
        start = len(words.text)
        self._inline(content, words, depth + 1, around)
        if not holds_value(item):
            return
        inner = words.text[start:]
        if inner.strip("_ "):
            words.marks.append(Mark(start, len(words.text), "filled", title(item)))
        elif len(content) and not inner.strip():
            words.cut(start)
            words.add(BLANK)

    def is_prompt(self, control: etree._Element) -> bool:
        """Whether a control still shows its prompt: it says so, or all its text is in the prompts' style."""
        if on(props_of(control, _SDT_PR), _PROMPT):
            return True
        runs = [run for run in control.iter(_R) if run.find(_T) is not None]
        return bool(runs) and all(self.styles.of(named(props_of(run, _R_PR), _R_STYLE)).prompt for run in runs)


def title(control: etree._Element) -> str:
    """The title an author gave a control, or its tag."""
    for kind in ("alias", "tag"):
        item = control.find(f"{W}sdtPr/{W}{kind}")
        if item is not None and item.get(VAL):
            return item.get(VAL, "")
    return ""


def _tick(box: etree._Element, content: etree._Element | None) -> str:
    """A check box control: ticked is ☑ whatever glyph its author chose (Word's own is ☒); an empty box stays as shown."""
    checked = box.find(f"{W14}checked")
    state = checked is not None and checked.get(f"{W14}val", "1") in ("1", "true", "on")
    shown = "".join(t.text or "" for t in content.iter(f"{W}t")).strip() if content is not None else ""
    return "☑" if state else shown if shown in ("□", "☐") else "☐"


def holds_value(control: etree._Element) -> bool:
    """Whether what stands in a control may be a value: it is no building block, group or picture."""
    return all(control.find(f"{W}sdtPr/{W}{kind}") is None for kind in _NOT_FILLED)


def ticked(control: etree._Element) -> Words | None:
    """What a check box control around a whole paragraph or cell shows; None for other controls."""
    box, content = control.find(f"{W}sdtPr/{W14}checkbox"), control.find(_CONTENT)
    if box is None or content is None or sum(len(t.text or "") for t in content.iter(_T)) > 1:
        return None
    words = Words()
    words.add(_tick(box, content), "choice", title(control))
    return words


def _entry(entries: etree._Element) -> Words:
    """The entry a drop-down list of a form shows: the chosen one was filled in, else the first; a blank where that only prompts."""
    names = [item.get(VAL, "") for item in entries.findall(f"{W}listEntry")]
    chosen = entries.find(f"{W}result")
    if chosen is None:
        chosen = entries.find(f"{W}default")
    number = chosen.get(VAL, "") if chosen is not None else "0"
    shown = names[int(number)].strip() if number in map(str, range(len(names))) else ""
    words = Words()
    if not shown.strip("_-—…. ") or _CHOOSE.search(shown):
        words.add(BLANK)
    else:
        words.add(shown, "filled" if chosen is not None else None)
    return words


def _finish(done: _Field, words: Words) -> None:
    """A field has ended: form fields and merge fields without a value are blanks, form fields with one are filled in."""
    kind, result = done.kind(), "" if done.result is None else words.text[done.result :]
    if done.box:
        words.cut(len(words.text) if done.result is None else done.result)
        words.add(done.box, "choice")
    elif done.entry is not None and not result.strip():
        words.cut(len(words.text) if done.result is None else done.result)
        words.append(done.entry)
    elif kind in ("FORMTEXT", "FORMDROPDOWN", "MERGEFIELD") and not result.strip():
        words.cut(len(words.text) if done.result is None else done.result)
        words.add(BLANK)
    elif kind in ("FORMTEXT", "FORMDROPDOWN") and result.strip("_ "):
        words.marks.append(Mark(done.result or 0, len(words.text), "filled"))


def _put(text: str, words: Words, underlined: bool, around: _Around) -> None:
    """Add a run's text. White space on a line is a blank; words on a line were written into one."""
    if not underlined:
        words.add(text, around.change, around.author)
        return
    at = 0
    for gap in _GAP.finditer(text):
        between_words = 0 < gap.start() and gap.end() < len(text) and len(gap.group()) == 1 and gap.group() != "\t"
        if between_words and text[gap.start() - 1].isascii():
            continue
        _written(text[at : gap.start()], words, around)
        words.add("_" * sum(_WIDTH.get(char, 1) for char in gap.group()))
        at = gap.end()
    _written(text[at:], words, around)


def _written(text: str, words: Words, around: _Around) -> None:
    start = len(words.text)
    words.add(text, "filled" if text.strip("_ \n") and len(text) <= LONGEST_FILLED else None)
    if text and around.change:
        words.marks.append(Mark(start, len(words.text), around.change, around.author))


def choice(item: etree._Element) -> etree._Element:
    """Of alternate content one branch only, so that nothing comes twice."""
    if item.tag != _EITHER:
        return item
    first = item.find(f"{MC}Choice")
    return first if first is not None else next(iter(item), item)


def boxes(part: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    """The outermost text boxes in a drawing, each once."""
    if part.tag == _TEXT_BOX:
        yield part
    elif depth < limits.MAX_WORD_DEPTH:
        for child in choice(part):
            yield from boxes(child, depth + 1)
