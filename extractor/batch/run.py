"""A whole run: survey, work, keep, write. What a run needs to know is a `Job`; what it did is an exit code and lines for a
person."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from extractor import __version__, export, packs, provenance, remote
from extractor.batch import pool, serial, told
from extractor.batch.log import Log
from extractor.batch.outputs import Outputs
from extractor.batch.plan import Plan, known_plain
from extractor.batch.report import Progress
from extractor.batch.task import Done, Item
from extractor.batch.walk import found
from extractor.export.earlier import read as read_earlier
from extractor.standpoint import standpoint
from extractor.store import Store, StoreError, figures, files_of

Engine = Callable[[Iterable[Item]], Iterator[Done]]


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of a run, as on the command line (``extractor run --help``)."""

    archive: tuple[Path | str, ...]
    output: tuple[Path | str, ...] = (Path("ledger.xlsx"),)
    store: Path | None = None  # None = beside the first output
    patterns: tuple[Path, ...] = ()
    lang: str = "zh"
    engine: str = "local"
    scheduler: str | None = None
    jobs: int = 0
    timeout: float = pool.TIMEOUT
    memory: int = pool.MEMORY
    limit: int | None = None
    since: datetime | None = None
    fresh: bool = False
    retry_failed: bool = False
    dry_run: bool = False
    mask: bool = False
    as_of: date | None = None  # None = the day of the run, of a stopped run the day it began
    own: tuple[str, ...] = ()
    update: Path | None = None  # an earlier workbook people worked in
    profile: bool = False
    log: Path | None = None
    debug: bool = False

    @property
    def store_path(self) -> Path:
        first = self.output[0]
        return self.store or (Path(Path(first).name) if remote.is_remote(first) else first).with_suffix(".store")

    @property
    def whole(self) -> bool:
        """Whether the run looks at everything there is."""
        return self.limit is None and self.since is None


def run(job: Job) -> int:
    """Do it. Returns the exit code: 0 all well, 1 some files failed, 2 nothing to do, 130 stopped by Ctrl-C. Raises OutputError,
    StoreError, PackError, FileNotFoundError when it cannot begin."""
    if job.scheduler and job.engine != "dask":
        raise ValueError("--scheduler is for --engine dask: name both, or neither")
    pack = packs.load(*job.patterns)
    earlier = read_earlier(job.update) if job.update else None
    outputs = Outputs(job.output, pack, job.lang, job.mask, tell=lambda text: _say([text]), earlier=earlier)
    standpoint(pack, job.as_of, job.own)  # wrong names are told before any work is done
    outputs.try_out()
    for path in job.archive:
        if not remote.is_remote(path) and not path.exists():
            raise FileNotFoundError(f"{path}: no such file or folder")
    log = Log(job.log)
    there = job.store_path.exists()
    store = Store(":memory:" if job.dry_run and (job.fresh or not there) else job.store_path, fresh=job.fresh and not job.dry_run)
    try:
        if job.dry_run:
            with store.unchanged():
                return _tell(_plan(job, store, pack), job)
        return _run(job, store, pack, outputs, log)
    except sqlite3.OperationalError as error:  # the disk is full, or gone
        raise StoreError(f"{job.store_path}: {error}; what was done is kept, the same command goes on") from error
    finally:
        log.close()
        store.close()
        if not there and not store.used:  # nothing was begun
            for file in files_of(job.store_path):
                file.unlink(missing_ok=True)


def _plan(job: Job, store: Store, pack: packs.Pack) -> tuple[Plan, int]:
    """The run begun and its files written down; returns how many."""
    reader, rules = provenance.reader(), provenance.rules(pack)
    number = store.begin(reader, rules, pack.digest, {"archive": [str(p) for p in job.archive]})
    plan = Plan(store, number, reader, rules, job.retry_failed, set())
    own = [file for path in job.output for file in export.standing(path)] + files_of(job.store_path)
    own += [file for file in (job.log, job.update) if file]
    files = found(job.archive, own, known_plain(store, reader))
    return plan, plan.survey(files, job.limit, job.since.timestamp() if job.since else None)


def _run(job: Job, store: Store, pack: packs.Pack, outputs: Outputs, log: Log) -> int:
    outputs = replace(outputs, at=standpoint(pack, _day(job, store), job.own))
    plan, total = _plan(job, store, pack)
    if not total:
        print("extractor: nothing to do: no files there", file=sys.stderr)
        return 2
    log.event("run-started", version=__version__, run=plan.run, packs=pack.digest, files=total)
    progress = Progress(total, sys.stderr)
    stopped = _work(job, pack, plan, progress, log)
    states = figures.states(store, plan.run)
    summary = progress.summary(states)
    began = time.perf_counter()
    written = outputs.write(store, plan.run, summary)
    took = time.perf_counter() - began
    for path, fresh in written:
        log.event("output", path=str(path), written=fresh)
    if stopped:
        _say([f"stopped: {states['waiting']} files not looked at; the same command goes on"])
    _say([summary, *told.changes(store, plan.run, job.whole and not stopped)])
    _say(f"→ {path}" + ("" if fresh else " (as it was)") for path, fresh in written)
    _say(told.profile(store, plan.run, took) if job.profile else ())
    state = "stopped" if stopped else "done"
    store.end(plan.run, state, summary, job.whole)
    log.event("run-ended", state=state, counts=states, seconds=round(progress.seconds(), 3))
    return 130 if stopped else 1 if states["failed"] else 0


def _day(job: Job, store: Store) -> date:
    """The day of the report: as asked, else today; a run that goes on keeps the day on which it first began."""
    began = ""
    for run in reversed(store.runs()):
        if run["state"] == "done":
            break
        began = run["began"]
    return job.as_of or (date.fromisoformat(began[:10]) if began else date.today())


def _work(job: Job, pack: packs.Pack, plan: Plan, progress: Progress, log: Log) -> bool:
    """Every file that is to be worked on; returns whether Ctrl-C stopped it. What is done then is kept."""
    engine = _engine(job, pack, progress.total)(progress.passing(plan.items()))
    try:
        for done in engine:
            plan.done(done)
            log.file(done)
            progress.step(done)
    except KeyboardInterrupt:
        engine.close()
        return True
    finally:
        progress.close()
    return False


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


def _engine(job: Job, pack: packs.Pack, total: int) -> Engine:
    if job.engine == "dask":
        from extractor.batch import cluster

        return partial(cluster.run, pack=pack, scheduler=job.scheduler, timeout=job.timeout)
    jobs = min(job.jobs, total)
    if jobs:
        return partial(pool.run, patterns=job.patterns, jobs=jobs, timeout=job.timeout, memory=job.memory)
    return partial(serial.run, pack=pack, debug=job.debug)


def _tell(planned: tuple[Plan, int], job: Job) -> int:
    """A dry run: what would be done."""
    plan, total = planned
    counts = {"read": 0, "with new rules": 0}
    for item in plan.items():
        counts["read" if item.reading is None else "with new rules"] += 1
    again = total - sum(counts.values())
    _say(
        [
            f"{total} files: {counts['read']} to read, {counts['with new rules']} to go through the rules anew, "
            f"{again} done or the same"
        ]
    )
    _say(told.changes(plan.store, plan.run, job.whole))
    return 0 if total else 2
