"""Agreements as scans: the PDF's pages as pictures, a little skewed and noisy, red seals over the signatures; no text layer."""

from __future__ import annotations

import io
import math
import time
from collections.abc import Iterator

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageFilter
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

from corpus import render_pdf
from corpus.printed import Agreement

DPI = 200
SEAL = 119  # PDF points across: 42 mm, the size of a company's seal
STAMP = time.gmtime(0)
_SIGNED = ("盖章", "公章", "签字", "签章", "签名")


class NoFont(Exception):
    """The machine has no font to draw Chinese characters with."""


def render(agreement: Agreement) -> bytes:
    """The agreement as an image-only PDF at 200 dpi. Raises NoFont where the machine has no Chinese font."""
    document = pypdfium2.PdfDocument(render_pdf.render(agreement))
    pages = []
    for number in range(len(document)):
        page = document[number]
        image = page.render(scale=DPI / 72).to_pil().convert("RGB")
        if number == 0 and not _inked(image):
            raise NoFont("no Chinese font to draw a scan with")
        if number == len(document) - 1:
            for turn, (x, y) in enumerate(_signatures(page)):
                image = _stamped(image, _seal(agreement, turn), int(x * DPI / 72), int(y * DPI / 72))
        pages.append(_scanned(image, agreement, number))
    out = io.BytesIO()
    times = {"creationDate": STAMP, "modDate": STAMP}
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=80, **times)
    return out.getvalue()


def _inked(image: Image.Image) -> bool:
    """Whether the page holds Chinese characters' worth of ink."""
    return bool((np.asarray(image.convert("L")) < 128).mean() > 0.005)


def _signatures(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float]]:
    """Centres of at most two seals, in points from the top left: over the last places that ask for one."""
    text, height = page.get_textpage(), page.get_height()
    found = []
    for words in _SIGNED:
        searcher = text.search(words)
        while (hit := searcher.get_next()) is not None:
            left, _, _, top = text.get_charbox(hit[0])
            found.append((left + SEAL * 0.4, height - top))
    yield from sorted(found, key=lambda place: place[1])[-2:]


def _seal(agreement: Agreement, turn: int) -> Image.Image:
    """A round red seal on white: a ring, a star, words along the ring."""
    out, middle = io.BytesIO(), SEAL / 2
    canvas = Canvas(out, pagesize=(SEAL, SEAL), invariant=1)
    canvas.setStrokeColorRGB(0.85, 0.1, 0.1)
    canvas.setFillColorRGB(0.85, 0.1, 0.1)
    canvas.setLineWidth(3)
    canvas.circle(middle, middle, middle - 4)
    star = canvas.beginPath()
    for corner in range(5):
        angle = math.radians(90 + corner * 144)
        (star.moveTo if corner == 0 else star.lineTo)(middle + 17 * math.cos(angle), middle + 17 * math.sin(angle))
    star.close()
    canvas.drawPath(star, stroke=0, fill=1, fillMode=FILL_NON_ZERO)
    canvas.setFont(render_pdf.FONT, 13)
    words = ("合同专用章样印", "业务用章样本印")[turn % 2]
    for n, char in enumerate(words):
        angle = 210 - 240 * n / (len(words) - 1)
        canvas.saveState()
        turned = math.radians(angle)
        canvas.translate(middle + (middle - 20) * math.cos(turned), middle + (middle - 20) * math.sin(turned))
        canvas.rotate(angle - 90)
        canvas.drawCentredString(0, 0, char)
        canvas.restoreState()
    canvas.save()
    image = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=DPI / 72).to_pil().convert("RGB")
    return image.rotate(agreement.pick(f"seal/{turn}", 40) - 20, fillcolor="white", resample=Image.Resampling.BICUBIC)


def _stamped(image: Image.Image, seal: Image.Image, x: int, y: int) -> Image.Image:
    """The seal's ink over the print, as ink lies: both stay visible."""
    sheet = Image.new("RGB", image.size, "white")
    sheet.paste(seal, (x - seal.width // 2, y - seal.height // 2))
    return ImageChops.multiply(image, sheet)


def _scanned(image: Image.Image, agreement: Agreement, page: int) -> Image.Image:
    """Skew below one degree, soft edges, grain."""
    skew = (agreement.pick(f"skew/{page}", 13) - 6) / 10
    image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor="white").filter(ImageFilter.GaussianBlur(0.4))
    grain = np.random.default_rng(agreement.pick(f"grain/{page}", 2**32)).normal(0, 6, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image, dtype=np.float32) - 6 + grain, 0, 255).astype(np.uint8))
