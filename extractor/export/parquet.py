"""Tables as Parquet for analysis: ``ledger.parquet`` and, beside it, ``ledger.parties.parquet`` and so on.

Columns are the catalogue's ids in typed form (date32, decimal128, bool); words stay codes and periods ISO 8601, whatever the
language.
"""

from __future__ import annotations

from pathlib import Path

from extractor.catalogue import Catalogue
from extractor.export import About, beside, part, settle_in
from extractor.table import Row, arrow, schema

SUFFIXES = (".parquet",)
_GROUP = 5_000  # rows held back for one row group


class Writer:
    def __init__(self, path: Path, words: Catalogue, lang: str, about: About):
        import pyarrow.parquet

        self._sheets = words.sheets
        self._paths = beside(path, words)
        meta = {"extractor.version": about.version, "extractor.pack": about.pack}
        self._files = {
            s.id: pyarrow.parquet.ParquetWriter(part(self._paths[s.id]), schema(s).with_metadata(meta)) for s in words.sheets
        }
        self._waiting: dict[str, list[Row]] = {s.id: [] for s in words.sheets}

    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        for sheet in self._sheets:
            waiting = self._waiting[sheet.id]
            waiting += rows.get(sheet.id, ())
            if len(waiting) >= _GROUP:
                self._flush(sheet)

    def _flush(self, sheet) -> None:
        file = self._files[sheet.id]
        file.write_table(arrow(self._waiting[sheet.id], sheet).cast(file.schema))
        self._waiting[sheet.id] = []

    def close(self) -> list[Path]:
        for sheet in self._sheets:
            self._flush(sheet)
            self._files[sheet.id].close()
        return [settle_in(path) for path in self._paths.values()]

    def discard(self) -> None:
        for name, file in self._files.items():
            file.close()
            part(self._paths[name]).unlink(missing_ok=True)
