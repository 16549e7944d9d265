"""Lengths of time in an agreement: what each is for, whether it is a maximum or a minimum, and what starts its clock."""

from __future__ import annotations

import re

from extractor.annotate import votes
from extractor.annotate.temporal import Places, Ranked, Scene, scenes
from extractor.model import DurationFact, Mention, Reading
from extractor.packs import Pack

_LIST = re.compile(r"(?:[以之]?内)?\)?[、,;/及和与或][^。;再后满届起应须可]{0,14}")  # between two values of one list: 江浙沪48小时,其他省份72小时
_WIDTH = 18  # code points beside a value in which the words of its bound stand


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """Every duration of a reading; rules that give ``none`` (frequencies, rates, ages) take it out."""
    rules, bounds = Ranked.of(pack, "duration"), bounds_of(pack)
    mentions, places, before = [], Places(reading), None
    for scene in scenes(reading, "duration"):
        clause = reading.outline.at(scene.start)
        if scene.start < clause.body:
            continue  # a number that belongs to a label or heading
        here = places.of(clause)
        waiting = rules.waiting(scene.masked)
        rule = rules.choose(waiting, scene.masked, here, scene.value.value)
        earlier = before[1] if before and before[0].low == scene.low else None
        if rule and rule.gives == "same":
            rule = earlier
        elif not rule and earlier and _LIST.fullmatch(reading.folded, before[0].end, scene.start):
            rule = earlier
        before = (scene, rule)
        if rule and rule.gives == "none":
            continue
        kind, name = votes.kind_of("duration", votes.signs(scene, here, bounds.of(reading.folded, scene, "")[0]), rule, pack)
        bound, start, end = bounds.of(reading.folded, scene, kind)
        if bound == "exact" and rule and kind == rule.gives:
            bound = rule.set.get("bound", bound)
        event = bounds.event(reading, scene)
        fact = DurationFact(kind, scene.value.value, bound, scene.value.day_type, event)
        mentions.append(Mention("duration", fact, start, end, name))
    return tuple(mentions)


class Bounds:
    """The words that make a length of time a maximum or a minimum and that start its clock: table ``durations`` of the language's pack."""

    def __init__(self, table: dict):
        self.rules = tuple(
            (b["gives"], b.get("kinds"), re.compile(f"(?:{b['before']})$") if "before" in b else None, re.compile(b["after"]) if "after" in b else None)
            for b in table["bound"]
        )
        self.left = re.compile(f"(?:{table['adjoining']['before']})$")
        self.right = re.compile(table["adjoining"]["after"])
        self.events = tuple(re.compile(f"(?:{pattern})$") for pattern in table["event"]["before"])

    def of(self, folded: str, scene: Scene, kind: str) -> tuple[str, int, int]:
        """The bound, and the span of the value with the words of the bound that adjoin it."""
        left = folded[max(scene.low, scene.start - _WIDTH) : scene.start]
        right = folded[scene.end : min(scene.high, scene.end + _WIDTH)]
        named = scene.label + left
        bound = "exact"
        for gives, kinds, before, after in self.rules:
            if (not kinds or kind in kinds) and (not before or before.search(named)) and (not after or after.match(right)):
                bound = gives
                break
        start, end = self.left.search(left), self.right.match(right)
        return bound, scene.start - (len(start[0]) if start else 0), scene.end + (end.end() if end else 0)

    def event(self, reading: Reading, scene: Scene) -> str | None:
        """The words right before that say when the time begins to run, as printed."""
        low = max(scene.low, scene.start - 48)
        left = reading.folded[low : scene.start]
        for pattern in self.events:
            if match := pattern.search(left):
                begin, end = match.span("event") if "event" in pattern.groupindex else match.span()
                return reading.text[low + begin : low + end] or None
        return None


_BUILT: dict[str, Bounds] = {}  # by digest of the pack


def bounds_of(pack: Pack) -> Bounds:
    if pack.digest not in _BUILT:
        _BUILT[pack.digest] = Bounds(pack.tables["zh/durations"])
    return _BUILT[pack.digest]
