"""tar archives (POSIX ustar and pax, GNU), plain or compressed with gzip, bzip2 or xz."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from extractor import limits
from extractor.containers import Entry
from extractor.read import ReadError
from extractor.read.encoding import plausibility

SUFFIXES = (".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz")

_OPENERS = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\0", lzma.open))
_BROKEN = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, OverflowError)
_BLOCK = 512


def sniff(stream: BinaryIO, suffix: str) -> bool:
    """A tar file by its magic, or a file compressed as tar files are."""
    head = stream.read(_BLOCK)
    return head[257:262] == b"ustar" or any(head.startswith(magic) for magic, _ in _OPENERS)


def entries(stream: BinaryIO) -> Iterator[Entry]:
    """Every regular file; links and devices are left out. Raises ReadError: ``damaged``, ``too-large``, ``unsupported-archive``."""
    head = stream.read(8)
    stream.seek(0)
    opener = next((opener for magic, opener in _OPENERS if head.startswith(magic)), None)
    try:
        plain = _Bounded(opener(stream) if opener else stream, stream.seek(0, 2) * limits.MAX_RATIO + limits.RATIO_FROM)
        stream.seek(0)
        if opener and plain.read(_BLOCK)[257:262] != b"ustar":
            raise ReadError("unsupported-archive", "it is one compressed file, not an archive", "unpack it", "skipped")
        plain.seek(0)
        archive = tarfile.open(fileobj=plain, mode="r:", encoding="utf-8", errors="surrogateescape")
        while (info := archive.next()) is not None:
            archive.members = []  # they would pile up
            if info.isreg() and not info.sparse:
                yield Entry(_name(info.name), info.size, partial(_load, archive, info))
    except _BROKEN as error:
        raise ReadError("damaged", "the archive is damaged", "get it again, or repair it with an archive program") from error


def _load(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    try:
        part = archive.extractfile(info)
        data = part.read(limits.MAX_BYTES + 1) if part else b""
    except _BROKEN as error:
        raise ReadError("damaged", "the file in the archive is damaged", "get the archive again") from error
    if len(data) < info.size:
        raise ReadError("damaged", "the archive ends before the file in it does", "get the archive again")
    return data


def _name(name: str) -> str:
    """tar does not say how names are encoded: UTF-8, else what reads best."""
    raw = name.encode("utf-8", "surrogateescape")
    if raw.isascii() or raw.decode("utf-8", "ignore").encode() == raw:
        return name
    return max((raw.decode(codec, "replace") for codec in ("gb18030", "big5hkscs")), key=plausibility)


class _Bounded(io.RawIOBase):
    """A file of which no more is read, at once or in all, than the limits allow: headers, too, may claim to be endless."""

    def __init__(self, file: BinaryIO, most: int):
        self._file, self._most = file, most

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence == 0:
            self._check(offset)
        return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > limits.MAX_BYTES + 1:
            raise ReadError("too-large", "a part of the archive is larger than the limit allows", "unpack it and add the files")
        self._check(self._file.tell() + size)
        return self._file.read(size)

    def _check(self, reach: int) -> None:
        if reach > self._most + _BLOCK * 64:
            raise ReadError(
                "too-large", "it unpacks to far more than documents do: a bomb", "do not open it; ask where it came from"
            )
