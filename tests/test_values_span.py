"""Calendar arithmetic of the Civil Code, Art. 201–203."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.span import shift

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "span", "back", "expected"),
    [
        ("2025-03-01", "P3Y", False, "2028-03-01"),
        ("2025-01-31", "P1M", False, "2025-02-28"),
        ("2024-01-31", "P1M", False, "2024-02-29"),
        ("2024-02-29", "P1Y", False, "2025-02-28"),
        ("2025-03-31", "P1M", True, "2025-02-28"),
        ("2026-03-31", "P30D", True, "2026-03-01"),
        ("2025-12-15", "P2W", False, "2025-12-29"),
        ("2025-12-15", "P1Y6M", False, "2027-06-15"),
        ("2025-12-15", "PT24H", False, None),
        ("2025-12-15", "P", False, None),
        ("9999-12-31", "P1D", False, None),
        ("2025-01-01", "P999999Y", False, None),
        ("0001-01-01", "P1M", True, None),
    ],
)
def test_shift(day, span, back, expected):
    found = shift(date.fromisoformat(day), span, back)
    assert (found and found.isoformat()) == expected


@given(DAYS, st.integers(0, 5000))
def test_days_and_weeks_go_and_come_back(day, number):
    assert shift(shift(day, f"P{number}D"), f"P{number}D", back=True) == day
    assert shift(day, f"P{number}W") == shift(day, f"P{7 * number}D")


@given(DAYS, st.integers(0, 600))
def test_months_lead_to_the_same_day_or_the_last_of_a_shorter_month(day, number):
    found = shift(day, f"P{number}M")
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == number
    assert found.day == day.day or (found.day < day.day and (found.replace(day=found.day)).month != shift(found, "P1D").month)
