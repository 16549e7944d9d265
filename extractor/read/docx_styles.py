"""Styles of a Word package: what a paragraph or run takes from its style and what that is based on (ECMA-376 Part 1, §17.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from extractor.read import package
from extractor.read.docx_package import W, transitional

_CONTENTS = re.compile(r"(?:toc|目录)\s?\d")
_PROMPT = ("placeholder text", "占位符文本")


VAL = f"{W}val"
_VANISH, _U = f"{W}vanish", f"{W}u"
_NUM_PR, _NUM_ID, _ILVL, _TABS, _LEADER = f"{W}numPr", f"{W}numId", f"{W}ilvl", f"{W}tabs", f"{W}leader"
_NAME, _BASED_ON, _R_PR, _P_PR = f"{W}name", f"{W}basedOn", f"{W}rPr", f"{W}pPr"

Props = dict[str, etree._Element]  # the children of a properties element by tag; the schema allows each once
_NONE: Props = {}


def props_of(item: etree._Element, tag: str) -> Props:
    """What the properties element `tag` of an item holds: its first child, wherever there is one (ECMA-376 Part 1, §17.3)."""
    first = item[0] if len(item) else None
    return children(first) if first is not None and first.tag == tag else _NONE


def children(item: etree._Element | None) -> Props:
    """The children of a properties element by tag."""
    return _NONE if item is None else {child.tag: child for child in item}


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, itself or by what it is based on."""

    chain: tuple[str, ...] = ()  # its own id and those of the styles it is based on
    num: tuple[str, int | None] | None = None  # numId, ilvl
    hidden: bool | None = None  # None where no style of the chain says anything
    underlined: bool | None = None
    ruled_tabs: bool = False
    contents: bool = False  # a line of a table of contents
    prompt: bool = False  # the grey prompt of an empty control


_PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of one package. A template brings hundreds and a contract uses a dozen: each is read when it is asked for."""

    part: package.Opening | None = None  # unread
    head: bytes = b""  # its opening tag, with its namespaces
    default: str | None = None  # of paragraphs
    known: dict[str, Style] = field(default_factory=dict)
    items: dict[str, etree._Element] = field(default_factory=dict)  # style id → its element, where the whole part was read

    def of(self, name: str | None) -> Style:
        """The style called `name` with all it is based on; a plain one where there is none."""
        if name is None:
            return _PLAIN
        if name not in self.known:
            self.known[name] = self._resolved(name)
        return self.known[name]

    def _resolved(self, name: str) -> Style:
        """The nearest style that says anything decides; a circle ends the chain."""
        chain: list[str] = []
        found = _PLAIN
        wanted: str | None = name
        while wanted and wanted not in chain and (item := self._item(wanted)) is not None:
            chain.append(wanted)
            own, wanted = _style(item)
            found = Style(
                num=found.num or own.num,
                hidden=own.hidden if found.hidden is None else found.hidden,
                underlined=own.underlined if found.underlined is None else found.underlined,
                ruled_tabs=found.ruled_tabs or own.ruled_tabs,
                contents=found.contents or own.contents,
                prompt=found.prompt or own.prompt,
            )
        return replace(found, chain=tuple(chain))

    def _item(self, name: str) -> etree._Element | None:
        if name in self.items or self.part is None:
            return self.items.get(name)
        at = self.part.find(b'w:styleId="%s"' % name.encode("utf-8", "replace"))
        if at < 0:
            return None
        end = self.part.find(_END, at) + len(_END)
        item = self.part.data[self.part.data.rfind(b"<w:style", 0, at) : end]
        root = package.xml(self.head + item + b"</w:styles>", "styles", "Word file")
        return root[0] if len(root) else None


def named(props: Props, tag: str) -> str | None:
    """The style that properties name (``pStyle``, ``rStyle``)."""
    item = props.get(tag)
    return item.get(VAL) if item is not None else None


def on(props: Props, tag: str) -> bool | None:
    """A toggle property: None when not given."""
    item = props.get(tag)
    return None if item is None else item.get(VAL, "1") not in ("0", "false", "off", "none")


def numbering(props: Props) -> tuple[str | None, int | None]:
    """The list and level that paragraph properties name, each None when not given."""
    item = props.get(_NUM_PR)
    if item is None:
        return None, None
    inside = children(item)
    num, level = inside.get(_NUM_ID), inside.get(_ILVL)
    value = level.get(VAL, "") if level is not None else ""
    return (num.get(VAL) if num is not None else None), (int(value) if value.isdecimal() and len(value) < 3 else None)


def ruled_tabs(props: Props) -> bool:
    """Whether a tab of the paragraph draws a line to write on."""
    tabs = props.get(_TABS)
    return tabs is not None and any(tab.get(_LEADER) in ("underscore", "heavy") for tab in tabs)


_HEAD = re.compile(rb"<w:styles\b[^>]*>")
_DEFAULT = re.compile(rb'<w:style\b(?=[^>]*\bw:type="paragraph")(?=[^>]*\bw:default="(?:1|true|on)")[^>]*\bw:styleId="([^"]*)"')
_END = b"</w:style>"


def parse(part: package.Opening | None) -> Styles:
    """Read ``styles.xml``; without one there are no styles. Raises ReadError on broken XML."""
    if part is None:
        return Styles()
    head = part.search(_HEAD)
    if head is None and part.find(b"styles") < 0:
        return Styles()
    if head is None or b"<!DOCTYPE" in part.data[: head.start()]:
        while part.more():
            pass
        return _all(package.xml(transitional(part.data), "styles", "Word file"))  # another prefix than Word's own, or something to be refused
    default = part.search(_DEFAULT, head.end())
    return Styles(part, transitional(head[0]), default[1].decode("utf-8", "replace") if default else None)


def _all(root: etree._Element) -> Styles:
    items, default = {}, None
    for item in root.iter(f"{W}style"):
        items[item.get(f"{W}styleId", "")] = item
        if item.get(f"{W}type") == "paragraph" and item.get(f"{W}default") in ("1", "true", "on"):
            default = item.get(f"{W}styleId", "")
    return Styles(default=default, items=items)


def _style(item: etree._Element) -> tuple[Style, str | None]:
    """What a style says itself, and the style it is based on."""
    own = children(item)
    run, paragraph = children(own.get(_R_PR)), children(own.get(_P_PR))
    words = (named(own, _NAME) or "").lower()
    num, level = numbering(paragraph)
    style = Style(
        num=(num, level) if num is not None else None,
        hidden=on(run, _VANISH),
        underlined=on(run, _U),
        ruled_tabs=ruled_tabs(paragraph),
        contents=bool(_CONTENTS.match(words)),
        prompt=words in _PROMPT,
    )
    return style, named(own, _BASED_ON)
