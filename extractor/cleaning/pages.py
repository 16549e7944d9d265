"""Page numbers that stand on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.cleaning.draft import Draft

_NUMBERED = re.compile(
    r"\s*(?:第\s*\d{1,4}\s*页(?:\s*[,/]?\s*共\s*\d{1,4}\s*页)?|共\s*\d{1,4}\s*页\s*第\s*\d{1,4}\s*页|[-=~]+\s*\d{1,4}\s*[-=~]+|page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
    r"|(?P<page>\d{1,3})\s*/\s*(?P<of>\d{1,3}))\s*",
    re.I,
)
_BARE = re.compile(r"\s*(\d{1,3})\s*")
LONGEST = 40  # code points of a page-number line
_FEWEST = 3  # bare numbers that must count up before they are believed to be page numbers
_APART = 5  # lines at least between two of them


def might_have(text: str) -> bool:
    """A cheap look: any short line that begins like a page number. Text need not be folded."""
    return _QUICK.search(text) is not None


_QUICK = re.compile(
    r"^[ \t\u3000]*(?:[-—–－=~]+[ \t]*\d|[第共][ \t]*\d{1,4}[ \t]*[页頁]|[Pp]age|PAGE|\d{1,3}[ \t]*(?:[/／]|$))[^\n]{0,24}$", re.M
)


def without_page_numbers(drafts: list[Draft], lines: Sequence[str]) -> tuple[list[Draft], list[str]]:
    """The drafts less those that are page numbers; `lines` are their folded texts.

    A bare number counts as one only in a sequence that counts up by one, lines apart.
    """
    gone = {n for n, draft in enumerate(drafts) if draft.kind == "para" and _is_page(lines[n])}
    bare = [(n, int(match[1])) for n, draft in enumerate(drafts) if draft.kind == "para" and (match := _BARE.fullmatch(lines[n]))]
    counted = [n for i, (n, page) in enumerate(bare) if page == bare[0][1] + i and (i == 0 or n - bare[i - 1][0] >= _APART)]
    if len(bare) >= _FEWEST and len(counted) == len(bare):
        gone.update(counted)
    return [d for n, d in enumerate(drafts) if n not in gone], [drafts[n].value for n in sorted(gone)]


def _is_page(line: str) -> bool:
    match = _NUMBERED.fullmatch(line)
    return bool(match) and (match["page"] is None or 0 < int(match["page"]) <= int(match["of"]))
