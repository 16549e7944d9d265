"""Files that hold files: archives and mails. One file here is one kind: its `SUFFIXES`, `sniff` (whether an open file is of that kind) and `entries` (what is inside).

A file inside is named ``archive.zip!/folder/file.docx``, through as many archives as it takes. Nothing is ever written to disk and nothing is unpacked before it
is read, one file at a time, so memory holds one member (and the archives inside archives that lead to it).
"""

from __future__ import annotations

import functools
import importlib
import io
import os
import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from extractor import limits, remote
from extractor.containers import series
from extractor.read import ReadError, image

INSIDE = "!/"  # between an archive and what is in it

_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)  # control, bidi override, zero width, half a pair
_JUNK = frozenset(("__macosx", "thumbs.db", "desktop.ini"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its name there, as it is, its size unpacked, and how to get at it. `load` raises ReadError."""

    name: str
    size: int
    load: Callable[[], bytes]


@functools.cache
def kinds() -> tuple[ModuleType, ...]:
    """Every kind of container, in order of name."""
    modules = (importlib.import_module(f"{__name__}.{name}") for name in sorted(m.name for m in pkgutil.iter_modules(__path__)))
    return tuple(m for m in modules if hasattr(m, "SUFFIXES"))


def documents(name: Path | str) -> Iterator[str]:
    """The names of all documents in the file called `name`, archives inside archives opened; `name` itself when it is no archive.

    An archive inside that cannot be opened is given as a document: reading it tells why. Raises ReadError when the file itself is such an archive.
    """
    return _documents(_text(name), _Budget())


@dataclass(slots=True)
class _Budget:
    """What the archives of one file may still cost together."""

    members: int = 0
    size: int = 0

    def spend(self, size: int) -> None:
        self.members += 1
        self.size += size
        if self.members > limits.MAX_MEMBERS:
            raise _too_large(f"it holds more than {limits.MAX_MEMBERS} files")
        if self.size > limits.MAX_ARCHIVE:
            raise _too_large(f"it unpacks to more than {limits.MAX_ARCHIVE // limits.MB} MB")


def _documents(name: str, budget: _Budget) -> Iterator[str]:
    with _open(name) as stream:
        kind = _kind(stream, name)
    if kind is None:
        yield name
        return
    if name.count(INSIDE) >= limits.MAX_ARCHIVE_DEPTH:
        raise ReadError(
            "too-deep",
            f"archives lie in each other more than {limits.MAX_ARCHIVE_DEPTH} deep",
            "unpack the outer ones",
            "skipped",
        )
    members = _members(name)
    if not members:
        raise ReadError("empty-archive", "there are no documents in it", "check that it is the right file", "skipped")
    for inner, pages in series.grouped(members):
        for page in pages:
            budget.spend(members[page].size)
        whole = f"{name}{INSIDE}{inner}"
        if Path(inner).suffix.lower() not in suffixes():
            yield whole
            continue
        try:
            yield from _documents(whole, budget)
        except ReadError:
            yield whole


def is_container(name: Path | str) -> bool:
    """Whether the file called `name`, on disk or in an archive, is an archive or a mail. Raises ReadError when it cannot be opened."""
    name = _text(name)
    if _pages(name):
        return False
    with _open(name) as stream:
        return _kind(stream, name) is not None


def fetch(name: Path | str) -> bytes:
    """The bytes of a file on disk or in an archive, or of a series of page pictures as one file. Raises ReadError: ``unreadable``, ``too-large``, ``password``, ``damaged``, …"""
    name = _text(name)
    if pages := _pages(name):
        return image.bound([fetch(page) for page in pages])
    outer, inner = _split(name)
    if inner is None:
        with _open(name) as stream:
            size = stream.seek(0, io.SEEK_END)
            if size > limits.MAX_BYTES:
                raise _too_large(f"it has more than {limits.MAX_BYTES // limits.MB} MB")
            stream.seek(0)
            return stream.read()
    return _loaded(name, _stamp(name), limits.MAX_BYTES)


def shown(name: str) -> str:
    """The name of a member as it is shown and asked for: forward slashes, nothing that leads out of the archive, nothing invisible, not endless."""
    name = _UNSEEN.sub("", name.replace("\\", "/")).replace("!/", "！/")
    parts = [p.strip() for p in name.split("/")]
    parts = [p for p in parts if p not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", p)]
    name = "/".join(parts) or "unnamed"
    return name if len(name) <= limits.MAX_NAME else "…" + name[-limits.MAX_NAME :].lstrip("/")


def _pages(name: str) -> list[str] | None:
    """The pages of a series (`extractor.containers.series`), None where the name is that of a file."""
    pages = series.pages(name)
    if pages is None:
        return None
    outer, inner = _split(name)
    there = inner in _members(outer) if inner is not None else not remote.is_remote(name) and Path(name).is_file()
    return None if there else pages


# --- inside -----------------------------------------------------------------------------------------------------------
def _members(name: str) -> dict[str, Entry]:
    """The files in an archive by the names they are shown under: no folders, nothing hidden, every name once."""
    return _listed(name, _stamp(name))


def _stamp(name: str) -> tuple[object, int]:
    """What changes when the file on disk does that holds `name`, so that nothing stale is remembered."""
    outer = name
    while (split := _split(outer))[1] is not None:
        outer = split[0]
    try:
        if remote.is_remote(outer):
            there = remote.stat(outer)
            return there.mark, there.size
        status = Path(outer).stat()
    except (OSError, ValueError) as error:
        raise _unreadable(error) from error
    return status.st_mtime_ns, status.st_size


@functools.lru_cache(maxsize=1)  # it is looked at before it is read
def _loaded(name: str, stamp: tuple[int, int], most: int) -> bytes:
    outer, inner = _split(name)
    members = _members(outer)
    if inner not in members:
        raise ReadError("unreadable", f"there is no such file in the archive: {inner}", "check the name; list the archive")
    if members[inner].size > most:
        raise _too_large(f"it unpacks to more than {most // limits.MB} MB")
    return members[inner].load()


@functools.lru_cache(maxsize=2)  # the archive being read and one that it lies in
def _listed(name: str, stamp: tuple[int, int]) -> dict[str, Entry]:
    stream = _open(name)
    kind = _kind(stream, name)
    if kind is None:
        raise ReadError("unreadable", "it is no archive", "check the name")
    members: dict[str, Entry] = {}
    used: Counter[str] = Counter()
    budget = _Budget()
    for entry in kind.entries(stream):
        budget.spend(entry.size)
        plain = shown(entry.name)
        if any(p.startswith((".", "~$")) or p.lower() in _JUNK for p in plain.split("/")):
            continue
        while plain in members:  # two files of one name: the further ones get ~2, ~3, …
            used[plain] += 1
            suffix = Path(plain).suffix
            plain = plain.removesuffix(suffix) + f"~{used[plain] + 1}" + suffix
        members[plain] = entry
    return members


def _kind(stream: BinaryIO, name: str) -> ModuleType | None:
    suffix = Path(name).suffix.lower()
    for kind in kinds():
        stream.seek(0)
        if kind.sniff(stream, suffix):
            stream.seek(0)
            return kind
    return None


@functools.cache
def suffixes() -> frozenset[str]:
    return frozenset(s for kind in kinds() for s in kind.SUFFIXES)


def _open(name: str) -> BinaryIO:
    if _split(name)[1] is not None:
        return io.BytesIO(fetch(name))
    try:
        return remote.open_file(name) if remote.is_remote(name) else Path(name).open("rb")
    except (OSError, ValueError) as error:
        raise _unreadable(error) from error


def _text(name: Path | str) -> str:
    text = str(name)
    return text.replace("\\", "/") if "!\\" in text and os.name == "nt" else text


def _split(name: str) -> tuple[str, str | None]:
    """The archive and the member: the first part that is a file on disk is the outermost archive, whatever its folders are called."""
    at = name.find(INSIDE)
    while at >= 0:
        if remote.is_file(name[:at]) if remote.is_remote(name) else Path(name[:at]).is_file():
            outer, _, inner = name.rpartition(INSIDE)
            return (outer, inner) if len(outer) >= at else (name, None)
        at = name.find(INSIDE, at + 1)
    return name, None


def _too_large(why: str) -> ReadError:
    return ReadError("too-large", why, "unpack or split it, and leave out what is no agreement")


def _unreadable(error: Exception) -> ReadError:
    why = getattr(error, "strerror", None) or str(error)
    return ReadError("unreadable", f"the file cannot be opened: {why}", "check that it exists and may be read")
