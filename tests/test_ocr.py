"""Text recognition: pages of our own, printed, sealed, scanned askew; pictures as files. Needs the extra, which the development environment has."""

import io
import shutil
from difflib import SequenceMatcher

import numpy as np
import pytest
from pictures import covered, page_of, printed, seal, stamped, table_of
from PIL import Image, ImageDraw

from extractor import ocr
from extractor.ocr.engines import rapid, tesseract
from extractor.read import ReadError, image, read

LINES = (
    "设备租赁合同",
    "合同编号：ZL-2025-0417",
    "甲方（出租方）：青州云岭机械租赁有限公司",
    "乙方（承租方）：临溪石桥建筑工程有限公司",
    "第一条 租赁物",
    "甲方将两台挖掘机租给乙方使用，乙方应当妥善保管，不得转租。",
    "第二条 租期",
    "租期自2025年4月1日起至2026年3月31日止，共十二个月。",
    "第三条 租金",
    "租金每月人民币18,600.00元，乙方应在每月10日前支付。",
    "甲方（盖章）：青州云岭机械租赁有限公司",
    "乙方（盖章）：临溪石桥建筑工程有限公司",
    "签订日期：2025年3月26日",
)


@pytest.fixture(scope="module", autouse=True)
def recognition():
    assert ocr.installed(), "the extra [ocr] belongs to the development environment: make test installs it"


@pytest.fixture(scope="module")
def sheet() -> Image.Image:
    (picture,) = printed(page_of(LINES))
    return picture


def saved(picture: Image.Image, kind: str = "PNG", **more) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def text(source) -> str:
    return "".join("".join(b.text.split()) for b in source.blocks).translate(str.maketrans("():,", "（）：，"))


def errors(source) -> float:
    """Share of characters that are wrong, missing or too many."""
    wanted = "".join("".join(LINES).split()).translate(str.maketrans("():,", "（）：，"))
    right = sum(block.size for block in SequenceMatcher(None, wanted, text(source), autojunk=False).get_matching_blocks())
    return 1 - right / len(wanted)


def test_a_clean_page_is_read(sheet):
    source = read("合同.png", saved(sheet))
    assert (source.format, source.ocr, source.pages) == ("image", True, 1)
    assert errors(source) <= 0.01
    assert [b.text for b in source.blocks][0] == LINES[0]


def test_text_under_a_red_seal_is_read(sheet):
    stamped = sheet.copy()
    red = seal("青州云岭机械租赁有限公司")
    at = (330, int(sheet.height * 0.60))
    stamped.paste(Image.composite(red, stamped.crop((*at, at[0] + red.width, at[1] + red.height)), red.convert("L").point(lambda v: 255 * (v < 250))), at)
    assert errors(read("合同.png", saved(stamped))) <= 0.015


def test_a_page_put_down_askew_is_levelled(sheet):
    turned = sheet.rotate(2.0, fillcolor="white", expand=True, resample=Image.Resampling.BICUBIC)
    assert errors(read("合同.png", saved(turned))) <= 0.02


TABLE = (
    ("", "甲方", "乙方"),
    ("名称", "青州云岭机械租赁有限公司", "临溪石桥建筑工程有限公司"),
    ("统一社会信用代码", "91370781MA3T60X18K", "91371900MA3XQ7TT56"),
    ("地址", "青州市云岭路18号", "临溪市石桥镇河东路7号"),
    ("电话", "0536-5550118", "0539-5550727"),
    ("电子邮箱", "office@yunling.example", "info@shiqiao.example"),
)


@pytest.mark.parametrize("ink", [stamped, covered])
def test_cells_of_a_table_stay_apart_under_a_seal(ink):
    (picture,) = printed(table_of(TABLE, (110, 180, 180)))
    picture = ink(picture, seal("青州云岭机械租赁有限公司"), 930, 430)
    rows = [b for b in read("合同.png", saved(picture)).blocks if b.kind == "row"]
    assert [[cell.replace(" ", "") for cell in b.text.split("\t")] for b in rows] == [list(row) for row in TABLE]


@pytest.mark.parametrize(("drawn", "char"), [(((4, 26), (14, 4)), "/"), (((9, 26), (9, 4)), "1")])
def test_an_oblique_stroke_on_its_own_is_no_one(drawn, char):
    from extractor.ocr import characters
    from extractor.ocr.engines import Piece

    page = Image.new("L", (30, 30), "white")
    ImageDraw.Draw(page).line(drawn, fill=0, width=3)
    piece = Piece("1", (0, 0, 30, 30), (10.0,), (0.97,))
    (glyph,) = characters.glyphs([piece], np.asarray(page), np.zeros((30, 30), bool), 1.0)
    assert glyph.char == char


@pytest.mark.parametrize(("text", "sure", "read"), [("厦内市", 0.7, "厦门市"), ("厦内市", 0.99, "厦内市"), ("市内", 0.7, "市内"), ("識别", 0.7, "识别")])
def test_a_word_that_is_none_is_put_right_where_the_engine_doubts(text, sure, read):
    from extractor.ocr import characters
    from extractor.ocr.engines import Piece

    page = Image.new("L", (200, 40), "white")
    for n in range(len(text)):
        ImageDraw.Draw(page).rectangle((5 + 30 * n, 5, 30 + 30 * n, 32), outline=0, width=3)
    piece = Piece(text, (0, 0, 200, 40), tuple(17.0 + 30 * n for n in range(len(text))), (sure,) * len(text))
    plain = Piece("简体中文" * 9, (0, 0, 200, 40), tuple(17.0 + 4 * n for n in range(36)), (0.99,) * 36)
    made = characters.glyphs([piece, plain], np.asarray(page), np.zeros((40, 200), bool), 1.0)
    assert "".join(g.char for g in made[: len(read)]) == read


def test_a_single_character_on_the_last_line_belongs_to_its_paragraph():
    text = "乙方应当在收到甲方书面通知后的十个工作日内向甲方交还全部租赁设备及随机资料与备件。"
    lines = ("第一条 交还", *(text[n : n + 39] for n in range(0, len(text), 39)), "第二条 验收", text[:39], text[39:], "第三条 保险")
    (picture,) = printed(page_of(lines, 11))
    assert [b.text for b in read("合同.png", saved(picture)).blocks][1::2] == [text, text]


def test_a_small_picture_is_made_larger_and_its_places_stay(sheet):
    part = sheet.crop((0, 200, sheet.width, 700))
    small = part.resize((round(part.width * 0.5), round(part.height * 0.5)), Image.Resampling.LANCZOS)
    wanted, found = (read("合同.png", saved(picture)).blocks for picture in (part, small))
    assert SequenceMatcher(None, *("".join("".join(b.text.split()) for b in some) for some in (wanted, found))).ratio() > 0.96
    assert len(wanted) == len(found)
    for x, y in zip(wanted, found, strict=True):
        (left, top, _, bottom), (half_left, half_top, _, half_bottom) = x.runs[0].box, y.runs[0].box
        assert max(abs(left - 2 * half_left), abs(top - 2 * half_top), abs(bottom - 2 * half_bottom)) < 4


def test_a_long_pale_line_is_found_and_pale_ink_of_another_form_is_none():
    from extractor.ocr import lines

    page = np.full((400, 900), 255, np.uint8)
    page[100:103, 200:700] = 165  # made pale when the picture was enlarged
    page[200:240, 200:700] = 165  # a shaded box
    level, upright = lines.find(page)
    ((x0, _, x1, _),) = level
    assert abs(x0 - 200) <= 2 and abs(x1 - 700) <= 2 and not upright


def test_strokes_of_a_large_title_are_no_drawn_lines():
    (picture,) = printed(page_of(("租房合同", "二〇二五年"), 44, page=(595, 300)))
    assert "".join(b.text for b in read("合同.png", saved(picture)).blocks).replace(" ", "") == "租房合同二〇二五年"


def test_gaps_of_a_form_are_kept_though_the_next_line_is_near():
    (picture,) = printed(page_of(("一、租期从    年    月    日起。", "二、租金每年乙方应付人民币元整。"), 12, page=(595, 200)))
    squeezed = Image.new("RGB", picture.size, "white")
    squeezed.paste(picture.crop((0, 0, picture.width, 265)), (0, 0))
    squeezed.paste(picture.crop((0, 282, picture.width, 400)), (0, 265))
    first = read("合同.png", saved(squeezed)).blocks[0].text
    assert [part for part in first.split() if part] == ["一、租期从", "年", "月", "日起。"]


def test_boxes_lie_on_the_print(sheet):
    source = read("合同.png", saved(sheet))
    run = source.blocks[0].runs[0]
    x0, top, x1, bottom = (v * 200 / 72 for v in run.box)
    inside = sheet.convert("L").crop((int(x0), int(top), int(x1), int(bottom)))
    assert inside.getextrema()[0] < 80  # ink
    assert 40 < x1 - x0 < sheet.width and 15 < bottom - top < 120


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_two_pages_on_a_sheet_are_read_one_after_the_other_and_found_on_their_side(kind):
    left, right = (printed(page_of(LINES[n : n + 6], page=(420, 297), at=(50, 60)))[0] for n in (0, 7))
    both = Image.new("RGB", (left.width * 2, left.height), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    blocks = read(f"合同.{kind.lower()}", saved(both, kind, **({"resolution": 200} if kind == "PDF" else {}))).blocks
    assert ["".join(b.text.split())[:4] for b in blocks][::6] == ["设备租赁", "租期自2"]
    assert {b.page for b in blocks} == {1}
    assert all(run.box[2] < 420 for b in blocks[:6] for run in b.runs) and all(420 < run.box[0] < 840 for b in blocks[6:] for run in b.runs)


def test_a_file_of_several_pictures_has_several_pages(sheet):
    small = sheet.crop((0, 200, sheet.width, 700))
    source = read("合同.tif", saved(small, "TIFF", save_all=True, append_images=[small], dpi=(200, 200)))
    assert source.pages == 2 and {b.page for b in source.blocks} == {1, 2}


def test_a_scanned_pdf_is_read(sheet):
    source = read("合同.pdf", saved(sheet, "PDF", resolution=200))
    assert source.ocr and source.format == "pdf"
    assert errors(source) <= 0.015


def test_a_broken_picture_says_so(sheet):
    with pytest.raises(ReadError) as error:
        image.read(saved(sheet)[:3000], "x.png")
    assert error.value.code == "damaged"


def without(monkeypatch, engine):
    monkeypatch.setenv("EXTRACTOR_OCR", engine)
    if engine == "rapid":
        monkeypatch.setattr(rapid, "installed", lambda: False)
    monkeypatch.setenv("PATH", "")
    tesseract.installed.cache_clear()


@pytest.mark.parametrize(("engine", "step"), [("rapid", "pip install"), ("tesseract", "install the program tesseract"), ("off", "turned off")])
def test_without_the_engine_the_file_is_skipped_with_a_next_step(monkeypatch, sheet, engine, step):
    without(monkeypatch, engine)
    try:
        with pytest.raises(ReadError) as error:
            image.read(saved(sheet), "x.png")
    finally:
        tesseract.installed.cache_clear()
    assert (error.value.code, error.value.state) == ("needs-ocr", "skipped") and step in error.value.next_step


WORDS = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
4\t1\t1\t1\t1\t0\t10\t10\t120\t20\t-1\t
5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t98.5\t甲方
5\t1\t1\t1\t1\t2\t60\t10\t10\t20\t60\tA
5\t1\t1\t1\t1\t3\t95\t10\t20\t20\t99\t乙
5\t1\t1\t1\t2\t1\t10\t40\t20\t20\t99\t丙
"""


def test_tesseracts_words_become_pieces_cut_at_walls(monkeypatch):
    import subprocess

    def run(command, input, **more):
        assert input.startswith(b"\x89PNG") and command[0] == "tesseract"
        return subprocess.CompletedProcess(command, 0, WORDS.encode(), b"")

    monkeypatch.setattr(tesseract.subprocess, "run", run)
    one, two, three = tesseract.recognise(np.full((60, 220), 255, np.uint8), [(80, 0, 82, 60)])
    assert (one.text, two.text, three.text) == ("甲方A", "乙", "丙")
    assert one.box == (10, 10, 70, 30) and one.centres == pytest.approx((22, 46, 64)) and one.confidences == (0.985, 0.985, 0.6)


@pytest.fixture
def by_tesseract(monkeypatch):
    monkeypatch.setenv("EXTRACTOR_OCR", "tesseract")
    tesseract.installed.cache_clear()


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="the program tesseract, which is for those who prefer it")
@pytest.mark.parametrize("turn", [0, 90, 180])
@pytest.mark.usefixtures("by_tesseract")
def test_tesseract_reads_a_page_whichever_way_up(sheet, turn):
    source = read("合同.png", saved(sheet.rotate(turn, expand=True)))
    assert errors(source) < 0.1 and len(source.blocks) == len(LINES)
    assert sum(b.text.count(" ") for b in source.blocks) < 10


def test_nothing_is_fetched(monkeypatch, sheet):
    import socket

    def closed(*args, **more):
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", closed)
    ocr._load.cache_clear()
    assert read("合同.png", saved(sheet.crop((0, 200, sheet.width, 500)))).blocks
