"""The pictures of the README, made anew: ``python docs/pictures.py`` (or ``make pictures``).

A few agreements of the corpus are printed, extracted and shown as a reader sees them: the workbook through LibreOffice, the review page in Chromium.
Needs both programs and a Chinese font; a picture that cannot be made is an error, not left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pypdfium2
from openpyxl.worksheet.dimensions import ColumnDimension, DimensionHolder
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import browser  # noqa: E402

from corpus import render  # noqa: E402

ENGLISH, CHINESE = "en", "zh"
CHOSEN = {  # agreement → form
    "01": "docx-typed", "05": "pdf", "09": "docx-auto", "13": "pdf", "23": "docx-typed", "29": "docx-typed", "31": "docx-typed", "33": "pdf", "41": "docx-auto",
    "63": "docx-typed", "73": "pdf", "91": "docx-auto", "97": "docx-typed", "113": "pdf",
}  # fmt: skip
AS_OF = "2026-06-01"
SHOWN = {  # columns of the ledger → their width in the picture; the others are hidden, as a reader may
    "file": 33, "title": 33, "contract_type": 25, "party_a": 35, "party_b": 32, "signed": 24, "end": 13, "term": 11, "total": 15, "status": 12, "warnings": 11,
}  # fmt: skip
COLOURS = 96  # of a picture: small files, and text stays crisp


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        archive()
        for lang in (ENGLISH, CHINESE):
            ledger(lang)
            workbook(Path(f"{lang}.xlsx"), HERE / f"workbook.{lang}.png")
            review(Path(f"{lang}.store"), lang)
    for picture in sorted(HERE.glob("*.png")):
        print(f"{picture.name}: {picture.stat().st_size // 1000} kB")
    return 0


def extractor(*arguments: object) -> None:
    done = subprocess.run([sys.executable, "-m", "extractor", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode > 1:
        raise SystemExit(done.stderr)


def archive() -> None:
    """The agreements, and one file that cannot be read."""
    jobs = [(agreement, CHOSEN[agreement.id.split("-")[0]]) for agreement in render.agreements(CHOSEN)]
    render.render([(a, form, Path("archive") / f"{a.id}.{render.SUFFIX.get(form, form)}") for a, form in jobs])
    Path("archive/damaged.docx").write_bytes(b"not a package")


def ledger(lang: str) -> None:
    extractor("run", "archive", "-o", f"{lang}.xlsx", "--lang", lang, "--as-of", AS_OF, "--jobs", "1")


def workbook(book: Path, picture: Path) -> None:
    """The left part of the ledger's first sheet, as LibreOffice lays it out."""
    opened = openpyxl.load_workbook(book)
    for sheet in opened.worksheets[1:]:
        sheet.sheet_state = "hidden"
    _on_one_page(opened.worksheets[0])
    opened.save("shown.xlsx")
    command = ["soffice", "--headless", f"-env:UserInstallation={Path('office').absolute().as_uri()}", "--convert-to", "pdf", "shown.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    page = pypdfium2.PdfDocument("shown.pdf")[0].render(scale=2).to_pil().convert("RGB")
    keep(_cropped(page), picture, width=1500)


def _on_one_page(sheet: Worksheet) -> None:
    sheet.column_dimensions = DimensionHolder(sheet)  # neighbours of one width were one entry
    for cell in sheet[1]:  # the hidden row of column ids
        shown, letter = cell.value in SHOWN, cell.column_letter
        sheet.column_dimensions[letter] = ColumnDimension(sheet, letter, width=SHOWN.get(cell.value, 8), hidden=not shown, customWidth=True)
    for row in range(3, sheet.max_row + 1):
        sheet.row_dimensions[row].height = 24
    sheet.print_title_rows = sheet.print_title_cols = None
    sheet.print_area = f"A2:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    setup = sheet.page_setup
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", sheet.PAPERSIZE_A3, 1, 1
    for part in (sheet.oddHeader, sheet.oddFooter):
        part.left.text = part.center.text = part.right.text = ""


def _cropped(page: Image.Image) -> Image.Image:
    """Without the white around it."""
    box = page.convert("L").point(lambda level: 255 * (level < 250)).getbbox()
    return page.crop((max(0, box[0] - 8), max(0, box[1] - 8), box[2] + 8, box[3] + 8))


def review(store: Path, lang: str) -> None:
    """The list of agreements, and one of them with a value chosen."""
    with served(store, lang) as address, browser.Browser(Path(f"profile-{lang}").absolute(), 1280, 720) as page:
        page.open(address)
        shot(page, HERE / f"review-list.{lang}.png")
        entry = "[...document.querySelectorAll('#entries a')].find(a => a.closest('.entry').textContent.includes('23-shop-lease'))"
        page.open(page.run(f"{entry}.href"))
        page.run("[...document.querySelectorAll('[data-n][id]')].find(row => row.textContent.includes('2028-05-31')).click()")
        shot(page, HERE / f"review.{lang}.png")


def shot(page: browser.Browser, picture: Path) -> None:
    page.run("document.fonts.ready.then(() => new Promise(r => setTimeout(r, 400)))")
    page.picture(picture)
    keep(Image.open(picture), picture)


@contextmanager
def served(store: Path, lang: str) -> Iterator[str]:
    """The address of a review that is served meanwhile."""
    command = [sys.executable, "-m", "extractor", "review", str(store), "--no-browser", "--lang", lang, "--as-of", AS_OF]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            yield re.search(r"http://127\.0\.0\.1:\d+/\S+/", process.stdout.readline())[0]
        finally:
            process.terminate()


def keep(picture: Image.Image, file: Path, width: int = 0) -> None:
    """Write it small: at most `width` pixels wide and of few colours."""
    picture = picture.convert("RGB")
    if width and picture.width > width:
        picture = picture.resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
