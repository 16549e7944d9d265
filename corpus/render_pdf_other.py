"""Agreements as PDF by another engine than reportlab: LibreOffice from Word files, else Chromium from HTML.

Other fonts, head tables, two columns for some.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from corpus import render_docx, render_html
from corpus.printed import NO_TABLES, Agreement, style

TIME = 40  # seconds to start an engine, and more per file
PER_FILE = 5
OFFICE = ("soffice", "libreoffice")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class NoEngine(Exception):
    """Neither LibreOffice nor Chromium is installed, or it printed nothing."""


def render(batch: Iterable[tuple[Agreement, Path]]) -> list[Path]:
    """Print a batch to the given paths. Returns them. Raises NoEngine."""
    batch = list(batch)
    with tempfile.TemporaryDirectory() as folder:
        name = engine()
        if name is None:
            raise NoEngine("neither LibreOffice nor Chromium is installed")
        (_by_office if name in OFFICE else _by_browser)(name, batch, Path(folder))
    return [path for _, path in batch]


def engine() -> str | None:
    """The command of the engine that would print, None where none is installed."""
    return next(filter(shutil.which, (*OFFICE, *BROWSERS)), None)


def _by_office(office: str, batch: list[tuple[Agreement, Path]], folder: Path) -> None:
    """All files in one run under a profile of its own."""
    names = []
    for number, (agreement, _) in enumerate(batch):
        name = folder / f"{number}.docx"
        name.write_bytes(_word(agreement))
        names.append(str(name))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    _run([office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *names], len(batch))
    for number, (_, path) in enumerate(batch):
        _keep(folder / f"{number}.pdf", path)


def _word(agreement: Agreement) -> bytes:
    look = render_docx.Look(
        font=("Noto Sans CJK SC", "Noto Serif CJK SC", "宋体")[agreement.pick("other/font", 3)],
        size=(9, 10.5, 12)[agreement.pick("other/size", 3)],
        blanks=agreement.pick("other/blanks", 2),
        side_by_side=agreement.pick("other/side", 2) == 0,
        head_table=agreement.pick("other/head", 3) > 0 and not agreement.asks(NO_TABLES),
        two_columns=agreement.pick("other/columns", 4) == 0,
    )
    return render_docx.printed(agreement, style(agreement, "pdf-other"), look)


def _by_browser(browser: str, batch: list[tuple[Agreement, Path]], folder: Path) -> None:
    for number, (agreement, path) in enumerate(batch):
        page, printed = folder / f"{number}.html", folder / f"{number}.pdf"
        page.write_bytes(render_html.plain(agreement))
        profile = f"--user-data-dir={folder / 'profile'}"
        _run([browser, "--headless", profile, "--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri()], 1)
        _keep(printed, path)


def _run(command: list[str], files: int) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=TIME + PER_FILE * files)
    except (OSError, subprocess.SubprocessError) as error:
        raise NoEngine(f"{Path(command[0]).name} failed: {error}") from error


def _keep(printed: Path, path: Path) -> None:
    if not printed.exists():
        raise NoEngine(f"the engine wrote no {printed.name}")
    path.write_bytes(_timeless(printed.read_bytes()))


def _timeless(data: bytes) -> bytes:
    """Times and file ids made equal, byte for byte as long as before, so that the file's table of offsets stays true."""
    data = re.sub(rb"\(D:\d{14}[^)]{0,10}\)", lambda m: b"(D:20250102030405" + m.group()[17:], data)
    hexadecimal = rb"[0-9A-Fa-f]{32}"
    for found in (rb"/ID\s*\[\s*<" + hexadecimal + rb">\s*<" + hexadecimal + rb">\s*\]", rb"/DocChecksum\s*/" + hexadecimal):
        data = re.sub(found, lambda m: re.sub(hexadecimal, b"0" * 32, m.group()), data)
    return data
