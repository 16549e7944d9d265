"""Where the records of a review come from: the store of a run, or a ``.jsonl`` of records. Decisions are kept in the store;
for a ``.jsonl`` in the store beside it."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from extractor import decisions
from extractor.anchors import record_id
from extractor.batch.task import named
from extractor.packs import Pack
from extractor.standpoint import Standpoint, seen
from extractor.store import Store, StoreError

Place = tuple[str, str, int] | int  # name, content key and number in the file; or the offset of a line


class Archive:
    """The agreements of `path`. Its methods may be called from several threads."""

    def __init__(self, path: Path, pack: Pack, at: Standpoint | None = None):
        """Raises StoreError, or FileNotFoundError, when there is nothing to review."""
        self._path, self._pack, self._at = path, pack, at
        self._lines = path.suffix.lower() in (".jsonl", ".ndjson")
        self._store = path.with_suffix(".store") if self._lines else path
        self._places: dict[str, Place] = {}
        self._writing = threading.Lock()
        if not path.is_file():
            raise FileNotFoundError(f"{path}: no such store or .jsonl")
        if not self._lines and path.read_bytes()[:15] != b"SQLite format 3":
            raise StoreError(f"{path}: neither the store of a run nor a .jsonl of records")

    def records(self) -> Iterator[dict]:
        """All of them in order, with their decisions. Raises StoreError, ValueError for a line that is no record."""
        places: dict[str, Place] = {}
        found = self._of_lines(places) if self._lines else self._of_store(places)
        yield from decisions.apply(found, self._decisions())
        self._places = places

    def stamp(self) -> str:
        """What changes when the agreements do, or what was decided in the workbook: another run, an `--update`."""
        book = sum(d.origin == "workbook" for d in self._decisions())
        if self._lines:
            status = self._path.stat()
            return f"{status.st_mtime_ns} {status.st_size} {book}"
        with _Reading(self._store) as store:
            runs = store.runs()
            return f"{store.revision(runs[-1]['id']) if runs else ''} {book}"

    def record(self, name: str) -> dict | None:
        """The record of this id (`extractor.anchors.record_id`), with its decisions."""
        place = self._places.get(name)
        if place is None:
            return None
        if isinstance(place, int):
            with self._path.open("rb") as file:
                file.seek(place)
                found = json.loads(file.readline())
        else:
            source, key, number = place
            with _Reading(self._store) as store:
                found = self._seen(list(named(source, store.records(key)))[number])
        return next(decisions.apply([found], self._decisions()))

    def decide(self, record: dict, target: decisions.Target, verdict: str, value: str | None) -> None:
        """Write a decision down. Raises StoreError where the store cannot be written to now."""
        made = decisions.decision(record, target, verdict, value)
        with self._writing:
            store = Store(self._store)
            try:
                decisions.add(store, made)
            except sqlite3.OperationalError as error:
                raise StoreError(f"{self._store}: {error}") from error
            finally:
                store.close()

    def _decisions(self) -> tuple[decisions.Decision, ...]:
        if not self._store.is_file():
            return ()
        with _Reading(self._store) as store:
            return decisions.read(store)

    def _of_lines(self, places: dict[str, Place]) -> Iterator[dict]:
        with self._path.open("rb") as file:
            offset = 0
            for number, line in enumerate(file, 1):
                if line.strip():
                    try:
                        record = json.loads(line)
                        places[record_id(record["document"]["source"])] = offset
                    except (ValueError, KeyError, TypeError) as error:
                        raise ValueError(f"{self._path}:{number}: not a record of this tool") from error
                    yield record
                offset += len(line)

    def _of_store(self, places: dict[str, Place]) -> Iterator[dict]:
        with _Reading(self._store) as store:
            runs = store.runs()
            for name, key, data in store.results(runs[-1]["id"]) if runs else ():
                for number, record in enumerate(named(name, data)):
                    places[record_id(record["document"]["source"])] = (name, key, number)
                    yield self._seen(record)

    def _seen(self, record: dict) -> dict:
        return seen(record, self._at, self._pack) if self._at else record


class _Reading:
    """``with _Reading(path) as store:`` a store open for reading, by this thread."""

    def __init__(self, path: Path):
        self._path = path

    def __enter__(self) -> Store:
        self._open = Store(self._path, reading_only=True)
        return self._open

    def __exit__(self, *_) -> None:
        self._open.close()
