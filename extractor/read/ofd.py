"""OFD, the Chinese standard for fixed-layout documents (GB/T 33190-2016): text with its places, laid out as the PDF reader lays out its pages.

An OFD file is a ZIP package of XML parts. Lengths are millimetres from the top left corner of the page. Seals and annotations lie in parts of their own and are no
text. What a page takes from a template that serves several pages is furniture when it stands at the page's edge.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from extractor import limits
from extractor.model import Block, Source, Warning
from extractor.read import ReadError, package

if TYPE_CHECKING:
    from extractor.read.ofd_page import Content

SUFFIXES = (".ofd",)
MM = 72 / 25.4  # points
A4 = (210.0, 297.0)
EDGE = 0.12  # of the height: heads and feet stand there
MIN_TEXT = 12  # characters a page: fewer is a page number, not a text

_WHAT = "OFD file"
_AGAIN = "open and save it again in an OFD program, or save it as PDF"


def sniff(data: bytes) -> bool:
    """A ZIP package with a part called OFD.xml."""
    return data[:4] == b"PK\x03\x04" and b"OFD.xml" in package.listing(data)


def read(data: bytes, name: str) -> Source:
    """Paragraphs, table rows and furniture with page and boxes in points. Raises ReadError: ``damaged``, ``password``, ``too-large``, ``needs-ocr``."""
    from extractor.read.ofd_page import content
    from extractor.read.pdf_layout import blocks, layout

    parts = _Parts.of(data)
    root = parts.xml("OFD.xml")
    places = [p for d in _all(root, "DocRoot") for p in _pages(parts, parts.at("OFD.xml", d.text))]
    if not places:
        raise ReadError("damaged", "the OFD file has no pages", _AGAIN)
    if len(places) > limits.MAX_PAGES:
        raise ReadError("too-large", f"the file has {len(places)} pages, more than {limits.MAX_PAGES}", "split it")
    serves = Counter(t for place in places for t in place.templates)
    pages, furniture, seen = [], [], set()
    for number, place in enumerate(places, 1):
        found = content(parts.xml(place.part), place.fonts)
        for template in place.templates:
            under = content(parts.xml(template), place.fonts)
            if serves[template] > 1:
                edges, under = _edges(under, place.size[1] * MM)
                if template not in seen:
                    furniture += _furniture(edges, number, place.size[1] * MM)
                seen.add(template)
            found = under + found
        pages.append(layout(found.page(number, place.size[0] * MM, place.size[1] * MM)))
    if all(p.characters < MIN_TEXT and p.pictures for p in pages):
        raise ReadError("needs-ocr", "the pages are pictures without text", "run text recognition on the file first", "skipped")
    heads = [b for b in furniture if b.kind == "header"]
    feet = [b for b in furniture if b.kind == "footer"]
    title = next((" ".join(t.text.split()) for t in _all(root, "Title") if t.text and t.text.strip()), None)
    return Source(name, "ofd", (*heads, *blocks(pages), *feet), pages=len(pages), title=title, warnings=tuple(_warnings(pages)))


# --- parts ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of the package; names are compared without case, as programs differ."""

    archive: zipfile.ZipFile
    names: dict[str, str]

    @classmethod
    def of(cls, data: bytes) -> _Parts:
        archive = package.open_zip(data, _WHAT)
        parts = cls(archive, {n.replace("\\", "/").lstrip("/").lower(): n for n in archive.namelist()})
        if any(n.endswith("encryptions.xml") for n in parts.names):
            raise ReadError("password", "the OFD file is encrypted", "save a copy without a password")
        return parts

    @staticmethod
    def at(part: str, location: str | None) -> str:
        """The name of the part that `part` refers to as `location`."""
        location = (location or "").strip().replace("\\", "/")
        joined = location if location.startswith("/") else posixpath.join(posixpath.dirname(part), location)
        return posixpath.normpath(joined).lstrip("/")

    def xml(self, name: str) -> etree._Element:
        """The root of a part. Raises ReadError where it is missing or broken."""
        data = package.part(self.archive, self.names.get(name.lower(), name), _WHAT)
        if data is None:
            raise ReadError("damaged", f"a part of the OFD file is missing ({name})", _AGAIN)
        return package.xml(data, name, _WHAT)

    def optional(self, name: str) -> etree._Element | None:
        try:
            return self.xml(name)
        except ReadError:
            return None


@dataclass(frozen=True, slots=True)
class _Place:
    """A page: the part that holds it, the templates under it, its size in millimetres."""

    part: str
    templates: tuple[str, ...]
    size: tuple[float, float]
    fonts: frozenset[str]  # the bold ones


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Elements by local name: programs write the namespace of the standard, of its draft, or none."""
    return root.iter(f"{{*}}{name}")


def _pages(parts: _Parts, document: str) -> Iterator[_Place]:
    root = parts.xml(document)
    fonts = frozenset(_bold(parts, root, document))
    usual = _size(next(_all(root, "PageArea"), None)) or A4
    templates = {t.get("ID", ""): parts.at(document, t.get("BaseLoc")) for t in _all(root, "TemplatePage")}
    listed = next(_all(root, "Pages"), None)
    for entry in listed.iterchildren("{*}Page") if listed is not None else ():
        part = parts.at(document, entry.get("BaseLoc"))
        page = parts.xml(part)
        used = [
            templates[t.get("TemplateID", "")] for t in page.iterchildren("{*}Template") if t.get("TemplateID", "") in templates
        ]
        yield _Place(part, tuple(used), _size(next(_all(page, "Area"), None)) or usual, fonts)


def _size(area: etree._Element | None) -> tuple[float, float] | None:
    from extractor.read.ofd_page import numbers

    box = next(_all(area, "PhysicalBox"), None) if area is not None else None
    values = numbers(box.text, 4) if box is not None else []
    return (values[2], values[3]) if len(values) == 4 and min(values[2:]) > 0 and max(values[2:]) < 10_000 else None


def _bold(parts: _Parts, root: etree._Element, document: str) -> Iterator[str]:
    """The ids of bold fonts."""
    for kind in ("PublicRes", "DocumentRes"):
        for item in _all(root, kind):
            resources = parts.optional(parts.at(document, item.text))
            for font in _all(resources, "Font") if resources is not None else ():
                name = font.get("FontName", "").lower()
                if font.get("Bold") == "true" or "bold" in name or "黑体" in name:
                    yield font.get("ID", "")


# --- templates --------------------------------------------------------------------------------------------------------
def _edges(under: Content, height: float) -> tuple[Content, Content]:
    """What stands at the head and foot of the page, and the rest."""
    inner = [EDGE * height < g.baseline < (1 - EDGE) * height for g in under.glyphs]
    at_edge = [g for g, is_inner in zip(under.glyphs, inner, strict=True) if not is_inner]
    rest = [g for g, is_inner in zip(under.glyphs, inner, strict=True) if is_inner]
    return replace(under, glyphs=at_edge, slanted=[], rules=[], pictures=0.0), replace(under, glyphs=rest)


def _furniture(edges: Content, number: int, height: float) -> Iterator[Block]:
    from extractor.read.pdf_lines import line, rows
    from extractor.read.pdf_paragraphs import block

    for row in rows(edges.glyphs):
        printed = line(row, number)
        if printed is not None:
            yield block([printed], "header" if printed.baseline < height / 2 else "footer")


def _warnings(pages) -> Iterator[Warning]:
    bare = [str(p.number) for p in pages if p.pictures > 0.4 and p.characters < MIN_TEXT]
    if bare:
        yield Warning(
            "page-without-text", f"pages without text were not read: {', '.join(bare[:20])}{', …' if len(bare) > 20 else ''}"
        )
