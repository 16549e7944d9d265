"""Furniture of sites nobody has described yet, told by its words; and lines that many files share at head or tail."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from extractor.cleaning.draft import LABEL, Draft
from extractor.cues import Cues, of_words

HEAD, TAIL = 12, 25  # lines looked at, from the page's edges inward
_SHORT = 30  # code points: a short line needs fewer of the words
_LONGEST = 300  # code points: no furniture is longer
_GAP = 3  # lines of another kind (the title, a date) that furniture may enclose


def might_have(head_and_tail: str, words: Sequence[str]) -> bool:
    """A cheap look: two different words of sharing sites in the page's first and last lines."""
    return _words(tuple(words)).inside(head_and_tail).bit_count() >= 2


@functools.lru_cache(maxsize=8)
def _words(words: tuple[str, ...]) -> Cues:
    return of_words({word: 1 << number for number, word in enumerate(words)})


def without_furniture(
    drafts: list[Draft], words: Sequence[str], never: Sequence[str], title: str
) -> tuple[list[Draft], list[str]]:
    """The lines less a site's own, looked for from both edges inward.

    Numbered clauses, lines with a word of `never` (they speak of the parties) and lines that match `title` are never taken.
    """
    edges = {*range(HEAD), *range(len(drafts) - TAIL, len(drafts))}
    marks = [
        n in edges and _is_furniture(d, words, never) and not re.search(title, d.folded.strip()) for n, d in enumerate(drafts)
    ]
    head = _reach(marks[:HEAD])
    tail = _reach(marks[::-1][: min(TAIL, len(drafts) - HEAD)] if len(drafts) > HEAD else [])
    gone = {n for n in range(head) if marks[n]} | {n for n in range(len(drafts) - tail, len(drafts)) if marks[n]}
    return [d for n, d in enumerate(drafts) if n not in gone], [drafts[n].value for n in sorted(gone)]


def _reach(marks: Sequence[bool]) -> int:
    """How many lines from the edge belong to the furniture, allowing short gaps inside it."""
    reach, gap = 0, 0
    for number, mark in enumerate(marks):
        gap = 0 if mark else gap + 1
        if gap > _GAP:
            break
        reach = number + 1 if mark else reach
    return reach


def _is_furniture(draft: Draft, words: Sequence[str], never: Sequence[str]) -> bool:
    line = draft.folded.strip()
    if (
        draft.kind != "para"
        or draft.label
        or len(line) > _LONGEST
        or LABEL.match(line)
        or "___" in line
        or any(word in line for word in never)
    ):
        return False
    return sum(word in line for word in words) >= (2 if len(line) <= _SHORT else 3)


def recurring(heads_and_tails: Iterable[Sequence[str]], share: float = 0.5, fewest: int = 5) -> set[str]:
    """The lines that at least `share` of an archive's files (and `fewest` of them) have among their first and last lines.

    Each item of `heads_and_tails` is one file's lines, as cleaned. Numbers are set aside before lines are compared, so ``共3页``
    and ``共12页`` are one; the lines come back as they stand. Headings and form labels that agreements share by nature are kept
    out.
    """
    files = [{_key(line): line for line in lines if _may_recur(line)} for lines in heads_and_tails]
    counts = Counter(key for lines in files for key in lines)
    needed = max(fewest, share * len(files))
    return {line for lines in files for key, line in lines.items() if counts[key] >= needed}


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _may_recur(line: str) -> bool:
    """Long enough to be somebody's sentence, and neither a clause nor a line of the parties'."""
    return (
        len(line.strip()) >= 8
        and not LABEL.match(line)
        and not re.search(r"[甲乙丙]\s*方|_{3}|签字|盖章|合同编号|协议编号", line)
    )
