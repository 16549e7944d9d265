"""Form fields and free-text notes of a PDF page: flattened into the page so that pdfium reads them, and told apart from the printed text."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2.raw as pdfium

MAX_WORDS = 2_000  # code points of one note
MAX_FIELDS = 2_000  # annotations looked at on one page
FAR = 20_000.0  # points: no page is larger


@dataclass(frozen=True, slots=True)
class Field:
    """A fill-in place. ``box`` in PDF user space; ``kind``: ``text``, ``choice`` (check box, radio button) or ``button``; ``checked`` for choices; ``words`` of a
    note that says nothing of its look, so that nothing draws it."""

    box: tuple[float, float, float, float]
    kind: str
    checked: bool = False
    words: str = ""


_KINDS = {
    pdfium.FPDF_FORMFIELD_TEXTFIELD: "text",
    pdfium.FPDF_FORMFIELD_COMBOBOX: "text",
    pdfium.FPDF_FORMFIELD_LISTBOX: "text",
    pdfium.FPDF_FORMFIELD_CHECKBOX: "choice",
    pdfium.FPDF_FORMFIELD_RADIOBUTTON: "choice",
    pdfium.FPDF_FORMFIELD_PUSHBUTTON: "button",
}


def flatten(document, index: int):
    """Page `index` of an open pypdfium2 document with its fields drawn into it, and the fields."""
    page = document[index]
    found = list(_fields(page, document.formenv))
    if found and pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
        page.close()
        page = document[index]
    return page, tuple(found)


def _fields(page, formenv):
    rect = pdfium.FS_RECTF()
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), MAX_FIELDS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
        try:
            subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
            if subtype not in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT) or not pdfium.FPDFAnnot_GetRect(
                annotation, ctypes.byref(rect)
            ):
                continue
            kind, checked, words = "text", False, ""
            if subtype == pdfium.FPDF_ANNOT_FREETEXT and not _drawn(annotation):
                words = _words(annotation)
            if subtype == pdfium.FPDF_ANNOT_WIDGET:
                if formenv is None:
                    continue
                kind = _KINDS.get(pdfium.FPDFAnnot_GetFormFieldType(formenv.raw, annotation))
                checked = kind == "choice" and bool(pdfium.FPDFAnnot_IsChecked(formenv.raw, annotation))
            if kind:
                low, high = sorted((rect.bottom, rect.top))
                if 1 < high - low < FAR and 1 < rect.right - rect.left < FAR:  # smaller ones show nothing
                    yield Field((rect.left, low, rect.right, high), kind, checked, words)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _drawn(annotation) -> bool:
    """Whether an annotation brings its look with it."""
    return pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > 2  # bytes of UTF-16; 2 end an empty one


def _words(annotation) -> str:
    """What an annotation says, at most `MAX_WORDS`."""
    size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if not 2 < size < FAR:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")[:MAX_WORDS]
