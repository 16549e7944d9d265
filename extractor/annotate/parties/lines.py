"""A line of a form → its entries: labels with the stretch that belongs to each, and stretches without a label.

A label stands before a colon, before a run of underscores, or alone in a cell; cells are divided by a tab or by two and
more spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.annotate.parties.words import Label, Words
from extractor.fold import fold
from extractor.values import party_name

_SPACED = re.compile(
    r"(?<![一-龥0-9A-Za-z])[一-龥](?: {1,8}[一-龥])+(?![一-龥])"
)  # 地    址, 法 定 代 表 人: one word, not cells
_CELL = re.compile(r"\t+| {2,}")
_EDGE = re.compile(r"(?<=[\s_,;。、|(（)）\]】}>\"'])|(?<=[0-9A-Za-z])(?=[一-龥])")
_MARK = re.compile(r":(?!\d\d(?!\d)|//)|(?<![:_\s])[ ]?(?=__)")
_FORM = re.compile(":|__|\t| {2}")
_GLUE = "\u2060"  # stands for a space that divides nothing
_REACH = 40  # code points: no label is longer
_DEFINES = re.compile(r"[(\[【](?:以下|下文|下)?(?:均|又)?(?:简称|简稱|下称|下稱|合称|称)")  # (以下简称甲方) ends a name, it opens no label
_WORD = re.compile(r"[一-龥/、()A-Za-z ]{2,16}")


@dataclass(frozen=True, slots=True)
class Entry:
    """`label` (None: bare words) at `at`; ``text[start:end]`` is what stands behind it, untrimmed. `cell` counts the cells
    of the line from 0, `tab`: of a table row."""

    label: Label | None
    at: int
    start: int
    end: int
    cell: int
    tab: bool = False


def entries(text: str, folded: str, start: int, end: int, words: Words) -> tuple[Entry, ...]:
    """The entries of the line ``text[start:end]``."""
    if end - start > 60 and not _FORM.search(folded, start, end):
        return (Entry(None, start, start, end, 0),)  # prose
    line = _SPACED.sub(lambda m: m[0].replace(" ", _GLUE), folded[start:end])
    row = "\t" in line.strip()
    found: list[Entry] = []
    at = 0
    for number, cell in enumerate(_cells(line, row)):
        found += _cell(text, line, start, *cell, number, row, words)
        at = cell[1]
    return _joined(found, folded) if at else ()


def _cells(line: str, row: bool) -> list[tuple[int, int]]:
    """Spans of the cells; an empty cell of a table row counts, so that columns keep their number."""
    spans, at = [], 0
    for match in re.finditer("\t", line) if row else _CELL.finditer(line):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, len(line)))
    return spans if row else [(s, e) for s, e in spans if line[s:e].strip()]


def _cell(text: str, line: str, base: int, low: int, high: int, number: int, row: bool, words: Words) -> list[Entry]:
    found: list[tuple[int, int, Label | None]] = []  # label start, value start, label
    at = low
    for match in _MARK.finditer(line, low, high):
        if match.start() <= low:
            continue
        colon = match[0] == ":"
        hit = _label(text, line, base, at, match.start(), low, words, colon)
        if hit:
            found.append((hit[0], match.end(), hit[1]))
            at = match.end()
    if not found or line[low : found[0][0]].strip(" _"):
        stop = found[0][0] if found else high
        label, value = _leading(text, line, base, low, stop, words) if not row else (None, low)
        if not found and not label and high - low <= _REACH:
            label, value = words.label(text[base + low : base + high].strip(" _\u3000:：")), high
            label = None if label and label.maybe and not row and label.gives == ("other",) else label
        found.insert(0, (low, value if label else low, label))
    ends = [f[0] for f in found[1:]] + [high]
    return [
        Entry(label, base + first, base + value, base + stop, number, row)
        for (first, value, label), stop in zip(found, ends, strict=True)
    ]


def _leading(text: str, line: str, base: int, low: int, high: int, words: Words) -> tuple[Label | None, int]:
    """The label at the head of a cell that only a space divides from what it gives: ``甲方 安泽公司``, ``电话 0571-…``; and where
    that begins."""
    for space in list(re.finditer(r"(?<=\S)[ \u2060]+(?=\S)", line[low:high]))[:2]:
        label = words.label(text[base + low : base + low + space.start()].strip())
        said = line[low + space.end() : high].replace(_GLUE, "").strip(" _")
        if label and not label.maybe and label.gives != ("other",):
            named = (
                party_name.is_name(re.split(r"[,;(]", said, maxsplit=1)[0].strip())
                if "name" in label.gives
                else re.search(r"[0-9@]", said)
            )
            if named and (label.title or label.gives[0] in ("phone", "email", "account", "id_number", "address")):
                return label, low + space.end()
    return None, low


def _label(text: str, line: str, base: int, at: int, stop: int, low: int, words: Words, colon: bool) -> tuple[int, Label] | None:
    """The label that ends at `stop`: the nearest edge from which the words are known, then any farther one from which they
    are known as a whole."""
    floor = max(at, stop - _REACH)
    tail = line[floor:stop].rstrip()
    edges = (
        sorted({floor, *(floor + m.start() for m in _EDGE.finditer(tail))}, reverse=True)
        if floor == at
        else sorted((floor + m.start() for m in _EDGE.finditer(tail)), reverse=True)
    )
    best, tried = None, 0
    for edge in edges:
        printed = text[base + edge : base + stop].strip()
        if not printed:
            continue
        tried += 1
        if tried > 12:
            break
        label = words.label(printed)
        if label and not label.title and _DEFINES.search(fold(printed)):
            continue  # 李青(以下简称甲方) 身份证: the name before the bracket is no part of the label
        if label and not colon and (label.maybe or label.rule.endswith("-form")):
            continue  # a blank makes no label of a word that is not known
        if label and (best is None or not (" " in printed and label.rule.endswith("-form") and not label.title)):
            best = (edge, label)  # a coined label (招商热线) does not reach over a space: that would be the value before it
    if best is None and colon and edges and edges[-1] == low and _WORD.fullmatch(line[low:stop].strip()):
        return low, Label(("other",), "")  # 道路运输经营许可证号: an unknown word and a colon still end what went before
    return best


def _joined(found: list[Entry], folded: str) -> tuple[Entry, ...]:
    """Values that stand in the cell behind their label's cell: ``许可方  安泽公司``, ``住所 | 临江路1号``, ``甲方:      张三``."""
    out: list[Entry] = []
    for entry in found:
        before = out[-1] if out else None
        bare = entry.label is None and folded[entry.start : entry.end].strip()
        if (
            bare
            and before
            and before.label
            and not before.tab
            and entry.cell == before.cell + 1
            and not folded[before.start : before.end].strip(" _")
        ):
            out[-1] = Entry(
                before.label,
                before.at,
                entry.start if not folded[before.start : before.end].strip() else before.start,
                entry.end,
                entry.cell,
                before.tab,
            )
        else:
            out.append(entry)
    return tuple(out)
