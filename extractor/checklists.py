"""Statutory checklists: which of the things a law asks of an agreement its text contains, with quotes. A statement about the text, no legal advice.

A checklist is a file of ``patterns/checklists/``: its law, when it applies, and its items. Items are told by signs (`extractor.signs`). Signs joined by
`` + `` must stand in one clause (a clause above counts: its heading and opening words hold for what is below). ``applies.all`` is a list of lists: of each
one sign must stand in the text; of ``applies.none`` none may. Per item ``present`` and ``partial`` list alternatives, the first that is found speaks;
``blank = true`` lowers a find whose place is a blank to partial.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from extractor.model import Outline
from extractor.packs import Pack, PackError
from extractor.places import Places
from extractor.signs import Sign, Signs

FOLDER = "checklists/"
STATES = ("present", "partial", "missing")
QUOTES = 2  # quotes of one item
_KEYS = {"id", "order", "law", "title", "about", "applies", "item"}
_ITEM = {"id", "article", "zh", "en", "present", "partial", "blank"}


@functools.lru_cache(maxsize=8)
def checklists(pack: Pack) -> tuple[dict, ...]:
    """The checklists of a pack in their order. Raises PackError when one is incomplete."""
    files = [(name, table) for name, table in pack.tables.items() if name.startswith(FOLDER) and set(table) - {"words"}]
    for name, table in files:
        _complete(name, table)
    return tuple(sorted((t for _, t in files), key=lambda t: t.get("order", 1000)))


def _complete(name: str, table: dict) -> None:
    for key in ("id", "law", "title", "applies", "item"):
        if not table.get(key):
            raise PackError(f"{name}.toml: a checklist needs {key!r}")
    if unknown := set(table) - _KEYS:
        raise PackError(f"{name}.toml: unknown key {', '.join(sorted(unknown))}; known: {', '.join(sorted(_KEYS))}")
    groups = table["applies"].get("all")
    if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
        raise PackError(f"{name}.toml: applies.all must be a list of lists of signs, as [[\"entrusted\"], [\"term:personal_information\"]]")
    for item in table["item"]:
        where = f"{name}.toml: item {item.get('id', '?')!r}"
        for key in ("id", "article", "zh", "en", "present"):
            if not item.get(key):
                raise PackError(f"{where} needs {key!r}")
        if unknown := set(item) - _ITEM:
            raise PackError(f"{where}: unknown key {', '.join(sorted(unknown))}; known: {', '.join(sorted(_ITEM))}")


def examined(signs: Signs, rows: dict, tree: Outline, places: Places, pack: Pack) -> list[dict]:
    """The checklists that apply to an agreement, item by item: ``state``, and up to `QUOTES` pieces of evidence."""
    if not signs:
        return []
    above = {c.path: c.parent for c in tree.clauses}
    blanks = [s["evidence"] for s in rows["slots"] if not s["filled"]]
    found = []
    for table, conditions in zip(checklists(pack), _conditions(pack), strict=True):
        if all(any(_met(a, signs, above) for a in group) == wanted for group, wanted in conditions):
            signs.applies(table["id"])
            items = [_item(item, signs, above, blanks, places) for item in table["item"]]
            found.append({"id": table["id"], "law": table["law"], "title": table["title"], "items": items})
    return found


@functools.lru_cache(maxsize=8)
def _conditions(pack: Pack) -> tuple[tuple[tuple[tuple[str, ...], bool], ...], ...]:
    """Per checklist: groups of signs and whether one of them must stand or none may; what is known without trying rules comes first."""
    made = []
    for table in checklists(pack):
        none = sorted(table["applies"].get("none", ()), key=_costs)
        free = [s for s in none if not _costs(s)]
        groups = [(free, False), *((sorted(g, key=_costs), True) for g in table["applies"]["all"]), (none[len(free) :], False)]
        made.append(tuple((tuple(group), wanted) for group, wanted in groups if group))
    return tuple(made)


def _costs(sign: str) -> bool:
    """Whether rules have to be tried to know a sign."""
    return any(":" not in part for part in sign.split(" + "))


def _item(item: dict, signs: Signs, above: dict, blanks: list[dict], places: Places) -> dict:
    state, found = "missing", []
    for name in ("present", "partial"):
        found = next(filter(None, (_met(a, signs, above) for a in item.get(name, ()))), [])
        if found:
            state = name
            break
    if state == "present" and item.get("blank"):
        filled = [s for s in found if not any(b["start"] < s.end and b["end"] > s.start for b in blanks)]
        state, found = ("present", filled) if filled else ("partial", found)
    evidence = [places.evidence(*signs.quote(s)) for s in found[:QUOTES]]
    words = {"zh": item["zh"], "en": item["en"]}
    return {"id": item["id"], "article": item["article"], "requirement": words, "state": state, "evidence": evidence}


def _met(alternative: str, signs: Signs, above: dict) -> list[Sign]:
    """The finds of the first sign of an alternative in whose clause, or above it, all its other signs stand."""
    if " + " not in alternative:
        return signs.of(alternative)
    first, *rest = (name.strip() for name in alternative.split(" + "))
    return [s for s in signs.of(first) if all(_beside(s, signs.of(name), above) for name in rest)]


def _beside(sign: Sign, others: list[Sign], above: dict) -> bool:
    clauses = set(_upwards(sign.clause, above))
    return any(other.clause in clauses for other in others)


def _upwards(path: str | None, above: dict) -> Iterator[str]:
    while path:
        yield path
        path = above.get(path)
