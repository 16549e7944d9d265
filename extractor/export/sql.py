"""What the two databases share: one table for each table of the ledger, columns by the catalogue's ids in typed form, words as
codes, periods ISO 8601."""

from __future__ import annotations

from extractor.catalogue import Sheet
from extractor.export import About

RUN = "extractor"  # the table that tells of the run: key, value


def create(sheet: Sheet, types: dict[str, str], text: str) -> str:
    """The statement that makes a table; `types`: column type → SQL type, `text` for all others."""
    columns = ", ".join(f"{quoted(c.id)} {types.get(c.type, text)}" for c in sheet.columns)
    return f"CREATE TABLE {quoted(sheet.id)} ({columns})"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def facts(about: About) -> list[tuple[str, str]]:
    return [("version", about.version), ("pack", about.pack), ("started", about.started)]
