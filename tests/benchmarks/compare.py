"""This tool beside others, and what each of its steps costs: ``make bench`` or ``python tests/benchmarks/compare.py [--files 1000]``.

Prints tables, all of one run: CPU seconds of whole processes, from start to end, with the files in the system's cache. The files
come from the corpus (`corpus.many`) and stay in ``build/bench`` for the next run. PDFs come from LibreOffice, which embeds their fonts as
office programs do, and from reportlab, which does not: pdfium then loads a font of the system for each file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT), str(Path(__file__).parent)]

import growth  # noqa: E402
from bar import Bar  # noqa: E402
from measured import Cost, machine, measured, table  # noqa: E402

from corpus import many  # noqa: E402

FOLDER = ROOT / "build" / "bench"
CONTENDERS = Path(__file__).with_name("contenders.py")


PLAIN, RULED, BARE = "PDF without ruled tables", "PDF, ruled tables on a third of the pages", "PDF, fonts not embedded"
READERS = ("extractor", "charboxes", "pdfplumber", "stack")
SETS = {  # name → forms, tables, contenders
    PLAIN: (("pdf-other",), "none", READERS),
    RULED: (("pdf-other",), "third", READERS[:3]),
    BARE: (("pdf",), "none", READERS[:3]),
    "DOCX": (("docx-auto", "docx-typed"), "as-is", ("extractor", "python-docx")),
    "TXT and HTML": (("txt", "html"), "as-is", ("extractor",)),
}
NAMES = {
    "extractor": "this tool, bytes → record",
    "charboxes": "pypdfium2, text and character boxes",
    "pdfplumber": "pdfplumber extract_text",
    "stack": "pdfplumber + re + spaCy blank",
    "python-docx": "python-docx, paragraphs and tables",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000, help="of each set (default 1000)")
    parser.add_argument("--growth", action="store_true", help="also how cost grows with pages, characters, files, rules, cores")
    parser.add_argument("--most", type=int, default=10_000, help="files of the largest archive of --growth (default 10000)")
    given = parser.parse_args()
    print(machine(), flush=True)
    bars: list[Bar] = []
    for name, (forms, tables, contenders) in SETS.items():
        files = archive(given.files, forms, tables)
        costs = {who: contend(who, files) for who in contenders}
        more = f", {ruled(given.files)} tables" if tables == "third" else ""
        print(f"\n**{name}**, {told(costs)}{more}\n\n{comparison(costs)}", flush=True)
        print(f"\nsteps: {steps(costs['extractor'])}", flush=True)
        bars += reached(name, costs)
    bars += growth.starts(archive(10, ("docx-typed",), "as-is")[0])
    if given.growth:
        bars += growth.all_of_it(lambda count: archive(count, many.FORMS, "as-is"), given.most)
    print("", *bars, sep="\n")
    return 0


def archive(count: int, forms: Sequence[str], tables: str) -> list[Path]:
    """The files of a set, made unless they are there already."""
    made_of = hashlib.sha256(repr((count, forms, tables)).encode())
    for file in sorted([*(ROOT / "corpus").glob("*.py"), *(ROOT / "corpus" / "tuned").glob("*.gold")]):
        made_of.update(file.read_bytes())
    folder = FOLDER / f"{'-'.join(forms)}-{tables}-{count}-{made_of.hexdigest()[:8]}"
    if not folder.is_dir():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER) as made:
            many.archive(count, Path(made) / "a", forms, tables)
            (Path(made) / "a").rename(folder)
    return sorted(f for f in folder.rglob("*.*") if f.is_file())


def ruled(count: int) -> int:
    """Ruled tables in a set that has them on a third of its pages."""
    return sum(line.kind == "table" for agreement in many.agreements(count, "third") for line in agreement.lines)


def contend(who: str, files: Sequence[Path]) -> tuple[Cost, dict]:
    """What it costs, and what was done."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listed:
        listed.write("\n".join(map(str, files)))
        listed.flush()
        for file in files:  # into the system's cache
            file.read_bytes()
        cost = measured([sys.executable, str(CONTENDERS), who, listed.name])
    return cost, json.loads(cost.out)


def told(costs: dict) -> str:
    done = costs["extractor"][1]
    return ", ".join(f"{done[what]:,} {what}" for what in ("files", "pages", "characters", "rules") if done.get(what))


def comparison(costs: dict) -> str:
    own = costs["extractor"][0].cpu
    rows = [("", "CPU s", "ms a file", "to this tool", "peak MB")]
    for who, (cost, done) in costs.items():
        rows.append((NAMES[who], f"{cost.cpu:.2f}", f"{1000 * cost.cpu / done['files']:.1f}", f"{cost.cpu / own:.2f}", f"{cost.peak:.0f}"))
    return table(rows)


def steps(done: tuple[Cost, dict]) -> str:
    stages, files = done[1]["stages"], done[1]["files"]
    return ", ".join(f"{step} {1000 * seconds / files:.2f}" for step, seconds in stages.items()) + " ms a file"


def after_reading(done: dict) -> float:
    """Milliseconds of CPU for 3,000 characters."""
    return 1000 * sum(s for step, s in done["stages"].items() if step != "read") * 3000 / done["characters"]


def reached(name: str, costs: dict) -> list[Bar]:
    cpu = {who: cost.cpu for who, (cost, _) in costs.items()}
    bars = [Bar(f"{name}: everything after reading, ms per 3,000 characters", after_reading(costs["extractor"][1]), most=4)]
    if name in (PLAIN, BARE):
        bars.append(Bar(f"{name}: time of pypdfium2's character boxes ×", cpu["extractor"] / cpu["charboxes"], most=2))
    if name == PLAIN:
        bars += [
            Bar(f"{name}: as fast as pdfplumber ×", cpu["pdfplumber"] / cpu["extractor"], least=6),
            Bar(f"{name}: as fast as the tutorials' stack ×", cpu["stack"] / cpu["extractor"], least=10),
        ]
    if name == RULED:
        bars.append(Bar(f"{name}: as fast as pdfplumber ×", cpu["pdfplumber"] / cpu["extractor"], least=3))
    if name == "DOCX":
        bars.append(Bar(f"{name}: time of python-docx reading ×", cpu["extractor"] / cpu["python-docx"], most=0.6))
    return bars


if __name__ == "__main__":
    sys.exit(main())
