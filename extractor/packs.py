"""Pattern packs: the wording of agreements, kept as TOML data under ``patterns/``.

A pack file holds ``[parts]`` (named sub-patterns, used as ``{name}`` in patterns of every file of its folder and of ``patterns/``), ``[[rule]]`` tables and, in a
user's pack, ``disable = [ids]``. A rule is one of five kinds:

* ``regex``: `pattern`; its group ``value`` (or the whole match) is the find;
* ``label``: `labels`, the printed words before a value on a form line (``开户行:…``); the find is what follows up to the next label;
* ``terms``: any of the words in `terms`;
* ``near``: `pattern` around one value already recognised (a date, a duration, an amount), which stands in the pattern as ``{value}``; other values of
  any type stand as ``{other}``;
* ``present``: `pattern`; the clause says it.

`cue` lists literal words of which one must stand in the sentence before a pattern is tried; it is what keeps hundreds of rules cheap.
Every rule has examples: ``yes`` strings with the find (for ``near``: the value) between ⟦ and ⟧, and ``no`` strings in which it must not be found.
"""

from __future__ import annotations

import functools
import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from extractor.fold import fold

KINDS = ("regex", "label", "terms", "near", "present")
VALUE, OTHER = "\ue000", "\ue001"  # what stands for the value looked at, and for every other value, in a masked sentence
KEYS = {"id", "field", "kind", "gives", "cue", "pattern", "labels", "terms", "unless", "where", "yes", "no", "why", "set"}
_PART = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_TIMEOUT = 0.5  # seconds for one search with a user's pattern


class PackError(ValueError):
    """A rule file that cannot be used; the message names file, line, rule, what was expected and what came."""


class SlowRule(TimeoutError):
    """A user's rule whose pattern takes longer than its limit; `rule` is its id."""

    def __init__(self, rule: str):
        super().__init__(f"the pattern of rule {rule!r} takes longer than {_TIMEOUT} s on one sentence")
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    field: str
    kind: str
    gives: str = ""  # the kind, type, role or field the find gets
    cue: tuple[str, ...] = ()
    pattern: str = ""  # composed: no {parts} left; of labels and terms the one they make
    labels: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    unless: str = ""
    where: tuple[str, ...] = ()  # preamble | body | signature | annex | heading:<pattern>; empty = anywhere
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    why: str = ""
    set: dict = field(default_factory=dict)  # fixed attributes of the find, e.g. stance = "prohibit"
    file: str = ""
    line: int = 0
    trusted: bool = True  # shipped with the project; a user's patterns run under a time limit

    def find(self, sentence: str) -> Iterator[tuple[int, int]]:
        """The finds in one folded (for ``near``: masked) sentence, as (start, end). Raises SlowRule."""
        if self.trusted and not compiled(self.pattern).search(sentence):  # nearly always; the quickest way to know
            return iter(())
        if self.cue and not any(word in sentence for word in self.cue):
            return iter(())
        return self._finds(sentence)

    def _finds(self, sentence: str) -> Iterator[tuple[int, int]]:
        try:
            for number, match in enumerate(finditer(self.pattern, sentence, self.trusted)):
                if not number and self.unless and self.says(self.unless, sentence):
                    return
                group = "value" if "value" in match.re.groupindex else 0
                if match.end(group) > match.start(group):
                    yield match.start(group), match.end(group)
        except TimeoutError:
            raise SlowRule(self.id) from None

    def says(self, pattern: str, text: str) -> bool:
        """Whether a further pattern of the rule (of its `unless` or `where`) matches in `text`. Raises SlowRule."""
        if self.trusted:
            return compiled(pattern).search(text) is not None
        try:
            return next(finditer(pattern, text, False), None) is not None
        except TimeoutError:
            raise SlowRule(self.id) from None

    def __hash__(self) -> int:
        return hash(self.id)


def _any_of(words: Sequence[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def _label(words: Sequence[str]) -> str:
    """The pattern of a form line: one of the labels, a colon, and what stands behind it."""
    return rf"(?:^|(?<=[\s,;。|(（]))(?:{_any_of(words)})\s*(?:\([^()]*\)\s*)?[:：]\s*(?P<value>[^\n\t]*?)(?=\s{{2,}}|\t|$|\n)"


@functools.cache
def compiled(pattern: str) -> re.Pattern:
    return re.compile(pattern)


def finditer(pattern: str, text: str, trusted: bool):
    """The matches of a composed pattern. A user's one that runs longer than its limit raises TimeoutError."""
    if trusted:
        return compiled(pattern).finditer(text)
    return _timed(pattern).finditer(text, timeout=_TIMEOUT)


@functools.cache
def _timed(pattern: str):
    import regex  # only users' patterns need its time limit

    return regex.compile(pattern)


@dataclass(frozen=True, slots=True, eq=False)  # one object per load: hashed by identity
class Pack:
    """All rules in force, in order, with the digest that stands in every record and export."""

    rules: tuple[Rule, ...]
    parts: dict[str, str]
    tables: dict[str, dict]  # file stem → its other tables (levels of the outline, field catalogue, sites …)
    digest: str

    def of(self, name: str) -> tuple[Rule, ...]:
        """The rules of one field, in file order."""
        return _by_field(self).get(name, ())


@functools.lru_cache(maxsize=8)
def without(pack: Pack, rule: str) -> Pack:
    """The pack less one rule."""
    return replace(pack, rules=tuple(r for r in pack.rules if r.id != rule))


@functools.lru_cache(maxsize=8)
def _by_field(pack: Pack) -> dict[str, tuple[Rule, ...]]:
    fields: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        fields.setdefault(rule.field, []).append(rule)
    return {name: tuple(rules) for name, rules in fields.items()}


def shipped() -> Path:
    """The folder ``patterns/``: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / "patterns"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "patterns"


def load(*extra: Path) -> Pack:
    """The shipped packs with the user's folders layered on top (same id overrides); read anew when a file of the user's changed. Raises PackError."""
    return _loaded(tuple(map(_state, extra)))


def _state(folder: Path) -> tuple[Path, tuple[tuple[str, int, int], ...]]:
    """A user's folder and what tells that nothing in it changed: name, size and time of each file."""
    root = Path(folder).absolute()
    looks = ((file.as_posix(), file.stat()) for file in sorted(root.rglob("*.toml")))
    return Path(folder), tuple((name, look.st_size, look.st_mtime_ns) for name, look in looks)


@functools.lru_cache(maxsize=8)
def _loaded(extra: tuple[tuple[Path, tuple], ...]) -> Pack:
    parts: dict[str, str] = {}
    rules: dict[str, Rule] = {}
    tables: dict[str, dict] = {}
    digest = hashlib.sha256()
    for root, trusted in [(shipped(), True), *((folder, False) for folder, _ in extra)]:
        files = sorted(root.rglob("*.toml"))
        if not files:
            raise PackError(f"{root}: no pattern files (*.toml) here; give the folder that holds them")
        opened = [(f, f.read_bytes()) for f in files]
        for file in sorted(root.rglob("*.tsv")) if trusted else ():
            raw = file.read_bytes()
            digest.update(raw)
            tables[file.relative_to(root).with_suffix("").as_posix()] = {"lines": raw.decode("utf-8")}
        data = {}
        for file, raw in opened:
            digest.update(raw)
            try:
                data[file] = tomllib.loads(raw.decode("utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise PackError(f"{file}: not readable as TOML: {error}") from error
            for name, pattern in data[file].get("parts", {}).items():
                if trusted and name in parts:
                    raise PackError(f"{file}: part {name!r} is defined twice")
                parts[name] = pattern
        for file, raw in opened:
            for gone in data[file].pop("disable", ()):
                rules.pop(gone, None)
            names = []
            for table in data[file].pop("rule", ()):
                rule = rule_of(table, parts, file, raw.decode("utf-8"), trusted)
                if rule.id in names or (trusted and rule.id in rules):
                    raise PackError(f"{file}:{rule.line}: rule id {rule.id!r} is used twice")
                names.append(rule.id)
                rules[rule.id] = rule
            data[file].pop("parts", None)
            key = file.relative_to(root).with_suffix("").as_posix()
            if key.startswith("sites/"):
                data[file]["file"] = str(file)  # for messages about its tables
            tables[key] = _layered(tables.get(key, {}), data[file])
    return Pack(tuple(rules.values()), parts, tables, digest.hexdigest()[:16])


def _layered(below: dict, above: dict) -> dict:
    """One file's other tables over those of the same file in the packs below: arrays of tables with ids (columns, notices)
    add up, an entry of the same id takes the place of the old one; everything else is replaced.
    """
    return below | above | {name: [*(_by_id(below[name]) | _by_id(above[name])).values()] for name in above if _by_id(below.get(name))}


def _by_id(entries: object) -> dict[str, dict]:
    """An array of tables by their ids; empty for anything else."""
    tables = isinstance(entries, list) and all(isinstance(e, dict) and "id" in e for e in entries)
    return {entry["id"]: entry for entry in entries} if tables else {}


def compose(pattern: str, parts: dict[str, str], seen: tuple[str, ...] = ()) -> str:
    """`pattern` with every ``{part}`` put in; raises PackError on an unknown part or a loop."""

    def put(match: re.Match) -> str:
        name = match.group(1)
        if name in ("value", "other"):
            return VALUE if name == "value" else OTHER
        if name in seen:
            raise PackError(f"parts loop: {' → '.join((*seen, name))}")
        if name not in parts:
            raise PackError(f"unknown part {{{name}}}; known: {', '.join(sorted(parts))}")
        return f"(?:{compose(parts[name], parts, (*seen, name))})"

    return _PART.sub(put, pattern)


def rule_of(table: dict, parts: dict[str, str], file: Path, raw: str, trusted: bool) -> Rule:
    name = str(table.get("id", "?"))
    at = raw.find(f'id = "{name}"')
    line = raw.count("\n", 0, at) + 1 if at >= 0 else 0

    def fail(why: str) -> PackError:
        return PackError(f"{file}:{line}: rule {name!r}: {why}")

    unknown = set(table) - KEYS
    if unknown:
        raise fail(f"unknown key {', '.join(sorted(unknown))}; known: {', '.join(sorted(KEYS))}")
    for key in ("id", "field", "kind"):
        if not table.get(key):
            raise fail(f"needs {key!r}")
    kind = table["kind"]
    if kind not in KINDS:
        raise fail(f"kind {kind!r} is none of {', '.join(KINDS)}")
    need = {"label": "labels", "terms": "terms"}.get(kind, "pattern")
    if not table.get(need):
        raise fail(f"kind {kind!r} needs {need!r}")
    if not table.get("yes") or not table.get("no"):
        raise fail("needs at least one example in 'yes' and one in 'no'")
    try:
        pattern = compose(table.get("pattern", ""), parts)
        unless = compose(table.get("unless", ""), parts)
    except PackError as error:
        raise fail(str(error)) from None
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    values |= {"pattern": pattern, "unless": unless, "file": str(file), "line": line, "trusted": trusted}
    if kind in ("label", "terms"):  # patterns run on folded text
        values |= {need: (words := tuple(fold(w) for w in values[need]))}
        values["pattern"] = _label(words) if kind == "label" else _any_of(words)
    values["cue"] = tuple(fold(w) for w in _listed(values.get("cue", ())))
    values["where"] = _listed(values.get("where", ()))
    return Rule(**values)


def _listed(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


# --- examples ---------------------------------------------------------------------------------------------------------
def check(rule: Rule) -> list[str]:
    """What is wrong with one rule, in plain words; empty when its pattern compiles and every example holds."""
    where = f"{rule.file}:{rule.line}: rule {rule.id!r}"
    try:
        for pattern in filter(None, (rule.pattern, rule.unless)):
            re.compile(pattern)
    except re.error as error:
        return [f"{where}: the pattern does not compile: {error}"]
    found = []
    for example in rule.yes:
        text, spans = marked(fold(example))
        if not spans:
            found.append(f"{where}: mark what should be found between ⟦ and ⟧ in {example!r}")
        elif rule.kind == "near":
            if not any(VALUE in masked(text, spans)[s:e] for s, e in rule.find(masked(text, spans))):
                found.append(f"{where}: does not fire on {example!r}")
        else:
            got = list(rule.find(text))
            if got != spans:
                shown = ", ".join(repr(text[s:e]) for s, e in got) or "nothing"
                found.append(f"{where}: in {example!r} expected {', '.join(repr(text[s:e]) for s, e in spans)}, found {shown}")
    for example in rule.no:
        text, spans = marked(fold(example))
        got = list(rule.find(masked(text, spans) if rule.kind == "near" else text))
        if got:
            found.append(f"{where}: must not fire on {example!r}, but found {text[got[0][0] : got[0][1]]!r}")
    return found


def marked(example: str) -> tuple[str, list[tuple[int, int]]]:
    """An example without its ⟦ ⟧, and the spans they enclosed."""
    spans, text, start = [], "", 0
    for char in example:
        if char == "⟦":
            start = len(text)
        elif char == "⟧":
            spans.append((start, len(text)))
        else:
            text += char
    return text, spans


def masked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = text[:start] + VALUE + text[end:]
    return text


def without_examples(rule: Rule) -> Rule:
    """The rule as it travels to workers: nothing that only people and tests read."""
    return replace(rule, yes=(), no=(), why="")
