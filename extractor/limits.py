"""What one file may cost: every limit that guards against huge, hostile or broken input, by name.

Readers look a limit up when they use it (``limits.MAX_PAGES``), so that a run may allow more or less: ``extractor run --allow MAX_PAGES=10000``. Sizes are
bytes. A file beyond a limit is one row that says so; nothing else stops.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

MB = 2**20
_CHOICE = "EXTRACTOR_LIMITS"  # in the environment: worker processes inherit it

# --- any file ---------------------------------------------------------------------------------------------------------
MAX_BYTES = 256 * MB  # one file, or one member of an archive, as it lies there
MAX_PAGES = 3_000  # PDF, OFD
MAX_TEXT_BYTES = 16 * MB  # plain text and Markdown: 5 million Chinese characters
MAX_PAGE_BYTES = 64 * MB  # HTML: Word's pages carry their pictures

# --- nesting ----------------------------------------------------------------------------------------------------------
MAX_WORD_DEPTH = 40  # tables, controls and boxes inside each other in a Word file
MAX_HTML_DEPTH = 1_000  # elements inside elements
MAX_MARKDOWN_DEPTH = 100
MAX_OFD_DEPTH = 20  # page blocks inside page blocks

# --- packages (DOCX, OFD): ZIP files whose parts belong together -----------------------------------------------------
MAX_PARTS = 5_000
MAX_PART = 200 * MB  # one part, unpacked
MAX_UNPACKED = 500 * MB  # all parts
MAX_GLYPHS = 200_000  # on one page; a printed page has about 1,500
MAX_WORD_NUMBER = 100_000  # automatic numbers stop counting here
MAX_CHANGES = 10_000  # tracked changes that are listed, each with no more than
MAX_CHANGE = 500  # code points of its words

# --- text recognition ------------------------------------------------------------------------------------------------
OCR_DPI = 200  # what PDF pages are drawn at
MAX_OCR_PAGES = 300  # of one file; at some five seconds each
MAX_OCR_SIDE = 3_600  # pixels: a larger picture is made smaller first
MAX_PIXELS = 150 * 10**6  # of one picture, unpacked

# --- archives (ZIP, tar, e-mail): files in a file --------------------------------------------------------------------
MAX_MEMBERS = 100_000  # of one archive, those of archives inside it counted too
MAX_DIRECTORY = 64 * MB  # the list of members of a ZIP file
MAX_ARCHIVE = 64 * 1024 * MB  # all members, unpacked
MAX_MAIL = 100 * MB
MAX_RATIO = 250  # unpacked size to packed size; paper is below 30, a bomb near 1,000
RATIO_FROM = 100 * MB  # a smaller member may be packed as well as it likes
MAX_ARCHIVE_DEPTH = 4  # archives inside archives
MAX_NAME = 240  # code points of a member's name that are shown

# --- LibreOffice -------------------------------------------------------------------------------------------------------
OFFICE_SECONDS = 60.0  # without a further file done before it counts as hung
OFFICE_BATCH = 40  # files one start converts
OFFICE_MEMORY = 8 * 1024 * MB  # address space of the process


def allow(**limits: float) -> None:
    """Set limits by name for this process: ``allow(MAX_PAGES=10_000)``. Raises ValueError for a name that is no limit."""
    known = globals()
    for name, value in limits.items():
        if not name.isupper() or not isinstance(known.get(name), (int, float)):
            raise ValueError(f"no such limit: {name}")
        known[name] = value


def choose(settings: Iterable[str]) -> None:
    """Set limits for this process and those it starts, each as ``MAX_PAGES=10000``. Raises ValueError for what is no such setting."""
    settings = tuple(settings)
    allow(**dict(map(_setting, settings)))
    os.environ[_CHOICE] = " ".join(settings)


def chosen() -> str:
    """What `choose` was given, in this process or the one that started it; "" for nothing."""
    return os.environ.get(_CHOICE, "")


def inherit() -> None:
    """Set the limits that the process that started this one chose."""
    allow(**dict(map(_setting, chosen().split())))


def _setting(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name.strip(), float(value) if "." in value else int(value)
    except ValueError:
        raise ValueError(f"no limit is set by {text!r}: a name and a number are asked for, as MAX_PAGES=10000") from None
