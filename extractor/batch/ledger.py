"""Where a run's records go: every output at once, as they come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from extractor import __version__, export, table
from extractor.batch.report import Progress
from extractor.batch.task import Done
from extractor.catalogue import catalogue
from extractor.packs import Pack


class Ledger:
    """The outputs of one run. Raises OutputError at once when one of them cannot be written."""

    def __init__(self, outputs: Sequence[Path], pack: Pack, lang: str, progress: Progress):
        words = catalogue(pack)
        about = export.About(
            __version__,
            pack.digest,
            datetime.now().astimezone().isoformat(timespec="seconds"),
            lambda: [("处理情况", "Outcome", progress.summary())],
        )
        self._writers: list[export.Writer] = []
        try:
            for path in outputs:
                self._writers.append(export.writer(path, words, lang, about))
        except Exception:
            self.discard()
            raise

    def add(self, done: Done) -> None:
        """Write the records of one file."""
        for record in done.records:
            whole = record.to_dict()
            rows = table.rows(whole)
            for writer in self._writers:
                writer.write(whole, rows)

    def close(self) -> list[Path]:
        """Finish every output; returns, for each, the file to open."""
        return [writer.close()[0] for writer in self._writers]

    def discard(self) -> None:
        for writer in self._writers:
            writer.discard()
