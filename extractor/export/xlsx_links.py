"""Where a workbook's cells lead: to rows of other sheets, to the page of the agreement, to the source file.

A link is made of our own names only (sheets, rows, anchors) and of the path of a file that was read; nothing an agreement says becomes one.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from extractor import remote
from extractor.anchors import record_id

MOST = 65_530  # links of a sheet that Excel allows
REVIEW = "review"  # folder of the static review beside the workbook
_LONGEST = 2_000  # UTF-16 units of an address; Excel allows 2,079
_ESCAPED = str.maketrans({char: f"%{ord(char):02X}" for char in '%#"<>[]^`{} '})


def row_link(sheet: str, row: int) -> str:
    """To a row (0-based) of a sheet of the same workbook."""
    name = sheet.replace("'", "''")
    return f"internal:'{name}'!A{row + 1}"


def page_link(folder: Path, source: str, anchor: str = "") -> str | None:
    """To the page of an agreement in the static review beside a workbook in `folder`, at an anchor; None where no such page is."""
    name = f"{record_id(source)}.html"
    if not (folder / REVIEW / name).is_file():
        return None
    return f"external:{REVIEW}/{name}" + (f"#{_safe(anchor)}" if anchor else "")


def _safe(anchor: str) -> str:
    return anchor.translate(_ESCAPED)


@lru_cache(maxsize=64)
def file_link(folder: Path, source: str) -> str | None:
    """To the file an agreement was read from (of an archive the archive): relative to the workbook's `folder` where they have a folder in common, else absolute. None where no
    program would find it so: other machines' files, names that are no text or that would mean something else in an address.
    """
    name = re.sub(r"#\d+$", "", source) if not os.path.exists(source) else source
    name = name.split("!/")[0]
    if remote.is_remote(name) or not name.isprintable() or (os.name != "nt" and re.search(r"[\\:]", name)):
        return None
    path, start = os.path.abspath(name), os.path.abspath(folder)
    try:
        common = os.path.commonpath([path, start])
    except ValueError:  # another drive
        common = ""
    if common and common != os.path.dirname(common):
        path = os.path.relpath(path, start).replace(os.sep, "/")
        path = path if path.startswith("../") else f"./{path}"
    address = f"external:{path.translate(_ESCAPED)}"
    return address if len(address.encode("utf-16-le")) // 2 <= _LONGEST else None
