"""A page as a picture with boxes around what was extracted from it, and beside it the list of what that is: for a person who checks a record by eye."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor import containers, pipeline, read
from extractor.catalogue import Catalogue
from extractor.model import Box
from extractor.packs import Pack
from extractor.table import show as shown

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

HEIGHT = 1_600  # pixels of the page in the picture
PANEL = 620  # pixels: width of the list
TYPE = 17  # pixels: size of its type
NUMBER = 13  # pixels: size of the numbers at the boxes
STEP = 24  # pixels: from one of its lines to the next
EDGE = 14  # pixels around it
WASH = 40  # of 255: how strongly a box is filled
MAX_WORDS = 200  # characters of one entry
COLOURS = {
    "parties": (25, 90, 190),
    "dates": (20, 130, 50),
    "durations": (0, 140, 150),
    "amounts": (200, 100, 0),
    "data_terms": (130, 50, 170),
    "slots": (130, 110, 20),
    "fields": (200, 30, 130),
    "articles": (110, 120, 130),
}
FONTS = (  # of the usual systems, with Chinese characters
    *("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "SourceHanSansSC-Regular.otf", "wqy-zenhei.ttc", "wqy-microhei.ttc"),
    *("msyh.ttc", "simhei.ttf", "simsun.ttc", "PingFang.ttc", "STHeiti Light.ttc", "NotoSerifCJK-Regular.ttc"),
)
_UNSAID = frozenset(("date", "clause", "heading", "template", "slot", "confidence", "rule"))  # columns that say little beside the page


@dataclass(frozen=True, slots=True)
class Item:
    """Something extracted from the page. ``kind``: a key of `COLOURS`; ``words``: what it is, for a person; ``boxes`` in PDF points."""

    kind: str
    words: str
    boxes: tuple[Box, ...]


def items(record: dict, page: int, words: Catalogue, lang: str) -> list[Item]:
    """What a record (`Record.to_dict()`) holds of one page (1-based), from top to bottom."""
    found = [Item(kind, said, boxes) for kind, said, evidence in _said(record, words, lang) if (boxes := _boxes(evidence, page))]
    return sorted(found, key=lambda item: (round(item.boxes[0][1]), item.boxes[0][0]))


def _said(record: dict, words: Catalogue, lang: str) -> Iterator[tuple[str, str, dict]]:
    """Each extracted thing: its kind, what it is in words, its evidence."""
    for article in record["articles"]:
        yield "articles", f"{article['path']}  {article['heading'] or ''}", article
    columns = {column.id: column for column in words.sheet("parties").columns}
    for party in record["parties"]:
        for name, evidence in party["field_evidence"].items():
            yield "parties", f"{party['role']} {columns[name].labels[lang]}: {party[name]}", evidence
    for kind in ("dates", "durations", "amounts", "data_terms", "slots"):
        for row in record[kind]:
            cells = (shown(row.get(c.id), c, words, lang) for c in words.sheet(kind).columns if c.id in row and c.id not in _UNSAID)
            yield kind, " · ".join(str(cell) for cell in cells if cell not in (None, "")), row["evidence"]
    for name, rows in record["fields"].items():
        for row in rows:
            yield "fields", f"{name}: {row['value']}", row["evidence"]


def _boxes(evidence: dict | None, page: int) -> tuple[Box, ...]:
    if not evidence:
        return ()
    places = evidence.get("boxes") or [evidence]
    return tuple(tuple(place["bbox"]) for place in places if place["page"] == page and place["bbox"])


def page(file: Path | str, number: int, pack: Pack, words: Catalogue, lang: str) -> Image:
    """Page `number` (1-based) of one file with what was extracted from it. Raises `extractor.read.ReadError`."""
    from PIL import Image

    data = containers.fetch(file)
    picture, dpi = read.picture(file, data, number)
    records = pipeline.understand(read.read(file, data), pack)
    some = [item for record in records for item in items(record.to_dict(), number, words, lang)]
    return drawn(Image.fromarray(picture), dpi, some, words, lang)


def drawn(picture: Image, dpi: float, some: Sequence[Item], words: Catalogue, lang: str) -> Image:
    """The page with numbered boxes, and the numbers explained on its right. `picture`: the page at `dpi` dots an inch."""
    from PIL import Image, ImageDraw

    scale = HEIGHT / picture.height
    page = picture.convert("RGB").resize((max(1, round(picture.width * scale)), HEIGHT))
    ink = ImageDraw.Draw(page, "RGBA")
    font, number_font = _font(), _plain_font(NUMBER)
    points = dpi / 72 * scale
    for number, item in enumerate(some, 1):
        colour = COLOURS[item.kind]
        for box in item.boxes:
            x0, top, x1, bottom = (v * points for v in box)
            ink.rectangle((x0 - 2, top - 1, max(x0, x1) + 2, max(top, bottom) + 1), (*colour, WASH), colour, 2)
        x0, top, *_ = (v * points for v in item.boxes[0])
        ink.text((x0, top + 2), str(number), colour, number_font, anchor="lb", stroke_width=2, stroke_fill="white")
    panels = _panels(some, words, lang if font else "en", font or _plain_font(TYPE), plain=font is None)
    sheet = Image.new("RGB", (page.width + PANEL * len(panels), HEIGHT), "white")
    sheet.paste(page, (0, 0))
    for n, panel in enumerate(panels):
        sheet.paste(panel, (page.width + n * PANEL, 0))
    return sheet


def _panels(some: Sequence[Item], words: Catalogue, lang: str, font: FreeTypeFont, plain: bool) -> list[Image]:
    """The colours by kind, then the items by number, in as many columns as it takes. `plain`: the font has no Chinese characters."""
    from PIL import Image, ImageDraw

    lines: list[tuple[str, tuple[int, int, int], bool]] = []
    for kind, colour in COLOURS.items():
        count = sum(item.kind == kind for item in some)
        if count:
            lines.append((f"{_name(kind, words, lang)}  {count}", colour, True))
    for number, item in enumerate(some, 1):
        said = item.words[:MAX_WORDS] + ("…" if len(item.words) > MAX_WORDS else "")
        said = said.encode("latin-1", "replace").decode("latin-1") if plain else said
        lines += [(part, COLOURS[item.kind], False) for part in _broken(f"{number}  {' '.join(said.split())}", font)]
    each = (HEIGHT - 2 * EDGE) // STEP
    panels = []
    for first in range(0, max(1, len(lines)), each):
        panel = Image.new("RGB", (PANEL, HEIGHT), "white")
        ink = ImageDraw.Draw(panel)
        for n, (text, colour, is_key) in enumerate(lines[first : first + each]):
            y = EDGE + n * STEP
            if is_key:
                ink.rectangle((EDGE, y + 2, EDGE + 18, y + STEP - 5), colour)
            ink.text((EDGE + (28 if is_key else 0), y), text, colour, font)
        panels.append(panel)
    return panels


def _name(kind: str, words: Catalogue, lang: str) -> str:
    if kind == "fields":
        return {"zh": "自定字段", "en": "Own fields"}[lang]
    return words.sheet(kind).labels[lang]


def _broken(text: str, font: FreeTypeFont) -> list[str]:
    """The text in lines that fit the list."""
    lines = [""]
    for char in text:
        if font.getlength(lines[-1] + char) > PANEL - 2 * EDGE:
            lines.append("      ")
        lines[-1] += char
    return lines


def _font() -> FreeTypeFont | None:
    """A font with Chinese characters, if this machine has one of those known."""
    from PIL import ImageFont

    for name in FONTS:
        try:
            return ImageFont.truetype(name, TYPE)
        except OSError:
            continue
    return None


def _plain_font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)
