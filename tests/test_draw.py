"""A page drawn with boxes around what was extracted: they lie on the words, in the colour of their kind."""

import io

import pytest
from pictures import page_of, printed
from PIL import Image

from extractor import cli, draw, packs
from extractor.catalogue import catalogue

LINES = (
    "仓储服务合同",
    "甲方：岚山市北斗仓储有限公司",
    "乙方：岚山市青禾种业有限公司",
    "第一条 期限",
    "仓储期限自2025年5月1日起至2026年4月30日止。",
    "第二条 费用",
    "仓储费总价为人民币36,000.00元。",
)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "仓储.pdf"
    path.write_bytes(page_of(LINES))
    return path


@pytest.fixture(scope="module")
def words():
    return catalogue(packs.load())


def drawn(file, words) -> Image.Image:
    return draw.page(file, 1, packs.load(), words, "zh")


def test_boxes_stand_around_the_words(pdf, words):
    from extractor.pipeline import extract

    some = draw.items(extract(pdf)[0].to_dict(), 1, words, "zh")
    assert [i.words for i in some if i.kind == "parties"] == ["甲方 名称: 岚山市北斗仓储有限公司", "乙方 名称: 岚山市青禾种业有限公司"]
    (end,) = (i for i in some if i.kind == "dates" and "2026-04-30" in i.words)
    ((x0, top, x1, bottom),) = end.boxes
    baseline = 90 + 4 * 12 * 1.8
    assert top < baseline < bottom + 1 and 72 + 12 * 12 < x0 < x1 < 72 + 28 * 12
    whole = printed(pdf.read_bytes(), 72)[0].convert("L")
    assert whole.crop((int(x0), int(top), int(x1), int(bottom))).getextrema()[0] < 128  # ink
    assert {i.kind for i in some} == {"articles", "parties", "dates", "amounts"}


def test_the_drawing_shows_each_kind_in_its_colour(pdf, words):
    picture = drawn(pdf, words)
    assert picture.height == draw.HEIGHT and picture.width > picture.height * 595 / 842 + draw.PANEL - 2
    colours = {colour for _, colour in picture.getcolors(1 << 20)}
    assert {draw.COLOURS[kind] for kind in ("parties", "dates", "amounts", "articles")} <= colours
    assert draw.COLOURS["data_terms"] not in colours


def test_without_a_chinese_font_the_list_is_in_english(pdf, words, monkeypatch):
    monkeypatch.setattr(draw, "FONTS", ())
    assert drawn(pdf, words).height == draw.HEIGHT


def test_a_picture_is_drawn_on_itself(tmp_path, words):
    path = tmp_path / "仓储.png"
    printed(page_of(LINES))[0].save(path)
    picture = drawn(path, words)
    assert draw.COLOURS["parties"] in {colour for _, colour in picture.getcolors(1 << 20)}


def test_the_command_writes_a_png(pdf, tmp_path, capsys):
    out = tmp_path / "neu" / "seite.png"
    assert cli.main(["show", str(pdf), "--page", "1", "-o", str(out)]) == 0
    assert Image.open(io.BytesIO(out.read_bytes())).format == "PNG" and str(out) in capsys.readouterr().out


@pytest.mark.parametrize("number", ["0", "2"])
def test_a_page_that_is_not_there_is_named(pdf, tmp_path, capsys, number):
    assert cli.main(["show", str(pdf), "--page", number, "-o", str(tmp_path / "x.png")]) == 2
    assert f"no page {number}" in capsys.readouterr().err and not (tmp_path / "x.png").exists()


def test_a_format_without_pages_says_so(tmp_path, capsys):
    path = tmp_path / "合同.txt"
    path.write_text("\n".join(LINES), encoding="utf-8")
    assert cli.main(["show", str(path), "--page", "1", "-o", str(tmp_path / "x.png")]) == 2
    assert "make a PDF of it" in capsys.readouterr().err
