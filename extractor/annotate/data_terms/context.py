"""What surrounds a sentence: its clause, the words above it, whether the talk is of data."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from extractor.model import Clause, Reading
from extractor.packs import Pack
from extractor.sentences import sentences

WORDS = "zh/data/words"  # the pack file with the shared words
_TITLE = re.compile(r"《[^《》\n]*》(?:\([^()\n]{0,24}\))?")
_INTRO = re.compile(r"[^。;\n]*:\s*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence of one clause. `text` is folded and long role names are masked; in `plain` titles in 《》 are masked too. Offsets are the document's."""

    clause: Clause
    start: int
    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class Context:
    """The sentences of an agreement and what stands above each clause."""

    units: tuple[Unit, ...]
    above: dict[str, str]  # clause path → headings and introductory lines from the nearest to the farthest, a line feed between
    spoken: frozenset[str]  # clause paths whose own words or headings speak of data
    title: bool  # the whole agreement is about data


def context(reading: Reading, pack: Pack, roles: tuple[str, ...]) -> Context:
    """Cut `reading` into sentences per clause and note where it speaks of data."""
    about = {name: re.compile(pattern) for name, pattern in pack.tables[WORDS]["context"].items()}
    masked = _mask_roles(reading.folded, roles)
    plain = _TITLE.sub(lambda m: "《" + "某" * (len(m.group()) - 2) + "》", masked)
    units = tuple(_units(reading, masked, plain))
    above = _above(reading, masked)
    first = masked[: next((c.body for c in reading.outline.clauses if c.level == 1), 200)]
    title = bool(about["title"].search(first.strip().split("\n", 1)[0]))
    spoken = {u.clause.path for u in units if about["sentence"].search(u.plain)}
    spoken |= {path for path, words in above.items() if about["heading"].search(words)}
    return Context(units, above, frozenset(spoken), title)


def _mask_roles(folded: str, roles: tuple[str, ...]) -> str:
    """Role names such as 个人信息处理者 or 境外接收方 are names, not statements: 某…方 of the same length stands in their place."""
    long = [r for r in roles if len(r) > 3]
    if not long:
        return folded
    names = re.compile("|".join(map(re.escape, sorted(long, key=len, reverse=True))))
    return names.sub(lambda m: "某" * (len(m.group()) - 1) + "方", folded)


def _units(reading: Reading, masked: str, plain: str):
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
            text, bare = masked[begin:stop], plain[begin:stop]
            if rows and any(s <= begin < e for s, e in rows.items()):
                text, bare = _row(text), _row(bare)
            if bare.strip() and not clause.path.startswith("signature"):
                yield Unit(clause, begin, text, bare)
            at = max(stop, at + 1)


def _row(text: str) -> str:
    """A table row of two cells reads like a label and its value."""
    return text.replace("\t", ":") if text.count("\t") == 1 else ""


def _above(reading: Reading, masked: str) -> dict[str, str]:
    """Per clause: its own heading, its parent's introductory line (``…如下:``) and heading, and so on upwards."""
    known: dict[str, str] = {}
    for clause in reading.outline.clauses:
        heading = masked[clause.start : clause.body] if clause.heading else ""
        own = masked[clause.body : clause.end].strip()
        intro = _INTRO.search(own)
        known[clause.path] = "\n".join(filter(None, (heading, known.get(clause.parent or "", ""))))
        if intro and intro.group().strip():
            known[clause.path] = intro.group().strip() + "\n" + known[clause.path]
    return known
