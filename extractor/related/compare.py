"""Two agreements side by side: what they are to each other, how alike, and in which clauses they differ."""

from __future__ import annotations

from difflib import SequenceMatcher

from extractor.related.traits import RUN, Traits, likeness, plain

ALIKE = 0.6  # share of words from which two texts of one agreement are worth naming
_FORM = 0.7  # from which an unnamed text counts as the form of a named one
_MISREAD = 0.9  # likeness of two names, one of them recognised from a picture, that are the same
_READ_ALIKE = 0.95  # likeness of two clauses, one of them recognised from a picture, that are the same
MOST_CLAUSES = 30  # named of one pair


def relation(a: Traits, b: Traits) -> str | None:
    """``version`` (two texts of one agreement: draft, signed copy, scan), ``alike`` (same parties and words, other number, day or
    sum), ``form`` (one is the other's blank form), or None. Different parties are different agreements, however alike their
    words."""
    alike = likeness(a.sketch, b.sketch)
    if alike < ALIKE or a.supplement != b.supplement:
        return None
    if bool(a.names) != bool(b.names):
        return "form" if alike >= _FORM and len(max(a.names, b.names, key=len)) > 1 else None
    if not _same_names(a, b):
        return None
    return (
        "alike"
        if any(x and y and x != y for x, y in ((a.number, b.number), (a.signed, b.signed), (a.total, b.total)))
        else "version"
    )


def _same_names(a: Traits, b: Traits) -> bool:
    """Whether every party of the one with fewer is one of the other's; neither has any is the same, too."""
    few, many = sorted((a.names, b.names), key=len)
    read = a.ocr or b.ocr
    return all(name in many or read and any(SequenceMatcher(None, name, n).ratio() >= _MISREAD for n in many) for name in few)


def similarity(a: dict, b: dict) -> float:
    """The Jaccard similarity of two records' words: shared runs of five characters of all runs."""
    one, two = (_runs(record["document"]["text"]) for record in (a, b))
    return len(one & two) / max(len(one | two), 1)


def _runs(text: str) -> set[str]:
    bare = plain(text)
    return {bare[n : n + RUN] for n in range(max(1, len(bare) - RUN + 1))}


def differing(a: dict, b: dict) -> tuple[str, ...]:
    """The paths of clauses that differ in more than print, in the order of `b`, those of `a` alone last; ``3 +`` only in `b`, ``3
    -`` only in `a`."""
    read = a["document"]["ocr"] or b["document"]["ocr"]
    one, two = ({n["path"]: plain(f"{n['heading'] or ''}{n['text']}") for n in record["articles"]} for record in (a, b))
    paths = []
    for path, words in two.items():
        if path not in one:
            paths.append(f"{path} +")
        elif words != one[path] and not (read and _read_alike(words, one[path])):
            paths.append(path)
    return tuple(paths + [f"{path} -" for path in one if path not in two])


def _read_alike(a: str, b: str) -> bool:
    """Whether a misread character or two explain the difference: never where figures differ."""
    figures = [[c for c in text if c.isdigit()] for text in (a, b)]
    return figures[0] == figures[1] and SequenceMatcher(None, a, b, autojunk=False).ratio() >= _READ_ALIKE
