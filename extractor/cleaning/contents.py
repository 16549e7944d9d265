"""Typed tables of contents: lines that only repeat, before the agreement, the headings it has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.cleaning.draft import LABEL, Draft

TITLE = re.compile(r"(?:本?(?:合同|协议)(?:书)?)?目\s*[录次](?:一览)?(?:表)?[::]?|(?:table\s+of\s+)?contents", re.I)
_LEADER = re.compile(r"^(?P<head>.*?\S)\s*(?:[.…·_\-]{3,}|\t+|\s{3,})\s*[(-]?\s*\d{1,3}\s*[)-]?$")
_PAGE = re.compile(r"(\d{1,3})\D{0,4}$")
_SENTENCE = re.compile(r"[。;!?]|,.{8,}")
_LONGEST_LINE = 160  # code points: an entry with its leader dots
_LONGEST_ENTRY = 45  # code points
_FEWEST = 4  # entries of a table of contents without a title
_MOST = 500  # entries of a table of contents
_TRIES = 40  # lines that may open one
_NOISE = re.compile(r"[\s_.…·:,、()\-]+")


def might_have(text: str) -> bool:
    """A cheap look: the word for contents, dot leaders, or a first article that comes twice. Text need not be folded."""
    titled = "目" in text and bool(re.search("目[ \u3000]*[录錄次]", text)) or "ontents" in text or "CONTENTS" in text
    return titled or "....." in text or "……" in text or "·····" in text or text.count("\n第一条") + text.count("\n第一條") > 1


def without_contents(drafts: list[Draft], lines: Sequence[str]) -> tuple[list[Draft], list[str]]:
    """The drafts less a typed table of contents, and the table's lines. `lines` are the drafts' folded texts.

    It is one when its entries carry page numbers, or when its first entry opens the agreement again further down. A list of
    headings that nothing follows is all there is of the agreement, and stays.
    """
    lines = [line.strip() for line in lines]
    tried = 0
    for first, line in enumerate(lines):
        titled = bool(TITLE.fullmatch(line))
        if not titled and not _opens(line):
            continue
        tried += 1
        if tried > _TRIES:
            break
        start = first + titled
        end = _run(lines, start)
        end = _paged(lines, start, end) or _restart(lines, start, end, titled)
        if end - start >= (1 if titled else _FEWEST):
            return drafts[:first] + drafts[end:], [draft.value for draft in drafts[first:end]]
    return drafts, []


def _leader(line: str) -> re.Match | None:
    """The line as an entry with its page number, if it is one."""
    return _LEADER.match(line) if len(line) <= _LONGEST_LINE else None


def _opens(line: str) -> bool:
    """A line that may be the first entry of a table of contents without a title."""
    return bool(re.match(r"第[一1][条章]|[一1][、.]", line)) and _is_entry(line) or bool(_leader(line) and LABEL.match(line))


def _is_entry(line: str) -> bool:
    bare = _leader(line)
    line = bare["head"] if bare else line
    return 0 < len(line) <= _LONGEST_ENTRY and not _SENTENCE.search(line) and "___" not in line


def _run(lines: Sequence[str], start: int) -> int:
    """The end of the unbroken run of entries from `start`."""
    end = start
    while end < min(len(lines), start + _MOST) and _is_entry(lines[end]):
        end += 1
    return end


def _paged(lines: Sequence[str], start: int, end: int) -> int:
    """The end of the entries that carry page numbers, or 0 when most of them carry none. Pages never go down."""
    paged = [number for number in range(start, end) if _leader(lines[number])]
    pages = [int(_PAGE.search(lines[number])[1]) for number in paged]
    return paged[-1] + 1 if len(paged) >= 3 and len(paged) >= 0.6 * (paged[-1] + 1 - start) and pages == sorted(pages) else 0


def _restart(lines: Sequence[str], start: int, end: int, titled: bool) -> int:
    """Where the agreement opens after the entries ``lines[start:end]``: at the first entry's second coming; 0 when it does not
    come again.
    """
    head = _words(lines[start])
    if not head or not LABEL.match(lines[start]):
        return 0
    again = next((n for n in range(start + 1, min(len(lines), end + 1)) if LABEL.match(lines[n]) and _words(lines[n]).startswith(head)), 0)
    if not again or again - start < (2 if titled else _FEWEST):
        return 0
    entries = [words for words in map(_words, lines[start:again]) if words]
    after = {words[:size] for words in map(_words, lines[again:]) for size in range(1, 13)}
    repeated = sum(entry[:12] in after for entry in entries)
    return again if titled or 2 * repeated >= len(entries) else 0


def _words(line: str) -> str:
    """A line without its number, page number and punctuation."""
    bare = _leader(line)
    line = bare["head"] if bare else line
    label = LABEL.match(line)
    return _NOISE.sub("", line[label.end() :] if label else line)
