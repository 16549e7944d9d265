"""extractor: an archive of agreements in, a contract ledger out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["extract", "run"]

if TYPE_CHECKING:
    from datetime import date

    from extractor.model import Record
    from extractor.table import Tables


def extract(path: Path | str, patterns: Iterable[Path | str] = ()) -> Record:
    """The record of one agreement (see ``record.schema.json``); of a file that holds several, the first (`extractor.pipeline.extract` gives all).

    `patterns`: folders with rules of your own on top of the shipped ones. Raises `extractor.read.ReadError` when the file cannot be read as an
    agreement, `extractor.packs.PackError` when a rule file is wrong.
    """
    from extractor import packs, pipeline

    return pipeline.extract(path, packs.load(*map(Path, patterns)))[0]


def run(
    paths: Path | str | Iterable[Path | str],
    patterns: Iterable[Path | str] = (),
    jobs: int = 0,
    as_of: date | None = None,
    own: Iterable[str] = (),
) -> Tables:
    """Every agreement under `paths` (files and folders) as pandas frames. A file that cannot be read is a row of `Tables.files`, never an exception.

    `jobs`: worker processes (a hanging or crashing file then costs only itself); 0 works in this process. `as_of`: the day from which expiry is judged (today);
    `own`: our own names, for the columns own_side and other_side. Raises FileNotFoundError for a path that is not there.
    """
    from extractor import catalogue, packs, table
    from extractor.batch import memory, outputs
    from extractor.batch.task import named
    from extractor.standpoint import seen, standpoint

    folders = tuple(map(Path, patterns))
    given = [paths] if isinstance(paths, (str, Path)) else paths
    pack = packs.load(*folders)
    words, at = catalogue.catalogue(pack), standpoint(pack, as_of, tuple(own))
    with memory.done(given, folders, jobs) as (store, number):
        records = (seen(record, at, pack) for name, _, kept in store.results(number) for record in named(name, kept))
        return table.tables(records, words, outputs.relations(store, number))
