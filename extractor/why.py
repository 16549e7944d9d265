"""Why a field has the values it has: which rules fired, and which nearly did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.annotate import annotate, votes
from extractor.annotate.temporal import scenes
from extractor.clean import clean
from extractor.model import Mention, Reading
from extractor.outline import outline
from extractor.packs import OTHER, VALUE, Pack, Rule
from extractor.pipeline import reading, source
from extractor.sentences import sentences

_MOST = 5  # near misses shown of one rule
_WIDTH = 120  # code points of a sentence shown
_TABLES = {
    "parties": "party",
    "dates": "date",
    "durations": "duration",
    "amounts": "amount",
    "data_terms": "data_term",
    "slots": "slot",
}


def why(path: Path, field: str, pack: Pack) -> str:
    """An account, for a person, of `field` in one file. `field`: a rule's field (``date``), what it gives (``signed``, ``retention``, ``phone``), a column or
    table of the catalogue, or a rule id. Raises `extractor.read.ReadError`; ValueError when no rule knows the field.
    """
    name = _TABLES.get(field, field.removeprefix("data_") if field != "data_term" else field)
    rules = [rule for rule in pack.rules if name in (rule.id, rule.field, rule.gives)]
    ids = {rule.id for rule in rules}
    lines, known = [], bool(rules)
    for document in clean(source(path), pack):
        look = reading(document, outline(document, pack))
        fired = [
            m
            for m in annotate(look, pack)
            if m.rule in ids or name in (m.field, m.rule, getattr(m.value, "kind", None), getattr(m.value, "type", None))
        ]
        known = known or bool(fired)
        lines += [
            f"{document.source.name}" + (f"#{document.part}" if document.part else ""),
            *_fired(fired, look, pack),
            *_nearly(rules, fired, look),
        ]
    if not known:
        fields = sorted({r.field for r in pack.rules} | {r.gives for r in pack.rules if r.gives})
        raise ValueError(f"no rule gives {field!r} and nothing in the file does; known: {', '.join(fields)}")
    return "\n".join(lines)


def _fired(fired: list[Mention], look: Reading, pack: Pack) -> Iterator[str]:
    places = {rule.id: f"{Path(rule.file).name}:{rule.line}" for rule in pack.rules}
    for name, table in votes.TABLES.items():
        places |= dict.fromkeys((votes.band(name, b) for b in votes.BANDS), f"decided by the words around it: {Path(table).name}.tsv")
    if not fired:
        yield "  fired  none"
    for mention in fired:
        clause = look.outline.at(mention.start).path
        yield f"  fired  {mention.rule} ({places.get(mention.rule, 'built in')})  {_fact(mention)}"
        yield f"         {clause}: {_short(look.text[mention.start : mention.end])}"


def _fact(mention: Mention) -> str:
    parts = ((name, getattr(mention.value, name)) for name in mention.value.__slots__)
    return " ".join(f"{name}={value}" for name, value in parts if value is not None)


def _nearly(rules: Iterable[Rule], fired: Iterable[Mention], look: Reading) -> Iterator[str]:
    """For each rule the sentences that hold one of its cues and give nothing, with what stood in the way."""
    done = [(m.rule, m.start) for m in fired]
    masked = {kind: [(s.low, s.high, s.masked) for s in scenes(look, kind)] for kind in ("date", "duration")}
    plain = [(low, high, look.folded[low:high]) for low, high in sentences(look)]
    for rule in rules:
        some = masked.get(rule.field, ()) if rule.kind == "near" else plain
        found = []
        for low, high, text in some:
            reason = None if any(r == rule.id and low <= at < high for r, at in done) else obstacle(rule, text)
            if reason:
                found.append(f"         {look.outline.at(low).path}: {reason}: {_short(text)}")
        if found:
            yield f"  nearly {rule.id} ({Path(rule.file).name}:{rule.line})" + (f" – {rule.why}" if rule.why else "")
            yield from found[:_MOST]
            if len(found) > _MOST:
                yield f"         … and in {len(found) - _MOST} more sentences"


def obstacle(rule: Rule, text: str) -> str | None:
    """What keeps `rule` from giving a value in one folded (for ``near``: masked) sentence that holds a cue of it; None for a sentence without one."""
    cues = [word for word in rule.cue if word in text]
    if not cues:
        return None
    if rule.unless and (veto := re.search(rule.unless, text)):
        return f"{cues[0]!r} stands there, but 'unless' vetoes with {veto.group()!r}"
    if any(rule.kind != "near" or VALUE in text[s:e] for s, e in rule.find(text)):
        where = f" or its place is not {', '.join(rule.where)}" if rule.where else ""
        return f"matches, but another rule or place was preferred{where}"
    return f"{cues[0]!r} stands there, but the pattern does not match"


def _short(text: str) -> str:
    text = " ".join(text.replace(VALUE, "{value}").replace(OTHER, "{other}").split())
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
