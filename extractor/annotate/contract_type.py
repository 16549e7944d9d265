"""Reading and title → what kind of contract it is (``patterns/zh/types.toml``): by the title, else by what the parties call themselves in the opening lines."""

from __future__ import annotations

from extractor.fold import fold
from extractor.model import Mention, Reading, TextFact
from extractor.packs import Pack

_OPENING = 1_500  # code points looked at where no title tells


def contract_type(reading: Reading, title: Mention | None, opening: int, pack: Pack) -> Mention | None:
    """A ``contract_type`` mention whose value is the kind's id, or None. `opening`: where the first article starts; offsets are code points."""
    rules = pack.of("contract_type")
    if title:
        low, high = title.start, title.end
        text = fold(title.value.value)
        for rule in rules:
            if rule.set.get("on", "title") == "title" and next(rule.find(text), None):
                return Mention("contract_type", TextFact(rule.gives), low, high, rule.id)
    head = reading.folded[: min(opening, _OPENING)]
    for rule in rules:
        if rule.set.get("on") == "opening":
            for start, end in rule.find(head):
                return Mention("contract_type", TextFact(rule.gives), start, end, rule.id)
    return None
