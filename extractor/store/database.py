"""The file under a store: how it is laid out, opened, locked and written to all at once."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from extractor.hidden import hidden
from extractor.store import decided
from extractor.store.spelling import decoded

FORM = 1  # of the tables below; a store of another form is not opened

TABLES = """
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, began TEXT NOT NULL, ended TEXT, state TEXT NOT NULL DEFAULT 'running',  -- running | done | stopped
  version TEXT NOT NULL, reader TEXT NOT NULL, rules TEXT NOT NULL, pack TEXT NOT NULL, arguments TEXT NOT NULL, told TEXT
);
CREATE TABLE files (
  name TEXT PRIMARY KEY, root TEXT NOT NULL,    -- the path given to the run that led to it
  run INTEGER NOT NULL, place INTEGER NOT NULL, -- the last run that saw it, and its place there
  stamp TEXT NOT NULL,                          -- size and time of change: while they stay, the content does
  key TEXT,                                     -- its content; NULL = to be looked at
  was TEXT,                                     -- its content when a run was last done
  fate TEXT                                     -- in the last run: new | changed | moved | same | gone
) WITHOUT ROWID;
CREATE UNIQUE INDEX files_by_place ON files (run, place);
CREATE INDEX files_by_key ON files (key, run, place);
CREATE INDEX files_by_was ON files (was);
CREATE TABLE contents (
  key TEXT PRIMARY KEY, run INTEGER NOT NULL, done TEXT NOT NULL,
  reader TEXT NOT NULL, rules TEXT NOT NULL,    -- what the reading and the records depend on (extractor.provenance)
  state TEXT NOT NULL, code TEXT, reason TEXT, next_step TEXT,
  seconds REAL NOT NULL, stages TEXT NOT NULL,  -- JSON: step → seconds
  traits BLOB, records BLOB NOT NULL, reading BLOB  -- packed (extractor.packed)
);
CREATE TABLE outputs (path TEXT PRIMARY KEY, made_of TEXT NOT NULL, stamps TEXT NOT NULL);
"""

class StoreError(Exception):
    """A store that cannot be used; the message says why and what to do."""


class Database:
    """An open store's file. ``:memory:`` as path keeps it in memory. Raises StoreError."""

    def __init__(self, path: Path | str, reading_only: bool = False, fresh: bool = False):
        self.path = Path(path)
        self.db = self._lock = None
        try:
            self._open(str(path) == ":memory:", reading_only, fresh)
        except (sqlite3.DatabaseError, OSError) as error:
            self.close()
            raise StoreError(f"{self.path}: cannot be used as a store: {error}; --store puts it elsewhere") from error
        form = self.one("PRAGMA user_version")
        if form != FORM:
            self.close()
            raise StoreError(
                f"{self.path}: a store of another version of this tool (form {form}, not {FORM}); --fresh makes a new one"
            )

    def _open(self, in_memory: bool, reading_only: bool, fresh: bool) -> None:
        kept: list[tuple] = []
        if reading_only:
            self.db = _read_only(self.path)
        elif in_memory:
            self.db = sqlite3.connect(":memory:", isolation_level=None)
        else:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self.path)
            kept = decided.standing(self.path) if fresh else []
            for file in files_of(self.path)[:-1] if fresh else ():
                file.unlink(missing_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self.db = sqlite3.connect(self.path, isolation_level=None)
        self.db.text_factory = decoded
        if not reading_only:
            self._lay_out(kept)

    def _lay_out(self, decisions: list[tuple]) -> None:
        self.db.execute("PRAGMA secure_delete = ON")
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")  # a killed program loses nothing; a crash of the machine the last moments
        if not self.one("SELECT count(*) FROM sqlite_master"):
            self.db.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {FORM}; COMMIT;")
        self.db.execute(decided.TABLE)
        with self.together():  # what people decided outlives what the machine did
            for row in decisions:
                decided.add(self.db, row)

    def close(self) -> None:
        for connection in (self.db, self._lock):
            if connection:
                connection.close()

    def one(self, sql: str, *values: object) -> object:
        """The first cell of the first row, None where there is none."""
        row = self.db.execute(sql, values).fetchone()
        return row[0] if row else None

    def together(self) -> Transaction:
        """``with store.together():`` all or nothing, and much faster for many rows."""
        return Transaction(self.db)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """``with store.unchanged():`` whatever is done to the store is undone at the end."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")


class Transaction:
    """BEGIN … COMMIT, ROLLBACK when something is raised; inside another one it is part of that."""

    def __init__(self, db: sqlite3.Connection):
        self.db = db

    def __enter__(self) -> None:
        self._outer = self.db.in_transaction
        if not self._outer:
            self.db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind, value, trace) -> None:
        if not self._outer:
            self.db.execute("ROLLBACK" if kind else "COMMIT")


def _read_only(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise FileNotFoundError("no such file")
    address = f"{path.absolute().as_uri()}?mode=ro"
    db = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        db.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:  # in a folder that nothing may be written to
        db.close()
        db = sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
    return db


def _locked(path: Path) -> sqlite3.Connection:
    """A lock that ends with this process, however it ends: an exclusive transaction on an empty file beside the store."""
    beside = hidden(path, ".lock")
    os.close(os.open(beside, os.O_CREAT | os.O_RDWR, 0o600))
    lock = sqlite3.connect(beside, isolation_level=None, timeout=0.5)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise StoreError(
            f"{path}: another run is writing to this store; wait for it, or give another output or --store"
        ) from error
    return lock


def files_of(path: Path) -> list[Path]:
    """The files a store may consist of."""
    return [
        path,
        *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")),
        hidden(path, ".lock"),
    ]


def now() -> str:
    """ISO 8601, local time with offset, to the microsecond."""
    return datetime.now().astimezone().isoformat()
