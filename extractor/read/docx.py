"""Word files (.docx and what WPS writes): a direct walk over the package's XML, everything resolved as Word shows it.

Insertions are kept and deletions dropped (the accepted state is the text); field results are text, field codes are not; hidden
text is not; placeholders of empty controls, underlined gaps and ruled tabs are blanks (``_``).
"""

from __future__ import annotations

from lxml import etree

from extractor.model import Block, Change, Source, Warning
from extractor.read import docx_numbers, docx_styles
from extractor.read.docx_package import Package, W, open_package
from extractor.read.docx_walk import Walk
from extractor.read.docx_words import Reader
from extractor.read.package import listing

SUFFIXES = (".docx", ".docm", ".dotx")
NAMED = 5  # tracked changes that a warning names; all are listed in `Source.changes`
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def sniff(data: bytes) -> bool:
    """A ZIP package that lists Word's parts; what is stored inside a part does not count."""
    return data[:4] == b"PK\x03\x04" and b"word/" in listing(data)


def read(data: bytes, name: str) -> Source:
    """Paragraphs and table rows in reading order; headers and footers behind them, marked as furniture. Raises `ReadError`."""
    package = open_package(data)
    root = package.xml(package.main)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        from extractor.read import ReadError

        raise ReadError("damaged", "the Word file has no document text", "open and save it again in Word or WPS")
    styles = docx_styles.parse(next((package.opening(part) for part in package.related("styles")), None))
    words = Reader(styles)
    walk = Walk(styles, docx_numbers.Counter(docx_numbers.parse(_first(package, "numbering"))), _notes(package), words)
    blocks = [*walk.body(body), *_furniture(package, styles)]
    return Source(
        name,
        "docx",
        tuple(blocks),
        title=_title(package),
        comments=_comments(package),
        changes=tuple(words.changes),
        warnings=tuple(_warnings(words.changes)),
    )


def _first(package: Package, kind: str) -> etree._Element | None:
    names = package.related(kind)
    return package.xml(names[0]) if names else None


def _notes(package: Package) -> dict[tuple[str, str], etree._Element]:
    """Footnotes and endnotes by kind and id; separators are none."""
    found = {}
    for kind in ("footnote", "endnote"):
        root = _first(package, f"{kind}s")
        for item in root if root is not None else ():
            if item.get(f"{W}type") in (None, "normal"):
                found[(kind, item.get(f"{W}id", ""))] = item
    return found


def _warnings(changes: list[Change]) -> list[Warning]:
    if not changes:
        return []
    listed = "; ".join(f"{c.kind} {c.text[:30]!r}" for c in changes[:NAMED]) + ("; …" if len(changes) > NAMED else "")
    number = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    return [Warning("tracked-changes", f"the file holds {number} not yet accepted ({listed}); the text is the accepted state")]


def _furniture(package: Package, styles: docx_styles.Styles) -> list[Block]:
    """Headers and footers, each line once."""
    found: dict[tuple[str, str], Block] = {}
    for kind in ("header", "footer"):
        for part in dict.fromkeys(package.related(kind)):
            root = package.xml(part)
            if root is not None:
                walk = Walk(styles, docx_numbers.Counter(docx_numbers.Numbering()), {}, Reader(styles))
                for block in walk.body(root, f"{kind}.", kind):
                    found.setdefault((kind, block.text), Block(block.text, kind, path=block.path))
    return list(found.values())


def _comments(package: Package) -> tuple[str, ...]:
    root = _first(package, "comments")
    return tuple(" ".join("".join(item.itertext()).split()) for item in root.findall(f"{W}comment")) if root is not None else ()


def _title(package: Package) -> str | None:
    root = package.xml("docProps/core.xml")
    item = root.find(_TITLE) if root is not None else None
    return (item.text or "").strip() or None if item is not None else None
