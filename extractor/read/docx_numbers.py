"""Numbers that Word generates (ECMA-376 Part 1, §17.9): what stands before a paragraph although nobody typed it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from extractor import limits
from extractor.read.docx_package import W

_VAL = f"{W}val"
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


_SPOKEN = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


def _chinese(n: int, digits: str = _SPOKEN, units: tuple[str, ...] = _UNITS, bare_ten: bool = True) -> str:
    """A counting number in Chinese, below a hundred million: 十二, 一百零一."""
    if n >= 10_000:
        rest = n % 10_000
        tail = (digits[0] if rest < 1000 else "") + _chinese(rest, digits, units, False) if rest else ""
        return _chinese(n // 10_000, digits, units) + "万" + tail
    out, gap = "", False
    for power in (3, 2, 1, 0):
        digit = n // 10**power % 10
        if digit:
            out += (digits[0] if gap and out else "") + digits[digit] + units[power]
        gap = digit == 0
        if digit == 0 and not out:
            gap = False
    text = out or digits[0]
    return text[1:] if bare_ten and text.startswith(digits[1] + units[1]) else text


_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def _roman(n: int) -> str:
    out = ""
    for value, sign in _ROMAN:
        while n >= value:
            out, n = out + sign, n - value
    return out


def _letters(n: int) -> str:
    return chr(97 + (n - 1) % 26) * ((n - 1) // 26 + 1) if 0 < n <= 780 else str(n)


def _enclosed(first: str, count: int) -> Callable[[int], str]:
    return lambda n: chr(ord(first) + n - 1) if 1 <= n <= count else str(n)


def _circle(n: int) -> str:
    if 1 <= n <= 20:
        return chr(0x2460 + n - 1)
    return chr(0x3251 + n - 21) if 21 <= n <= 35 else chr(0x32B1 + n - 36) if 36 <= n <= 50 else str(n)


def _counting(n: int) -> str:
    """Up to 99 as spoken, from 100 on digit by digit (一〇二)."""
    return _chinese(n) if n < 100 else "".join(_DIGITS[int(c)] for c in str(n))


def _legal(n: int) -> str:
    return _chinese(n, _LEGAL, ("", "拾", "佰", "仟"), False)


def _ordinal(n: int) -> str:
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in str(n)),
    "decimalFullWidth2": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in str(n)),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circle,
    "decimalEnclosedCircleChinese": _circle,
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "numberInDash": lambda n: f"- {n} -",
    "ordinal": _ordinal,
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _counting,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": lambda n: re.sub("一(?=[十百千])", "", _chinese(n)),
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _chinese,
    "chineseLegalSimplified": _legal,
    "japaneseLegal": lambda n: _chinese(n, "零壱弐参四伍六七八九", ("", "拾", "百", "阡"), False),
    "ideographLegalTraditional": lambda n: _chinese(n, "零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟"), False),
    "ideographDigital": lambda n: "".join(_DIGITS[int(c)] for c in str(n)),
    "japaneseDigitalTenThousand": lambda n: "".join(_DIGITS[int(c)] for c in str(n)),
    "taiwaneseDigital": lambda n: "".join("○一二三四五六七八九"[int(c)] for c in str(n)),
    "ideographTraditional": lambda n: _STEMS[n - 1] if 1 <= n <= 10 else str(n),
    "ideographZodiac": lambda n: _BRANCHES[n - 1] if 1 <= n <= 12 else str(n),
    "ideographZodiacTraditional": lambda n: _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12],
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    **{f"{'0' * n}1, {'0' * n}2, {'0' * n}3, ...": lambda i, width=n + 1: f"{i:0{width}}" for n in (2, 3, 4)},  # Word's custom ones
    "none": lambda n: "",
    "bullet": lambda n: "",
}


@dataclass(frozen=True, slots=True)
class Level:
    start: int
    format: str
    text: str
    restart: int | None  # restarts after this level (1-based, 0 = never); None = after any higher one
    legal: bool
    style: str | None  # paragraph style bound to it


@dataclass(frozen=True, slots=True)
class List:
    """What one num counts by."""

    abstract: str  # nums of one abstract list count together
    levels: dict[int, Level]
    starts: dict[int, int]  # start overrides


@dataclass(frozen=True, slots=True)
class Numbering:
    """``numbering.xml``. A template brings lists by the dozen: each is read when a paragraph asks for it."""

    abstracts: dict[str, etree._Element] = field(default_factory=dict)
    nums: dict[str, etree._Element] = field(default_factory=dict)
    known: dict[str, List | None] = field(default_factory=dict)

    def list(self, num: str) -> List | None:
        """The list of a num id, or None. Links through numbering styles are followed once; a link in a circle ends in no levels."""
        if num not in self.known:
            self.known[num] = self._read(self.nums[num]) if num in self.nums else None
        return self.known[num]

    def level_of_style(self, num: str, style: str) -> int | None:
        """The level of a num that is bound to a style, None where none is."""
        found = self.list(num)
        return next((i for i, level in found.levels.items() if level.style == style), None) if found else None

    def _read(self, item: etree._Element) -> List:
        name = self._followed(_value(item, "abstractNumId"))
        abstract = self.abstracts.get(name, ())
        levels = {index: _level(lvl) for lvl in abstract if lvl.tag == f"{W}lvl" and (index := _index(lvl)) is not None}
        starts = {}
        for override in item.findall(f"{W}lvlOverride"):
            index = _index(override)
            if index is None:
                continue
            start, level = override.find(f"{W}startOverride"), override.find(f"{W}lvl")
            if level is not None:
                levels[index] = _level(level)
            if start is not None:
                starts[index] = _int(start.get(f"{W}val"), 1)
        return List(name, levels, starts)

    def _followed(self, name: str) -> str:
        """The abstract list that has the levels: of a list that only names a numbering style, the one that style stands for."""
        link = _value(self.abstracts[name], "numStyleLink") if name in self.abstracts else ""
        named = (other for other, item in self.abstracts.items() if link and _value(item, "styleLink") == link)
        return next(named, name)


def parse(root: etree._Element | None) -> Numbering:
    """Read ``numbering.xml``."""
    if root is None:
        return Numbering()
    return Numbering(
        {item.get(f"{W}abstractNumId", ""): item for item in root.iter(f"{W}abstractNum")},
        {item.get(f"{W}numId", ""): item for item in root.iter(f"{W}num")},
    )


def _index(item: etree._Element) -> int | None:
    """The level (0 to 8) an element speaks of, None when it is no such number."""
    value = item.get(f"{W}ilvl", "0")
    return int(value) if value in tuple("012345678") else None


def _int(value: str | None, default: int) -> int:
    try:
        return max(0, min(int(value or default), limits.MAX_WORD_NUMBER))
    except ValueError:
        return default


def _value(item: etree._Element, name: str, default: str = "") -> str:
    child = item.find(f"{W}{name}")
    return default if child is None else child.get(f"{W}val", default)


def _level(item: etree._Element) -> Level:
    says = {child.tag: child.get(_VAL) for child in item}
    restart, legal = says.get(f"{W}lvlRestart"), says.get(f"{W}isLgl", "0")
    return Level(
        start=_int(says.get(f"{W}start"), 1),
        format=_custom(item) or says.get(f"{W}numFmt") or "decimal",
        text=says.get(f"{W}lvlText") or "",
        restart=None if f"{W}lvlRestart" not in says else _int(restart, 0),
        legal=legal not in ("0", "false", "off"),
        style=says.get(f"{W}pStyle") or None,
    )


def _custom(item: etree._Element) -> str | None:
    """The pattern of a custom format; Word keeps it in alternate content, beside a standard one for older programs."""
    return next((form.get(f"{W}format") for form in item.iter(f"{W}numFmt") if form.get(_VAL) == "custom"), None)


@dataclass(slots=True)
class Counter:
    """The running numbers of one document; nums of one abstract list count together unless they override the start."""

    numbering: Numbering
    values: dict[str, dict[int, int]] = field(default_factory=dict)
    overridden: set[tuple[str, int]] = field(default_factory=set)

    def next(self, num: str, index: int) -> str:
        """Count one paragraph and give its label as printed ('' for bullets and unknown lists)."""
        found = self.numbering.list(num)
        level = found.levels.get(index) if found else None
        if found is None or level is None:
            return ""
        levels, starts = found.levels, found.starts
        counts = self.values.setdefault(found.abstract, {})
        if index in starts and (num, index) not in self.overridden:
            self.overridden.add((num, index))
            counts[index] = starts[index]
        elif index in counts:
            counts[index] = min(counts[index] + 1, limits.MAX_WORD_NUMBER)
        else:
            counts[index] = starts.get(index, level.start)
        for deeper in [i for i in counts if i > index]:
            below = levels.get(deeper)
            if below is None or below.restart is None or index < below.restart:
                del counts[deeper]
        return self._show(level, levels, counts)

    def _show(self, level: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
        if level.format == "bullet":
            return ""
        out = level.text
        for position in range(9):
            mark = f"%{position + 1}"
            if mark in out:
                other = levels.get(position, level)
                number = counts.get(position, other.start)
                shape = "decimal" if level.legal else other.format
                out = out.replace(mark, FORMATS.get(shape, str)(number))
        return out.strip()
