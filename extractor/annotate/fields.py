"""Reading → finds of every field that has no annotator of its own: users' fields, tax, findings.

Rules of the kinds regex, label, terms and present are looked for in the sentences in which one of their words stands. A user's pattern runs under a time limit
(`extractor.packs`); a rule that overruns it is left out of this agreement and a ``finding`` mention of the rule ``slow-rule`` says so.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable, Iterator

from extractor.annotate import SLOW
from extractor.cues import Cues, cues, waiting
from extractor.model import Clause, Mention, Reading, TextFact
from extractor.packs import Pack, Rule, finditer

SHARED = frozenset({"tax", "finding"})  # shipped fields that are looked for here
MOST = 50  # finds of one rule in one agreement
_BUDGET = 2.0  # seconds one user's rule may take in one agreement


@functools.lru_cache(maxsize=8)
def rules_of(pack: Pack) -> tuple[Rule, ...]:
    """The rules looked for here: those of `SHARED` fields, and of fields that no shipped rule knows."""
    known = {rule.field for rule in pack.rules if rule.trusted} | {"checklist"}
    return tuple(r for r in pack.rules if r.kind != "near" and (r.field in SHARED or r.field not in known))


@functools.lru_cache(maxsize=8)
def _cues(pack: Pack) -> Cues:
    return cues(rules_of(pack))


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """The finds in reading order; the value of a mention is the find as printed, for ``finding`` and included tax what the rule gives."""
    rules = rules_of(pack)
    found: list[Mention] = []
    seen: set[tuple[str, str, str]] = set()
    for number, spans in sorted(waiting(reading.folded, _cues(pack)).items()):
        rule = rules[number]
        for mention in _finds(rule, spans, reading):
            key = (mention.field, mention.value.value, reading.outline.at(mention.start).path if reading.outline.clauses else "")
            if key not in seen:
                seen.add(key)
                found.append(mention)
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


def _finds(rule: Rule, spans: Iterable[tuple[int, int]], reading: Reading) -> Iterator[Mention]:
    count, began = 0, time.perf_counter()
    for low, high in spans:
        try:
            if rule.where and not _in_place(rule, low, reading):
                continue
            finds = [(low + start, low + end) for start, end in rule.find(reading.folded[low:high])]
        except TimeoutError:
            finds = None
        if finds is None or (not rule.trusted and time.perf_counter() - began > _BUDGET):
            yield Mention("finding", TextFact(f"{SLOW}:{rule.id}"), low, high, rule.id)
            return
        for start, end in finds:
            start, end = _trimmed(reading.text, start, end)
            if start < end:
                yield Mention(rule.field, TextFact(_value(rule, reading, start, end)), start, end, rule.id)
                count += 1
        if count >= MOST:
            return


def _value(rule: Rule, reading: Reading, start: int, end: int) -> str:
    if rule.field == "tax" and rule.gives == "rate":
        return reading.folded[start:end].replace(" ", "")
    return rule.gives if rule.field in SHARED else " ".join(reading.text[start:end].split())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n_\u3000\xa0":
        start += 1
    while start < end and text[end - 1] in " \t\n_\u3000\xa0":
        end -= 1
    return start, end


# --- where to look ----------------------------------------------------------------------------------------------------
def _in_place(rule: Rule, offset: int, reading: Reading) -> bool:
    """Whether the clause at `offset` is one of the places the rule asks for."""
    clause = reading.outline.at(offset)
    return any(_is(place, clause, reading, rule.trusted) for place in rule.where)


def _is(place: str, clause: Clause, reading: Reading, trusted: bool) -> bool:
    kind, _, pattern = place.partition(":")
    if kind == "heading":
        return any(next(finditer(pattern, c.heading, trusted), None) for c in _upwards(clause, reading) if c.heading)
    if kind == "body":
        return clause.path not in ("preamble", "signature") and not clause.path.startswith("annex-")
    return clause.path.startswith("annex-") if kind == "annex" else clause.path == kind


def _upwards(clause: Clause, reading: Reading) -> Iterator[Clause]:
    """A clause and those above it."""
    known = {c.path: c for c in reading.outline.clauses}
    at: Clause | None = clause
    while at:
        yield at
        at = known.get(at.parent) if at.parent else None
