"""ZIP archives (PKWARE APPNOTE 6.3.9), with file names in the encodings they come in."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from extractor import limits
from extractor.containers import Entry
from extractor.read import ReadError
from extractor.read.encoding import plausibility

SUFFIXES = (".zip",)

_START = b"PK\x03\x04"
_EMPTY = b"PK\x05\x06"
_UTF8 = 0x800  # flag: the name is UTF-8
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075  # Info-ZIP extra field: version, CRC-32 of the plain name, the name in UTF-8
_PACKAGES = (
    "[Content_Types].xml",
    "_rels/",
    "docProps/",
    "word/",
    "xl/",
    "ppt/",
    "customXml/",
    "mimetype",
    "OFD.xml",
    "Doc_0/",
    "META-INF/",
)
_MARKS = ("[Content_Types].xml", "OFD.xml", "mimetype")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, UnicodeError)
_CODECS = ("utf-8", "gb18030", "big5hkscs", "cp932")


def sniff(stream: BinaryIO, suffix: str) -> bool:
    """A ZIP file that is no document itself (DOCX, XLSX, ODT, OFD are ZIP files too)."""
    head = stream.read(512)
    if head.startswith(_EMPTY):
        return suffix in SUFFIXES
    if not head.startswith(_START):
        return False
    size = struct.unpack_from("<H", head, 26)[0] if len(head) >= 30 else 0
    packaged = head[30 : 30 + size].decode("ascii", "replace").startswith(_PACKAGES)
    if packaged and suffix not in ("", *SUFFIXES):
        return False
    try:
        return _archive(stream).NameToInfo.keys().isdisjoint(_MARKS)
    except ReadError:
        return suffix in SUFFIXES


def entries(stream: BinaryIO) -> Iterator[Entry]:
    """Every file, folders left out. Raises ReadError: ``damaged``, ``too-large``."""
    archive = _archive(stream)
    files = [info for info in archive.infolist() if not info.is_dir()]
    size = sum(info.file_size for info in files)
    packed = stream.seek(0, 2)
    if size > limits.RATIO_FROM and size > limits.MAX_RATIO * packed:
        raise ReadError(
            "too-large",
            f"it unpacks to {size // max(packed, 1)} times its size: a ZIP bomb",
            "do not open it; ask where it came from",
        )
    for info, name in zip(files, _names(files), strict=True):
        yield Entry(name, info.file_size, partial(_load, archive, info))


def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    if _directory_size(stream) > limits.MAX_DIRECTORY:
        raise ReadError("too-large", "its list of files is larger than the limit allows", "split it")
    try:
        return zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise ReadError(
            "damaged",
            "the archive is damaged (its list of files is missing)",
            "get it again, or repair it with an archive program",
        ) from error


def _directory_size(stream: BinaryIO) -> int:
    """What the archive says its list of members measures, in bytes."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    at = tail.rfind(_EMPTY)
    if at < 0 or at + 16 > len(tail):
        return 0
    found = struct.unpack_from("<I", tail, at + 12)[0]
    wide = tail.rfind(b"PK\x06\x06")
    return struct.unpack_from("<Q", tail, wide + 40)[0] if wide >= 0 and wide + 48 <= len(tail) and found == 0xFFFFFFFF else found


def _load(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise ReadError(
            "password", "the file in the archive is encrypted", "unpack the archive with its password and add the files"
        )
    if info.file_size > limits.RATIO_FROM and info.file_size > limits.MAX_RATIO * info.compress_size:
        raise ReadError(
            "too-large", "the file unpacks to far more than a document does", "do not open it; ask where it came from"
        )
    try:
        with archive.open(info) as part:
            return part.read(min(info.file_size, limits.MAX_BYTES) + 1)
    except NotImplementedError as error:
        raise ReadError(
            "unsupported-archive",
            "the file is packed with a method that is not read",
            "unpack the archive and add the files",
            "skipped",
        ) from error
    except _BROKEN as error:
        raise ReadError("damaged", "the file in the archive is damaged", "get the archive again") from error


# --- names ------------------------------------------------------------------------------------------------------------
def _names(files: list[zipfile.ZipInfo]) -> list[str]:
    """Names by what the archive says of them; the rest in the one encoding that fits them all and reads best."""
    raw = {n: _raw(info) for n, info in enumerate(files) if not info.flag_bits & _UTF8}
    odd = b"\n".join(name for name in raw.values() if not name.isascii())
    codec = _codec(odd)
    return [
        _extra(info, raw[n]) or raw[n].decode(codec, "replace") if n in raw else info.orig_filename
        for n, info in enumerate(files)
    ]


def _raw(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("cp437", "replace")


def _codec(names: bytes) -> str:
    best, chosen = -1.0, "cp437"
    for codec in _CODECS if names else ():
        try:
            text = names.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec == "utf-8":  # other encodings hardly ever look like it
            return codec
        score = plausibility(text)
        if score > best:
            best, chosen = score, codec
    return chosen


def _extra(info: zipfile.ZipInfo, raw: bytes) -> str | None:
    """The name in UTF-8 that Info-ZIP keeps beside the plain one, if it still belongs to that."""
    data, at = info.extra, 0
    while at + 4 <= len(data):
        tag, size = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + size]
        if tag == _UNICODE_PATH and len(body) > 5 and body[0] == 1 and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw):
            return body[5:].decode("utf-8", "replace")
        at += 4 + size
    return None
