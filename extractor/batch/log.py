"""A run as JSON lines, for machines: one object a line, each with ``time`` (ISO 8601) and ``event``. Words of the agreements
never stand in it.

``run-started`` (version, run, files) · ``file`` (name, content, state, code, reason, seconds, stages) · ``output`` (path,
written) · ``run-ended`` (state, counts, seconds).
"""

from __future__ import annotations

import json
from pathlib import Path

from extractor.batch.task import Done
from extractor.store import now


class Log:
    """Lines at the end of `path`; None = nowhere. A line is there, whole, once the call returns. Raises OSError when the file
    cannot be opened."""

    def __init__(self, path: Path | None):
        self._file = open(path, "a", encoding="utf-8", errors="backslashreplace", newline="\n", buffering=1) if path else None

    def event(self, event: str, **facts: object) -> None:
        if self._file:
            self._file.write(json.dumps({"time": now(), "event": event} | facts, ensure_ascii=False) + "\n")

    def file(self, done: Done) -> None:
        stages = {name: round(seconds, 6) for name, seconds in done.stages.items()}
        facts = {"name": done.name, "content": done.key, "state": done.state, "code": done.code, "reason": done.reason}
        self.event("file", **facts, seconds=round(done.seconds, 6), stages=stages)

    def close(self) -> None:
        if self._file:
            self._file.close()
