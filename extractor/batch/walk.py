"""Which files a run looks at, in an order that never depends on the file system."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor import containers
from extractor.read import ReadError


def walk(paths: Iterable[Path | str], leave_out: Iterable[Path] = ()) -> Iterator[Path]:
    """The files under `paths` (files and folders), each once, folders sorted by name, archives and mails opened: what is in them follows as
    ``archive.zip!/file.docx``, an archive that cannot be opened stands for itself. Left out: hidden files and folders, Office lock files (``~$…``), what
    is not a regular file, `leave_out`, and a folder that a symbolic link leads back into. Raises FileNotFoundError for a path that is not there.
    """
    seen = {_identity(p) for p in leave_out if p.exists()}
    for given in map(Path, paths):
        if not given.exists():
            raise FileNotFoundError(f"{given}: no such file or folder")
        found = [given] if given.is_file() else _under(given, frozenset())
        for path in found:
            identity = _identity(path)
            if identity not in seen:
                seen.add(identity)
                yield from _opened(path)


def _opened(path: Path) -> Iterator[Path]:
    try:
        yield from map(Path, containers.documents(path))
    except ReadError:  # working on it tells why
        yield path


def _under(folder: Path, above: frozenset) -> Iterator[Path]:
    here = _identity(folder)
    if here in above:
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError:  # a folder that may not be read hides its files, not those beside it
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        path = folder / entry.name
        if entry.is_dir():
            yield from _under(path, above | {here})
        elif entry.is_file():
            yield path


def _identity(path: Path) -> object:
    """What tells two paths to one file: device and inode, the resolved path where the system has none."""
    status = path.stat()
    return (status.st_dev, status.st_ino) if status.st_ino else path.resolve()
