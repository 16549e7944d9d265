"""Source → Documents: the agreement's own words, line by line, and a list of what was removed.

Every step is gated by a cheap look at the whole text, so that an ordinary file costs next to nothing. All changes are made with
`Text` operations: what is left knows where in the file it came from.
"""

from __future__ import annotations

import functools
import re

from extractor.cleaning import contents, ending, furniture, glyphs, pages, parts, runon, sites
from extractor.cleaning.draft import Draft
from extractor.fold import fold
from extractor.model import Block, Document, Line, Removed, Source, Warning
from extractor.packs import Pack
from extractor.text import Text

NOT_TEXT = ("header", "footer", "watermark", "contents")
_SPACES = " \u3000\xa0"
_TRADITIONAL = 0.12  # share of different Chinese characters that a simplified text would write otherwise
_HAN = re.compile("[\u3400-\u9fff]")
_FEW_HAN = 60  # different Chinese characters below which a text may be English
_LATIN = 0.8  # share of letters that are Latin in an English agreement


def clean(source: Source, pack: Pack) -> tuple[Document, ...]:
    """The agreements in one file (nearly always one), cleaned. Lines keep the order of the blocks."""
    removed = [Removed(None, b.kind, b.text) for b in source.blocks if b.kind in NOT_TEXT]
    drafts = [d for n, b in enumerate(source.blocks) if b.kind not in NOT_TEXT for d in _drafts(b, n)]
    if any(b.kind == "contents" for b in source.blocks):
        drafts = [d for d in drafts if not _heads_contents(d, source.blocks)]
    layout = pack.tables.get("zh/layout", {})

    drafts = _glyphs(drafts)
    whole, edges = _whole(drafts), fold(_whole(drafts[: furniture.HEAD] + drafts[furniture.HEAD :][-furniture.TAIL :]))
    announced = parts.announced(drafts, layout["samples"]["announced"]) if "篇" in edges and "samples" in layout else 0
    for site in sites.seen(pack, f"{whole}\n{edges}"):
        drafts, gone = sites.apply(site, drafts)
        removed += gone
    drafts, gone = _unknown_furniture(drafts, edges, layout.get("furniture", {}))
    removed += gone
    scraped = bool(gone) or any(r.site for r in removed)
    intro, samples = _divided(drafts, announced if scraped else 0, layout)
    removed += [Removed(None, "introduction", draft.value) for draft in intro]
    warnings = ()
    if announced and scraped and len(samples) < announced:
        warnings = (Warning("samples-missing", f"the page announces {announced} samples and holds {len(samples)}"),)
    made = []
    for number, sample in enumerate(samples, 1):
        lines, gone = _agreement(sample, layout, scraped)
        copies = parts.copies(lines, layout["samples"]["title"]) if "samples" in layout else 1
        told = (Warning("counterparts", f"copies of this agreement in the file: {copies}"),) if copies > 1 else ()
        cut = scraped and number == len(samples) and _stops_short(lines, layout)
        made.append(_document(source, lines, (*removed, *gone), cut, number if len(samples) > 1 else None, (*warnings, *told)))
    return tuple(made)


# --- steps ------------------------------------------------------------------------------------------------------------
def _drafts(block: Block, number: int) -> list[Draft]:
    """The lines of a block.

    Line feeds part a paragraph's lines and only space a row's cells; white space at the ends goes, a row's empty cells stay.
    """
    text = Text.copied(block.text, number)
    draft = Draft(text, block.kind, block.label, block.level, number)
    if "\n" in block.text:
        if block.kind == "row":
            text = text.sub(_LINE_FEEDS, " ")
        else:
            return draft.cut(*(m.end() for m in _LINE_FEEDS.finditer(block.text)))
    value = text.value
    if block.kind == "row":
        kept = text.slice(len(value) - len(value.lstrip(_SPACES)), len(value.rstrip(_SPACES)))
    else:
        kept = text if value == value.strip() else text.strip()
    if not kept.value.strip():
        return []
    return [draft if kept is draft.text else draft._replace(text=kept)]


def _heads_contents(draft: Draft, blocks: tuple[Block, ...]) -> bool:
    """The words above a table of contents that a reader already set apart."""
    after = blocks[draft.block + 1 : draft.block + 2]
    return bool(after) and after[0].kind == "contents" and bool(contents.TITLE.fullmatch(draft.folded.strip()))


_LINE_FEEDS = re.compile(r"[\r\n\x0b\x0c]+")


def _whole(drafts: list[Draft]) -> str:
    return "\n".join(draft.text.value for draft in drafts)


def _glyphs(drafts: list[Draft]) -> list[Draft]:
    whole = _whole(drafts)
    if not glyphs.ODD.search(whole):
        return drafts
    if glyphs.WRONG.search(whole):
        drafts = [d for d in glyphs.mend(drafts) if d.value.strip()]
    return glyphs.without_pinyin(drafts) if glyphs.has_pinyin(whole) else drafts


def _unknown_furniture(drafts: list[Draft], edges: str, words: dict) -> tuple[list[Draft], list[Removed]]:
    if not furniture.might_have(edges, words.get("words", ())):
        return drafts, []
    drafts, gone = furniture.without_furniture(drafts, words["words"], words["never"], words["title"])
    return drafts, [Removed(None, "notice", text) for text in gone]


def _divided(drafts: list[Draft], announced: int, layout: dict) -> tuple[list[Draft], list[list[Draft]]]:
    """A page's introduction and the agreements in the file."""
    if announced:
        return parts.divide(drafts)
    if len(drafts) < parts.SHORTEST_FILE or "samples" not in layout:
        return [], [drafts]
    return [], parts.agreements(drafts, layout["samples"]["title"])


def _agreement(drafts: list[Draft], layout: dict, scraped: bool) -> tuple[list[Draft], list[Removed]]:
    """One agreement's lines: run-on lines cut, a typed table of contents and page numbers taken out."""
    removed: list[Removed] = []
    if scraped or any(len(d.text) >= runon.LONG for d in drafts):
        drafts = runon.split(drafts, layout.get("runon", {}).get("labels", ()), scraped)
    whole = _whole(drafts)
    if contents.might_have(whole):
        drafts, gone = contents.without_contents(drafts, fold(whole).split("\n"))
        removed += [Removed(None, "contents", text) for text in gone]
    if pages.might_have(whole):
        drafts, gone = pages.without_page_numbers(drafts, [d.folded if len(d.text) <= pages.LONGEST else "" for d in drafts])
        removed += [Removed(None, "page-number", text) for text in gone]
    return drafts, removed


def _stops_short(drafts: list[Draft], layout: dict) -> bool:
    words = layout.get("ending", {})
    return ending.stops_short(drafts, words.get("dangling", ()), words.get("closing", ()))


# --- documents --------------------------------------------------------------------------------------------------------
def _document(
    source: Source, drafts: list[Draft], removed: tuple, truncated: bool, part: int | None, warnings: tuple
) -> Document:
    text, lines = _assembled(drafts)
    return Document(source, text, lines, removed, truncated, language(text.value), part, warnings)


def _assembled(drafts: list[Draft]) -> tuple[Text, tuple[Line, ...]]:
    """The drafts as one text, generated numbers put in front of their lines."""
    texts, lines, at = [], [], 0
    for draft in drafts:
        text = draft.text
        if draft.label:
            text = Text.join([Text.made(f"{draft.label} ", draft.block), text])
        lines.append(Line(at, at + len(text), draft.kind, len(draft.label), draft.level, draft.block))
        texts.append(text)
        at += len(text) + 1
    return Text.join(texts, "\n"), tuple(lines)


def language(text: str) -> str:
    """``zh``, ``zh-Hant`` when many of the characters differ from their simplified form, or ``en`` when nearly all letters are
    Latin.
    """
    traditional = len(set(_traditional().findall(text)))
    for part in (text[: 5 * _FEW_HAN], text):  # a beginning tells nearly always
        han = len(set(_HAN.findall(part)))
        if han >= _FEW_HAN and traditional <= _TRADITIONAL * han:
            return "zh"
    if han < _FEW_HAN and sum(c.isascii() and c.isalpha() for c in text) > _LATIN * max(1, sum(c.isalpha() for c in text)):
        return "en"
    return "zh-Hant" if traditional > _TRADITIONAL * han else "zh"


@functools.cache
def _traditional() -> re.Pattern:
    """The characters that simplified Chinese writes otherwise."""
    characters = "".join(map(chr, range(0x4E00, 0x9FFF)))
    return re.compile(f"[{''.join(a for a, b in zip(characters, fold(characters), strict=True) if a != b)}]")
