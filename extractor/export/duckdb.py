"""Tables as a DuckDB database (extra ``[duckdb]``): typed columns (DATE, DECIMAL, BOOLEAN), ready for SQL and analysis."""

from __future__ import annotations

from pathlib import Path

from extractor.catalogue import Catalogue, Sheet
from extractor.export import About, OutputError, part, settle_in
from extractor.export.sql import RUN, create, facts, quoted
from extractor.table import Row, arrow

SUFFIXES = (".duckdb",)
_TYPES = {"date": "DATE", "number": "DECIMAL(38, 10)", "integer": "BIGINT", "share": "DOUBLE", "flag": "BOOLEAN"}
_MEMORY = "256MB"  # of the database; it would take most of the machine's to spare it reading again
_GROUP = 5_000  # rows held back for one insert


class Writer:
    def __init__(self, path: Path, words: Catalogue, lang: str, about: About):
        try:
            import duckdb
        except ImportError as error:
            raise OutputError(f"{path}: needs DuckDB: pip install 'agreement-extractor[duckdb]'") from error
        self._path, self._sheets = path, words.sheets
        part(path).unlink(missing_ok=True)
        try:
            self._db = duckdb.connect(str(part(path)), config={"memory_limit": _MEMORY})
        except duckdb.Error as error:
            raise OSError(str(error)) from error
        for sheet in words.sheets:
            self._db.execute(create(sheet, _TYPES, "VARCHAR"))
        self._db.execute(f"CREATE TABLE {RUN} (key VARCHAR, value VARCHAR)")
        self._db.executemany(f"INSERT INTO {RUN} VALUES (?, ?)", facts(about))
        self._waiting: dict[str, list[Row]] = {s.id: [] for s in words.sheets}

    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        for sheet in self._sheets:
            waiting = self._waiting[sheet.id]
            waiting += rows.get(sheet.id, ())
            if len(waiting) >= _GROUP:
                self._flush(sheet)

    def _flush(self, sheet: Sheet) -> None:
        if self._waiting[sheet.id]:
            self._db.register("waiting", arrow(self._waiting[sheet.id], sheet))
            self._db.execute(f"INSERT INTO {quoted(sheet.id)} SELECT * FROM waiting")
            self._db.unregister("waiting")
            self._waiting[sheet.id] = []

    def close(self) -> list[Path]:
        for sheet in self._sheets:
            self._flush(sheet)
        self._db.close()
        return [settle_in(self._path)]

    def discard(self) -> None:
        self._db.close()
        for file in (part(self._path), part(self._path).with_name(f"{part(self._path).name}.wal")):
            file.unlink(missing_ok=True)
