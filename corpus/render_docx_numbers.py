"""Word's automatic numbers for an agreement: each numbered line's list and level, and the ``numbering.xml`` that makes its label.

The main list is multilevel (第一条 → 1.1 → (1)); a label that does not fit gets a list of its own. Where the count would not give
the printed number (a gap, a duplicate, a restart) the line and those after it get a ``w:num`` with ``startOverride``. What Word
cannot count at all (附件 without a number) stays typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.printed import Agreement
from extractor.fold import fold
from extractor.values.number import chinese

_SHAPES = (  # what stands in a label → Word's number format
    (r"[一二三四五六七八九十百]+(?=、)", "chineseCountingThousand"),
    (r"[一二三四五六七八九十百零〇]+", "chineseCounting"),
    (r"[壹贰叁肆伍陆柒捌玖拾]+", "chineseLegalSimplified"),
    (r"[①-⑳]", "decimalEnclosedCircle"),
    (r"\d+(?:\.\d+)*", "decimal"),
    (r"(?<![A-Za-z])[a-z](?![a-z])", "lowerLetter"),
    (r"(?<![A-Za-z])[A-Z](?![A-Za-z])", "upperLetter"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A label taken apart: 第三条 → 第 · (3,) · 条 · chineseCounting; 2.1 → "" · (2, 1) · "" · decimal."""

    before: str
    numbers: tuple[int, ...]
    after: str
    format: str

    @property
    def look(self) -> tuple[str, int, str, str]:
        return self.before, len(self.numbers), self.after, self.format


def shape(label: str) -> Shape | None:
    """A label taken apart, or None when it holds no number Word can count."""
    for pattern, name in _SHAPES:
        found = re.search(pattern, label)
        if not found:
            continue
        text = found.group()
        if name == "decimal":
            numbers = tuple(map(int, text.split(".")))
        elif name == "decimalEnclosedCircle":
            numbers = (ord(text) - 0x2460 + 1,)
        elif name in ("lowerLetter", "upperLetter"):
            numbers = (ord(text.lower()) - 96,)
        else:
            value = chinese(fold(text))
            numbers = (value,) if value else ()
        before, after = label[: found.start()], label[found.end() :]
        return Shape(before, numbers, after, name) if numbers and not re.search(r"[\d%]", before + after) else None
    return None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph's list: ``w:numId`` and ``w:ilvl``; `styled` when the paragraph's style carries both."""

    num: int
    level: int
    styled: bool


@dataclass(slots=True)
class _List:
    """One ``w:abstractNum`` and where its counters stand."""

    looks: list[tuple[str, int, str, str]]
    num: int
    override: tuple[int, int] = (-1, 1)  # level and start of the num now in use
    counts: dict[int, int] = field(default_factory=dict)

    def next(self, level: int) -> int:
        """What Word would print at this level; a level that starts again starts where its num says."""
        start = self.override[1] if level == self.override[0] else 1
        return self.counts[level] + 1 if level in self.counts else start

    def count(self, level: int, value: int) -> None:
        self.counts = {k: v for k, v in self.counts.items() if k < level} | {level: value}

    def fits(self, level: int, parts: Shape) -> bool:
        """Whether the higher counters stand where a chained label (2.1) wants them."""
        above = parts.numbers[:-1]
        stands = tuple(self.counts.get(i) for i in range(len(above)))
        return level < len(self.looks) and self.looks[level] == parts.look and stands == above


@dataclass(slots=True)
class Plan:
    """Lists, nums and what each line (by index) gets."""

    lists: list[_List]
    nums: list[tuple[int, int, int]]  # abstract, level, start override (-1: none); num ids count from 1
    lines: dict[int, Numbered]
    bound: bool  # the levels of the main list are bound to Heading styles


def plan(agreement: Agreement) -> Plan:
    """Decide every number of an agreement."""
    shapes = {n: parts for n, line in enumerate(agreement.lines) if line.label and (parts := shape(line.label))}
    main = _List(_main_looks(agreement, shapes), 1)
    made = Plan([main], [(0, 0, -1)], {}, agreement.pick("bound", 2) == 0)
    single: dict[tuple[str, tuple], int] = {}
    for n, line in enumerate(agreement.lines):
        if n not in shapes:
            continue
        parts, level = shapes[n], line.depth
        kind = "" if line.kind in ("article", "clause", "item") else line.kind
        if not kind and main.fits(level, parts):
            made.lines[n] = _take(made, 0, level, parts.numbers[-1])
        elif len(parts.numbers) == 1:
            key = (kind, parts.look)
            if key not in single:
                made.lists.append(_List([parts.look], len(made.nums) + 1))
                made.nums.append((len(made.lists) - 1, 0, -1))
                single[key] = len(made.lists) - 1
            made.lines[n] = _take(made, single[key], 0, parts.numbers[-1])
    return made


def _take(made: Plan, where: int, level: int, wanted: int) -> Numbered:
    chosen = made.lists[where]
    if chosen.next(level) != wanted:
        made.nums.append((where, level, wanted))
        chosen.num, chosen.override = len(made.nums), (level, wanted)
    chosen.count(level, wanted)
    return Numbered(chosen.num, level, made.bound and where == 0 and chosen.num == 1)


def _main_looks(agreement: Agreement, shapes: dict[int, Shape]) -> list[tuple[str, int, str, str]]:
    """The commonest look of a label at each depth, down to one whose labels chain numbers otherwise than one from each level."""
    seen: dict[int, Counter] = {}
    for n, line in enumerate(agreement.lines):
        if n in shapes and line.kind in ("article", "clause", "item"):
            seen.setdefault(line.depth, Counter())[shapes[n].look] += 1
    looks = []
    for depth in range(9):
        look = seen[depth].most_common(1)[0][0] if depth in seen else None
        if look is None or look[1] > depth + 1 or 1 < look[1] < depth + 1:
            break
        looks.append(look)
    return looks


def xml(made: Plan) -> str:
    """The numbering part."""
    out = ['<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">']
    for number, chosen in enumerate(made.lists):
        kind = "multilevel" if len(chosen.looks) > 1 else "singleLevel"
        out.append(f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>')
        out += _levels(chosen, made.bound and number == 0)
        out.append("</w:abstractNum>")
    for number, (where, level, start) in enumerate(made.nums, 1):
        override = "" if start < 0 else f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        out.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{where}"/>{override}</w:num>')
    return "".join(out) + "</w:numbering>"


def _levels(chosen: _List, bound: bool) -> Iterator[str]:
    for level, (before, chained, after, name) in enumerate(chosen.looks):
        first = level + 1 - chained
        text = before + ".".join(f"%{i + 1}" for i in range(first, level + 1)) + after
        legal = chained > 1 and any(chosen.looks[i][3] != "decimal" for i in range(first, level))
        style = f'<w:pStyle w:val="Heading{level + 1}"/>' if bound else ""
        yield (
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{name}"/>{style}{"<w:isLgl/>" if legal else ""}'
            f'<w:suff w:val="{"space" if level == 0 else "tab"}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{420 * level}" w:hanging="0"/></w:pPr></w:lvl>'
        )
