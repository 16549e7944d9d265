"""Markdown: markers go, words stay. Numbers stand as they were typed, escaped underscores are blanks."""

from __future__ import annotations

import re

from extractor import limits
from extractor.model import Block, Source
from extractor.read import ReadError, html, txt
from extractor.read.encoding import decode

SUFFIXES = (".md", ".markdown")

_UNDERSCORE = re.compile(r"\\?_")
_STAND_IN = "\u2054"  # for an underscore while markup is parsed: punctuation as well, but never emphasis and not a token of its own
_STARS = re.compile(r"(?<![0-9A-Za-z*])\*\*([^\s*][^*\n]*?)\*\*(?![*\d])")  # bold that ends in punctuation before an ideograph is none to CommonMark
_TASK = re.compile(r"\[([ xX])\] ")


def sniff(data: bytes) -> bool:
    """Markdown looks like plain text; the file's name decides."""
    return False


def read(data: bytes, name: str) -> Source:
    """One block for each paragraph line, heading, list item and table row. Raises ReadError."""
    if len(data) > limits.MAX_TEXT_BYTES:
        raise ReadError(
            "too-large",
            f"the text is larger than {limits.MAX_TEXT_BYTES // limits.MB} MB",
            "split it, or take out what is not the agreement",
        )
    return Source(name, "md", tuple(_blocks(decode(data))))


def _parser():
    """CommonMark with tables, less what mistakes words for markup: indented code, link definitions, underlined headings."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": limits.MAX_MARKDOWN_DEPTH}).enable("table").disable(["code", "reference", "lheading"])


def _blocks(text: str):
    """Underscores are blanks in an agreement, never emphasis."""
    wrapped = bool(txt.wrap_width(text.splitlines()))
    head, row, path = "", None, ""
    for token in _parser().parse(_UNDERSCORE.sub(_STAND_IN, text)):
        if token.map:
            path = f"l{token.map[0] + 1}"
        match token.type:
            case "list_item_open":
                head = f"{token.info}{token.markup} " if token.info else ""
            case "tr_open":
                row = []
            case "tr_close":
                if any(row or ()):
                    yield Block("\t".join(row), kind="row", path=path)
                row = None
            case "inline" if row is not None:
                row.append(" ".join(_lines(token.children, wrapped)))
            case "inline":
                for line in _lines(token.children, wrapped):
                    yield Block(head + _TASK.sub(lambda m: "☐" if m[1] == " " else "☑", line, count=1), path=path)
                    head = ""
            case "fence" | "code_block":
                for line in filter(str.strip, token.content.replace(_STAND_IN, "_").splitlines()):
                    yield Block(line, path=path)
            case "html_block":
                yield from html.blocks(token.content.replace(_STAND_IN, "_"))


def _lines(children, wrapped: bool) -> list[str]:
    """The lines of one paragraph.

    A line end inside it parts lines, as people type them, unless the whole file is wrapped at a fixed width.
    """
    lines = [""]
    for child in children or ():
        if (
            child.type == "hardbreak"
            or (child.type == "softbreak" and not wrapped)
            or (child.type == "html_inline" and child.content[:3] == "<br")
        ):
            lines.append("")
        elif child.type in ("text", "code_inline", "text_special"):
            lines[-1] += child.content.replace(_STAND_IN, "_")
        elif child.type == "image":
            lines[-1] += child.content.replace(_STAND_IN, "_")
    return [_STARS.sub(r"\1", line).strip() for line in lines if line.strip()]
