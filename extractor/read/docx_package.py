"""The parts of a Word package, opened safely: size limits, no entities, no network; Strict OOXML read as Transitional."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from lxml import etree

from extractor.read import ReadError

MAX_PART = 200 * 2**20  # bytes of one part, unpacked
MAX_TOTAL = 500 * 2**20  # bytes of all parts
MAX_PARTS = 5_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)


@dataclass(frozen=True, slots=True)
class Package:
    archive: zipfile.ZipFile
    main: str  # name of the document part

    def xml(self, name: str) -> etree._Element | None:
        """The root of one part, or None where there is no such part. Raises ReadError on broken XML."""
        try:
            data = self.archive.read(name)
        except KeyError:
            return None
        except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise ReadError("damaged", f"a part of the Word file is damaged ({name})", "open and save it again in Word or WPS") from error
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise ReadError("damaged", f"a part of the Word file is not well-formed ({name})", "open and save it again in Word or WPS") from error

    def related(self, kind: str) -> list[str]:
        """Names of the parts the document refers to by relationship type (the last word of its URI), in order."""
        folder, _, file = self.main.rpartition("/")
        root = self.xml(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        if root is None:
            return []
        found = []
        for item in root:
            if str(item.get("Type", "")).rsplit("/", 1)[-1] == kind and item.get("TargetMode") != "External":
                target = str(item.get("Target", ""))
                found.append(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}" if folder else target)
        return found


def open_package(data: bytes) -> Package:
    """Open the bytes of a .docx. Raises ReadError when it is no Word file or breaks a limit."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReadError("damaged", "the Word file is damaged (not a readable package)", "get the file again, or repair it in Word") from error
    if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_TOTAL or any(p.file_size > MAX_PART for p in parts):
        raise ReadError("too-large", "the Word file unpacks to more than the limit allows", "check that it is a real document; split it")
    if any(p.flag_bits & 1 for p in parts):
        raise ReadError("password", "the Word file is encrypted", "save a copy without a password")
    package = Package(archive, "word/document.xml")
    root = package.xml("_rels/.rels")
    for item in root if root is not None else ():
        if str(item.get("Type", "")).endswith("/officeDocument"):
            return Package(archive, str(item.get("Target", "")).lstrip("/"))
    return package
