"""Pages of a PDF or a picture as PNG, and their sizes in points, made by a process apart: a file that brings the renderer down
takes nothing else along.

A picture is only made of the very bytes the record was made of (their SHA-256 is compared).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

FORMATS = ("pdf", "image")
WIDTH = 1240  # pixels of a page: 150 dots an inch on A4
COLOURS = 64  # print needs few: a fifth of the bytes, and of a scan a tenth
MOST = 300  # pages shown of one file
_TIMEOUT = 60.0  # seconds for the sizes of one file's pages, or one page


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a page in points, the unit of the record's boxes."""

    width: float
    height: float


class Pictures:
    """Makes them, several at a time; ``with Pictures() as pictures``."""

    def __init__(self, workers: int = 1):
        from pebble import ProcessPool

        self._pool = ProcessPool(max_workers=workers, max_tasks=200)

    def __enter__(self) -> Pictures:
        return self

    def __exit__(self, *_) -> None:
        self._pool.stop()
        self._pool.join()

    def sizes(self, record: dict) -> tuple[Size, ...]:
        """Of each page; none where there is nothing to show (another format; the file has gone or is another one now)."""
        count = min(record["document"]["pages"] or 0, MOST)
        return self._begun(sizes, record, count)() or ()

    def page(self, record: dict, number: int) -> bytes | None:
        """Page `number` (1-based) as PNG, or None."""
        return self._begun(png, record, number)()

    def pages(self, record: dict, count: int) -> Iterator[bytes | None]:
        """The first `count` pages, drawn side by side."""
        yield from (finished() for finished in [self._begun(png, record, number) for number in range(1, count + 1)])

    def _begun(self, function, record: dict, number: int) -> Callable[[], object]:
        """Have something made; what is returned waits for it and gives it, or None."""
        document = record["document"]
        if document["format"] not in FORMATS or not document["sha256"] or not 0 < number <= MOST:
            return lambda: None
        task = self._pool.schedule(function, (file_of(document["source"]), document["sha256"], number), timeout=_TIMEOUT)

        def finished():
            try:
                return task.result()
            except Exception:  # whatever a file does to its reader, the review goes on without its picture
                return None

        return finished


def file_of(source: str) -> str:
    """The file of a record: without the ``#2`` of several agreements in one."""
    head, mark, part = source.rpartition("#")
    return head if mark and part.isdecimal() else source


def sizes(name: str, sha256: str, count: int) -> tuple[Size, ...]:
    """Sizes of the first `count` pages of a file. Raises ReadError, or ValueError when it is not the file meant."""
    from extractor import read

    data = original(name, sha256)
    if data[:1024].find(b"%PDF-") >= 0 and (found := _pdf_sizes(data, count)):
        return found
    pictures = (read.picture(name, data, number) for number in range(1, count + 1))
    return tuple(Size(picture.shape[1] * 72 / dpi, picture.shape[0] * 72 / dpi) for picture, dpi in pictures)


def _pdf_sizes(data: bytes, count: int) -> tuple[Size, ...]:
    """Sizes without drawing; none where the file must be repaired first."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        return tuple(Size(*document.get_page_size(n)) for n in range(min(count, len(document))))
    except pypdfium2.PdfiumError:
        return ()


def png(name: str, sha256: str, number: int) -> bytes:
    """One page (1-based) as PNG. Raises as `sizes`."""
    from PIL import Image

    from extractor import read

    made = Image.fromarray(read.picture(name, original(name, sha256), number)[0])
    if made.width > WIDTH:
        made = made.resize((WIDTH, max(1, round(made.height * WIDTH / made.width))), Image.Resampling.BOX)
    out = io.BytesIO()
    made.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


def original(name: str, sha256: str) -> bytes:
    """The bytes of a file. Raises ReadError, or ValueError when they are not those of `sha256`."""
    from extractor import containers

    data = containers.fetch(name)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"{name}: the file has changed")
    return data
