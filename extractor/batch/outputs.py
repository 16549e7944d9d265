"""The outputs of a run, made from its store: the same store gives the same outputs, however many runs it took and whoever
finished first."""

from __future__ import annotations

import functools
import hashlib
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from extractor import __version__, decisions, export, packed, provenance, related, remote, table
from extractor.batch import update
from extractor.batch.task import STATES, named
from extractor.catalogue import catalogue
from extractor.export.earlier import Earlier
from extractor.export.xlsx_links import REVIEW
from extractor.mask import mask
from extractor.packs import Pack
from extractor.related.traits import Traits
from extractor.standpoint import Standpoint, seen
from extractor.store import Store, figures


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is asked for: the files, the language of headers and words, whether numbers of people are masked."""

    paths: Sequence[Path | str]
    pack: Pack
    lang: str = "zh"
    mask: bool = False
    at: Standpoint | None = None  # on which day the records are read, and who we are; None = neither is said
    tell: Callable[[str], None] = print
    earlier: Earlier | None = None  # the ledger people worked in

    def try_out(self) -> None:
        """Raises OutputError when one of the outputs cannot be written, before any work is done."""
        self._discard(self._writers(export.About(__version__, self.pack.digest, "")))

    def write(self, store: Store, run: int, summary: str) -> list[tuple[Path | str, bool]]:
        """Write every output; returns, for each, the file to open and whether it was written (else it stands there already, made
        of the same)."""
        if self.earlier:
            for told in update.take_over(self.earlier, store, run, catalogue(self.pack), lambda record: self._masked(self._seen(record))):
                self.tell(f"{self.earlier.path}: {told[0 if self.lang == 'zh' else 1]}")
        made_of = self._made_of(store, run)
        stale = [path for path in self.paths if not _stands(store, path, made_of)]
        began = store.runs()[-1]["began"]
        about = export.About(__version__, self.pack.digest, began, lambda: self._facts(summary, store, run, began), self.tell, update.kept(self.earlier, store, run))
        writers = dict(zip(stale, self._writers(about, stale), strict=True))
        try:
            if writers:
                self._fill(list(writers.values()), store, run)
        except BaseException:
            self._discard(list(writers.values()))
            raise
        told = []
        for path in self.paths:
            if path in writers:
                self._keep_aside(store, path)
                files = writers[path].close()
                store.wrote(str(path), made_of, {str(f): _stamp(f) for f in files})
                told.append((files[0], True))
            else:
                told.append((path, False))
        return told

    def _seen(self, record: dict) -> dict:
        return seen(record, self.at, self.pack) if self.at else record

    def _masked(self, record: dict) -> dict:
        return mask(record) if self.mask else record

    def _keep_aside(self, store: Store, path: Path | str) -> None:
        """What people did in a workbook that stands where a new one goes is not lost."""
        if remote.is_remote(path) or path.suffix.lower() != ".xlsx":
            return
        written = store.written(str(path))
        updated = bool(self.earlier) and path.exists() and path.samefile(self.earlier.path)
        if not updated and written and all(_stamp(f) == stamp for f, stamp in written[1].items()):
            return
        if place := update.keep_aside(path, always=updated):
            more = "" if updated else "；--update 可把改动带过来" if self.lang == "zh" else "; --update takes the changes over"
            self.tell((f"{path}: 原文件留作 {place.name}" if self.lang == "zh" else f"{path}: the one before is kept as {place.name}") + more)

    def _facts(self, summary: str, store: Store, run: int, began: str) -> list[tuple[str, str, object]]:
        day = [("报告日", "As of", self.at.as_of.isoformat())] if self.at else []
        own = [("我方", "Our names", "、".join(self.at.own))] if self.at and self.at.own else []
        states, words = figures.states(store, run), catalogue(self.pack)
        if self.lang == "zh":
            summary = f"{sum(states.values())} 份文件：" + "，".join(f"{words.code('state', s, 'zh')} {states[s]}" for s in STATES)
        took = (datetime.now().astimezone() - datetime.fromisoformat(began)).total_seconds()
        return [("处理情况", "Outcome", summary), ("用时", "Run time", f"{int(took) // 60}:{int(took) % 60:02d}"), *day, *own]

    def _fill(self, writers: list[export.Writer], store: Store, run: int) -> None:
        records = (record for name, _, packed_ones in store.results(run) for record in named(name, packed_ones))
        for record in map(self._masked, decisions.apply(map(self._seen, records), decisions.read(store), table.texts)):
            rows = table.rows(record)
            for writer in writers:
                writer.write(record, rows)
        for row in relations(store, run):
            for writer in writers:
                writer.write(None, {"related": [row]})

    def _writers(self, about: export.About, paths: Sequence[Path | str] | None = None) -> list[export.Writer]:
        words = catalogue(self.pack)
        writers: list[export.Writer] = []
        try:
            for path in self.paths if paths is None else paths:
                writers.append(export.writer(path, words, self.lang, about))
        except BaseException:
            self._discard(writers)
            raise
        return writers

    @staticmethod
    def _discard(writers: list[export.Writer]) -> None:
        for writer in writers:
            writer.discard()

    def _made_of(self, store: Store, run: int) -> str:
        """A digest of all that an output depends on."""
        pages = [str(p) for p in self.paths if not remote.is_remote(p) and (p.parent / REVIEW / "index.html").exists()]
        people = (repr(decisions.read(store)), repr(self.earlier and (self.earlier.own, self.earlier.lines)), repr(pages))
        parts = (store.revision(run), provenance.program(), self.pack.digest, self.lang, str(self.mask), repr(self.at), *people)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def relations(store: Store, run: int) -> Iterator[related.Row]:
    """The rows of the table ``related``."""

    @functools.lru_cache(maxsize=4)
    def records(key: str) -> list[dict]:
        return packed.unpack_records(store.records(key))

    files = (
        (name, key, first, [Traits.of_list(values) for values in packed.unpack(traits)])
        for name, key, first, traits in store.traits(run)
    )
    yield from related.related(files, lambda key, part: records(key)[part])


def _stands(store: Store, path: Path | str, made_of: str) -> bool:
    """Whether an output stands there as an earlier run made it, of the same."""
    written = store.written(str(path))
    if not written or written[0] != made_of or str(path) not in written[1]:  # it may have got another name: this one was open
        return False
    return all(_stamp(f) == stamp for f, stamp in written[1].items())


def _stamp(file: Path | str) -> str:
    """What changes when a file does; of a folder nothing but that it is there."""
    try:
        if remote.is_remote(file):
            there = remote.stat(file)
            return f"{there.size} {there.mark}"
        status = Path(file).stat()
    except OSError:
        return ""
    return "folder" if stat.S_ISDIR(status.st_mode) else f"{status.st_size} {status.st_mtime_ns}"
