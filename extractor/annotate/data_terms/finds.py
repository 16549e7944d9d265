"""Which rules fire where: the finds of an agreement, grouped by type and clause."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.cues import numbers
from extractor.packs import Pack, Rule

from .context import Context, Unit

TITLED = ("law",)  # types read with titles in 《》 unmasked, and which the preamble may state
MOST = 20  # finds of one type in one clause; more would only repeat it
_COPIES = re.compile(r"副本|备份|复制件|复印件|拷贝")
_BESIDE = (
    "deletion",
    "retention",
    "purpose",
    "format",
    "deidentification",
    "categories",
)  # what a safeguard named in passing belongs to
_STOP = re.compile("[,。;!?\n]")
_CONDITION = re.compile(r"(?:的|时|后|以后|之前|前)$")
_WEAK = (
    "data-personal-identity",
    "data-no-other-use",
    "data-not-reidentify",
    "data-kept-inside",
)  # a find that another of its type in the clause outdoes


class Find(NamedTuple):
    """One rule's find; `start` and `end` are offsets into the unit, `segment` is the find widened to the commas or full stops around it."""

    unit: Unit
    rule: Rule
    start: int
    end: int
    segment: tuple[int, int]

    @staticmethod
    def of(unit: Unit, rule: Rule, start: int, end: int) -> Find:
        return Find(unit, rule, start, end, segment(unit.plain, start, end))

    def span(self) -> tuple[int, int]:
        """The evidence: the segment and, where that is only a condition (``…的,``), the consequence too; offsets into the document."""
        left, right = self.segment
        text = self.unit.plain
        if _CONDITION.search(text[left:right]) and text[right : right + 1] == "," and self.rule.gives != "ownership":
            right = segment(text, right + 1, right + 2)[1]
        return self.unit.start + left, self.unit.start + right


def segment(text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` widened to the commas or full stops around it, without white space at its ends."""
    if end > start and text[end - 1 : end] in (",", "。", ";"):
        end -= 1
    left = max(text.rfind(",", 0, start), text.rfind("。", 0, start), text.rfind(";", 0, start)) + 1
    stop = _STOP.search(text, end)
    piece = text[left : stop.start() if stop else len(text)]
    return left + len(piece) - len(piece.lstrip()), left + len(piece.rstrip())


def finds(around: Context, pack: Pack) -> Iterator[list[Find]]:
    """Per type and clause the finds in order, the telling one first."""
    grouped: dict[tuple[str, str], list[Find]] = {}
    for find in _found(around, pack):
        same = grouped.setdefault((find.unit.clause.path, find.rule.gives), [])
        if len(same) < MOST:
            same.append(find)
    for find in _items(around, pack):
        path = find.unit.clause.path
        if not (find.rule.set.get("fallback") and any(p == path for p, _ in grouped)):
            grouped.setdefault((path, find.rule.gives), []).append(find)
    for (path, kind), same in grouped.items():
        same = [f for f in same if not _covered(f, kind, path, grouped)]
        if same:
            yield sorted(same, key=lambda f: f.rule.id in _WEAK)


def _covered(find: Find, kind: str, path: str, grouped: dict) -> bool:
    """A ban on copies beside a duty to delete is part of that duty; a safeguard named in passing in another term's words is part of that."""
    if kind == "retention" and find.rule.set.get("stance") == "prohibit":
        return (path, "deletion") in grouped and bool(_COPIES.search(find.unit.plain[find.start : find.end]))
    if find.rule.id != "data-security-technique":
        return False
    place = (find.unit.start, find.segment)
    return any((f.unit.start, f.segment) == place for other in _BESIDE for f in grouped.get((path, other), ()))


def _found(around: Context, pack: Pack) -> Iterator[Find]:
    rules, reach = pack.of("data_term"), _reach(pack)
    numbered = any(unit.clause.level >= 1 for unit in around.units)
    for unit in around.units:
        path = unit.clause.path
        left = unit.waiting & reach[around.reach(path)]
        if numbered and path == "preamble":
            left &= reach["preamble"]
        for rule in [rules[number] for number in numbers(left)]:
            if rule.where and not _under_heading(rule, unit, around):
                continue
            for start, end in rule.find(unit.text if rule.gives in TITLED else unit.plain):
                if rule.gives != "categories" or not around.not_kinds.search(unit.plain, start, end):
                    yield Find.of(unit, rule, start, end)


@functools.lru_cache(maxsize=8)
def _reach(pack: Pack) -> dict[str, int]:
    """How near the talk is of data (`Context.reach`) → the rules that are content with that, one bit each; those that look at a ``preamble``."""
    about = [rule.set.get("about", "article") for rule in pack.of("data_term")]
    content = {"anything": ("anything",), "article": ("anything", "article")}
    found = {near: sum(1 << n for n, asked in enumerate(about) if asked in ok) for near, ok in content.items()}
    titled = sum(1 << n for n, rule in enumerate(pack.of("data_term")) if rule.gives in TITLED)
    clause = sum(1 << n for n, asked in enumerate(about) if asked != "intro")
    return found | {"clause": clause, "preamble": titled}


def _items(around: Context, pack: Pack) -> Iterator[Find]:
    """The first words of list items whose introductory line says what the items are."""
    rules = [r for r in pack.of("data_term") if r.set.get("about") == "intro"]
    seen: set[str] = set()
    for unit in around.units:
        path = unit.clause.path
        intro = around.above.get(unit.clause.parent or "", "").split("\n", 1)[0]
        if path in seen or not intro.endswith(":"):
            continue
        seen.add(path)
        for rule in rules:
            start, end = segment(unit.plain, 0, 1)
            if next(rule.find(intro), None) and rule.says(rule.set.get("item", ""), unit.plain[start:end]):
                yield Find.of(unit, rule, start, end)


def _under_heading(rule: Rule, unit: Unit, around: Context) -> bool:
    for place in rule.where:
        kind, _, pattern = place.partition(":")
        if kind == "heading" and not rule.says(pattern, around.above.get(unit.clause.path, "")):
            return False
    return True
