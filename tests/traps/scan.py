"""Pages as pictures: seals, skew, light, direction, two to a sheet. Needs the extra ``[ocr]``, which the development environment has."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable

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


def scan(name: str, picture: Callable[[], Image.Image], file: str = "png", **wanted: object) -> None:
    kind = {"png": "PNG", "jpg": "JPEG", "pdf": "PDF", "tif": "TIFF"}[file]
    more = {"pdf": {"resolution": 200}, "jpg": {"quality": 80}}.get(file, {})

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
