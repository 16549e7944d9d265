"""Tables as an SQLite database, ready for SQL: ``SELECT party_b, sum(total) FROM contracts GROUP BY 1``.

Dates are ISO 8601 text, flags 0 and 1; numbers are exact up to 15 digits, as far as SQLite's own go. Every table has an index on
``file``.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

from extractor.catalogue import Catalogue
from extractor.export import About, part, settle_in
from extractor.export.sql import RUN, create, facts, quoted
from extractor.table import Row, typed

SUFFIXES = (".sqlite", ".db")
_TYPES = {"date": "DATE", "number": "NUMERIC", "integer": "INTEGER", "share": "REAL", "flag": "INTEGER"}


class Writer:
    def __init__(self, path: Path, words: Catalogue, lang: str, about: About):
        self._path, self._sheets = path, words.sheets
        part(path).unlink(missing_ok=True)
        open(part(path), "xb").close()  # a place that cannot be written shows now
        self._db = sqlite3.connect(part(path), isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("BEGIN")
        for sheet in words.sheets:
            self._db.execute(create(sheet, _TYPES, "TEXT"))
        self._db.execute(f"CREATE TABLE {RUN} (key TEXT, value TEXT)")
        self._db.executemany(f"INSERT INTO {RUN} VALUES (?, ?)", facts(about))
        self._insert = {s.id: f"INSERT INTO {quoted(s.id)} VALUES ({', '.join('?' * len(s.columns))})" for s in words.sheets}

    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        for sheet in self._sheets:
            if sheet.id in rows:
                cells = ([_cell(typed(row.get(c.id), c)) for c in sheet.columns] for row in rows[sheet.id])
                self._db.executemany(self._insert[sheet.id], cells)

    def close(self) -> list[Path]:
        for sheet in self._sheets:
            if any(c.id == "file" for c in sheet.columns):
                self._db.execute(f"CREATE INDEX {quoted(f'{sheet.id}_by_file')} ON {quoted(sheet.id)} (file)")
        self._db.execute("COMMIT")
        self._db.close()
        return [settle_in(self._path)]

    def discard(self) -> None:
        self._db.close()
        part(self._path).unlink(missing_ok=True)


def _cell(cell: object) -> object:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else cell
