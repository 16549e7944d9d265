"""Which agreements of an archive are worth comparing: those that share a number, their parties, a party and a sum or day, or,
where names are missing, words.

All of it goes into an SQLite database of its own, in a private file that SQLite removes, so that memory stays flat however many
agreements there are. How many earlier agreements one is compared with is bounded.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.related.traits import Traits

FIRST, LAST = (
    10,
    20,
)  # of the earlier agreements under one sign: the first and the last ones, with which a further one is compared
MOST = 100  # agreements that answer one question
MOST_BLANK = 10  # agreements without names, under one sign of words, that all others are compared with
_BAND = 8  # places of a sketch that make one sign of words
_DIGITS = 8  # hexadecimal digits of a place
_TABLES = """
CREATE TABLE agreements (
  id INTEGER PRIMARY KEY, name TEXT, key TEXT, part INTEGER, number TEXT, names TEXT, supplement INTEGER, traits TEXT
);
CREATE TABLE signs (sign TEXT, id INTEGER);
CREATE TABLE bands (band TEXT, blank INTEGER, id INTEGER);
CREATE TABLE pairs (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
"""
_PAIRS = """
CREATE INDEX agreements_by_number ON agreements (number);
CREATE INDEX agreements_by_names ON agreements (names);
CREATE TABLE numbered AS SELECT sign, id, row_number() OVER (PARTITION BY sign ORDER BY id) AS n FROM signs;
CREATE INDEX numbered_by_sign ON numbered (sign, n);
INSERT OR IGNORE INTO pairs SELECT a.id, b.id FROM numbered b JOIN numbered a
  ON a.sign = b.sign AND a.n < b.n AND (a.n <= {first} OR a.n >= b.n - {last});
CREATE TABLE forms AS SELECT * FROM (
  SELECT band, id, row_number() OVER (PARTITION BY band ORDER BY id) AS n FROM bands WHERE blank
) WHERE n <= {blank};
CREATE INDEX bands_by_band ON bands (band);
INSERT OR IGNORE INTO pairs SELECT min(f.id, o.id), max(f.id, o.id) FROM forms f JOIN bands o ON o.band = f.band AND o.id != f.id;
"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement of the archive: its place among all, its file, the content of that and which of the file's agreements it is
    (0-based), and its traits."""

    place: int
    name: str
    key: str
    part: int
    traits: Traits


class Agreements:
    """All agreements of an archive. `add` them in order, then ask."""

    def __init__(self):
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def add(self, name: str, key: str, part: int, traits: Traits) -> None:
        raw = name.encode("utf-8", "surrogateescape")
        values = (raw, key, part, traits.number, "\n".join(traits.names), traits.supplement, json.dumps(traits.to_list()))
        place = self._db.execute(
            "INSERT INTO agreements (name, key, part, number, names, supplement, traits) "
            "VALUES (CAST(? AS TEXT), ?, ?, ?, ?, ?, ?)",
            values,
        ).lastrowid
        self._db.executemany("INSERT INTO signs VALUES (?, ?)", [(sign, place) for sign in _signs(traits)])
        self._db.executemany("INSERT INTO bands VALUES (?, ?, ?)", [(b, not traits.names, place) for b in _bands(traits.sketch)])

    def pairs(self) -> Iterator[tuple[Agreement, Iterator[Agreement]]]:
        """Each agreement that is worth comparing with earlier ones, in order, with those: of a blank form, all written on it."""
        self._db.execute("COMMIT")
        self._db.executescript(_PAIRS.format(first=FIRST, last=LAST, blank=MOST_BLANK))
        self._db.execute("CREATE INDEX pairs_by_later ON pairs (b, a)")
        for (b,) in self._db.execute("SELECT DISTINCT b FROM pairs ORDER BY b"):
            yield self._one("id = ?", b), self._each("id IN (SELECT a FROM pairs WHERE b = ?) ORDER BY id", b)

    def supplements(self) -> Iterator[Agreement]:
        """Those that add to another one, in order. Ask after `pairs`."""
        for (place,) in self._db.execute("SELECT id FROM agreements WHERE supplement ORDER BY id"):
            yield self._one("id = ?", place)

    def numbered(self, number: str) -> list[Agreement]:
        """Agreements with this number, which is not ''."""
        return self._some("number = ?", number) if number else []

    def between(self, names: tuple[str, ...]) -> list[Agreement]:
        """Agreements between exactly these parties."""
        return self._some("names = ?", "\n".join(names)) if names else []

    def _some(self, where: str, *values: object) -> list[Agreement]:
        return list(self._each(f"{where} ORDER BY id LIMIT {MOST}", *values))

    def _each(self, where: str, *values: object) -> Iterator[Agreement]:
        for row in self._db.execute(f"SELECT id, name, key, part, traits FROM agreements WHERE {where}", values):
            yield Agreement(*row[:4], Traits.of_list(json.loads(row[4])))

    def _one(self, where: str, *values: object) -> Agreement:
        return self._some(where, *values)[0]

    def close(self) -> None:
        self._db.close()


def _signs(traits: Traits) -> set[str]:
    """What two copies of one agreement have in common, even where recognition misread some of it."""
    signs = {f"number {traits.number}"} if traits.number else set()
    if len(traits.names) > 1:
        signs.add("names " + " ".join(traits.names))
    for name in traits.names:
        signs |= {f"{kind} {name} {value}" for kind, value in (("total", traits.total), ("signed", traits.signed)) if value}
    return signs


def _bands(sketch: str) -> list[str]:
    """Sketches alike in nine of ten places share a band with near certainty, those alike in every other one hardly ever."""
    size = _BAND * _DIGITS
    return [f"{at} {sketch[at : at + size]}" for at in range(0, len(sketch), size)]
