"""Fill-in places: lines with the places a reader sees (tests/cases/slots.toml), marks of the reader, and what must hold whatever the text."""

import tomllib
from pathlib import Path

import pytest
from build import reading
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import packs
from extractor.annotate.slots import annotate
from extractor.model import Mark

CASES = tomllib.loads((Path(__file__).parent / "cases" / "slots.toml").read_text(encoding="utf-8"))["case"]


def places(*lines: str, marks: tuple[Mark, ...] = ()) -> list[list[str]]:
    return [[m.value.label, m.value.value or "-"] for m in annotate(reading(*lines, marks=marks), packs.load())]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_places_of_lines(case):
    lines = [line for line in case["text"].split("\n") if line.strip()]
    assert places(*lines) == case["slots"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_empty_place_has_no_value_and_a_filled_one_has(case):
    for mention in annotate(reading(*case["text"].split("\n")), packs.load()):
        assert mention.value.filled == (mention.value.value is not None)


def test_underlined_words_are_values_written_on_a_blank():
    line = "服务地点为上海市区，服务费另计"
    at = line.index("上海市区")
    assert places(line, marks=(Mark(at, at + 4, "filled"),)) == [["服务地点为", "上海市区"]]


def test_a_date_written_on_three_blanks_is_one_value():
    line = "推广期限自 2026 年 7 月 15 日起至 2027 年 1 月，日期"
    marks = tuple(Mark(line.index(part), line.index(part) + len(part), "filled") for part in ("2026", "7", "15", "2027"))
    marks = (*marks, Mark(line.index("1 月"), line.index("1 月") + 1, "filled"))
    assert places(line, marks=marks) == [["推广期限自", "2026年7月15日"], ["起至", "2027年1月"]]


def test_numbers_on_blanks_beside_each_other_are_no_date():
    line = "首付 30 日内，余款 7 月内"
    assert places(line, marks=(Mark(3, 5, "filled"), Mark(line.index("7"), line.index("7") + 1, "filled"))) == [["首付", "30"], ["余款", "7"]]


def test_an_underlined_heading_is_no_value():
    assert places("保密条款", marks=(Mark(0, 4, "filled"),)) == []


def test_an_inserted_word_is_no_place():
    assert places("服务地点为上海市区", marks=(Mark(5, 9, "inserted"),)) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet="甲方：____年月日元 □☑【】[](（）{}XX,，。5", max_size=40), min_size=1, max_size=5))
def test_places_are_ordered_and_apart(lines):
    found = reading(*lines)
    end = 0
    for mention in annotate(found, packs.load()):
        assert end <= mention.start < mention.end <= len(found.text)
        end = mention.end


def test_a_very_long_blank_costs_no_more_than_its_length():
    assert len(places("甲方：" + "_" * 50_000 + "年" + "_ a " * 2_000 + "  " * 20_000 + "。")) > 0
