"""A worksheet that writes its commonest cells in one step.

A ledger's cells are texts and empty ones with a format, by the hundred thousand. What xlsxwriter writes for them takes half the time of a workbook; here they
give the same bytes, and whatever is less plain (controls, whitespace at an end, markup, other types) goes xlsxwriter's own way.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet


class Page(Worksheet):
    def _write_cell(self, row: int, col: int, cell) -> None:
        kind, look = type(cell).__name__, cell.format
        if kind == "Blank" and look:
            self.fh.write(f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{look._get_xf_index()}"/>')
        elif kind == "String" and look and self.constant_memory and _is_plain(cell.string):
            text = cell.string.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            place = f'r="{xl_rowcol_to_cell_fast(row, col)}" s="{look._get_xf_index()}"'
            self.fh.write(f'<c {place} t="inlineStr"><is><t>{text}</t></is></c>')
        else:
            super()._write_cell(row, col, cell)


def _is_plain(text: str) -> bool:
    """Whether XML needs no more than its three characters escaped to keep `text` as it is."""
    return text.isprintable() and "_x" not in text and text[:1] not in " <" and text[-1:] != " "
