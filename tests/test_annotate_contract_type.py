"""Title or opening lines → kind of contract."""

import tomllib
from pathlib import Path

import pytest
from build import reading

from extractor import packs
from extractor.annotate import head

CASES = tomllib.loads((Path(__file__).parent / "cases" / "contract_types.toml").read_text(encoding="utf-8"))


def kind(*lines: str) -> str:
    found = {m.field: m.value.value for m in head.annotate(reading(*lines), packs.load())}
    return found.get("contract_type", "")


@pytest.mark.parametrize(("title", "expected"), CASES["titles"].items())
def test_by_the_title(title, expected):
    assert kind(title, "甲方：某公司", "乙方：某公司", "第一条 总则", "双方约定如下。") == expected


@pytest.mark.parametrize(("opening", "expected"), CASES["openings"].items())
def test_by_the_opening_lines(opening, expected):
    assert kind(*opening.split("\n"), "第一条 总则", "双方约定如下。") == expected


def test_there_are_thirty_kinds_and_each_has_its_names():
    rules = packs.load().of("contract_type")
    assert len({r.gives for r in rules}) >= 30
    for rule in rules:
        assert rule.set["zh"] and rule.set["en"], rule.id
        assert {(r.set["zh"], r.set["en"]) for r in rules if r.gives == rule.gives} == {(rule.set["zh"], rule.set["en"])}, rule.id


def test_the_evidence_is_the_title():
    (mention,) = (m for m in head.annotate(reading("仓 储 合 同", "甲方：某公司"), packs.load()) if m.field == "contract_type")
    assert (mention.value.value, mention.start, mention.end) == ("warehousing", 0, 7)
