"""Archives that are known and not opened: each gets a status that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from extractor.containers import Entry
from extractor.read import ReadError, ole

SUFFIXES = (".rar", ".7z", ".cab", ".lzh", ".arj", ".ace", ".iso", ".msg", ".pst")

_MAGIC = {b"Rar!\x1a\x07": "a RAR", b"7z\xbc\xaf\x27\x1c": "a 7z", b"MSCF": "a CAB", b"!BDN": "an Outlook"}
_SCANNED = 2**20  # bytes of an OLE2 file looked at


def sniff(stream: BinaryIO, suffix: str) -> bool:
    """By magic, by suffix, or as a mail that Outlook saved."""
    head = stream.read(512)
    if head.startswith(ole.MAGIC):
        return suffix == ".msg" or ole.kind(head + stream.read(_SCANNED)) == "mail"
    return head.startswith(tuple(_MAGIC)) or suffix in SUFFIXES and not head.startswith((b"PK\x03\x04", b"%PDF-"))


def entries(stream: BinaryIO) -> Iterator[Entry]:
    """None: raises ReadError ``unsupported-archive``."""
    head = stream.read(8)
    if head == ole.MAGIC:
        raise ReadError(
            "unsupported-archive",
            "Outlook's own mail files are not opened",
            "save the mail as .eml, or its attachments",
            "skipped",
        )
    what = next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "such an")
    raise ReadError("unsupported-archive", f"{what} archive is not opened", "unpack it, or pack it again as ZIP", "skipped")
    yield
