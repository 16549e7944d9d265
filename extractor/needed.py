"""The words without which a pattern cannot match: a quick look whether they stand in a sentence saves the search.

Found by walking what `re` makes of the pattern, so that nobody has to list them beside it and they cannot fall out of step with it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from re import _constants as op
from re import _parser

from extractor.packs import VALUE

_MOST = 150  # words of one set
_LIKELY = 0.02  # share of sentences that hold a given character, roughly; each further one of a word divides by as much
Words = frozenset[str]
_NOTHING: Words = frozenset([""])


@functools.lru_cache(maxsize=4096)
def needed(pattern: str) -> tuple[Words, ...]:
    """Sets of words, the most telling first; where `pattern` matches, a word of each set stands in the text. Empty for a pattern that ignores case."""
    parsed = _parser.parse(pattern)
    if parsed.state.flags & re.IGNORECASE:
        return ()
    return tuple(sorted(set(_told(*_sequence(parsed))), key=lambda words: (likely(words), sorted(words))))


def likely(words: Iterable[str]) -> float:
    """A rough measure of how often one of `words` stands in a sentence that is looked at; the value of a ``near`` rule always does."""
    return sum(_LIKELY ** len(word.replace(VALUE, "")) for word in words)


def _told(whole: Words | None, parts: list[Words]) -> list[Words]:
    return parts if whole is None or "" in whole else [*parts, whole]


def _sequence(items) -> tuple[Words | None, list[Words]]:
    """Everything the items can match where that is a few words, else None; and the sets they need."""
    whole, run, parts = True, _NOTHING, []
    for item in items:
        words, more = _item(*item)
        parts += more
        if words is not None and len(run) * len(words) <= _MOST:
            run = frozenset(a + b for a in run for b in words)
            continue
        parts += _told(run, [])
        whole, run = False, _NOTHING if words is None else words
    return (run, parts) if whole else (None, parts + _told(run, []))


def _item(code, value) -> tuple[Words | None, list[Words]]:
    if code is op.LITERAL:
        return frozenset([chr(value)]), []
    if code is op.IN:
        return _characters(value), []
    if code is op.SUBPATTERN:
        return (None, []) if value[1] & re.IGNORECASE else _sequence(value[3])
    if code is op.ATOMIC_GROUP:
        return _sequence(value)
    if code is op.BRANCH:
        return _alternatives([_sequence(branch) for branch in value[1]])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        low, high, inner = value
        words, parts = _sequence(inner)
        if high == 1:
            return (words, parts) if low else (words and words | _NOTHING, [])
        return None, _told(words, parts) if low else []
    if code is op.ASSERT:
        return _NOTHING, _told(*_sequence(value[1]))
    return (_NOTHING if code in (op.AT, op.ASSERT_NOT) else None), []


def _characters(items) -> Words | None:
    if len(items) > _MOST or any(code is not op.LITERAL for code, _ in items):
        return None
    return frozenset(chr(value) for _, value in items)


def _alternatives(branches: list[tuple[Words | None, list[Words]]]) -> tuple[Words | None, list[Words]]:
    wholes = [whole for whole, _ in branches]
    if all(whole is not None for whole in wholes):
        words = frozenset().union(*wholes)
        if len(words) <= _MOST:
            return words, []
    told = [_told(*branch) for branch in branches]
    if not all(told):
        return None, []
    words = frozenset().union(*(min(sets, key=lambda words: (likely(words), sorted(words))) for sets in told))
    return None, [words] if len(words) <= _MOST else []
