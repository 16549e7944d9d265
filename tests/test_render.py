"""Printing the corpus: every form holds every word of its agreement, equal input gives equal files."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corpus import (  # noqa: E402
    printed,
    render,
    render_docx,
    render_docx_numbers,
    render_html,
    render_pdf,
    render_pdf_other,
    render_scan,
    render_txt,
)
from extractor import packs  # noqa: E402
from extractor.clean import clean  # noqa: E402
from extractor.read import read  # noqa: E402

FOUND = render.agreements()
BY_NUMBER = {agreement.id.split("-")[0]: agreement for agreement in FOUND}
READ_BACK = {
    "docx-typed": (render_docx.typed, ".docx"),
    "docx-auto": (render_docx.automatic, ".docx"),
    "html": (render_html.render, ".html"),
    "txt": (render_txt.render, ".txt"),
}


def bare(text: str) -> str:
    """Words without spaces and fill-in lines."""
    return re.sub(r"[\s_]+", "", text)


def wanted(agreement: printed.Agreement) -> list[str]:
    """The bare words of every line."""
    lines = []
    for line in agreement.lines:
        lines += [bare("".join(row)) for row in line.rows] or [bare(line.label + line.heading + line.text)]
    return [line for line in lines if line]


@pytest.fixture(params=FOUND, ids=lambda agreement: agreement.id)
def agreement(request) -> printed.Agreement:
    return request.param


@pytest.mark.parametrize("form", READ_BACK)
def test_read_back_every_line_is_there(agreement, form):
    make, suffix = READ_BACK[form]
    documents = clean(read(agreement.id + suffix, make(agreement)), packs.load())
    text = bare("".join(document.text.value for document in documents))
    missing = [n for n, line in enumerate(wanted(agreement)) if line not in text]
    assert (len(documents), missing) == (1, [])


@pytest.mark.parametrize("form", [*READ_BACK, "pdf"])
@pytest.mark.parametrize("number", ["01", "13", "27", "47"])
def test_equal_input_gives_equal_files(number, form):
    make = render_pdf.render if form == "pdf" else READ_BACK[form][0]
    assert make(BY_NUMBER[number]) == make(BY_NUMBER[number])


def drawn(data: bytes) -> tuple[Counter, int]:
    """Every character drawn in a PDF, whatever the order, and how many pages there are."""
    document = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return Counter(unicodedata.normalize("NFKC", bare(text))), len(document)


def test_pdf_every_character_is_drawn(agreement):
    characters, pages = drawn(render_pdf.render(agreement))
    text = "".join(unicodedata.normalize("NFKC", line) for line in wanted(agreement))
    assert (sorted((Counter(text) - characters).elements()), pages > 0) == ([], True)


# --- numbers that Word makes ------------------------------------------------------------------------------------------
def test_automatic_numbers_are_the_printed_ones(agreement):
    made = render_docx_numbers.plan(agreement)
    blocks = read("x.docx", render_docx.automatic(agreement)).blocks
    numbers = [agreement.lines[n].label for n in sorted(made.lines)]
    assert [block.label for block in blocks if block.label] == numbers
    if agreement.genre != "条款集":  # a clause bank may use a style that Word has no format for
        assert len(numbers) >= 0.9 * sum(bool(line.label) for line in agreement.lines)


@pytest.mark.parametrize(
    ("label", "shape"),
    [
        ("第十二条", ("第", (12,), "条", "chineseCounting")),
        ("一、", ("", (1,), "、", "chineseCountingThousand")),
        ("（三）", ("（", (3,), "）", "chineseCounting")),
        ("2.1.3", ("", (2, 1, 3), "", "decimal")),
        ("第5条", ("第", (5,), "条", "decimal")),
        ("③", ("", (3,), "", "decimalEnclosedCircle")),
        ("(b)", ("(", (2,), ")", "lowerLetter")),
        ("附件", None),
        ("第一条 Article 1", None),
    ],
)
def test_labels_taken_apart(label, shape):
    found = render_docx_numbers.shape(label)
    assert (found and (found.before, found.numbers, found.after, found.format)) == shape


def test_no_number_is_typed_where_word_counts():
    data = render_docx.automatic(BY_NUMBER["01"])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        document = package.read("word/document.xml").decode()
        assert "第一条" not in document and "startOverride" not in package.read("word/numbering.xml").decode()
        assert "<w:ins " in document and "<w:del " in document
        assert "comments.xml" in " ".join(package.namelist())


# --- layouts the agreements ask for -----------------------------------------------------------------------------------
def test_a_heading_glued_to_its_number():
    assert "第一条服务内容" in [
        text for _, text in printed.paragraphs(BY_NUMBER["01"], printed.style(BY_NUMBER["01"], "docx-typed"))
    ]


def test_clauses_that_run_on():
    agreement = BY_NUMBER["09"]
    texts = [text for _, text in printed.paragraphs(agreement, printed.style(agreement, "txt"))]
    assert any(all(number in text for number in ("1.1", "1.2", "1.3")) for text in texts)
    assert not any("1.1" in text and "2.1" in text for text in texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲方:____,账号:____", [(3, 7, ""), (11, 15, "")]),
        ("____年__月__日", [(0, 4, ""), (5, 7, ""), (8, 10, "")]),
        ("甲方:__张三__", [(3, 9, "张三")]),
        ("_2026_年_7_月", [(0, 6, "2026"), (7, 10, "7")]),
        ("没有", []),
    ],
)
def test_blanks(text, expected):
    assert list(printed.blanks(text, frozenset({"张三"}))) == expected


# --- the other forms --------------------------------------------------------------------------------------------------
def test_text_files_come_in_several_encodings_and_frames():
    made = [render_txt.render(agreement) for agreement in FOUND]
    assert sum(data.startswith(b"\xff\xfe") for data in made) >= 3
    assert sum(data.startswith(b"\xef\xbb\xbf") for data in made) >= 3
    assert len({frame(FOUND[0])[0][0] for frame in render_txt.FRAMES if frame(FOUND[0])[0]}) >= 4


def test_both_kinds_of_page():
    plain, exported = render_html.plain(FOUND[0]), render_html.exported(FOUND[0])
    assert b'charset="utf-8"' in plain and b"charset=gb2312" in exported
    assert FOUND[0].title in exported.decode("utf-8")


def test_a_scan_is_a_picture_with_a_seal():
    try:
        data = render_scan.render(BY_NUMBER["27"])
    except render_scan.NoFont as missing:
        pytest.skip(f"scans: {missing}")
    document = pypdfium2.PdfDocument(data)
    assert all(page.get_textpage().count_chars() == 0 for page in document)
    last = document[len(document) - 1]
    assert [round(edge) for edge in last.get_size()] == [595, 842]
    pixels = np.asarray(last.render(scale=0.5).to_pil().convert("RGB"))
    assert ((pixels[..., 0] > 150) & (pixels[..., 1] < 90)).sum() > 100
    assert data == render_scan.render(BY_NUMBER["27"])


def test_the_other_pdf_engine(tmp_path):
    if not render_pdf_other.engine():
        pytest.skip("a second PDF engine: neither LibreOffice nor Chromium is installed")
    made = []
    for turn in ("first", "second"):
        path = tmp_path / f"{turn}.pdf"
        render_pdf_other.render([(BY_NUMBER["17"], path)])
        made.append(path.read_bytes())
    characters, _ = drawn(made[0])
    missing = Counter("".join(unicodedata.normalize("NFKC", line) for line in wanted(BY_NUMBER["17"]))) - characters
    assert (sorted(missing.elements()), made[0] == made[1]) == ([], True)


# --- the command ------------------------------------------------------------------------------------------------------
def test_every_agreement_has_one_place_in_the_archive(tmp_path):
    jobs = render.mixed(FOUND, tmp_path)
    assert len({path for _, _, path in jobs}) == len(FOUND)
    forms = Counter(form for _, form, _ in jobs)
    assert forms["docx-typed"] > 5 and forms["docx-auto"] > 5 and forms["pdf"] > 5 and forms["txt"] and forms["html"]


def test_the_command(tmp_path, capsys):
    assert render.main([str(tmp_path), "--only", "01,05-data-licence", "--forms", "txt,html"]) == 0
    assert sorted(str(p.relative_to(tmp_path).as_posix()) for p in tmp_path.rglob("*.*")) == [
        "html/01-user-profile.html",
        "html/05-data-licence.html",
        "txt/01-user-profile.txt",
        "txt/05-data-licence.txt",
    ]
    assert "4 files" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        render.main([str(tmp_path), "--forms", "docs"])
