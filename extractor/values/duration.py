"""Lengths of time as agreements print them: 三年 · 叁（3）年 · 一年零六个月 · 一年半 · 15日 · 十五个工作日 · 30个自然日 · 24小时 · 两周 · 一个季度 · T+1工作日.

A value keeps the unit it was written in (no conversion to days): ISO 8601 text and, for days, whether working or calendar days are meant. A quarter is three
months, half a year six months, half a month fifteen days. Where figure and word differ, as in 三(5)年, there is no value.

This is grammar only: whether 每30日 or 三个月租金 is a period at all is for the rules of the durations pack to say. What can never be one is left out here:
ordinals (第三年), months and days of the calendar (3月, 2025年), ages, 7×24小时.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.fold import fold
from extractor.values.number import chinese


@dataclass(frozen=True, slots=True)
class Duration:
    """``value``: ISO 8601 (``P1Y6M``, ``PT24H``); ``day_type``: ``working``, ``calendar``, or None when it does not count days."""

    value: str
    day_type: str | None = None


_PAD = r"[ _]{0,24}"
_SIGN = "零〇一二三四五六七八九十百千两廿卅壹贰叁参肆伍陆柒捌玖拾佰仟"
_NUM = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,7}}(?:\.\d{{1,2}})?|[{_SIGN}]{{1,9}})"  # bounded, so that a search stays linear
_AGAIN = rf"{_PAD}\({_PAD}(?:大写)?:?{_PAD}(?P<again>[\d{_SIGN},.]{{1,9}}){_PAD}\)"
_OF = "(?:完整|整|自然|会计|日历|公历|连续)?的?"
_DURATION = re.compile(
    rf"(?P<t>T ?\+ ?)?(?P<n>{_NUM}|半)(?:{_AGAIN})?{_PAD}[】\])]?{_PAD}(?:"
    rf"(?P<year>个?{_OF}(?:学年|年度|周?年(?![级代龄份检])(?P<yh>半)?)(?:{_PAD}(?:[零又加]{_PAD}(?P<ym>{_NUM}){_PAD}个?|(?P<yn>{_NUM}){_PAD}个){_PAD}{_OF}月|[零又](?P<yd>{_NUM})[日天])?)"
    rf"|(?P<quarter>个{_OF}季度)"
    rf"|(?P<month>[个箇](?P<mh>半)?{_PAD}{_OF}月(?:[零又]?(?P<md>{_NUM})[日天])?)"
    r"|(?P<bare>月(?![份底末初中上下旬度\d一二三四五六七八九十]| ?\d))"
    rf"|(?P<week>个?{_OF}(?:周(?![岁围边年末期转]|[一二三四五六日](?!内))|星期(?![一二三四五六日天])|礼拜))"
    rf"|(?P<day>个?{_PAD}{_OF}(?P<working>(?:法定|银行|中国)?(?:工作|营业|交易|办公))?历?(?:日(?!期(?![限间内满])|[历志程龄])|天(?!龄)))"
    rf"|(?P<hour>个?(?P<hh>半)?(?:小时|钟头|h\b|H\b|hours?\b)(?:(?P<hm>{_NUM})分钟?)?)"
    r"|(?P<minute>分钟|min\b|minutes?\b)"
    r"|(?P<plus>(?<=\+\d)(?!\d)))"
)
_FIRST = re.compile(rf"[\d{_SIGN}半T][\d{_SIGN},.+ ]{{0,11}}(?:{_PAD}\([^()]{{1,60}}\))?{_PAD}[】\])]?{_PAD}(?:[年个箇月日天周星礼小钟分学法银中工营交办历自公完连整会hHm]|(?<=\+\d))")
_BEGIN = re.compile(rf"(?:T ?\+ ?)?(?<!\d)(?<!\d[.,])\d|[{_SIGN}]+|半")
_NOT_BEFORE = re.compile(  # the number is an ordinal, a day of a month, an unticked choice, or part of something longer
    rf"(?:第 ?[(【\[]?|月的?|\d[.,:]?|[/×*xX□☐]|民 ?国 ?|(?<!以)上|(?<![以项名])下|(?<!均)每|[A-Za-z]-?|\d{{3}}-|[{_SIGN}])\Z"
)
_NOT_BEFORE_ONE = re.compile(r"(?:(?<!合)同|任|任何|任意|某|另|(?<!应)该|唯|首|哪|最后)\Z")  # 同一年, 任一日
_COUNTED = re.compile(r"(?:[后起至到]的?|(?:次|翌|隔)[日天][^,。;]{0,3})第\Z")  # 送达后第3日, 期满后的第二十四个月: an ordinal that counts from an event
_NOT_AFTER = re.compile(r" ?(?:期?LPR|[×*])|(?<=年)[ _【\[]{1,24}[】\] _]*月")


def find(folded: str) -> Iterator[tuple[int, int, Duration]]:
    """Every length of time in folded text as (start, end, value), in order and without overlap."""
    at = 0
    while first := _FIRST.search(folded, at):
        at = first.end()
        for begin in _BEGIN.finditer(folded, first.start(), first.end()):
            if match := _DURATION.match(folded, begin.start()):
                start, at = match.start(), match.end()
                before = folded[max(0, start - 8) : start].rstrip(" _")
                counted = (match["day"] or match["month"]) and _COUNTED.search(before)
                apart = (not counted and _NOT_BEFORE.search(before)) or (match["n"] == "一" and _NOT_BEFORE_ONE.search(before)) or _NOT_AFTER.match(folded, at)
                value = None if apart else _value(match)
                if value:
                    yield _opening(folded, match), at, value
                break


def parse(text: str) -> Duration | None:
    """The length of time a whole string is, or None."""
    folded = fold(text).strip()
    found = next(find(folded), None)
    return found[2] if found and found[:2] == (0, len(folded)) else None


def show(value: Duration) -> str:
    """The normal form: ISO 8601, with the kind of day where days are counted."""
    return f"{value.value} {value.day_type}" if value.day_type else value.value


def _opening(folded: str, match: re.Match) -> int:
    """Where it begins: also before blanks and a bracket that stand around the number alone."""
    start = left = match.start()
    if not start or folded[start - 1] not in " _【[(":
        return start
    while left and folded[left - 1] in " _" and start - left < 24:
        left -= 1
    if left and folded[left - 1] in "【[(" and re.match(r"[^】\])【\[(]{1,40}[】\])]", folded[start : match.end()]):
        return left - 1
    return left + len(folded[left:start]) - len(folded[left:start].lstrip(" "))


def _number(text: str) -> Decimal | None:
    """A count in figures or in words, folded."""
    if text.isascii():
        return Decimal(text.replace(",", ""))
    value = chinese(text)
    return None if value is None else Decimal(value)


def _value(match: re.Match) -> Duration | None:
    count = _number(match["n"]) if match["n"] != "半" else Decimal("0.5")
    if not count or count >= 100_000 or (match["again"] and _number(match["again"]) != count):
        return None
    whole = int(count) if count == int(count) else None
    if match["t"] or match["plus"] is not None:
        return Duration(f"P{whole}D", "working" if match["working"] or not match["day"] else "calendar") if whole and match["t"] else None
    if match["year"]:
        return None if count > 100 else _compound(match, count, "P{}Y", {"yh": "6M", "ym": "{}M", "yn": "{}M", "yd": "{}D"}, "6M")
    if match["month"]:
        found = _compound(match, count, "P{}M", {"mh": "15D", "md": "{}D"}, "15D")
        return Duration("P15D", "calendar") if found and found.value == "P15D" else found
    if match["hour"]:
        return _compound(match, count, "PT{}H", {"hh": "30M", "hm": "{}M"}, "30M")
    if match["day"]:
        return Duration(f"P{whole}D", "working" if match["working"] else "calendar") if whole else None
    if not whole or (match["bare"] and whole <= 12):  # 3月 is March
        return None
    if match["quarter"]:
        return Duration(f"P{whole * 3}M")
    return Duration(f"P{whole}W" if match["week"] else f"PT{whole}M" if match["minute"] else f"P{whole}M")


def _compound(match: re.Match, count: Decimal, form: str, more: dict[str, str], half: str) -> Duration | None:
    """A count with a smaller unit behind it (`more`: group → what it adds) or a half in it; nothing for other fractions."""
    text = form.format(int(count))
    for name, adds in more.items():
        if match[name]:
            smaller = Decimal(0) if name.endswith("h") else _number(match[name])
            if count != int(count) or smaller is None or smaller != int(smaller):
                return None
            return Duration(text + adds.format(int(smaller)))
    if count != int(count):
        return Duration(re.sub(r"(?<=[PT])0[YMH]", "", text + half)) if count % 1 == Decimal("0.5") else None
    return Duration(text)
