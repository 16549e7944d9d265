"""Whether an agreement is a blank form, partly filled in, or filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.fold import fold
from extractor.model import AmountFact, DateFact, Mention, Outline, PartyFact, SlotFact
from extractor.packs import Pack

_FEW = 3  # blanks of a form that names one party and leaves the other open (a firm's own form) make it a blank form; fewer do not
_DEFAULTS = 0.2  # a form may print a default into a few of its places (提前__30__日) and still be a blank form,
_NAMELESS = 0.34  # the more so when it names no party
_SAID = ("signed", "start", "end", "effective")


def status(mentions: Iterable[Mention], tree: Outline, text: str, pack: Pack) -> str:
    """``blank``, ``partial`` or ``filled`` for the mentions of one agreement whose cleaned text is `text`.

    Counted are its fill-in places, without optional remarks and without what is signed and dated by hand, and the parties whose place is printed but
    empty. ``filled``: none of them is empty. ``blank``: nearly all are, and neither the parties nor a date nor the price is named in plain words.
    """
    mentions = tuple(mentions)
    places = [m for m in mentions if isinstance(m.value, SlotFact)]
    slots = [m for m in places if not _free(m, tree, pack)]
    full = sum(m.value.filled for m in slots)
    empty = len(slots) - full
    names = [m for m in mentions if isinstance(m.value, PartyFact) and m.value.field == "name"]
    named = {m.value.role for m in names if m.value.value}
    nameless = {
        m.value.role for m in names if not m.value.value and not _signing(m, tree) and _open(text[m.start : m.end])
    } - named
    said = any(_said(m) for m in mentions)
    if not empty and not nameless:
        return "filled" if named or said or not places or any(m.value.filled for m in places) else "blank"
    if (named and (not nameless or empty < _FEW)) or said:
        return "partial"
    return "partial" if full > (_DEFAULTS if named else _NAMELESS) * len(slots) else "blank"


def _said(mention: Mention) -> bool:
    fact = mention.value
    return (
        isinstance(fact, DateFact)
        and fact.kind in _SAID
        and len(fact.value) == 10
        or isinstance(fact, AmountFact)
        and fact.kind == "total"
    )


def _signing(mention: Mention, tree: Outline) -> bool:
    return tree.at(mention.start).path.split("#")[0] == "signature"


_STANDS_IN = re.compile(r"[xX×]{2}|某")


def _open(place: str) -> bool:
    """Whether a party's place holds no name at all; a made-up one (XX公司) is a name for this purpose."""
    if re.search(r"[{}$«»\[\]]", place):
        return True
    rest = re.sub(r"\([^()]*\)|[_\s:]", "", fold(place))
    return not (_STANDS_IN.search(rest) or len(rest) > 10)


def _free(mention: Mention, tree: Outline, pack: Pack) -> bool:
    """A place that may stay empty: remarks anywhere; lines for ink in the signature block and wherever a seal or signature is asked for."""
    words = {rule.gives: rule for rule in pack.of("slot") if rule.gives in ("remark", "ink")}
    label = re.sub(r"\s", "", fold(mention.value.label))
    if _says(words["remark"], label):
        return True
    return _says(words["ink"], label) and (_signing(mention, tree) or _SEALED.search(label) is not None)


_SEALED = re.compile(r"签[字章名]|盖章|公章|手印|捺印")


def _says(rule, text: str) -> bool:
    return next(rule.find(text), None) is not None
