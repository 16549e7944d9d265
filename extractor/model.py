"""The types that cross a step. Frozen, slotted, picklable; no third-party NLP or table library is imported here. Those made by the hundred are named tuples,
which take a third of the time to make.

One agreement goes through ``read → clean → outline → annotate → settle``; each step takes one of these values and returns another:
bytes → `Source` → `Document` → `Outline` → `Mention`s → `Record`. Offsets are Unicode code points, boxes are PDF points with
the origin at the top left, dates and durations are ISO 8601 strings.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.text import Text

Box = tuple[float, float, float, float]  # x0, top, x1, bottom


# --- read -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a block's text that lies in one box of one page (usually one printed line or one cell)."""

    start: int
    end: int
    page: int  # 1-based
    box: Box
    confidence: float = 1.0  # of the characters: 1.0 for typed text, the recogniser's own for OCR


@dataclass(frozen=True, slots=True)
class Mark:
    """Something a reader knows about a stretch of a block beyond its words.

    ``kind``: ``filled`` (written on a blank: over underscores, on an underlined gap, in a form field or content control), ``choice`` (a box, ticked
    or not); of tracked changes not yet accepted ``inserted``, ``moved`` and ``deleted`` (an empty stretch: where the words stood that are gone).
    """

    start: int
    end: int
    kind: str
    label: str = ""  # form-field or content-control title, author of a change


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, table row or piece of furniture as the reader found it, in reading order.

    ``kind``: ``para``, ``row`` (cells joined by a tab), ``note`` (foot- or endnote), ``header``, ``footer``, ``watermark``, ``contents`` (table of contents).
    Blank fill-in places appear as runs of ``_`` in `text`, whatever they were in the file (underscores, underlined spaces, empty controls).
    ``label`` is a number the program generated (Word list numbering); it is not part of `text`.
    """

    text: str
    kind: str = "para"
    label: str = ""
    level: int | None = None  # list or heading level of a generated label, 0-based
    page: int | None = None
    runs: tuple[Run, ...] = ()
    marks: tuple[Mark, ...] = ()
    path: str | None = None  # place in the file: "p12", "t1.r2", "body/div[2]/p[3]"


@dataclass(frozen=True, slots=True)
class Warning:
    """A finding a person should look at: a code, one sentence, the clause it concerns (a path) or None."""

    code: str
    message: str
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: its code (an entry of ``patterns/checks.toml``, which has the wording), the clause, the words that fill its message, its place."""

    code: str
    clause: str | None = None
    values: dict = field(default_factory=dict)
    start: int | None = None  # offsets of the document's text, where the finding has one place
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A tracked change nobody has accepted or rejected: ``inserted``, ``deleted``, ``moved`` (here) or ``moved away``."""

    kind: str
    text: str  # the words put in or taken out
    author: str = ""
    date: str | None = None  # as the file has it, ISO 8601
    path: str | None = None  # place in the file, as `Block.path`


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader made of one file: its blocks and what it knows about the file."""

    name: str  # as given; "archive.zip!/inner/path" inside archives
    format: str
    blocks: tuple[Block, ...]
    sha256: str = ""
    pages: int | None = None
    ocr: bool = False
    title: str | None = None  # from the file's own metadata; a hint only
    comments: tuple[str, ...] = ()  # reviewers' comments: listed, never text
    changes: tuple[Change, ...] = ()  # tracked changes: the text is as if all were accepted
    warnings: tuple[Warning, ...] = ()


# --- clean ------------------------------------------------------------------------------------------------------------
class Line(NamedTuple):
    """One line of `Document.text`: a paragraph, a table row or a note."""

    start: int
    end: int  # without the line feed
    kind: str = "para"
    label: int = 0  # size of a generated number at the head of the line, in code points
    level: int | None = None  # list level of that number
    block: int = 0  # index of the (first) block it came from


@dataclass(frozen=True, slots=True)
class Removed:
    """Text taken out because it is not the agreement: ``site`` (pack id, or None), ``kind`` (``notice``, ``listing``, ``header``, ``page-number``, …)."""

    site: str | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One agreement's words, nothing else: the cleaned text with its lines, and what was removed."""

    source: Source
    text: Text
    lines: tuple[Line, ...]
    removed: tuple[Removed, ...] = ()
    truncated: bool = False
    language: str = "zh"
    part: int | None = None  # 1, 2, … when the file holds several agreements
    warnings: tuple[Warning, ...] = ()


# --- outline ----------------------------------------------------------------------------------------------------------
class Clause(NamedTuple):
    """A node of the article tree. Its own words are ``value[body:end]``: nodes are contiguous, a node ends where the next begins."""

    path: str
    label: str
    heading: str
    level: int
    parent: str | None
    start: int  # at the label
    body: int  # after label and heading
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    clauses: tuple[Clause, ...]
    references: tuple[tuple[int, int, str], ...] = ()  # start, end, path of clauses the text refers to
    warnings: tuple[Finding, ...] = ()
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(clause.start for clause in self.clauses))

    def at(self, offset: int) -> Clause:
        """The clause whose own words hold `offset` (code points into the document's text)."""
        return self.clauses[max(0, bisect_right(self._starts, offset) - 1)]


@dataclass(frozen=True, slots=True)
class Reading:
    """What annotators look at: the text, its folded twin of the same length (see `extractor.fold`), its lines and its outline."""

    text: str
    folded: str
    lines: tuple[Line, ...]
    outline: Outline
    language: str = "zh"
    marks: tuple[Mark, ...] = ()  # in offsets of `text`


# --- annotate ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PartyFact:
    """One thing said of one party. ``field``: ``name``, ``alias``, ``kind`` or a party field of the record; value None = its place is blank."""

    role: str
    field: str
    value: str | None
    member: int = 0  # 0 for the first party under a role, 1, 2, … for further joint ones


@dataclass(frozen=True, slots=True)
class DateFact:
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class DurationFact:
    kind: str
    value: str
    bound: str
    day_type: str | None
    from_event: str | None = None


@dataclass(frozen=True, slots=True)
class AmountFact:
    kind: str
    value: str
    currency: str
    capital: str | None = None
    capital_agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class DataTermFact:
    type: str
    stance: str
    actor: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class SlotFact:
    label: str
    value: str | None
    filled: bool
    template: str | None = None


@dataclass(frozen=True, slots=True)
class TextFact:
    """A plain string: the title, the contract number, a user's own field."""

    value: str


Fact = PartyFact | DateFact | DurationFact | AmountFact | DataTermFact | SlotFact | TextFact


class Mention(NamedTuple):
    """A fact with its place: ``text[start:end]`` says it, ``rule`` (a rule id) found it. ``field``: ``party``, ``date``, ``duration``, ``amount``,
    ``data_term``, ``slot``, ``title``, ``contract_no``, ``contract_type``, ``tax``, ``finding``, ``checklist`` or a user's own field id."""

    field: str
    value: Fact
    start: int
    end: int
    rule: str


# --- settle -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Outcome:
    state: str = "ok"  # ok | partial | failed | skipped
    code: str | None = None
    reason: str | None = None
    next_step: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One agreement as the output contract has it (see ``extractor/record.schema.json``): plain JSON values in a fixed order of keys."""

    document: dict
    articles: tuple[dict, ...] = ()
    parties: tuple[dict, ...] = ()
    dates: tuple[dict, ...] = ()
    durations: tuple[dict, ...] = ()
    amounts: tuple[dict, ...] = ()
    data_terms: tuple[dict, ...] = ()
    slots: tuple[dict, ...] = ()
    fields: dict = field(default_factory=dict)  # users' own fields: id → list of {value, text, evidence}
    checks: tuple[dict, ...] = ()  # what a person should look at, with severity and words in both languages
    checklists: tuple[dict, ...] = ()  # statutory checklists, item by item
    deadlines: tuple[dict, ...] = ()  # days worked out of the agreement, each with its rule

    def to_dict(self) -> dict:
        """The record as one JSON object."""
        lists = ("articles", "parties", "dates", "durations", "amounts", "data_terms", "slots")
        more = ("checks", "checklists", "deadlines")
        return {"document": self.document} | {k: list(getattr(self, k)) for k in lists} | {"fields": self.fields} | {k: list(getattr(self, k)) for k in more}
