"""Tables as CSV for spreadsheet programs: ``ledger.csv`` and, beside it, ``ledger.parties.csv`` and so on.

UTF-8 with a byte order mark (without it Excel shows mojibake), CRLF, headers and words in the chosen language. A text that a
spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV Injection).
"""

from __future__ import annotations

import csv
from pathlib import Path

from extractor.catalogue import Catalogue
from extractor.export import About, beside, part, settle_in
from extractor.table import Row, show

SUFFIXES = (".csv",)
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Writer:
    def __init__(self, path: Path, words: Catalogue, lang: str, about: About):
        self._words, self._lang = words, lang
        self._paths = beside(path, words)
        self._files = {
            name: open(part(p), "w", encoding="utf-8-sig", errors="replace", newline="") for name, p in self._paths.items()
        }
        self._csv = {name: csv.writer(file) for name, file in self._files.items()}
        for sheet in words.sheets:
            self._csv[sheet.id].writerow([c.labels[lang] for c in sheet.columns])

    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        for sheet in self._words.sheets:
            for row in rows.get(sheet.id, ()):
                self._csv[sheet.id].writerow([safe(show(row.get(c.id), c, self._words, self._lang)) for c in sheet.columns])

    def close(self) -> list[Path]:
        for file in self._files.values():
            file.close()
        return [settle_in(path) for path in self._paths.values()]

    def discard(self) -> None:
        for name, file in self._files.items():
            file.close()
            part(self._paths[name]).unlink(missing_ok=True)


def safe(cell: object) -> object:
    """A cell that no spreadsheet program takes for a formula. Numbers and dates stay as they are."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip(" ").startswith(_ACTIVE) else cell
    return "" if cell is None else cell
