"""A run that leaves nothing behind: for Python, notebooks and scoring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor import packs
from extractor.batch import pool, serial
from extractor.batch.plan import Plan
from extractor.batch.task import named
from extractor.batch.walk import found
from extractor.store import Store


@contextmanager
def done(paths: Iterable[Path | str], patterns: tuple[Path, ...] = (), jobs: int = 0) -> Iterator[tuple[Store, int]]:
    """A store in memory and the run in it, in which every agreement under `paths` is done. `jobs` worker processes; 0 works in
    this one. Raises FileNotFoundError."""
    pack = packs.load(*patterns)
    store = Store(":memory:")
    try:
        plan = Plan(store, store.begin("", "", pack.digest, {}), "", "", False, set())
        plan.survey(found(paths))
        for each in pool.run(plan.items(), patterns, jobs) if jobs else serial.run(plan.items(), pack):
            plan.done(each)
        yield store, plan.run
    finally:
        store.close()


def records(paths: Iterable[Path | str], patterns: tuple[Path, ...] = (), jobs: int = 0) -> Iterator[dict]:
    """The records of every agreement under `paths`, in order."""
    with done(paths, patterns, jobs) as (store, run):
        for name, _, kept in store.results(run):
            yield from named(name, kept)
