"""An earlier workbook read again: what people changed in its ledger, and the columns they added.

The ledger is found by the ids of its first row, wherever people moved it and its columns. What a cell was written with stands in the sheet `xlsx.WRITTEN`; a cell
that says something else now was changed by a person.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from extractor import limits
from extractor.export import OutputError
from extractor.export.xlsx import KEY, WRITTEN
from extractor.export.xlsx_cells import plain

_SURE = {"file", "title", "party_a"}  # ids that only the ledger has together
_SEARCHED = 5  # rows searched for the ids


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the earlier ledger. `changed`: column id → what the cell says and what it was written with, as text ("" = empty); `own`: the cells of people's columns, None = empty."""

    key: str
    file: str
    changed: dict[str, tuple[str, str]]
    own: tuple

    @property
    def touched(self) -> bool:
        return bool(self.changed) or any(cell is not None for cell in self.own)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The ledger of an earlier workbook. `own`: headers of people's columns; `notices`: what of people's work is not carried over, in Chinese and English."""

    path: Path
    own: tuple[str, ...]
    lines: tuple[Line, ...]
    notices: tuple[tuple[str, str], ...] = ()

    @property
    def touched(self) -> bool:
        return bool(self.own) or any(line.touched for line in self.lines)


def read(path: Path) -> Earlier:
    """Read an earlier workbook. Raises OutputError when it cannot be read or has no ledger, FileNotFoundError when it is not there."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such workbook")
    _safe(path)
    formulas = _book(path, values=False)
    try:
        heads = {sheet.title: head for sheet in formulas.worksheets if sheet.title != WRITTEN and (head := _head(sheet))}
        if not heads:
            raise OutputError(f"{path}: no ledger in this workbook: its first row, which holds the ids of the columns and is hidden, must stay")
        written = _written(formulas)
        own = tuple(dict.fromkeys(label for head in heads.values() for label in sorted(head.own, key=head.own.get)))
        lines = [line for name, head in heads.items() for line in _lines(formulas[name], head, own, written)]
        made = _formulas(lines)
        notices = list(_notices(path, formulas, written is None, made))
    finally:
        formulas.close()
    if made:  # what the formulas came to when the workbook was last saved
        values = _book(path, values=True)
        lines = [line for name, head in heads.items() for line in _lines(values[name], head, own, written)]
        values.close()
    return Earlier(path, own, tuple(lines), tuple(notices))


def _safe(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise OutputError(f"{path}: not a workbook: {error}") from error
    if size > limits.RATIO_FROM and size > limits.MAX_RATIO * path.stat().st_size:
        raise OutputError(f"{path}: unpacks to more than any ledger: not read")


def _book(path: Path, values: bool):
    import openpyxl

    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=values, keep_links=False)
    except Exception as error:  # openpyxl raises whatever a broken part makes it stumble over
        raise OutputError(f"{path}: cannot be read as a workbook: {error}") from error


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the columns of a ledger sheet are: id → index, people's headers → index; `first`: the first row of data (1-based)."""

    ids: dict[str, int]
    own: dict[str, int]
    first: int


def _head(sheet) -> _Head | None:
    rows = [[_value(cell) for cell in row] for row in sheet.iter_rows(max_row=_SEARCHED)]
    for n, row in enumerate(rows[:-1]):
        ids = {str(cell): at for at, cell in enumerate(row) if cell is not None and not str(cell).startswith("own:")}
        if ids.keys() >= _SURE:
            labels = rows[n + 1]
            own: dict[str, int] = {}
            for at in (at for at in range(len(labels)) if at not in ids.values()):
                label = str(labels[at]) if labels[at] is not None else ""
                while label in own:
                    label += " "
                own[label] = at
            return _Head(ids, {label: at for label, at in own.items() if label.strip()}, n + 3)
    return None


def _lines(sheet, head: _Head, own: tuple[str, ...], written: dict | None) -> Iterator[Line]:
    for row in sheet.iter_rows(min_row=head.first):
        cells = [_value(cell) for cell in row]

        def at(index: int | None, cells=cells) -> object:
            return cells[index] if index is not None and index < len(cells) else None

        key, file = plain(at(head.ids.get(KEY.id))), plain(at(head.ids["file"]))
        if not key and not file:
            continue
        was = None if written is None else written.get((key, file)) or written.get(key) or written.get(file)
        changed = {}
        for name, index in head.ids.items():
            now = plain(at(index))
            if was is not None and name in was and name not in ("file", KEY.id) and now != was[name]:
                changed[name] = (now, was[name])
        yield Line(key, file, changed, tuple(at(head.own.get(label)) for label in own))


def _value(cell) -> object:
    """A cell's value: text without what Excel escapes in it, day for a time at midnight, None for an empty one."""
    from openpyxl.utils.escape import unescape

    value = cell.value
    if isinstance(value, str):
        return unescape(value) if value.strip() else None
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second or value.microsecond):
        return value.date()
    return value if value is None or isinstance(value, (bool, int, float, datetime)) else str(value)


def _written(book) -> dict | None:
    """What each ledger row was written with: by content and file, by either alone."""
    if WRITTEN not in book.sheetnames:
        return None
    rows = book[WRITTEN].iter_rows()
    ids = [plain(_value(cell)) for cell in next(rows, ())]
    found: dict = {}
    for row in rows:
        cells = [plain(_value(cell)) for cell in row]
        line = dict.fromkeys(ids, "") | dict(zip(ids, cells, strict=False))
        line = {name: text for name, text in line.items() if name and not name.startswith("own:")}
        key, file = line.get(KEY.id, ""), line.get("file", "")
        found[key, file] = line
        found.setdefault(key, line)
        found.setdefault(file, line)
    return found


def _formulas(lines: list[Line]) -> bool:
    texts = [c for line in lines for c in line.own] + [now for line in lines for now, _ in line.changed.values()]
    return any(isinstance(text, str) and text.startswith("=") for text in texts)


def _notices(path: Path, book, unknown: bool, formulas: bool) -> Iterator[tuple[str, str]]:
    if unknown:
        yield (
            "没有本程序写入时的记录，看不出改了哪些格；只保留自己加的列",
            "it does not say what its cells were written with: which were changed cannot be told, only columns of your own are kept",
        )
    if formulas:
        yield "自己列里的公式以其结果保留", "formulas in columns of your own are kept as what they came to"
    others = [sheet.title for sheet in book.worksheets if not _ours(sheet)]
    if others:
        yield f"自己加的工作表不带入新文件：{'、'.join(others)}", f"sheets of your own stay behind: {', '.join(others)}"
    with zipfile.ZipFile(path) as archive:
        if any(re.match(r"xl/(comments|threadedComments)", name) for name in archive.namelist()):
            yield "批注不带入新文件", "comments stay behind"


def _ours(sheet) -> bool:
    """Whether a sheet looks like one of ours: ids in its first row, or one of the two without."""
    if sheet.title == WRITTEN:
        return True
    first = [cell.value for row in sheet.iter_rows(max_row=1) for cell in row]
    return bool(first) and (first[0] == "file" or first[0] in ("程序版本", "Version"))
