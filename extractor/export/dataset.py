"""Tables as partitioned Parquet, for archives that no single file should hold: ``ledger.dataset/contracts/part-00000.parquet``,
….

A folder for each table, a file for each `ROWS` rows. pandas, Arrow, Dask, Spark and DuckDB (``SELECT * FROM
'ledger.dataset/contracts/*.parquet'``) read such a folder as one table.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from extractor.catalogue import Catalogue, Sheet
from extractor.export import About, OutputError, part, settle_in
from extractor.hidden import hidden
from extractor.table import Row, arrow, schema

SUFFIXES = (".dataset",)
ROWS = 500_000  # of one file
_GROUP = 5_000  # rows held back for one row group


class Writer:
    def __init__(self, path: Path, words: Catalogue, lang: str, about: About):
        self._path, self._sheets = path, words.sheets
        if path.exists() and not path.is_dir():
            raise OutputError(f"{path}: is a file; a dataset is a folder")
        shutil.rmtree(part(path), ignore_errors=True)
        part(path).mkdir()
        self._meta = {"extractor.version": about.version, "extractor.pack": about.pack}
        self._waiting: dict[str, list[Row]] = {s.id: [] for s in words.sheets}
        self._rows = dict.fromkeys(self._waiting, 0)  # written so far
        self._files: dict[str, object] = {}
        for sheet in words.sheets:
            (part(path) / sheet.id).mkdir()

    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        for sheet in self._sheets:
            waiting = self._waiting[sheet.id]
            waiting += rows.get(sheet.id, ())
            while len(waiting) >= _GROUP:
                self._flush(sheet, waiting[:_GROUP])
                del waiting[:_GROUP]

    def _flush(self, sheet: Sheet, rows: list[Row]) -> None:
        import pyarrow.parquet

        number, within = divmod(self._rows[sheet.id], ROWS)
        if within == 0:
            if sheet.id in self._files:
                self._files[sheet.id].close()
            place = part(self._path) / sheet.id / f"part-{number:05}.parquet"
            self._files[sheet.id] = pyarrow.parquet.ParquetWriter(place, schema(sheet).with_metadata(self._meta))
        file = self._files[sheet.id]
        file.write_table(arrow(rows, sheet).cast(file.schema))
        self._rows[sheet.id] += len(rows)

    def close(self) -> list[Path]:
        for sheet in self._sheets:
            if self._waiting[sheet.id] or sheet.id not in self._files:
                self._flush(sheet, self._waiting[sheet.id])
            self._files[sheet.id].close()
        place = self._settle_in()
        return [place, *sorted(place.rglob("*.parquet"))]

    def _settle_in(self) -> Path:
        """The old dataset goes out of the way whole, or, where one of its files is open elsewhere, keeps its place."""
        old = hidden(self._path, ".old")
        shutil.rmtree(old, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError, PermissionError):
            os.replace(self._path, old)
        place = settle_in(self._path)
        shutil.rmtree(old, ignore_errors=True)
        return place

    def discard(self) -> None:
        for file in self._files.values():
            file.close()
        shutil.rmtree(part(self._path), ignore_errors=True)
