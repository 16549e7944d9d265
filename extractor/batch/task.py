"""One file through all steps. Whatever is wrong with it becomes a record that says so."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from extractor.model import Outcome, Record
from extractor.packs import Pack, load

STATES = ("ok", "partial", "failed", "skipped")


@dataclass(frozen=True, slots=True)
class Done:
    """A file that was worked on: its records (at least one) and the seconds it took."""

    file: str
    records: tuple[Record, ...]
    seconds: float = 0.0

    @property
    def state(self) -> str:
        """The file's state: that of its worst record."""
        return max((r.document["outcome"]["state"] for r in self.records), key=("ok", "skipped", "partial", "failed").index)


def work(file: str, patterns: tuple[Path, ...] = (), debug: bool = False) -> Done:
    """Extract one file with the shipped packs and `patterns` on top. Raises nothing of the file's making unless `debug`."""
    began = time.perf_counter()
    records = _extract(file, load(*patterns), debug)
    return Done(file, records, time.perf_counter() - began)


def _extract(file: str, pack: Pack, debug: bool) -> tuple[Record, ...]:
    from extractor.pipeline import extract
    from extractor.read import ReadError

    try:
        return extract(file, pack)
    except ReadError as error:
        return (without_result(file, Outcome(error.state, error.code, error.reason, error.next_step)),)
    except Exception as error:
        if debug:
            raise
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return (
            without_result(
                file,
                Outcome(
                    "failed", "defect", reason, "report this file to the makers of the tool; --debug shows where it happened"
                ),
            ),
        )


def without_result(file: str, outcome: Outcome) -> Record:
    """The record of a file that gave no agreement: empty lists, and why."""
    from extractor import containers
    from extractor.read import ReadError
    from extractor.settle import failed

    try:
        digest = hashlib.sha256(containers.fetch(file)).hexdigest()
    except ReadError:
        digest = ""
    return failed(file, outcome, digest, Path(file).suffix.lower().lstrip("."))
