"""Tables as a workbook: one sheet for each table, the ledger first, explanations last.

Written straight through (xlsxwriter's constant_memory): cells go out row by row and memory stays flat. Row 1 of each sheet is
hidden and holds the column ids, row 2 the headers; so filters and sorting never move the ids. Cells are text, numbers or dates;
nothing an agreement says becomes a formula, a link or markup.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from extractor.catalogue import Catalogue, Column, Sheet
from extractor.export import About, part, settle_in
from extractor.table import BLANK, Row, show

SUFFIXES = (".xlsx",)
MAX_TEXT = 32_767  # characters (UTF-16 units) a cell can hold
MAX_ROWS = 1_048_576  # rows of a sheet
_HEAD = 2  # rows above the data: ids, headers
_DIGITS = 15  # what a cell's double keeps exactly
_LINE = 14.5  # points; a row has four more
_TALLEST = {"contracts": 4, "articles": 8}  # lines shown of a row before it is cut off by its height (the cell holds all)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not allowed in XML 1.0
_LOW = 0.8  # confidence below which a cell is coloured

# Colour of a group's headers, and of cells that want a look.
_GROUPS = {
    "file": "#44546A",
    "parties": "#2F5597",
    "dates": "#1F6E6E",
    "money": "#7A5C00",
    "data": "#5B4A8A",
    "text": "#595959",
    "quality": "#843C0C",
    "own": "#3B5E2B",
}
_BLANK, _DOUBT, _BAD, _GOOD = "#EDEDED", "#FFF2CC", "#F8CBAD", "#E2EFDA"


class Writer:
    def __init__(self, path: Path, words: Catalogue, lang: str, about: About):
        import xlsxwriter

        self._path, self._words, self._lang, self._about = path, words, lang, about
        part(path).touch()  # a place that cannot be written shows now, not after the run
        literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(part(path)), {"constant_memory": True} | literal)
        self._book.use_zip64()  # only where a part has more than 4 GB
        self._styles = _styles(self._book, lang)
        self._pages: dict[str, list] = {
            sheet.id: [] for sheet in words.sheets
        }  # worksheets of a table: one, more beyond Excel's rows
        self._next: dict[str, int] = {}  # row to write next in the last of them
        for sheet in words.sheets:
            self._open(sheet)
        self._about_page = self._book.add_worksheet(words.word("about", lang))

    def _open(self, sheet: Sheet) -> None:
        pages = self._pages[sheet.id]
        name = sheet.labels[self._lang] + (f" ({len(pages) + 1})" if pages else "")
        page = self._book.add_worksheet(name)
        pages.append(page)
        page.set_row(0, None, None, {"hidden": True})
        for n, column in enumerate(sheet.columns):
            page.write_string(0, n, column.id)
        page.set_row(1, 32)
        for n, column in enumerate(sheet.columns):
            page.write_string(1, n, column.labels[self._lang], self._styles[f"head:{column.group}"])
            page.set_column(n, n, column.width)
        page.freeze_panes(_HEAD, 2 if sheet.id == "contracts" else 1)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(8)  # A3
        if sheet.id == "contracts":  # too wide for one sheet of paper
            page.fit_to_pages(3, 0)
            page.repeat_columns(0, 1)
        else:
            page.fit_to_pages(1, 0)
        page.repeat_rows(1)
        page.set_footer("&L&A&R&P / &N")
        page.set_tab_color(_TABS.get(sheet.id, "#7F7F7F"))
        self._next[sheet.id] = _HEAD

    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        for sheet in self._words.sheets:
            for row in rows.get(sheet.id, ()):
                if self._next[sheet.id] >= MAX_ROWS:
                    self._open(sheet)
                self._row(sheet, row)

    def _row(self, sheet: Sheet, row: Row) -> None:
        page, at = self._pages[sheet.id][-1], self._next[sheet.id]
        cells = [(c, row.get(c.id), show(row.get(c.id), c, self._words, self._lang)) for c in sheet.columns]
        page.set_row(at, 4 + _LINE * min(_TALLEST.get(sheet.id, 5), max(_lines(shown, c.width) for c, _, shown in cells)))
        for n, (column, cell, shown) in enumerate(cells):
            self._cell(page, at, n, column, cell, shown)
        for kept in ("row_info", "row_sizes"):  # the row above is on disk; xlsxwriter would keep its height for ever
            getattr(page, kept, {}).pop(at - 1, None)
        self._next[sheet.id] = at + 1

    def _cell(self, page, row: int, n: int, column: Column, cell: object, shown: object) -> None:
        style = self._styles[_style(column, cell)]
        if shown is None:
            page.write_blank(row, n, None, style)
        elif isinstance(shown, date) and shown.year >= 1900:
            page.write_datetime(row, n, shown, style)
        elif isinstance(shown, (int, float)) or (isinstance(shown, Decimal) and len(shown.as_tuple().digits) <= _DIGITS):
            page.write_number(row, n, shown, style)
        else:
            page.write_string(row, n, literal(str(shown), self._words.word("cut", self._lang)), style)

    def close(self) -> list[Path]:
        for sheet in self._words.sheets:
            for page in self._pages[sheet.id]:
                last = MAX_ROWS if page is not self._pages[sheet.id][-1] else self._next[sheet.id]
                page.autofilter(1, 0, max(last, _HEAD + 1) - 1, len(sheet.columns) - 1)
            if len(self._pages[sheet.id]) > 1:
                name, count = sheet.labels[self._lang], len(self._pages[sheet.id])
                self._about.tell(
                    f"{self._path}: {name} has more rows than an Excel sheet holds ({MAX_ROWS:,}); they go on over {count} sheets"
                )
        self._explain()
        self._book.close()
        return [settle_in(self._path)]

    def discard(self) -> None:
        self._book.fileclosed = True  # nothing is assembled
        part(self._path).unlink(missing_ok=True)

    def _explain(self) -> None:
        """The last sheet: the run, the legend, and what each column means."""
        zh = self._lang == "zh"
        page, styles, row = self._about_page, self._styles, 0
        page.hide_gridlines(2)
        page.set_column(0, 0, 20)
        page.set_column(1, 1, 22)
        page.set_column(2, 2, 90)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        facts = [
            ("程序版本", "Version", f"extractor {self._about.version}"),
            ("规则包", "Pattern packs", self._about.pack),
            ("开始时间", "Started", self._about.started),
        ]
        for label_zh, label_en, value in [*facts, *self._about.facts()]:
            page.write_string(row, 0, label_zh if zh else label_en, styles["head:file"])
            page.write_string(row, 1, str(value), styles["text"])
            row += 1
        row += 1
        for style, text_zh, text_en in _LEGEND:
            page.write_string(row, 0, self._words.word("blank", self._lang) if style == "blank" else "", styles[style])
            page.write_string(row, 1, text_zh if zh else text_en, styles["plain"])
            row += 1
        row += 1
        for sheet in self._words.sheets:
            for column in sheet.columns:
                if column.about or sheet.id == "contracts":
                    page.write_string(row, 0, sheet.labels[self._lang], styles["text"])
                    page.write_string(row, 1, column.labels[self._lang], styles["text"])
                    page.write_string(row, 2, (column.about or {}).get(self._lang, ""), styles["text"])
                    row += 1


_TABS = {"contracts": "#2F5597", "issues": "#843C0C", "files": "#843C0C"}
_LEGEND = (
    ("blank", "合同留有此项但未填写", "the agreement has this place and it is empty"),
    ("text", "空格:合同中未见此项", "an empty cell: the agreement does not say"),
    (
        "doubt",
        "日期不完整、多处不一致,或置信度低于 80 %:请核对",
        "a date without its day, values that differ, or confidence below 80 %: please check",
    ),
    ("bad", "失败、有检查提示,或大小写不一致", "failed, a finding of the checks, or words and digits differ"),
)


_LOOKS = {
    "severity": {"error": "bad", "warning": "doubt"},
    "item_state": {"missing": "bad", "partial": "doubt", "present": "good"},
}


def _style(column: Column, cell: object) -> str:
    """The name of a cell's style."""
    if isinstance(cell, str) and BLANK in cell:
        return "blank"
    if column.type == "code" and column.codes == "state":
        return {"failed": "bad", "partial": "doubt", "ok": "good"}.get(cell, "text")
    if column.type == "code" and column.codes in _LOOKS:
        return _LOOKS[column.codes].get(cell, "text")
    if column.id == "warnings" and cell:
        return "integer:bad"
    if column.id == "capital_agrees" and cell is False:
        return "bad"
    if column.type == "share":
        return "share:doubt" if cell is not None and cell < _LOW else "share"
    if column.type in ("date", "number") and isinstance(cell, str) or column.type == "notes" and cell:
        return "doubt"
    return column.type if column.type in ("date", "number", "integer") else "text"


def _styles(book, lang: str) -> dict[str, object]:
    font = {"font_name": "Microsoft YaHei" if lang == "zh" else "Calibri", "font_size": 10}
    cell = font | {"valign": "top", "align": "left", "text_wrap": True, "indent": 1, "border": 1, "border_color": "#D9D9D9"}
    right = cell | {"text_wrap": False, "align": "right"}
    middle = cell | {"text_wrap": False, "align": "center", "indent": 0}
    looks = {
        "plain": font,
        "text": cell,
        "blank": cell | {"bg_color": _BLANK, "font_color": "#7F7F7F", "italic": True},
        "doubt": cell | {"bg_color": _DOUBT},
        "bad": cell | {"bg_color": _BAD},
        "good": cell | {"bg_color": _GOOD},
        "date": right | {"num_format": "yyyy-mm-dd", "align": "left"},
        "number": right | {"num_format": "#,##0.00##"},
        "integer": middle | {"num_format": "0"},
        "integer:bad": middle | {"num_format": "0", "bg_color": _BAD},
        "share": middle | {"num_format": "0%"},
        "share:doubt": middle | {"num_format": "0%", "bg_color": _DOUBT},
    }
    head = font | {
        "bold": True,
        "font_color": "white",
        "valign": "vcenter",
        "text_wrap": True,
        "indent": 1,
        "border": 1,
        "border_color": "#FFFFFF",
    }
    looks |= {f"head:{group}": head | {"bg_color": colour} for group, colour in _GROUPS.items()}
    return {name: book.add_format(look) for name, look in looks.items()}


def _lines(shown: object, width: int) -> int:
    """How many lines a cell's text takes at a column's width. Chinese characters are two wide: their UTF-8 size tells
    (three bytes to two columns).
    """
    if not isinstance(shown, str):
        return 1
    text = shown[:2000]
    return text.count("\n") + 1 + (len(text) + len(text.encode("utf-8", "replace"))) // 2 // (width + 1)


def literal(text: str, mark: str) -> str:
    """`text` as a cell can hold it: no characters XML forbids, at most `MAX_TEXT` UTF-16 units (then `mark` at the end),
    never taken for markup.
    """
    text = _ILLEGAL.sub("", text)
    if len(text) + sum(c > "\uffff" for c in text) > MAX_TEXT:
        kept = text.encode("utf-16-le")[: 2 * (MAX_TEXT - len(mark))].decode("utf-16-le", "ignore")
        text = kept + mark
    if text.startswith("<r>") and text.endswith("</r>"):  # what xlsxwriter would write out unescaped, as its own rich text
        text += " "
    return text
