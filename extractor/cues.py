"""Which sentences a rule has to look at: those in which one of its words stands. One pass over the text serves all rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ahocorasick

from extractor.needed import likely, needed
from extractor.packs import Rule

_ENDS = "。;!?\n"
_END = re.compile(f"[{_ENDS}]")
LONGEST = 1500  # code points; a longer sentence is text without punctuation and is read piece by piece
_SENTENCE = re.compile(rf"[^{_ENDS}]{{1,{LONGEST - 1}}}[{_ENDS}]?")
_TELLING = 0.05  # likelihood of a set of words from which on a look whether it stands costs more than it saves
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of some rules; sets of rules are numbers with one bit for each. ``always``: what needs no word. Of `rules` rules each has three bits: for
    a word of its cue and, further up in the number, for a word of either set that its pattern needs."""

    machine: ahocorasick.Automaton | None
    always: int
    rules: int = 0

    def inside(self, text: str) -> int:
        """The rules that have their words in `text`."""
        found = self.always
        if self.machine is not None:
            for _, rules in self.machine.iter(text):
                found |= rules
        return self.open(found)

    def open(self, found: int) -> int:
        """The rules all bits of which are among `found`."""
        return found & found >> self.rules & found >> 2 * self.rules & (1 << self.rules) - 1 if self.rules else found


def numbers(rules: int) -> Iterator[int]:
    """The numbers of a set of rules, ascending."""
    while rules:
        bit = rules & -rules
        rules ^= bit
        yield bit.bit_length() - 1


def cues(rules: Sequence[Rule]) -> Cues:
    """The words `rules` wait for: their cues, else their labels or terms, and what their patterns need; rules are known by their number in the sequence."""
    words: dict[str, int] = {}
    always = 0
    for number, rule in enumerate(rules):
        own = rule.cue or {"label": rule.labels, "terms": rule.terms}.get(rule.kind, ())
        for place, some in enumerate((own, *_needed(rule, own))):
            for word in some:
                words[word] = words.get(word, 0) | 1 << number + place * len(rules)
            if not some:
                always |= 1 << number + place * len(rules)
    return of_words(words, always, len(rules))


def _needed(rule: Rule, own: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The two sets of words that tell most of what a pattern needs, without what its own words hold anyway. A user's pattern is not looked into."""
    if not rule.trusted or rule.kind in ("label", "terms"):
        return (), ()
    told = [some for some in needed(rule.pattern) if likely(some) < _TELLING and not (own and all(any(word in o for word in some) for o in own))]
    return tuple((*told, (), ())[:2])


def of_words(words: dict[str, int], always: int = 0, size: int = 0) -> Cues:
    """Cues made of words and the rules each of them opens."""
    if not words:
        return Cues(None, always, size)
    machine = ahocorasick.Automaton()
    for word, rules in words.items():
        machine.add_word(word, rules)
    machine.make_automaton()
    return Cues(machine, always, size)


def waiting(folded: str, known: Cues) -> dict[int, list[Span]]:
    """Rule number → the sentences it has to look at, in order, as spans of the folded text."""
    found: dict[int, list[Span]] = {}
    if known.machine is not None:
        for span, rules in _sentences(folded, known.machine):
            for number in numbers(known.open(rules | known.always)):
                found.setdefault(number, []).append(span)
    if free := known.open(known.always):
        found |= dict.fromkeys(numbers(free), [m.span() for m in _SENTENCE.finditer(folded)])
    return found


def _sentences(folded: str, machine: ahocorasick.Automaton) -> Iterator[tuple[Span, int]]:
    """The sentences that hold a word some rule waits for, with those rules."""
    start, end, found = 0, 0, 0
    for at, rules in machine.iter(folded):
        if at >= end:
            if found:
                yield (start, end), found
                found = 0
            start = max(end, *(folded.rfind(mark, end, at) + 1 for mark in _ENDS))
            start += (at - start) // LONGEST * LONGEST
            stop = _END.search(folded, at, start + LONGEST)
            end = stop.end() if stop else min(start + LONGEST, len(folded))
        found |= rules
    if found:
        yield (start, end), found
