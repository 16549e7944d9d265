"""Small documents for tests, built from lines of text without a file."""

from __future__ import annotations

from extractor import packs
from extractor.fold import fold
from extractor.model import Block, Document, Line, Mark, Reading, Source
from extractor.outline import outline
from extractor.text import Text


def source(*lines: str | Block, name: str = "test.txt", form: str = "txt") -> Source:
    """A source of paragraphs; a line with a tab is a table row."""
    blocks = tuple(b if isinstance(b, Block) else Block(b, "row" if "\t" in b else "para") for b in lines)
    return Source(name, form, blocks)


def document(*lines: str | Block) -> Document:
    """A document whose lines are the given ones, nothing cleaned."""
    made = source(*lines)
    parts, spans, at = [], [], 0
    for number, block in enumerate(made.blocks):
        head = Text.made(f"{block.label} ", number) if block.label else Text()
        part = Text.join([head, Text.copied(block.text, number)])
        parts.append(part)
        spans.append(Line(at, at + len(part), block.kind, len(block.label), block.level, number))
        at += len(part) + 1
    return Document(made, Text.join(parts, "\n"), tuple(spans))


def reading(*lines: str | Block, marks: tuple[Mark, ...] = ()) -> Reading:
    """What an annotator sees of these lines."""
    made = document(*lines)
    text = made.text.value
    return Reading(text, fold(text), made.lines, outline(made, packs.load()), marks=marks)
