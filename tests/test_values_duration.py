"""Durations: the cases, every count of every unit, offsets, and time on hostile text."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fold import fold
from extractor.values import duration
from extractor.values.duration import Duration
from tests.test_values_number import FORMAL, PLAIN, written

CASES = tomllib.loads((Path(__file__).parent / "cases/durations.toml").read_text(encoding="utf-8"))["case"]
UNITS = {
    "日": ("P{}D", "calendar"), "天": ("P{}D", "calendar"), "个自然日": ("P{}D", "calendar"), "日历天": ("P{}D", "calendar"),
    "个工作日": ("P{}D", "working"), "工作日": ("P{}D", "working"), "个月": ("P{}M", None), "年": ("P{}Y", None),
    "小时": ("PT{}H", None), "分钟": ("PT{}M", None), "个星期": ("P{}W", None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[c["text"] for c in CASES])
def test_case(case):
    assert [duration.show(value) for _, _, value in duration.find(fold(case["text"]))] == case["values"]


@pytest.mark.parametrize("unit", UNITS)
def test_every_count_up_to_a_hundred_in_every_script(unit):
    form, kind = UNITS[unit]
    for count in range(1, 101):
        plain, formal = written(count, PLAIN), written(count, FORMAL)
        for text in (str(count), plain, formal, f"{formal}({count})", f"__{count}__", f"【{count}】"):
            assert duration.parse(text + unit) == Duration(form.format(count), kind), text + unit


@given(st.text(alphabet="3015一二十半年月个日天周小时T+().,_ 【】零第每内", max_size=60))
def test_finds_lie_in_order_inside_the_text(text):
    last = 0
    for start, end, value in duration.find(text):
        assert last <= start < end <= len(text)
        assert value.value.startswith("P")
        last = end


@pytest.mark.parametrize("unit", ["3_", "3 ", "一", "1,", "1", "三(3", "3" + "_" * 24, "半", "T+", "3年", "一年零", "(", "【3"])
def test_time_grows_with_length_only(unit):
    def cost(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.perf_counter()
        list(duration.find(text))
        return time.perf_counter() - begin

    cost(20_000)
    assert min(cost(160_000) for _ in range(2)) < 24 * max(min(cost(20_000) for _ in range(2)), 0.002)
