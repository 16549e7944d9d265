"""References to the agreement's own clauses (按照本合同第二条约定), resolved to paths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.model import Clause, Finding
from extractor.outline.labels import table
from extractor.packs import Pack, compiled
from extractor.values import ordinal

MANY = 6  # more numbers printed twice than this are one finding: a part or a counterpart that starts again


def references(folded: str, clauses: tuple[Clause, ...], starts: frozenset[int], pack: Pack) -> tuple[list[tuple[int, int, str]], list[Finding]]:
    """Resolved references as (start, end, path), and a warning for each that names a clause the agreement does not have."""
    words = table(pack, "reference")
    if not words or not clauses:
        return [], []
    pattern, foreign = compiled(words["pattern"]), compiled(words["foreign"])
    paths = {c.path for c in clauses}
    top = {p for p in paths if re.fullmatch(r"\d+", p)}
    found, warnings = [], []
    for match in pattern.finditer(folded):
        if match.start() in starts or foreign.search(folded, max(0, match.start() - 40), match.start()):
            continue
        path = _path(match, paths)
        if path in paths:
            found.append((match.start(), match.end(), path))
        elif path.split(".")[0] not in top and len(top) >= 3:
            clause = _at(clauses, match.start())
            warnings.append(Finding("reference-missing", clause, {"reference": match.group()}, match.start(), match.end()))
    return found, warnings


def _path(match: re.Match, paths: set[str]) -> str:
    number = match.group("n")
    head = number if "." in number else str(ordinal.parse(number) or number)
    sub = match.group("sub")
    if not sub:
        return head
    value = ordinal.parse(re.sub(r"[()\s]", "", sub))
    deeper = f"{head}.{value}"
    return deeper if deeper in paths else head


def _at(clauses: tuple[Clause, ...], offset: int) -> str:
    return next((c.path for c in reversed(clauses) if c.start <= offset), clauses[0].path)


def numbering(clauses: tuple[Clause, ...]) -> Iterator[Finding]:
    """Gaps among siblings and paths printed twice."""
    last: dict[str, int] = {}
    twice = [c for c in clauses if "#" in c.path]
    if len(twice) > MANY:
        yield Finding("numbering-duplicate", twice[0].path, {"form": "restart", "label": twice[0].label, "count": len(twice)}, twice[0].start, twice[0].body)
    for clause in clauses:
        if "#" in clause.path:
            if len(twice) <= MANY:
                yield Finding("numbering-duplicate", clause.path, {"label": clause.label}, clause.start, clause.body)
            continue
        head, _, tail = re.sub(r"^annex-\w+/", "", clause.path).rpartition(".")
        if clause.level < 1 or not tail.isdigit():
            continue
        family = f"{clause.path[: -len(tail)]}"
        number = int(tail)
        before = last.get(family, 0)
        if number > before + 1 and (before or head == "" or number <= 4):
            missing = str(before + 1) if number == before + 2 else f"{before + 1}–{number - 1}"
            yield Finding("numbering-gap", clause.path, {"missing": missing, "label": clause.label}, clause.start, clause.body)
        last[family] = number
