"""The little of CSS that changes which words a page shows and where its lines break: display, visibility, underlines, list
numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CLASS = re.compile(r"\s*\w*\.([\w-]+)\s*")
_BRACE = re.compile(r"([{}])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_INLINE = re.compile(r"display\s*:\s*inline")
_UNDERLINED = re.compile(r"text-decoration[\w-]{0,20}\s*:\s*[^;]{0,100}underline|border-bottom\s*:\s*(?!none|0)\S")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w -]+)")
_MAX_SHEET = 200_000  # code points of style sheets read
_MAX_SELECTOR = 2_000  # of the selectors of a rule

_BY_TYPE = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_CHINESE = ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "chinese")


def _without_comments(sheet: str) -> str:
    """A comment that does not end takes the rest with it."""
    first, *others = sheet.split("/*")
    return "".join((first, *(part.partition("*/")[2] for part in others))).replace("<!--", "").replace("-->", "")


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of each rule, less those that hold for one medium only. One pass: a sheet may be made to be slow."""
    opened: list[str] = []
    text = ""
    for piece in _BRACE.split(sheet):
        if piece == "{":
            opened.append(text)
        elif piece == "}" and opened:
            selectors = opened.pop()
            if not any("@media" in outer[-_MAX_SELECTOR:] for outer in opened[:2]):
                yield selectors[-_MAX_SELECTOR:], text
        text = piece


@dataclass(slots=True)
class Numbering:
    """Where one list's count stands."""

    style: str
    last: int = 0


@dataclass(frozen=True, slots=True)
class Styles:
    """What the page's classes do, as far as it matters here."""

    inline_classes: frozenset[str] = frozenset()
    hidden_classes: frozenset[str] = frozenset()
    underlined_classes: frozenset[str] = frozenset()

    @staticmethod
    def of(root) -> Styles:
        """From the page's own style sheets: only plain ``.name { … }`` rules, and nothing that holds for one medium only."""
        sheet = "".join(text for element in root.iter("style") for text in element.itertext())[:_MAX_SHEET]
        found: dict[re.Pattern, set[str]] = {_INLINE: set(), _HIDDEN: set(), _UNDERLINED: set()}
        for selectors, body in _rules(_without_comments(sheet)):
            for selector in selectors.split(","):
                name = _CLASS.fullmatch(selector)
                for pattern, classes in found.items():
                    if name and pattern.search(body):
                        classes.add(name.group(1))
        return Styles(*(frozenset(classes) for classes in found.values()))

    def inline(self, element) -> bool:
        """Whether the element flows inside a line although its kind would not."""
        return (
            _has(element, self.inline_classes)
            or bool(_INLINE.search(element.get("style") or ""))
            and element.tag not in ("td", "th", "tr")
        )

    def hidden(self, element) -> bool:
        return (
            element.get("hidden") is not None
            or _has(element, self.hidden_classes)
            or bool(_HIDDEN.search(element.get("style") or ""))
        )

    def underlined(self, element) -> bool:
        """``<u>``, or a span drawn with a line under it: how pages show a place to write on."""
        if element.tag == "u":
            return True
        return element.tag in ("span", "font", "label") and (
            _has(element, self.underlined_classes) or bool(_UNDERLINED.search(element.get("style") or ""))
        )

    def numbering(self, element) -> Numbering | None:
        """How a list numbers its items; None for bullets and for lists told to show nothing."""
        if element.tag != "ol":
            return None
        said = _LIST_STYLE.search(element.get("style") or "")
        style = said.group(1).split()[0] if said else _BY_TYPE.get(element.get("type") or "1", "decimal")
        start = element.get("start") or "1"
        return None if style == "none" else Numbering(style, whole(start, 1) - 1)


def _has(element, classes: frozenset[str]) -> bool:
    return bool(classes) and not classes.isdisjoint((element.get("class") or "").split())


def whole(text: str, default: int) -> int:
    """The number an attribute holds, `default` when it holds none of a sane length."""
    return int(text) if re.fullmatch(r"\s*-?[0-9]{1,9}\s*", text) else default


def list_label(numbering: Numbering | None, item, level: int) -> tuple[str, int]:
    """The number a browser puts before a list item, with the item's list level from 0; empty for bullets."""
    if numbering is None:
        return "", level
    numbering.last = whole(item.get("value") or "", numbering.last + 1)
    return shown(numbering.last, numbering.style), level


def shown(number: int, style: str) -> str:
    """`number` with the punctuation a browser gives it in a list style."""
    if style in _CHINESE:
        return f"{_chinese(number)}、"
    if style.endswith(("alpha", "latin")) and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("a") + rest) + letters
        return f"{letters.upper() if style.startswith('upper') else letters}."
    if style.endswith("roman") and 0 < number < 4000:
        roman = _roman(number)
        return f"{roman if style.startswith('upper') else roman.lower()}."
    return f"{number}."


def _roman(number: int) -> str:
    text = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split(), strict=True
    ):
        while number >= value:
            text, number = text + letters, number - value
    return text


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones or not tens else "")
