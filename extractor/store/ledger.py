"""What a run writes down and reads again: runs, files, contents, outputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor import __version__
from extractor.batch.task import Done
from extractor.store import decided
from extractor.store.database import Database, now
from extractor.store.spelling import plain, spelled, spelled_key

_PAGE = 500  # rows fetched at a time


@dataclass(frozen=True, slots=True)
class File:
    """A row of ``files``."""

    name: str
    place: int
    key: str | None
    was: str | None


class Store(Database):
    """An open store. ``:memory:`` as path keeps it in memory. Raises StoreError."""

    def __init__(self, path: Path | str, reading_only: bool = False, fresh: bool = False):
        super().__init__(path, reading_only, fresh)
        self._roots: tuple[int, set[str]] = (0, set())  # of a run: the paths given to it
        self.used = False  # whether this run found anything to write down

    # --- runs -------------------------------------------------------------------------------------------------------------
    def begin(self, reader: str, rules: str, pack: str, arguments: dict) -> int:
        """Start a run; returns its number."""
        values = (now(), __version__, reader, rules, pack, json.dumps(arguments, ensure_ascii=True))
        self.db.execute("UPDATE runs SET state = 'stopped' WHERE state = 'running'")
        made = self.db.execute(
            "INSERT INTO runs (began, version, reader, rules, pack, arguments) VALUES (?, ?, ?, ?, ?, ?)", values
        )
        return made.lastrowid

    def end(self, run: int, state: str, told: str, whole: bool) -> None:
        """A run is over. Of a `whole` one (everything there was looked at), what it saw is what the next one compares with."""
        with self.together():
            self.db.execute("UPDATE runs SET ended = ?, state = ?, told = ? WHERE id = ?", (now(), state, told, run))
            if state == "done":
                self.db.execute("UPDATE files SET was = key WHERE run = ?", (run,))
            if state == "done" and whole:
                self.db.execute(
                    "UPDATE files SET was = NULL, fate = 'gone' WHERE run < ? AND fate IS NOT 'gone' "
                    "AND root IN (SELECT root FROM files WHERE run = ?)",
                    (run, run),
                )

    def runs(self) -> list[dict]:
        """All runs, the first first."""
        cursor = self.db.execute("SELECT id, began, ended, state, version, reader, pack, told FROM runs ORDER BY id")
        names = [c[0] for c in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    # --- files ------------------------------------------------------------------------------------------------------------
    def see(self, run: int, found: Iterable[tuple[str, str, str]]) -> int:
        """Write down the files a run looks at, each ``(name, root, stamp)``, in order; returns how many. Those whose stamp
        changed are to be looked at."""
        count = 0

        def rows():
            nonlocal count
            for name, root, stamp in found:
                yield spelled(name), spelled(root), run, count, stamp
                count += 1

        self.db.executemany(
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
        return self.one("SELECT 1 FROM files WHERE name = CAST(? AS TEXT) AND stamp = ?", spelled(name), stamp) is not None

    def files(self, run: int) -> Iterator[File]:
        """The files of a run in order. The store may be written to meanwhile."""
        place = -1
        while rows := self.db.execute(
            "SELECT name, place, key, was FROM files WHERE run = ? AND place > ? ORDER BY place LIMIT ?", (run, place, _PAGE)
        ).fetchall():
            for row in rows:
                yield File(*row)
            place = rows[-1][1]

    def file(self, name: str) -> File:
        """One file by name."""
        return File(
            *self.db.execute("SELECT name, place, key, was FROM files WHERE name = CAST(? AS TEXT)", (spelled(name),)).fetchone()
        )

    def settle_file(self, name: str, key: str, fate: str) -> None:
        """What content a file has, and how that compares with the last run."""
        self.db.execute("UPDATE files SET key = ?, fate = ? WHERE name = CAST(? AS TEXT)", (spelled_key(key), fate, spelled(name)))

    def gone(self, run: int, key: str | None = None) -> Iterator[str]:
        """Files of the last run that this one did not see under the same paths; only those with this content if `key` is
        given."""
        if self._roots[0] != run:
            self._roots = run, {row[0] for row in self.db.execute("SELECT DISTINCT root FROM files WHERE run = ?", (run,))}
        which, values = ("was = ?", (spelled_key(key), run)) if key else ("was IS NOT NULL", (run,))
        for name, root in self.db.execute(f"SELECT name, root FROM files WHERE {which} AND run < ? ORDER BY name", values):
            if root in self._roots[1]:
                yield name

    def moved_from(self, run: int, name: str) -> bool:
        """Whether what stood under this name at the last run stands under another one now."""
        sql = "SELECT 1 FROM files o JOIN files n ON n.key = o.was "
        sql += "WHERE o.name = CAST(? AS TEXT) AND n.run = ? AND n.fate = 'moved'"
        return self.one(sql, spelled(name), run) is not None

    # --- contents -----------------------------------------------------------------------------------------------------------
    def content(self, key: str) -> tuple[str, str, str, str | None] | None:
        """``(reader, rules, state, code)`` of a content that is done, else None."""
        return self.db.execute("SELECT reader, rules, state, code FROM contents WHERE key = ?", (spelled_key(key),)).fetchone()

    def reading(self, key: str) -> bytes | None:
        """The packed reading of a content."""
        return self.one("SELECT reading FROM contents WHERE key = ?", key)

    def keep(self, run: int, done: Done, reader: str, rules: str) -> None:
        """Write down a file that is done. When this returns, no kill of the program loses it."""
        key = spelled_key(done.key)
        with self.together():
            kept = (
                None
                if done.reading is not None
                else self.one("SELECT reading FROM contents WHERE key = ? AND reader = ?", key, reader)
            )
            self.db.execute(
                "INSERT OR REPLACE INTO contents "
                "(key, run, done, reader, rules, state, code, reason, next_step, seconds, stages, traits, records, reading) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (key, run, now(), reader, rules, done.state, done.code, plain(done.reason), plain(done.next_step), done.seconds)
                + (json.dumps(done.stages), done.traits, done.records, done.reading if done.reading is not None else kept),
            )

    def results(self, run: int) -> Iterator[tuple[str, str, bytes]]:
        """``(name, key, packed records)`` of every file of a run that is done, in order."""
        place = -1
        while rows := self.db.execute(
            "SELECT f.place, f.name, f.key, c.records FROM files f JOIN contents c ON c.key = f.key "
            "WHERE f.run = ? AND f.place > ? ORDER BY f.place LIMIT ?",
            (run, place, _PAGE),
        ).fetchall():
            for row in rows:
                yield row[1:]
            place = rows[-1][0]

    def records(self, key: str) -> bytes:
        """The packed records of a content that is done."""
        return self.one("SELECT records FROM contents WHERE key = ?", key)

    def traits(self, run: int) -> Iterator[tuple[str, str, str, bytes]]:
        """``(name, key, name of the first file of that content, packed traits)`` of every file of a run that has some, in
        order."""
        place = -1
        first = "(SELECT o.name FROM files o WHERE o.key = f.key AND o.run = f.run ORDER BY o.place LIMIT 1)"
        while rows := self.db.execute(
            f"SELECT f.place, f.name, f.key, {first}, c.traits FROM files f JOIN contents c ON c.key = f.key "
            "WHERE f.run = ? AND f.place > ? AND c.traits IS NOT NULL ORDER BY f.place LIMIT ?",
            (run, place, _PAGE),
        ).fetchall():
            for row in rows:
                yield row[1:]
            place = rows[-1][0]

    def revision(self, run: int) -> str:
        """A digest of all that the outputs of a run are made of: the files in order with their results."""
        digest = hashlib.sha256()
        sql = "SELECT f.name, f.key, c.done, c.rules, c.reader FROM files f JOIN contents c ON c.key = f.key "
        sql += "WHERE f.run = ? ORDER BY f.place"
        for row in self.db.execute(sql, (run,)):
            digest.update("\0".join(row).encode("utf-8", "surrogateescape") + b"\n")
        return digest.hexdigest()

    # --- decisions ----------------------------------------------------------------------------------------------------------
    def decide(self, row: tuple) -> None:
        """Write down a decision, its values as `extractor.decisions.Decision` has them."""
        decided.add(self.db, row)

    def decided(self) -> list[tuple]:
        """All decisions, the first first."""
        return decided.rows(self.db)

    # --- outputs --------------------------------------------------------------------------------------------------------------
    def written(self, path: str) -> tuple[str, dict] | None:
        """What an output was last made of (`revision` and choices) and the stamps of its files."""
        row = self.db.execute("SELECT made_of, stamps FROM outputs WHERE path = CAST(? AS TEXT)", (spelled(path),)).fetchone()
        return (row[0], json.loads(row[1])) if row else None

    def wrote(self, path: str, made_of: str, stamps: dict[str, str]) -> None:
        self.db.execute(
            "INSERT OR REPLACE INTO outputs VALUES (CAST(? AS TEXT), ?, ?)", (spelled(path), made_of, json.dumps(stamps))
        )
