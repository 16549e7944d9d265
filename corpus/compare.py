"""One agreement, one record: ``python corpus/compare.py [--forms pdf,html] [--half tuned] [--only IDS | --sample N] [--errors N]``.

Prints the agreements of one half in each form, reads them back, and compares each record with that of the ``docx-typed`` print of the same agreement:
F1 per field and of all values together (what must be reached: `BARS`), and of the text the share that was kept, line by line, without white space, punctuation and fill-in lines. The half that is not tuned on
gives figures only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from corpus import render  # noqa: E402
from corpus.printed import Agreement, load  # noqa: E402
from extractor import packs  # noqa: E402
from extractor.pipeline import extract  # noqa: E402
from extractor.read import ReadError  # noqa: E402
from extractor.score import Tally, norm  # noqa: E402

REFERENCE = "docx-typed"
HALVES = ("tuned", "held-out")
ITEMS = {
    "dates": ("kind", "value"),
    "durations": ("kind", "value", "bound", "day_type", "from_event"),
    "amounts": ("kind", "value", "currency", "capital_agrees"),
    "data_terms": ("type", "stance", "actor", "value"),
    "slots": ("label", "filled", "value"),
}
BARS = {"scan": 0.95}  # F1 of articles and of all values that each form must reach; the others `BAR`
BAR = 0.99
VALUES = ("title", "contract_no", "parties", "aliases", *ITEMS)
OF_THE_TEXT = frozenset(  # warnings that speak of the agreement, not of the file it is in
    """numbering-gap numbering-duplicate reference-missing code-check-digit id-check-digit capital-mismatch term-mismatch name-mismatch
    end-before-start signed-after-effective""".split()
)


def keys(record: dict) -> Iterator[tuple[str, list[tuple]]]:
    """What a record says, field by field, as keys that two prints of one agreement must share."""
    head = record["document"]
    for name in ("title", "contract_no", "status", "truncated", "language"):
        yield name, [(norm(head[name]),)] if head.get(name) is not None else []
    numbered = [a for a in record["articles"] if a["path"] not in ("preamble", "signature")]
    yield "articles", [(a["path"], norm(a["heading"] or a["text"])[:8]) for a in numbered]
    yield "headings", [(a["path"], norm(a["heading"])) for a in numbered if a["heading"]]
    yield "article_texts", [(a["path"], norm(a["text"])) for a in record["articles"] if a["text"]]
    yield (
        "parties",
        [(p["role"], k, norm(v)) for p in record["parties"] for k, v in p.items() if v and isinstance(v, str) and k not in ("role", "rule")],
    )
    yield "aliases", [(p["role"], norm(alias)) for p in record["parties"] for alias in p["aliases"]]
    for name, parts in ITEMS.items():
        yield name, [(_clause(row), *(norm(row.get(part)) for part in parts)) for row in record[name]]
    yield "warnings", [(w["code"], w.get("clause")) for w in head.get("warnings", []) if w["code"] in OF_THE_TEXT]


def _clause(row: dict) -> str | None:
    return (row.get("evidence") or {}).get("clause")


def compare(wanted: Iterable[dict], found: dict[str, dict]) -> dict[str, Tally]:
    """Tallies per field. `found`: id → record; an agreement without one counts as all missed. ``text`` counts characters of kept lines."""
    tallies: dict[str, Tally] = {}
    for reference in wanted:
        name = _id(reference)
        other = dict(keys(found[name])) if name in found else {}
        for field, want in keys(reference):
            tallies.setdefault(field, Tally()).add(want, other.get(field, ()), name)
    return tallies


def kept(wanted: Iterable[dict], found: dict[str, dict], lost: list[tuple[str, str]]) -> float:
    """The share of characters that stand in lines found whole in the other print. Lines that are not are added to `lost`."""
    total = here = 0
    for reference in wanted:
        name = _id(reference)
        text = norm(found[name]["document"]["text"]) if name in found else ""
        for line in reference["document"]["text"].splitlines():
            for cell in line.split("\t"):
                for part in filter(None, map(norm, cell.split("    "))):
                    total += len(part)
                    if part in text:
                        here += len(part)
                    else:
                        lost.append((name, part))
    return here / total if total else 1.0


def together(tallies: dict[str, Tally]) -> Tally:
    """One tally of all extracted values."""
    some = [tallies[field] for field in VALUES]
    return Tally(sum(t.hit for t in some), [m for t in some for m in t.missed], [e for t in some for e in t.extra])


def _id(record: dict) -> str:
    return Path(record["document"]["source"]).stem


def records(found: list[Agreement], form: str, folder: Path) -> dict[str, dict]:
    """Id → record of each agreement printed in a form. A print that cannot be read is named on stderr and left out."""
    pack, read = packs.load(), {}
    for path in render.render(render.every(found, [form], folder)):
        try:
            made = extract(path, pack)
        except ReadError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
        if len(made) > 1:
            print(f"{form} {path.name}: {len(made)} records", file=sys.stderr)
        read[path.stem] = made[0].to_dict()
    return read


def main(arguments: list[str] | None = None) -> int:
    forms = [form for form in render.FORMS if form not in (REFERENCE, "scan")]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", default=",".join(forms), help=f"comma-separated: {', '.join(render.FORMS)}")
    parser.add_argument("--half", choices=HALVES, default="tuned")
    parser.add_argument("--only", default="", help="ids or their numbers, comma-separated")
    parser.add_argument("--sample", type=int, default=0, help="only so many agreements, spread over the half (scans take seconds a page)")
    parser.add_argument("--errors", type=int, default=0, help="show so many differences per field of the tuned half")
    given = parser.parse_args(arguments)
    chosen, only = given.forms.split(","), set(filter(None, given.only.split(",")))
    if unknown := set(chosen) - set(render.FORMS):
        parser.error(f"unknown forms {', '.join(sorted(unknown))}; known: {', '.join(render.FORMS)}")
    found = [load(path) for path in sorted((HERE / given.half).glob("*.gold"))]
    found = [a for a in found if not only or a.id in only or a.id.split("-")[0] in only]
    if given.sample:
        found = found[:: max(1, len(found) // given.sample)][: given.sample]
    shown = given.errors if given.half == "tuned" else 0
    with tempfile.TemporaryDirectory() as folder:
        reference = list(records(found, REFERENCE, Path(folder)).values())
        print(f"{given.half}: {len(reference)} agreements, against {REFERENCE}")
        results = {form: records(found, form, Path(folder)) for form in chosen}
    tables, lost = {form: compare(reference, result) for form, result in results.items()}, {form: [] for form in chosen}
    shares = {form: kept(reference, result, lost[form]) for form, result in results.items()}
    print(f"{'field':16}" + "".join(f"{form:>12}" for form in chosen) + f"{'n':>8}")
    print(f"{'text kept':16}" + "".join(f"{shares[form]:12.4f}" for form in chosen))
    for form in chosen:
        tables[form]["all values"] = together(tables[form])
    for field in tables[chosen[0]]:
        print(f"{field:16}" + "".join(f"{tables[form][field].f1:12.4f}" for form in chosen) + f"{tables[chosen[0]][field].n:8}")
    for form in chosen if shown else ():
        _differences(form, tables[form], lost[form], shown)
    below = [(form, field) for form in chosen for field in ("articles", "all values") if tables[form][field].f1 < BARS.get(form, BAR)]
    print(*(f"below {BARS.get(form, BAR)}: {field} of {form}" for form, field in below), sep="\n")
    return 1 if below else 0


def _differences(form: str, tallies: dict[str, Tally], lost: list[tuple[str, str]], shown: int) -> None:
    for name, part in lost[:shown]:
        print(f"{form} text lost: {name}: {part}")
    for field, tally in ((name, tally) for name, tally in tallies.items() if name != "all values"):
        for kind, rows in (("missed", tally.missed), ("extra", tally.extra)):
            for name, key in rows[:shown]:
                print(f"{form} {field} {kind}: {name}: {key}")


if __name__ == "__main__":
    sys.exit(main())
