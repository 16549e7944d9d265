"""Which rules fire where: the finds of an agreement, grouped by type and clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
_CONDITION = re.compile(r"(?:的|时|后|以后|之前|前)$")
_WEAK = (
    "data-personal-identity",
    "data-no-other-use",
    "data-not-reidentify",
    "data-kept-inside",
)  # a find that another of its type in the clause outdoes


@dataclass(frozen=True, slots=True)
class Find:
    """One rule's find; `start` and `end` are offsets into the unit."""

    unit: Unit
    rule: Rule
    start: int
    end: int

    def segment(self) -> tuple[int, int]:
        """The find widened to the commas or full stops around it; offsets into the unit."""
        return segment(self.unit.plain, self.start, self.end)

    def span(self) -> tuple[int, int]:
        """The evidence: the segment and, where that is only a condition (``…的,``), the consequence too; offsets into the document."""
        left, right = self.segment()
        text = self.unit.plain
        if _CONDITION.search(text[left:right]) and text[right : right + 1] == "," and self.rule.gives != "ownership":
            right = segment(text, right + 1, right + 2)[1]
        return self.unit.start + left, self.unit.start + right


def segment(text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` widened to the commas or full stops around it, without white space at its ends."""
    if end > start and text[end - 1 : end] in (",", "。", ";"):
        end -= 1
    left = max(text.rfind(mark, 0, start) for mark in ",。;") + 1
    right = min((at for mark in ",。;!?\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    piece = text[left:right]
    return left + len(piece) - len(piece.lstrip()), left + len(piece.rstrip())


def finds(around: Context, pack: Pack) -> Iterator[list[Find]]:
    """Per type and clause the finds in order, the telling one first."""
    grouped: dict[tuple[str, str], list[Find]] = {}
    for find in _found(around):
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
    place = (find.unit.start, find.segment())
    return any((f.unit.start, f.segment()) == place for other in _BESIDE for f in grouped.get((path, other), ()))


def _found(around: Context) -> Iterator[Find]:
    numbered = any(unit.clause.level >= 1 for unit in around.units)
    for unit in around.units:
        for rule in unit.rules:
            if _allowed(rule, unit, around, numbered):
                for start, end in rule.find(unit.text if rule.gives in TITLED else unit.plain):
                    if rule.gives != "categories" or not around.not_kinds.search(unit.plain, start, end):
                        yield Find(unit, rule, start, end)


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
            if next(rule.find(intro), None) and re.search(rule.set.get("item", ""), unit.plain[start:end]):
                yield Find(unit, rule, start, end)


def _allowed(rule: Rule, unit: Unit, around: Context, numbered: bool) -> bool:
    if numbered and unit.clause.path == "preamble" and rule.gives not in TITLED:
        return False
    for place in rule.where:
        kind, _, pattern = place.partition(":")
        if kind == "heading" and not re.search(pattern, around.above.get(unit.clause.path, "")):
            return False
    return around.reaches(rule.set.get("about", "article"), unit.clause.path)
