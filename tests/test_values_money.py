"""Amounts: the cases, words against figures for many sums, and time on hostile text."""

import time
import tomllib
from pathlib import Path

import pytest

from extractor.fold import fold
from extractor.values import money
from tests.test_values_number import FORMAL, written

CASES = tomllib.loads((Path(__file__).parent / "cases/money.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["text"] for c in CASES])
def test_case(case):
    got = [(m.value, m.currency, case["text"][slice(*m.capital)] if m.capital else "", m.agrees, m.per or "") for _, _, m in money.find(fold(case["text"]))]
    want = [tuple(row + ["", None, ""][len(row) - 2 :]) for row in case["amounts"]]
    assert got == [(v, c, w, a if a != "" else None, p) for v, c, w, a, p in want]


def test_words_and_figures_of_many_sums_agree():
    for value in [*range(1, 2000), *range(9_990, 10_120), *range(99_990, 100_110), 1_000_000, 1_020_304, 20_000_005]:
        text = f"人民币{value:,}.00元(大写:{written(value, FORMAL)}元整)"
        found = money.parse(text)
        assert found and (found.value, found.agrees) == (f"{value}.00", True), text


def test_a_different_word_is_seen():
    for value in range(1, 2000):
        found = money.parse(f"¥{value}.00(大写:{written(value + 1, FORMAL)}元整)")
        assert found and found.agrees is False and found.value == f"{value}.00"


@pytest.mark.parametrize("unit", ["1", "一", "1,", "人民币", "¥", "_", "1_", "壹元(", "人民币(大写)", "1元" + " " * 24, "1元", "元", "(大写", "¥1(壹元"])
def test_time_grows_with_length_only(unit):
    def cost(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.perf_counter()
        list(money.find(text))
        return time.perf_counter() - begin

    cost(20_000)
    assert min(cost(160_000) for _ in range(2)) < 24 * max(min(cost(20_000) for _ in range(2)), 0.002)
