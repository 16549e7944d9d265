"""Killed and resumed, a run ends with the same table: ``python tests/benchmarks/resume.py [--files 10000] [--kills 5] [--jobs
2]``.

Makes an archive of synthetic agreements from the corpus (`corpus.many`: DOCX, PDF, text and HTML), runs
it through, runs it again unchanged, then runs it with a store of its own and ``kill -9`` at random moments until it ends, and
compares. Prints times, the parent's peak memory (Linux), and what was lost or done twice. Ends with exit code 1 when something
was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT), str(Path(__file__).parent)]

from measured import memory  # noqa: E402

from corpus import many  # noqa: E402


def start(folder: Path, out: Path, jobs: int) -> subprocess.Popen:
    command = [
        sys.executable,
        "-m",
        "extractor",
        "run",
        str(folder),
        "--jobs",
        str(jobs),
        "-o",
        str(out / "l.jsonl"),
        "-o",
        str(out / "l.csv"),
    ]
    return subprocess.Popen(
        [*command, "--log", str(out / "log.jsonl")], cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True
    )


def whole(folder: Path, out: Path, jobs: int) -> tuple[float, float]:
    """Seconds, and the parent's peak memory in MB (0 where the system does not tell)."""
    began, peak = time.perf_counter(), 0.0
    child = start(folder, out, jobs)
    while child.poll() is None:
        peak = max(peak, memory(child.pid, "VmHWM"))
        time.sleep(0.02)
    return time.perf_counter() - began, peak


def done(out: Path) -> list[str]:
    """The files a run has told of."""
    log = out / "log.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [event["name"] for event in map(json.loads, lines) if event["event"] == "file"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="extractor-benchmark-") as made:
        return measure(Path(made), given)


def measure(here: Path, given: argparse.Namespace) -> int:
    archive, one, two = here / "archive", here / "one", here / "two"
    for folder in (archive, one, two):
        folder.mkdir()
    began = time.perf_counter()
    many.archive(given.files, archive)
    size = sum(f.stat().st_size for f in archive.rglob("*") if f.is_file())
    print(
        f"{given.files} agreements, {size / 2**20:.0f} MB, made in {time.perf_counter() - began:.0f} s; {given.jobs} workers",
        flush=True,
    )
    first, peak = whole(archive, one, given.jobs)
    print(f"whole run {first:.1f} s ({given.files / first:.1f} files/s), parent's peak {peak:.0f} MB", flush=True)
    table = (one / "l.jsonl").read_bytes(), (one / "l.csv").read_bytes()
    again, peak = whole(archive, one, given.jobs)
    print(f"unchanged run {again:.2f} s ({again / first:.1%} of the first), parent's peak {peak:.0f} MB", flush=True)

    chance, lost, began = random.Random(given.seed), 0, time.perf_counter()
    for _ in range(given.kills):
        child = start(archive, two, given.jobs)
        wait = chance.uniform(0.5, 2 * first / (given.kills + 1))
        try:
            child.wait(wait)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        told = set(done(two))
        print(f"killed after {wait:.1f} s: {len(told)} files told of", flush=True)
    start(archive, two, given.jobs).wait()
    times = Counter(done(two))
    lost = sorted(set(times) - {name for name, *_ in rows(two)})
    twice = sum(count > 1 for count in times.values())
    same = (two / "l.jsonl").read_bytes() == table[0] and (two / "l.csv").read_bytes() == table[1]
    print(
        f"resumed to the end, {time.perf_counter() - began:.1f} s in all: "
        f"table {'identical' if same else 'DIFFERENT'}, {len(lost)} lost, {twice} done twice"
    )
    return 0 if same and not lost and not twice else 1


def rows(out: Path):
    for line in (out / "l.jsonl").read_text(encoding="utf-8").splitlines():
        yield (json.loads(line)["document"]["source"],)


if __name__ == "__main__":
    sys.exit(main())
