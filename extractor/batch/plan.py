"""What a run has to do: everything it sees, less what an earlier run has done already."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from extractor import containers, limits, remote
from extractor.batch.task import Done, Item, key
from extractor.batch.walk import Found
from extractor.read import ReadError, office
from extractor.store import File, Store


@dataclass(frozen=True, slots=True)
class Plan:
    """The work of one run. `reader` and `rules` are the digests of `extractor.provenance`; with `retry`, what failed is tried
    again."""

    store: Store
    run: int
    reader: str
    rules: str
    retry: bool
    flying: set[str]  # contents handed out and not yet done

    def survey(self, found: Iterable[Found], limit: int | None = None, since: float | None = None) -> int:
        """Write down which files there are; returns how many. Only the first `limit`, only those changed at or after `since`
        (seconds since 1970)."""
        wanted = (f for f in found if since is None or f.changed >= since)
        with self.store.together():
            return self.store.see(self.run, ((f.name, f.root, f.stamp) for f in islice(wanted, limit)))

    def items(self) -> Iterator[Item]:
        """The files to work on, in order; byte-identical ones once. What is done already is passed over."""
        for file in self.store.files(self.run):
            known = file.key if file.key and not file.key.startswith("?") else ""  # "?": could not be opened last time
            content = known or _content(file.name)
            if content:
                self.store.settle_file(file.name, content, self._fate(file, content))
                if content in self.flying or self._is_done(content):
                    continue
                self.flying.add(content)
            yield Item(file.name, content, self._reading(content), file.place)

    def done(self, done: Done) -> None:
        """A file is done: keep it. When this returns it cannot be lost."""
        with self.store.together():
            self.store.keep(self.run, done, self.reader, self.rules)
            file = self.store.file(done.name)
            if file.key != done.key:  # looked at by the worker only, or changed in between
                self.store.settle_file(done.name, done.key, self._fate(file, done.key))
        self.flying.discard(file.key or done.key)

    def _fate(self, file: File, content: str) -> str:
        if file.was is None:
            return "moved" if any(self.store.gone(self.run, content)) else "new"
        return "same" if file.was == content else "changed"

    def _is_done(self, content: str) -> bool:
        known = self.store.content(content)
        if known is None:
            return False
        reader, rules, state, code = known
        if self.retry and state == "failed" or code == "needs-libreoffice" and office.program():
            return False
        return (reader, rules) == (self.reader, self.rules)

    def _reading(self, content: str) -> bytes | None:
        known = self.store.content(content) if content else None
        return self.store.reading(content) if known and known[0] == self.reader else None


def _content(name: str) -> str:
    """What names the content of a file; '' where that is for the worker to find out."""
    if remote.is_remote(name):
        return ""
    try:
        if os.path.isfile(name):
            with open(name, "rb") as file:
                if os.fstat(file.fileno()).st_size > limits.MAX_BYTES:
                    return ""
                return key(hashlib.file_digest(file, "sha256").hexdigest(), name)
        return key(hashlib.sha256(containers.fetch(name)).hexdigest(), name)
    except (OSError, ReadError, MemoryError):
        return ""


def known_plain(store: Store, reader: str):
    """For `extractor.batch.walk.found`: which files an earlier run with the same readers has seen to be no archives."""
    runs = store.runs()
    if len(runs) < 2 or runs[-2]["reader"] != reader:
        return lambda name, stamp: False
    return store.known
