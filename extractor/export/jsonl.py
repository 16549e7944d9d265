"""Records as JSON Lines: UTF-8, one record a line, keys as in ``extractor/record.schema.json``."""

from __future__ import annotations

import json
from pathlib import Path

from extractor.catalogue import Catalogue
from extractor.export import About, part, settle_in
from extractor.table import Row

SUFFIXES = (".jsonl",)


class Writer:
    def __init__(self, path: Path, words: Catalogue, lang: str, about: About):
        self._path = path
        # A lone surrogate (a file name that is not UTF-8) becomes \udcXX, which is how JSON itself spells it.
        self._file = open(part(path), "w", encoding="utf-8", errors="backslashreplace", newline="\n")

    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        if record is not None:
            self._file.write(json.dumps(record, ensure_ascii=False) + "\n")

    def close(self) -> list[Path]:
        self._file.close()
        return [settle_in(self._path)]

    def discard(self) -> None:
        self._file.close()
        part(self._path).unlink(missing_ok=True)
