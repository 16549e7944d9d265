"""Tables as a workbook: one sheet for each table, the ledger first, explanations last.

Written straight through (xlsxwriter's constant_memory): cells go out row by row and memory stays flat but for the links (at most 65,530 a sheet). Row 1 of each sheet is
hidden and holds the column ids, row 2 the headers; so filters and sorting never move the ids. Cells are text, numbers or dates; nothing an agreement says becomes a
formula, a link or markup.

A ledger cell leads to the row it comes from, that row to the agreement's page (where a static review stands beside the workbook) and to the source file. What a person
decided stands in a column of its own right of the machine's. A sheet that no menu shows (`WRITTEN`) keeps what each ledger cell was written with: so the next
run knows what a person changed (`extractor.export.earlier`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from extractor import cells, decisions, table, table_decisions
from extractor.catalogue import Catalogue, Column, Sheet
from extractor.export import About, part, settle_in
from extractor.export.xlsx_about import explain
from extractor.export.xlsx_links import MOST, file_link, page_link, row_link
from extractor.export.xlsx_looks import PERSON, TABS, style, styles
from extractor.table import Row, show

SUFFIXES = (".xlsx",)
WRITTEN = "_written"
KEY = Column("key", "text", "file", {"zh": "内容标识", "en": "Content"}, 20)
MARK = ":person"  # ends the id of a column with people's values
MAX_TEXT = 32_767  # characters (UTF-16 units) a cell can hold
MAX_ROWS = 1_048_576  # rows of a sheet
HEAD = 2  # rows above the data: ids, headers
_DIGITS = 15  # what a cell's double keeps exactly
_LINE = 14.5  # points; a row has four more
_TALLEST = {"contracts": 4, "articles": 8}  # lines shown of a row before it is cut off by its height (the cell holds all)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not allowed in XML 1.0
_TO_FILE, _TO_PAGE = "file", "quote"  # columns that lead to the source file and to the page


class Writer:
    def __init__(self, path: Path, words: Catalogue, lang: str, about: About):
        import xlsxwriter

        self._path, self._words, self._lang, self._about = path, words, lang, about
        part(path).touch()  # a place that cannot be written shows now, not after the run
        literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(part(path)), {"constant_memory": True} | literal)
        self._book.use_zip64()  # only where a part has more than 4 GB
        self._styles = styles(self._book, lang)
        self._sheets = tuple(_ledger(s, words, lang, about) if s.id == "contracts" else s for s in words.sheets)
        self._pages: dict[str, list] = {sheet.id: [] for sheet in self._sheets}  # worksheets of a table: one, more beyond Excel's rows
        self._next: dict[str, int] = {}  # row to write next in the last of them
        self._unlinked: dict[str, int] = {}  # table → cells without link, for there are too many
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
        page.set_row(1, 32)
        for n, column in enumerate(sheet.columns):
            page.write_string(1, n, column.labels[self._lang], self._styles[f"head:{column.group}"])
            page.set_column(n, n, column.width, None, {"hidden": column is KEY})
        page.freeze_panes(HEAD, 2 if sheet.id == "contracts" else 1)
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
            rows = rows | {"contracts": [self._decided(record, rows["contracts"][0])]}
            goes = self._links(record, rows, began)
        for sheet in self._sheets:
            for n, row in enumerate(rows.get(sheet.id, ())):
                if self._next[sheet.id] >= MAX_ROWS:
                    self._open(sheet)
                self._row(sheet, row, goes.of(sheet.id, n) | self._to_file(row, sheet))

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

    def _to_file(self, row: Row, sheet: Sheet) -> dict[str, str]:
        if not self._about.stays or sheet.id in ("articles", "related"):
            return {}
        link = file_link(self._path.parent, str(row["file"])) if row.get("file") else None
        return {_TO_FILE: link} if link else {}

    # --- cells --------------------------------------------------------------------------------------------------------------
    def _row(self, sheet: Sheet, row: Row, links: dict[str, str]) -> None:
        page, at = self._pages[sheet.id][-1], self._next[sheet.id]
        found = [(c, row.get(c.id), self._shown(row.get(c.id), c)) for c in sheet.columns]
        page.set_row(at, 4 + _LINE * min(_TALLEST.get(sheet.id, 5), max(_lines(shown, c.width) for c, _, shown in found)))
        for n, (column, cell, shown) in enumerate(found):
            link = links.get(column.id) if shown is not None else None
            if link and page.hlink_count >= MOST:
                self._unlinked[sheet.id] = self._unlinked.get(sheet.id, 0) + 1
                link = None
            look = self._styles[_look(column, cell, shown) + (":link" if link else "")]
            if link:
                page.write_url(at, n, link, look, "")
            self._cell(page, at, n, shown, look)
        for kept in ("row_info", "row_sizes"):  # the row above is on disk; xlsxwriter would keep its height for ever
            getattr(page, kept, {}).pop(at - 1, None)
        self._next[sheet.id] = at + 1
        if sheet.id == "contracts":
            self._write_down([plain(shown) for _, _, shown in found])

    def _shown(self, cell: object, column: Column) -> object:
        if isinstance(cell, Person):
            return cell.shown(column, self._words, self._lang)
        if column.group == "own" and column.id.startswith("own:"):
            return cell
        return show(cell, column, self._words, self._lang)

    def _cell(self, page, row: int, n: int, shown: object, look) -> None:
        if shown is None:
            page.write_blank(row, n, None, look)
        elif isinstance(shown, date) and shown.year >= 1900:
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
            for page in self._pages[sheet.id]:
                last = MAX_ROWS if page is not self._pages[sheet.id][-1] else self._next[sheet.id]
                page.autofilter(1, 0, max(last, HEAD + 1) - 1, len(sheet.columns) - 1)
        notices = list(self._notices())
        for notice in notices:
            self._about.tell(f"{self._path}: {notice}")
        explain(self._about_page, self._styles, self._words, self._lang, self._about, notices)
        self._book.close()
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
        part(self._path).unlink(missing_ok=True)


class _Links:
    """Where the cells of one record's rows lead: the ledger's by column, the quotes of the other tables to the page."""

    def __init__(self, ledger: dict[str, str], pages: dict[tuple[str, int], str], page: str | None):
        self._ledger, self._pages, self._page = ledger, pages, page

    def of(self, name: str, n: int) -> dict[str, str]:
        """Column → link, of the row `n` of a table."""
        if name == "contracts":
            return self._ledger
        return {_TO_PAGE: self._pages[name, n]} if (name, n) in self._pages else {}


class Person:
    """A ledger cell with what people decided about the machine's value on its left; `several`: the machine's cell holds several values."""

    def __init__(self, some: list[dict], several: bool):
        self.look = PERSON[table_decisions.state_of(some)]
        self._some, self._several = some, several

    def shown(self, column: Column, words: Catalogue, lang: str) -> object:
        """The person's value; where two differ both with their origin, where it is one of several what it stands for."""
        if len(self._some) == 1 and not self._several:
            return self._value(self._some[0], column, words, lang)
        return " / ".join(dict.fromkeys(self._told(d, column, words, lang) for d in self._some))

    def _told(self, d: dict, column: Column, words: Catalogue, lang: str) -> str:
        text = plain(self._value(d, column, words, lang))
        if d["state"] == "conflict":
            return f"{text}（{words.code('origin', d['origin'], lang)}）"
        return f"{plain(valued(d['machine'], column, words, lang))} → {text}" if self._several and d["machine"] and "#" in d["place"] else text

    @staticmethod
    def _value(d: dict, column: Column, words: Catalogue, lang: str) -> object:
        if d["verdict"] == "reject":
            return words.word("struck", lang)
        return valued(d["value"] if d["verdict"] == "correct" else d["machine"], column, words, lang)


def valued(text: str | None, column: Column, words: Catalogue, lang: str) -> object:
    """A decision's value (text) as the ledger shows it: dates and numbers as such, codes in words."""
    if text is None:
        return None
    if column.type == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if column.type in ("number", "integer") and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Decimal(text)
    if column.type == "code":
        return words.code(column.codes, text, lang)
    if column.type == "flag":
        return words.code("flag", text, lang)
    if column.type in ("duration", "items"):
        return table.spell(words.code("stance", text, lang), lang)
    return text


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


def _look(column: Column, cell: object, shown: object) -> str:
    """The name of a cell's style."""
    if isinstance(cell, Person):
        kind = "date" if isinstance(shown, date) else "number" if isinstance(shown, Decimal) else ""
        return f"{kind}:person" if kind and cell.look == "person" else cell.look
    if isinstance(shown, (date, datetime)):
        name = "date"
    else:
        name = style(column, cell)
    if column.computed and shown is not None:
        return {"text": "computed", "date": "date:computed", "integer": "integer:computed"}.get(name, name)
    return name


def plain(shown: object) -> str:
    """A shown value as text, the same for a cell that is written and one that is read again: ISO 8601 dates, plain decimals."""
    if shown is None:
        return ""
    if isinstance(shown, datetime):
        shown = shown.date() if not (shown.hour or shown.minute or shown.second) else shown
    if isinstance(shown, date):
        return shown.isoformat()
    if isinstance(shown, bool):
        return str(shown).lower()
    if isinstance(shown, (int, float, Decimal)):
        number = Decimal(repr(shown)) if isinstance(shown, float) else Decimal(shown)
        return f"{number.normalize():f}" if number else "0"
    return _ILLEGAL.sub("", str(shown)).replace("\r\n", "\n").strip()


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
