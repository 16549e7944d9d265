"""Names of places for links: the page of a record in the review, and a value on it.

Both are made of what the record says, not of its order, so that a link of yesterday's workbook still leads to the same words.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

_SAFE = re.compile(r"[^\w.]+")


def record_id(source: str) -> str:
    """16 hexadecimal digits that stand for ``document.source`` in names of files and addresses."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def item_id(table: str, what: str, place: dict | None) -> str:
    """``<table>-<what>-<start>-<end>``: a value of `table` by its kind (of a party: the field) and its place, an evidence with offsets of ``document.text``; without a place
    the first two only."""
    name = f"{table}-{_SAFE.sub('_', what)}"
    return f"{name}-{place['start']}-{place['end']}" if place else name


def link(folder: str, source: str, item: str = "") -> str:
    """The address of a record's page in a written review below `folder` (as it stands in links), at a value where `item` is given."""
    above = f"{folder.rstrip('/')}/" if folder else ""
    return f"{above}{record_id(source)}.html" + (f"#{quote(item, safe='')}" if item else "")
