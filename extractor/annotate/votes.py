"""The kind of a date or duration: the rule that speaks for it has a say, and so have the words around it.

Each sign (a character or a pair of characters at its side of the value, in the same part of the sentence, or in the headings above) adds its weight to every kind, a
rule adds the votes of its rank to its own; the kind with the most wins. The weights are a multinomial logistic regression learnt from the tuned half of the corpus
(``corpus/learn.py``), kept in ``date_kinds.tsv`` and ``duration_kinds.tsv`` of the language's pack beside the precision measured on agreements that were left out while learning.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from operator import add

from extractor.annotate.temporal import Place, Scene, rank
from extractor.packs import VALUE, Pack, Rule

TABLES = {"date": "zh/date_kinds", "duration": "zh/duration_kinds"}
BANDS = (0.8, 0.6, 0.4, 0.0)  # of the winner's share of the vote: each has a measured precision of its own
UNIT = 10  # votes are counted in tenths, as whole numbers: their sum is the same in whatever order
SAY = 30, 20  # votes (tenths) of a rule of rank 1, and of the others; measured best on agreements that neither rules nor weights had seen
OUTVOTED = {"date": 0.8, "duration": 0.6}  # the share that words need to overrule a rule: as much as makes them right more often than it
_LEFT, _RIGHT, _NEAR_LEFT, _NEAR_RIGHT = 30, 24, 20, 16  # code points looked at
_PART = re.compile("[,。;、:]")


_LANE, _HALF = 32, 1 << 31  # bits of one kind's votes in a number that holds those for all kinds side by side


@dataclass(frozen=True, slots=True)
class Weights:
    """What every sign says for each of `kinds`; `bias` is what is said before any sign speaks."""

    kinds: tuple[str, ...]
    bias: tuple[int, ...]
    signs: dict[str, tuple[int, ...]]  # sign → its weight for each kind, in tenths
    _lanes: dict[str, int] = field(init=False, repr=False, compare=False)  # the same, all kinds in one number: one sum adds them all up
    _start: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_lanes", {sign: _abreast(row) for sign, row in self.signs.items()})
        object.__setattr__(self, "_start", _abreast(weight + _HALF for weight in self.bias))

    def vote(self, signs: Set[str], rule: Rule | None = None, needed: float = 0.0) -> tuple[str, float]:
        """The kind with the most votes and its share, 0–1; `needed`: the share to overrule the rule. A rule for a kind without votes keeps its word."""
        if rule and rule.gives not in self.kinds:
            return rule.gives, 1.0
        total = sum(filter(None, map(self._lanes.get, signs)), self._start)
        sums = [(total >> _LANE * n & 2 * _HALF - 1) - _HALF for n in range(len(self.kinds))]
        if rule:
            sums[self.kinds.index(rule.gives)] += SAY[rank(rule) > 1]
        most = max(sums)
        kind, share = self.kinds[sums.index(most)], 1 / sum(math.exp((s - most) / UNIT) for s in sums)
        return (rule.gives, 1.0 - share) if rule and kind != rule.gives and share < needed else (kind, share)


def _abreast(row: Iterable[int]) -> int:
    """One number that holds each weight of `row` in a lane of its own."""
    return sum(weight << _LANE * n for n, weight in enumerate(row))


def signs(scene: Scene, place: Place, bound: str = "") -> set[str]:
    """What stands around a value: ``<``/``>`` before/after it up to a semicolon, ``{``/``}`` up to a comma, ``(``/``)`` right beside it,
    ``#`` in the headings above; ``v``: what is known of the value (unit and bound of a duration; zone and precision of a date).
    """
    sentence = "".join(scene.masked.split())
    at = sentence.index(VALUE)
    left, right = sentence[:at].rpartition(";")[2], sentence[at + 1 :].partition(";")[0]
    own = (len(scene.value), place.zone) if isinstance(scene.value, str) else (scene.value.value[-1], bound)
    return {
        f"({left[-2:]}",
        f"){right[:2]}",
        *(f"v{fact}" for fact in own),
        *_signs("<", left[-_LEFT:]),
        *_signs(">", right[:_RIGHT]),
        *_signs("{", _PART.split(left)[-1][-_NEAR_LEFT:]),
        *_signs("}", _PART.split(right, maxsplit=1)[0][:_NEAR_RIGHT]),
        *_above(place.headings),
    }


def _signs(mark: str, words: str) -> list[str]:
    """Every character of `words` and every pair of them, with the mark of their place."""
    return [mark + sign for sign in (*words, *map(add, words, words[1:]))]


@functools.lru_cache(maxsize=64)  # the values of a clause stand under the same headings
def _above(headings: str) -> tuple[str, ...]:
    return tuple(_signs("#", "".join(headings.split())))


def kind_of(field: str, found: Set[str], rule: Rule | None, pack: Pack) -> tuple[str, str]:
    """The kind of a `field` (``date``, ``duration``) with these signs and the name of what decided: the rule or, where the words said otherwise, the clearness
    of their vote."""
    table = pack.tables.get(TABLES[field])
    if not table:
        return (rule.gives, rule.id) if rule else ("other", f"{field}-other")
    kind, share = weights(table["lines"]).vote(found, rule, OUTVOTED[field])
    return kind, rule.id if rule and rule.gives == kind else band(field, share)


def band(field: str, share: float) -> str:
    """The name under which votes as clear as this are measured: ``duration-vote-80`` for 80 % and more."""
    return f"{field}-vote-{next(int(b * 100) for b in BANDS if share >= b)}"


def trust(lines: str) -> dict[str, tuple[int, int]]:
    """Right and given votes by name of the band, as measured on agreements left out while learning."""
    rows = (line.split("\t")[1:] for line in lines.splitlines() if line.startswith("// trust"))
    return {name: (int(right), int(given)) for name, right, given in rows}


@functools.lru_cache(maxsize=4)
def weights(lines: str) -> Weights:
    """The weights in the text of the table: rows of tab-separated cells, ``//`` before what is not a weight."""
    kinds: tuple[str, ...] = ()
    bias: tuple[int, ...] = ()
    table = {}
    for line in lines.splitlines():
        head, *cells = line.split("\t")
        if head == "kinds":
            kinds = tuple(cells)
        elif head == "bias":
            bias = tuple(map(int, cells))
        elif head and not head.startswith("//"):
            said = dict(cell.split(":") for cell in cells)
            table[head] = tuple(int(said.get(str(kind), 0)) for kind in range(len(kinds)))
    return Weights(kinds, bias, table)
