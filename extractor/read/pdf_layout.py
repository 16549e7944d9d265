"""Pages → blocks: tables, furniture, paragraphs, put together in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from extractor.model import Block, Box, Run
from extractor.read import pdf_aligned
from extractor.read.pdf_chars import Glyph, Page
from extractor.read.pdf_columns import lines
from extractor.read.pdf_furniture import Sheet, furniture
from extractor.read.pdf_gutter import Gutter
from extractor.read.pdf_lines import Line, rows, settle_rules
from extractor.read.pdf_paragraphs import Measure, block, cell_goes_on, measures, paragraphs, row_block
from extractor.read.pdf_tables import Cell, Table, tables

SAME_EDGE = 4.0  # points


@dataclass(frozen=True, slots=True)
class Layout:
    """One page taken apart. ``watermark``: the words set at an angle or too faint to be text; the rest as in `Page`."""

    number: int
    width: float
    height: float
    back: int
    lines: list[Line]
    tables: list[Table]
    watermark: str
    characters: int
    unreadable: int
    pictures: float
    cut: bool
    gutter: Gutter | None = None  # of the last columns, as the next page may go on with them


def layout(page: Page, before: Gutter | None = None) -> Layout:
    """Lines and tables of a page; its glyphs are no longer needed then. `before`: the gutter of the page before."""
    found, glyphs, rules = tables(page.rules, page.glyphs, page.number)
    made: list[Line] = []
    gutter = before
    for stretch in _between(settle_rules(rows(glyphs), rules), found):
        more, gutter = lines(stretch, page.number, page.width, gutter)
        made += more
    about = (len(page.glyphs), page.unreadable, page.pictures, page.cut)
    return Layout(page.number, page.width, page.height, page.back, made, found, _joined(page.slanted), *about, gutter)


def _between(page_rows: list[list[Glyph]], found: Sequence[Table]) -> list[list[list[Glyph]]]:
    """The rows between tables that reach over the middle of the text: columns do not run past those."""
    middle = (min((r[0].x0 for r in page_rows), default=0.0) + max((r[-1].x1 for r in page_rows), default=0.0)) / 2
    tops = [t.box[1] for t in found if t.box[0] < middle < t.box[2]]
    groups = groupby(page_rows, key=lambda row: sum(top < row[0].baseline for top in tops))
    return [list(group) for _, group in groups]


def _joined(glyphs: Sequence[Glyph]) -> str:
    return "".join(g.char for g in glyphs).strip()


def blocks(layouts: Sequence[Layout]) -> list[Block]:
    """All blocks of a document in reading order; furniture stands before or after the text of its page."""
    sheets = [Sheet(x.number, x.width, x.height, x.lines, [(t.box[1], t.box[3]) for t in x.tables]) for x in layouts]
    kinds = furniture(sheets)
    widths = {x.number: x.width for x in layouts}
    text = [line for x in layouts for line in x.lines if id(line) not in kinds]
    measure = measures(text, widths)
    body = list(_body(layouts, kinds, measure, widths))
    turned = {x.number: x for x in layouts if x.back}
    ordered = _with_furniture(body, layouts, kinds)
    return [_turn(b, turned) for b in ordered] if turned else ordered


def _body(
    layouts: Sequence[Layout], kinds: dict[int, str], measure: dict[tuple[int, int], Measure], widths: dict[int, float]
) -> Iterator[Block]:
    """Paragraphs and table rows; a paragraph may run over a page's end, but not over a table."""
    items = [item for x in layouts for item in _flow(x, kinds)]
    count = paragraph = 0
    for is_table, group in groupby(items, key=lambda item: isinstance(item, Table)):
        if not is_table:
            for aligned, some in pdf_aligned.stretches(list(group)):
                if aligned:
                    count += 1
                    yield from (pdf_aligned.row(line, f"t{count}.r{n}") for n, line in enumerate(some, 1))
                    continue
                for lines_ in paragraphs(some, measure, widths):
                    paragraph += 1
                    yield block(lines_, path=f"p{paragraph}")
            continue
        for parts in _continued(group):
            count += 1
            for number, row in enumerate(_all_rows(parts), 1):
                yield from _row(row, f"t{count}.r{number}", widths)


def _continued(tables: Iterable[Table]) -> list[list[Table]]:
    """Tables that follow each other, those that are one table over several pages together."""
    groups: list[list[Table]] = []
    for table in tables:
        before = groups[-1][-1] if groups else None
        if before is not None and before.page + 1 == table.page and _same_columns(before, table):
            groups[-1].append(table)
        else:
            groups.append([table])
    return groups


def _all_rows(parts: Sequence[Table]) -> list[tuple[Cell, ...]]:
    """The rows of a table over several pages: its repeated head once, a row that breaks between pages whole."""
    result: list[tuple[Cell, ...]] = []
    for part in parts:
        rows_ = list(part.rows)
        if result and _words(rows_[0]) == _words(result[0]) and any(_words(rows_[0])):
            rows_ = rows_[1:]
        elif result and _row_goes_on(result[-1], rows_[0]):
            result[-1] = tuple(replace(a, lines=a.lines + b.lines) for a, b in zip(result[-1], rows_.pop(0), strict=True))
        result += rows_
    return result


def _row_goes_on(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    pairs = list(zip(upper, lower, strict=False))
    further = [(a, b) for a, b in pairs if b.lines]
    return (
        len(upper) == len(lower) > 1
        and bool(further)
        and all(a.lines and cell_goes_on(a.lines[-1], b.lines[0], a.right - a.left) for a, b in further)
    )


def _flow(x: Layout, kinds: dict[int, str]) -> Iterator[Line | Table]:
    waiting = list(x.tables)
    for line in x.lines:
        if id(line) in kinds:
            continue
        while waiting and waiting[0].box[1] < line.box[1] and (line.column != 1 or waiting[0].box[0] < line.box[2]):
            yield waiting.pop(0)
        yield line
    yield from waiting


def _same_columns(a: Table, b: Table) -> bool:
    return len(a.columns) == len(b.columns) and all(abs(x - y) < SAME_EDGE for x, y in zip(a.columns, b.columns, strict=True))


def _words(row: Sequence[Cell]) -> list[str]:
    return ["".join(line.text for line in cell.lines) for cell in row]


def _row(row: Sequence[Cell], path: str, widths: dict[int, float]) -> Iterator[Block]:
    filled = [cell for cell in row if cell.lines]
    if not filled:
        return
    page = filled[0].lines[0].page
    if len(row) > 1:
        yield row_block([(cell.lines, cell.right) for cell in row], page, path)
        return
    cell = row[0]  # a cell across the whole table holds paragraphs
    width = round(widths[page])
    inner = {(width, 0): replace(measures(cell.lines, widths)[width, 0], right=cell.right - 6)}
    for number, group in enumerate(paragraphs(cell.lines, inner, widths), 1):
        yield block(group, path=f"{path}.p{number}")


def _with_furniture(body: Sequence[Block], layouts: Sequence[Layout], kinds: dict[int, str]) -> list[Block]:
    result: list[Block] = []
    pages = {number: list(group) for number, group in groupby(body, key=lambda b: b.page)}
    for x in layouts:
        number = x.number
        extra = [block([line], kinds[id(line)]) for line in x.lines if id(line) in kinds]
        result += [b for b in extra if b.kind in ("header", "contents")]
        result += pages.get(number, ())
        result += [b for b in extra if b.kind == "footer"]
        if x.watermark:
            result.append(Block(x.watermark, "watermark", page=number))
    return result


# --- sideways pages ---------------------------------------------------------------------------------------------------
def _turn(b: Block, turned: dict[int, Layout]) -> Block:
    """The block with its boxes as the page is displayed, where that is not how it is read."""
    return replace(b, runs=tuple(_turn_run(r, turned[r.page]) if r.page in turned else r for r in b.runs))


def _turn_run(run: Run, page: Layout) -> Run:
    box: Box = run.box
    width, height = page.width, page.height
    for _ in range(page.back):
        box = (height - box[3], box[0], height - box[1], box[2])
        width, height = height, width
    return replace(run, box=box)
