"""Pictures of pages for the tests of text recognition: printed text, seals over it, what a scanner and a camera do to it."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

DPI = 200
RED = (214, 32, 38)


def printed(pdf: bytes, dpi: float = DPI) -> list[Image.Image]:
    """The pages of a PDF as pictures."""
    document = pypdfium2.PdfDocument(pdf)
    return [document[n].render(scale=dpi / 72).to_pil().convert("RGB") for n in range(len(document))]


def page_of(
    lines: Sequence[str], size: float = 12, page: tuple[float, float] = (595, 842), at: tuple[float, float] = (72, 90)
) -> bytes:
    """One PDF page with these lines of print. Lengths in points."""
    import io

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=page, invariant=1)
    canvas.setFont("STSong-Light", size)
    for n, line in enumerate(lines):
        canvas.drawString(at[0], page[1] - at[1] - n * size * 1.8, line)
    canvas.save()
    return out.getvalue()


def table_of(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float = 11, page: tuple[float, float] = (595, 300)) -> bytes:
    """One PDF page with a ruled table. Lengths in points."""
    import io

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=page, invariant=1)
    canvas.setFont("STSong-Light", size)
    canvas.setLineWidth(0.6)
    xs = [60 + sum(widths[:n]) for n in range(len(widths) + 1)]
    ys = [page[1] - 60 - 2 * size * n for n in range(len(rows) + 1)]
    canvas.grid(xs, ys)
    for y, row in zip(ys, rows, strict=False):
        for x, text in zip(xs, row, strict=False):
            canvas.drawString(x + 5, y - 1.4 * size, text)
    canvas.save()
    return out.getvalue()


def covered(page: Image.Image, stamp: Image.Image, x: float, y: float) -> Image.Image:
    """The page with a seal whose ink covers: print under it shows through darkly, thin lines hardly."""
    under = stamped(page, stamp, x, y)
    layer = Image.new("RGB", page.size, "white")
    layer.paste(stamp, (round(x - stamp.width / 2), round(y - stamp.height / 2)))
    ink = np.asarray(layer.convert("L")) < 200
    mixed = 0.35 * np.asarray(under, dtype=np.float32) + 0.65 * np.asarray(layer, dtype=np.float32)
    return Image.fromarray(np.where(ink[:, :, None], mixed, np.asarray(under)).astype(np.uint8))


@functools.cache
def _glyph(char: str, size: int) -> Image.Image:
    """One character in red on white, drawn by pdfium: Pillow alone has no Chinese font."""
    (picture,) = printed(page_of([char], size, (size * 1.2, size * 1.2), (size * 0.1, size)), 72)
    ink = np.asarray(picture.convert("L"))
    return Image.fromarray(np.where(ink[:, :, None] < 128, np.uint8(RED), np.uint8(255)).astype(np.uint8))


def seal(words: str, across: int = 330, turn: float = 0.0) -> Image.Image:
    """A round red seal on white: a ring, a star, words along the ring. Pixels, degrees; 330 pixels are 42 mm at 200 dpi."""
    picture = Image.new("RGB", (across, across), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((4, 4, across - 5, across - 5), outline=RED, width=max(3, across // 40))
    middle = across / 2
    star = [
        (middle + r * math.sin(math.radians(a)), middle - r * math.cos(math.radians(a)))
        for n in range(10)
        for a, r in [(36 * n, across * (0.14 if n % 2 == 0 else 0.055))]
    ]
    draw.polygon(star, fill=RED)
    size = across // 9
    for n, char in enumerate(words):
        angle = -120 + 240 * n / max(1, len(words) - 1)
        glyph = _glyph(char, size).rotate(-angle, fillcolor="white", expand=True, resample=Image.Resampling.BICUBIC)
        x = middle + across * 0.37 * math.sin(math.radians(angle)) - glyph.width / 2
        y = middle - across * 0.37 * math.cos(math.radians(angle)) - glyph.height / 2
        layer = Image.new("RGB", picture.size, "white")
        layer.paste(glyph, (round(x), round(y)))
        picture = ImageChops.multiply(picture, layer)
    return picture.rotate(turn, fillcolor="white", resample=Image.Resampling.BICUBIC)


def stamped(page: Image.Image, stamp: Image.Image, x: float, y: float) -> Image.Image:
    """The page with the seal's ink on it, its middle at x, y: print stays visible under it. A seal over the edge is cut by it."""
    layer = Image.new("RGB", page.size, "white")
    layer.paste(stamp, (round(x - stamp.width / 2), round(y - stamp.height / 2)))
    return ImageChops.multiply(page, layer)


def scanned(page: Image.Image, skew: float = 0.0, seed: int = 1, grain: float = 6.0) -> Image.Image:
    """The page as a scanner gives it: turned counter-clockwise by `skew` degrees, soft edges, grain."""
    turned = page.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor="white").filter(ImageFilter.GaussianBlur(0.5))
    noise = np.random.default_rng(seed).normal(0, grain, (page.height, page.width, 1))
    return Image.fromarray(np.clip(np.asarray(turned, dtype=np.float32) - 5 + noise, 0, 255).astype(np.uint8))


def shaded(page: Image.Image) -> Image.Image:
    """The page as a camera sees it by a window: dark towards one corner."""
    light = np.linspace(1.0, 0.62, page.width)[None, :, None] * np.linspace(1.0, 0.8, page.height)[:, None, None]
    return Image.fromarray((np.asarray(page, dtype=np.float32) * light).astype(np.uint8))


def compressed(page: Image.Image, quality: int = 70) -> Image.Image:
    """The page after JPEG."""
    import io

    out = io.BytesIO()
    page.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")
