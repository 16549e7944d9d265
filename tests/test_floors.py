"""Quality does not sink unseen: each field keeps its pinned F1 on both halves of the corpus."""

import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "corpus"))

import measure  # noqa: E402

from extractor import score  # noqa: E402

FLOORS = tomllib.loads((ROOT / "tests" / "floors.toml").read_text(encoding="utf-8"))


def test_the_floors_belong_to_this_corpus():
    assert FLOORS["corpus"] == measure.fingerprint(), "labels changed: run python corpus/measure.py --pin"


@pytest.fixture(scope="module", params=measure.HALVES)
def scored(request):
    records, gold = measure.measure(request.param)
    return request.param, records, gold


def test_every_field_keeps_its_floor(scored):
    half, records, gold = scored
    tallies = score.score(records, gold)
    assert set(tallies) == set(FLOORS[half])
    fallen = {name: (round(t.f1, 4), FLOORS[half][name]) for name, t in tallies.items() if t.f1 < FLOORS[half][name]}
    assert not fallen, f"below the floor (seen, floor): {fallen}"


def test_confidence_keeps_its_promise(scored):
    _, records, gold = scored
    right, given = score.calibration(records, gold)
    assert given > 100 and right / given >= 0.9


def test_all_evidence_is_literal(scored):
    _, records, _ = scored
    for record in records:
        text = record["document"]["text"]
        for key in ("parties", "dates", "durations", "amounts", "data_terms", "slots"):
            for item in record[key]:
                evidence = item["evidence"]
                assert evidence is None or (evidence["text"] and evidence["text"] == text[evidence["start"] : evidence["end"]])
