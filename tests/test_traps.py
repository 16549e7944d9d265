"""The table of traps: files that readers get wrong, through all steps, each with what its record must say."""

from __future__ import annotations

import time
from collections import Counter

import pytest
import traps
from traps import TRAPS, answer, others, pdf, scan, words  # noqa: F401 - each module fills the table

from extractor.batch import memory

SECONDS = {"scan": 120.0}  # for one file, on a slow and busy machine
OTHERWISE = 30.0
LEAST = {"Word": 25, "PDF": 20, "scan": 5, "other": 10}


def _cases():
    known = traps.known()
    for trap in TRAPS:
        reason = known.get(f"{trap.kind}: {trap.name}")
        marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)] if reason else []
        yield pytest.param(trap, id=f"{trap.kind}: {trap.name}", marks=marks)


@pytest.mark.parametrize("trap", list(_cases()))
def test_the_record_says_what_the_file_says(trap, tmp_path):
    file = tmp_path / trap.file
    file.write_bytes(trap.make())
    began = time.perf_counter()
    records = list(memory.records([file]))
    assert time.perf_counter() - began < SECONDS.get(trap.kind, OTHERWISE)
    assert {question: answer(question, records) for question in trap.wanted} == trap.wanted
    outcomes = [record["document"]["outcome"] for record in records]
    assert all(o["state"] == "ok" or o["reason"] and o["next_step"] for o in outcomes)
    assert [p.name for p in tmp_path.iterdir()] == [trap.file]  # nothing was unpacked or left behind


def test_the_table_is_as_long_as_it_should_be():
    counts = Counter(trap.kind for trap in TRAPS)
    assert {kind: counts[kind] for kind in LEAST if counts[kind] < LEAST[kind]} == {}
    names = [f"{trap.kind}: {trap.name}" for trap in TRAPS]
    assert len(set(names)) == len(names) and set(traps.known()) <= set(names)
