"""Page pictures whose names say that they are one document: 合同-1.jpg, 合同-2.jpg, … is ``合同-[1-2].jpg``, page001.png … is ``page[001-012].png``.

Numbers run from 0 or 1 without a gap; everything else in the names is equal. What is not so stays several documents.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from extractor import limits
from extractor.read import image

_PAGE = re.compile(r"(?P<head>(?:.*\D)?)(?P<number>\d{1,4})(?P<tail>\s*(?:页|[)）\]])?(?P<suffix>\.[A-Za-z]{3,4}))")
_SERIES = re.compile(r"(?P<head>.*)\[(?P<first>\d{1,4})-(?P<last>\d{1,4})\](?P<tail>[^/\[\]]*)", re.DOTALL)


def grouped(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Names in one folder, in their order, each with itself; those of pages as one, at the place of the first, with the names of the pages in order."""
    names = list(names)
    there = set(names)
    groups: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for name in names:
        found = _PAGE.fullmatch(name)
        if found and found["suffix"].lower() in image.SUFFIXES:
            groups[found["head"], found["tail"]].append((int(found["number"]), name))
    series = {}
    for (head, tail), numbered in groups.items():
        ordered = [name for _, name in sorted(numbered)]
        one = f"{head}[{_number(ordered[0], head, tail)}-{_number(ordered[-1], head, tail)}]{tail}"
        if len(ordered) > 1 and min(numbered)[0] < 2 and one not in there and pages(one) == ordered:
            series |= dict.fromkeys(ordered, (one, ordered))
    made = dict.fromkeys((*series[name][:1], tuple(series[name][1])) if name in series else (name, (name,)) for name in names)
    return [(one, list(ordered)) for one, ordered in made]


def _number(name: str, head: str, tail: str) -> str:
    return name[len(head) : len(name) - len(tail)]


def pages(name: str) -> list[str] | None:
    """The names of the pages of a series, in order; None where the name is none of a series."""
    found = _SERIES.fullmatch(name)
    if not found:
        return None
    first, last = int(found["first"]), int(found["last"])
    if not first < last < first + limits.MAX_OCR_PAGES:
        return None
    width = len(found["first"]) if found["first"].startswith("0") else 1
    return [f"{found['head']}{n:0{width}}{found['tail']}" for n in range(first, last + 1)]
