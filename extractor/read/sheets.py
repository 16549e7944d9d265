"""Spreadsheets and presentations: known, and not read as agreements."""

from __future__ import annotations

from extractor.model import Source
from extractor.read import ReadError
from extractor.read.package import listing

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".pptx", ".ppt", ".dps")
_PRESENTATIONS = (".pptx", ".ppt", ".dps")


def sniff(data: bytes) -> bool:
    """A ZIP package that lists Excel's or PowerPoint's parts, whatever the file is called."""
    if data[:4] != b"PK\x03\x04":
        return False
    parts = listing(data)
    return (b"xl/workbook" in parts or b"ppt/presentation" in parts) and b"word/document" not in parts


def read(data: bytes, name: str) -> Source:
    """Raises ReadError: ``spreadsheet`` or ``presentation``."""
    if b"ppt/presentation" in listing(data) or name.lower().endswith(_PRESENTATIONS):
        raise ReadError("presentation", "the file is a presentation, not a text", "save the agreement in it as PDF", "skipped")
    raise ReadError("spreadsheet", "the file is a spreadsheet, not a text", "save the agreement in it as PDF or DOCX", "skipped")
