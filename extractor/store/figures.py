"""How a store stands: counts, times, failures of a run."""

from __future__ import annotations

from extractor.batch.task import STATES
from extractor.store.database import Database


def states(store: Database, run: int) -> dict[str, int]:
    """How many files of a run are in which state; ``waiting`` are not done."""
    counts = dict.fromkeys((*STATES, "waiting"), 0)
    sql = "SELECT coalesce(c.state, 'waiting'), count(*) "
    sql += "FROM files f LEFT JOIN contents c ON c.key = f.key WHERE f.run = ? GROUP BY 1"
    return counts | dict(store.db.execute(sql, (run,)).fetchall())


def fates(store: Database, run: int) -> dict[str, int]:
    """How many files of a run are new, changed, moved or the same since the last."""
    return dict(
        store.db.execute("SELECT coalesce(fate, 'waiting'), count(*) FROM files WHERE run = ? GROUP BY 1", (run,)).fetchall()
    )


def fate(store: Database, run: int, which: str, most: int) -> list[str]:
    """The names of the first files of a run with this fate."""
    sql = "SELECT name FROM files WHERE run = ? AND fate = ? ORDER BY place LIMIT ?"
    return [row[0] for row in store.db.execute(sql, (run, which, most))]


def stages(store: Database, run: int | None = None) -> dict[str, tuple[int, float]]:
    """Step → (files, seconds together), of a run or of all."""
    sql = (
        "SELECT j.key, count(*), sum(j.value) FROM contents c, json_each(c.stages) j "
        + ("WHERE c.run = ? " if run else "")
        + "GROUP BY 1"
    )
    return {row[0]: (row[1], row[2]) for row in store.db.execute(sql, (run,) if run else ())}


def failures(store: Database, run: int) -> list[tuple[str, str, int]]:
    """``(state, code, files)`` of what did not go well in a run, the most frequent first."""
    sql = "SELECT c.state, c.code, count(*) FROM files f JOIN contents c ON c.key = f.key "
    sql += "WHERE f.run = ? AND c.state != 'ok' GROUP BY 1, 2 ORDER BY 3 DESC, 2"
    return store.db.execute(sql, (run,)).fetchall()


def slowest(store: Database, run: int, most: int = 5) -> list[tuple[str, float]]:
    """The files of a run that took longest, with seconds."""
    sql = "SELECT f.name, c.seconds FROM contents c JOIN files f ON f.key = c.key "
    sql += "WHERE c.run = ? GROUP BY c.key ORDER BY c.seconds DESC LIMIT ?"
    return store.db.execute(sql, (run, most)).fetchall()
