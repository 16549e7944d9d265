"""Chinese and Arabic numerals: every number below 100,000 in both scripts, and what must stay unread."""

from decimal import Decimal

import pytest

from extractor.values import number

PLAIN, FORMAL = ("零一二三四五六七八九", "十百千万"), ("零壹贰叁肆伍陆柒捌玖", "拾佰仟万")


def written(value: int, script) -> str:
    """The standard numeral for 0 ≤ value < 10**8, written independently of the reader."""
    digits, units = script
    if value == 0:
        return digits[0]
    high, low = divmod(value, 10_000)
    text = written(high, script) + units[3] if high else ""
    if high and low and low < 1000:
        text += digits[0]
    gap = False
    for size, unit in ((1000, units[2]), (100, units[1]), (10, units[0]), (1, "")):
        digit, low = divmod(low, size)
        if digit:
            text += (digits[0] if gap else "") + digits[digit] + unit
            gap = False
        elif text and not text.endswith((units[3], digits[0])):
            gap = True
    return text


@pytest.mark.parametrize("script", [PLAIN, FORMAL], ids=["plain", "formal"])
def test_every_number_below_a_hundred_thousand(script):
    wrong = [n for n in range(100_000) if number.chinese(written(n, script)) != n]
    assert wrong == []


def test_large_numbers():
    for value in (10**8, 10**8 + 1, 120_000_000, 987_654_321, 10_000_0000_0000):
        high, low = divmod(value, 10**8)
        text = written(high, FORMAL) + "亿" + (("零" if low < 10**7 else "") + written(low, FORMAL) if low else "")
        assert number.chinese(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,000.50", "12000.50"), ("十五", 15), ("一百一十五", 115), ("一百十五", 115), ("廿八", 28), ("卅", 30), ("两百", 200), ("一百五", 150),
        ("三万二", 32000), ("二〇二五", 2025), ("贰零贰伍", 2025), ("3万", 30000), ("1.5亿", 150000000), ("參拾", 30), ("壹佰萬", 1000000), ("３０", 30),
    ],
)  # fmt: skip
def test_written_in_other_ways(text, value):
    assert number.parse(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "百", "万", "十十", "一百千", "壹佰伍", "一二百", "三五万十", "12,00,", "abc"])
def test_nothing_is_guessed(text):
    assert number.parse(text) is None


def test_find_takes_a_number_with_its_repetition_as_one_and_refuses_a_contradiction():
    assert [(s, e, int(v)) for s, e, v in number.find("三(3)年和十五日")] == [(0, 4, 3), (6, 8, 15)]
    assert list(number.find("三(5)年")) == []


def test_show():
    assert number.show(Decimal("1200.50")) == "1200.5"
    assert number.show(Decimal(30)) == "30"
