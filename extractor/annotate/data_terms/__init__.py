"""Data terms: what an agreement says about data, in nineteen types, one finding per type and clause (see the record's conventions).

The wording is in ``patterns/zh/data/``: a rule finds the words that make a type; its ``set.about`` says how far the talk must be of data
(``clause``, the default: the clause or a heading above it; ``agreement``: or the title; ``anything``: the words say enough themselves).
Stance, actor and value are read from the sentence around the find.
"""

from __future__ import annotations

import functools
import re

import ahocorasick

from extractor.model import DataTermFact, Mention, Reading
from extractor.packs import Pack, Rule

from . import value as values
from .actor import Roles, other_party, owner, roles, subject
from .context import Context, Unit, context
from .stance import stance

DEFAULTS = {"categories": "state", "format": "state", "volume": "state", "ownership": "state", "personal_information": "state"}  # other types: require
FACTUAL = ("format", "volume", "ownership")  # always stated
DATED = ("retention", "deletion", "breach", "subject_rights", "confidentiality")
ANYWHERE = ("law",)  # types that the preamble may state, and that are read with titles unmasked
_COPIES = re.compile(r"副本|备份|复制件|复印件|拷贝")


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """The data terms of one agreement in reading order."""
    if not reading.outline.clauses or not pack.of("data_term"):
        return ()
    known = roles(reading, pack)
    around = context(reading, pack, known.names)
    numbered = any(c.level >= 1 for c in reading.outline.clauses)
    best: dict[tuple[str, str], tuple[Unit, Rule, int, int]] = {}
    names: dict[str, list[tuple[int, int]]] = {}
    for unit, rules in _gated(around, pack):
        for rule in rules:
            if not _allowed(rule, unit, around, numbered):
                continue
            text = unit.text if rule.gives in ANYWHERE else unit.plain
            for start, end in rule.find(text):
                if rule.gives == "law":
                    names.setdefault(unit.clause.path, []).append((unit.start + start, unit.start + end))
                key = (unit.clause.path, rule.gives)
                if key not in best or _better(rule, start, end, unit, best[key]):
                    best[key] = (unit, rule, start, end)
    found = [_mention(reading, around, known, find, names) for (path, kind), find in best.items() if not _covered(path, kind, find, best)]
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


# --- which rules, where -----------------------------------------------------------------------------------------------
@functools.lru_cache(maxsize=8)
def _automaton(pack_digest: str, rules: tuple[Rule, ...]):
    """Cue word → numbers of the rules that wait for it."""
    machine = ahocorasick.Automaton()
    waiting: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for cue in rule.cue:
            waiting.setdefault(cue, []).append(number)
    for cue, numbers in waiting.items():
        machine.add_word(cue, tuple(numbers))
    machine.make_automaton()
    return machine, [n for n, rule in enumerate(rules) if not rule.cue]


def _gated(around: Context, pack: Pack):
    """Every sentence with the rules whose cue stands in it, in the order of the pack."""
    rules = pack.of("data_term")
    machine, always = _automaton(pack.digest, rules)
    for unit in around.units:
        numbers = set(always)
        for _, waiting in machine.iter(unit.text):
            numbers.update(waiting)
        if numbers:
            yield unit, [rules[n] for n in sorted(numbers)]


def _allowed(rule: Rule, unit: Unit, around: Context, numbered: bool) -> bool:
    if numbered and unit.clause.path == "preamble" and rule.gives not in ANYWHERE:
        return False
    about = rule.set.get("about", "clause")
    return about == "anything" or unit.clause.path in around.spoken or (about == "agreement" and around.title)


def _better(rule: Rule, start: int, end: int, unit: Unit, old: tuple[Unit, Rule, int, int]) -> bool:
    """Of two finds of one type in one clause the first stands, unless a later one has the value the first has not."""
    return rule.gives in ("purpose", "categories", "deidentification") and rule.kind == "regex" and old[1].kind == "present"


def _covered(path: str, kind: str, find: tuple[Unit, Rule, int, int], best: dict) -> bool:
    """A ban on copies beside a duty to delete is part of that duty."""
    unit, rule, start, end = find
    return kind == "retention" and rule.set.get("stance") == "prohibit" and (path, "deletion") in best and bool(_COPIES.search(unit.plain[start:end]))


# --- what the find says -----------------------------------------------------------------------------------------------
def _mention(reading: Reading, around: Context, known: Roles, find: tuple[Unit, Rule, int, int], names: dict) -> Mention:
    unit, rule, start, end = find
    left, right = _segment(unit.text, start, end)
    words = reading.folded[unit.start + left : unit.start + right]
    before = reading.folded[unit.start : unit.start + left]
    above = around.above.get(unit.clause.path, "")
    kind = rule.gives
    said = rule.set.get("stance") or _stance(kind, rule, words, before, above, unit)
    fact = DataTermFact(kind, said, _actor(kind, said, words, before, above, unit, around, known, reading), _value(reading, find, names, words))
    return Mention("data_term", fact, unit.start + left, unit.start + right, rule.id)


def _segment(text: str, start: int, end: int) -> tuple[int, int]:
    """The find widened to the commas or full stops around it, without white space at its ends."""
    left = max(text.rfind(mark, 0, start) for mark in ",。;") + 1
    marks = [at for mark in ",。;!?\n" if (at := text.find(mark, end)) >= 0]
    right = min(marks, default=len(text))
    if end > start and text[end - 1] in ",。;":
        right = end - 1
    piece = text[left:right]
    return left + len(piece) - len(piece.lstrip()), left + len(piece.rstrip())


def _stance(kind: str, rule: Rule, words: str, before: str, above: str, unit: Unit) -> str:
    if kind in FACTUAL:
        return "state"
    if kind == "law":
        return "state" if re.search(r"依据|根据|订立|签订|符合|包括", before + words) and not re.search(r"应|须|遵", before + words) else "require"
    if kind == "purpose" and re.search(r"(?:不得|禁止|严禁|不可)[^。;]{0,20}(?:用于|用作|用其|据以|据此|目的|他用)", unit.text):
        return stance(words, before, above, "require") if "未经" in unit.text or "非经" in unit.text else "prohibit"
    if kind == "confidentiality" and re.search(r"指|视为|不属于|构成", words) and rule.id == "data-secret-defined":
        return "state"
    if kind == "lawful_source":
        return "require"
    return stance(words, before, above, DEFAULTS.get(kind, "require"))


def _actor(kind: str, said: str, words: str, before: str, above: str, unit: Unit, around: Context, known: Roles, reading: Reading) -> str | None:
    if kind == "ownership":
        return owner(words + reading.folded[unit.start + len(before) + len(words) : unit.start + len(unit.text)], known)
    own = subject(words, known)
    if own or (said == "state" and kind != "confidentiality"):
        return own
    for piece in reversed(re.split(r"[,:]", before)):
        if who := subject(piece, known):
            return who
    if who := other_party(before + words, known):
        return who
    for earlier in reversed([u for u in around.units if u.clause.path == unit.clause.path and u.start < unit.start]):
        if who := subject(earlier.text, known):
            return who
    for line in above.split("\n"):
        if who := subject(line.split(":")[0], known) or next((_ for _ in map(str.strip, known.pattern.findall(line)[:1])), None):
            return known.means.get(who, who)
    return None


def _value(reading: Reading, find: tuple[Unit, Rule, int, int], names: dict, words: str) -> str | None:
    unit, rule, start, end = find
    printed = reading.text[unit.start + start : unit.start + end]
    kind = rule.gives
    if kind == "law":
        return "、".join(dict.fromkeys(reading.text[s:e] for s, e in sorted(names[unit.clause.path])))
    if kind in DATED:
        return values.deadline(kind, reading.folded[unit.start : unit.start + len(unit.text)], start, end)
    if kind == "ownership" and rule.kind == "regex":
        return values.owned(printed)
    if kind == "deidentification":
        return values.method(printed) if rule.kind == "regex" else None
    return values.listing(printed) if rule.kind == "regex" else None
