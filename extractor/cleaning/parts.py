"""Files that hold several agreements: one document each.

Sharing sites announce their samples (``…6篇``, ``篇一``, ``购买协议书2``). Elsewhere a new agreement begins only where everything
says so: after a signature, under a title of its own, with parties and a first article. Annexes belong to their agreement.
"""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.cleaning.draft import LABEL, Draft, ordinal
from extractor.fold import fold

SHORTEST_FILE = 30  # lines: below it no file holds two agreements
_HEAD = 12  # lines in which a page announces its samples
_LONGEST_MARKER = 45  # code points
_SHORTEST_PART = 60  # code points a sample has at least
_BEFORE, _AFTER = 10, 15  # lines around a title in which the signature and the parties with the first article stand
_SIGNED = re.compile(r"签字|签名|签章|盖章|签署|日期|[年月_\d]\s*日$")
_LONGEST_TITLE = 30  # code points
_PARTY = re.compile(r"[甲乙]方")
_FIRST = re.compile(r"第[一1]条|[一1][、.]|\(一\)")
_SHORTEST_COPY = 6  # different lines a counterpart has at least
_ALIKE = 0.6  # share of its lines that stand in the first copy too
_ANNEX = re.compile(r"附[件录表则]|补充|确认书|清单")
_PIECE = re.compile(
    r"(?:^|(?<=[。!?;]))\s*篇\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})(?=[::、.\s]|[^\d一二三四五六七八九十]|$)"
)
_TAIL_NUMBER = re.compile(r"(?P<title>.*?\S)\s*[(]?(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})[)]?\s*[::]?")


def announced(drafts: list[Draft], pattern: str) -> int:
    """How many samples the page says it holds, in its first lines; 0 when it says nothing of the kind."""
    for draft in drafts[:_HEAD]:
        match = re.search(pattern, draft.folded[:300])
        if match and (count := ordinal(match["count"])) and count > 1:
            return count
    return 0


def divide(drafts: list[Draft]) -> tuple[list[Draft], list[list[Draft]]]:
    """The page's introduction and its samples, in order, for a page that announced some; no samples when their beginnings cannot
    be told.
    """
    drafts = [part for draft in drafts for part in _cut_at_pieces(draft)]
    starts = _starts(drafts)
    if not starts:
        return [], [drafts]
    bounds = [*starts, len(drafts)]
    samples = [[_unnumbered(drafts[a]), *drafts[a + 1 : b]] for a, b in pairwise(bounds)]
    samples = [[d for d in sample if d.value] for sample in samples]
    if any(sum(len(d.text) for d in sample) < _SHORTEST_PART for sample in samples[:-1]):
        return [], [drafts]
    return drafts[: starts[0]], samples


def agreements(drafts: list[Draft], title: str) -> list[list[Draft]]:
    """The different agreements one after another in a file, each from its title on; `title`: the pattern of a title's end."""
    starts = [0]
    short = [at for at in range(_BEFORE, len(drafts) - 3) if 3 < len(drafts[at].text) <= _LONGEST_TITLE]
    titled = re.compile(rf"[^,。;:]*{title}")
    folded = fold("\n".join(drafts[at].value for at in short)).split("\n")
    found = [at for at, line in zip(short, folded, strict=True) if titled.fullmatch(line.strip())] if short else []
    lines = [draft.folded.strip() for draft in drafts] if found else []
    for at in found:
        if _begins(lines, at, starts[-1]):
            starts.append(at)
    return [drafts[a:b] for a, b in pairwise([*starts, len(drafts)])]


def copies(drafts: list[Draft], title: str) -> int:
    """How often the one agreement in these lines stands there: counterparts repeat its title and most lines after it, figures and blanks aside.
    `title`: the pattern of a title's end."""
    titled = re.compile(rf"[^,。;:]*{title}")
    short = (n for n, d in enumerate(drafts[:_HEAD]) if 3 < len(d.text) <= _LONGEST_TITLE)
    first = next((n for n in short if titled.fullmatch(drafts[n].folded.strip())), None)
    name = drafts[first].value.strip() if first is not None else ""
    starts = [n for n, draft in enumerate(drafts) if first is not None and n >= first and draft.value.strip() == name]
    if len(starts) < 2:
        return 1
    parts = [{_bare(d) for d in drafts[a + 1 : b]} - {""} for a, b in pairwise([*starts, len(drafts)])]
    return 1 + sum(len(part) >= _SHORTEST_COPY and len(part & parts[0]) >= _ALIKE * len(part) for part in parts[1:])


def _bare(draft: Draft) -> str:
    """The words of a line without figures, blanks and signs."""
    return re.sub(r"[\W\d_]", "", draft.folded)


def _begins(lines: list[str], at: int, last: int) -> bool:
    """Whether another agreement begins with the title at line `at`; the one before began at `last`."""
    name = re.sub(r"\s|[《》]", "", lines[at])
    before, after = lines[max(last, at - _BEFORE) : at], lines[at + 1 : at + 1 + _AFTER]
    if LABEL.match(lines[at]) or "《" in lines[at] or any(_ANNEX.search(line) for line in (lines[at], *before[-3:])):
        return False
    if any(
        name in re.sub(r"\s", "", line) for line in lines[last:at]
    ):  # named before: a counterpart, or an annex that the agreement speaks of
        return False
    labelled = sum(bool(LABEL.match(line)) for line in lines[last:at])
    signed = any(_SIGNED.search(line) for line in before)
    opens = any(_PARTY.search(line) for line in after) and any(_FIRST.match(line) for line in after)
    return labelled >= 3 and signed and opens


def _cut_at_pieces(draft: Draft) -> list[Draft]:
    """``…读者参考篇1…。篇2…`` → a line for each piece."""
    at = [m.start() for m in _PIECE.finditer(draft.folded) if m.start() > 0] if "篇" in draft.value else []
    return draft.cut(*at) if at else [draft]


def _starts(drafts: list[Draft]) -> list[int]:
    """The lines with which samples 1, 2, 3, … begin: marked as pieces, or by one title with a growing number."""
    folded = [draft.folded.strip() for draft in drafts]
    for marker in (_piece_number, _title_number):
        starts, title = [], None
        for at, line in enumerate(folded):
            found = marker(line)
            if found and found[1] == len(starts) + 1 and title in (None, found[0]):
                starts.append(at)
                title = found[0]
        if starts:
            return starts
    return []


def _piece_number(line: str) -> tuple[str, int | None] | None:
    match = _PIECE.match(line)
    return ("", ordinal(match["n"])) if match else None


def _title_number(line: str) -> tuple[str, int | None] | None:
    """``购买协议书2`` → (购买协议书, 2): a short line without a sentence, about an agreement, that ends in a number."""
    match = _TAIL_NUMBER.fullmatch(line) if len(line) <= _LONGEST_MARKER and not re.search(r"[。;,_]|第|\d{4}年", line) else None
    if (
        not match
        or not re.search("合同|协议|协定|契约|范本|模板|书", match["title"])
        or match["title"][-1] in "第.、-:0123456789"
    ):
        return None
    return match["title"], ordinal(match["n"])


def _unnumbered(draft: Draft) -> Draft:
    """The first line of a sample without the number the page gave it."""
    match = _PIECE.match(draft.folded)
    if not match:
        title = _TAIL_NUMBER.fullmatch(draft.folded)
        return draft.with_text(draft.text.slice(0, title.end("title")))
    rest = re.match(r"[::、.\s]*", draft.folded[match.end() :]).end()
    return draft.with_text(draft.text.slice(match.end() + rest, len(draft.text)).strip())
