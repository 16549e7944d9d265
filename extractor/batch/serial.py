"""The engine that works in this process, one file after another: for notebooks, a handful of files and debugging."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.batch import legacy
from extractor.batch.task import Done, Item, work
from extractor.packs import Pack
from extractor.read import office


def run(items: Iterable[Item], pack: Pack, debug: bool = False) -> Iterator[Done]:
    """The files done, in their order."""
    with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
        for item in legacy.converted(items, Path(folder)):
            office.cache = Path(folder)
            try:
                done = work(item, pack, debug)
            finally:
                office.cache = None
            yield done
