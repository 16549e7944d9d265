"""Data terms: what an agreement says about data, in nineteen types, one finding per type and clause (see the record's conventions).

The wording is in ``patterns/zh/data/``: a rule finds the words that make a type; its ``set.about`` says where the talk must be of data: ``clause``, the default,
in the clause or a heading above it; ``article``, in any clause of the article or in the title; ``anything``, nowhere: the words say enough themselves. With ``intro``
the pattern is matched against the introductory line of a list and the find is the item, if its first words match ``item`` (with ``fallback`` only an item in
which nothing else is found).
Stance, actor and value are read from the sentence around the find.
"""

from __future__ import annotations

from extractor.model import Mention, Reading
from extractor.packs import Pack

from .actor import roles
from .context import context
from .facts import fact
from .finds import finds


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """The data terms of one agreement in reading order."""
    if not reading.outline.clauses or not pack.of("data_term"):
        return ()
    known = roles(reading, pack)
    around = context(reading, pack, known.names)
    found = []
    for same in finds(around, pack):
        first = same[0]
        found.append(Mention("data_term", fact(same, reading, around, known), *first.span(), first.rule.id))
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))
