"""A process measured: what it costs, by the system's own count, and the machine it ran on."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXTRA = ROOT / "build" / "bench" / "packages"  # what requirements-bench.lock names


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process: seconds of CPU (its own and the system's for it, its finished children too), seconds by the clock, peak
    memory in MB, what it printed."""

    cpu: float
    wall: float
    peak: float
    out: str


def measured(command: Sequence[str], cwd: Path = ROOT, codes: Sequence[int] = (0,)) -> Cost:
    """Run a command whole, from its start to its end. Raises ChildProcessError with what it said when it ends with another code."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(EXTRA))), "PYTHONHASHSEED": "0"}
    began = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with child.stdout as out, child.stderr as err:
        printed, said = out.read(), err.read()
    _, status, used = os.wait4(child.pid, 0)
    wall, code = time.perf_counter() - began, os.waitstatus_to_exitcode(status)
    child.returncode = code
    if code not in codes:
        raise ChildProcessError(f"{' '.join(map(str, command))} ended with {code}: {said.decode(errors='replace')[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, printed.decode())


def machine() -> str:
    """Processor, cores, Python, day."""
    try:
        names = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        names = []
    name = names[0] if names else platform.processor() or platform.machine()
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    busy = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores {name}, {system}, Python {platform.python_version()}, {datetime.now():%Y-%m-%d}{busy}"


def table(rows: Sequence[Sequence[object]]) -> str:
    """Rows as a Markdown table, the first one its head; figures to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[n]) for row in cells) for n in range(len(cells[0]))]
    right = [all(row[n][:1].isdigit() or not row[n].strip("–") for row in cells[1:]) for n in range(len(cells[0]))]
    lines = [
        "| " + " | ".join(cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(row, widths, right, strict=True)) + " |"
        for row in cells
    ]
    lines.insert(1, "| " + " | ".join("-" * (w - 1) + (":" if r else "-") for w, r in zip(widths, right, strict=True)) + " |")
    return "\n".join(lines)
