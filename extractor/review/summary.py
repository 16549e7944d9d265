"""A record and its groups → its line in the list: what it is, what is to be looked at, how far the review is."""

from __future__ import annotations

from extractor.anchors import record_id
from extractor.catalogue import Catalogue
from extractor.review.groups import Entry, Group, groups
from extractor.table import rows, show

FILTERS = ("all", "open", "missing", "conflict", "low", "warning", "failed")
_MISSING = ("contracts.title", "parties.name", "dates.signed")
_COLUMNS = (
    "title",
    "contract_no",
    "party_a",
    "party_b",
    "party_c",
    "other_parties",
    "signed",
    "end",
    "total",
    "currency",
    "status",
    "contract_type",
)


def line(record: dict, words: Catalogue, lang: str) -> dict:
    """Plain values: ``id file title no parties signed end total kind state``, ``status`` (of an agreement with blanks),
    ``missing`` (labels), ``conflict``, ``low``, ``warning`` (numbers), ``done`` and ``of`` (main values decided, main
    values)."""
    document = record["document"]
    made = {"id": record_id(document["source"]), "file": _plain(document["source"]), "state": document["outcome"]["state"]}
    if document["outcome"]["state"] in ("failed", "skipped"):
        outcome = document["outcome"]
        why = " – ".join(part for part in (outcome["reason"] or outcome["code"], outcome["next_step"]) if part)
        told = f"{words.code('state', outcome['state'], lang)}: {why}"
        return made | {"title": "", "failed": 1, "told": told, "done": 0, "of": 0}
    (row,) = rows(record)["contracts"]
    open_status = row["status"] if row["status"] in ("blank", "partial") else ""
    columns = {c.id: c for c in words.sheet("contracts").columns}
    said = {name: show(row.get(name), columns[name], words, lang) for name in _COLUMNS}
    parties = [str(said[name]) for name in ("party_a", "party_b", "party_c", "other_parties") if said[name]]
    some = groups(record, words, lang)
    done, of = progress(record, some)
    torn = {e.field for g in some for e in g.entries if e.state in ("conflict", "error")} | {
        d["field"] for d in record.get("decisions", ()) if d["state"] == "conflict"
    }
    return made | {
        "title": said["title"] or "",
        "no": said["contract_no"] or "",
        "parties": parties,
        "signed": _text(said["signed"]),
        "end": _text(said["end"]),
        "total": _money(said["total"], said["currency"]),
        "status": words.code("status", open_status, lang) if open_status else "",
        "kind": said["contract_type"] or "",
        "missing": list(dict.fromkeys(e.label for g in some for e in g.entries if _is_missing(e))),
        "conflict": len(torn),
        "low": sum(e.low for g in some for e in g.entries),
        "warning": sum(e.state in ("error", "warning") for g in some if g.kind == "check" for e in g.entries),
        "done": done,
        "of": of,
    }


def progress(record: dict, some: list[Group]) -> tuple[int, int]:
    """How many main values are decided on in the review, of how many."""
    decided = {
        d["item"]
        for d in record.get("decisions", ())
        if d["item"] and d["origin"] == "review" and d["state"] not in ("changed", "gone", "other-content")
    }
    main = [e.id for g in some for e in g.entries if e.main]
    return sum(name in decided for name in main), len(main)


def _is_missing(entry: Entry) -> bool:
    return entry.field in _MISSING and entry.state in ("blank", "absent")


def _money(total: object, currency: object) -> str:
    if total is None:
        return ""
    shown = f"{total:,f}" if not isinstance(total, str) else total
    return shown if currency in (None, "CNY") else f"{shown} {currency}"


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _plain(name: str) -> str:
    """A name of a file as text that UTF-8 can hold."""
    return name.encode("utf-8", "replace").decode("utf-8")
