"""What the agreements of an archive are to each other: copies, versions, forms, supplements. Rows of the table ``related``.

``copy``: the same bytes · ``version``: two texts of one agreement (draft and signed, scan and Word) · ``alike``: same parties and
nearly the same words, another number, day or sum (last year's) · ``form``: the blank form a text was written on · ``supplement``:
adds to the other agreement, found by its number, its title or its parties, and only where one agreement alone fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from extractor.related.compare import MOST_CLAUSES, differing, relation, similarity
from extractor.related.pairs import Agreement, Agreements
from extractor.related.traits import Traits, likeness, plain

Row = dict[str, object]


def related(files: Iterable[tuple[str, str, str, list[Traits]]], record: Callable[[str, int], dict]) -> Iterator[Row]:
    """Rows for the files of an archive, each ``(name, content, name of the first file with this content, traits of its
    agreements)`` in order. ``record(content, n)`` gives the n-th record of a content."""
    agreements, firsts = Agreements(), {}
    try:
        for name, key, first, all_traits in files:
            if first != name:
                yield _row(name, all_traits, first, all_traits, "copy", similarity=1.0, basis="bytes")
                continue
            for part, traits in enumerate(all_traits):
                agreements.add(_source(name, part, len(all_traits)), key, part, traits)
        for agreement, earlier in agreements.pairs():
            for other, kind in _closest(agreement, earlier):
                row = _compared(other, agreement, kind, record)
                if kind == "version":  # texts of one agreement are a group, named after the first of them
                    row["first"] = firsts[agreement.name] = firsts.get(other.name, other.name)
                yield row
        for supplement in agreements.supplements():
            main, basis = _main(supplement, agreements)
            if main:
                yield _row(supplement.name, [supplement.traits], main.name, [main.traits], "supplement", basis=basis)
    finally:
        agreements.close()


def _source(name: str, part: int, parts: int) -> str:
    return f"{name}#{part + 1}" if parts > 1 else name


def _row(name: str, own: list[Traits], other: str, its: list[Traits], kind: str, **more: object) -> Row:
    titles = (own[0].title if own else None, its[0].title if its else None)
    return {"file": name, "title": titles[0] or None, "relation": kind, "other": other, "other_title": titles[1] or None} | more


def _closest(agreement: Agreement, earlier: Iterable[Agreement]) -> Iterator[tuple[Agreement, str]]:
    """Of the earlier agreements the one most like it in each relation: the first of several such. Of a blank form all that were
    written on it."""
    best: dict[str, tuple[float, Agreement]] = {}
    for other in earlier:
        kind = relation(other.traits, agreement.traits)
        if kind == "form" and not agreement.traits.names:
            yield other, kind
        elif kind:
            alike = likeness(other.traits.sketch, agreement.traits.sketch)
            if kind not in best or alike > best[kind][0]:
                best[kind] = alike, other
    yield from ((other, kind) for kind, (_, other) in best.items())


def _compared(a: Agreement, b: Agreement, kind: str, record: Callable[[str, int], dict]) -> Row:
    if kind == "form":
        blank, filled = (a, b) if not a.traits.names else (b, a)
        share = round(likeness(a.traits.sketch, b.traits.sketch), 2)
        return _row(filled.name, [filled.traits], blank.name, [blank.traits], kind, similarity=share, basis="words")
    one, two = record(a.key, a.part), record(b.key, b.part)
    clauses = differing(one, two)
    shown = (*clauses[:MOST_CLAUSES], *(["…"] if len(clauses) > MOST_CLAUSES else []))
    basis = "number" if a.traits.number and a.traits.number == b.traits.number else "parties" if a.traits.names else "words"
    return _row(
        b.name, [b.traits], a.name, [a.traits], kind, similarity=round(similarity(one, two), 2), basis=basis, clauses=shown
    )


def _main(supplement: Agreement, agreements: Agreements) -> tuple[Agreement | None, str]:
    """The one agreement that a supplement adds to, and what says so."""
    own = supplement.traits
    for text in (*own.refers, own.number):
        for end in range(len(text), 3, -1):  # the longest head of it that is a number
            found = [m for m in _mains(agreements.numbered(text[:end])) if m.place != supplement.place]
            if found:
                return _one(found), "number"
    fitting = [m for m in _mains(agreements.between(own.names)) if not own.refers or not m.traits.number]
    titled = [m for m in fitting if plain(m.traits.title) in own.quotes]
    for found, basis in ((titled, "title"), (fitting, "parties")):
        if found:
            return _one(found), basis
    return None, ""


def _one(found: list[Agreement]) -> Agreement | None:
    """The first of several texts of one agreement; None where they may be several agreements."""
    same = {(m.traits.number, m.traits.names) for m in found}
    return found[0] if len(found) == 1 or len(same) == 1 and found[0].traits.number else None


def _mains(found: list[Agreement]) -> list[Agreement]:
    return [m for m in found if not m.traits.supplement]
