"""Calendar dates as agreements print them: 2025年3月1日 · 二〇二五年三月一日 · 贰零贰伍年叁月壹日 · 2025.03.01 · 2025-3-1 · 民国114年3月1日 ·
【2025】年【3】月【1】日 · _2026___年__7__月__20__日 · 2025年3月 · 2025年12月底 · March 1, 2025.

A value is ISO 8601 text: ``2025-03-01`` or ``2025-03``. Bare years, half-blank dates (2025年__月__日) and impossible days are no dates. In a range the second
date takes the year of the first (自2025年3月1日至5月31日). Years of the Republic of China count from 1912.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from extractor.fold import fold
from extractor.values.number import chinese

_PAD = r"[ _]{0,24}"
_OPEN, _SHUT = r"[【\[(]?[ _]{0,24}", r"[ _]{0,24}[】\])]?[ _]{0,24}"
_YEAR = r"(?:(?:1[ _]{0,2}9|2[ _]{0,2}[0-2])[ _]{0,8}\d[ _]{0,2}\d|[一二贰][〇零OoΟ九玖一壹][〇零OoΟ一二三四五六七八九壹贰叁参肆伍陆柒捌玖]{2}|[贰二][仟千][零〇]?[〇零一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3})"
_ROC = r"[零〇一二三四五六七八九十百壹贰叁参肆伍陆柒捌玖拾佰]{1,5}|\d{1,3}"
_MONTH = r"0?[1-9]|1[0-2]|[元正一二三四五六七八九壹贰叁参肆伍陆柒捌玖]|[零〇][一二三四五六七八九壹贰叁参肆伍陆柒捌玖]|[一壹]?[十拾][一二壹贰]?"
_DAY = r"0?[1-9]|[12]\d|3[01]|[初零〇]?[一二三四五六七八九壹贰叁参肆伍陆柒捌玖]|初十|[一二三壹贰叁参]?[十拾][一二三四五六七八九壹贰叁参肆伍陆柒捌玖]?|[廿卅][一二三四五六七八九]?"
_D = rf"{_OPEN}(?P<d>{_DAY}){_SHUT}[日号]"
_NO_DAY = rf"(?!{_OPEN}{_SHUT}日)"  # 2025年3月__日 is half blank
_NAMES = "January February March April May June July August September October November December".split()
_ENGLISH = "|".join(rf"{name[:3]}(?:{name[3:]})?" if name != "May" else "May" for name in _NAMES)

_WRITTEN = (
    rf"(?<![\d.])(?:(?P<roc>(?:中 {{0,3}}华 {{0,3}})?民 {{0,3}}国){_OPEN}(?P<ry>{_ROC})|(?P<y>{_YEAR})){_SHUT}年"
    rf"{_OPEN}(?P<m>{_MONTH}){_SHUT}月(?:份?{_D}|(?:份?{_PAD}(?:底|末|初|上旬|中旬|下旬)|份)|{_NO_DAY})"
)
_NUMERIC = (
    r"(?<![\dA-Za-z./#])(?P<ny>(?:19|20|21|22)\d\d)"
    r"(?:(?: ?(?P<sep>[./-]) ?)(?P<nm>0?[1-9]|1[0-2]) ?(?P=sep) ?(?P<nd>0?[1-9]|[12]\d|3[01])(?![\d/]|\.\d|-(?!(?:19|20)\d\d\D))(?!号)"
    r"|[./-](?P<nm2>0[1-9]|1[0-2])(?= ?(?:至|起|止|到|前|以前|之前|~|- ?(?:19|20)\d\d\D)|(?<=[至到自~].{7}))(?![\d-]))"
)
_COMPACT = r"(?<=日期:)(?P<cy>20\d\d)(?P<cm>0[1-9]|1[0-2])(?P<cd>0[1-9]|[12]\d|3[01])(?!\d)"
_WESTERN = (
    rf"(?P<em>{_ENGLISH})\.? (?P<ed>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<ey>(?:19|20)\d\d)\b"
    rf"|(?P<ed2>\d{{1,2}})(?:st|nd|rd|th)?(?: day of)? (?P<em2>{_ENGLISH}),? (?P<ey2>(?:19|20)\d\d)\b"
)
_DATE = re.compile(f"{_WRITTEN}|{_NUMERIC}|{_COMPACT}|{_WESTERN}")
# Where a date may begin; it keeps the long pattern from being tried at every character. Months by name are looked for only where one stands.
_BEGINS = r"[12][ _]{0,8}\d(?:[ _]{0,8}\d[ _]{0,2}\d[ _】\])]{0,26}[年./-]|\d{6}(?!\d)| ?\.)|民 {0,3}国|[一二贰][〇零OoΟ九玖一壹仟千]"
_MONTHS = r"(?:J[au]|Fe|Ma|A[pu]|Se|Oc|No|De)[a-z]{1,8}[ .,]"
_START, _START_NAMED = re.compile(_BEGINS), re.compile(rf"{_BEGINS}|\b(?:\d{{1,2}}[a-z]{{0,2}}(?: day of)? )?{_MONTHS}")
_NAMED = re.compile(_MONTHS)
_NEXT = re.compile(
    rf"(?P<gap>{_PAD}[起始]?(?:\([^()]{{0,8}}\))?{_PAD}(?:[至到~]|-{{1,2}})|[^。;\n]{{0,24}}?(?P<same>同年|次年|翌年)){_PAD}(?P<again>次年|翌年|同年)?{_PAD}"
    rf"{_OPEN}(?P<m>{_MONTH}){_SHUT}月(?:{_D}|[底末]|{_NO_DAY})"
)
_NEXT_DAY = re.compile(rf"{_PAD}起?{_PAD}(?:[至到~]|-{{1,2}}){_PAD}(?P<d>{_DAY}){_PAD}日(?!内)")


def find(folded: str) -> Iterator[tuple[int, int, str]]:
    """Every date in folded text as (start, end, ISO value), in order and without overlap."""
    at, last = 0, -9
    start_of = _START_NAMED if _NAMED.search(folded) else _START
    while begin := start_of.search(folded, at):
        match = _DATE.match(folded, begin.start())
        value = match and _value(match)
        if not value or _runs_on(folded, match, last):
            at = begin.start() + 1
            continue
        start, at = max(_opening(match, folded), last), match.end()
        yield start, at, value
        while found := _second(folded, at, value):
            start, at, value = found
            yield start, at, value
        last = at


def parse(text: str) -> str | None:
    """The ISO date a whole string is, or None."""
    folded = fold(text).strip()
    found = next(find(folded), None)
    return found[2] if found and found[:2] == (0, len(folded)) else None


def show(value: str) -> str:
    """The normal form: ISO 8601, ``2025-03-01`` or ``2025-03``."""
    return value


def _opening(match: re.Match, folded: str) -> int:
    """Where the date begins: also before blanks and a bracket that stand around its year alone."""
    start = match.start()
    if not match["y"]:
        return start
    left = start
    while left and folded[left - 1] in " _" and start - left < 24:
        left -= 1
    if left and folded[left - 1] + folded[match.end("y") : match.end("y") + 24].lstrip(" _")[:1] in ("【】", "[]", "()"):
        return left - 1
    return left + (len(folded[left:start]) - len(folded[left:start].lstrip(" ")))


def _runs_on(folded: str, match: re.Match, last: int) -> bool:
    """Whether figures that look like a date belong to something longer: a file number, a version, a telephone number. `last`: end of the date before."""
    if not match["ny"]:
        return False
    before, after = folded[max(0, match.start() - 2) : match.start()].rstrip(" "), folded[match.end() : match.end() + 1]
    return (before.endswith("-") and match.start() - last > 3) or (after.isascii() and after.isalpha())


def _value(match: re.Match) -> str | None:
    if match["m"]:
        year = _roc(match["ry"]) if match["roc"] else _year(match["y"])
        return _iso(year, _small(match["m"]), _small(match["d"]) if match["d"] else None)
    if match["ny"]:
        return _iso(int(match["ny"]), int(match["nm"] or match["nm2"]), int(match["nd"]) if match["nd"] else None)
    if match["cy"]:
        return _iso(int(match["cy"]), int(match["cm"]), int(match["cd"]))
    month = next(n for n, name in enumerate(_NAMES, 1) if name[:3] == (match["em"] or match["em2"])[:3])
    return _iso(int(match["ey"] or match["ey2"]), month, int(match["ed"] or match["ed2"]))


def _second(folded: str, at: int, first: str) -> tuple[int, int, str] | None:
    """The date right after `at` that leaves out its year, or also its month, because the date before it says them."""
    year, month = int(first[:4]), int(first[5:7])
    if (match := _NEXT_DAY.match(folded, at)) and len(first) == 10:
        value, start = _iso(year, month, _small(match["d"])), match.start("d")
        return (start, match.end(), value) if value and value > first else None
    if not (match := _NEXT.match(folded, at)):
        return None
    word = match["same"] or match["again"]
    value = _iso(year + (word in ("次年", "翌年")), _small(match["m"]), _small(match["d"]) if match["d"] else None)
    if not value or value < first[: len(value)]:
        return None
    start = match.start("same") if match["same"] else match.start("again") if match["again"] else match.start("m")
    return start, match.end(), value


def _year(text: str) -> int | None:
    text = re.sub(r"[ _]", "", text)
    return int(text) if text.isdigit() and text.isascii() else chinese(re.sub("[OoΟ]", "〇", text))


def _roc(text: str) -> int | None:
    number = int(text) if text.isascii() else chinese(text)
    return 1911 + number if number else None


def _small(text: str) -> int | None:
    text = text.removeprefix("初").replace("正", "一").replace("元", "一")
    return int(text) if text.isascii() else chinese(text if len(text) == 1 else text.lstrip("零〇"))


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    if not year or not 1900 <= year < 2300 or not month or not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= calendar.monthrange(year, month)[1] else None
