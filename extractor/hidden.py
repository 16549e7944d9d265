"""Names of the files that stand beside an output while it is made: its growing part, the store's lock."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_LONGEST = 240  # bytes of such a name: file systems take 255, SQLite and xlsxwriter put a few more behind it


def hidden(path: Path, end: str) -> Path:
    """The path of a hidden file beside `path`: its name with `end` behind it, a short one where that would be too long."""
    raw = os.fsencode(path.name)
    name = path.name if len(raw) + len(end) < _LONGEST else hashlib.sha256(raw).hexdigest()[:32]
    return path.with_name(f".{name}{end}")
