"""What the checklists look for in an agreement, found when it is asked for: data terms, kinds of values, the kind of contract, and the words of rules.

A sign is ``term:deletion`` (``term:deletion/prohibit|condition``: only of these stances), ``duration:term``, ``date:end``, ``type:employment``,
``checklist:pipl-21`` (a checklist already known to apply), or what rules with ``field = "checklist"`` give.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

from extractor.cues import Cues, cues, waiting
from extractor.fold import fold
from extractor.model import Outline
from extractor.packs import Pack, Rule

PACK_FILE = "checklists/signs"  # the pack file with the shipped signs; its `words` are those without which no shipped sign is looked for
_MARKS = ",。;\n"
_MOST = 12  # finds of one rule in one agreement


class Sign(NamedTuple):
    """One find of a sign: the clause it stands in and its place in the text (code points)."""

    clause: str
    start: int
    end: int


class Signs:
    """The signs of one agreement. `rows`: the record's lists, `head` its ``document``."""

    def __init__(self, head: dict, rows: dict, text: str, tree: Outline, pack: Pack):
        self._folded, self._tree = fold(text), tree
        shipped = _worth_it(self._folded, pack)
        self._rules, self._cues = _rules(pack, shipped), _cues(pack, shipped)
        self._sentences: dict[int, list[tuple[int, int]]] | None = None
        self._found: dict[str, list[Sign]] = {}
        if not self._rules:
            return
        for row in rows["data_terms"]:
            self._add(f"term:{row['type']}", row["evidence"])
            self._add(f"term:{row['type']}/{row['stance']}", row["evidence"])
        for name, kind in (("durations", "duration"), ("dates", "date")):
            for row in rows[name]:
                self._add(f"{kind}:{row['kind']}", row["evidence"])
        if head.get("contract_type"):
            self._add(f"type:{head['contract_type']['value']}", head["contract_type"]["evidence"])

    def __bool__(self) -> bool:
        """Whether there is anything to look for in this agreement."""
        return bool(self._rules)

    def _add(self, name: str, place: dict | None) -> None:
        if place:
            self._found.setdefault(name, []).append(Sign(place["clause"], place["start"], place["end"]))

    def applies(self, checklist: str) -> None:
        """Note that a checklist applies."""
        self._found[f"checklist:{checklist}"] = [Sign(self._tree.clauses[0].path, 0, 0)]

    def of(self, name: str) -> list[Sign]:
        """The finds of one sign in reading order."""
        if name not in self._found:
            kind, slash, stances = name.partition("/")
            if slash:
                found = [s for stance in stances.split("|") for s in self._found.get(f"{kind}/{stance}", ())]
                self._found[name] = sorted(found, key=lambda s: s.start)
            else:
                self._found[name] = self._look(self._rules.get(name, ()))
        return self._found[name]

    def _look(self, rules: tuple[tuple[int, Rule], ...]) -> list[Sign]:
        if not rules:
            return []
        if self._sentences is None:
            self._sentences = waiting(self._folded, self._cues)
        found = []
        for number, rule in rules:
            count = 0
            for low, high in self._sentences.get(number, ()):
                try:
                    finds = [(low + s, low + e) for s, e in rule.find(self._folded[low:high])]
                except TimeoutError:  # a user's pattern that runs away finds nothing more
                    break
                found += [Sign(self._tree.at(s).path, *self._trimmed(s, e)) for s, e in finds]
                count += len(finds)
                if count >= _MOST:
                    break
        return sorted(found, key=lambda s: s.start)

    def quote(self, sign: Sign) -> tuple[int, int]:
        """The words around a find, from comma to comma, without the clause's number and heading."""
        body = self._tree.at(sign.start).body
        low = max(*(self._folded.rfind(mark, 0, sign.start) + 1 for mark in _MARKS), body if body <= sign.start else 0)
        high = min((at for mark in _MARKS if (at := self._folded.find(mark, sign.end)) >= 0), default=len(self._folded))
        return self._trimmed(low, high)

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        piece = self._folded[start:end]
        return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _worth_it(folded: str, pack: Pack) -> bool:
    words = pack.tables.get(PACK_FILE, {}).get("words", ())
    return any(word in folded for word in words)


@functools.lru_cache(maxsize=16)
def _listed(pack: Pack, shipped: bool) -> tuple[Rule, ...]:
    return tuple(r for r in pack.of("checklist") if r.kind != "near" and (shipped or not r.trusted))


@functools.lru_cache(maxsize=16)
def _rules(pack: Pack, shipped: bool) -> dict[str, tuple[tuple[int, Rule], ...]]:
    """Sign → its rules with their numbers."""
    found: dict[str, tuple[tuple[int, Rule], ...]] = {}
    for number, rule in enumerate(_listed(pack, shipped)):
        found[rule.gives] = (*found.get(rule.gives, ()), (number, rule))
    return found


@functools.lru_cache(maxsize=16)
def _cues(pack: Pack, shipped: bool) -> Cues:
    return cues(_listed(pack, shipped))
