"""An agreement as it is printed: the lines of a ``.gold`` file with the printer's choices (spaces after numbers, headings apart).

Every choice is drawn from a hash of the agreement's id, so equal input gives equal files. Of the labels only those of the blanks
are used: ``__张三__`` is one blank with a name on it, ``____年__`` is two.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from extractor import gold

GLUED = "heading printed directly after the article number"
NO_TABLES = "no head table"
RUN_ON = "clauses of one article may run on"
GAP = re.compile(r"\s{4,}|\u3000{2,}")  # what parts two things printed side by side
NUMERAL = re.compile(r"[\d〇零一二三四五六七八九十]{1,4}")
FIELD = re.compile(r"(?P<label>[^:：，。；_]{2,24}[:：])\s?(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the gold: ``kind`` as in the file (``table`` for its rows), the rest empty where there is none."""

    kind: str
    path: str = ""
    label: str = ""
    heading: str = ""
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether the whole line is a heading."""
        return self.kind in ("part", "annex") or bool(self.kind == "article" and self.heading and not self.text)

    @property
    def depth(self) -> int:
        """0 for parts, articles and annexes, 1 for clauses, 2, 3, … for items below them."""
        return self.path.count(".") if self.path and self.kind in ("clause", "item") else 0


@dataclass(frozen=True, slots=True)
class Agreement:
    id: str
    title: str
    genre: str
    status: str
    lines: tuple[Line, ...]
    written: frozenset[str] = frozenset()  # what stands on blanks, in the words of the slot labels
    layout: tuple[str, ...] = ()  # the file's ``# layout:`` comments

    def asks(self, layout: str) -> bool:
        """Whether a ``# layout:`` comment of the file asks for this."""
        return any(layout in note for note in self.layout)

    def pick(self, question: str, choices: int) -> int:
        """A fixed choice out of so many, from the id and the question."""
        return int(hashlib.sha256(f"{self.id}/{question}".encode()).hexdigest()[:12], 16) % choices


def load(path: Path) -> Agreement:
    """Read one ``.gold`` file. Raises `extractor.gold.GoldError`."""
    notes = tuple(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# layout:"))
    data = gold.load(path)
    lines = tuple(
        Line(
            line["t"],
            line.get("path", ""),
            line.get("label", ""),
            line.get("heading", ""),
            line.get("text", ""),
            tuple(map(tuple, line.get("rows", ()))),
        )
        for line in data["lines"]
    )
    written = frozenset(slot["value"] for slot in data["gold"]["slots"] if slot["value"])
    return Agreement(data["id"], data["title"], data["genre"], data["status"], lines, written, notes)


@dataclass(frozen=True, slots=True)
class Style:
    """How numbered lines are set: what stands after a number, and after a heading (a line feed: the text stands apart)."""

    after_number: str = " "
    after_heading: str = "\u3000"
    glued: bool = False  # 第一条服务内容
    run_on: bool = False  # the clauses of one article in one paragraph


def style(agreement: Agreement, form: str) -> Style:
    """The style of this agreement in this form."""
    chosen = Style(
        after_number=(" ", "\u3000", " ", "")[agreement.pick(f"{form}/number", 4)],
        after_heading=("\u3000", "\n", "  ")[agreement.pick(f"{form}/heading", 3)],
        glued=agreement.asks(GLUED),
    )
    return replace(chosen, run_on=agreement.asks(RUN_ON) and form == "txt")


def numbered(line: Line, style: Style, label: str | None = None) -> str:
    """A line with its number as printed; `label` "" leaves the number out (Word prints it)."""
    label = line.label if label is None else label
    body = style.after_heading.join(part for part in (line.heading, line.text) if part)
    if not label or not body:
        return label + body
    if style.glued and line.kind == "article":
        return label + body
    if label[-1] in "、）)】" or not style.after_number:
        return label + (" " if _would_run_in(line, body) else "") + body
    return label + style.after_number + body


def _would_run_in(line: Line, body: str) -> bool:
    """Whether printing this right after its number would read as something else: 1.15日 for 1.1 5日, 第九条第二条, 附件清单."""
    return line.kind == "annex" or body[0] == "第" or (body[0].isascii() and body[0].isalnum())


def paragraphs(agreement: Agreement, style: Style) -> Iterator[tuple[Line, str]]:
    """Each line with the text of its paragraph, "" for a table. Clauses that run on are one paragraph under the first of them."""
    running: tuple[Line, str] | None = None
    for line in agreement.lines:
        text = "" if line.kind == "table" else numbered(line, style) if line.label else line.text
        if style.run_on and line.kind == "clause":
            running = (running[0], running[1] + text) if running else (line, text)
            continue
        if running:
            yield running
            running = None
        head, _, rest = text.partition("\n")
        yield line, head
        if rest:
            yield Line("para", text=rest), rest
    if running:
        yield running


def blanks(text: str, written: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """The blanks of a text: start, end, and what is written on it ("" where nothing is)."""
    lines = [m.span() for m in re.finditer("_+", text)]
    n = 0
    while n < len(lines):
        (start, end), value = lines[n], ""
        if n + 1 < len(lines):
            between = text[end : lines[n + 1][0]]
            if between in written or NUMERAL.fullmatch(between):
                value, end, n = between, lines[n + 1][1], n + 1
        yield start, end, value
        n += 1


def columns(text: str) -> list[str]:
    """What is printed side by side on one line: 甲方:        乙方: → two texts."""
    return [part for part in GAP.split(text.strip()) if part]
