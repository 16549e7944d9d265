"""Records against gold: precision, recall and F1 of everything in the record, field by field, and each rule's own precision.

Keys follow the conventions of the gold: rows labelled optional count on neither side, a row's ``alt_kind`` is as good as its kind, texts are
compared without white space and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extractor.decisions import Decision, apply, plain
from extractor.gold import PARTY_FIELDS

_NOISE = re.compile(r"[\s_“”\"'‘’、,，。.;；:：()（）【】\[\]·-]+")


def norm(value: object) -> str:
    """A text as it is compared: NFKC, lower case, no white space or punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", str(value or "")).lower())


@dataclass(slots=True)
class Tally:
    """Hits and misses of one field. `missed` and `extra` name the document and the key."""

    hit: int = 0
    missed: list[tuple[str, object]] = field(default_factory=list)
    extra: list[tuple[str, object]] = field(default_factory=list)

    def add(self, gold: Iterable, found: Iterable, document: str) -> None:
        want, got = Counter(gold), Counter(found)
        self.hit += sum((want & got).values())
        self.missed += [(document, key) for key in (want - got).elements()]
        self.extra += [(document, key) for key in (got - want).elements()]

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + len(self.extra)) if self.hit + len(self.extra) else 1.0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + len(self.missed)) if self.hit + len(self.missed) else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def n(self) -> int:
        return self.hit + len(self.missed)


def score(records: Iterable[dict], gold: Iterable[dict]) -> dict[str, Tally]:
    """Tallies per field over all gold agreements; an agreement without a record counts as all missed."""
    by_id = {Path(r["document"]["source"].split("!/")[-1]).stem: r for r in records}
    tallies: dict[str, Tally] = {}
    for wanted in gold:
        record = by_id.get(wanted["id"]) or _EMPTY
        for name, want, got in _pairs(wanted, record):
            tallies.setdefault(name, Tally()).add(want, got, wanted["id"])
    return tallies


_EMPTY = {"document": {}, **{k: [] for k in ("articles", "parties", "dates", "durations", "amounts", "data_terms", "slots")}}


def _clause(row: dict) -> str | None:
    return row["clause"] if "clause" in row else (row.get("evidence") or {}).get("clause")


def _pairs(wanted: dict, record: dict) -> Iterator[tuple[str, list, list]]:
    """(field, gold keys, found keys) of one agreement."""
    truth, head = wanted["gold"], record["document"]
    if wanted.get("title") is not None:
        yield "title", [norm(wanted["title"])], [norm(head.get("title"))] if head.get("title") else []
    number = wanted.get("contract_no")
    yield "contract_no", [norm(number)] if number else [], [norm(head["contract_no"])] if head.get("contract_no") else []
    yield "status", [wanted["status"]], [head.get("status")]
    if "truncated" in wanted:
        yield "truncated", [wanted["truncated"]], [head.get("truncated")]
    yield from _articles(wanted, record)
    yield from _parties(truth["parties"], record["parties"])
    optional = wanted.get("optional") or {}
    for rows, metrics in _TIMED.items():
        for name, key in metrics.items():
            want, got = _settled(truth[rows], optional.get(rows, []), record[rows], key)
            yield name, sorted(want, key=str), sorted(got, key=str)
    totals = [(_money(a["value"]), a["currency"]) for a in truth["amounts"] if a["kind"] == "total"]
    yield "total_amounts", sorted(set(totals)), sorted({(_money(a["value"]), a["currency"]) for a in record["amounts"] if a["kind"] == "total"})
    known = {a["kind"] for a in truth["amounts"]} | {"total", "deposit"}
    yield "amounts", [_amount(a) for a in truth["amounts"]], [_amount(a) for a in record["amounts"] if a["kind"] in known]
    yield from _attributes(truth, record)
    if "slots" in truth:
        yield "slots", [(s["clause"], s["filled"]) for s in truth["slots"]], [(_clause(s), s["filled"]) for s in record["slots"]]
        labelled = lambda rows: [(_clause(s), norm(s["label"])[-4:]) for s in rows]  # noqa: E731
        yield "slot_labels", labelled(truth["slots"]), labelled(record["slots"])
        filled = lambda rows: [(_clause(s), norm(s["value"])) for s in rows if s["filled"]]  # noqa: E731
        yield "slot_values", filled(truth["slots"]), filled(record["slots"])
    if "warnings" in truth:
        codes = {w["code"] for w in truth["warnings"]} | _CODES
        found = [w["code"] for w in head.get("warnings", []) if w["code"] in codes]
        yield "warnings", [w["code"] for w in truth["warnings"]], found


_CODES = {
    "numbering-gap",
    "numbering-duplicate",
    "reference-missing",
    "code-check-digit",
    "id-check-digit",
    "capital-mismatch",
    "term-mismatch",
    "name-mismatch",
    "end-before-start",
    "signed-after-effective",
}


def _articles(wanted: dict, record: dict) -> Iterator[tuple[str, list, list]]:
    lines = [line for line in wanted["lines"] if "path" in line]
    nodes = [a for a in record["articles"] if a["path"] not in ("preamble", "signature")]
    deep = [a for a in nodes if a["level"] > 0]
    want = [(x["path"], norm(x.get("heading") or x.get("text"))[:8]) for x in lines if x["t"] in ("article", "clause", "item")]
    yield "articles", want, [(a["path"], norm(a["heading"] or a["text"])[:8]) for a in deep]
    complete = any(line["t"] in ("title", "para", "sign") for line in wanted["lines"])
    if complete:
        yield "parts", [x["path"] for x in lines if x["t"] in ("part", "annex")], [a["path"] for a in nodes if a["level"] == 0]
        want = [(x["path"], norm(x["heading"])) for x in lines if x.get("heading")]
        yield "headings", want, [(a["path"], norm(a["heading"])) for a in nodes if a["heading"]]


def _parties(truth: list[dict], found: list[dict]) -> Iterator[tuple[str, list, list]]:
    def names(rows):
        return [(p["role"], norm(p["name"])) for p in rows if p["name"]]

    def fields(rows):
        return [(p["role"], k, norm(p[k])) for p in rows for k in PARTY_FIELDS if p.get(k)]

    yield "party_roles", [p["role"] for p in truth], [p["role"] for p in found]
    yield "party_names", names(truth), names(found)
    yield "party_fields", fields(truth), fields(found)
    yield "party_kinds", [(p["role"], p["kind"]) for p in truth if p["name"]], [(p["role"], p["kind"]) for p in found if p["name"]]
    aliases = lambda rows: [(p["role"], norm(a)) for p in rows for a in p["aliases"]]  # noqa: E731
    yield "party_aliases", aliases(truth), aliases(found)


_TIMED: dict[str, dict[str, Callable[[dict], tuple]]] = {
    "dates": {
        "dates": lambda r: (r["kind"], r["value"]),
        "date_values": lambda r: (r["value"],),
    },
    "durations": {
        "durations": lambda r: (r["kind"], r["value"], _clause(r)),
        "duration_values": lambda r: (r["value"], _clause(r)),
        "duration_bounds": lambda r: (r["value"], r["day_type"], r["bound"], _clause(r)),
    },
    "data_terms": {"data_terms": lambda r: (r["type"], _clause(r))},
}


def _settled(gold: list[dict], optional: list[dict], found: list[dict], key: Callable[[dict], tuple]) -> tuple[set, set]:
    want, got = {key(row) for row in gold}, {key(row) for row in found}
    for row in gold:
        if row.get("alt_kind") and key(row) not in got:
            other = key(row | {"kind": row["alt_kind"]})
            if other in got and other not in want:
                got = (got - {other}) | {key(row)}
    return want, got - ({key(row) for row in optional} - want)


def _money(value: str) -> str:
    try:
        return f"{float(value):.2f}"
    except (TypeError, ValueError):
        return str(value)


def _amount(row: dict) -> tuple:
    return row["kind"], _money(row["value"]), row["currency"]


def _attributes(truth: dict, record: dict) -> Iterator[tuple[str, list, list]]:
    """What else an item says, over the items that both sides have."""
    terms = {(r["type"], _clause(r)): r for r in record["data_terms"]}
    both = [(r, terms[(r["type"], r["clause"])]) for r in truth["data_terms"] if (r["type"], r["clause"]) in terms]
    for name in ("stance", "actor", "value"):
        same = norm if name != "stance" else str
        yield f"data_term_{name}", [(r["clause"], same(r[name])) for r, _ in both], [(r["clause"], same(f[name])) for r, f in both]
    spans = {(r["value"], _clause(r)): r for r in record["durations"]}
    pairs = [(r, spans[(r["value"], r["clause"])]) for r in truth["durations"] if "from_event" in r and (r["value"], r["clause"]) in spans]
    yield (
        "duration_from_event",
        [(r["clause"], norm(r["from_event"])) for r, _ in pairs],
        [(r["clause"], norm(f.get("from_event"))) for r, f in pairs],
    )
    sums = {_amount(r): r for r in record["amounts"]}
    rows = [(r, sums[_amount(r)]) for r in truth["amounts"] if "capital_agrees" in r and _amount(r) in sums]
    yield "amount_capital_agrees", [(_amount(r), r["capital_agrees"]) for r, _ in rows], [(_amount(r), f["capital_agrees"]) for r, f in rows]


def rules(records: Iterable[dict], gold: Iterable[dict]) -> dict[str, tuple[int, int]]:
    """Rule id → (right, fired) over the labelled agreements; what stands as optional in the gold is not counted."""
    by_id = {Path(r["document"]["source"].split("!/")[-1]).stem: r for r in records}
    right, fired = Counter(), Counter()
    keys = {rows: next(iter(metrics.values())) for rows, metrics in _TIMED.items()} | {"amounts": _amount}
    for wanted in gold:
        record = by_id.get(wanted["id"])
        if record is None:
            continue
        truth, optional = wanted["gold"], wanted.get("optional") or {}
        for rows, key in keys.items():
            want, _ = _settled(truth[rows], [], record[rows], key) if rows != "amounts" else ({key(r) for r in truth[rows]}, None)
            want |= {key(r | {"kind": r["alt_kind"]}) for r in truth[rows] if r.get("alt_kind")}
            free = {key(r) for r in optional.get(rows, [])} - want
            known = {a["kind"] for a in truth["amounts"]} | {"total", "deposit"}
            for row in record[rows]:
                if key(row) in free or (rows == "amounts" and row["kind"] not in known):
                    continue
                fired[row["rule"]] += 1
                right[row["rule"]] += key(row) in want
        names = {(p["role"], k, norm(p[k])) for p in truth["parties"] for k in ("name", *PARTY_FIELDS) if p.get(k)}
        for party in record["parties"]:
            for name, evidence in party["field_evidence"].items():
                fired[evidence["rule"]] += 1
                right[evidence["rule"]] += (party["role"], name, norm(party[name])) in names
    return {rule: (right[rule], fired[rule]) for rule in sorted(fired)}


def calibration(records: Iterable[dict], gold: Iterable[dict], at: float = 0.9) -> tuple[int, int]:
    """Of the dated, timed, summed and data items given a confidence of at least `at`: (right, given)."""
    by_id = {Path(r["document"]["source"].split("!/")[-1]).stem: r for r in records}
    right = given = 0
    keys = {rows: next(iter(metrics.values())) for rows, metrics in _TIMED.items()}
    for wanted in gold:
        record = by_id.get(wanted["id"]) or _EMPTY
        for rows, key in keys.items():
            want, got = _settled(wanted["gold"][rows], (wanted.get("optional") or {}).get(rows, []), record[rows], key)
            sure = {key(row) for row in record[rows] if row["confidence"] >= at} & got
            given += len(sure)
            right += len(sure & want)
    return right, given


def decided(records: Iterable[dict], made: Iterable[Decision]) -> dict[str, Tally]:
    """Tallies per field over the values that people decided on, and only those: what they accepted or typed is the truth, what they rejected is not. Decisions about a content that
    is not among `records`, and those of workbook and review that differ, count on neither side."""
    tallies: dict[str, Tally] = {}
    for record in apply(records, made):
        seen = set()
        for d in record.get("decisions", ()):
            key = (d["field"], d["item"] or d["place"])
            if d["state"] in ("conflict", "other-content") or key in seen:
                continue
            seen.add(key)
            truth = {"accept": d["machine"], "correct": d["value"]}.get(d["verdict"])
            want, got = ([plain(v)] if v is not None else [] for v in (truth, d["now"]))
            tallies.setdefault(d["field"], Tally()).add(want, got, record["document"]["source"])
    return dict(sorted(tallies.items()))


def report(records: Iterable[dict], gold: Iterable[dict], errors: int = 0) -> str:
    """A table a person reads of `score`; see `table`."""
    return table(score(records, gold), errors)


def table(tallies: dict[str, Tally], errors: int = 0) -> str:
    """Field, precision, recall, F1 and how many; then up to `errors` misses and extras per field."""
    lines = [f"{'field':22}{'precision':>10}{'recall':>10}{'F1':>10}{'n':>8}"]
    lines += [f"{name:22}{t.precision:10.4f}{t.recall:10.4f}{t.f1:10.4f}{t.n:8}" for name, t in tallies.items()]
    for name, tally in tallies.items():
        for kind, found in (("missed", tally.missed), ("extra", tally.extra)):
            lines += [f"{name} {kind}: {document}: {key}" for document, key in found[:errors]]
    return "\n".join(lines)
