"""The parts of a Word package, opened safely: size limits, no entities, no network; Strict OOXML read as Transitional."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from extractor.read import package

_WHAT = "Word file"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)


def transitional(data: bytes) -> bytes:
    """XML with the namespaces of Strict OOXML put as Transitional ones."""
    if b"purl.oclc.org" in data:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    return data


@dataclass(frozen=True, slots=True)
class Package:
    archive: zipfile.ZipFile
    main: str  # name of the document part
    relations: tuple[tuple[str, str], ...] = ()  # what the document refers to: kind (the last word of the type's URI), part name

    def bytes(self, name: str) -> bytes | None:
        """One part, its namespaces made Transitional, or None where there is no such part. Raises ReadError when it is damaged."""
        data = package.part(self.archive, name, _WHAT)
        return None if data is None else transitional(data)

    def xml(self, name: str) -> etree._Element | None:
        """The root of one part, or None where there is no such part. Raises ReadError on broken XML."""
        data = self.bytes(name)
        return None if data is None else package.xml(data, name, _WHAT)

    def opening(self, name: str) -> package.Opening | None:
        """A part to be read as far as it is needed, as it stands there, or None where there is no such part."""
        return package.Opening(self.archive, name, _WHAT) if name in self.archive.NameToInfo else None

    def related(self, kind: str) -> list[str]:
        """Names of the parts the document refers to by relationship type, in order."""
        return [name for known, name in self.relations if known == kind]


def open_package(data: bytes) -> Package:
    """Open the bytes of a .docx. Raises ReadError when it is no Word file or breaks a limit."""
    archive = package.open_zip(data, _WHAT)
    found = Package(archive, "word/document.xml")
    root = found.xml("_rels/.rels")
    for item in root if root is not None else ():
        if str(item.get("Type", "")).endswith("/officeDocument"):
            found = Package(archive, str(item.get("Target", "")).lstrip("/"))
            break
    return Package(archive, found.main, tuple(_relations(found)))


def _relations(found: Package) -> Iterator[tuple[str, str]]:
    folder, _, file = found.main.rpartition("/")
    root = found.xml(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
    for item in root if root is not None else ():
        if item.get("TargetMode") != "External":
            target = str(item.get("Target", ""))
            name = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}" if folder else target
            yield str(item.get("Type", "")).rsplit("/", 1)[-1], name
