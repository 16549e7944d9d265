"""A run that leaves nothing behind: for Python, notebooks and scoring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor import packs
from extractor.batch import pool, serial
from extractor.batch.plan import Plan
from extractor.batch.task import named
from extractor.batch.walk import found
from extractor.store import Store


def records(paths: Iterable[Path | str], patterns: tuple[Path, ...] = (), jobs: int = 0) -> Iterator[dict]:
    """The records of every agreement under `paths`, in order. `jobs` worker processes; 0 works in this one. Raises FileNotFoundError."""
    pack = packs.load(*patterns)
    store = Store(":memory:")
    plan = Plan(store, store.begin("", "", pack.digest, {}), "", "", False, set())
    plan.survey(found(paths))
    for done in pool.run(plan.items(), patterns, jobs) if jobs else serial.run(plan.items(), pack):
        plan.done(done)
    for name, _, kept in store.results(plan.run):
        yield from named(name, kept)
    store.close()
