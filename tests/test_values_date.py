"""Dates: the cases, every day of four years in several scripts, offsets, and time on hostile text."""

import datetime
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fold import fold
from extractor.values import date
from tests.test_values_number import FORMAL, PLAIN, written

CASES = tomllib.loads((Path(__file__).parent / "cases/dates.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["text"] for c in CASES])
def test_case(case):
    assert [value for _, _, value in date.find(fold(case["text"]))] == case["dates"]


def spellings(day: datetime.date) -> list[str]:
    year = "".join("〇一二三四五六七八九"[int(d)] for d in str(day.year))
    formal = "".join(FORMAL[0][int(d)] for d in str(day.year))
    month, number = written(day.month, PLAIN).replace("一十", "十"), written(day.day, PLAIN).replace("一十", "十")
    return [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y/%m/%d}",
        f"{year}年{month}月{number}日",
        f"{formal}年{written(day.month, FORMAL)}月{written(day.day, FORMAL)}日",
        f"民国{day.year - 1911}年{day.month}月{day.day}日",
        f"【{day.year}】年【{day.month}】月【{day.day}】日",
        f"_{day.year}___年__{day.month}__月__{day.day}__日",
    ]


def test_every_day_of_four_years_in_every_spelling():
    first = datetime.date(2024, 1, 1)
    for n in range(4 * 365 + 1):
        day = first + datetime.timedelta(n)
        for text in spellings(day):
            assert date.parse(text) == day.isoformat(), text


@given(st.text(alphabet="2025年3月1日二〇○._-/ 【】()民国至起次同底号a", max_size=60))
def test_finds_lie_in_order_inside_the_text(text):
    folded = fold(text)
    last = 0
    for start, end, value in date.find(folded):
        assert last <= start < end <= len(folded)
        assert datetime.date.fromisoformat(value if len(value) == 10 else value + "-01")
        last = end


@pytest.mark.parametrize("unit", ["2025年", "【", "_", " ", "2025年3月1日至", "民国", "2025-03-", "一二〇", "2025年" + "_" * 24, "1 ", "2025年3月1日同"])
def test_time_grows_with_length_only(unit):
    def cost(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.perf_counter()
        list(date.find(text))
        return time.perf_counter() - begin

    cost(20_000)
    assert min(cost(160_000) for _ in range(2)) < 24 * max(min(cost(20_000) for _ in range(2)), 0.002)
