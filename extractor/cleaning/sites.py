"""What document-sharing sites put around and into an agreement, as their files in ``patterns/sites/`` describe it.

A site file has ``name``, ``cue`` (literal words, folded; when none stands in the text the file is not looked at) and any of five
kinds of tables. Patterns run on folded text (`extractor.fold`).

* ``[[notice]]``: a sentence of the site, on its own line or glued to others: from its number or beginning, around a match of
  `start`, through `end`; without an `end` in reach, the whole line if it is no longer than `max` code points;
* ``[[line]]``: a line that matches `pattern` from end to end;
* ``[[block]]``: a line that matches `start`, and the lines after it: as long as they match `item`, or through the one that
  matches `end`, or (``rest = true``) all that follow;
* ``[[phrase]]``: a stretch that matches `pattern`, wherever it stands;
* ``[[repair]]``: the words `wrong`, put by a mirror in place of `right`.

Each has an `id`, may name the `kind` it is reported as, and has examples: `yes` texts with what goes (for repairs: what is wrong)
between ⟦ and ⟧, and `no` texts that must stay as they are.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.cleaning.draft import Draft
from extractor.cues import Cues, numbers, of_words
from extractor.fold import fold
from extractor.model import Removed
from extractor.packs import Pack, PackError, marked, shipped
from extractor.text import Text

KINDS = {  # keys each kind needs, and may have
    "notice": ({"start"}, {"end", "max"}),
    "line": ({"pattern"}, set()),
    "block": ({"start"}, {"item", "end", "rest", "max"}),
    "phrase": ({"pattern"}, set()),
    "repair": ({"wrong", "right"}, set()),
}
_ORDER = ("repair", "phrase", "notice", "block", "line")
_COMMON = {"id", "kind", "yes", "no", "why"}
_TOP = {"name", "cue", "stray_numbers", *KINDS}
_TIMEOUT = 0.5  # seconds for one search
_MAX_NOTICE = 500  # code points
_MAX_BLOCK = 60  # lines
_LEAD = 60  # code points a notice may say before its cue
_PREFIX = re.compile(r"(?:^|(?<=[。.!?;\s]))(?:[-•·*]\s*)?\(?\d{1,2}[、.)]|[-•]\s*\d{1,2}[、.]")
_PARTIES = re.compile("[甲乙丙丁]方|双方|本合同|本协议")  # what speaks of these is the agreement's, not a notice
_CLOSING = re.compile(r"[\s。.!?;,)\"'》」]*")


@dataclass(frozen=True, slots=True)
class Rule:
    """One table of a site file."""

    type: str  # notice | line | block | phrase | repair
    id: str
    kind: str  # what it is reported as
    start: str = ""  # also the pattern of a line or phrase, the wrong words of a repair
    item: str = ""
    end: str = ""
    right: str = ""
    rest: bool = False
    max: int = 0
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    where: str = ""  # file and line, for messages


@dataclass(frozen=True, slots=True)
class Site:
    id: str
    name: str
    cue: tuple[str, ...]
    rules: tuple[Rule, ...]
    stray_numbers: bool = False  # page numbers stand in mid-word


_LOADED: dict[str, tuple[Site, ...]] = {}  # pack digest → its sites


def sites(pack: Pack) -> tuple[Site, ...]:
    """The sites a pack knows. Raises PackError on a file that cannot be used."""
    if pack.digest not in _LOADED:
        found = ((key.removeprefix("sites/"), table) for key, table in sorted(pack.tables.items()) if key.startswith("sites/"))
        _LOADED[pack.digest] = tuple(_site(key, table, pack) for key, table in found)
    return _LOADED[pack.digest]


def seen(pack: Pack, text: str) -> tuple[Site, ...]:
    """The sites of which a cue stands in `text`: the page as it is, with its head and tail folded besides."""
    known = sites(pack)
    return tuple(known[number] for number in numbers(_cues(pack).inside(text)))


@functools.lru_cache(maxsize=8)
def _cues(pack: Pack) -> Cues:
    words: dict[str, int] = {}
    for number, site in enumerate(sites(pack)):
        for cue in site.cue:
            words[cue] = words.get(cue, 0) | 1 << number
    return of_words(words)


def apply(site: Site, drafts: list[Draft]) -> tuple[list[Draft], list[Removed]]:
    """`drafts` without what the site added, and what that was. Raises PackError on a pattern that takes too long."""
    removed: list[Removed] = []
    for type_ in _ORDER:
        for rule in site.rules:
            if rule.type == type_:
                try:
                    drafts, gone = _without(rule, drafts)
                except TimeoutError as error:
                    raise PackError(
                        f"{rule.where}: a pattern takes longer than {_TIMEOUT} s on one line; make it plainer"
                    ) from error
                removed += [Removed(site.id, rule.kind, text) for text in gone]
    if site.stray_numbers:
        drafts, gone = without_stray_numbers(drafts)
        removed += [Removed(site.id, "page-number", text) for text in gone]
    return drafts, removed


# --- the kinds --------------------------------------------------------------------------------------------------------
def _without(rule: Rule, drafts: list[Draft]) -> tuple[list[Draft], list[str]]:
    if rule.type == "repair":
        return _repaired(rule, drafts), []
    if rule.type == "block":
        return _without_block(rule, drafts)
    kept, gone = [], []
    for draft in drafts:
        stretches = list(_stretches(rule, draft.folded))
        gone += [draft.value[start:end].strip() for start, end in stretches]
        if stretches:
            draft = draft.with_text(draft.text.edit((start, end, "") for start, end in stretches).strip())
        if draft.value:
            kept.append(draft)
    return kept, gone


def _stretches(rule: Rule, folded: str) -> Iterator[tuple[int, int]]:
    """What a notice, line or phrase rule takes out of one line."""
    if rule.type == "line":
        if _compiled(rule.start).fullmatch(folded.strip(), timeout=_TIMEOUT):
            yield 0, len(folded)
        return
    at = 0
    for match in _compiled(rule.start).finditer(folded, timeout=_TIMEOUT):
        if match.start() < at or match.end() == match.start():
            continue
        if rule.type == "phrase":
            yield match.start(), match.end()
            at = match.end()
            continue
        start, end = _notice(rule, folded, match.start(), match.end(), at)
        if end > start and not _PARTIES.search(folded, start, end):
            yield start, end
            at = end


def _notice(rule: Rule, folded: str, cue: int, after: int, floor: int) -> tuple[int, int]:
    """The bounds of the notice around a cue: from its number or sentence start through its end phrase and closing punctuation."""
    limit = rule.max or _MAX_NOTICE
    low = max(floor, cue - _LEAD)
    begins = _beginning(folded[low:cue])
    start = low + begins if begins is not None else (floor if low == floor else cue)
    if rule.end:
        found = _compiled(rule.end).search(folded, after, min(len(folded), start + limit), timeout=_TIMEOUT)
        if found:
            return start, _CLOSING.match(folded, found.end()).end()
    return (start, len(folded)) if len(folded) - start <= limit else (0, 0)


def _beginning(lead: str) -> int | None:
    """Where the sentence begins that goes on after `lead`: at its last list number, else after its last full stop."""
    numbers = [match.start() for match in _PREFIX.finditer(lead)]
    if numbers:
        return numbers[-1]
    stop = max(lead.rfind(char) for char in "。!?;")
    return stop + 1 if stop >= 0 else None


def _without_block(rule: Rule, drafts: list[Draft]) -> tuple[list[Draft], list[str]]:
    lines = [draft.folded.strip() for draft in drafts]
    first = next((n for n, line in enumerate(lines) if _compiled(rule.start).fullmatch(line, timeout=_TIMEOUT)), None)
    if first is None:
        return drafts, []
    last = first
    if rule.rest:
        last = len(lines) - 1
    elif rule.end:
        reach = range(first, min(len(lines), first + (rule.max or _MAX_BLOCK)))
        last = next((n for n in reach if _compiled(rule.end).fullmatch(lines[n], timeout=_TIMEOUT)), -1)
        if last < 0:
            return drafts, []
    else:
        while last + 1 < len(lines) and rule.item and _compiled(rule.item).fullmatch(lines[last + 1], timeout=_TIMEOUT):
            last += 1
    return drafts[:first] + drafts[last + 1 :], [draft.value for draft in drafts[first : last + 1]]


def _repaired(rule: Rule, drafts: list[Draft]) -> list[Draft]:
    """The mirror's words replaced by the author's, found in folded text and noted in the provenance."""
    repaired = []
    for draft in drafts:
        folded, at, edits = draft.folded, 0, []
        while (at := folded.find(rule.start, at)) >= 0:
            edits.append((at, at + len(rule.start), rule.right))
            at += len(rule.start)
        repaired.append(draft.with_text(draft.text.edit(edits)) if edits else draft)
    return repaired


_STRAY = re.compile(r"(?<=[\u4e00-\u9fff])(\d{1,3})、(?=[\u4e00-\u9fff])")
_STRAY_GAP = 200  # code points at least between page numbers


def without_stray_numbers(drafts: list[Draft]) -> tuple[list[Draft], list[str]]:
    """Page numbers a converter left inside sentences (``提供服2、务``): 1, 2, 3, … through the whole text, a page apart, each in
    mid-word.
    """
    expected, since, found = 1, _STRAY_GAP, []
    for number, draft in enumerate(drafts):
        at = 0
        for match in _STRAY.finditer(draft.value):
            since += match.start() - at
            at = match.end()
            if int(match.group(1)) == expected and since >= _STRAY_GAP:
                found.append((number, match.start(), match.end(), match.group()))
                expected, since = expected + 1, 0
        since += len(draft.text) - at
    if len(found) < 2:
        return drafts, []
    edits: dict[int, list] = {}
    for number, start, end, _ in found:
        edits.setdefault(number, []).append((start, end, ""))
    return [d.with_text(d.text.edit(edits[n])) if n in edits else d for n, d in enumerate(drafts)], [text for *_, text in found]


@functools.cache
def _compiled(pattern: str):
    import regex  # its time limit guards against users' patterns

    return regex.compile(pattern)


# --- loading and checking ---------------------------------------------------------------------------------------------
def _site(key: str, table: dict, pack: Pack) -> Site:
    file = Path(pack.tables[f"sites/{key}"].get("file", shipped() / "sites" / f"{key}.toml"))
    table = {k: v for k, v in table.items() if k != "file"}
    unknown = set(table) - _TOP
    if unknown:
        raise PackError(f"{file}:1: unknown key {', '.join(sorted(unknown))}; known: {', '.join(sorted(_TOP))}")
    for need in ("name", "cue"):
        if not table.get(need):
            raise PackError(f"{file}:1: a site needs {need!r}")
    rules = tuple(_rule(type_, entry, key, file) for type_ in KINDS for entry in table.get(type_, ()))
    twice = {rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1}
    if twice:
        raise PackError(f"{file}:1: rule id {min(twice)!r} is used twice")
    return Site(key, table["name"], tuple(fold(cue) for cue in table["cue"]), rules, bool(table.get("stray_numbers")))


def _rule(type_: str, entry: dict, key: str, file: Path) -> Rule:
    where = f"{file}:{_line(file, entry.get('id'))}: {type_} {entry.get('id', '?')!r}"
    needs, may = KINDS[type_]
    unknown = set(entry) - _COMMON - needs - may
    if unknown:
        raise PackError(f"{where}: unknown key {', '.join(sorted(unknown))}; known: {', '.join(sorted(_COMMON | needs | may))}")
    missing = [need for need in ("id", *sorted(needs), "yes", "no") if not entry.get(need)]
    if missing:
        raise PackError(f"{where}: needs {', '.join(missing)}")
    for pattern in ("start", "end", "item", "pattern"):
        try:
            _compiled(entry.get(pattern, ""))
        except Exception as error:  # regex.error, which is imported only where needed
            raise PackError(f"{where}: {pattern!r} does not compile: {error}") from error
    start = fold(entry["wrong"]) if type_ == "repair" else entry.get("start", entry.get("pattern", ""))
    rest = {k: entry[k] for k in ("item", "end", "right", "rest", "max") if k in entry}
    return Rule(
        type_,
        entry["id"],
        entry.get("kind", "notice"),
        start,
        yes=tuple(entry["yes"]),
        no=tuple(entry["no"]),
        where=where,
        **rest,
    )


def _line(file: Path, name: str | None) -> int:
    try:
        raw = file.read_text("utf-8")
    except OSError:
        return 1
    at = raw.find(f'id = "{name}"')
    return raw.count("\n", 0, at) + 1 if at >= 0 else 1


def check_sites(pack: Pack) -> list[str]:
    """What is wrong with the site files' examples, in plain words; empty when every example holds."""
    found = []
    for site in sites(pack):
        for rule in site.rules:
            for example in rule.yes:
                text, spans = marked(example)
                expected = _edited(text, spans, rule.right)
                if not spans:
                    found.append(f"{rule.where}: mark what should go between ⟦ and ⟧ in {example!r}")
                elif (got := _tried(rule, text)) != expected:
                    found.append(f"{rule.where}: {example!r} should become {expected!r}, became {got!r}")
            found += [
                f"{rule.where}: must leave {example!r} alone, made {got!r}"
                for example in rule.no
                if (got := _tried(rule, example)) != example
            ]
    return found


def _tried(rule: Rule, text: str) -> str:
    drafts = [Draft(Text.copied(line, n), block=n) for n, line in enumerate(text.split("\n"))]
    return "\n".join(draft.value for draft in _without(rule, drafts)[0])


def _edited(text: str, spans: list[tuple[int, int]], right: str) -> str:
    for start, end in reversed(spans):
        text = text[:start] + right + text[end:]
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
