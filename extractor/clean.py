"""Source → Documents: the agreement's own words, line by line, and a list of what was removed."""

from __future__ import annotations

from extractor.model import Document, Line, Source
from extractor.packs import Pack
from extractor.text import Text

NOT_TEXT = ("header", "footer", "watermark", "contents")


def clean(source: Source, pack: Pack) -> tuple[Document, ...]:
    """The agreements in one file (nearly always one), cleaned. Lines keep the order of the blocks."""
    kept = [(n, b) for n, b in enumerate(source.blocks) if b.kind not in NOT_TEXT]
    parts, lines, at = [], [], 0
    for number, block in kept:
        label = f"{block.label} " if block.label else ""
        body = Text.copied(block.text, number)
        part = Text.join([Text.made(label, number), body]) if label else body
        lines.append(Line(at, at + len(part), block.kind, len(block.label), block.level, number))
        parts.append(part)
        at += len(part) + 1
    return (Document(source, Text.join(parts, "\n"), tuple(lines)),)
