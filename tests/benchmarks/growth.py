"""How the cost of this tool grows: with pages, characters, files, rules and cores; and what its start costs."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bar import Bar
from measured import Cost, measured, table

from corpus import many, render
from corpus.printed import Agreement, Line

PAGES = (1, 10, 100, 1_000)
CHARACTERS = (1_000, 10_000, 100_000, 1_000_000)
RULES = (200, 500, 1_000, 2_000)
FILES = (10, 100, 1_000, 10_000)
CONTENDERS = Path(__file__).with_name("contenders.py")
_A_PAGE = 700  # characters
_TRIES = 3  # the quickest counts: others may be at work on the machine


def starts(file: Path) -> list[Bar]:
    """The program's start."""
    extractor = [sys.executable, "-m", "extractor"]
    with tempfile.TemporaryDirectory() as folder:
        ledger = str(Path(folder) / "ledger.jsonl")
        first = quickest(lambda: measured([*extractor, "run", str(file), "-o", ledger, "--fresh"]))
    help_ = quickest(lambda: measured([*extractor, "--help"]))
    return [Bar("start to first record, s", first.wall, most=2.0), Bar("--help, s", help_.wall, most=0.3)]


def quickest(run: Callable[[], Cost], tries: int = _TRIES) -> Cost:
    return min((run() for _ in range(tries)), key=lambda cost: cost.wall)


def all_of_it(archive: Callable[[int], Sequence[Path]], most: int) -> Iterator[Bar]:
    """Every table, printed as it is done; gives the figures that are to be reached."""
    with tempfile.TemporaryDirectory() as made:
        here = Path(made)
        print(f"\n**Pages** (one PDF)\n\n{pages(here)}", flush=True)
        rows, bar = characters(here)
        print(f"\n**Characters** (one text)\n\n{rows}", flush=True)
        yield bar
        print(f"\n**Rules** (100 texts)\n\n{rules(archive(500)[:100], here)}", flush=True)
        count = min(most, 3_000)
        rows, bar = cores(archive(count)[0].parents[1], count, here)
        print(f"\n**Workers** ({count:,} files, the quickest of {_TRIES} runs)\n\n{rows}", flush=True)
        yield bar
        print(f"\n**Files** (extractor run, two workers, JSON Lines and CSV)\n\n{files(archive, most, here)}", flush=True)


# --- one long agreement -------------------------------------------------------------------------------------------------
def long_agreement(characters: int) -> Agreement:
    """An agreement of about so many characters: clauses of the corpus under articles numbered on and on."""
    found = list(many.agreements(40, "none"))
    clauses = [line.text for agreement in found for line in agreement.lines if line.kind in ("clause", "item") and line.text]
    head = [line for line in found[0].lines[:12] if line.kind in ("title", "para")]
    lines, size, number = [*head], sum(len(line.text) for line in head), 0
    while size < characters:
        number += 1
        lines.append(Line("article", str(number), f"第{number}条", "约定事项"))
        for part in range(1, 6):
            text = clauses[(number * 5 + part) % len(clauses)]
            lines.append(Line("clause", f"{number}.{part}", f"{number}.{part}", "", text))
            size += len(text) + 6
    lines += [line for line in found[0].lines if line.kind == "sign"]
    return replace(found[0], id=f"long-{characters}", lines=tuple(lines))


def printed(characters: int, form: str, folder: Path) -> Path:
    (file,) = render.render([(long_agreement(characters), form, folder / f"{characters}.{form}")])
    return file


def extracted(files: Sequence[Path], folder: Path, *more: str) -> tuple[Cost, dict]:
    """This tool over some files in one process. ``last`` tells of the last one alone."""
    listed = folder / "files.txt"
    listed.write_text("\n".join(map(str, files)), encoding="utf-8")
    cost = measured([sys.executable, str(CONTENDERS), "extractor", str(listed), *more])
    return cost, json.loads(cost.out)


def pages(folder: Path) -> str:
    warm = printed(5_000, "pdf", folder)  # the first file also pays for compiling what it meets first
    rows = [("pages", "characters", "read, s", "all after, s", "ms a page", "peak MB")]
    for count in PAGES:
        cost, done = extracted([warm, printed(max(300, (count - 1) * _A_PAGE), "pdf", folder)], folder)
        last = done["last"]
        read, rest = split(last["stages"])
        each = f"{1000 * (read + rest) / last['pages']:.1f}"
        rows.append((f"{last['pages']:,}", f"{last['characters']:,}", f"{read:.3f}", f"{rest:.3f}", each, f"{cost.peak:.0f}"))
    return table(rows)


def split(stages: dict[str, float]) -> tuple[float, float]:
    return stages["read"], sum(seconds for step, seconds in stages.items() if step != "read")


def characters(folder: Path) -> tuple[str, Bar]:
    """Cost by size; the bar: the largest text costs as much a character as one a tenth of it."""
    warm = printed(20_000, "txt", folder)
    rows, each = [("characters", "read, s", "clean", "outline", "annotate", "settle", "ms per 3,000 after reading")], []
    for count in CHARACTERS:
        last = extracted([warm, printed(count, "txt", folder)], folder)[1]["last"]
        stages = last["stages"]
        each.append(1000 * split(stages)[1] * 3000 / last["characters"])
        steps = [f"{stages[step]:.3f}" for step in ("read", "clean", "outline", "annotate", "settle")]
        rows.append((f"{last['characters']:,}", *steps, f"{each[-1]:.2f}"))
    return table(rows), Bar("1,000,000 characters, ms per 3,000 of them after reading", each[-1], most=4)


def rules(files: Sequence[Path], folder: Path) -> str:
    """The first file pays for compiling the patterns; the others tell what looking for them costs."""
    rows = [("rules", "start and first file, s", "ms per 3,000 characters after reading", "peak MB")]
    for count in RULES:
        (start, first), (cost, done) = extracted(files[:1], folder, str(count)), extracted(files, folder, str(count))
        more = split(done["stages"])[1] - split(first["stages"])[1]
        each = 1000 * more * 3000 / (done["characters"] - first["characters"])
        rows.append((f"{done['rules']:,}", f"{start.cpu:.2f}", f"{each:.2f}", f"{cost.peak:.0f}"))
    return table(rows)


# --- whole runs -----------------------------------------------------------------------------------------------------------
def run(archive: Path, folder: Path, jobs: int, *more: str) -> Cost:
    ledger = folder / "ledger"
    outputs = ("-o", f"{ledger}.jsonl", "-o", f"{ledger}.csv")
    command = [sys.executable, "-m", "extractor", "run", str(archive), *outputs, "--jobs", str(jobs), *more]
    return measured(command)


def cores(archive: Path, count: int, folder: Path) -> tuple[str, Bar]:
    """By the workers: all files extracted and kept; and the whole command, which also starts, looks at the archive, and writes the
    outputs, in one process whatever the number of workers."""
    work, whole = dict.fromkeys((1, 2), float("inf")), dict.fromkeys((1, 2), float("inf"))
    for _ in range(_TRIES):
        for jobs in work:
            log = folder / "log.jsonl"
            log.unlink(missing_ok=True)
            whole[jobs] = min(whole[jobs], run(archive, folder, jobs, "--fresh", "--log", str(log)).wall)
            work[jobs] = min(work[jobs], worked(log))
    rows = [("workers", "all files done, s", "files/s", "as fast as one ×", "whole command, s", "as fast as one × ")]
    for jobs, seconds in work.items():
        times = f"{count / seconds:.1f}", f"{work[1] / seconds:.2f}", f"{whole[jobs]:.1f}", f"{whole[1] / whole[jobs]:.2f}"
        rows.append((jobs, f"{seconds:.1f}", *times))
    return table(rows), Bar("two workers as fast as one ×", work[1] / work[2], least=1.85)


def worked(log: Path) -> float:
    """Seconds from the start of a run to the last file done, workers' start included."""
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    moments = [datetime.fromisoformat(e["time"]) for e in events if e["event"] in ("run-started", "file")]
    return (moments[-1] - moments[0]).total_seconds()


def files(archive: Callable[[int], Sequence[Path]], most: int, folder: Path) -> str:
    rows = [("files", "s", "ms a file", "of it CPU of the run's own process, ms", "again, unchanged, s", "share", "peak MB")]
    for count in (n for n in FILES if n <= most):
        where = archive(count)[0].parents[1]
        first, again = run(where, folder, 2, "--fresh"), run(where, folder, 2)
        each, own = f"{1000 * first.wall / count:.1f}", f"{1000 * first.cpu / count:.1f}"
        share = f"{again.wall / first.wall:.1%}"
        rows.append((f"{count:,}", f"{first.wall:.1f}", each, own, f"{again.wall:.2f}", share, f"{first.peak:.0f}"))
    return table(rows)
