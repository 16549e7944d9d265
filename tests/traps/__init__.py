"""Files that readers get wrong, one trap each: how the file is made, and what the record of it must say.

`TRAPS` is the table; `answer` reads a record the way a trap asks. A known failure stands in ``known.toml`` with its reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trap:
    """``wanted``: question → answer about the records of the file, see `answer`. ``kind``: Word, PDF, scan or other."""

    kind: str
    name: str
    file: str
    make: Callable[[], bytes]
    wanted: dict[str, object]


TRAPS: list[Trap] = []


def trap(kind: str, name: str, file: str, make: Callable[[], bytes], **wanted: object) -> None:
    """Put a trap into the table."""
    TRAPS.append(Trap(kind, name, file, make, wanted))


def known() -> dict[str, str]:
    """The traps that still catch the tool, by name, with the reason."""
    return tomllib.loads((Path(__file__).parent / "known.toml").read_text("utf-8"))


def answer(question: str, records: list[dict]) -> object:
    """What the records of one file say. All questions but `sources` and `outcomes` are about the first record."""
    return _ANSWERS[question](records) if question in ("sources", "outcomes") else _ANSWERS[question](records[0])


def _texts(record: dict) -> list[str]:
    return record["document"]["text"].split("\n")


def _slot(row: dict) -> tuple:
    return row["label"], row["value"] if row["filled"] else None


def _evidence(record: object) -> Iterator[dict]:
    """The places of everything in a record, however deep it stands."""
    if isinstance(record, dict):
        if "clause" in record and "bbox" in record:
            yield record
        for inside in record.values():
            yield from _evidence(inside)
    elif isinstance(record, list):
        for inside in record:
            yield from _evidence(inside)


def _checks(record: dict) -> list[tuple]:
    """Findings that a reader's work rests on, with their clause and quote."""
    told = ("unaccepted-change",)
    return [(c["clause"], c["evidence"]["text"]) for c in record["checks"] if c["code"] in told]


_ANSWERS: dict[str, Callable] = {
    "lines": _texts,
    "body": lambda r: [t for t in _texts(r) if not re.match("仓储服务合同|[甲乙]方：", t)],  # without title and parties
    "paths": lambda r: [a["path"] for a in r["articles"] if a["path"] not in ("preamble", "signature")],
    "labels": lambda r: [a["label"] for a in r["articles"] if a["label"]],
    "headings": lambda r: {a["path"]: a["heading"] for a in r["articles"] if a["heading"]},
    "parents": lambda r: {a["path"]: a["parent"] for a in r["articles"] if a["parent"]},
    "parties": lambda r: {p["role"]: p["name"] for p in r["parties"]},
    "representatives": lambda r: {p["role"]: p["legal_representative"] for p in r["parties"]},
    "phones": lambda r: {p["role"]: p["phone"] for p in r["parties"]},
    "addresses": lambda r: {p["role"]: p["address"] for p in r["parties"]},
    "emails": lambda r: {p["role"]: p["email"] for p in r["parties"]},
    "number": lambda r: r["document"]["contract_no"],
    "title": lambda r: r["document"]["title"],
    "dates": lambda r: [(d["kind"], d["value"]) for d in r["dates"]],
    "durations": lambda r: [(d["kind"], d["value"]) for d in r["durations"]],
    "amounts": lambda r: [a["value"] for a in r["amounts"]],
    "slots": lambda r: [_slot(s) for s in r["slots"]],
    "written": lambda r: [s["value"] if s["filled"] else None for s in r["slots"]],
    "status": lambda r: r["document"]["status"],
    "warnings": lambda r: sorted({w["code"] for w in r["document"]["warnings"]}),
    "rests_on_change": _checks,
    "changes": lambda r: [(c["kind"], c["text"], c["author"]) for c in r["document"]["changes"]],
    "comments": lambda r: r["document"]["comments"],
    "removed": lambda r: sorted((b["kind"], b["text"]) for b in r["document"]["boilerplate"]),
    "format": lambda r: r["document"]["format"],
    "ocr": lambda r: r["document"]["ocr"],
    "pages": lambda r: r["document"]["pages"],
    "places": lambda r: {p["role"]: p["evidence"].get("place") for p in r["parties"]},
    "on_page": lambda r: {p["role"]: p["evidence"]["page"] for p in r["parties"]},
    "boxed": lambda r: all(e["page"] and e["bbox"] for e in _evidence(r)),
    "placed": lambda r: all(e.get("place") for e in _evidence(r)),
    "cells": lambda r: sorted({e["place"] for e in _evidence(r) if re.fullmatch(r"t\d+\.r\d+\.c\d+", e.get("place", ""))}),
    "kinds_found": lambda r: sorted(k for k in ("parties", "dates", "durations", "amounts", "data_terms", "slots", "checks", "deadlines") if r[k]),
    "unsure": lambda r: sorted({round(p["confidence"], 3) for p in r["parties"]})[:1] < [0.995],
    "outcomes": lambda rs: [(r["document"]["outcome"]["state"], r["document"]["outcome"]["code"]) for r in rs],
    "sources": lambda rs: [re.sub(r"^.*?/(?=trap\.)", "", r["document"]["source"]) for r in rs],
}
