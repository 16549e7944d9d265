"""Styles of a Word package: what a paragraph or run takes from its style and what that is based on (ECMA-376 Part 1, §17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

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
    known: dict[str, Style]
    default: str | None  # of paragraphs

    def chain(self, name: str | None) -> Iterator[tuple[str, Style]]:
        """The style and what it is based on; a circle ends the chain."""
        seen: set[str] = set()
        while name and name in self.known and name not in seen:
            seen.add(name)
            yield name, self.known[name]
            name = self.known[name].based_on

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
    return (num.get(f"{W}val") if num is not None else None), (int(value) if value.isdigit() and len(value) < 3 else None)


def ruled_tabs(props: etree._Element | None) -> bool:
    """Whether a tab of the paragraph draws a line to write on."""
    tabs = props.find(f"{W}tabs") if props is not None else None
    return tabs is not None and any(tab.get(f"{W}leader") in ("underscore", "heavy") for tab in tabs)


def parse(root: etree._Element | None) -> Styles:
    """Read ``styles.xml``; without one there are no styles."""
    known, default = {}, None
    for item in root.iter(f"{W}style") if root is not None else ():
        name, run = item.get(f"{W}styleId", ""), item.find(f"{W}rPr")
        title, based, paragraph = item.find(f"{W}name"), item.find(f"{W}basedOn"), item.find(f"{W}pPr")
        words = title.get(f"{W}val", "").lower() if title is not None else ""
        listed = numbering(paragraph)
        known[name] = Style(
            based_on=based.get(f"{W}val") if based is not None else None,
            num=listed if listed != (None, None) else None,
            hidden=on(run, "vanish"),
            underlined=on(run, "u"),
            ruled_tabs=ruled_tabs(paragraph),
            contents=bool(_CONTENTS.match(words)),
            prompt=words in _PROMPT,
        )
        if item.get(f"{W}type") == "paragraph" and item.get(f"{W}default") in ("1", "true", "on"):
            default = name
    return Styles(known, default)
