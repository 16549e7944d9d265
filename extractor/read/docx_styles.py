"""Styles of a Word package: what a paragraph or run takes from its style and what that is based on (ECMA-376 Part 1, §17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractor.read import package
from extractor.read.docx_package import W

_CONTENTS = re.compile(r"(?:toc|目录)\s?\d")
_PROMPT = ("placeholder text", "占位符文本")


@dataclass(frozen=True, slots=True)
class Style:
    """What this style says itself; None where it says nothing."""

    based_on: str | None = None
    num: tuple[str | None, int | None] | None = None  # numId, ilvl
    hidden: bool | None = None
    underlined: bool | None = None
    ruled_tabs: bool = False
    contents: bool = False  # a line of a table of contents
    prompt: bool = False  # the grey prompt of an empty control


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of one package. A template brings hundreds and a contract uses a dozen: each is read when it is asked for."""

    fragments: dict[str, bytes]  # style id → its XML, unread
    head: bytes = b""  # the opening tag of the part, with its namespaces
    default: str | None = None  # of paragraphs
    known: dict[str, Style] = field(default_factory=dict)

    def get(self, name: str) -> Style | None:
        if name not in self.known and name in self.fragments:
            root = package.xml(self.head + self.fragments[name] + b"</w:styles>", "styles", "Word file")
            self.known[name] = _style(root[0])
        return self.known.get(name)

    def chain(self, name: str | None) -> Iterator[tuple[str, Style]]:
        """The style and what it is based on; a circle ends the chain."""
        seen: set[str] = set()
        while name and name not in seen and (style := self.get(name)) is not None:
            seen.add(name)
            yield name, style
            name = style.based_on

    def says(self, name: str | None, what: str) -> bool:
        """A toggle of the style: the nearest style that says anything decides."""
        return bool(next((value for _, style in self.chain(name) if (value := getattr(style, what)) is not None), False))

    def any(self, name: str | None, what: str) -> bool:
        """Whether the style or one it is based on has a property."""
        return any(getattr(style, what) for _, style in self.chain(name))


def named(props: etree._Element | None, kind: str) -> str | None:
    """The style that properties name (``pStyle``, ``rStyle``)."""
    item = props.find(f"{W}{kind}") if props is not None else None
    return item.get(f"{W}val") if item is not None else None


def on(props: etree._Element | None, name: str) -> bool | None:
    """A toggle property: None when not given."""
    item = props.find(f"{W}{name}") if props is not None else None
    return None if item is None else item.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def numbering(props: etree._Element | None) -> tuple[str | None, int | None]:
    """The list and level that paragraph properties name, each None when not given."""
    item = props.find(f"{W}numPr") if props is not None else None
    if item is None:
        return None, None
    num, level = item.find(f"{W}numId"), item.find(f"{W}ilvl")
    value = level.get(f"{W}val", "") if level is not None else ""
    return (num.get(f"{W}val") if num is not None else None), (int(value) if value.isdecimal() and len(value) < 3 else None)


def ruled_tabs(props: etree._Element | None) -> bool:
    """Whether a tab of the paragraph draws a line to write on."""
    tabs = props.find(f"{W}tabs") if props is not None else None
    return tabs is not None and any(tab.get(f"{W}leader") in ("underscore", "heavy") for tab in tabs)


_HEAD = re.compile(rb"<w:styles\b[^>]*>")
_START = re.compile(rb"<w:style\b([^>]*)(?<!/)>")
_END = b"</w:style>"
_ID = re.compile(rb'w:styleId="([^"]*)"')


def parse(data: bytes | None) -> Styles:
    """Read ``styles.xml``; without one there are no styles. Raises ReadError on broken XML."""
    head = _HEAD.search(data) if data else None
    if data is None or (head is None and b"styles" not in data):
        return Styles({})
    if head is None or b"<!DOCTYPE" in data or data.lstrip()[:2] == b"\xfe\xff":
        return _all(package.xml(data, "styles", "Word file"))  # another prefix than Word's own, or something to be refused
    fragments, default = {}, None
    for match in _START.finditer(data, head.end()):
        found = _ID.search(match[1])
        name = found[1].decode("utf-8", "replace") if found else ""
        fragments[name] = data[match.start() : data.find(_END, match.end()) + len(_END)]
        if b'w:type="paragraph"' in match[1] and re.search(rb'w:default="(?:1|true|on)"', match[1]):
            default = name
    return Styles(fragments, head[0], default)


def _all(root: etree._Element) -> Styles:
    known, default = {}, None
    for item in root.iter(f"{W}style"):
        known[item.get(f"{W}styleId", "")] = _style(item)
        if item.get(f"{W}type") == "paragraph" and item.get(f"{W}default") in ("1", "true", "on"):
            default = item.get(f"{W}styleId", "")
    return Styles({}, b"", default, known)


def _style(item: etree._Element) -> Style:
    run, paragraph = item.find(f"{W}rPr"), item.find(f"{W}pPr")
    title, based = item.find(f"{W}name"), item.find(f"{W}basedOn")
    words = title.get(f"{W}val", "").lower() if title is not None else ""
    listed = numbering(paragraph)
    return Style(
        based_on=based.get(f"{W}val") if based is not None else None,
        num=listed if listed != (None, None) else None,
        hidden=on(run, "vanish"),
        underlined=on(run, "u"),
        ruled_tabs=ruled_tabs(paragraph),
        contents=bool(_CONTENTS.match(words)),
        prompt=words in _PROMPT,
    )
