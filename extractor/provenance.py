"""What a result depends on, as short digests: when one changes, what depends on it is made anew, and nothing else is.

A digest covers the program text itself, so that a changed line counts and a changed version number alone does not.
"""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from pathlib import Path

from extractor import __version__
from extractor.packs import Pack

_PACKAGE = Path(__file__).parent
_READING = ("read", "containers", "ocr", "model.py", "text.py", "limits.py")
_NEITHER = (  # rooms that make no record of a reading
    *("batch", "export", "cli.py", "store", "provenance.py", "hidden.py", "packed.py", "mask.py", "remote.py", "__main__.py"),
    *("score.py", "gold.py", "show.py", "draw.py", "why.py", "table.py", "catalogue.py", "record.schema.json", "patterns"),
)
_LIBRARIES = ("pypdfium2", "pikepdf", "lxml", "markdown-it-py", "rapidocr", "onnxruntime")


def reader() -> str:
    """Of everything a reading (`Source`) depends on beside the file: the readers, the libraries under them, the text recognition
    and the limits chosen."""
    from extractor import limits, ocr

    return _digest(_code(_READING, True), _versions(), ocr.chosen(), str(ocr.installed()), limits.chosen())


def rules(pack: Pack) -> str:
    """Of everything a record depends on beside the reading: the pattern packs and the steps after reading."""
    return _digest(_code((*_READING[:3], *_NEITHER), False), __version__, pack.digest)


@functools.cache
def _code(rooms: tuple[str, ...], inside: bool) -> str:
    """Of the program text in (or outside) these files and folders of the package."""
    digest = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*.py")):
        within = file.relative_to(_PACKAGE)
        if (within.parts[0] in rooms) == inside:
            digest.update(within.as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


@functools.cache
def _versions() -> str:
    def version(name: str) -> str:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            return ""

    return " ".join(f"{name} {version(name)}" for name in _LIBRARIES)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def program() -> str:
    """Of the whole program."""
    return _code((), False)
