"""Which sentences a rule has to look at: those in which one of its words stands. One pass over the text serves all rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ahocorasick

from extractor.packs import Rule

_END = re.compile(r"[。;!?\n]")
_SENTENCE = re.compile(r"[^。;!?\n]+[。;!?\n]?")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of some rules. ``always``: numbers of the rules that wait for no word."""

    machine: ahocorasick.Automaton | None
    always: tuple[int, ...]


def cues(rules: Sequence[Rule]) -> Cues:
    """The words `rules` wait for: their cues, else their labels or terms; rules are known by their number in the sequence."""
    words: dict[str, list[int]] = {}
    always = []
    for number, rule in enumerate(rules):
        own = rule.cue or {"label": rule.labels, "terms": rule.terms}.get(rule.kind, ())
        for word in own:
            words.setdefault(word, []).append(number)
        if not own:
            always.append(number)
    if not words:
        return Cues(None, tuple(always))
    machine = ahocorasick.Automaton()
    for word, numbers in words.items():
        machine.add_word(word, frozenset(numbers))
    machine.make_automaton()
    return Cues(machine, tuple(always))


def numbers_in(folded: str, known: Cues) -> set[int]:
    """The numbers of the rules that have to look at a whole text."""
    numbers = set(known.always)
    if known.machine is not None:
        for _, some in known.machine.iter(folded):
            numbers |= some
    return numbers


def waiting(folded: str, known: Cues) -> dict[int, list[Span]]:
    """Rule number → the sentences it has to look at, in order, as spans of the folded text."""
    found: dict[int, list[Span]] = {}
    if known.machine is not None:
        for span, numbers in _sentences(folded, known.machine):
            for number in numbers:
                found.setdefault(number, []).append(span)
    if known.always:
        found |= dict.fromkeys(known.always, [m.span() for m in _SENTENCE.finditer(folded)])
    return found


def _sentences(folded: str, machine: ahocorasick.Automaton) -> Iterator[tuple[Span, set[int]]]:
    """The sentences that hold a word some rule waits for, with the numbers of those rules."""
    ends = None
    start, end, numbers = 0, 0, set()
    for at, some in machine.iter(folded):
        if at >= end:
            if numbers:
                yield (start, end), numbers
                numbers = set()
            if ends is None:
                ends = iter([m.end() for m in _END.finditer(folded)])
            while at >= end:
                start, end = end, next(ends, len(folded))
        numbers |= some
    if numbers:
        yield (start, end), numbers
