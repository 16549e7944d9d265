"""The engine that works in this process, one file after another: for notebooks, a handful of files and debugging."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.batch.task import Done, work


def run(files: Iterable[Path], patterns: tuple[Path, ...] = (), debug: bool = False) -> Iterator[Done]:
    """The files done, in their order."""
    for file in files:
        yield work(str(file), patterns, debug)
