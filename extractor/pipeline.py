"""One agreement through all steps: read → clean → outline → annotate → settle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from extractor import containers, packs
from extractor.annotate import annotate
from extractor.clean import clean
from extractor.fold import fold
from extractor.model import Document, Outcome, Outline, Reading, Record, Source
from extractor.outline import outline
from extractor.packs import Pack
from extractor.places import marks
from extractor.read import ReadError, read
from extractor.settle import failed, settle


def extract(path: Path | str, pack: Pack | None = None) -> tuple[Record, ...]:
    """The records of one file: one, or one for each agreement when a file holds several; of an archive or a mail, those of everything in it, where a file
    that cannot be read is a record that says so. Raises `extractor.read.ReadError` when the file itself cannot be read or opened."""
    pack = pack or packs.load()
    if not containers.is_container(path):
        return understand(read(path, containers.fetch(path)), pack)
    return tuple(record for name in containers.documents(path) for record in _inside(name, pack))


def _inside(name: str, pack: Pack) -> tuple[Record, ...]:
    try:
        return extract(name, pack)
    except ReadError as error:
        return (failed(name, Outcome(error.state, error.code, error.reason, error.next_step), form=Path(name).suffix.lower().lstrip(".")),)


def source(path: Path | str) -> Source:
    """One document read, on disk or in an archive (``archive.zip!/file.docx``). Raises `extractor.read.ReadError`, also when it is an archive itself."""
    if containers.is_container(path):
        raise ReadError("archive", "it holds several files", f"name one of them, as {next(containers.documents(path))}")
    return read(path, containers.fetch(path))


def understand(source: Source, pack: Pack, over: Callable[[str], None] = lambda step: None) -> tuple[Record, ...]:
    """Everything after reading. `over` is told each step that is over, by name."""
    documents = tuple(clean(source, pack))
    over("clean")
    records = []
    for document in documents:
        tree = outline(document, pack)
        over("outline")
        mentions = annotate(reading(document, tree), pack)
        over("annotate")
        records.append(settle(document, tree, mentions, pack))
        over("settle")
    return tuple(records)


def reading(document: Document, tree: Outline) -> Reading:
    """What annotators look at."""
    text = document.text.value
    return Reading(text, fold(text), document.lines, tree, document.language, marks(document))
