"""Pages as pictures: seals, skew, light, direction, two to a sheet. Needs the extra ``[ocr]``, which the development environment has."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable

import numpy as np
from pictures import compressed, page_of, printed, scanned, seal, shaded, stamped
from PIL import Image

from extractor import ocr
from traps import trap

LINES = (
    "仓储服务合同",
    "甲方：青禾食品有限公司",
    "乙方：北岸仓储有限公司",
    "第一条 期限",
    "期限自2025年3月1日起至2028年2月29日止。",
    "第二条 仓储费总额为人民币120,000元。",
)
WANTED = {
    "parties": {"甲方": "青禾食品有限公司", "乙方": "北岸仓储有限公司"},
    "dates": [("start", "2025-03-01"), ("end", "2028-02-29")],
    "amounts": ["120000.00"],
    "paths": ["1", "2"],
    "ocr": True,
    "boxed": True,
}


@functools.cache
def sheet() -> Image.Image:
    (picture,) = printed(page_of(LINES, page=(400, 220), at=(50, 50)))
    return picture


def saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


@functools.cache
def small() -> Image.Image:
    """A page that is higher than wide, two of which make a sheet."""
    (picture,) = printed(page_of(LINES, page=(360, 400), at=(30, 50)))
    return picture


def speckled() -> Image.Image:
    """Black and white specks on one pixel in fifty."""
    grey, chance = np.asarray(sheet().convert("L")).copy(), np.random.default_rng(1).random((sheet().height, sheet().width))
    grey[chance < 0.01], grey[chance > 0.99] = 0, 255
    return Image.fromarray(grey)


def side_by_side() -> Image.Image:
    both = Image.new("RGB", (2 * small().width, small().height), "white")
    both.paste(small().crop((0, 0, small().width, 330)), (0, 0))
    both.paste(small().crop((0, 330, small().width, small().height)), (small().width, 100))
    return both


def transparent() -> Image.Image:
    """Black everywhere, and opaque where there is print."""
    made = Image.new("RGB", sheet().size, "black")
    made.putalpha(sheet().convert("L").point(lambda v: 255 - v))
    return made


def deep() -> Image.Image:
    """65,536 greys."""
    return Image.fromarray(np.asarray(sheet().convert("L")).astype(np.uint16) * 257)


def scan(name: str, picture: Callable[[], Image.Image], file: str = "png", saving: dict = {}, **wanted: object) -> None:  # noqa: B006 - never changed
    kind = {"png": "PNG", "jpg": "JPEG", "pdf": "PDF", "tif": "TIFF"}[file]
    more = {"pdf": {"resolution": 200}, "jpg": {"quality": 80}}.get(file, {}) | saving

    def make() -> bytes:
        assert ocr.installed(), "the extra [ocr] belongs to the development environment: make test installs it"
        return saved(picture(), kind, **more)

    trap("scan", name, f"trap.{file}", make, **WANTED | wanted)


scan("a scanned PDF without a text layer", lambda: scanned(sheet()), "pdf", pages=1, format="pdf")
scan("a round red seal over the parties", lambda: stamped(sheet(), seal("青禾食品有限公司", 300), 420, 230))
scan("a page put down askew", lambda: scanned(sheet(), skew=1.8))
scan("a photo, dark towards one corner", lambda: compressed(shaded(sheet())), "jpg", format="image")
scan("a page that lies on its side", lambda: sheet().rotate(90, expand=True))
scan("a page upside down", lambda: sheet().rotate(180), "tif")
scan("half a seal across the edge", lambda: stamped(sheet(), seal("北岸仓储有限公司", 300), sheet().width, 330))
scan("specks all over", speckled)
scan("two pages on one sheet", side_by_side)
scan("a photo whose notes say which way up it is", lambda: sheet().rotate(90, expand=True), "jpg", {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"})
scan("a fax: black or white, nothing between", lambda: sheet().convert("1"), "tif", {"compression": "group4", "dpi": (200, 200)})
scan("print on nothing: a transparent picture", transparent)
scan("a picture of 65,536 greys", deep)
scan("colours for printing", lambda: sheet().convert("CMYK"), "jpg", format="image")
