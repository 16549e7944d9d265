"""Tesseract (Apache-2.0) through its command-line program, where somebody prefers it: quicker, and wrong more often on Chinese.

It is given the page on its standard input and answers with a table of words, each with its box and confidence; nothing is written to disk.
"""

from __future__ import annotations

import csv
import functools
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractor.ocr.engines import Box, Engine, Grey, Piece
from extractor.read.glyphs import is_cjk, portion

PROGRAM = "tesseract"
NEXT_STEP = "install the program tesseract with its languages chi_sim and eng, and agreement-extractor[ocr]; or leave out --ocr tesseract"
LANGUAGES = ("chi_sim", "eng")
ONE_BLOCK = "6"  # page segmentation: left to itself, tesseract reads a page that lies on its side, and nobody can tell which way up it is
TIME = 120  # seconds for one page
APART = 1.5  # of the height: words of one line so far apart are pieces of their own


@functools.cache
def installed() -> bool:
    """Whether the program is there and knows the languages."""
    if shutil.which(PROGRAM) is None:
        return False
    listed = subprocess.run([PROGRAM, "--list-langs"], capture_output=True, timeout=TIME, check=False)
    return set(LANGUAGES) <= set((listed.stdout + listed.stderr).decode("utf-8", "replace").split())


def load() -> Engine:
    """The engine; the program is started anew for each page."""
    return recognise


def recognise(grey: Grey, walls: Sequence[Box] = ()) -> list[Piece]:
    """The lines of a levelled page. A line that runs through a wall between cells is parted there."""
    import cv2

    picture = cv2.imencode(".png", grey)[1].tobytes()
    command = [PROGRAM, "stdin", "stdout", "-l", "+".join(LANGUAGES), "--dpi", "200", "--psm", ONE_BLOCK, "tsv"]
    done = subprocess.run(command, input=picture, capture_output=True, timeout=TIME, check=True)
    return [_piece(part) for words in _lines(done.stdout.decode("utf-8", "replace")) for part in _parts(words, walls)]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    box: Box
    sure: float


def _lines(answer: str) -> Iterator[list[_Word]]:
    """The words of each line of tesseract's table (``tsv``)."""
    rows = csv.DictReader(answer.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = (row for row in rows if row["level"] == "5" and (row["text"] or "").strip())
    for _, line in groupby(words, key=lambda row: [row[key] for key in ("block_num", "par_num", "line_num")]):
        yield [_Word(row["text"].strip(), _box(row), min(1.0, max(0.0, float(row["conf"]) / 100))) for row in line]


def _box(row: dict[str, str]) -> Box:
    x, y, width, height = (int(row[key]) for key in ("left", "top", "width", "height"))
    return x, y, x + width, y + height


def _parts(words: Sequence[_Word], walls: Sequence[Box]) -> Iterator[list[_Word]]:
    """The line, cut where there is much room or a wall between two of its words."""
    part = [words[0]]
    for a, b in pairwise(words):
        if b.box[0] - a.box[2] > APART * (a.box[3] - a.box[1]) or any(_between(wall, a.box, b.box) for wall in walls):
            yield part
            part = []
        part.append(b)
    yield part


def _between(wall: Box, a: Box, b: Box) -> bool:
    return (a[0] + a[2]) / 2 < wall[0] and wall[2] < (b[0] + b[2]) / 2 and wall[1] < a[3] and wall[3] > a[1]


def _piece(words: Sequence[_Word]) -> Piece:
    """The words as one piece; between ideographs there is no space. Where a character stands is told by the width of type: boxes of Chinese words are often
    those of their neighbours."""
    text, confidences = "", []
    for word in words:
        if text and not (is_cjk(text[-1]) or is_cjk(word.text[0])):
            text += " "
            confidences.append(word.sure)
        text += word.text
        confidences += [word.sure] * len(word.text)
    boxes = [word.box for word in words]
    x0, x1 = min(b[0] for b in boxes), max(b[2] for b in boxes)
    shares = (sum(portion(text, n, n + 1)) / 2 for n in range(len(text)))
    around = (x0, min(b[1] for b in boxes), x1, max(b[3] for b in boxes))
    return Piece(text, tuple(map(float, around)), tuple(x0 + share * (x1 - x0) for share in shares), tuple(confidences))
