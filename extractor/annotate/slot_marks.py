"""Fill-in places, and those that only the reader's marks show: values in form fields and controls, underlined words."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from extractor.model import Reading


@dataclass(frozen=True, slots=True)
class Place:
    """A fill-in place in offsets of the folded text; ``value`` is the span of what was written into it."""

    start: int
    end: int
    kind: str
    filled: bool = False
    value: str | None = None


def with_marks(reading: Reading, places: list[Place]) -> list[Place]:
    """Values the reader saw written on a blank (form fields, controls, underlined words) that the text does not show as such."""
    spans: list[list[int]] = []
    for mark in reading.marks:
        if mark.kind != "filled":
            continue
        if spans and mark.start - spans[-1][1] <= 1 and reading.text[spans[-1][1] : mark.start].strip(" ") == "":
            spans[-1][1] = max(spans[-1][1], mark.end)
        else:
            spans.append([mark.start, mark.end])
    extra, gone, starts = [], set(), [place.start for place in places]
    for start, end in _whole_dates(reading.folded, spans):
        text, written = reading.folded[start:end], reading.text[start:end].strip()
        if _DATE_ON_BLANKS.fullmatch(text):
            written = "".join(written.split())
        before = bisect_left(starts, end) - 1  # the last place that begins before the mark ends
        if (before >= 0 and places[before].end > start) or not re.search(r"[\w]", text) or "\n" in text:
            continue
        if (
            len(text) > 60
            or re.search("[。;:,]", text.strip())
            or re.fullmatch(r"(?:[年月日元整万号方:_ ¥$]|人民币|每[年月日])*", text)
        ):
            continue
        low = reading.folded.rfind("\n", 0, start) + 1
        high = reading.folded.find("\n", end)
        if not reading.folded[low:start].strip() and not reading.folded[end : high if high >= 0 else None].strip():
            continue
        low, high = before, before + 1  # blanks left on both sides of what was written belong to it
        if low >= 0 and places[low].end == start and _empty(places[low]):
            start = places[low].start
            gone.add(low)
        if high < len(places) and places[high].start == end and _empty(places[high]):
            end = places[high].end
            gone.add(high)
        extra.append(Place(start, end, "filled", True, written))
    kept = [place for n, place in enumerate(places) if n not in gone]
    return sorted(kept + extra, key=lambda p: p.start) if extra else places


_DATE_ON_BLANKS = re.compile(r"\s*(?:20)?\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?")


def _whole_dates(folded: str, spans: list[list[int]]) -> list[list[int]]:
    """The spans, those of year, month and day with 年, 月, 日 printed between them made one."""
    joined: list[list[int]] = []
    for n, (start, end) in enumerate(spans):
        if joined and start < joined[-1][1]:
            continue
        last = next((k for k in (n + 2, n + 1) if k < len(spans)), n)
        for k in range(last, n, -1):
            stop = re.compile(r"\s*[月日]").match(folded, spans[k][1])
            if stop and _DATE_ON_BLANKS.fullmatch(folded, start, stop.end()):
                end = stop.end()
                break
        joined.append([start, end])
    return joined


def _empty(place: Place) -> bool:
    return place.kind == "blank" and not place.filled
