"""A record's text → lines of stretches, each with the items that stand there, and the article tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a line and the numbers of the marks over it, the shortest mark first."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or the cells of a table row. ``level`` of its clause; ``nodes``: numbers of the articles that begin here."""

    start: int
    end: int
    level: int
    nodes: tuple[int, ...]
    heading: bool
    cells: tuple[tuple[Stretch, ...], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text, offsets in code points, by its number on the page."""

    start: int
    end: int
    number: int


def lines(text: str, articles: list[dict], marks: Iterable[Mark]) -> list[Line]:
    """The text as it is shown. Marks may overlap and go over several lines."""
    ordered = sorted(marks, key=lambda m: m.start)
    nodes = sorted(range(len(articles)), key=lambda n: articles[n]["start"])
    made, at, offset, first, open_marks = [], 0, 0, 0, []
    level = 0
    for raw in text.split("\n"):
        end = offset + len(raw)
        began = []
        while at < len(nodes) and articles[nodes[at]]["start"] <= max(offset, end - 1):
            began.append(nodes[at])
            at += 1
        while first < len(ordered) and ordered[first].start < end:
            open_marks.append(ordered[first])
            first += 1
        open_marks = [m for m in open_marks if m.end > offset]
        node = articles[began[0]] if began else None
        level = max(node["level"], 0) if node else level
        cells = tuple(tuple(_stretches(raw[a:b], offset + a, open_marks)) for a, b in _cells(raw))
        heading = bool(node and node["label"] and (node["heading"] or level == 0))
        made.append(Line(offset, end, level, tuple(began), heading, cells))
        offset = end + 1
    return made


def _cells(raw: str) -> Iterator[tuple[int, int]]:
    at = 0
    for cell in raw.split("\t"):
        yield at, at + len(cell)
        at += len(cell) + 1


def _stretches(text: str, offset: int, marks: list[Mark]) -> Iterator[Stretch]:
    over = [m for m in marks if m.start < offset + len(text) and m.end > offset]
    if not over:
        yield Stretch(text)
        return
    cuts = sorted({0, len(text), *(c for m in over for c in (m.start - offset, m.end - offset) if 0 < c < len(text))})
    for low, high in zip(cuts, cuts[1:], strict=False):
        here = sorted((m for m in over if m.start - offset <= low and m.end - offset >= high), key=lambda m: m.end - m.start)
        yield Stretch(text[low:high], tuple(m.number for m in here))
