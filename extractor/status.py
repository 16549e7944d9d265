"""Whether an agreement is a blank form, partly filled in, or filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.model import AmountFact, DateFact, Mention, Outline, PartyFact, SlotFact
from extractor.packs import Pack

_DEFAULTS = 0.2  # a form may print a default into a few of its places (提前__30__日) and still be a blank form
_SAID = ("signed", "start", "end", "effective")


def status(mentions: Iterable[Mention], tree: Outline, pack: Pack) -> str:
    """``blank``, ``partial`` or ``filled`` for the mentions of one agreement.

    Counted are its fill-in places, without optional remarks and without what is signed and dated by hand in the signature block, and the parties whose
    place is printed but empty. ``filled``: none of them is empty. ``blank``: all are, and no party, no date and no price is named in plain words.
    """
    mentions = tuple(mentions)
    slots = [m for m in mentions if isinstance(m.value, SlotFact) and not _free(m, tree, pack)]
    names = [m.value for m in mentions if isinstance(m.value, PartyFact) and m.value.field == "name"]
    named = {(n.role, n.member) for n in names if n.value}
    open_ = sum(not m.value.filled for m in slots) + len({n.role for n in names if not n.value} - {role for role, _ in named})
    if not open_:
        return "filled"
    full = len(slots) - sum(not m.value.filled for m in slots)
    said = any(
        isinstance(m.value, DateFact) and m.value.kind in _SAID or isinstance(m.value, AmountFact) and m.value.kind == "total" for m in mentions
    )
    return "partial" if named or said or full > _DEFAULTS * (full + open_) else "blank"


def _free(mention: Mention, tree: Outline, pack: Pack) -> bool:
    """A place that may stay empty: remarks anywhere, lines for ink in a signature block."""
    words = {rule.gives: rule for rule in pack.of("slot") if rule.gives in ("remark", "ink")}
    text = re.sub(r"\s", "", mention.value.label)
    if _says(words["remark"], text):
        return True
    signing = tree.at(mention.start).path.split("#")[0].rpartition("/")[2] == "signature"
    return _says(words["ink"], text) and (signing or _SEALED.search(text) is not None)


_SEALED = re.compile(r"[(/]?(?:签[字章名]|盖章|公章|手印|捺印)\)?")


def _says(rule, text: str) -> bool:
    return next(rule.find(text), None) is not None
