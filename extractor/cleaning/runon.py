"""Pages that put a whole agreement on one line: the line is cut where an article, clause, item or form label begins.

Only numbers that count up open a line; a number in a sentence (``按照第二条约定``) never does, because it is not the next one or
stands after a word that refers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.cleaning.draft import Draft, ordinal

_GLUED = re.compile(r"[一二三四五六七八九十]{1,3}、[^。;\d]{2,20}\d{1,2}\.1(?!\d)")  # 二、开发周期2.1
_FEWEST_GLUED = 2
_FORM = 60  # code points from which the line before the first article may hold several form lines
LONG = 250  # code points from which a line may hold several articles
_FEWEST = 3  # articles and clauses below which a long line is one long paragraph; items alone never make it several

_TOKEN = re.compile(
    r"(?P<article>第(?P<a>[一二三四五六七八九十百零〇\d]{1,5})(?P<unit>[条章]))"
    r"|(?<![\d.])(?P<clause>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)(?![\d.%‰])"
    r"|(?<![\d.])(?P<arabic>\d{1,2})[、.](?![\d.])"
    r"|(?<![第一二三四五六七八九十])(?P<chinese>[一二三四五六七八九十]{1,3})、"
    r"|\((?P<item>[一二三四五六七八九十]{1,3}|\d{1,2})\)"
)
_REFERS = re.compile(
    r"(?:按照?|依照?|依据|根据|遵照|违反|符合|适用|参照|本合同|本协议|上述|前述|合同|协议|以及|及|和|与|或|至|到|在|见|即|除|由|将|因|《|“|\")\s*$"
)
_REFERRED = re.compile(r"\s*(?:第[一二三四五六七八九十\d]+[款项]|所列|所述|所称|约定|规定|之|的|中|及|和|至|、|项下|款)")
_UNIT = re.compile(r"\s*(?:元|万|亿|倍|米|㎡|平方|公里|公斤|吨|年|月|日|天|个|折|版|[gmk]b\b|毫|厘|度|分|小时|[×*xX]\d)", re.I)
_STOP = "。;:!?)】]_》\"' \t"


@dataclass(slots=True)
class _Count:
    """Where the numbering stands while a line is read from left to right."""

    article: int = 0
    unit: dict = field(default_factory=dict)
    clause: tuple[int, ...] = ()
    arabic: int = 0
    chinese: int = 0
    item: int = 0


def split(drafts: list[Draft], labels: Sequence[str], scraped: bool) -> list[Draft]:
    """The articles of run-on lines as lines of their own; the lines as they are when none runs on.

    `labels` are patterns of the printed words that begin a form line (``甲方:``, ``地址:``): cut before, too, ahead of the first
    article. On a `scraped` page every line is looked at, elsewhere only long ones.
    """
    if not any(_runs_on(draft) for draft in drafts) and not (
        scraped and sum(bool(_GLUED.match(d.folded)) for d in drafts) >= _FEWEST_GLUED
    ):
        return drafts
    form = re.compile("|".join(labels)) if labels else None
    count, made = _Count(), []
    for draft in drafts:
        if draft.kind != "para":
            made.append(draft)
            continue
        folded, fresh = draft.folded, not (count.article or count.chinese or count.clause)
        numbers = [at for at, _ in _numbers(folded, count)]
        forms = (
            [m.start() for m in form.finditer(folded, 0, numbers[0])]
            if form and fresh and numbers and len(folded) > _FORM
            else []
        )
        made += draft.cut(*sorted({*forms, *numbers} - {0})) if scraped or len(folded) >= LONG else [draft]
    return made


def _runs_on(draft: Draft) -> bool:
    """A long line that holds several articles or clauses; numbered items alone make no line several."""
    if draft.kind != "para" or len(draft.text) < LONG:
        return False
    return sum(kind in ("article", "clause", "chinese") for _, kind in _numbers(draft.folded, _Count())) >= _FEWEST


def _numbers(folded: str, count: _Count):
    """Offset and kind of every number that comes next in its sequence.

    A number at the head of the line is where the sequence stands, next or not.
    """
    last = 0
    for match in _TOKEN.finditer(folded):
        before, after = folded[max(0, match.start() - 8) : match.start()], folded[match.end() : match.end() + 8]
        if match.start() == 0:
            _stand(count, match)
        elif not _counts(count, match, before, after, match.start() - last):
            continue
        last = match.end()
        yield match.start(), match.lastgroup


def _stand(count: _Count, match: re.Match) -> None:
    if match["article"]:
        count.unit[match["unit"]] = ordinal(match["a"]) or 0
        count.article = count.unit["条"] if match["unit"] == "条" else count.article
        count.clause, count.arabic, count.item = (), 0, 0
    elif match["clause"]:
        count.clause, count.item = tuple(int(part) for part in match["clause"].split(".")), 0
    elif match["arabic"]:
        count.arabic, count.clause, count.item = int(match["arabic"]), (), 0
    elif match["chinese"]:
        count.chinese, count.arabic, count.clause, count.item = ordinal(match["chinese"]) or 0, 0, (), 0
    else:
        count.item = ordinal(match["item"]) or 0


def _counts(count: _Count, match: re.Match, before: str, after: str, gap: int) -> bool:
    """Whether this number is the next of its kind here; if so `count` moves on."""
    stopped = not before or before[-1] in _STOP or before.endswith(("目录", "目录一览"))
    if match["article"]:
        number, unit = ordinal(match["a"]), match["unit"]
        if number != count.unit.get(unit, 0) + 1 or _REFERS.search(before) or _REFERRED.match(after):
            return False
        count.unit[unit] = number
        count.article = number if unit == "条" else count.article
        count.clause, count.arabic, count.item = (), 0, 0
        count.chinese = 0 if unit == "条" else count.chinese
        return True
    if match["clause"]:
        path = tuple(int(part) for part in match["clause"].split("."))
        if _UNIT.match(after) or _REFERS.search(before) or _REFERRED.match(after) or not _follows(count, path):
            return False
        count.clause, count.item = path, 0
        return True
    if match["arabic"]:
        number = int(match["arabic"])
        restart = number == 1 and (stopped or gap < 30)
        if not (stopped or gap < 30) or not (number == count.arabic + 1 or restart) or _UNIT.match(after):
            return False
        count.arabic, count.clause, count.item = number, (), 0
        return True
    if match["chinese"]:
        number = ordinal(match["chinese"])
        if number != count.chinese + 1 or not (stopped or number == 1) or _REFERRED.match(after):
            return False
        count.chinese, count.arabic, count.clause, count.item = number, 0, (), 0
        return True
    number = ordinal(match["item"])
    if not (before and before[-1] in "。;:") or number not in (count.item + 1, 1):
        return False
    count.item = number
    return True


def _follows(count: _Count, path: tuple[int, ...]) -> bool:
    """Whether clause `path` comes next: 3.1 in article 3, 3.3 after 3.2 or 3.2.4, 3.2.1 after 3.2.

    A lost first clause is allowed for (1.2 opens article 1).
    """
    heads = {count.article, count.chinese, count.arabic} - {0}
    if not count.clause:
        return len(path) == 2 and path[1] in (1, 2) and (path[0] in heads or not heads)
    deeper = len(path) == len(count.clause) + 1 and path[:-1] == count.clause and path[-1] == 1
    known = count.clause[: len(path)]
    beside = len(path) <= len(count.clause) and path[:-1] == known[:-1] and path[-1] == known[-1] + 1
    next_article = len(path) == 2 and path[1] == 1 and path[0] == count.clause[0] + 1 and path[0] not in heads
    return deeper or beside or next_article
