"""Record → rows for checks, deadlines and checklists, and what the ledger shows of them.

A cell that is a dict holds a sentence in each language (column type ``said``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

Row = dict[str, object]
_WORDS = {"missing": {"zh": "缺", "en": "missing"}, "partial": {"zh": "部分", "en": "partly"}}
_JOINT = {"zh": ("、", "；", "："), "en": (", ", "; ", ": ")}


def issues(record: dict) -> list[Row]:
    """One row per check that found something, the gravest first."""
    return [
        {
            "code": c["code"],
            "severity": c.get("severity", "warning"),
            "clause": c["clause"],
            "message": {"zh": c["message_zh"], "en": c["message"]},
            "quote": (c.get("evidence") or {}).get("text"),
            "page": (c.get("evidence") or {}).get("page"),
        }
        for c in checks(record)
    ]


_GRAVE = {"error": 0, "warning": 1, "notice": 2}


def checks(record: dict) -> list[dict]:
    """The checks of a record, the gravest first; of records without any their warnings."""
    found = record.get("checks") or [w | {"message_zh": w["message"]} for w in record["document"]["warnings"]]
    return sorted(found, key=lambda c: _GRAVE.get(c.get("severity"), 1))


def deadlines(record: dict) -> list[Row]:
    """One row per deadline; a day that is not computed is empty and the rule says why."""
    return [
        {
            "kind": d["kind"],
            "date": date.fromisoformat(d["date"]) if d["date"] else None,
            "until": date.fromisoformat(d["until"]) if d["until"] else None,
            "computed": d["computed"],
            "how": d["rule"],
        }
        for d in record.get("deadlines", ())
    ]


def checklist_items(record: dict) -> list[tuple[Row, dict]]:
    """Per item of each checklist its row and its first evidence (an empty dict where there is none)."""
    return [
        (
            {
                "checklist": checklist["title"],
                "law": checklist["law"],
                "article": item["article"],
                "requirement": item["requirement"],
                "state": item["state"],
            },
            next(iter(item["evidence"]), {}),
        )
        for checklist in record.get("checklists", ())
        for item in checklist["items"]
    ]


def ledger(record: dict) -> Row:
    """The ledger's cells: kind, sides, tax, renewal, notice, checklists, number of warnings."""
    document = record["document"]
    found = record.get("checks")
    kind, tax = document.get("contract_type"), document.get("tax") or {}
    row: Row = {
        "contract_type": kind and kind["value"],
        "own_side": tuple(document.get("own_side") or ()),
        "other_side": tuple(document.get("other_side") or ()),
        "tax_included": _one([t["value"] for t in tax.get("included", ())]),
        "tax_rate": " / ".join(dict.fromkeys(t["value"] for t in tax.get("rate", ()))) or None,
        "auto_renewal": True if any(c["code"] == "auto-renewal" for c in found or ()) else None,
        "notice_by": _notice(record.get("deadlines", ())),
    }
    row |= {f"checklist_{c['id']}": {lang: _summary(c["items"], lang) for lang in _WORDS["missing"]} for c in record.get("checklists", ())}
    grave = document["warnings"] if found is None else [c for c in found if c["severity"] != "notice"]
    return row | {"warnings": len(grave)}


def _one(values: list[bool]) -> bool | None:
    """What all places say, None where they differ or there is none."""
    return values[0] if values and len(set(values)) == 1 else None


def _notice(days: Iterable[dict]) -> date | None:
    return next((date.fromisoformat(d["until"] or d["date"]) for d in days if d["kind"] == "notice" and d["date"]), None)


def _summary(items: list[dict], lang: str) -> str:
    """``8/10；缺：…；部分：…``: how many items the text has, and which it lacks."""
    comma, semicolon, colon = _JOINT[lang]
    parts = [f"{sum(i['state'] == 'present' for i in items)}/{len(items)}"]
    for state, words in _WORDS.items():
        names = [i["requirement"][lang] for i in items if i["state"] == state]
        if names:
            parts.append(words[lang] + colon + comma.join(names))
    return semicolon.join(parts)
