"""A run as a person follows it: progress on stderr, one line of counts at the end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from extractor.batch.task import STATES, Done, Item

_EVERY = 10.0  # seconds between two lines where the output is not a terminal


class Progress:
    """Files done of `total`, files a second, time left and the file done last. A bar on a terminal; elsewhere a line now
    and then, and one for each failure.
    """

    def __init__(self, total: int, stream: TextIO):
        self.total, self.counts, self.began = total, Counter(), time.monotonic()
        self.passed = self._handed = 0  # files passed over, files handed out
        self._stream, self._told, self._bar = stream, self.began, None
        if stream.isatty():
            self._bar = _bar(stream)
            self._task = self._bar.add_task("", total=total, rate="", file="")
            self._bar.start()

    def step(self, done: Done) -> None:
        """One file more."""
        self.counts[done.state] += 1
        if done.state == "failed":
            self._say(f"failed: {done.name}: {done.reason} – {done.next_step}")
        seen, failed = self.counts.total() + self.passed, self.counts["failed"]
        if self._bar:
            rate = f"{self._rate():.1f}/s" + (f", {failed} failed" if failed else "")
            self._bar.update(self._task, completed=seen, rate=rate, file=_short(done.name))
        elif time.monotonic() - self._told >= _EVERY:
            self._told = time.monotonic()
            left = (self.total - seen) / max(self._rate(), 1e-9)
            self._say(f"{seen}/{self.total} files, {failed} failed, {self._rate():.1f}/s, {_clock(left)} left, {done.name}")

    def passing(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items, each with its place among all files, so that those passed over between them count as seen."""
        for item in items:
            self._handed += 1
            self.passed = item.place + 1 - self._handed
            yield item
        self.passed = self.total - self._handed

    def close(self) -> None:
        if self._bar:
            self._bar.stop()

    def summary(self, states: dict[str, int]) -> str:
        """The closing line: all files of the run by `states`, those of earlier runs among them."""
        parts = ", ".join(f"{states[state]} {state}" for state in STATES)
        files = sum(states[state] for state in STATES)
        earlier = files - self.counts.total()
        return f"{files} files in {_clock(time.monotonic() - self.began)}: {parts}" + (
            f"; {earlier} of them done before" if earlier else ""
        )

    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self.began

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
