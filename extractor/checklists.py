"""Statutory checklists: which of the things a law asks of an agreement its text contains, with quotes. A statement about the text, no legal advice.

A checklist is a file of ``patterns/checklists/``: its law, when it applies, and its items. Items are told by *signs*: ``term:deletion`` (a data term; with
``/prohibit|condition`` only of these stances), ``duration:term``, ``date:end``, ``type:employment`` (the kind of contract), ``checklist:pipl-21`` (one before it
applies), or what a rule with ``field = "checklist"`` gives. Signs joined by `` + `` must stand in one clause (a clause above counts: its heading and opening words hold for what is below).

``applies.all`` is a list of lists: of each one sign must stand in the text; of ``applies.none`` none may. Per item ``present`` and ``partial`` list alternatives; ``blank = true`` lowers a find whose place is a blank to partial.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.model import Mention, Outline
from extractor.packs import Pack, PackError
from extractor.places import Places

FOLDER = "checklists/"
STATES = ("present", "partial", "missing")
QUOTES = 2  # quotes of one item
_KEYS = {"id", "order", "law", "title", "about", "applies", "item"}
_ITEM = {"id", "article", "zh", "en", "present", "partial", "blank"}


@dataclass(frozen=True, slots=True)
class Sign:
    """One find of a sign: the clause it stands in and its place in the text."""

    clause: str
    start: int
    end: int


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


def examined(head: dict, rows: dict, mentions: tuple[Mention, ...], tree: Outline, places: Places, pack: Pack) -> list[dict]:
    """The checklists that apply to an agreement, item by item: ``state``, and up to `QUOTES` pieces of evidence."""
    wanted = checklists(pack)
    if not wanted or not any(m.field == "checklist" for m in mentions):
        return []
    signs = _signs(head, rows, mentions, tree)
    above = {c.path: c.parent for c in tree.clauses}
    blanks = [s["evidence"] for s in rows["slots"] if not s["filled"]]
    found = []
    for table in wanted:
        if _applies(table["applies"], signs, above):
            signs[f"checklist:{table['id']}"] = [Sign(tree.clauses[0].path, 0, 0)]
            items = [_item(item, signs, above, blanks, places) for item in table["item"]]
            found.append({"id": table["id"], "law": table["law"], "title": table["title"], "items": items})
    return found


def _applies(when: dict, signs: dict, above: dict) -> bool:
    """One of each list in ``all``, none of ``none``."""
    groups = all(any(_met(sign, signs, above) for sign in group) for group in when["all"])
    return groups and not any(_met(sign, signs, above) for sign in when.get("none", ()))


def _item(item: dict, signs: dict, above: dict, blanks: list[dict], places: Places) -> dict:
    state, found = "missing", []
    for name in ("present", "partial"):
        for alternative in item.get(name, ()):
            found += [s for s in _met(alternative, signs, above) if s not in found]
        if found:
            state = name
            break
    if state == "present" and item.get("blank"):
        filled = [s for s in found if not any(b["start"] < s.end and b["end"] > s.start for b in blanks)]
        state, found = ("present", filled) if filled else ("partial", found)
    evidence = [places.evidence(s.start, s.end) for s in found[:QUOTES]]
    words = {"zh": item["zh"], "en": item["en"]}
    return {"id": item["id"], "article": item["article"], "requirement": words, "state": state, "evidence": evidence}


# --- signs --------------------------------------------------------------------------------------------------------------
def _signs(head: dict, rows: dict, mentions: tuple[Mention, ...], tree: Outline) -> dict[str, list[Sign]]:
    found: dict[str, list[Sign]] = {}

    def add(name: str, row: dict) -> None:
        place = row["evidence"]
        if place:
            found.setdefault(name, []).append(Sign(place["clause"], place["start"], place["end"]))

    for row in rows["data_terms"]:
        add(f"term:{row['type']}", row)
        add(f"term:{row['type']}/{row['stance']}", row)
    for row in rows["durations"]:
        add(f"duration:{row['kind']}", row)
    for row in rows["dates"]:
        add(f"date:{row['kind']}", row)
    if head.get("contract_type"):
        add(f"type:{head['contract_type']['value']}", head["contract_type"])
    for mention in mentions:
        if mention.field == "checklist":
            sign = Sign(tree.at(mention.start).path, mention.start, mention.end)
            found.setdefault(mention.value.value, []).append(sign)
    return found


def _met(alternative: str, signs: dict, above: dict) -> list[Sign]:
    """The finds of the first sign of an alternative in whose clause, or above it, all its other signs stand."""
    first, *rest = (_of(name.strip(), signs) for name in alternative.split(" + "))
    if not rest:
        return first
    return [s for s in first if all(_beside(s, others, above) for others in rest)]


def _of(name: str, signs: dict) -> list[Sign]:
    if "/" not in name:
        return signs.get(name, [])
    kind, _, stances = name.partition("/")
    return sorted((s for stance in stances.split("|") for s in signs.get(f"{kind}/{stance}", ())), key=lambda s: s.start)


def _beside(sign: Sign, others: list[Sign], above: dict) -> bool:
    clauses = set(_upwards(sign.clause, above))
    return any(other.clause in clauses for other in others)


def _upwards(path: str | None, above: dict) -> Iterator[str]:
    while path:
        yield path
        path = above.get(path)
