"""Agreements as PDF by reportlab: CID font, running head, page numbers, ruled tables, what stands side by side in two columns."""

from __future__ import annotations

import io
from collections.abc import Callable
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from corpus.printed import Agreement, Line, columns, paragraphs, style

FONT = "STSong-Light"
LATIN = "Helvetica"  # for the few characters the CID font's encoding lacks (¥, æ)
MARGIN = 72
GREY = 0.4
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def render(agreement: Agreement) -> bytes:
    """The agreement as PDF, the same bytes for the same agreement."""
    size = (10.5, 11, 12)[agreement.pick("pdf/size", 3)]
    body = ParagraphStyle("body", fontName=FONT, fontSize=size, leading=size * 1.6, wordWrap="CJK", spaceAfter=2)
    indented = agreement.pick("pdf/indent", 2) == 0
    flow: list[Flowable] = []
    for line, text in paragraphs(agreement, style(agreement, "pdf")):
        flow += _flowables(line, text, body, indented)
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, title=agreement.title, author="", invariant=1)
    document.build(flow, canvasmaker=_pages(agreement.title))
    return out.getvalue()


def _flowables(line: Line, text: str, body: ParagraphStyle, indented: bool) -> list[Flowable]:
    if line.kind == "table":
        return [_table(line.rows, body)]
    if line.kind == "title":
        large = {"fontSize": body.fontSize + 6, "leading": body.fontSize * 2.4}
        return [Paragraph(marked(text), ParagraphStyle("title", body, alignment=TA_CENTER, spaceAfter=12, **large))]
    side = columns(text)
    if len(side) == 2 and line.kind in ("sign", "para"):
        plain = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        return [Table([[Paragraph(marked(part), body) for part in side]], colWidths=["52%", "48%"], style=plain)]
    if line.is_heading:
        larger = ParagraphStyle("heading", body, fontSize=body.fontSize + 1, spaceBefore=6, keepWithNext=1)
        return [Paragraph(marked(text), larger)]
    indent = 2 * body.fontSize if indented and line.kind in ("clause", "item", "para") else 0
    return [Paragraph(marked(text), ParagraphStyle("para", body, firstLineIndent=indent))]


def _table(rows: tuple[tuple[str, ...], ...], body: ParagraphStyle) -> Flowable:
    cell = ParagraphStyle("cell", body, fontSize=body.fontSize - 1, leading=body.fontSize * 1.3, spaceAfter=0)
    widths = [max(len(row[n]) for row in rows) + 2 for n in range(len(rows[0]))]
    room = A4[0] - 2 * MARGIN
    shares = [max(room * width / sum(widths), room * 0.1) for width in widths]
    scale = room / sum(shares)
    return Table(
        [[Paragraph(marked(text), cell) for text in row] for row in rows],
        colWidths=[share * scale for share in shares],
        style=[("GRID", (0, 0), (-1, -1), 0.6, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
        spaceBefore=4,
        spaceAfter=6,
    )


def marked(text: str) -> str:
    """Text as reportlab's markup: spaces kept, characters outside the CID font in a Latin font."""
    out = []
    for char in text.replace("  ", "\u3000"):
        escaped = escape(char)
        out.append(f'<font name="{LATIN}">{escaped}</font>' if _foreign(char) else escaped)
    return "".join(out)


def _foreign(char: str) -> bool:
    if char.isascii():
        return False
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return ord(char) < 0x100
    return False


def _pages(title: str) -> Callable[..., Canvas]:
    """A canvas that knows how many pages there are: 第 1 页 共 3 页 at the foot of each, the title at its head."""

    class Numbered(Canvas):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.kept: list[dict] = []

        def showPage(self) -> None:  # noqa: N802 (reportlab's name)
            self.kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self.kept, 1):
                self.__dict__.update(page)
                self.setFont(FONT, 9)
                self.setFillGray(GREY)
                self.drawString(MARGIN, A4[1] - 46, title)
                self.line(MARGIN, A4[1] - 52, A4[0] - MARGIN, A4[1] - 52)
                self.drawCentredString(A4[0] / 2, 40, f"第 {number} 页 共 {len(self.kept)} 页")
                Canvas.showPage(self)
            Canvas.save(self)

    return Numbered
