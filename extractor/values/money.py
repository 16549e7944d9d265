"""Amounts of money as agreements print them: ¥12,000.00 · 人民币12万元 · 284,400.00元(人民币贰拾捌万肆仟肆佰元整) · 123元1角1分 · USD 350,000 · 3.20元/平方米·月.

An amount printed in figures and in words next to each other is one value; where the two differ the figures are the value and ``agrees`` is False.
A blank (¥____元), a percentage and a number without a currency are no amounts. Formal numerals: 《支付结算办法》, annex 1; currencies: ISO 4217.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.fold import fold
from extractor.values.number import chinese


@dataclass(frozen=True, slots=True)
class Money:
    """``value``: decimal text with two digits. ``capital``: span of the amount in words (code points of the text searched), ``agrees`` whether it says the same.
    ``per``: what one such amount is paid for (``吨``, ``平方米·月``) when it is a unit price."""

    value: str
    currency: str = "CNY"
    capital: tuple[int, int] | None = None
    agrees: bool | None = None
    per: str | None = None


CURRENCIES = {
    "人民币": "CNY", "RMB": "CNY", "CNY": "CNY", "CN¥": "CNY", "¥": "CNY", "元": "CNY", "圆": "CNY", "块": "CNY",
    "美元": "USD", "美金": "USD", "USD": "USD", "US$": "USD", "$": "USD",
    "欧元": "EUR", "EUR": "EUR", "€": "EUR", "英镑": "GBP", "GBP": "GBP", "£": "GBP",
    "日元": "JPY", "日圆": "JPY", "JPY": "JPY", "港币": "HKD", "港元": "HKD", "港圆": "HKD", "HKD": "HKD", "HK$": "HKD",
    "新台币": "TWD", "新台幣": "TWD", "台币": "TWD", "NT$": "TWD", "NTD": "TWD", "TWD": "TWD", "新加坡元": "SGD", "SGD": "SGD", "S$": "SGD",
    "韩元": "KRW", "KRW": "KRW", "澳元": "AUD", "AUD": "AUD", "加元": "CAD", "加拿大元": "CAD", "CAD": "CAD", "瑞士法郎": "CHF", "CHF": "CHF",
    "澳门元": "MOP", "MOP": "MOP", "卢布": "RUB", "RUB": "RUB",
}  # fmt: skip
_WORDS = "零〇一二三四五六七八九十百千万亿两廿卅壹贰叁参肆伍陆柒捌玖拾佰仟"
_PAD = r"[ _]{0,24}"
_NAMES = "|".join(re.escape(name) for name in sorted(CURRENCIES, key=len, reverse=True))
_BEFORE = rf"(?:{'|'.join(re.escape(n) for n in sorted(set(CURRENCIES) - {'元', '圆', '块'}, key=len, reverse=True))})"
_MARK = r"(?:\(?(?:大写|小写|含税|不含税)\)?:?)"
_FIGURE = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,6})?"
_AFTER = rf"(?:{_NAMES})"
_FIGURES = re.compile(
    rf"(?:(?P<before>{_BEFORE}){_PAD}(?:{_MARK}{_PAD}){{0,2}}(?P<again>{_BEFORE}{_PAD})?)?[【\[(]?{_PAD}(?<![\d.,A-Za-z-])(?P<figure>{_FIGURE})(?![\d])(?!,\d|\.\d)"
    rf"{_PAD}[】\])]?{_PAD}(?P<scale>[十百千]?[万亿]|[百千](?=元))?(?P<unit>{_AFTER})?(?P<coins>(?:\d角)?(?:\d分)?)(?:整|正)?"
)
_CAPITAL = re.compile(
    rf"(?:(?P<before>{_BEFORE}){_PAD}(?:{_MARK}{_PAD}){{0,2}})?[【\[]?{_PAD}(?P<capital>(?<![{_WORDS}第])(?P<whole>[{_WORDS}]{{1,30}})(?P<unit>{_AFTER})"
    rf"(?P<jiao>零?[一二三四五六七八九壹贰叁参肆伍陆柒捌玖]角)?(?P<fen>零?[一二三四五六七八九壹贰叁参肆伍陆柒捌玖]分)?(?:整|正)?)"
)
_BESIDE = re.compile(rf"{_PAD}[,、]?{_PAD}[(【\[]?{_PAD}(?:(?:大写|小写|即|计|合计|总计|折合)(?:金额|人民币)?[:为]?)?{_PAD}")
_CLOSE = re.compile(rf"{_PAD}(?:元|整|正)?{_PAD}[)】\]]")
_NOT_UNIT = re.compile(r"[件素月旦年朝老首帅勋宝里祖音月规宵]")
_PART = re.compile(r"/[ _]{0,4}\(?(?P<per>[\u4e00-\u9fffA-Za-z²³]{1,6}(?:[·./*][\u4e00-\u9fffA-Za-z]{1,4}){0,2})")
_LEAD = re.compile(rf"[\d{_WORDS}]")


def find(folded: str) -> Iterator[tuple[int, int, Money]]:
    """Every amount in folded text as (start, end, value), in order and without overlap; figures with their words beside them are one."""
    waiting = None
    for single in _singles(folded):
        if waiting is None:
            waiting = single
            continue
        joined = _joined(folded, waiting, single)
        if joined:
            yield joined
            waiting = None
        else:
            yield waiting[:3]
            waiting = single
    if waiting is not None:
        yield waiting[:3]


def parse(text: str) -> Money | None:
    """The amount a whole string is, or None."""
    folded = fold(text).strip()
    found = next(find(folded), None)
    return found[2] if found and found[:2] == (0, len(folded)) else None


def show(value: Money) -> str:
    """The normal form: ``284400.00 CNY``."""
    return f"{value.value} {value.currency}"


def _singles(folded: str) -> Iterator[tuple[int, int, Money, bool]]:
    """Amounts in figures and amounts in words one by one; the last item says whether the currency is printed in it."""
    at = 0
    while lead := _LEAD.search(folded, at):
        found = _figures(folded, lead.start(), at) if folded[lead.start()].isascii() else _words(folded, lead.start(), at)
        if found:
            yield found
            at = found[1]
        else:
            at = lead.end()
            while at < len(folded) and folded[at] in "0123456789,.":
                at += 1


_HEAD = re.compile(rf"(?:{_BEFORE}{_PAD}(?:{_MARK}{_PAD}){{0,2}}(?:{_BEFORE}{_PAD})?)[【\[(]?{_PAD}$")


def _head(folded: str, at: int, low: int) -> int:
    """Where the currency printed before the number at `at` begins (`at` when there is none)."""
    window = max(low, at - 40)
    match = _HEAD.search(folded[window:at])
    return window + match.start() if match else at


def _figures(folded: str, at: int, low: int) -> tuple[int, int, Money, bool] | None:
    start = _head(folded, at, low)
    match = _FIGURES.match(folded, start)
    if not match or match.start("figure") != at or (start == at and folded[at - 1 : at] and folded[at - 1] in "第-/"):
        return None
    unit = match["unit"]
    if unit in ("元", "圆", "块") and _NOT_UNIT.match(folded, match.end("unit")):
        unit = None
    name = match["before"] if unit in (None, "元", "圆") and match["before"] else unit
    end = match.end() if unit else match.end("scale") if match["scale"] else match.end("figure")
    if not name or folded[end : end + 1] in ("%", "‰"):
        return None
    value = Decimal(match["figure"].replace(",", ""))
    for sign in match["scale"] or "":
        value *= {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[sign]
    for number, coin in re.findall(r"(\d)([角分])", match["coins"] or "") if unit else ():
        value += Decimal(number) / (10 if coin == "角" else 100)
    if not unit and match["before"] and not match["scale"]:
        end = match.end("figure") + (1 if folded[match.end("figure") : match.end("figure") + 1] in "】]" and "【" in folded[start:at] else 0)
    return start, *_measured(folded, end, Money(f"{value:.2f}", CURRENCIES[name])), True


def _words(folded: str, at: int, low: int) -> tuple[int, int, Money, bool] | None:
    start = _head(folded, at, low)
    match = _CAPITAL.match(folded, start)
    if not match or match.start("capital") != at:
        return None
    whole = chinese(match["whole"])
    if whole is None or _NOT_UNIT.match(folded, match.end("unit")) or (match["unit"] == "块"):
        return None
    value = Decimal(whole)
    for part, size in (("jiao", 10), ("fen", 100)):
        if match[part]:
            value += Decimal(chinese(match[part].lstrip("零")[0]) or 0) / size
    name = match["before"] if match["before"] and match["unit"] in ("元", "圆") else match["unit"]
    formal = any(c in "壹贰叁参肆伍陆柒捌玖拾佰仟" for c in match["whole"])
    capital = match.span("capital") if formal or match["capital"][-1] in "整正" else None
    return start, *_measured(folded, match.end(), Money(f"{value:.2f}", CURRENCIES[name], capital)), True


def _measured(folded: str, end: int, money: Money) -> tuple[int, Money]:
    """The end and value with what it is paid for, when a unit follows after a stroke."""
    match = _PART.match(folded, end)
    if not match:
        return end, money
    return match.end(), Money(money.value, money.currency, money.capital, money.agrees, match["per"])


def _joined(folded: str, first, second) -> tuple[int, int, Money] | None:
    """Two amounts side by side as one: figures and words of the same sum, or the same sum in figures twice."""
    gap = _BESIDE.match(folded, first[1])
    if not gap or gap.end() != second[0]:
        return None
    one, two = first[2], second[2]
    if one.per or two.per or one.currency != two.currency:
        return None
    worded = [m.capital for m in (one, two) if m.capital]
    between = folded[first[1] : second[0]]
    bracketed = any(sign in between for sign in "([【")
    if len(worded) == 2 or (one.value != two.value and not (worded and (bracketed or "写" in between))) or not (worded or bracketed):
        return None
    close = _CLOSE.match(folded, second[1]) if bracketed else None
    figures = two if one.capital else one
    end = close.end() if close else second[1]
    return first[0], end, Money(figures.value, figures.currency, worded[0] if worded else None, one.value == two.value if worded else None)
