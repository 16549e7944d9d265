"""Bytes → Source. One file here is one format: it names its `SUFFIXES`, tells by `sniff` whether bytes are its own, and `read`s them. A format
whose pages look one way only gives a `picture` of them."""

from __future__ import annotations

import functools
import hashlib
import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from extractor import limits
from extractor.model import Source


class ReadError(Exception):
    """A file that cannot be read as an agreement: `code` for machines, `reason` and `next_step` for people. ``state`` is failed or skipped."""

    def __init__(self, code: str, reason: str, next_step: str, state: str = "failed"):
        super().__init__(reason)
        self.code, self.reason, self.next_step, self.state = code, reason, next_step, state

    def __reduce__(self):  # crosses processes
        return ReadError, (self.code, self.reason, self.next_step, self.state)


@functools.cache
def formats() -> tuple[ModuleType, ...]:
    """Every format module of this folder, in order of name. Modules import their heavy libraries inside `read`."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(m for m in modules if hasattr(m, "SUFFIXES"))


def read(path: Path | str, data: bytes | None = None) -> Source:
    """Read one file (or `data` under the name `path`) in whatever format its bytes are. Raises ReadError."""
    path = Path(path)
    if data is None:
        try:
            size = path.stat().st_size
            data = path.read_bytes() if size <= limits.MAX_BYTES else None
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise ReadError("unreadable", f"the file cannot be opened: {why}", "check that it exists and may be read") from error
    if data is None or len(data) > limits.MAX_BYTES:
        raise ReadError("too-large", f"the file has more than {limits.MAX_BYTES // limits.MB} MB", "split it or reduce its pictures")
    if not data.strip(b"\0 \r\n\t"):
        raise ReadError("empty", "the file is empty", "get the file again from where it came from")
    source = _format(path, data).read(data, str(path))
    return replace(source, sha256=hashlib.sha256(data).hexdigest())


def picture(path: Path | str, data: bytes, number: int) -> tuple[Any, float]:
    """Page `number` (1-based) of a file as an RGB array (height × width × 3, 8 bits) and its dots per inch. Formats that have pages of a fixed look offer it.
    Raises ReadError: ``no-picture``, ``no-page``."""
    chosen = _format(Path(path), data)
    if not hasattr(chosen, "picture"):
        raise ReadError("no-picture", "files of this kind have no pages of a fixed look", "make a PDF of it")
    found = chosen.picture(data, number) if number > 0 else None
    if found is None:
        raise ReadError("no-page", f"the file has no page {number}", "name one of its pages")
    return found


def _format(path: Path, data: bytes) -> ModuleType:
    """The format that claims the bytes, among several the one of the name's suffix."""
    suffix = path.suffix.lower()
    claimed = [m for m in formats() if m.sniff(data)]
    named = [m for m in formats() if suffix in m.SUFFIXES]
    chosen = next((m for m in claimed if m in named), None) or next(iter(claimed or named), None)
    if chosen is None:
        raise ReadError("unsupported", f"files of this kind ({suffix or 'no suffix'}) are not read", "convert it to PDF or DOCX", "skipped")
    return chosen
