"""Record → rows for what people decided, and what the ledger shows of it beside the machine's values."""

from __future__ import annotations

from extractor.cells import behind, column_of, party_columns

Row = dict[str, object]
_LOOK = ("changed", "gone", "other-content")  # states that want a second look


def rows(record: dict) -> list[Row]:
    """One row per decision that stands, those in conflict first."""
    keys, values = ("field", "place", "verdict", "state", "origin", "note"), ("now", "machine", "value")
    found = [
        {key: d[key] for key in keys} | {key: coded(d["field"], d[key]) for key in values} | {"when": d["when"][:16].replace("T", " ")}
        for d in record.get("decisions", ())
    ]
    return sorted(found, key=lambda row: (row["state"] != "conflict", row["state"] not in _LOOK))


_CODES = {"contracts.contract_type": "contract_type", "contracts.tax_included": "flag", "contracts.auto_renewal": "flag", "contracts.status": "status"}


def coded(field: str, value: str | None) -> tuple:
    """A value as a cell of items: with the closed set whose words it is shown in, where it is a code."""
    codes = "stance" if field.startswith("data_terms.") else _CODES.get(field)
    return () if value is None else ((codes, value) if codes else value,)


def by_column(record: dict) -> dict[str, list[dict]]:
    """Ledger column → the decisions that correct or strike out something in it, or differ about it (entries of ``decisions``)."""
    columns = {item.id: column for column, some in behind(record).items() for item in some if column != "currency"}
    found: dict[str, list[dict]] = {}
    for d in record.get("decisions", ()):
        column = columns.get(d["item"]) if d["item"] else column_of(d["field"])
        if d["field"] == "parties.name" and not d["item"]:
            column = party_columns(record["parties"]).get(d["place"].partition("#")[0])
        if column and (d["verdict"] != "accept" or d["state"] == "conflict"):
            found.setdefault(column, []).append(d)
    return found


def state_of(decisions: list[dict]) -> str:
    """The gravest state of a cell's decisions: ``conflict``, ``look`` (decided about something else than what stands there now), ``kept``."""
    states = {d["state"] for d in decisions}
    return "conflict" if "conflict" in states else "look" if states & set(_LOOK) else "kept"
