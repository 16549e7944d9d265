"""Running heads, page numbers and tables of contents told from the text of a document's pages.

Nothing is furniture for its words alone: a line has to stand at the edge of its page, and either come again on other pages (its numbers may change), or
have the form of a page number, or stand so far out, with a gap to the text, that no text begins there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.read.pdf_lines import Line

EDGE = 0.14  # share of the page height where furniture is looked for
OUTER = 0.066  # share of the page height where no text begins: less than 0.75 inch on Letter and A4
APART = 0.8  # of the size: white space at least between repeated lines and the text
SAME = 5.0  # points between places that count as the same
TAIL = 200  # characters: an entry's leader and number stand there
DEEP = 3  # lines of furniture at most at one edge
_N = r"\s*(?:\d{1,4}|[〇零一二三四五六七八九十百]{1,5})\s*"
PAGE_NUMBER = re.compile(
    rf"[-—–~_·•|\s]*(?:第{_N}页(?:[\s,，、/／|(（]*共{_N}页[)）]?)?|共{_N}页[\s,，、/／|]*第{_N}页|页码\s*[:：]?{_N}|\d{{1,4}}\s*[/／]\s*\d{{1,4}}"
    r"|(?:Page|page|PAGE|P\.)\s*\d{1,4}(?:\s*(?:of|/|OF)\s*\d{1,4})?|\d{1,4}\s+of\s+\d{1,4})[-—–~_·•|\s]*"
)
BARE_NUMBER = re.compile(r"[-—–~_·•|(（\s]*(?:\d{1,4}|[ivxIVX]{1,6})[-—–~_·•|)）\s]*")
LEADER = re.compile(r"(?:[.．·…‥]\s*){3,}[-—(（]?\s*(?:\d{1,4}|[ivxIVX]{1,6})\s*[-—)）]?$")
CONTENTS = re.compile(r"(?:目\s*[录錄次]|(?i:table of contents|contents))")
ENTRY = re.compile(r".*\S\s{2,}\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page's lines in reading order, and where its tables stand."""

    number: int
    width: float
    height: float
    lines: Sequence[Line]
    tables: Sequence[tuple[float, float]] = ()  # top and bottom


def furniture(sheets: Sequence[Sheet]) -> dict[int, str]:
    """``id(line)`` of each line that is not text → ``header``, ``footer`` or ``contents``."""
    kinds: dict[int, str] = {}
    edges = {(s.number, side): _edge(s, side) for s in sheets for side in ("header", "footer")}
    repeated = _repeated(sheets, edges)
    pattern = _bare_numbers(edges)
    for sheet in sheets:
        for side in ("header", "footer"):
            for line, gap in edges[sheet.number, side]:
                if not (
                    id(line) in repeated
                    and (gap > APART * line.size or _outer(line, sheet, side))
                    or PAGE_NUMBER.fullmatch(line.text)
                    or id(line) in pattern
                    or _outside(line, gap, sheet, side)
                ):
                    break
                kinds[id(line)] = side
    kinds |= {id(line): "contents" for line in _contents([x for s in sheets for x in s.lines if id(x) not in kinds])}
    return kinds


def _edge(sheet: Sheet, side: str) -> list[tuple[Line, float]]:
    """The outermost lines at one edge, from outside, each with the white space inside of it in points."""
    top = side == "header"
    ordered = sorted(sheet.lines, key=lambda x: x.box[1] if top else -x.box[3])
    spans = [(x.box[1], x.box[3]) for x in ordered] + list(sheet.tables)
    result = []
    for line in ordered[:DEEP]:
        y0, y1 = line.box[1], line.box[3]
        if y1 > EDGE * sheet.height if top else y0 < (1 - EDGE) * sheet.height:
            break
        if top:
            gap = min((a - y1 for a, _ in spans if a > y0 + 1), default=sheet.height)
            blocked = any(b < y0 for _, b in sheet.tables)
        else:
            gap = min((y0 - b for _, b in spans if b < y1 - 1), default=sheet.height)
            blocked = any(a > y1 for a, _ in sheet.tables)
        if blocked:
            break
        result.append((line, gap))
    return result


def _key(line: Line) -> str:
    return re.sub(r"[0-9〇零一二三四五六七八九十百ivxIVX]+", "#", re.sub(r"\s+", "", line.text))


def _repeated(sheets: Sequence[Sheet], edges) -> set[int]:
    """Lines that come again at the same edge and height of other pages."""
    places: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for (_, side), lines in edges.items():
        for line, _ in lines:
            places[side, _key(line)].append(line)
    found: set[int] = set()
    for group in places.values():
        group.sort(key=lambda x: x.box[1])
        cluster: list[Line] = []
        for line in [*group, None]:
            if line is not None and (not cluster or line.box[1] - cluster[-1].box[1] <= SAME):
                cluster.append(line)
                continue
            pages = {x.page for x in cluster}
            if len(pages) >= max(2, 0.3 * len(sheets)) and not _copies(sheets, pages):
                found |= {id(x) for x in cluster}
            cluster = [line] if line is not None else []
    return found


def _copies(sheets: Sequence[Sheet], pages: set[int]) -> bool:
    """Whether most lines of these pages are the same: counterparts of one form, where equal first lines prove nothing."""
    counts = Counter(text for s in sheets if s.number in pages for text in {_key(x) for x in s.lines})
    total = sum(counts.values())
    return total > 4 * len(pages) and sum(n for n in counts.values() if n > 1) > 0.6 * total


def _bare_numbers(edges) -> set[int]:
    """Outermost lines that are a number only: in step with their pages, or, on a single page, well away from the text."""
    found: set[int] = set()
    for side in ("header", "footer"):
        ends = [(page, *lines[0]) for (page, s), lines in edges.items() if s == side and lines]
        numbers = [(page, line, gap) for page, line, gap in ends if BARE_NUMBER.fullmatch(line.text) and gap > 0.4 * line.size]
        steps = Counter(_value(line.text) - page for page, line, _ in numbers)
        for page, line, gap in numbers:
            if steps[_value(line.text) - page] > 1 or gap > 1.5 * line.size and len(edges) <= 4:
                found.add(id(line))
    return found


def _value(text: str) -> int:
    """A page number's value; Roman ones (front matter) by their letters."""
    digits = re.sub(r"\D", "", text)
    if digits:
        return int(digits)
    letters = [{"i": 1, "v": 5, "x": 10}[c] for c in text.lower() if c in "ivx"]
    return sum(-n if n < after else n for n, after in zip(letters, [*letters[1:], 0], strict=True))


def _outside(line: Line, gap: float, sheet: Sheet, side: str) -> bool:
    """So near the paper's edge, and so far from the text, that no text stands there."""
    return _outer(line, sheet, side) and gap > 1.1 * line.size and len(line.text) < 60


def _outer(line: Line, sheet: Sheet, side: str) -> bool:
    away = line.box[1] if side == "header" else sheet.height - line.box[3]
    return away < OUTER * sheet.height


def _contents(lines: Sequence[Line]) -> list[Line]:
    """Lines of a table of contents: three or more in a row that end in a leader and a page number, with the heading above them."""
    found: list[Line] = []
    run: list[Line] = []
    titled = False
    for line in [*lines, None]:
        if line is not None and (
            LEADER.search(line.text[-TAIL:]) or titled and len(line.text) < TAIL and ENTRY.fullmatch(line.text)
        ):
            run.append(line)
            continue
        if len(run) >= 4 or len(run) == 3 and not titled:
            found += run
        titled = line is not None and bool(CONTENTS.fullmatch(line.text))
        run = [line] if titled else []
    return found
