"""One agreement on the terminal, for a person."""

from __future__ import annotations

from typing import TextIO

from extractor.catalogue import Catalogue, Sheet
from extractor.table import Row, rows
from extractor.table import show as shown

_WORDS = {"zh": ("无", "提示", "条款", "剔除"), "en": ("none", "Warnings", "Clauses", "Removed")}
# Columns of a finding that are told apart from what it says, or say little on a terminal.
_ASIDE = {
    "file",
    "title",
    "clause",
    "heading",
    "page",
    "quote",
    "start_offset",
    "end_offset",
    "confidence",
    "rule",
    "date",
    "slot",
    "template",
}
_TABLES = ("dates", "durations", "amounts", "data_terms", "slots")


def show(record: dict, words: Catalogue, lang: str, stream: TextIO | None = None) -> None:
    """Print a record (`Record.to_dict()`): head, parties, dates, periods, amounts, data terms, slots, warnings, article tree."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(file=stream, highlight=False)
    some, document = rows(record), record["document"]
    console.rule(f"[bold]{escape(document['title'] or document['source'])}[/]")
    _head(console, some, words, lang)
    for party in some.get("parties", ()):
        console.print(
            f"\n[bold]{escape(str(party['role']))}[/]  {escape(_cell(party, 'name', words.sheet('parties'), words, lang))}"
        )
        for column in words.sheet("parties").columns:
            if column.id not in {"role", "name"} | _ASIDE and party.get(column.id):
                console.print(
                    f"  [dim]{column.labels[lang]}[/] {escape(_cell(party, column.id, words.sheet('parties'), words, lang))}"
                )
    for name in _TABLES:
        if some.get(name):
            _items(console, words.sheet(name), some[name], words, lang)
    _warnings(console, record, document, lang)
    _tree(console, record["articles"], lang)


def _head(console, some: dict[str, list[Row]], words: Catalogue, lang: str) -> None:
    """Number, status and outcome, one a line."""
    from rich.markup import escape

    (file,) = some["files"]
    ledger = (some.get("contracts") or [{}])[0]
    pairs = [("contracts", ledger, c) for c in ("contract_no", "status", "unsettled", "confidence")]
    pairs += [("files", file, c) for c in ("file", "state", "reason", "next_step", "format", "pages", "language", "removed")]
    for sheet, row, name in pairs:
        text = _cell(row, name, words.sheet(sheet), words, lang)
        if text:
            label = next(c.labels[lang] for c in words.sheet(sheet).columns if c.id == name)
            console.print(f"[dim]{label}[/] {escape(text)}")


def _items(console, sheet: Sheet, some: list[Row], words: Catalogue, lang: str) -> None:
    """One finding on two lines: what it is and where, then the words that say so."""
    from rich.text import Text

    console.print(f"\n[bold]{sheet.labels[lang]}[/] {len(some)}")
    own = [c.id for c in sheet.columns if c.id not in _ASIDE]
    for row in some:
        first, *rest = (text for name in own if (text := _cell(row, name, sheet, words, lang)))
        line = Text("  ").append(first, style="bold").append("  " + " · ".join(rest))
        line.append(f"  [{row['clause']} {row['heading'] or ''}".rstrip() + "]", style="cyan")
        if row["confidence"] is not None:
            line.append(f" {row['confidence']:.0%}", style="dim")
        console.print(line, soft_wrap=True)
        if row["quote"]:
            console.print(Text("     ").append(f"“{' '.join(row['quote'].split())}”", style="dim"), soft_wrap=True)


def _cell(row: Row, name: str, sheet: Sheet, words: Catalogue, lang: str) -> str:
    column = next(c for c in sheet.columns if c.id == name)
    cell = shown(row.get(name), column, words, lang)
    if cell is None:
        return ""
    return (
        f"{cell:.0%}"
        if column.type == "share"
        else f"{cell:,f}"
        if column.type == "number" and not isinstance(cell, str)
        else str(cell)
    )


def _warnings(console, record: dict, document: dict, lang: str) -> None:
    from rich.markup import escape

    checks = record.get("checks", document["warnings"])
    console.print(f"\n[bold]{_WORDS[lang][1]}[/]" + ("" if checks else f" {_WORDS[lang][0]}"))
    for check in checks:
        message = check.get("message_zh", check["message"]) if lang == "zh" else check["message"]
        console.print(f"  [yellow]{escape(check['code'])}[/] {escape(check['clause'] or '')} {escape(message)}")


def _tree(console, articles: list[dict], lang: str) -> None:
    from rich.text import Text

    if articles:
        console.print(f"\n[bold]{_WORDS[lang][2]}[/]")
    for node in articles:
        words = node["heading"] or " ".join(node["text"].split())
        line = Text("  " * max(node["level"], 0) + f"{node['path']}  ", style="dim")
        line.append(f"{node['label']} ", style="bold")
        line.append(words[:60] + ("…" if len(words) > 60 else ""), style="" if node["heading"] else "dim")
        console.print(line, soft_wrap=True)
