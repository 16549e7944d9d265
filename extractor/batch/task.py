"""One file through all steps. Whatever is wrong with it becomes a record that says so.

An `Item` goes to a worker, a `Done` comes back: both are small, pickle, and hold bytes where a worker has no need to look inside.
Records are made without the file's name, so that they hold for every file of the same content; whoever writes them puts the name
in (`extractor.batch.task.named`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from extractor import packed
from extractor.model import Outcome, Record
from extractor.packs import Pack

STATES = ("ok", "partial", "failed", "skipped")
STAGES = ("read", "clean", "outline", "annotate", "settle")


@dataclass(frozen=True, slots=True)
class Item:
    """A file to work on. ``key`` names its content ('' = not known yet); ``reading`` is what an earlier run read in it,
    packed."""

    name: str
    key: str = ""
    reading: bytes | None = None
    place: int = 0  # among all files of the run


@dataclass(frozen=True, slots=True)
class Done:
    """A file that was worked on: its records (at least one), packed, and how it went. ``reading``: packed, None when it was given
    or there is none; ``stages``: seconds by step."""

    name: str
    key: str
    records: bytes
    state: str
    code: str | None = None
    reason: str | None = None
    next_step: str | None = None
    reading: bytes | None = None
    traits: bytes | None = None  # packed, of each record: what tells whether agreements belong together (extractor.related)
    seconds: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)


def key(sha256: str, name: str) -> str:
    """What names a content: its digest and the suffix, which has a say in how it is read."""
    return sha256 + Path(name).suffix.lower()


def work(item: Item, pack: Pack, debug: bool = False) -> Done:
    """Extract one file. Raises nothing of the file's making unless `debug`."""
    from extractor.read import ReadError

    clock = Clock()
    try:
        return _extract(item, pack, clock)
    except ReadError as error:
        outcome = Outcome(error.state, error.code, error.reason, error.next_step)
    except MemoryError:
        if debug:
            raise
        outcome = Outcome(
            "failed", "memory", "it needs more memory than one file may take", "split the file; --memory allows more"
        )
    except Exception as error:
        if debug:
            raise
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        outcome = Outcome(
            "failed", "defect", reason, "report this file to the makers of the tool; --jobs 0 --debug shows where it happened"
        )
    return replace(without_result(item, outcome), seconds=clock.total(), stages=clock.stages)


def _extract(item: Item, pack: Pack, clock: Clock) -> Done:
    from extractor import pipeline
    from extractor.related.traits import traits

    content, fresh = item.key, None
    if item.reading is not None:
        source = packed.unpack_source(item.reading)
    else:
        source = replace(pipeline.source(item.name), name="")
        content, fresh = key(source.sha256, item.name), packed.pack_source(source)
    clock("read")
    records = pipeline.understand(source, pack, clock)
    worst = _worst([r.document["outcome"] for r in records])
    return Done(
        item.name,
        content,
        packed.pack_records(records),
        **worst,
        reading=fresh,
        traits=packed.pack([traits(record.to_dict(), pack).to_list() for record in records if record.document["text"]]),
        seconds=clock.total(),
        stages=clock.stages,
    )


def _worst(outcomes: list[dict]) -> dict:
    return max(outcomes, key=lambda o: ("ok", "skipped", "partial", "failed").index(o["state"]))


def without_result(item: Item, outcome: Outcome, seconds: float = 0.0) -> Done:
    """A file that gave no agreement: one record with empty lists, and why."""
    from extractor import containers
    from extractor.read import ReadError
    from extractor.settle import failed

    sha256 = item.key[:64]
    if not sha256:
        try:
            sha256 = hashlib.sha256(containers.fetch(item.name)).hexdigest()
        except (ReadError, MemoryError):
            sha256 = ""
    record: Record = failed("", outcome, sha256, Path(item.name).suffix.lower().lstrip("."))
    # What cannot be opened has no content: its name stands in, and every run tries again.
    content = key(sha256, item.name) if sha256 else f"?{item.name}"
    told = (outcome.state, outcome.code, outcome.reason, outcome.next_step)
    return Done(item.name, content, packed.pack_records([record]), *told, seconds=seconds)


def named(name: str, records: bytes) -> Iterator[dict]:
    """The packed records of a content as those of the file `name`: ``source`` is the name, with ``#2`` behind it where a file
    holds several agreements."""
    for record in packed.unpack_records(records):
        record["document"]["source"] = name + record["document"]["source"]
        yield record


class Clock:
    """Seconds by step: called with a step's name when it is over."""

    def __init__(self):
        self.stages: dict[str, float] = {}
        self._began = self._last = time.perf_counter()

    def __call__(self, stage: str) -> None:
        now = time.perf_counter()
        self.stages[stage] = self.stages.get(stage, 0.0) + now - self._last
        self._last = now

    def total(self) -> float:
        return time.perf_counter() - self._began
