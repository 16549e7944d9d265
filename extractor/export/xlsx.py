"""Tables as a workbook: one sheet for each table, the ledger first, explanations last.

Written straight through (xlsxwriter's constant_memory): cells go out row by row and memory stays flat but for the links (at most 65,530 a sheet). Row 1 of each sheet is
hidden and holds the column ids, row 2 the headers; so filters and sorting never move the ids. Cells are text, numbers or dates; nothing an agreement says becomes a
formula, a link or markup.

A ledger cell leads to the row it comes from, that row to the agreement's page (where a static review stands beside the workbook) and to the source file; these two by cells
of their own, for LibreOffice does not wrap a text that is a link. What a person
decided stands in a column of its own right of the machine's. A sheet that no menu shows (`WRITTEN`) keeps what each ledger cell was written with: so the next
run knows what a person changed (`extractor.export.earlier`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor import cells, decisions, table_decisions
from extractor.catalogue import Catalogue, Column, Sheet
from extractor.export import About, part, settle_in
from extractor.export.xlsx_about import explain
from extractor.export.xlsx_cells import Person, lines, literal, most, needs, plain, width
from extractor.export.xlsx_links import MOST, REVIEW, file_link, page_link, row_link
from extractor.export.xlsx_looks import EMPTY, TABS, style, styles
from extractor.table import Row, show

SUFFIXES = (".xlsx",)
WRITTEN = "_written"
KEY = Column("key", "text", "file", {"zh": "内容标识", "en": "Content"}, 20)
_TO_PAGE = Column("open_page", "text", "file", {"zh": "核对页", "en": "Page of it"}, 8)
_TO_FILE = Column("open_file", "text", "file", {"zh": "源文件", "en": "Source"}, 8)
GRAVE = ":grave"  # of a ledger row: whether its checks found an error
MARK = ":person"  # ends the id of a column with people's values
MAX_ROWS = 1_048_576  # rows of a sheet
HEAD = 2  # rows above the data: ids, headers
_DIGITS = 15  # what a cell's double keeps exactly
_LINE = 14.5  # points; a row has four more
_TALLEST = {"contracts": 3, "articles": 8}  # lines shown of a row before it is cut off by its height (the cell holds all)
_PAPER = 170  # characters on a sheet of A3
_FOLDED = ("long", "text", "said")  # types of columns whose texts may have several lines
_UNOPENED = ("articles", "related")  # tables whose rows lead nowhere outside


class Writer:
    def __init__(self, path: Path, words: Catalogue, lang: str, about: About):
        import xlsxwriter
        from xlsxwriter.url import Url

        from extractor.export.xlsx_page import Page

        self._path, self._words, self._lang, self._about = path, words, lang, about
        part(path).touch()  # a place that cannot be written shows now, not after the run
        literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._rows = TemporaryDirectory(prefix="extractor-", ignore_cleanup_errors=True)  # xlsxwriter's rows until the end: what agreements say
        self._book = xlsxwriter.Workbook(str(part(path)), {"constant_memory": True, "tmpdir": self._rows.name} | literal)
        self._book.worksheet_class = Page
        self._book.use_zip64()  # only where a part has more than 4 GB
        self._styles = styles(self._book, lang)
        paged = about.stays and (path.parent / REVIEW).is_dir()
        self._sheets = tuple(_opening(_ledger(s, words, lang, about) if s.id == "contracts" else s, paged, about.stays) for s in words.sheets)
        self._widest = {sheet.id: [0] * len(sheet.columns) for sheet in self._sheets}  # characters a line needs
        self._pages: dict[str, list] = {sheet.id: [] for sheet in self._sheets}  # worksheets of a table: one, more beyond Excel's rows
        self._next: dict[str, int] = {}  # row to write next in the last of them
        self._url = lru_cache(maxsize=1000)(Url)  # one object for the many rows that lead to the same file
        self._unlinked: dict[str, int] = {}  # table → cells without link, for there are too many
        self._most = {sheet.id: [most(c) for c in sheet.columns] for sheet in self._sheets}
        for sheet in self._sheets:
            self._open(sheet)
        self._about_page = self._book.add_worksheet(words.word("about", lang))
        self._written, self._last_written = self._book.add_worksheet(WRITTEN), 0
        self._written.very_hidden()
        self._write_down([c.id for c in self._sheets[0].columns])

    def _open(self, sheet: Sheet) -> None:
        pages = self._pages[sheet.id]
        page = self._book.add_worksheet(self._name(sheet.id, len(pages)))
        pages.append(page)
        page.set_row(0, None, None, {"hidden": True})
        for n, column in enumerate(sheet.columns):
            page.write_string(0, n, column.id)
        page.set_row(1, 46 if sheet.id == "contracts" else 32)
        for n, column in enumerate(sheet.columns):
            page.write_string(1, n, column.labels[self._lang], self._styles[f"head:{column.group}"])
        page.freeze_panes(HEAD, 2 if sheet.id == "contracts" else 1)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(8)  # A3
        page.fit_to_pages(1, 0)
        if sheet.id == "contracts":
            page.repeat_columns(0, 1)
        page.repeat_rows(1)
        page.set_footer("&L&A&R&P / &N")
        page.set_tab_color(TABS.get(sheet.id, "#7F7F7F"))
        self._next[sheet.id] = HEAD

    def _name(self, table: str, number: int) -> str:
        """The name of a table's worksheet; ``number`` 0 is the first."""
        label = self._words.sheet(table).labels[self._lang]
        return label + (f" ({number + 1})" if number else "")

    # --- records ------------------------------------------------------------------------------------------------------------
    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        began = {name: (len(self._pages[name]) - 1, self._next[name]) for name in self._pages}
        if record is None or "contracts" not in rows:
            goes = _Links({}, {}, None)
        else:
            grave = any(row["severity"] == "error" for row in rows["issues"])
            rows = rows | {"contracts": [self._decided(record, rows["contracts"][0]) | {GRAVE: grave}]}
            goes = self._links(record, rows, began)
        for sheet in self._sheets:
            for n, row in enumerate(rows.get(sheet.id, ())):
                if self._next[sheet.id] >= MAX_ROWS:
                    self._open(sheet)
                self._row(sheet, row | self._opened(row, goes, sheet, n), goes.of(sheet.id, n))

    def _decided(self, record: dict, row: Row) -> Row:
        """The ledger row with people's values and their own columns."""
        own = {f"own:{n}": cell for n, cell in enumerate(self._about.kept.cells(record))}
        people = {}
        for column, some in table_decisions.by_column(record).items():
            if column in self._about.kept.decided:
                people[column + MARK] = Person(some, len(cells.behind(record).get(column, ())) > 1)
        return row | own | people | {KEY.id: decisions.document_key(record)}

    def _links(self, record: dict, rows: dict[str, list[Row]], began: dict[str, tuple[int, int]]) -> _Links:
        ledger = {column: self._place(began[name], name, n) for column, (name, n) in cells.links(record, rows).items()}
        folder = self._path.parent
        source = record["document"]["source"]
        pages = {}
        if self._about.stays and page_link(folder, source):
            pages = {place: page_link(folder, source, anchor) for place, anchor in cells.anchors(record).items()}
        return _Links(ledger, pages, page_link(folder, source) if pages else None)

    def _place(self, began: tuple[int, int], name: str, n: int) -> str:
        """The link to the row `n` of those a record gives to a table that `began` there, counting on over full worksheets."""
        number, row = began[0], began[1] + n
        while row >= MAX_ROWS:
            number, row = number + 1, row - MAX_ROWS + HEAD
        return row_link(self._name(name, number), row)

    def _opened(self, row: Row, goes: _Links, sheet: Sheet, n: int) -> Row:
        """The cells that lead to the page of the agreement and to its file."""
        if not self._about.stays or sheet.id in _UNOPENED or not row.get("file"):
            return {}
        return {_TO_PAGE.id: goes.page(sheet.id, n), _TO_FILE.id: file_link(self._path.parent, str(row["file"]))}

    # --- cells --------------------------------------------------------------------------------------------------------------
    def _row(self, sheet: Sheet, row: Row, links: dict[str, str]) -> None:
        page, at, high, texts = self._pages[sheet.id][-1], self._next[sheet.id], 1, []
        widest, allowed = self._widest[sheet.id], self._most[sheet.id]
        for n, column in enumerate(sheet.columns):
            cell = row.get(column.id)
            shown = None if cell is None else self._shown(cell, column)
            texts.append(shown)
            if shown is None:
                page.write_blank(at, n, None, self._styles[EMPTY[column.type]])
                continue
            need = needs(shown)
            if need > widest[n]:
                widest[n] = need
            if need > allowed[n] or column.type in _FOLDED:
                high = max(high, lines(shown, allowed[n]))
            link = cell if column is _TO_PAGE or column is _TO_FILE else links.get(column.id)
            if link and column.computed and need > allowed[n]:  # to be read rather than followed
                link = None
            if link and page.hlink_count >= MOST:
                self._unlinked[sheet.id] = self._unlinked.get(sheet.id, 0) + 1
                link = None
            look = self._styles[_look(column, cell, shown, row) + (":link" if link else "")]
            if link:
                page.write_url(at, n, self._url(link), look)
            self._cell(page, at, n, shown, look)
        page.set_row(at, 4 + _LINE * min(_TALLEST.get(sheet.id, 5), high))
        for kept in ("row_info", "row_sizes"):  # the row above is on disk; xlsxwriter would keep its height for ever
            getattr(page, kept, {}).pop(at - 1, None)
        self._next[sheet.id] = at + 1
        if sheet.id == "contracts":
            self._write_down([plain(shown) for shown in texts])

    def _shown(self, cell: object, column: Column) -> object:
        if isinstance(cell, Person):
            return cell.shown(column, self._words, self._lang)
        if column.id.startswith("own:"):
            return cell
        if column is _TO_PAGE or column is _TO_FILE:
            return self._words.word("open", self._lang) if cell else None
        return show(cell, column, self._words, self._lang)

    def _cell(self, page, row: int, n: int, shown: object, look) -> None:
        if isinstance(shown, date) and shown.year >= 1900:
            page.write_datetime(row, n, shown, look)
        elif isinstance(shown, bool):
            page.write_boolean(row, n, shown, look)
        elif isinstance(shown, (int, float)) or (isinstance(shown, Decimal) and len(shown.as_tuple().digits) <= _DIGITS):
            page.write_number(row, n, shown, look)
        else:
            page.write_string(row, n, literal(str(shown), self._words.word("cut", self._lang)), look)

    def _write_down(self, texts: list[str]) -> None:
        if self._last_written < MAX_ROWS:
            for n, text in enumerate(texts):
                if text:
                    self._written.write_string(self._last_written, n, literal(text, ""))
            self._last_written += 1

    # --- the end ------------------------------------------------------------------------------------------------------------
    def close(self) -> list[Path]:
        for sheet in self._sheets:
            widths = [width(c, self._lang, n) for c, n in zip(sheet.columns, self._widest[sheet.id], strict=True)]
            for page in self._pages[sheet.id]:
                for n, column in enumerate(sheet.columns):
                    page.set_column(n, n, widths[n], None, {"hidden": column is KEY})
                if sheet.id == "contracts":  # too wide for one sheet of paper
                    page.fit_to_pages(-(-sum(widths) // _PAPER), 0)
                last = MAX_ROWS if page is not self._pages[sheet.id][-1] else self._next[sheet.id]
                page.autofilter(1, 0, max(last, HEAD + 1) - 1, len(sheet.columns) - 1)
        notices = list(self._notices())
        for notice in notices:
            self._about.tell(f"{self._path}: {notice}")
        explain(self._about_page, self._styles, self._words, self._lang, self._about, notices)
        self._book.close()
        self._rows.cleanup()
        return [settle_in(self._path)]

    def _notices(self):
        zh = self._lang == "zh"
        for name, pages in self._pages.items():
            label = self._name(name, 0)
            if len(pages) > 1:
                yield (
                    f"{label}的行数超过 Excel 一张表的上限（{MAX_ROWS:,}），分列在 {len(pages)} 张表里"
                    if zh
                    else f"{label} has more rows than an Excel sheet holds ({MAX_ROWS:,}); they go on over {len(pages)} sheets"
                )
            if self._unlinked.get(name):
                count = self._unlinked[name]
                yield (
                    f"{label}的链接超过 Excel 一张表的上限（{MOST:,}），其余 {count:,} 格为纯文本"
                    if zh
                    else f"{label} has more links than an Excel sheet allows ({MOST:,}); {count:,} further cells are plain text"
                )

    def discard(self) -> None:
        self._book.fileclosed = True  # nothing is assembled
        self._rows.cleanup()
        part(self._path).unlink(missing_ok=True)


class _Links:
    """Where the cells of one record's rows lead: the ledger's by column, each row to its place on the agreement's page."""

    def __init__(self, ledger: dict[str, str], pages: dict[tuple[str, int], str], page: str | None):
        self._ledger, self._pages, self._page = ledger, pages, page

    def of(self, name: str, n: int) -> dict[str, str]:
        """Column → link, of the row `n` of a table."""
        return self._ledger if name == "contracts" else {}

    def page(self, name: str, n: int) -> str | None:
        """The link of the row `n` of a table to the agreement's page, at its place there where it has one."""
        return self._pages.get((name, n), self._page)


def _ledger(sheet: Sheet, words: Catalogue, lang: str, about: About) -> Sheet:
    """The ledger's columns with those for people's values beside the machine's, what names the content (hidden), and people's own columns."""
    columns = []
    for column in sheet.columns:
        columns.append(column)
        if column.id in about.kept.decided:
            labels = {other: f"{label} · {words.word('person', other)}" for other, label in column.labels.items()}
            columns.append(replace(column, id=column.id + MARK, group="own", labels=labels, computed=None, width=max(column.width, 14)))
    own = [Column(f"own:{n}", "text", "own", {lang: label}, 20) for n, label in enumerate(about.kept.own)]
    return replace(sheet, columns=(*columns, KEY, *own))


def _opening(sheet: Sheet, paged: bool, stays: bool) -> Sheet:
    """A table's columns with those that lead to the page and to the file, behind what names the agreement."""
    if not stays or sheet.id in _UNOPENED:
        return sheet
    lead = 1 + (sheet.columns[1].id == "title")
    return replace(sheet, columns=(*sheet.columns[:lead], *([_TO_PAGE] if paged else []), _TO_FILE, *sheet.columns[lead:]))


def _look(column: Column, cell: object, shown: object, row: Row) -> str:
    """The name of a cell's style."""
    if column.id == "warnings" and cell:
        return "integer:bad" if row.get(GRAVE) else "integer:doubt"
    if isinstance(cell, Person):
        kind = "date" if isinstance(shown, date) else "number" if isinstance(shown, Decimal) else ""
        return f"{kind}:person" if kind and cell.look == "person" else cell.look
    if isinstance(shown, (date, datetime)):
        name = "date"
    else:
        name = style(column, cell)
    if column.computed and column.id != "file":
        return {"text": "computed", "date": "date:computed", "integer": "integer:computed"}.get(name, name)
    return name
