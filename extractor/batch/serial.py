"""The engine that works in this process, one file after another: for notebooks, a handful of files and debugging."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.batch import legacy
from extractor.batch.task import Done, work
from extractor.read import office


def run(files: Iterable[Path], patterns: tuple[Path, ...] = (), debug: bool = False) -> Iterator[Done]:
    """The files done, in their order."""
    with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
        for file in legacy.converted(files, Path(folder)):
            office.cache = Path(folder)
            try:
                done = work(str(file), patterns, debug)
            finally:
                office.cache = None
            yield done
