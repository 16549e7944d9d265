"""Files that LibreOffice converts, many at a start, just before they are worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor import containers, limits
from extractor.batch.task import Item
from extractor.read import ReadError, office

_LOOK_AHEAD = 1_000  # files looked through for further ones to convert
_MOST = 128 * limits.MB  # bytes converted at once


def converted(items: Iterable[Item], folder: Path) -> Iterator[Item]:
    """The same files in the same order. Before one that LibreOffice converts is given, it and the next such ones are converted
    into `folder` in one start; what goes wrong is told when the file is read."""
    rest, seen = iter(items), deque()
    ready: set[str] = set()
    while True:
        item = seen.popleft() if seen else next(rest, None)
        if item is None:
            return
        if _is_legacy(item) and item.name not in ready and office.program():
            while len(seen) < _LOOK_AHEAD and (ahead := next(rest, None)) is not None:
                seen.append(ahead)
            ready = set(_convert([item.name, *(i.name for i in seen if _is_legacy(i))], folder))
        ready.discard(item.name)
        yield item


def _is_legacy(item: Item) -> bool:
    return item.reading is None and Path(item.name).suffix.lower() in office.SUFFIXES


def _convert(files: list[str], folder: Path) -> list[str]:
    """Convert the first of these files that make a batch; returns those."""
    batch, size, count = [], 0, 0
    for file in files[: limits.OFFICE_BATCH]:
        count += 1
        try:
            data = containers.fetch(file)
        except ReadError:
            continue
        if office.sniff(data):
            batch.append(data)
            size += len(data)
        if size > _MOST:
            break
    if len(batch) > 1:  # one alone is converted where it is read
        office.prepare(batch, folder)
    return files[:count]
