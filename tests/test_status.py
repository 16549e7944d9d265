"""Blank, partial, filled: short agreements (tests/cases/status.toml)."""

import tomllib
from pathlib import Path

import pytest
from build import reading

from extractor import packs
from extractor.annotate import amounts, parties, slots
from extractor.model import DateFact, Mention, Outline
from extractor.status import status

CASES = tomllib.loads((Path(__file__).parent / "cases" / "status.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_status_of_short_agreements(case):
    pack = packs.load()
    made = reading(*[line for line in case["text"].split("\n") if line.strip()])
    mentions = [m for module in (slots, parties, amounts) for m in module.annotate(made, pack)]
    assert status(mentions, made.outline, made.text, pack) == case["status"]


def test_a_date_said_in_plain_words_makes_a_form_partial():
    pack = packs.load()
    made = reading("租赁合同", "出租方：____________", "第一条 期限", "租期____年，自2025年3月1日起。")
    found = [*slots.annotate(made, pack), Mention("date", DateFact("start", "2025-03-01"), 0, 1, "test")]
    assert status(found, made.outline, made.text, pack) == "partial"


def test_no_mentions_at_all_is_filled():
    assert status((), Outline(()), "", packs.load()) == "filled"
