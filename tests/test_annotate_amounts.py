"""Amounts: sentences with what each amount is (tests/cases/amounts.toml), amounts in words, and what must hold whatever the text."""

import tomllib
from pathlib import Path

import pytest
from build import reading
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import packs
from extractor.annotate.amounts import annotate

CASES = tomllib.loads((Path(__file__).parent / "cases" / "amounts.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_amounts_of_sentences(case):
    found = annotate(reading(*[line for line in case["text"].split("\n") if line.strip()]), packs.load())
    assert [[m.value.kind, m.value.value, m.value.currency] for m in found] == case["amounts"]


def test_the_amount_in_words_is_quoted_as_printed_in_any_line():
    found = annotate(reading("付款方式另定。", "合同总价为92,000元（大写：玖萬贰仟元整）。"), packs.load())
    assert [(m.value.capital, m.value.capital_agrees) for m in found] == [("玖萬贰仟元整", True)]


def test_an_amount_in_words_that_differs_is_kept_with_the_figures_as_value():
    (found,) = annotate(reading("工程总价为26,800元（大写：贰万陆仟元整）。"), packs.load())
    assert (found.value.kind, found.value.value, found.value.capital_agrees) == ("total", "26800.00", False)


def test_a_heading_names_an_amount_that_stands_alone():
    found = annotate(reading("第一条 合同价款", "人民币30,000元，签约时付清。", "第二条 其他", "无。"), packs.load())
    assert [m.value.kind for m in found] == ["total"]


def test_a_rent_said_again_in_words_behind_its_full_stop_is_no_total():
    found = annotate(reading("第一条 租金", "1.1 该铺位每月租金总计为人民币 ¥2600元。（大写：贰仟陆佰元整）。"), packs.load())
    assert "total" not in [m.value.kind for m in found]
    assert "unit" in [m.value.kind for m in found]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet="合同总价为人民币1,000元(大写:壹万整)押金每月，。%\t", max_size=40), min_size=1, max_size=5))
def test_no_text_has_two_totals_of_different_value(lines):
    found = reading(*lines)
    mentions = annotate(found, packs.load())
    assert all(0 <= m.start < m.end <= len(found.text) for m in mentions)
    assert len({(m.value.value, m.value.currency) for m in mentions if m.value.kind == "total"}) < 2
