"""The store of a run: one SQLite file that knows every file, what was read in it and what became of it.

A run writes down each file the moment it is done, so a run that is killed loses nothing it told of, and the next one goes on
where it stopped. Tables and workbooks are made from the store at the end. Three things are kept apart: a *file* is a path with
its stamp; a *content* is bytes, whatever they are called, with its reading and its records; a *run* is one start of the program.
SQLite's write-ahead log lets others read while a run writes.

The store holds people's names and accounts: it is created readable by its owner only.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from extractor import __version__
from extractor.batch.task import STATES, Done

FORM = 1  # of the tables below; a store of another form is not opened
_PAGE = 500  # rows fetched at a time

_TABLES = """
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
CREATE INDEX files_by_key ON files (key);
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
_DECISIONS = """
CREATE TABLE IF NOT EXISTS decisions (
  id INTEGER PRIMARY KEY, document TEXT NOT NULL, field TEXT NOT NULL, place TEXT NOT NULL, machine TEXT, verdict TEXT NOT NULL,
  value TEXT, note TEXT NOT NULL, origin TEXT NOT NULL, made TEXT NOT NULL, file TEXT NOT NULL  -- see extractor.decisions
);
"""


class StoreError(Exception):
    """A store that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class File:
    """A row of ``files``."""

    name: str
    place: int
    key: str | None
    was: str | None


class Store:
    """An open store. ``:memory:`` as path keeps it in memory. Raises StoreError."""

    def __init__(self, path: Path | str, reading_only: bool = False, fresh: bool = False):
        self.path = Path(path)
        self._db = self._lock = None
        self._roots: tuple[int, list[str]] = (0, [])  # of a run: the paths given to it
        self.used = False  # whether this run found anything to write down
        try:
            self._open(str(path) == ":memory:", reading_only, fresh)
        except (sqlite3.DatabaseError, OSError) as error:
            self.close()
            raise StoreError(f"{self.path}: cannot be used as a store: {error}; --store puts it elsewhere") from error
        form = self._one("PRAGMA user_version")
        if form != FORM:
            self.close()
            raise StoreError(
                f"{self.path}: a store of another version of this tool (form {form}, not {FORM}); --fresh makes a new one"
            )

    def _open(self, in_memory: bool, reading_only: bool, fresh: bool) -> None:
        kept: list[tuple] = []
        if in_memory:
            self._db = sqlite3.connect(":memory:", isolation_level=None)
        elif reading_only:
            if not self.path.is_file():
                raise FileNotFoundError("no such file")
            address = f"{self.path.absolute().as_uri()}?mode=ro"
            self._db = sqlite3.connect(address, uri=True, isolation_level=None)
            try:
                self._db.execute("SELECT count(*) FROM sqlite_master")
            except sqlite3.OperationalError:  # in a folder that nothing may be written to
                self._db.close()
                self._db = sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
        else:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self.path)
            kept = _decisions_of(self.path) if fresh else []
            for file in files_of(self.path)[:-1] if fresh else ():
                file.unlink(missing_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self._db = sqlite3.connect(self.path, isolation_level=None)
        self._db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        if not reading_only:
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(
                "PRAGMA synchronous = NORMAL"
            )  # a killed program loses nothing; the machine's own crash the last moments at most
            if not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                self._db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {FORM}; COMMIT;")
            self._db.execute(_DECISIONS)
            with self.together():  # what people decided outlives what the machine did
                for row in kept:
                    self.decide(row)

    def close(self) -> None:
        for connection in (self._db, self._lock):
            if connection:
                connection.close()

    def _one(self, sql: str, *values: object) -> object:
        row = self._db.execute(sql, values).fetchone()
        return row[0] if row else None

    # --- runs -------------------------------------------------------------------------------------------------------------
    def begin(self, reader: str, rules: str, pack: str, arguments: dict) -> int:
        """Start a run; returns its number."""
        values = (now(), __version__, reader, rules, pack, json.dumps(arguments, ensure_ascii=True))
        self._db.execute("UPDATE runs SET state = 'stopped' WHERE state = 'running'")
        made = self._db.execute(
            "INSERT INTO runs (began, version, reader, rules, pack, arguments) VALUES (?, ?, ?, ?, ?, ?)", values
        )
        return made.lastrowid

    def end(self, run: int, state: str, told: str, whole: bool) -> None:
        """A run is over. Of a `whole` one (everything there was looked at), what it saw is what the next one compares with."""
        with self.together():
            self._db.execute("UPDATE runs SET ended = ?, state = ?, told = ? WHERE id = ?", (now(), state, told, run))
            if state == "done":
                self._db.execute("UPDATE files SET was = key WHERE run = ?", (run,))
            if state == "done" and whole:
                self._db.execute(
                    "UPDATE files SET was = NULL, fate = 'gone' WHERE run < ? AND fate IS NOT 'gone' "
                    "AND root IN (SELECT root FROM files WHERE run = ?)",
                    (run, run),
                )

    def runs(self) -> list[dict]:
        """All runs, the first first."""
        cursor = self._db.execute("SELECT id, began, ended, state, version, reader, pack, told FROM runs ORDER BY id")
        names = [c[0] for c in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def together(self) -> _Transaction:
        """``with store.together():`` all or nothing, and much faster for many rows."""
        return _Transaction(self._db)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """``with store.unchanged():`` whatever is done to the store is undone at the end."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    # --- files ------------------------------------------------------------------------------------------------------------
    def see(self, run: int, found: Iterable[tuple[str, str, str]]) -> int:
        """Write down the files a run looks at, each ``(name, root, stamp)``, in order; returns how many. Those whose stamp
        changed are to be looked at."""
        count = 0

        def rows():
            nonlocal count
            for name, root, stamp in found:
                yield _raw(name), _raw(root), run, count, stamp
                count += 1

        self._db.executemany(
            "INSERT INTO files (name, root, run, place, stamp) VALUES (CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET root = excluded.root, run = excluded.run, place = excluded.place, "
            "key = CASE WHEN stamp = excluded.stamp THEN key END, "
            "stamp = excluded.stamp, fate = NULL",
            rows(),
        )
        self.used = count > 0
        return count

    def known(self, name: str, stamp: str) -> bool:
        """Whether a file of this name and stamp is known, which spares looking into it."""
        return self._one("SELECT 1 FROM files WHERE name = CAST(? AS TEXT) AND stamp = ?", _raw(name), stamp) is not None

    def files(self, run: int) -> Iterator[File]:
        """The files of a run in order. The store may be written to meanwhile."""
        place = -1
        while rows := self._db.execute(
            "SELECT name, place, key, was FROM files WHERE run = ? AND place > ? ORDER BY place LIMIT ?", (run, place, _PAGE)
        ).fetchall():
            for row in rows:
                yield File(*row)
            place = rows[-1][1]

    def file(self, name: str) -> File:
        """One file by name."""
        return File(
            *self._db.execute("SELECT name, place, key, was FROM files WHERE name = CAST(? AS TEXT)", (_raw(name),)).fetchone()
        )

    def settle_file(self, name: str, key: str, fate: str) -> None:
        """What content a file has, and how that compares with the last run."""
        self._db.execute("UPDATE files SET key = ?, fate = ? WHERE name = CAST(? AS TEXT)", (_raw_key(key), fate, _raw(name)))

    def gone(self, run: int, key: str | None = None) -> list[str]:
        """Files of the last run that this one did not see under the same paths; only those with this content if `key` is
        given."""
        if self._roots[0] != run:
            self._roots = run, [row[0] for row in self._db.execute("SELECT DISTINCT root FROM files WHERE run = ?", (run,))]
        roots = [_raw(root) for root in self._roots[1]]
        some = ", ".join(["CAST(? AS TEXT)"] * len(roots))
        sql = f"SELECT name FROM files WHERE run < ? AND was IS NOT NULL AND root IN ({some})"
        sql += (" AND was = ?" if key else "") + " ORDER BY name"
        return [row[0] for row in self._db.execute(sql, (run, *roots, *([key] if key else ())))]

    def moved_from(self, run: int, name: str) -> bool:
        """Whether what stood under this name at the last run stands under another one now."""
        sql = "SELECT 1 FROM files o JOIN files n ON n.key = o.was "
        sql += "WHERE o.name = CAST(? AS TEXT) AND n.run = ? AND n.fate = 'moved'"
        return self._one(sql, _raw(name), run) is not None

    # --- contents -----------------------------------------------------------------------------------------------------------
    def content(self, key: str) -> tuple[str, str, str, str | None] | None:
        """``(reader, rules, state, code)`` of a content that is done, else None."""
        return self._db.execute("SELECT reader, rules, state, code FROM contents WHERE key = ?", (_raw_key(key),)).fetchone()

    def reading(self, key: str) -> bytes | None:
        """The packed reading of a content."""
        return self._one("SELECT reading FROM contents WHERE key = ?", key)

    def keep(self, run: int, done: Done, reader: str, rules: str) -> None:
        """Write down a file that is done. When this returns, no kill of the program loses it."""
        key = _raw_key(done.key)
        with self.together():
            kept = (
                None
                if done.reading is not None
                else self._one("SELECT reading FROM contents WHERE key = ? AND reader = ?", key, reader)
            )
            self._db.execute(
                "INSERT OR REPLACE INTO contents "
                "(key, run, done, reader, rules, state, code, reason, next_step, seconds, stages, traits, records, reading) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (key, run, now(), reader, rules, done.state, done.code, _plain(done.reason), _plain(done.next_step), done.seconds)
                + (json.dumps(done.stages), done.traits, done.records, done.reading if done.reading is not None else kept),
            )

    def results(self, run: int) -> Iterator[tuple[str, str, bytes]]:
        """``(name, key, packed records)`` of every file of a run that is done, in order."""
        place = -1
        while rows := self._db.execute(
            "SELECT f.place, f.name, f.key, c.records FROM files f JOIN contents c ON c.key = f.key "
            "WHERE f.run = ? AND f.place > ? ORDER BY f.place LIMIT ?",
            (run, place, _PAGE),
        ).fetchall():
            for row in rows:
                yield row[1:]
            place = rows[-1][0]

    def records(self, key: str) -> bytes:
        """The packed records of a content that is done."""
        return self._one("SELECT records FROM contents WHERE key = ?", key)

    def traits(self, run: int) -> Iterator[tuple[str, str, str, bytes]]:
        """``(name, key, name of the first file of that content, packed traits)`` of every file of a run that has some, in
        order."""
        place = -1
        first = "(SELECT o.name FROM files o WHERE o.key = f.key AND o.run = f.run ORDER BY o.place LIMIT 1)"
        while rows := self._db.execute(
            f"SELECT f.place, f.name, f.key, {first}, c.traits FROM files f JOIN contents c ON c.key = f.key "
            "WHERE f.run = ? AND f.place > ? AND c.traits IS NOT NULL ORDER BY f.place LIMIT ?",
            (run, place, _PAGE),
        ).fetchall():
            for row in rows:
                yield row[1:]
            place = rows[-1][0]

    # --- decisions ----------------------------------------------------------------------------------------------------------
    def decide(self, row: tuple) -> None:
        """Write down a decision, its values as `extractor.decisions.Decision` has them."""
        marks = ", ".join(["CAST(? AS TEXT)"] * len(row))
        names = "document, field, place, machine, verdict, value, note, origin, made, file"
        self._db.execute(f"INSERT INTO decisions ({names}) VALUES ({marks})", [v if v is None else _raw(v) for v in row])

    def decided(self) -> list[tuple]:
        """All decisions, the first first."""
        return _decided(self._db)

    # --- figures ------------------------------------------------------------------------------------------------------------
    def states(self, run: int) -> dict[str, int]:
        """How many files of a run are in which state; ``waiting`` are not done."""
        counts = dict.fromkeys((*STATES, "waiting"), 0)
        sql = "SELECT coalesce(c.state, 'waiting'), count(*) "
        sql += "FROM files f LEFT JOIN contents c ON c.key = f.key WHERE f.run = ? GROUP BY 1"
        return counts | dict(self._db.execute(sql, (run,)).fetchall())

    def fates(self, run: int) -> dict[str, int]:
        """How many files of a run are new, changed, moved or the same since the last."""
        return dict(
            self._db.execute("SELECT coalesce(fate, 'waiting'), count(*) FROM files WHERE run = ? GROUP BY 1", (run,)).fetchall()
        )

    def fate(self, run: int, which: str) -> list[str]:
        """The names of the files of a run with this fate."""
        return [
            row[0] for row in self._db.execute("SELECT name FROM files WHERE run = ? AND fate = ? ORDER BY place", (run, which))
        ]

    def stages(self, run: int | None = None) -> dict[str, tuple[int, float]]:
        """Step → (files, seconds together), of a run or of all."""
        sql = (
            "SELECT j.key, count(*), sum(j.value) FROM contents c, json_each(c.stages) j "
            + ("WHERE c.run = ? " if run else "")
            + "GROUP BY 1"
        )
        return {row[0]: (row[1], row[2]) for row in self._db.execute(sql, (run,) if run else ())}

    def failures(self, run: int) -> list[tuple[str, str, int]]:
        """``(state, code, files)`` of what did not go well in a run, the most frequent first."""
        sql = "SELECT c.state, c.code, count(*) FROM files f JOIN contents c ON c.key = f.key "
        sql += "WHERE f.run = ? AND c.state != 'ok' GROUP BY 1, 2 ORDER BY 3 DESC, 2"
        return self._db.execute(sql, (run,)).fetchall()

    def slowest(self, run: int, most: int = 5) -> list[tuple[str, float]]:
        """The files of a run that took longest, with seconds."""
        sql = "SELECT f.name, c.seconds FROM contents c JOIN files f ON f.key = c.key "
        sql += "WHERE c.run = ? GROUP BY c.key ORDER BY c.seconds DESC LIMIT ?"
        return self._db.execute(sql, (run, most)).fetchall()

    def revision(self, run: int) -> str:
        """A digest of all that the outputs of a run are made of: the files in order with their results."""
        import hashlib

        digest = hashlib.sha256()
        sql = "SELECT f.name, f.key, c.done, c.rules, c.reader FROM files f JOIN contents c ON c.key = f.key "
        sql += "WHERE f.run = ? ORDER BY f.place"
        for row in self._db.execute(sql, (run,)):
            digest.update("\0".join(row).encode("utf-8", "surrogateescape") + b"\n")
        return digest.hexdigest()

    # --- outputs --------------------------------------------------------------------------------------------------------------
    def written(self, path: str) -> tuple[str, dict] | None:
        """What an output was last made of (`revision` and choices) and the stamps of its files."""
        row = self._db.execute("SELECT made_of, stamps FROM outputs WHERE path = CAST(? AS TEXT)", (_raw(path),)).fetchone()
        return (row[0], json.loads(row[1])) if row else None

    def wrote(self, path: str, made_of: str, stamps: dict[str, str]) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO outputs VALUES (CAST(? AS TEXT), ?, ?)", (_raw(path), made_of, json.dumps(stamps))
        )

    # --- forgetting -----------------------------------------------------------------------------------------------------------
    def forget(self, name: str) -> tuple[list[str], list[str]]:
        """Take a file, or an archive with all in it, out of the store so that no trace is left in the bytes of the store. Returns
        the names forgotten, and the names of further files of the same content, which keep it."""
        like = _raw(_like(name) + "!/%")
        rows = self._db.execute(
            "SELECT name, key, was FROM files WHERE name = CAST(? AS TEXT) OR name LIKE CAST(? AS TEXT) ESCAPE '\\'",
            (_raw(name), like),
        ).fetchall()
        keys = {k for row in rows for k in row[1:] if k}
        others: set[str] = set()
        with self.together():
            self._db.executemany("DELETE FROM files WHERE name = CAST(? AS TEXT)", [(_raw(row[0]),) for row in rows])
            for key in keys:
                held = [
                    r[0]
                    for r in self._db.execute("SELECT name FROM files WHERE key = ? OR was = ?", (_raw_key(key), _raw_key(key)))
                ]
                others.update(held)
                if held:  # decisions about the content stay, under a name that is still there
                    moved = "UPDATE decisions SET file = CAST(? AS TEXT) || substr(document, 65) WHERE substr(document, 1, 64) = ?"
                    self._db.execute(moved, (_raw(held[0]), _raw_key(key)[:64]))
                else:
                    self._db.execute("DELETE FROM contents WHERE key = ?", (_raw_key(key),))
                    self._db.execute("DELETE FROM decisions WHERE substr(document, 1, 64) = ?", (_raw_key(key)[:64],))
            about = "DELETE FROM decisions WHERE file = CAST(? AS TEXT) OR file LIKE CAST(? AS TEXT) ESCAPE '\\'"
            self._db.executemany(about, [(_raw(row[0]), _raw(_like(row[0]) + "#%")) for row in rows])
            self._db.execute("DELETE FROM outputs")
        if rows:
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return sorted(row[0] for row in rows), sorted(others)


class _Transaction:
    """BEGIN … COMMIT, ROLLBACK when something is raised; inside another one it is part of that."""

    def __init__(self, db: sqlite3.Connection):
        self._db = db

    def __enter__(self) -> None:
        self._outer = self._db.in_transaction
        if not self._outer:
            self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind, value, trace) -> None:
        if not self._outer:
            self._db.execute("ROLLBACK" if kind else "COMMIT")


def _locked(path: Path) -> sqlite3.Connection:
    """A lock that ends with this process, however it ends: an exclusive transaction on an empty file beside the store."""
    beside = path.with_name(f".{path.name}.lock")
    os.close(os.open(beside, os.O_CREAT | os.O_RDWR, 0o600))
    lock = sqlite3.connect(beside, isolation_level=None, timeout=0.5)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise StoreError(
            f"{path}: another run is writing to this store; wait for it, or give another output or --store"
        ) from error
    return lock


def files_of(path: Path) -> list[Path]:
    """The files a store may consist of."""
    return [
        path,
        *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")),
        path.with_name(f".{path.name}.lock"),
    ]


def _decided(db: sqlite3.Connection) -> list[tuple]:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'decisions'").fetchone():  # a store made before there were any
        return []
    return db.execute(
        "SELECT document, field, place, machine, verdict, value, note, origin, made, file FROM decisions ORDER BY id"
    ).fetchall()


def _decisions_of(path: Path) -> list[tuple]:
    """The decisions in a store that is about to be made anew; none where it is no database."""
    if not path.is_file():
        return []
    try:
        db = sqlite3.connect(path)
        db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            return _decided(db)
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return []


def _like(name: str) -> str:
    """A name as a pattern of LIKE that means itself."""
    return name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def now() -> str:
    """ISO 8601, local time with offset, to the microsecond."""
    return datetime.now().astimezone().isoformat()


def _raw(text: str) -> bytes:
    """A name as it is stored: file names that are not UTF-8 keep their bytes."""
    return text.encode("utf-8", "surrogateescape" if os.name != "nt" else "surrogatepass")


def _raw_key(key: str) -> str:
    return key.encode("utf-8", "backslashreplace").decode()


def _plain(text: str | None) -> str | None:
    return text and text.encode("utf-8", "backslashreplace").decode()
