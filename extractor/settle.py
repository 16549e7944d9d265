"""Mentions → Record: choose, merge, cross-check, and write down as the output contract says."""

from __future__ import annotations

from extractor.model import DataTermFact, DateFact, Document, DurationFact, AmountFact, Mention, Outline, Record, PartyFact, SlotFact
from extractor.packs import Pack


def settle(document: Document, tree: Outline, mentions: tuple[Mention, ...], pack: Pack) -> Record:
    """The record of one agreement."""
    text = document.text.value

    def evidence(start, end):
        return {"text": text[start:end], "start": start, "end": end, "page": None, "bbox": None, "clause": tree.at(start).path}

    articles = [
        {"path": c.path, "label": c.label, "heading": c.heading or None, "level": c.level, "parent": c.parent,
         "text": text[c.body:c.end].strip(), "start": c.start, "end": c.end, "page": None}
        for c in tree.clauses
    ]  # fmt: skip
    out = {"dates": [], "durations": [], "amounts": [], "data_terms": [], "slots": []}
    keys = {DateFact: "dates", DurationFact: "durations", AmountFact: "amounts", DataTermFact: "data_terms", SlotFact: "slots"}
    parties: dict = {}
    title = number = None
    for m in mentions:
        if type(m.value) in keys:
            row = {f: getattr(m.value, f) for f in m.value.__slots__}
            row |= {"text": text[m.start : m.end], "evidence": evidence(m.start, m.end), "confidence": 0.5}
            seen = out[keys[type(m.value)]]
            same = ("kind", "value") if type(m.value) is DateFact else None
            if same and any(all(r[k] == row[k] for k in same) for r in seen):
                continue
            if type(m.value) is DataTermFact and any(r["type"] == row["type"] and r["evidence"]["clause"] == row["evidence"]["clause"] for r in seen):
                continue
            seen.append(row)
        elif type(m.value) is PartyFact:
            p = parties.setdefault((m.value.role, m.value.member), {
                "role": m.value.role, "aliases": [], "name": None, "kind": None, "legal_representative": None, "agent": None, "id_number": None,
                "address": None, "contact": None, "phone": None, "email": None, "bank": None, "account": None, "evidence": None})  # fmt: skip
            if m.value.field == "alias":
                if m.value.value not in p["aliases"]:
                    p["aliases"].append(m.value.value)
            elif p.get(m.value.field) is None and m.value.value:
                p[m.value.field] = m.value.value
                if m.value.field == "name":
                    p["evidence"] = evidence(m.start, m.end)
        elif m.field == "title":
            title = title or m.value.value
        elif m.field == "contract_no":
            number = number or m.value.value
    source = document.source
    status = "blank" if out["slots"] and not any(s["filled"] for s in out["slots"]) else "partial" if any(not s["filled"] for s in out["slots"]) else "filled"
    head = {"source": source.name, "sha256": source.sha256, "format": source.format, "pages": source.pages, "language": document.language, "ocr": source.ocr,
            "title": title, "contract_no": number, "status": status, "truncated": document.truncated,
            "boilerplate": [{"site": r.site, "kind": r.kind, "text": r.text} for r in document.removed], "text": text,
            "warnings": [], "outcome": {"state": "ok", "code": None, "reason": None, "next_step": None}}  # fmt: skip
    return Record(head, tuple(articles), tuple(parties.values()), *(tuple(out[k]) for k in ("dates", "durations", "amounts", "data_terms", "slots")))
