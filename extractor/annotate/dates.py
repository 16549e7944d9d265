"""Dates in an agreement and what each is: the day of signing, the two ends of a term, a day to deliver or pay by, or any other."""

from __future__ import annotations

import re

from extractor.annotate import votes
from extractor.annotate.temporal import Places, Ranked, Scene, scenes
from extractor.model import DateFact, Mention, Reading
from extractor.packs import Pack

_LISTED = ("、", "和", "及", ",", "与", "或")
_ISSUES = re.compile(r"^[^:]*(?:制定|监制|印制|编制|发布)$")
_OFFICE = re.compile(r"^[^:]*(?:局|委员会|厅|协会)$")
_ABOVE = 80  # code points before a line that hold the line above it


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
        if here.zone == "preamble" and _issued(reading.folded, scene):
            mentions.append(Mention("date", DateFact("other", scene.value), scene.start, scene.end, "date-issued"))
            continue
        kind, name = votes.kind_of("date", votes.signs(scene, here), rule, pack)
        mentions.append(Mention("date", DateFact(kind, scene.value), scene.start, scene.end, name))
    return tuple(mentions)


def _issued(folded: str, scene: Scene) -> bool:
    """Whether a date alone on its line of the cover is that of the model form: below ``国家市场监督管理总局 制定``, or a month below the name of an office."""
    end = folded.find("\n", scene.end)
    if folded[scene.low : scene.start].strip() or folded[scene.end : end if end >= 0 else len(folded)].strip():
        return False
    above = folded[max(0, scene.low - _ABOVE) : scene.low].rstrip().rpartition("\n")[2].strip()
    return bool(_ISSUES.match(above) or len(scene.value) == len("2025-07") and _OFFICE.match(above))
