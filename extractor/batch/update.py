"""The ledger people worked in → the next one: their corrections go into the store, their columns along with the agreements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from extractor import decisions, table
from extractor.batch.task import named
from extractor.catalogue import Catalogue
from extractor.corrections import corrections
from extractor.decisions import Decision, document_key
from extractor.export import Kept, OutputError
from extractor.export.earlier import Earlier, Line, read
from extractor.store import Store
from extractor.table_decisions import by_column

See = Callable[[dict], dict]  # a record as the run's reader sees it


@dataclass(frozen=True, slots=True)
class _Lines:
    """The rows of an earlier ledger by what names them: content and path, content, path."""

    both: dict[tuple[str, str], Line]
    keys: dict[str, Line]
    files: dict[str, Line]

    @classmethod
    def of(cls, earlier: Earlier | None) -> _Lines:
        lines = earlier.lines if earlier else ()
        keys: dict[str, Line] = {}
        for line in lines:
            if line.key:
                keys.setdefault(line.key, line)
        return cls({(n.key, n.file): n for n in lines}, keys, {n.file: n for n in lines if n.file})

    def of_record(self, record: dict) -> Line | None:
        key, file = document_key(record), record["document"]["source"]
        return self.both.get((key, file)) or self.keys.get(key) or self.files.get(file)


def take_over(earlier: Earlier, store: Store, run: int, words: Catalogue, see: See) -> list[tuple[str, str]]:
    """Write the corrections of an earlier ledger down as decisions; returns what a person should know, in Chinese and English."""
    lines, made, found, count = _Lines.of(earlier), decisions.read(store), set(), 0
    with store.together():
        for record in _records(store, run, {n.key[:64] for n in earlier.lines}, {_plain(n.file) for n in earlier.lines}):
            line = lines.of_record(record)
            if line is None:
                continue
            found.add((line.key, line.file))
            if line.changed:
                for decision in corrections(line.changed, see(record), words, made):
                    decisions.add(store, decision)
                    count += decision.verdict != "withdraw"
    lost = [n for n in earlier.lines if n.touched and (n.key, n.file) not in found]
    told = [(f"取入 {count} 处人工改动", f"{count} corrections taken over"), *earlier.notices]
    if lost:
        names = "、".join(n.file for n in lost[:5]) + ("…" if len(lost) > 5 else "")
        told.append((f"{len(lost)} 行人工内容对应的合同不在本次范围内：{names}", f"{len(lost)} rows people worked in have no agreement in this run: {names}"))
    return told


def kept(earlier: Earlier | None, store: Store, run: int) -> Kept:
    """What the next ledger shows of people's work."""
    standing = decisions.standing(decisions.read(store))
    lines = _Lines.of(earlier)

    def cells(record: dict) -> tuple:
        line = lines.of_record(record) if earlier else None
        return line.own if line else ()

    return Kept(frozenset(_columns(standing, store, run)), tuple(o.strip() for o in earlier.own) if earlier else (), cells)


def _columns(standing: tuple[Decision, ...], store: Store, run: int) -> Iterator[str]:
    """Ledger columns in which a person's value stands."""
    records = _records(store, run, {d.document[:64] for d in standing}, {_plain(d.file) for d in standing})
    for record in decisions.apply(records, standing, table.texts):
        yield from by_column(record)


def _records(store: Store, run: int, contents: set[str], files: set[str]) -> Iterator[dict]:
    """The records of a run with one of these contents (SHA-256) or names; others are not unpacked."""
    if contents or files:
        for name, key, records in store.results(run):
            if key[:64] in contents or name in files:
                yield from named(name, records)


def _plain(file: str) -> str:
    return re.sub(r"#\d+$", "", file)


def keep_aside(path: Path, always: bool) -> Path | None:
    """Move a workbook that stands where a new one goes, where a person worked in it (or `always`), to a name of its own; None where nothing was moved."""
    if not path.is_file():
        return None
    try:
        touched = always or read(path).touched
    except OutputError:  # not one of ours
        touched = True
    if not touched:
        return None
    stamp = datetime.fromtimestamp(path.stat().st_mtime).strftime("%Y%m%d-%H%M%S")
    for place in (path.with_suffix(f".before-{stamp}{n}{path.suffix}") for n in ("", *(f"-{n}" for n in range(2, 100)))):
        if not place.exists():
            try:
                return path.rename(place)
            except PermissionError:  # open in Excel: the new one gets another name
                return None
    return None
