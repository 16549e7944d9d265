"""Which files a run looks at, in an order that never depends on the file system."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor import containers, remote
from extractor.containers import series
from extractor.read import ReadError


@dataclass(frozen=True, slots=True)
class Found:
    """A document: its name (``archive.zip!/file.docx`` inside archives), the path given that led to it, when its file changed
    (seconds since 1970), and its stamp: size and time of change of the file on disk, which stay while the file does."""

    name: str
    root: str
    changed: float
    stamp: str


def walk(paths: Iterable[Path | str], leave_out: Iterable[Path | str] = ()) -> Iterator[Path]:
    """The paths of what `found` finds."""
    return (Path(f.name) for f in found(paths, leave_out))


def found(
    paths: Iterable[Path | str],
    leave_out: Iterable[Path | str] = (),
    plain: Callable[[str, str], bool] = lambda name, stamp: False,
) -> Iterator[Found]:
    """The files under `paths` (files, folders, and URLs of either), each once, folders sorted by name, archives and mails opened:
    what is in them follows as ``archive.zip!/file.docx``, pages of one document as ``合同-[1-3].jpg`` (`containers.series`), an archive that cannot be opened stands for itself. Left out: hidden
    files and folders, Office lock files (``~$…``), what is not a regular file, `leave_out`, and a folder that a symbolic link
    leads back into. A file of which ``plain(name, stamp)`` holds is known to be no archive and is not opened. Raises
    FileNotFoundError for a path that is not there.
    """
    seen = _Seen()
    for own in leave_out:
        if isinstance(own, str):
            seen.first(own)
        elif own.exists():
            seen.first(_identity(own.stat(), own))
    for given in paths:
        if remote.is_remote(given):
            yield from _elsewhere(given, seen)
            continue
        path = Path(given)
        if not path.exists():
            raise FileNotFoundError(f"{path}: no such file or folder")
        for name, pages in [(str(path), [path])] if path.is_file() else _under(path, frozenset()):
            try:
                statuses = [page.stat() for page in pages]
            except OSError:  # gone since
                continue
            if not all([seen.first(_identity(status, page)) for status, page in zip(statuses, pages, strict=True)]):
                continue
            last = max(statuses, key=lambda status: status.st_mtime_ns)
            stamp = f"{sum(status.st_size for status in statuses)} {last.st_mtime_ns}"
            names = [name] if len(pages) > 1 or plain(name, stamp) else _opened(name)
            yield from (Found(one, str(given), last.st_mtime, stamp) for one in names)


class _Seen:
    """What was met before. It lies in an SQLite database of its own, which goes to disk when it grows: memory stays flat however many
    files there are."""

    def __init__(self):
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("CREATE TABLE seen (mark BLOB PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def first(self, mark: object) -> bool:
        """Whether this is met for the first time."""
        key = repr(mark).encode("utf-8", "surrogateescape")
        return self._db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 1


def _elsewhere(given: str, seen: _Seen) -> Iterator[Found]:
    """What lies under a URL. Only what is called an archive is opened here: every look costs a request."""
    for there in remote.listed(given):
        if not seen.first(there.url):
            continue
        names = _opened(there.url) if Path(there.url).suffix.lower() in containers.suffixes() else [there.url]
        yield from (Found(name, given, there.changed, f"{there.size} {there.mark}") for name in names)


def _opened(path: Path | str) -> Iterator[str]:
    try:
        yield from containers.documents(path)
    except ReadError:  # working on it tells why
        yield str(path)


def _under(folder: Path, above: frozenset) -> Iterator[tuple[str, list[Path]]]:
    """The files of a folder and those in it: each document's name and its file, or the files of its pages."""
    try:
        here = _identity(folder.stat(), folder)
        if here in above:
            return
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError:  # a folder that may not be read hides its files, not those beside it
        return
    entries = [entry for entry in entries if not entry.name.startswith((".", "~$"))]
    documents = {pages[0]: (one, pages) for one, pages in series.grouped(entry.name for entry in entries if entry.is_file())}
    for entry in entries:
        if entry.is_dir():
            yield from _under(folder / entry.name, above | {here})
        elif entry.name in documents:
            one, pages = documents[entry.name]
            yield str(folder / one), [folder / page for page in pages]


def _identity(status: os.stat_result, path: Path) -> object:
    """What tells two paths to one file: device and inode, the resolved path where the system has none."""
    return (status.st_dev, status.st_ino) if status.st_ino else path.resolve()
