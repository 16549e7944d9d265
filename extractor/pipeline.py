"""One agreement through all steps: read → clean → outline → annotate → settle."""

from __future__ import annotations

from pathlib import Path

from extractor import packs
from extractor.annotate import annotate
from extractor.clean import clean
from extractor.fold import fold
from extractor.model import Document, Mark, Outline, Reading, Record, Source
from extractor.outline import outline
from extractor.packs import Pack
from extractor.read import read
from extractor.settle import settle


def extract(path: Path | str, pack: Pack | None = None) -> tuple[Record, ...]:
    """The records of one file: one, or one for each agreement when a file holds several. Raises `extractor.read.ReadError`."""
    return understand(read(path), pack or packs.load())


def understand(source: Source, pack: Pack) -> tuple[Record, ...]:
    """Everything after reading."""
    records = []
    for document in clean(source, pack):
        tree = outline(document, pack)
        records.append(settle(document, tree, annotate(reading(document, tree), pack), pack))
    return tuple(records)


def reading(document: Document, tree: Outline) -> Reading:
    """What annotators look at."""
    text = document.text.value
    return Reading(text, fold(text), document.lines, tree, document.language, tuple(_marks(document)))


def _marks(document: Document):
    """The readers' marks, moved to offsets of the cleaned text."""
    marked = {n: b.marks for n, b in enumerate(document.source.blocks) if b.marks}
    if not marked:
        return
    for piece in document.text.pieces:
        if piece.how != "copied":
            continue
        for mark in marked.get(piece.block, ()):
            low, high = max(mark.start, piece.src), min(mark.end, piece.src + piece.size)
            if low < high:
                yield Mark(piece.start + low - piece.src, piece.start + high - piece.src, mark.kind, mark.label)
