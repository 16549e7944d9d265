"""Reading → the title of the agreement, its number and its kind, from the lines before its first article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.annotate.contract_type import contract_type
from extractor.model import Line, Mention, Reading, TextFact
from extractor.packs import Pack, Rule

_LINES = 25  # a cover with its form lines is not longer
_TITLE_LINES = 15
_LETTER = re.compile(r"[\u4e00-\u9fff]")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff)(]) +(?=[\u4e00-\u9fff(])")
_WRAPPED = re.compile(r"《([^《》]+)》")
_SERIAL = re.compile(r"[ \u3000]{3,}(?:No\.?[: ]?)?[A-Z]{0,3}\d{4,12}$")  # a form's printed number on the title's line
_BARE = 7  # code points of a title that says nothing but the kind of document: 技术开发合同, 合同书


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """At most one ``title``, one ``contract_no`` and one ``contract_type`` mention."""
    lines = tuple(_head(reading))
    title = _title(reading, lines[:_TITLE_LINES], pack)
    kind = contract_type(reading, title, lines[-1].end if lines else 0, pack)
    found = (title, _number(reading, lines, pack), kind)
    return tuple(m for m in found if m)


def _head(reading: Reading) -> Iterator[Line]:
    """The lines before the first article or annex."""
    body = next(
        (c.start for c in reading.outline.clauses if c.path not in ("preamble", "signature") and not c.path.startswith("part-")),
        None,
    )
    for line in reading.lines[:_LINES]:
        if body is not None and line.start >= body:
            return
        yield line


# --- the title --------------------------------------------------------------------------------------------------------
def _title(reading: Reading, lines: tuple[Line, ...], pack: Pack) -> Mention | None:
    words = pack.of("title")
    refused = [r for r in words if r.gives == "not"]
    first = [r for r in words if r.gives == "first"]
    for rule in (r for r in words if r.gives == "title"):
        for n, line in enumerate(lines):
            text = _plain(reading.folded, line)
            if line.label or line.kind != "para" or len(text) > 80 or any(_fires(r, text) for r in refused):
                continue
            if _LETTER.fullmatch(text):  # one character a line, printed downwards
                stop = n + 1
                while stop < len(lines) and _LETTER.fullmatch(_plain(reading.folded, lines[stop])):
                    stop += 1
                down = "".join(_plain(reading.folded, x) for x in lines[n:stop])
                if stop - n > 3 and _fires(rule, down):
                    return _mention(reading, lines[n], lines[stop - 1], rule)
            if not _fires(rule, text):
                continue
            begin = n
            if n and lines[n - 1].kind == "para" and not lines[n - 1].label:
                above = _plain(reading.folded, lines[n - 1])
                if (
                    any(_fires(r, above) for r in first)
                    and not any(_fires(r, above) for r in refused)
                    and not _names(above, text)
                ):
                    begin = n - 1
            bare = len(text) <= _BARE and begin == n and n + 1 < len(lines)
            if bare and (longer := _below(reading, lines, n, rule, refused, first)):
                return longer
            return _mention(reading, lines[begin], line, rule)
    for rule in (r for r in words if r.gives == "opening"):
        for line in lines[:1]:
            text = _plain(reading.folded, line)
            if line.kind == "para" and not line.label and _fires(rule, text) and not any(_fires(r, text) for r in refused):
                return _mention(reading, line, line, rule)
    return None


def _below(
    reading: Reading, lines: tuple[Line, ...], n: int, rule: Rule, refused: list[Rule], first: list[Rule]
) -> Mention | None:
    """Under a bare 项目合同 on the cover, the full title over the next two lines."""
    if n + 2 >= len(lines):
        return None
    one, two = (_plain(reading.folded, line) for line in lines[n + 1 : n + 3])
    if (
        any(_fires(r, one) for r in first)
        and len(two) <= _BARE
        and _fires(rule, two)
        and not any(_fires(r, two) for r in refused)
    ):
        return _mention(reading, lines[n + 1], lines[n + 2], rule)
    return None


def _names(above: str, text: str) -> bool:
    """Whether the line below already says all of the line above."""
    return above.strip("()") in text


def _plain(folded: str, line: Line) -> str:
    text = _SPACED.sub("", _SERIAL.sub("", folded[line.start : line.end].replace("_", "").strip()))
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped[1] if wrapped else text


def _mention(reading: Reading, first: Line, last: Line, rule: Rule) -> Mention:
    serial = _SERIAL.search(reading.folded, last.start, last.end)
    end = serial.start() if serial else last.end
    parts = reading.text[first.start : end].split("\n")
    joined = _SPACED.sub(
        "", "".join(re.sub(r"[_\u3000\xa0 ]+", lambda m: " " if m[0].strip("_") else "", p).strip() for p in parts)
    )
    wrapped = _WRAPPED.fullmatch(joined)
    return Mention("title", TextFact(wrapped[1] if wrapped else joined), first.start, end, rule.id)


# --- the number -------------------------------------------------------------------------------------------------------
def _number(reading: Reading, lines: tuple[Line, ...], pack: Pack) -> Mention | None:
    words = pack.of("contract_no")
    refused = [r for r in words if r.gives == "not"]
    for rule in (r for r in words if r.gives == "number"):
        for line in lines:
            for start, end in rule.find(reading.folded[line.start : line.end]):
                low, high = line.start + start, line.start + end
                while low < high and reading.folded[low] in "_ ":
                    low += 1
                while low < high and reading.folded[high - 1] in "_ ":
                    high -= 1
                if low == high:
                    continue
                low, high = _unwrapped(reading.folded, low, high)
                value = reading.folded[low:high]
                if (
                    len(value) > 1
                    and len(value) <= 60
                    and re.search(r"[0-9A-Za-z]", value)
                    and not any(_fires(r, value) for r in refused)
                ):
                    return Mention("contract_no", TextFact(reading.text[low:high]), low, high, rule.id)
    return None


def _unwrapped(folded: str, low: int, high: int) -> tuple[int, int]:
    """Without brackets around the whole number: (CHWY-2016)."""
    if folded[low] == "(" and ")" not in folded[low : high - 1]:
        return low + 1, high - (folded[high - 1] == ")")
    return low, high


def _fires(rule: Rule, text: str) -> bool:
    return next(rule.find(text), None) is not None
