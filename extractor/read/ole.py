"""What an OLE2 compound file (MS-CFB) holds, told by its directory entries: Word, Excel, PowerPoint, an encrypted package, a mail.

Entries are looked for at the places they may stand (every 128 bytes), not through the allocation table: that is enough, cheap, and works on files that
were cut off, which LibreOffice often still opens.
"""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128  # bytes of a directory entry: name (64), its length (2), type (1), …, first sector at 116
_KINDS = (  # in this order: a Word file may hold an Excel table
    ("encrypted", "EncryptedPackage"),
    ("word", "WordDocument"),
    ("excel", "Workbook"),
    ("excel", "Book"),
    ("powerpoint", "PowerPoint Document"),
    ("mail", "__properties_version1.0"),
    ("works", "CONTENTS"),
    ("works", "MatOST"),
)
_OLDEST = 0x00C1  # nFib of Word 97, the first with the flags below where they are (MS-DOC §2.5.2)


def kind(data: bytes) -> str:
    """``word``, ``old-word`` (before 97), ``encrypted``, ``excel``, ``powerpoint``, ``mail``, ``works``, ``unknown``, or ``damaged`` (no directory)."""
    for name, stream in _KINDS:
        at = _entry(data, stream)
        if at >= 0:
            return _word(data, at) if name == "word" else name
    return "unknown" if _entry(data, "Root Entry", b"\5") >= 0 else "damaged"


def _entry(data: bytes, name: str, types: bytes = b"\1\2") -> int:
    """Offset of the directory entry called `name`, -1 where there is none."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at >= 0:
        if at % _ENTRY == 0 and data[at + 64 : at + 66] == struct.pack("<H", len(wanted)) and data[at + 66 : at + 67] in types:
            return at
        at = data.find(wanted, at + 2)
    return -1


def _word(data: bytes, entry: int) -> str:
    """The kind of Word file by the flags in its first bytes; a small one, kept among others in the mini stream, is taken as it is."""
    head = data[entry + 116 : entry + 124]
    if len(head) < 8:
        return "word"
    sector, size = struct.unpack("<II", head)
    shift = struct.unpack_from("<H", data, 30)[0]
    at = (sector + 1) << shift if shift in (9, 12) else len(data)
    if size < 4096 or at + 12 > len(data):
        return "word"
    version, flags = struct.unpack_from("<H", data, at + 2)[0], struct.unpack_from("<H", data, at + 10)[0]
    if version < _OLDEST:
        return "old-word"
    return "encrypted" if flags & 0x0100 else "word"
