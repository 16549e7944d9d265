"""Numbers as agreements print them: 12,000.50 · 一百零五 · 壹佰零伍 · 二〇二五 · 3万 · 1.5亿 · 三(3).

The Chinese numerals are those of GB/T 15835 and the formal forms of the banking rules (《支付结算办法》, annex 1); traditional and variant forms
arrive folded (參 → 参).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.fold import fold

PLAIN = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "两": 2}
FORMAL = dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)) | {"参": 3, "弍": 2, "弎": 3}
DIGITS = PLAIN | FORMAL
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TENS = {"廿": 20, "卅": 30}
LARGE = {"万": 10**4, "亿": 10**8}

ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"  # \d: fold() has made full-width digits ASCII
CHINESE = "[" + "".join([*DIGITS, *UNITS, *TENS, *LARGE]) + "]+"
_SCALED = re.compile(rf"({ARABIC})[ _]{{0,4}}([十百千]?[万亿]|[百千])?")
_FIND = re.compile(
    rf"(?<![\d.,])(?P<arabic>{ARABIC})(?:[ _]{{0,4}}(?P<scale>[十百千]?[万亿]))?(?![\d])|(?P<chinese>{CHINESE})(?: ?\( ?(?P<again>{ARABIC}) ?\))?"
)


def find(folded: str) -> Iterator[tuple[int, int, Decimal]]:
    """Every number in folded text as (start, end, value), in order; ``三(3)`` is one number, and none when the two differ."""
    for match in _FIND.finditer(folded):
        value = parse(match["chinese"] or match[0])
        if match["again"] and value != parse(match["again"]):
            continue
        if value is not None:
            yield match.start(), match.end(), value


def parse(text: str) -> Decimal | None:
    """The number a whole string is, or None. Raises nothing."""
    text = fold(text).strip(" _")
    if match := _SCALED.fullmatch(text):
        value = Decimal(match[1].replace(",", ""))
        for sign in match[2] or "":
            value *= UNITS.get(sign) or LARGE[sign]
        return value
    value = chinese(text)
    return None if value is None else Decimal(value)


def show(value: Decimal) -> str:
    """The normal form: digits without separators, no trailing zeros after the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def chinese(text: str) -> int | None:
    """The whole number a folded Chinese numeral writes, or None. Digits in a row (二〇二五) read by place; 一百五 is 150, 壹佰伍 is nothing certain."""
    if not text or len(text) > 40:
        return None
    if len(text) > 1 and all(c in DIGITS and c != "两" for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total, rest = 0, text
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = rest.rpartition(sign) if sign == "亿" else rest.partition(sign)
        if not found:
            continue
        value = chinese(head) if sign == "亿" else _section(head)
        if not value:
            return None
        total += value * size
        if len(tail) == 1 and tail in PLAIN and tail not in "零〇":  # 三万二
            return total + PLAIN[tail] * size // 10
        if not tail:
            return total
        rest = tail
    below = _section(rest)
    return None if below is None else total + below


def _section(text: str) -> int | None:
    """The value of a numeral below ten thousand."""
    total, digit, last, zero = 0, None, 10**4, False
    for sign in text:
        if sign in DIGITS:
            if digit is not None:
                return None
            if DIGITS[sign] == 0:
                zero = True
            else:
                digit = DIGITS[sign]
            continue
        if sign not in UNITS and sign not in TENS:
            return None
        unit = UNITS.get(sign, 10)
        if unit >= last:
            return None
        if sign in TENS:
            if digit is not None:
                return None
            digit = TENS[sign] // 10
        elif digit is None:
            if unit != 10:
                return None
            digit = 1  # 十五, 一百十五
        total, digit, last, zero = total + digit * unit, None, unit, False
    if digit is None:
        return total if total or text in ("零", "〇") else None
    if zero or last in (10, 10**4):
        return total + digit
    return total + digit * last // 10 if text[-1] in PLAIN and text[-1] != "两" else None
