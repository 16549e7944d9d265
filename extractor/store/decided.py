"""What people decided about values (`extractor.decisions`), as rows of the store: only ever added, never changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from extractor.store.spelling import decoded, spelled

TABLE = """
CREATE TABLE IF NOT EXISTS decisions (
  id INTEGER PRIMARY KEY, document TEXT NOT NULL, field TEXT NOT NULL, place TEXT NOT NULL, machine TEXT, verdict TEXT NOT NULL,
  value TEXT, note TEXT NOT NULL, origin TEXT NOT NULL, made TEXT NOT NULL, file TEXT NOT NULL  -- see extractor.decisions
);
"""
_COLUMNS = "document, field, place, machine, verdict, value, note, origin, made, file"


def add(db: sqlite3.Connection, row: tuple) -> None:
    """Write down a decision, its values as `extractor.decisions.Decision` has them."""
    marks = ", ".join(["CAST(? AS TEXT)"] * len(row))
    db.execute(f"INSERT INTO decisions ({_COLUMNS}) VALUES ({marks})", [v if v is None else spelled(v) for v in row])


def rows(db: sqlite3.Connection) -> list[tuple]:
    """All decisions, the first first; none in a store made before there were any."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'decisions'").fetchone():
        return []
    return db.execute(f"SELECT {_COLUMNS} FROM decisions ORDER BY id").fetchall()


def standing(path: Path) -> list[tuple]:
    """The decisions in a store that is about to be made anew; none where it is no database."""
    if not path.is_file():
        return []
    try:
        db = sqlite3.connect(path)
        db.text_factory = decoded
        try:
            return rows(db)
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return []
