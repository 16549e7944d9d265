"""ZIP packages of XML parts (DOCX, OFD, ODT) opened safely: limits before anything is unpacked, no entities, no network, nothing written to disk."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from lxml import etree

from extractor import limits
from extractor.read import ReadError

_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError, NotImplementedError, UnicodeError)
_AGAIN = "open and save it again in the program it was made with, or get it again"


def listing(data: bytes) -> bytes:
    """The list of parts at the end of a ZIP file as it stands there, names readable; empty where there is none."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if end < 0 or end + 16 > len(data):
        return b""
    return data[max(0, end - min(struct.unpack_from("<I", data, end + 12)[0], limits.MAX_DIRECTORY)) : end]


def open_zip(data: bytes, what: str) -> zipfile.ZipFile:
    """The package in `data`; `what` it is called in errors: "Word file". Raises ReadError: ``damaged``, ``too-large``, ``password``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except _BROKEN as error:
        raise ReadError("damaged", f"the {what} is damaged (not a readable package)", _AGAIN) from error
    sizes = [p.file_size for p in parts]
    if len(parts) > limits.MAX_PARTS or sum(sizes) > limits.MAX_UNPACKED or max(sizes, default=0) > limits.MAX_PART:
        raise ReadError(
            "too-large", f"the {what} unpacks to more than the limit allows", "check that it is a real document; split it"
        )
    if any(p.flag_bits & 1 for p in parts):
        raise ReadError("password", f"the {what} is encrypted", "save a copy without a password")
    return archive


def part(archive: zipfile.ZipFile, name: str, what: str) -> bytes | None:
    """The bytes of one part, None where there is no such part. Raises ReadError ``damaged``."""
    try:
        return archive.read(name)
    except KeyError:
        return None
    except _BROKEN as error:
        raise ReadError("damaged", f"a part of the {what} is damaged ({name})", _AGAIN) from error


class Opening:
    """A part that is unpacked only as far as it is looked at: a template's styles take longer to unpack than a contract to read."""

    _FIRST = 32_768  # bytes unpacked at first; then each time as many again as there are

    def __init__(self, archive: zipfile.ZipFile, name: str, what: str):
        self._name, self._what, self.data = name, what, b""
        try:
            self._stream = archive.open(name)
        except _BROKEN as error:
            raise self._damaged() from error

    def more(self) -> bool:
        """Unpack some more into `data`; False at the end. Raises ReadError ``damaged``."""
        try:
            found = self._stream.read(max(self._FIRST, len(self.data)))
        except _BROKEN as error:
            raise self._damaged() from error
        self.data += found
        return bool(found)

    def find(self, words: bytes, start: int = 0) -> int:
        """As ``bytes.find`` in the whole part."""
        while (at := self.data.find(words, start)) < 0:
            start = max(start, len(self.data) - len(words) + 1)
            if not self.more():
                return -1
        return at

    def search(self, pattern: re.Pattern[bytes], start: int = 0) -> re.Match[bytes] | None:
        """As ``pattern.search`` in the whole part."""
        while not (found := pattern.search(self.data, start)) and self.more():
            pass
        return found

    def _damaged(self) -> ReadError:
        return ReadError("damaged", f"a part of the {self._what} is damaged ({self._name})", _AGAIN)


def xml(data: bytes, name: str, what: str) -> etree._Element:
    """The root of a part. Raises ReadError: ``unsafe`` when it declares a document type (no such package does; entity bombs do), ``too-deep``, ``damaged``."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise ReadError("too-deep", f"a part of the {what} nests too deeply ({name})", _AGAIN) from error
        if b"<!ENTITY" in data:
            raise _unsafe(what, name) from error
        raise ReadError("damaged", f"a part of the {what} is not well-formed ({name})", _AGAIN) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unsafe(what, name)
    return root


def _unsafe(what: str, name: str) -> ReadError:
    return ReadError("unsafe", f"a part of the {what} declares entities of its own, as attacks do ({name})", _AGAIN)
