"""A short run of the fuzzer over every format; the long one is ``python tests/fuzz.py --inputs 6000`` (54,000 inputs)."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import fuzz
import pytest
from fuzz_seeds import SEEDS

from extractor import limits
from extractor.ocr import page
from extractor.read import html, office

INPUTS = 150


@pytest.fixture
def readers_only(monkeypatch):
    """What `fuzz.prepared` switches off, switched on again afterwards."""
    for room, name in ((office, "program"), (page, "read"), (limits, "MAX_OCR_PAGES")):
        monkeypatch.setattr(room, name, getattr(room, name))


@pytest.mark.parametrize("form", sorted(SEEDS))
@pytest.mark.usefixtures("readers_only")
def test_readers_end_in_a_source_or_a_read_error(form, tmp_path):
    seeds, ended = fuzz.prepared(form), set()
    for number in range(INPUTS):
        began = time.process_time()
        ended.add(fuzz.attempt(form, fuzz.made(form, 7, number, seeds), tmp_path))
        assert time.process_time() - began < fuzz.SECONDS, number
    assert len(ended) > 1  # some inputs were spoilt enough to be refused


def test_an_input_is_made_again_from_its_number():
    seeds = SEEDS["html"]()
    made = [fuzz.made("html", 7, n, seeds) for n in range(20)]
    assert made == [fuzz.made("html", 7, n, seeds) for n in range(20)]
    assert len(set(made)) > 15 and not set(made) <= set(seeds)


def test_the_fuzzer_runs_and_counts():
    command = [sys.executable, str(Path(fuzz.__file__)), "--format", "txt", "--inputs", "20", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0 and "txt: 20 inputs from 0" in done.stdout and "; 0 findings" in done.stdout


@pytest.mark.usefixtures("readers_only")
def test_a_reader_that_breaks_is_seen(monkeypatch, tmp_path):
    def broken(data: bytes, name: str):
        raise KeyError("anything")

    monkeypatch.setattr(html, "read", broken)
    fuzz.prepared("html")
    with pytest.raises(KeyError):
        fuzz.attempt("html", SEEDS["html"]()[0], tmp_path)
