"""Rows → a file. One file here is one format: it names its `SUFFIXES` and gives a `Writer`; the suffix of the output picks it.

A writer takes records as they come and keeps none of them longer than its format makes it. Nothing stands under the final name
before `close`: a file is whole or not there. Cell texts come from untrusted agreements: they are written as text, never as a
formula, a link or markup.
"""

from __future__ import annotations

import contextlib
import functools
import glob
import importlib
import os
import pkgutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Protocol

from extractor import remote
from extractor.catalogue import Catalogue
from extractor.hidden import hidden
from extractor.table import Row


@dataclass(frozen=True, slots=True)
class Kept:
    """What people did to the ledger that the next one shows beside the machine's values. `decided`: ids of ledger columns with a person's value; `own`: headers
    of the columns people added; `cells`: record → its cells in those."""

    decided: frozenset[str] = frozenset()
    own: tuple[str, ...] = ()
    cells: Callable[[dict], tuple] = lambda record: ()


@dataclass(frozen=True, slots=True)
class About:
    """What a person should know of a run; stands in the workbook's last sheet. ``facts``: what is known only at the end
    (counts, time).
    """

    version: str
    pack: str
    started: str  # ISO 8601, local time
    facts: Callable[[], list[tuple[str, str, object]]] = field(default=list)  # (Chinese label, English label, value)
    tell: Callable[[str], None] = print  # what a person should know of an output that is being written
    kept: Kept = Kept()
    stays: bool = True  # whether the output stays where it is written, so that it can link to files beside it


class Writer(Protocol):
    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        """Add one record and the rows it gives (`extractor.table.rows`); None with rows that no single record gives."""

    def close(self) -> list[Path]:
        """Finish; returns the files written, the one to open first."""

    def discard(self) -> None:
        """Leave nothing behind."""


class OutputError(Exception):
    """An output that cannot be written; the message says why and what to do."""


@functools.cache
def formats() -> dict[str, ModuleType]:
    """Suffix → its module."""
    modules = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    return {suffix: m for m in modules if hasattr(m, "SUFFIXES") for suffix in m.SUFFIXES}


def writer(path: Path | str, words: Catalogue, lang: str, about: About) -> Writer:
    """A writer for `path` (or the URL of a file) by its suffix; makes its folder. Raises OutputError."""
    suffix = Path(path).suffix.lower()
    module = formats().get(suffix)
    if module is None:
        raise OutputError(
            f"{path}: cannot tell the format from {suffix or 'a name without suffix'!r}; use {', '.join(sorted(formats()))}"
        )
    try:
        if remote.is_remote(path):
            return _Elsewhere(path, module, words, lang, about)
        path.parent.mkdir(parents=True, exist_ok=True)
        _possible(path)
        return module.Writer(path, words, lang, about)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


class _Elsewhere:
    """A writer for a URL: the output grows in a temporary folder and goes there when it is whole."""

    def __init__(self, url: str, module: ModuleType, words: Catalogue, lang: str, about: About):
        self._url, self._folder = url, tempfile.TemporaryDirectory(prefix="extractor-")
        self._local = Path(self._folder.name)
        self._writer = module.Writer(self._local / url.rpartition("/")[2], words, lang, replace(about, stays=False))

    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        self._writer.write(record, rows)

    def close(self) -> list[str]:
        urls = []
        above = self._url.rpartition("/")[0]
        try:
            for file in self._writer.close():
                if file.is_dir():  # its files follow
                    remote.remove(self._url)
                    urls.append(self._url)
                    continue
                urls.append(f"{above}/{file.relative_to(self._local).as_posix()}")
                remote.put(file, urls[-1])
        except OSError as error:
            raise OutputError(f"{self._url}: cannot be written: {error}; the same command tries again") from error
        self._folder.cleanup()
        return urls

    def discard(self) -> None:
        self._writer.discard()
        self._folder.cleanup()


def beside(path: Path, words: Catalogue) -> dict[str, Path]:
    """The file of each table: `path` itself for the ledger, ``ledger.parties.csv`` beside it for the others. Raises OSError for a name
    that cannot be, before anything is written."""
    files = {s.id: path if s.id == "contracts" else path.with_suffix(f".{s.id}{path.suffix}") for s in words.sheets}
    for file in files.values():
        _possible(file)
    return files


def _possible(file: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        file.lstat()


def standing(path: Path | str) -> list[Path | str]:
    """The files of an output that stand there from an earlier run: itself, what is in it, its tables beside it."""
    if remote.is_remote(path):
        above, _, name = path.rpartition("/")
        try:
            return [path, *(o.url for o in remote.listed(above) if _belongs(o.url[len(above) + 1 :], Path(name)))]
        except OSError:
            return [path]
    inside = path.rglob("*.*") if path.is_dir() else ()
    return [path, *inside, *path.parent.glob(f"{glob.escape(path.stem)}.*{glob.escape(path.suffix)}")]


def _belongs(name: str, output: Path) -> bool:
    first = name.partition("/")[0]
    return first == output.name or (first == name and name.startswith(f"{output.stem}.") and name.endswith(output.suffix))


def part(path: Path) -> Path:
    """Where an output grows until it is whole: beside its final place, so that the last step is one rename."""
    return hidden(path, ".part")


def settle_in(path: Path) -> Path:
    """Move the finished part to its place. Where that is locked (open in Excel), it gets the next free name, which is
    returned.
    """
    for place in (path, *(path.with_stem(f"{path.stem} ({n})") for n in range(2, 100))):
        try:
            os.replace(part(path), place)
            return place
        except PermissionError:
            continue
        except OSError:  # a folder that still stands there
            if not place.is_dir():
                raise
    raise OutputError(f"{path}: the file is locked and so are its other names; the result is in {part(path)}")
