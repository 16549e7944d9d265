"""A process measured: what it costs, by the system's own count, and the machine it ran on."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LOOK = 0.005  # seconds between two looks at its memory
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
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began, peak, ended = time.perf_counter(), 0.0, 0
        child = subprocess.Popen(command, cwd=cwd, env=environment, stdout=out, stderr=err)
        while not ended:  # what wait4 tells of memory is at least that of this process
            peak = max(peak, memory(child.pid, "VmHWM"))
            time.sleep(_LOOK)
            ended, status, used = os.wait4(child.pid, os.WNOHANG)
        wall, child.returncode = time.perf_counter() - began, os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        printed, said = out.read().decode(), err.read().decode(errors="replace")
    if child.returncode not in codes:
        raise ChildProcessError(f"{' '.join(map(str, command))} ended with {child.returncode}: {said[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, wall, peak, printed)


def memory(pid: int | str, which: str) -> float:
    """MB of a process by the system's count (``VmRSS`` in use, ``VmHWM`` at most so far), 0 where it does not tell."""
    try:
        return int(re.search(rf"{which}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024
    except (OSError, AttributeError):
        return 0.0


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
