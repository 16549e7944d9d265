"""The review written into a folder: pages, script, style and page pictures as files beside each other, opened without a
server. It takes no decisions and shows those made."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from extractor.review import summary
from extractor.review.archive import Archive
from extractor.review.pictures import Pictures
from extractor.review.site import ASSETS, Neighbours, Site

MARK = ".extractor-review"  # stands in a folder that this module wrote


def write(archive: Archive, site: Site, folder: Path, tell: Callable[[int, int], None] | None = None) -> Path:
    """Write all pages below `folder`; returns the first to open. `tell` is called with (done, all). Raises FileExistsError
    where the folder holds something else."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir()) and not (folder / MARK).is_file()):
        raise FileExistsError(f"{folder}: is there and is no review written before; give another folder, or empty it")
    for old in ("assets", "pages"):
        shutil.rmtree(folder / old, ignore_errors=True)
    for page in folder.glob("*.html"):
        page.unlink()
    (folder / "pages").mkdir(parents=True)
    (folder / MARK).touch()
    shutil.copytree(ASSETS, folder / "assets")
    lines = [summary.line(record, site.words, site.lang) for record in archive.records()]
    names = [None, *(line["id"] for line in lines), None]
    with Pictures(os.cpu_count() or 1) as pictures:
        for number, record in enumerate(archive.records(), 1):
            where = Neighbours(names[number - 1], names[number + 1], number, len(lines))
            name = names[number]
            sizes = pictures.sizes(record)
            for at, drawn in enumerate(pictures.pages(record, len(sizes)), 1):
                if drawn:
                    (folder / "pages" / f"{name}-{at}.png").write_bytes(drawn)
            _write(folder / f"{name}.html", site.agreement(record, sizes, where))
            if tell:
                tell(number, len(lines))
    _write(folder / "index.html", site.list_page(lines))
    return folder / "index.html"


def _write(file: Path, page: str) -> None:
    file.write_text(page, encoding="utf-8", errors="replace")
