"""The kind of a duration that no rule speaks for: the words around it vote.

Each sign (a character or a pair of characters at its side of the value, in the same part of the sentence, or in the headings above) adds its weight to every kind; the
kind with the most wins. The weights are a multinomial logistic regression learnt from the tuned half of the corpus (``corpus/learn.py``), kept in
``duration_kinds.tsv`` of the language's pack beside the precision measured on agreements that were left out while learning.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.annotate.temporal import Place, Scene
from extractor.packs import VALUE, Pack

TABLE = "zh/duration_kinds"
BANDS = (0.8, 0.6, 0.4, 0.0)  # of the winner's share of the vote: each has a measured precision of its own
_LEFT, _RIGHT, _NEAR_LEFT, _NEAR_RIGHT = 30, 24, 20, 16  # code points looked at
_PART = re.compile("[,。;、:]")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Weights:
    """What every sign says for each of `kinds`; `bias` is what is said before any sign speaks."""

    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    signs: dict[str, tuple[tuple[int, float], ...]]  # sign → (index of a kind, weight)

    def vote(self, signs: Iterable[str]) -> tuple[str, float]:
        """The kind with the most votes and its share, 0–1."""
        sums = list(self.bias)
        for sign in signs:
            for kind, weight in self.signs.get(sign, ()):
                sums[kind] += weight
        most = max(sums)
        return self.kinds[sums.index(most)], 1 / sum(math.exp(s - most) for s in sums)


def signs(scene: Scene, place: Place, bound: str) -> set[str]:
    """What stands around a value: ``<``/``>`` anywhere before/after it in the sentence, ``{``/``}`` in its own part of it, ``(``/``)`` right beside it,
    ``#`` in the headings above; ``u`` and ``b``: the unit and the bound.
    """
    at = scene.masked.index(VALUE)
    left, right = scene.masked[:at], scene.masked[at + 1 :]
    views = (
        ("<", left[-_LEFT:]),
        (">", right[:_RIGHT]),
        ("{", _PART.split(left)[-1][-_NEAR_LEFT:]),
        ("}", _PART.split(right, maxsplit=1)[0][:_NEAR_RIGHT]),
        ("#", place.headings),
    )
    found = {f"({left[-2:]}", f"){right[:2]}", f"u{scene.value.value[-1]}", f"b{bound}"}
    for mark, words in views:
        found.update(mark + sign for sign in words)
        found.update(mark + a + b for a, b in zip(words, words[1:], strict=False))
    return {sign for sign in found if not _SPACE.search(sign)}


def kind_of(scene: Scene, place: Place, bound: str, pack: Pack) -> tuple[str, str]:
    """The kind that the words vote for, and the name of the rule that stands for the clearness of the vote; ``other`` without weights."""
    table = pack.tables.get(TABLE)
    if not table:
        return "other", "duration-other"
    kind, share = weights(table["lines"]).vote(signs(scene, place, bound))
    return kind, band(share)


def band(share: float) -> str:
    """The name under which votes as clear as this are measured: ``duration-vote-80`` for 80 % and more."""
    return f"duration-vote-{next(int(b * 100) for b in BANDS if share >= b)}"


def trust(lines: str) -> dict[str, tuple[int, int]]:
    """Right and given votes by name of the band, as measured on agreements left out while learning."""
    rows = (line.split("\t")[1:] for line in lines.splitlines() if line.startswith("// trust"))
    return {name: (int(right), int(given)) for name, right, given in rows}


@functools.lru_cache(maxsize=4)
def weights(lines: str) -> Weights:
    """The weights in the text of the table: rows of tab-separated cells, ``//`` before what is not a weight."""
    kinds: tuple[str, ...] = ()
    bias: tuple[float, ...] = ()
    table = {}
    for line in lines.splitlines():
        head, *cells = line.split("\t")
        if head == "kinds":
            kinds = tuple(cells)
        elif head == "bias":
            bias = tuple(map(float, cells))
        elif head and not head.startswith("//"):
            table[head] = tuple((int(k), float(w)) for k, w in (cell.split(":") for cell in cells))
    return Weights(kinds, bias, table)
