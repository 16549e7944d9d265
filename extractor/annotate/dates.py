"""Dates in an agreement and what each is: the day of signing, the two ends of a term, a day to deliver or pay by, or any other."""

from __future__ import annotations

from extractor.annotate import votes
from extractor.annotate.temporal import Places, Ranked, scenes
from extractor.model import DateFact, Mention, Reading
from extractor.packs import Pack

_LISTED = ("、", "和", "及", ",", "与", "或")


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """Every date of a reading, also those said twice; which of the same stay is for `extractor.settle`."""
    rules, mentions, places, before = Ranked.of(pack, "date"), [], Places(reading), None
    for scene in scenes(reading, "date"):
        clause = reading.outline.at(scene.start)
        here = places.of(clause)
        waiting = rules.waiting(scene.masked)
        rule = rules.choose(waiting, scene.masked, here, scene.value) or rules.choose(waiting, scene.masked, here, scene.value, headings=True)
        if not rule and before and before[0].low == scene.low and reading.folded[before[0].end : scene.start].strip(" _") in _LISTED:
            rule = before[1]  # one of a list: 2025年9月30日、2025年10月15日
        before = (scene, rule)
        if rule and rule.gives == "none":
            continue
        kind, name = votes.kind_of("date", votes.signs(scene, here), rule, pack)
        mentions.append(Mention("date", DateFact(kind, scene.value), scene.start, scene.end, name))
    return tuple(mentions)
