"""The printed words a fill-in place belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from extractor.model import Line, Reading

_SPACED = re.compile(r"((?:[\u4e00-\u9fff] +){1,5}[\u4e00-\u9fff])\s*((?:\([^()]*\))?)\s*:?\s*$")
_NUMBERING = re.compile(
    r"^\s*(?:[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、.](?!\d)|\d{1,2}(?:\.\d{1,2})+|第[一二三四五六七八九十百\d]{1,4}[条款章]|[①-⑳•·])\s*"
)
_DATE_ALONE = re.compile(r"[ _]*年[ _]*月[ _]*日")  # under 联系方式: it is no 联系方式
_STOPS = ',;。、:"!?'


def label(reading: Reading, starts: list[int], start: int, before: tuple[int, str] | None, filler: Callable[[str], bool]) -> str:
    """The label of the place at `start`. `starts`: where lines begin; `before`: end and label of the place before it."""
    number = bisect_right(starts, start) - 1
    line = reading.lines[number]
    low = max(line.start, before[0] if before and before[0] <= start else line.start)
    if line.kind == "row":
        low = max(low, reading.text.rfind("\t", low, start) + 1)
    found = _words(reading, low, start, low == line.start, filler)
    if found:
        return found
    if line.kind == "row" and not (before and low == before[0]):
        return _cell(reading, number, start)
    if before and low != line.start:
        return before[1]
    above = reading.lines[number - 1] if number else None
    if above and before and before[0] >= above.end:  # a line of blanks goes on with the one above
        return before[1]
    found = _words(reading, above.start, above.end, True, filler) if above else ""
    dated = _DATE_ALONE.match(reading.folded, line.start, line.end)
    return "" if dated and reading.folded.endswith(":", above.start, above.end) and not re.search("日期|时间|[年月日]$", found) else found


def _words(reading: Reading, low: int, start: int, whole: bool, filler: Callable[[str], bool]) -> str:
    """The words of ``text[low:start]`` right before a place, back to the last stop."""
    folded = reading.folded[low:start]
    if whole and (match := _NUMBERING.match(folded)):
        low, folded = low + match.end(), folded[match.end() :]
    if "  " in folded.strip() or re.search(r"[\u4e00-\u9fff] [\u4e00-\u9fff]", folded):
        spaced = _SPACED.search(folded)
        if spaced and (spaced.start() == 0 or folded[spaced.start() - 1] in " \t,;。"):
            return re.sub(r"\s+", "", spaced[1]) + spaced[2]
    end = len(folded.rstrip(' :\t([【"_、,'))
    at, depth = end, 0
    while at > 0:
        char = folded[at - 1]
        if char == ")":
            depth += 1
        elif char == "(":
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and (
            char in "\t"
            or folded[at - 2 : at] == "  "
            or (char in _STOPS and not (char == "," and folded[at : at + 1].isdigit()))
        ):
            if char == ":" and filler(folded[at:end].strip()):
                end = len(folded[: at - 1].rstrip())
                at = end
                continue
            break
        at -= 1
    while at < end and not folded.startswith("日期", at) and folded[at] in (" )】\"'、。,;" if at or whole else " )】\"'、。,;元年月日%"):
        at += 1
    return reading.text[low + at : low + end].strip()


def _cell(reading: Reading, number: int, start: int) -> str:
    """For a table cell without words of its own: the name with a colon in the cell on its left, else the head of its column, else the first cell of its row."""
    line = reading.lines[number]
    column = reading.text.count("\t", line.start, start)
    left = _cells(reading, line)[column - 1].strip() if column else ""
    if left.endswith((":", "：")):
        return left.strip(" :：_")
    first = number
    while first and reading.lines[first - 1].kind == "row":
        first -= 1
    head = _cells(reading, reading.lines[first])
    if first < number and column < len(head) and head[column].strip(" _"):
        return head[column].strip(" :：_")
    return _cells(reading, line)[0].strip(" :：_") if column else ""


def _cells(reading: Reading, line: Line) -> list[str]:
    return reading.text[line.start : line.end].split("\t")
