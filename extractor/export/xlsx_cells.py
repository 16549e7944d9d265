"""What stands in a workbook's cells: the texts they can hold, how wide they are, and people's values beside the machine's."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from extractor import table, table_decisions
from extractor.catalogue import Catalogue, Column
from extractor.export.xlsx_looks import PERSON

MAX_TEXT = 32_767  # characters (UTF-16 units) a cell can hold
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not allowed in XML 1.0
_NARROW, _WIDE = 7, 44  # characters: no column is narrower; one of short texts grows to that where they need it


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


def literal(text: str, mark: str) -> str:
    """`text` as a cell can hold it: no characters XML forbids, at most `MAX_TEXT` UTF-16 units (then `mark` at the end),
    never taken for markup.
    """
    if not text.isprintable():  # what XML forbids is among what cannot be printed
        text = _ILLEGAL.sub("", text)
    if len(text) > MAX_TEXT // 2 and len(text) + sum(c > "\uffff" for c in text) > MAX_TEXT:
        kept = text.encode("utf-16-le")[: 2 * (MAX_TEXT - len(mark))].decode("utf-16-le", "ignore")
        text = kept + mark
    if text.startswith("<r>") and text.endswith("</r>"):  # what xlsxwriter would write out unescaped, as its own rich text
        text += " "
    return text


# --- widths -------------------------------------------------------------------------------------------------------------
def most(column: Column) -> int:
    """The greatest width of a column, in characters: short texts may need more than the catalogue says, long ones wrap."""
    return max(column.width, _WIDE) if column.type in ("text", "items", "date") else column.width


def width(column: Column, lang: str, needed: int) -> int:
    """The width a column gets: what its widest cell needs, within bounds; its header goes on up to three lines."""
    least = max(_NARROW, 3 + needs(column.labels[lang]) * 2 // 5)
    return min(max(least, needed + 3), max(most(column), least))


def needs(shown: object) -> int:
    """The width of a cell's widest line. Chinese characters are two wide: their UTF-8 size tells (three bytes to two columns)."""
    if isinstance(shown, str):
        text = shown[:2000]
        return _wide(text) if "\n" not in text else max(map(_wide, text.split("\n")))
    return 10 if isinstance(shown, date) else len(f"{shown:,.2f}") if isinstance(shown, (int, float, Decimal)) else len(str(shown))


def _wide(text: str) -> int:
    return len(text) if text.isascii() else (len(text) + len(text.encode("utf-8", "replace"))) // 2


def lines(shown: object, width: int) -> int:
    """How many lines a cell's text takes at a column's width."""
    if not isinstance(shown, str):
        return 1
    text = shown[:2000]
    return text.count("\n") + 1 + _wide(text) // (width + 1) if len(text) * 2 > width or "\n" in text else 1
