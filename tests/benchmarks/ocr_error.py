"""Character error rate of text recognition: ``python tests/benchmarks/ocr_error.py [--pages N] [--engine rapid|tesseract] [--differences]``.

Pages of the corpus are printed at 200 dpi, scanned (a little skew, grain, JPEG) and read; the truth is the same page's text layer through the same layout.
``clean`` has no seals, ``sealed`` has red seals over nearly the whole page and a 骑缝章 at its edge. Spaces are not counted, full- and half-width forms of one
sign are one. Error rate: edits (Levenshtein) by the truth's characters.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent)]

import numpy as np  # noqa: E402
import pictures  # noqa: E402

from corpus import render_pdf  # noqa: E402
from corpus.render import agreements  # noqa: E402
from extractor import ocr  # noqa: E402
from extractor.fold import fold  # noqa: E402
from extractor.ocr import page as ocr_page  # noqa: E402
from extractor.read.pdf_chars import read_page  # noqa: E402
from extractor.read.pdf_layout import blocks, layout  # noqa: E402

CORPUS = HERE.parent.parent / "corpus" / "tuned"


def edits(a: str, b: str) -> int:
    """Levenshtein's distance."""
    codes = np.array([ord(c) for c in b])
    row = np.arange(len(b) + 1)
    steps = np.arange(len(b) + 1)
    for n, char in enumerate(a, 1):
        new = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)))
        row = np.concatenate(([n], new))
        row = np.minimum.accumulate(row - steps) + steps
    return int(row[-1])


def words(pages) -> str:
    """The text of pages, in reading order, folded, without spaces."""
    return fold("".join("".join(b.text.split()) for b in blocks([layout(p) for p in pages]))).replace("……", "").replace('"', "")


def sealed(picture, seed: int):
    stamp = pictures.seal("样章测试有限责任公司合同专用", turn=seed * 7 % 30 - 15)
    for y in range(260, picture.height - 100, 340):
        for x in range(220, picture.width - 60, 340):
            picture = pictures.stamped(picture, stamp, x + seed * 11 % 40, y)
    return pictures.stamped(picture, stamp, picture.width - 20, picture.height * 0.45)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--first", type=int, default=0, help="leave out so many pages before")
    parser.add_argument("--engine", choices=ocr.ENGINES, default="rapid")
    parser.add_argument("--differences", action="store_true")
    args = parser.parse_args()
    ocr.choose(args.engine)
    engine = ocr.engine()
    totals = {"clean": [0, 0], "sealed": [0, 0]}
    used, pages = 0.0, 0
    for number, (agreement, truth, picture) in enumerate(_pages(args.first, args.pages)):
        for kind in totals:
            page = sealed(picture, number) if kind == "sealed" else picture
            scan = pictures.compressed(pictures.scanned(page, (number % 7 - 3) / 5, number))
            began = time.process_time()
            sheets = ocr_page.read(np.asarray(scan), 1, pictures.DPI, engine)
            used, pages = used + time.process_time() - began, pages + 1
            read = words([sheet.page for sheet in sheets])
            wrong = edits(truth, read)
            totals[kind][0] += wrong
            totals[kind][1] += len(truth)
            print(f"{agreement:24} {kind:7} {wrong:4} of {len(truth)}", flush=True)
            if args.differences:
                _show(truth, read)
    for kind, (wrong, count) in totals.items():
        print(f"{kind}: {wrong} of {count} characters wrong, {wrong / count:.2%}")
    print(f"{used / pages:.1f} s of processor time a page")


def _pages(first: int, count: int):
    """One page of each agreement, in turn the first, second, …: its id, text and picture."""
    import pypdfium2

    found = [a for a in agreements() if (CORPUS / f"{a.id}.gold").exists()]
    for number in range(first, first + count):
        agreement = found[number % len(found)]
        pdf = render_pdf.render(agreement)
        document = pypdfium2.PdfDocument(pdf)
        index = number % len(document)
        yield agreement.id, words([read_page(document[index], 1)]), pictures.printed(pdf)[index]


def _show(truth: str, read: str) -> None:
    for what, a, b, c, d in difflib.SequenceMatcher(None, truth, read, autojunk=False).get_opcodes():
        if what != "equal":
            print(f"    {truth[max(0, a - 6) : a]}[{truth[a:b]} → {read[c:d]}]{truth[b : b + 6]}")


if __name__ == "__main__":
    main()
