"""PDF: paragraphs, table rows and furniture in reading order, each printed line with its box.

pdfium carries the text (`pdf_chars`); lines, tables, furniture and paragraphs are made from its character boxes and drawn paths by the modules beside
this one. Values in form fields and free-text notes are flattened into the page first. A file pdfium cannot open gets one repair by qpdf (pikepdf).
Pages that are pictures, and pages whose fonts do not say what they show, go through text recognition where it is installed (`extractor.ocr`).
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extractor import limits
from extractor.model import Source, Warning
from extractor.read.encoding import everyday
from extractor.read.glyphs import rare

if TYPE_CHECKING:
    from extractor.ocr.sheet import Sheet

SUFFIXES = (".pdf",)
MIN_TEXT = 12  # characters a page: fewer is a page number or a stamp, not a text layer
MOSTLY = 0.4  # share of a page that a picture covers when the page is that picture
STAMPED = 100  # characters: fewer on a picture of the whole page are a stamp, a file number or a watermark put over a scan
WHOLE = 0.8  # share of a page that a picture of the whole page covers
MAX_UNREADABLE = 0.05  # share of nameless characters on a page
MIN_IDEOGRAPHS = 30
MIN_EVERYDAY = 0.1  # share of ideographs that all agreements are made of: texts have 0.4 and more, lists of names 0.15, a font with a wrong table 0.05
ENOUGH_IDEOGRAPHS = 60  # to judge by that
MAX_ACCENTED = 0.3  # share of accented Latin letters on a page: French has 0.04, double-byte characters taken for Latin ones 0.9
MAX_RARE = 0.4  # share of ideographs of a page that few texts have; contracts have below 0.02, a font with a wrong table 0.7


def sniff(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def read(data: bytes, name: str) -> Source:
    """Read a PDF. Raises ReadError: ``too-large``, ``password``, ``damaged``, ``needs-ocr``."""
    from extractor import ocr
    from extractor.read import ReadError
    from extractor.read.pdf_layout import blocks

    if len(data) > limits.MAX_BYTES:
        raise ReadError("too-large", f"the file has more than {limits.MAX_BYTES // limits.MB} MB", "split it or reduce its pictures")
    document, repaired = _open(data)
    try:
        count = len(document)
        if count > limits.MAX_PAGES:
            raise ReadError("too-large", f"the file has {count} pages, more than {limits.MAX_PAGES}", "split it")
        pages, sheets = _layouts(document)
        title = (document.get_metadata_dict(skip_empty=True).get("Title") or "").strip() or None
    finally:
        document.close()
    if not sheets and not ocr.installed() and all(_bare(p) for p in pages):
        raise ReadError("needs-ocr", "the pages are pictures without a text layer", ocr.next_step(), "skipped")
    made = blocks(pages)
    if sheets:
        from extractor.ocr.page import placed

        made = [placed(b, sheets) for b in made]
        pages = [replace(p, number=sheets[p.number].number) for p in pages if not sheets[p.number].recognised]
    return Source(name, "pdf", tuple(made), pages=count, ocr=bool(sheets), title=title, warnings=tuple(_warnings(pages, repaired)))


def picture(data: bytes, number: int) -> tuple[object, float] | None:
    """Page `number` (1-based), fields and notes drawn into it, as an RGB array and its dots per inch; None where there is no such page. Raises ReadError."""
    from extractor.read.pdf_forms import flatten

    document, _ = _open(data)
    try:
        if number > len(document):
            return None
        page, _ = flatten(document, number - 1)
        dpi = _dpi(page)
        bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
        try:
            return bitmap.to_numpy()[:, :, :3].copy(), dpi
        finally:
            bitmap.close()
            page.close()
    finally:
        document.close()


def _dpi(page) -> float:
    """How finely a page is drawn to be read."""
    return min(limits.OCR_DPI, 72 * limits.MAX_OCR_SIDE / max(page.get_size()))


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
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD and b"/Encrypt" in data:  # or the code of a file before
            raise locked from error
        try:
            mended = io.BytesIO()
            with warnings.catch_warnings(action="ignore"), pikepdf.open(io.BytesIO(data)) as broken:
                broken.save(mended)
            document, repaired = pypdfium2.PdfDocument(mended.getvalue()), True
        except pikepdf.PasswordError as again:
            raise locked from again
        except (pikepdf.PdfError, pypdfium2.PdfiumError, RuntimeError, ValueError) as again:
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


def _layouts(document) -> tuple[list, dict[int, Sheet]]:
    """The document's pages, laid out and numbered from 1; if text recognition read any, their sheets by number (a picture may hold two pages)."""
    import pypdfium2

    from extractor.read.pdf_chars import read_page
    from extractor.read.pdf_forms import flatten
    from extractor.read.pdf_layout import layout

    made, sheets = [], []
    for index in range(len(document)):
        try:
            page, fields = flatten(document, index)
        except pypdfium2.PdfiumError as error:
            raise _damaged() from error
        try:
            one = layout(read_page(page, len(made) + 1, fields), made[-1].gutter if made else None)
            found = _recognised(page, index + 1, one, sum(s.recognised for s in sheets))
        finally:
            page.close()
        sheets += found
        for sheet in found:
            made.append(layout(replace(sheet.page, number=len(made) + 1)) if sheet.page else one)
    return made, dict(enumerate(sheets, 1)) if any(s.recognised for s in sheets) else {}


def _recognised(page, number: int, typed, done: int) -> list[Sheet]:
    """What text recognition reads on a page whose text layer cannot be used: one sheet or two, or the page as it is typed."""
    from extractor import ocr
    from extractor.ocr.sheet import Sheet

    asked = _bare(typed) or _garbled(typed) or typed.characters < STAMPED and typed.pictures > WHOLE
    if asked and done < limits.MAX_OCR_PAGES and ocr.installed():
        from extractor.ocr.page import read

        dpi = _dpi(page)
        bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
        try:
            found = read(bitmap.to_numpy()[:, :, :3], number, dpi, ocr.engine())
        finally:
            bitmap.close()
        if any(sheet.page.glyphs for sheet in found):
            return found
    return [Sheet(number)]


def _warnings(pages, repaired: bool) -> Iterator[Warning]:
    if repaired:
        yield Warning("repaired", "the file was broken and had to be repaired; words may be missing")
    bare = [p.number for p in pages if p.pictures and _bare(p)]
    if bare:
        yield Warning("page-without-text", f"pages without a text layer were not read: {_listed(bare)}")
    garbled = [p.number for p in pages if _garbled(p)]
    if garbled:
        yield Warning(
            "garbled-text", f"fonts do not say which characters they show; text may be wrong on pages {_listed(garbled)}"
        )
    cut = [p.number for p in pages if p.cut]
    if cut:
        yield Warning("page-cut", f"pages with too many characters were read in part: {_listed(cut)}")


_ACCENTED, _IDEOGRAPH = re.compile("[\xa1-\xff]"), re.compile("[\u3400-\u9fff]")


def _bare(page) -> bool:
    """No text layer: nothing printed, or a picture with no more than a page number or a stamp."""
    return not page.characters or page.characters < MIN_TEXT and page.pictures > MOSTLY


def _garbled(page) -> bool:
    """Whether fonts do not say what they show: characters without a name, rare ideographs or accented letters all over the page, none of the usual ones."""
    if page.unreadable > 3 and page.unreadable > MAX_UNREADABLE * (page.characters or 1):
        return True
    text = "".join(x.text for x in page.lines)
    accented = len(_ACCENTED.findall(text))
    if accented > MIN_TEXT and accented > MAX_ACCENTED * len("".join(text.split())):
        return True
    ideographs = _IDEOGRAPH.findall(text)
    if len(ideographs) >= ENOUGH_IDEOGRAPHS and everyday(text) < MIN_EVERYDAY:
        return True
    return len(ideographs) >= MIN_IDEOGRAPHS and sum(map(rare, ideographs)) > MAX_RARE * len(ideographs)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:20])) + (", …" if len(numbers) > 20 else "")
