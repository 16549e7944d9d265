"""PDF: paragraphs, table rows and furniture in reading order, each printed line with its box.

pdfium carries the text (`pdf_chars`); lines, tables, furniture and paragraphs are made from its character boxes and drawn paths by the modules beside
this one. Values in form fields and free-text notes are flattened into the page first. A file pdfium cannot open gets one repair by qpdf (pikepdf).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from extractor import limits
from extractor.model import Source, Warning

SUFFIXES = (".pdf",)
MIN_TEXT = 12  # characters a page: fewer is a page number or a stamp, not a text layer
MOSTLY = 0.4  # share of a page that a picture covers when the page is that picture
MAX_UNREADABLE = 0.05  # share of nameless characters on a page


def sniff(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def read(data: bytes, name: str) -> Source:
    """Read a PDF. Raises ReadError: ``too-large``, ``password``, ``damaged``, ``needs-ocr``."""
    from extractor.read import ReadError
    from extractor.read.pdf_layout import blocks

    if len(data) > limits.MAX_BYTES:
        raise ReadError("too-large", f"the file has more than {limits.MAX_BYTES // limits.MB} MB", "split it or reduce its pictures")
    document, repaired = _open(data)
    try:
        count = len(document)
        if count > limits.MAX_PAGES:
            raise ReadError("too-large", f"the file has {count} pages, more than {limits.MAX_PAGES}", "split it")
        pages = _layouts(document)
        title = (document.get_metadata_dict(skip_empty=True).get("Title") or "").strip() or None
    finally:
        document.close()
    if all(_bare(p) for p in pages):
        raise ReadError(
            "needs-ocr", "the pages are pictures without a text layer", "run text recognition on the file first", "skipped"
        )
    return Source(name, "pdf", tuple(blocks(pages)), pages=count, title=title, warnings=tuple(_warnings(pages, repaired)))


def _open(data: bytes) -> tuple:
    """The document with its forms loaded, and whether it had to be repaired."""
    import pikepdf
    import pypdfium2

    from extractor.read import ReadError

    repaired = False
    locked = ReadError("password", "the file is encrypted and asks for a password", "save a copy without a password")
    try:
        document = pypdfium2.PdfDocument(data)
        if not len(document):
            raise pypdfium2.PdfiumError("no pages")
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise locked from error
        try:
            mended = io.BytesIO()
            with pikepdf.open(io.BytesIO(data)) as broken:
                broken.save(mended)
            document, repaired = pypdfium2.PdfDocument(mended.getvalue()), True
        except pikepdf.PasswordError as again:
            raise locked from again
        except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError) as again:
            raise _damaged() from again
        if not len(document):
            document.close()
            raise _damaged() from error
    if document.get_formtype():
        document.init_forms()
    return document, repaired


def _damaged():
    from extractor.read import ReadError

    return ReadError("damaged", "the file is broken and could not be repaired", "get the file again from where it came from")


def _layouts(document) -> list:
    import pypdfium2

    from extractor.read.pdf_chars import read_page
    from extractor.read.pdf_forms import flatten
    from extractor.read.pdf_layout import layout

    made = []
    for index in range(len(document)):
        try:
            page, fields = flatten(document, index)
        except pypdfium2.PdfiumError as error:
            raise _damaged() from error
        try:
            made.append(layout(read_page(page, index + 1, fields)))
        finally:
            page.close()
    return made


def _warnings(pages, repaired: bool) -> Iterator[Warning]:
    if repaired:
        yield Warning("repaired", "the file was broken and had to be repaired; words may be missing")
    bare = [p.number for p in pages if p.pictures and _bare(p)]
    if bare:
        yield Warning("page-without-text", f"pages without a text layer were not read: {_listed(bare)}")
    garbled = [p.number for p in pages if p.unreadable > 3 and p.unreadable > MAX_UNREADABLE * (p.characters or 1)]
    if garbled:
        yield Warning(
            "garbled-text", f"fonts do not say which characters they show; text may be wrong on pages {_listed(garbled)}"
        )
    cut = [p.number for p in pages if p.cut]
    if cut:
        yield Warning("page-cut", f"pages with too many characters were read in part: {_listed(cut)}")


def _bare(page) -> bool:
    """No text layer: nothing printed, or a picture with no more than a page number or a stamp."""
    return not page.characters or page.characters < MIN_TEXT and page.pictures > MOSTLY


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:20])) + (", …" if len(numbers) > 20 else "")
