"""What surrounds a sentence: its clause, the words above it, whether the talk is of data."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.model import Clause, Reading
from extractor.packs import Pack
from extractor.sentences import sentences

WORDS = "zh/data/words"  # the pack file with the shared words
_TITLE = re.compile(r"《[^《》\n]*》(?:\([^()\n]{0,24}\))?")
_INTRO = re.compile(r"[^。;\n]*:\s*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence of one clause, folded. In `text` long role names are masked, in `plain` titles in 《》 too; `said` has every word. Offsets are the document's."""

    clause: Clause
    start: int
    said: str
    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class Context:
    """The sentences of an agreement and what stands above each clause."""

    units: tuple[Unit, ...]
    above: dict[str, str]  # clause path → headings and introductory lines from the nearest to the farthest, a line feed between
    spoken: frozenset[str]  # clause paths whose own words or headings speak of data
    articles: frozenset[str]  # paths of articles in which some clause does
    title: bool  # the whole agreement is about data

    def reaches(self, about: str, path: str) -> bool:
        """Whether a rule that asks for talk of data as near as `about` may look at the clause `path`."""
        if about == "anything" or path in self.spoken:
            return True
        return about == "article" and (self.title or article(path) in self.articles)

    def of(self, path: str) -> Iterator[Unit]:
        """The sentences of one clause."""
        return (unit for unit in self.units if unit.clause.path == path)


def context(reading: Reading, pack: Pack, roles: tuple[str, ...]) -> Context:
    """Cut `reading` into sentences per clause and note where it speaks of data."""
    about = {name: re.compile(pattern) for name, pattern in pack.tables[WORDS]["context"].items()}
    mask = _masks(roles)
    masked = mask(reading.folded)
    plain = _TITLE.sub(lambda m: "《" + "某" * (len(m.group()) - 2) + "》", masked)
    units = tuple(_units(reading, masked, plain))
    above = _above(reading)
    spoken = {u.clause.path for u in units if about["sentence"].search(u.plain)}
    spoken |= {path for path, words in above.items() if about["heading"].search(mask(words))}
    title = bool(about["title"].search(masked.strip().split("\n", 1)[0][:60]))
    return Context(units, above, frozenset(spoken), frozenset(map(article, spoken)), title)


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


def _units(reading: Reading, masked: str, plain: str) -> Iterator[Unit]:
    clauses = reading.outline.clauses
    starts = [c.start for c in clauses]
    rows = {line.start: line.end for line in reading.lines if line.kind == "row"}
    for start, end in sentences(reading):
        at = start
        while at < end:  # a sentence may run over the start of a clause when several are printed in one paragraph
            number = max(0, bisect_right(starts, at) - 1)
            clause = clauses[number]
            stop = min(end, starts[number + 1]) if number + 1 < len(starts) else end
            begin = max(at, clause.body) if clause.start <= at else at
            texts = [reading.folded[begin:stop], masked[begin:stop], plain[begin:stop]]
            if rows and any(s <= begin < e for s, e in rows.items()):
                texts = [_row(t) for t in texts]
            if texts[2].strip() and not clause.path.startswith("signature"):
                yield Unit(clause, begin, *texts)
            at = max(stop, at + 1)


def _row(text: str) -> str:
    """A table row of two cells reads like a label and its value."""
    return text.replace("\t", ":") if text.count("\t") == 1 else ""


def _above(reading: Reading) -> dict[str, str]:
    """Per clause: its own introductory line (``…如下:``) and heading, then its parent's, and so on upwards."""
    known: dict[str, str] = {}
    for clause in reading.outline.clauses:
        heading = reading.folded[clause.start : clause.body].strip() if clause.heading else ""
        intro = _INTRO.search(reading.folded[clause.body : clause.end].strip())
        own = (intro.group().strip() if intro else "", heading, known.get(clause.parent or "", ""))
        known[clause.path] = "\n".join(filter(None, own))
    return known
