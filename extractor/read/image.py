"""Pictures of pages (JPEG, PNG, TIFF with several pages, BMP, WebP): read by text recognition, laid out as PDF pages are.

Places are points (1/72 inch) of the picture at its own resolution, or at `DPI` where it names none or a screen's.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from extractor import limits
from extractor.model import Source

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp")
DPI = 200  # of a scan that does not say; cameras and web pages write 72 or 96, which no readable scan has
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"BM")
_BOUND = b"extractor: pages of one document\n"  # before each picture its size
_BROKEN = (  # what Pillow raises over broken pictures
    *(OSError, ValueError, SyntaxError, EOFError, ArithmeticError, TypeError, LookupError, AttributeError, RuntimeError),
    *(struct.error, zlib.error),
)


def sniff(data: bytes) -> bool:
    return data.startswith((*_SIGNATURES, _BOUND)) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def bound(pictures: Iterable[bytes]) -> bytes:
    """Several pictures as one file whose pages they are."""
    return _BOUND + b"".join(struct.pack(">Q", len(picture)) + picture for picture in pictures)


def _parts(data: bytes) -> Iterator[bytes]:
    """The pictures of a file: itself, or those bound in it."""
    if not data.startswith(_BOUND):
        yield data
        return
    at = len(_BOUND)
    while at + 8 <= len(data):
        (size,) = struct.unpack_from(">Q", data, at)
        yield data[at + 8 : at + 8 + size]
        at += 8 + size


def read(data: bytes, name: str) -> Source:
    """Read a picture's pages. Raises ReadError: ``needs-ocr``, ``damaged``, ``too-large``."""
    from extractor import ocr
    from extractor.read import ReadError

    if len(data) > limits.MAX_BYTES:
        raise ReadError("too-large", f"the file has more than {limits.MAX_BYTES // limits.MB} MB", "make the picture smaller")
    if not ocr.installed():
        raise ReadError("needs-ocr", "the file is a picture without text", ocr.next_step(), "skipped")
    from extractor.ocr import page
    from extractor.read.pdf_layout import blocks, layout

    sheets, count = [], 0
    for picture, dpi in _pictures(data):
        count += 1
        sheets += page.read(picture, count, dpi, ocr.engine())
    numbered = dict(enumerate(sheets, 1))
    pages = [layout(replace(sheet.page, number=number)) for number, sheet in numbered.items() if sheet.page]
    made = tuple(page.placed(block, numbered) for block in blocks(pages))
    return Source(name, "image", made, pages=count, ocr=True)


def picture(data: bytes, number: int) -> tuple[object, float] | None:
    """Page `number` (1-based) as an RGB array and its dots per inch; None where there is no such page. Raises ReadError: ``damaged``, ``too-large``."""
    return next(islice(_pictures(data), number - 1, None), None)


def _pictures(data: bytes) -> Iterator[tuple[object, float]]:
    """Each page of the file, as `_frames` gives it, at most `limits.MAX_OCR_PAGES`."""
    return islice((frame for part in _parts(data) for frame in _frames(part)), limits.MAX_OCR_PAGES)


def _rgb(page: Image) -> Image:
    """A picture of any mode as 8-bit RGB: transparent parts are paper, 16-bit greys are made coarser (Pillow would cut them off at 255)."""
    import numpy
    from PIL import Image

    if page.mode.startswith("I") or page.mode == "F":
        grey = numpy.asarray(page, dtype=float)
        top = grey.max(initial=0.0)
        return Image.fromarray((grey * (255 / (65_535 if top > 255 else 255))).clip(0, 255).astype("uint8")).convert("RGB")
    if "A" in page.getbands() or "transparency" in page.info:
        seen = page.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
    return page.convert("RGB")


def _frames(data: bytes) -> Iterator[tuple[object, float]]:
    """Each page of one picture, as 8-bit RGB, with its dots per inch; larger ones than the recogniser needs are made smaller."""
    import numpy
    from PIL import Image, ImageOps

    from extractor.read import ReadError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is wrong with a picture's notes is no matter here
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as file:
                for index in range(min(getattr(file, "n_frames", 1), limits.MAX_OCR_PAGES)):
                    file.seek(index)
                    if file.width * file.height > limits.MAX_PIXELS:
                        raise ReadError("too-large", f"the picture has more than {limits.MAX_PIXELS // 10**6} million pixels", "make it smaller")
                    dpi = float((file.info.get("dpi") or (0, 0))[0])
                    shown = _rgb(ImageOps.exif_transpose(file))
                    scale = min(1.0, limits.MAX_OCR_SIDE / max(shown.size))
                    if scale < 1.0:
                        shown = shown.resize((round(shown.width * scale), round(shown.height * scale)))
                    yield numpy.asarray(shown), (dpi if dpi >= 100 else DPI) * scale
    except ReadError:
        raise
    except (*_BROKEN, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ReadError("damaged", "the picture is broken and cannot be shown", "get the file again from where it came from") from error
