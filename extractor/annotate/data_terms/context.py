"""What surrounds a sentence: its clause, the words above it, whether the talk is of data."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractor.cues import LONGEST, Cues, cues
from extractor.model import Clause, Reading
from extractor.packs import Pack, Rule
from extractor.sentences import sentences

WORDS = "zh/data/words"  # the pack file with the shared words
_TITLE = re.compile(r"《[^《》\n]*》(?:\([^()\n]{0,24}\))?")
_WORDS = re.compile(r"[^,。;:\n_]{2,20}")
_ROW = re.compile(r"[^\t]{0,12}(?:目的|范围|种类|类型|类别|期限|方式|格式|规模|数据量|措施|地点|内容|要求|权利|来源)[^\t]{0,4}\t")


class Unit(NamedTuple):
    """One sentence of one clause, folded. In `text` long role names are masked, in `plain` titles in 《》 too; `said` has every word. `start` is an offset into the
    document; `waiting` are the rules whose cue stands in it, one bit each in the order of the pack; `speaks` says whether it speaks of data."""

    clause: Clause
    start: int
    said: str
    text: str
    plain: str
    waiting: int
    speaks: bool


@dataclass(frozen=True, slots=True)
class Context:
    """The sentences of an agreement and what stands above each clause."""

    units: tuple[Unit, ...]
    by_clause: dict[str, list[Unit]]  # the same by clause path
    above: dict[str, str]  # clause path → headings and introductory lines from the nearest to the farthest, a line feed between
    spoken: frozenset[str]  # clause paths whose own words or headings speak of data
    articles: frozenset[str]  # paths of articles in which some clause does
    title: bool  # the whole agreement is about data
    not_kinds: re.Pattern  # what no list of data kinds holds

    def reach(self, path: str) -> str:
        """How near to the clause `path` the talk is of data: ``clause``, ``article``, or ``anything`` (not at all)."""
        if path in self.spoken:
            return "clause"
        return "article" if self.title or article(path) in self.articles else "anything"

    def of(self, path: str) -> Sequence[Unit]:
        """The sentences of one clause."""
        return self.by_clause.get(path, ())


def context(reading: Reading, pack: Pack, roles: tuple[str, ...]) -> Context:
    """Cut `reading` into sentences per clause and note where it speaks of data."""
    about = pack.tables[WORDS]["context"]
    mask = _masks(roles)
    masked = mask(reading.folded)
    plain = _TITLE.sub(lambda m: "《" + "某" * (len(m.group()) - 2) + "》", masked)
    units = tuple(_units(reading, masked, plain, pack))
    above = _above(reading)
    by_clause: dict[str, list[Unit]] = {}
    for unit in units:
        by_clause.setdefault(unit.clause.path, []).append(unit)
    heading = re.compile(about["heading"])
    spoken = {u.clause.path for u in units if u.speaks}
    spoken |= {path for path, words in above.items() if heading.search(mask(words))}
    title = bool(re.search(about["title"], masked.strip().split("\n", 1)[0][:60]))
    return Context(units, by_clause, above, frozenset(spoken), frozenset(map(article, spoken)), title, re.compile(about["not_kinds"]))


def article(path: str) -> str:
    """The path of the article that a clause belongs to: 3.2.1 → 3, annex-1/2.1 → annex-1."""
    return path.split("/")[0].split(".")[0]


def _masks(roles: tuple[str, ...]):
    """Role names such as 个人信息处理者 or 境外接收方 are names, not statements: 某…方 of the same length stands in their place."""
    long = [r for r in roles if len(r) > 3]
    if not long:
        return lambda text: text
    names = re.compile("|".join(map(re.escape, sorted(long, key=len, reverse=True))))
    return lambda text: names.sub(lambda m: "某" * (len(m.group()) - 1) + "方", text)


def _units(reading: Reading, masked: str, plain: str, pack: Pack) -> Iterator[Unit]:
    clauses = reading.outline.clauses
    known, speech = _cues(pack)
    starts = [c.start for c in clauses]
    rows = [(line.start, line.end) for line in reading.lines if line.kind == "row"]
    for start, end in sentences(reading):
        at = start
        while at < end:  # a sentence may run over the start of a clause when several are printed in one paragraph
            number = max(0, bisect_right(starts, at) - 1)
            clause = clauses[number]
            stop = min(end, at + LONGEST, starts[number + 1] if number + 1 < len(starts) else end)
            begin = max(at, clause.body) if clause.start <= at else at
            texts = [reading.folded[begin:stop], masked[begin:stop], plain[begin:stop]]
            row = bisect_right(rows, (begin, len(reading.text))) - 1
            if row >= 0 and begin < rows[row][1]:
                texts = [_row(t) for t in texts]
            if texts[2].strip() and not clause.path.startswith("signature"):
                waiting = known.inside(texts[1])
                yield Unit(clause, begin, *texts, waiting & ~speech, bool(waiting & speech))
            at = max(stop, at + 1)


@functools.lru_cache(maxsize=8)
def _cues(pack: Pack) -> tuple[Cues, int]:
    """What the rules wait for; and the bit of the words that speak of data."""
    rules = pack.of("data_term")
    speech = Rule("speech", "data_term", "terms", terms=tuple(pack.tables[WORDS]["context"]["words"]))
    return cues((*rules, speech)), 1 << len(rules)


def _row(text: str) -> str:
    """A table row of two cells that starts with a label reads like the label and its value; other rows say nothing about data."""
    return text.replace("\t", ":") if text.count("\t") == 1 and _ROW.match(text) else ""


def _above(reading: Reading) -> dict[str, str]:
    """Per clause: its own introductory line (``…如下:``) and heading, then its parent's, and so on upwards. To the clauses below it a few words without
    a stop (``4.2 乙方权利与义务``) are a heading too."""
    known: dict[str, str] = {}
    passed: dict[str, str] = {}
    for clause in reading.outline.clauses:
        heading = reading.folded[clause.start : clause.body].strip() if clause.heading else ""
        text = reading.folded[clause.body : clause.end].strip()
        farther = passed.get(clause.parent or "", "")
        words = text if not heading and _WORDS.fullmatch(text) else ""
        known[clause.path] = "\n".join(filter(None, (_intro(text), heading, farther)))
        passed[clause.path] = "\n".join(filter(None, (_intro(text), heading, words, farther)))
    return known


def _intro(text: str) -> str:
    """The last sentence of `text` if it ends with a colon, else nothing."""
    return text[max(text.rfind(mark) for mark in "。;\n") + 1 :].strip() if text.endswith(":") else ""
