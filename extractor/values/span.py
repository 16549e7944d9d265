"""Calendar arithmetic with ISO 8601 periods of years, months, weeks and days.

Months and years lead to the day of the same number, or to the last day of a shorter month (Civil Code of the PRC, Art. 202). The first day does not count
(Art. 201), so one month after 31 January is 28 or 29 February.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_SPAN = re.compile(r"P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?")


def shift(day: date, span: str, back: bool = False) -> date | None:
    """The day a period after `day` (before it with `back`); None for periods with hours and for days outside the calendar."""
    match = _SPAN.fullmatch(span)
    if not match or span == "P":
        return None
    years, months, weeks, days = (int(g or 0) * (-1 if back else 1) for g in match.groups())
    number = day.year * 12 + day.month - 1 + months + 12 * years
    year, month = number // 12, number % 12 + 1
    if not 1 <= year <= 9999:
        return None
    try:
        return date(year, month, min(day.day, monthrange(year, month)[1])) + timedelta(days=days + 7 * weeks)
    except OverflowError:
        return None
