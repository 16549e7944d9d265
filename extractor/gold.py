"""Gold labels: what a careful person says one agreement holds.

Two spellings of one thing. ``.json`` is the exchange form (``lines`` and ``gold``, every item a plain object). ``.gold`` is the form
people write: three parts divided by a line ``---`` (facts, the agreement line by line, the labels), described in ``corpus/README.md``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

PARTY_FIELDS = (
    "legal_representative",
    "agent",
    "id_number",
    "address",
    "contact",
    "phone",
    "email",
    "bank",
    "account",
)
NODES = ("part", "article", "clause", "item", "annex")
PLAIN = ("title", "para", "sign")
KINDS = {
    "date": {"signed", "effective", "start", "end", "delivery", "payment", "other"},
    "duration": {
        "term",
        "renewal",
        "notice",
        "payment",
        "delivery",
        "acceptance",
        "cure",
        "retention",
        "confidentiality",
        "warranty",
        "probation",
        "response",
        "other",
    },
    "amount": {"total", "deposit", "penalty", "unit", "other"},
    "term": {
        "purpose",
        "categories",
        "format",
        "volume",
        "lawful_source",
        "personal_information",
        "sharing",
        "subprocessing",
        "cross_border",
        "security",
        "deidentification",
        "subject_rights",
        "retention",
        "deletion",
        "breach",
        "audit",
        "ownership",
        "confidentiality",
        "law",
    },
}
STANCES = {"require", "permit", "prohibit", "condition", "state"}
BOUNDS = {"exact", "max", "min"}
FACTS = ("id", "genre", "language", "title", "contract_no", "status", "truncated")


class GoldError(ValueError):
    """A label file that does not say what it must; the message names file and line."""


def load(path: Path) -> dict:
    """Read one ``.gold`` or ``.json`` label file into the exchange form. Raises GoldError with file and line."""
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else parse(text, name=str(path))


def load_dir(folder: Path) -> list[dict]:
    """Every label file below ``folder``, ordered by id."""
    files = [f for f in sorted(folder.rglob("*")) if f.suffix in (".gold", ".json")]
    return sorted((load(f) for f in files), key=lambda g: g["id"])


def parse(text: str, name: str = "<text>") -> dict:
    """Parse the ``.gold`` form. Returns the exchange form; every quote is checked to stand literally in its clause."""
    part, facts, lines, labels = 0, {}, [], []
    for number, raw in enumerate(text.splitlines(), 1):
        where = f"{name}:{number}"
        if raw.strip() == "---":
            part += 1
        elif not raw.strip() or raw.startswith("#"):
            continue
        elif part == 0:
            key, _, value = raw.partition(":")
            if key not in FACTS:
                raise GoldError(f"{where}: unknown fact {key!r}; known: {', '.join(FACTS)}")
            facts[key] = value.strip()
        elif part == 1:
            _line(raw, lines, where)
        else:
            labels.append((raw, where))
    missing = [k for k in FACTS if k not in facts]
    if part < 2 or missing:
        raise GoldError(f"{name}: needs three parts divided by '---' and the facts {', '.join(missing) or 'all'}")
    gold = {
        "id": facts["id"],
        "genre": facts["genre"],
        "language": facts["language"],
        "title": facts["title"],
        "contract_no": None if facts["contract_no"] == "-" else facts["contract_no"],
        "status": facts["status"],
        "truncated": facts["truncated"] == "yes",
        "lines": lines,
        "gold": {
            "parties": [],
            "dates": [],
            "durations": [],
            "amounts": [],
            "data_terms": [],
            "slots": [],
            "warnings": [],
        },
        "optional": {"dates": [], "durations": [], "data_terms": []},
    }
    texts = _clause_texts(lines)
    for raw, where in labels:
        _label(raw, gold, texts, where)
    return gold


def _line(raw: str, lines: list[dict], where: str) -> None:
    kind, bar, rest = raw.partition(" | ")
    head = kind.split()
    if not bar or not head:
        raise GoldError(f"{where}: a line is 'kind [path] | …'")
    if head[0] == "row":
        row = [cell.strip() for cell in rest.split("¦")]
        if not (lines and lines[-1]["t"] == "table" and not lines[-1].get("closed")):
            lines.append({"t": "table", "rows": []})
        lines[-1]["rows"].append(row)
        return
    if head[0] in PLAIN and len(head) == 1:
        lines.append({"t": head[0], "text": rest})
    elif head[0] in NODES and len(head) == 2:
        cells = [c.strip() for c in rest.split("|", 2)]
        if len(cells) != 3:
            raise GoldError(f"{where}: a numbered line is 'kind path | label | heading | text' (empty where there is none)")
        node = {"t": head[0], "path": head[1]}
        node |= {k: v for k, v in zip(("label", "heading", "text"), cells, strict=True) if v}
        lines.append(node)
    else:
        raise GoldError(f"{where}: unknown line kind {kind!r}; known: {', '.join(PLAIN + NODES)} and row")


def _clause_texts(lines: list[dict]) -> dict[str, str]:
    """Clause path -> all its own words (label, heading, text, following paragraphs and rows)."""
    texts: dict[str, str] = {}
    path = "preamble"
    for line in lines:
        if line["t"] == "sign":
            path = "signature"
        elif "path" in line and line["t"] != "part":
            path = line["path"]
        elif line["t"] == "part":
            path = line["path"]
        words = ["\t".join(row) for row in line["rows"]] if line["t"] == "table" else [
            " ".join(line[k] for k in ("label", "heading", "text") if line.get(k))
        ]
        texts[path] = "\n".join([texts[path], *words] if path in texts else words)
    return texts


def _quote(quote: str, clause: str, texts: dict[str, str], where: str) -> None:
    if clause not in texts:
        raise GoldError(f"{where}: no clause {clause!r}; there are {', '.join(texts)}")
    if quote not in texts[clause]:
        raise GoldError(f"{where}: {quote!r} does not stand in clause {clause}: {texts[clause][:80]!r}…")


def _one_of(value: str, allowed: set[str], what: str, where: str) -> str:
    if value not in allowed:
        raise GoldError(f"{where}: {what} {value!r} is none of {', '.join(sorted(allowed))}")
    return value


def _label(raw: str, gold: dict, texts: dict[str, str], where: str) -> None:
    cells = [c.strip() for c in raw.split(" | ")]
    head, out = cells[0].split(), gold["gold"]
    optional = head[0] == "optional"
    if optional:
        head = head[1:]
    kind = head[0]
    try:
        if kind == "party":
            out["parties"].append(_party(head[1], cells[1:], where))
        elif kind == "date":
            row = {"kind": _one_of(head[1], KINDS["date"], "date kind", where), "value": head[2]}
            _timed(row, cells, texts, where, gold, "dates", optional)
        elif kind == "duration":
            row = {
                "kind": _one_of(head[1], KINDS["duration"], "duration kind", where),
                "value": head[2],
                "bound": _one_of(head[3], BOUNDS, "bound", where),
                "day_type": None if head[4] == "-" else _one_of(head[4], {"working", "calendar"}, "day type", where),
            }
            _timed(row, cells, texts, where, gold, "durations", optional)
        elif kind == "amount":
            row = {"kind": _one_of(head[1], KINDS["amount"], "amount kind", where), "value": head[2], "currency": head[3]}
            extra = dict(c.split("=", 1) for c in cells[3:])
            _quote(cells[2], cells[1], texts, where)
            agrees = {"yes": True, "no": False}.get(extra.get("agrees", ""))
            row |= {"capital": extra.get("capital"), "capital_agrees": agrees, "text": cells[2], "clause": cells[1]}
            out["amounts"].append(row)
        elif kind == "term":
            row = {
                "type": _one_of(head[1], KINDS["term"], "data term", where),
                "stance": _one_of(head[2], STANCES, "stance", where),
                "actor": None if head[3] == "-" else head[3],
                "value": None if cells[2] == "-" else cells[2],
                "text": cells[3],
                "clause": cells[1],
            }
            _quote(cells[3], cells[1], texts, where)
            (gold["optional"]["data_terms"] if optional else out["data_terms"]).append(row)
        elif kind == "slot":
            filled = _one_of(head[1], {"filled", "blank"}, "slot state", where) == "filled"
            if cells[1] not in texts:
                raise GoldError(f"{where}: no clause {cells[1]!r}")
            value = None if cells[3] == "-" else cells[3]
            out["slots"].append({"clause": cells[1], "label": cells[2], "value": value, "filled": filled})
        elif kind == "warning":
            out["warnings"].append({"code": head[1], "clause": None if cells[1] == "-" else cells[1]})
        else:
            raise GoldError(f"{where}: unknown label {kind!r}")
    except (IndexError, ValueError) as error:
        if isinstance(error, GoldError):
            raise
        raise GoldError(f"{where}: too few parts in {raw!r}") from error


def _party(role: str, cells: list[str], where: str) -> dict:
    fields = dict(c.split("=", 1) for c in cells if c)
    party = {"role": role, "aliases": [a for a in fields.pop("alias", "").split(",") if a]}
    party |= {"name": fields.pop("name", None), "kind": fields.pop("kind", None)}
    party |= {key: fields.pop(key, None) for key in PARTY_FIELDS}
    if fields:
        raise GoldError(f"{where}: unknown party fields {', '.join(fields)}")
    return party


_ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_ISO_SPAN = re.compile(r"P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?)?")


def _timed(row: dict, cells: list[str], texts: dict, where: str, gold: dict, key: str, optional: bool) -> None:
    """A date or a duration: its clause, its quote and what else the label says (``from=…``, ``alt=…``)."""
    iso = _ISO_DATE if key == "dates" else _ISO_SPAN
    if not iso.fullmatch(row["value"]) or row["value"] in ("P", "PT"):
        raise GoldError(f"{where}: {row['value']!r} is no ISO 8601 value")
    _quote(cells[2], cells[1], texts, where)
    extra = dict(c.split("=", 1) for c in cells[3:])
    row |= {"text": cells[2], "clause": cells[1]}
    if key == "durations":
        row["from_event"] = extra.get("from")
        if row["from_event"]:
            _quote(row["from_event"], cells[1], texts, where)
    if "alt" in extra:
        row["alt_kind"] = extra["alt"]
    (gold["optional"] if optional else gold["gold"])[key].append(row)
