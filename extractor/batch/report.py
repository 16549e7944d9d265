"""A run as a person follows it: progress on stderr, one line of counts at the end."""

from __future__ import annotations

import time
from collections import Counter
from typing import TextIO

from extractor.batch.task import STATES, Done

_EVERY = 10.0  # seconds between two lines where the output is not a terminal


class Progress:
    """Files done of `total`, files a second, time left and the file done last. A bar on a terminal; elsewhere a line now
    and then, and one for each failure.
    """

    def __init__(self, total: int, stream: TextIO):
        self.total, self.counts, self.began = total, Counter(), time.monotonic()
        self._stream, self._told, self._bar = stream, self.began, None
        if stream.isatty():
            self._bar = _bar(stream)
            self._task = self._bar.add_task("", total=total, rate="", file="")
            self._bar.start()

    def step(self, done: Done) -> None:
        """One file more."""
        self.counts[done.state] += 1
        if done.state == "failed":
            outcome = next(r.document["outcome"] for r in done.records if r.document["outcome"]["state"] == "failed")
            self._say(f"failed: {done.file}: {outcome['reason']} – {outcome['next_step']}")
        seen = self.counts.total()
        if self._bar:
            self._bar.update(self._task, completed=seen, rate=f"{self._rate():.1f}/s", file=_short(done.file))
        elif time.monotonic() - self._told >= _EVERY:
            self._told = time.monotonic()
            left = (self.total - seen) / max(self._rate(), 1e-9)
            self._say(f"{seen}/{self.total} files, {self._rate():.1f}/s, {_clock(left)} left, {done.file}")

    def close(self) -> None:
        if self._bar:
            self._bar.stop()

    def summary(self) -> str:
        """The closing line."""
        parts = ", ".join(f"{self.counts[state]} {state}" for state in STATES)
        return f"{self.counts.total()} files in {_clock(time.monotonic() - self.began)}: {parts}"

    def _rate(self) -> float:
        return self.counts.total() / max(time.monotonic() - self.began, 1e-9)

    def _say(self, line: str) -> None:
        if self._bar:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=self._stream, flush=True)


def _bar(stream: TextIO):
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[file]}", markup=False),
    )
    return Progress(*columns, console=Console(file=stream), refresh_per_second=4)


def _short(file: str, most: int = 40) -> str:
    return file if len(file) <= most else f"…{file[1 - most :]}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
