"""The workbook's last sheet: the run, the legend, what each column means, and the rules of those that are worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from extractor.catalogue import Catalogue
from extractor.export import About
from extractor.export.xlsx_cells import lines
from extractor.export.xlsx_looks import LEGEND

_WIDTHS = (20, 24, 72, 52)  # characters
_HEADS = (("工作表", "Sheet"), ("列", "Column"), ("含义", "Meaning"), ("推算规则（空格：原文所载）", "Rule where worked out (empty: words of the agreement)"))
_EVERY = {"zh": "各明细表", "en": "Detail sheets"}  # have these columns in common
_HOW = (
    (
        "在台账里直接改机器值，或在最右边加自己的列；下次运行加 --update 本文件，改动和自己的列都会保留：人工值列在机器值右边，互不覆盖。只有“合同台账”里的改动会被读取。",
        "Correct values in the ledger itself or add columns of your own at its right; the next run with --update THIS-FILE keeps both: a person's value "
        "stands beside the machine's, neither is overwritten. Only changes in the sheet of agreements are read.",
    ),
)


def explain(page, styles: dict, words: Catalogue, lang: str, about: About, notices: Iterable[str]) -> None:
    """Fill `page`; `notices`: what a person should know of this workbook."""
    n = 0 if lang == "zh" else 1
    page.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    row = 0
    for labels, value in _facts(about):
        page.write_string(row, 0, labels[n], styles["head:file"])
        page.merge_range(row, 1, row, 2, "", styles["text"])
        page.write_string(row, 1, value, styles["text"])
        row += 1
    for text in [how[n] for how in _HOW] + list(notices):
        row += 1
        page.merge_range(row, 0, row, 3, "", styles["plain"])
        page.write_string(row, 0, text, styles["plain"])
        page.set_row(row, 32)
    row = _legend(page, styles, words, lang, row + 2)
    _columns(page, styles, words, lang, row + 1)


def _facts(about: About) -> list[tuple[tuple[str, str], str]]:
    facts = [
        ("程序版本", "Version", f"extractor {about.version}"),
        ("规则包", "Pattern packs", about.pack),
        ("开始时间", "Started", about.started[:19].replace("T", " ")),
        *about.facts(),
    ]
    return [((zh, en), str(value)) for zh, en, value in facts]


def _legend(page, styles: dict, words: Catalogue, lang: str, row: int) -> int:
    page.write_string(row, 0, "图例" if lang == "zh" else "Legend", styles["large"])
    for name, word, zh, en in LEGEND:
        row += 1
        page.write_string(row, 0, words.word(word, lang) if word else "", styles[name])
        page.merge_range(row, 1, row, 3, "", styles["plain"])
        page.write_string(row, 1, zh if lang == "zh" else en, styles["plain"])
    return row + 1


def _columns(page, styles: dict, words: Catalogue, lang: str, row: int) -> None:
    for n, heads in enumerate(_HEADS):
        page.write_string(row, n, heads[0 if lang == "zh" else 1], styles["head:file"])
    often, told = Counter(column for sheet in words.sheets for column in sheet.columns if column.about), set()
    for sheet in words.sheets:
        for column in sheet.columns:
            if (column.about or sheet.id == "contracts") and column not in told:
                row += 1
                told.add(column)
                of = _EVERY if often[column] > 1 else sheet.labels
                texts = [t.get(lang, "") for t in (of, column.labels, column.about or {}, column.computed or {})]
                page.set_row(row, 4 + 14.5 * max(lines(text, width) for text, width in zip(texts, _WIDTHS, strict=True)))
                for n, text in enumerate(texts):
                    page.write_string(row, n, text, styles["text"])
