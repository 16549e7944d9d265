"""The parts of an agreement that number on their own: the body, each annex; and where the signatures stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.model import Line
from extractor.outline.labels import table
from extractor.packs import Pack, compiled
from extractor.values import ordinal


@dataclass(frozen=True, slots=True)
class Region:
    """Lines ``first … last-1``. ``kind``: body, annex or signature; an annex has its label's span and its number."""

    kind: str
    first: int
    last: int
    start: int = 0
    label_end: int = 0
    number: str = ""


def regions(folded: str, lines: tuple[Line, ...], labelled: frozenset[int], pack: Pack) -> tuple[Region, ...]:
    """Split the lines at annex headings and signature blocks. `labelled`: lines that carry a strong or listed number."""
    annexes = _annexes(folded, lines, pack)
    bounds = [a.first for a in annexes] + [len(lines)]
    found: list[Region] = []
    found += _signed(Region("body", 0, bounds[0]), folded, lines, labelled, pack)
    signed = any(r.kind == "signature" for r in found)
    for number, annex in enumerate(annexes):
        region = Region("annex", annex.first, bounds[number + 1], annex.start, annex.label_end, annex.number)
        last = number == len(annexes) - 1
        found += _signed(region, folded, lines, labelled, pack) if last and not signed else [region]
    return tuple(found)


def _annexes(folded: str, lines: tuple[Line, ...], pack: Pack) -> list[Region]:
    words = table(pack, "annex")
    patterns = [compiled(words[k]) for k in ("pattern", "pattern_en") if k in words]
    sentence = compiled(words["sentence"])
    found: list[Region] = []
    for index, line in enumerate(lines):
        if line.kind != "para" or line.end - line.start > 70:
            continue
        start = line.start
        while start < line.end and folded[start] in " 【《":
            start += 1
        match = next((m for m in (p.match(folded, start, line.end) for p in patterns) if m), None)
        if not match:
            continue
        rest = folded[match.end() : line.end]
        if sentence.match(rest) or re.search(r"[。;,]$|[。;]", rest.rstrip()):
            continue
        number = match.group("n")
        value = ordinal.parse(number) if number else None
        found.append(Region("annex", index, index, start, match.end(), str(value) if value else ""))
    # a list of annexes names them one line after the other; only an annex with something under it opens one
    real = []
    for position, annex in enumerate(found):
        after = found[position + 1].first if position + 1 < len(found) else len(lines)
        listed = after == annex.first + 1 or (position and found[position - 1].first == annex.first - 1 and len(found) > position + 1 and position + 1 == len(found))
        if listed and not (after == len(lines) and annex.first < after - 1):
            continue
        again = any(o.number == annex.number and o.number for o in found[position + 1 :])
        if again and after - annex.first < 3:
            continue  # named in a list first, opened later
        real.append(annex)
    used: set[str] = set()
    numbered = []
    for order, annex in enumerate(real, 1):
        number = annex.number or str(order)
        used.add(number)
        numbered.append(Region("annex", annex.first, annex.last, annex.start, annex.label_end, number))
    return numbered


def _signed(region: Region, folded: str, lines: tuple[Line, ...], labelled: frozenset[int], pack: Pack) -> list[Region]:
    """The region, and behind it the signature block if there is one: the trailing lines that look like places to sign."""
    words = table(pack, "signature")
    if not words:
        return [region]
    strong, label, date, role = (compiled(words[k]) for k in ("strong", "label", "date", "role"))
    first, seen, roles, dated = region.last, False, [], False
    for index in range(region.last - 1, region.first, -1):
        line = lines[index]
        value = folded[line.start : line.end]
        if index in labelled or len(value) > 160 or line.kind == "note":
            break
        if strong.search(value) and not re.search(r"[。;,]\s*$", value):
            first, seen = index, True
        elif label.match(value) or date.search(value) and len(value) < 60 or len(value.strip()) < 24:
            if re.search(r"[。;]\s*$", value):
                break
            roles += [index] if role.match(value) else []
            dated = dated or bool(date.search(value))
        else:
            break
    if not seen and not (roles and (dated or len(roles) > 1) and region.kind == "body"):
        return [region]
    first = _widen(min([first, *roles]) if not seen else first, region, folded, lines, labelled, label, role)
    head = Region(region.kind, region.first, first, region.start, region.label_end, region.number)
    return [head, Region("signature", first, region.last)]


def _widen(
    first: int, region: Region, folded: str, lines: tuple[Line, ...], labelled: frozenset[int], label: re.Pattern, role: re.Pattern
) -> int:
    """A block often opens with the party's line, before the first word that says signature: 甲方:某公司 / 法定代表人(签字)."""
    best = first
    for index in range(first - 1, max(region.first, first - 12), -1):
        line = lines[index]
        value = folded[line.start : line.end]
        if index in labelled or len(value) > 120 or re.search(r"[。;]\s*$", value) or not label.match(value):
            break
        if role.match(value):
            best = index
    return best
