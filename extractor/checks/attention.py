"""Record rows → findings a person should settle or know of: blanks, values that differ, renewal by silence, conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.annotate import SLOW
from extractor.fold import fold
from extractor.model import Finding, Mention
from extractor.packs import Pack

_FULL = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHOWN = 6  # labels of blanks that are named
_ONE_VALUE = ("effective", "start", "end")
_OF_ONE = ("name", "id_number", "account")  # what two parties do not share


def attention(head: dict, rows: dict, mentions: tuple[Mention, ...], days: list[dict], text: str, pack: Pack) -> Iterator[Finding]:
    """Every finding in a fixed order. `head` is the record's ``document``, `days` its deadlines."""
    words = pack.tables.get("checks", {}).get("field_words", {})
    yield from _blanks(head, rows)
    yield from _conflicts(rows, words)
    yield from _same(rows["parties"], words)
    yield from _renewal(mentions, days, text)
    yield from _conditions(rows, mentions, text)
    for mention in mentions:
        if mention.field == "finding" and mention.value.value.startswith(SLOW):
            yield Finding(SLOW, None, {"rule": mention.rule})


def _blanks(head: dict, rows: dict) -> Iterator[Finding]:
    """Places left blank in an agreement that bears a date of signing."""
    signed = [row["value"] for row in rows["dates"] if row["kind"] == "signed" and _FULL.fullmatch(row["value"])]
    empty = [s for s in rows["slots"] if not s["filled"] and s["evidence"]["clause"] != "signature"]
    if not signed or head["status"] != "partial" or not empty:
        return
    labels = list(dict.fromkeys(s["label"] for s in empty if s["label"]))
    shown = "、".join(labels[:_SHOWN]) + ("…" if len(labels) > _SHOWN else "")
    place = empty[0]["evidence"]
    said = {"signed": signed[0], "count": len(empty), "labels": shown or "…"}
    yield Finding("blank-in-signed", place["clause"], said, place["start"], place["end"])


def _conflicts(rows: dict, words: dict) -> Iterator[Finding]:
    """One item given differently in different clauses."""
    for kind in _ONE_VALUE:
        found = [r for r in rows["dates"] if r["kind"] == kind and _FULL.fullmatch(r["value"])]
        values = list(dict.fromkeys(r["value"] for r in found))
        clauses = {r["evidence"]["clause"] for r in found}
        if len(values) > 1 and len(clauses) > 1:
            label = words.get(kind, {})
            said = {"what": label.get("zh", kind), "what_en": label.get("en", kind), "values": " / ".join(values)}
            yield Finding("value-conflict", found[1]["evidence"]["clause"], said, found[1]["evidence"]["start"], found[1]["evidence"]["end"])


def _same(parties: list[dict], words: dict) -> Iterator[Finding]:
    """The same name, number or account under two roles."""
    for key in _OF_ONE:
        seen: dict[str, dict] = {}
        for party in parties:
            value = party[key] and re.sub(r"\s", "", fold(party[key])).lower()
            other = seen.setdefault(value, party) if value else party
            if other["role"] != party["role"]:
                label = words.get(key, {})
                said = {"one": other["role"], "other": party["role"], "value": party[key]}
                said |= {"what": label.get("zh", key), "what_en": label.get("en", key)}
                place = party["field_evidence"].get(key, {})
                yield Finding("same-party", place.get("clause"), said, place.get("start"), place.get("end"))
                return


def _renewal(mentions: tuple[Mention, ...], days: list[dict], text: str) -> Iterator[Finding]:
    for mention in mentions:
        if mention.field == "finding" and mention.value.value == "auto-renewal":
            notice = next((d for d in days if d["kind"] == "notice"), None)
            said: dict = {"form": "open"}
            if notice and notice["date"]:
                day = notice["until"] or notice["date"]
                said = {"date": day, "rule": notice["rule"]["zh"], "rule_en": notice["rule"]["en"]}
            elif notice and notice["rule"]["en"].endswith("not computed"):
                said = {"form": "working", "period": notice["text"]}
            yield Finding("auto-renewal", None, said, mention.start, mention.end)
            return


def _conditions(rows: dict, mentions: tuple[Mention, ...], text: str) -> Iterator[Finding]:
    """Effect and terms that wait for an event the text names."""
    if not any(r["kind"] == "effective" for r in rows["dates"]):
        for mention in mentions:
            if mention.field == "finding" and mention.value.value == "effective-on-event":
                event = " ".join(text[mention.start : mention.end].split())
                yield Finding("effective-on-event", None, {"event": event}, mention.start, mention.end)
                break
    known = {r["evidence"]["clause"] for r in rows["dates"] if r["kind"] in ("start", "end")}
    events = [m for m in mentions if m.field == "finding" and m.value.value == "runs-from-event"]
    for row in rows["durations"]:
        place = row["evidence"]
        if row["kind"] == "term" and row["bound"] == "exact" and place["clause"] not in known:
            beside = next((text[m.start : m.end] for m in events if _one_sentence(text, place, m)), None)
            if event := row["from_event"] or beside:
                yield Finding("term-on-event", place["clause"], {"term": row["text"], "event": event}, place["start"], place["end"])


def _one_sentence(text: str, place: dict, mention: Mention) -> bool:
    low, high = min(place["start"], mention.start), max(place["end"], mention.end)
    return not re.search("[。；;\n]", text[low:high])
