"""What a person types as the right value → the form records have it in: ISO 8601 dates and periods, plain decimals, other
words as they are."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from extractor.fold import fold

_LONGEST = 2_000  # characters
_WORDS = {
    "empty": {"zh": "没有填写内容", "en": "nothing was typed"},
    "long": {"zh": f"超过 {_LONGEST} 字", "en": f"more than {_LONGEST} characters"},
    "dates": {"zh": "不是日期，请写成 2025-03-01、2025-03 或 2025", "en": "not a date; write 2025-03-01, 2025-03 or 2025"},
    "durations": {"zh": "不是期限，请写成 3年、30日、1年6个月", "en": "not a period; write P3Y, P30D, P1Y6M"},
    "amounts": {"zh": "不是数字，请只写数字，例如 120000.00", "en": "not a number; write digits only, as 120000.00"},
}


class Untrue(ValueError):
    """What was typed is no value of its kind; the message says what to type."""


def typed(field: str, value: object, lang: str) -> str:
    """`value` for `field` (``dates.signed``). Raises Untrue."""
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise Untrue(_WORDS["empty"][lang])
    if len(text) > _LONGEST:
        raise Untrue(_WORDS["long"][lang])
    table = field.partition(".")[0]
    made = {"dates": _date, "durations": _period, "amounts": _amount}.get(table, str)(text)
    if made is None:
        raise Untrue(_WORDS[table][lang])
    return made


def _date(text: str) -> str | None:
    match = re.fullmatch(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?|\s*年)?", fold(text))
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])


_PERIOD = re.compile(r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?)?")
_SPOKEN = re.compile(
    r"(?:(\d+)\s*年)?(?:(\d+)\s*个?月)?(?:(\d+)\s*(?:周|星期))?(?:(\d+)\s*(?:个工作日|工作日|日|天))?(?:(\d+)\s*小时)?"
)


def _period(text: str) -> str | None:
    folded = fold(text).strip().upper()
    if _PERIOD.fullmatch(folded):
        return folded
    match = _SPOKEN.fullmatch(fold(text).strip())
    if not match or not any(match.groups()):
        return None
    parts = [f"{int(n)}{unit}" for n, unit in zip(match.groups(), "YMWD", strict=False) if n]
    return "P" + "".join(parts) + (f"T{int(match[5])}H" if match[5] else "")


def _amount(text: str) -> str | None:
    plain = fold(text).replace(",", "").replace(" ", "")
    try:
        return f"{Decimal(plain):f}" if re.fullmatch(r"-?\d{1,20}(\.\d{1,10})?", plain) else None
    except InvalidOperation:
        return None
