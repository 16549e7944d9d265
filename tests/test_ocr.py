"""Text recognition: pages of our own, printed, sealed, scanned askew; pictures as files. Needs the extra, which the development environment has."""

import io
from difflib import SequenceMatcher

import pytest
from pictures import page_of, printed, seal
from PIL import Image

from extractor import ocr
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


def test_boxes_lie_on_the_print(sheet):
    source = read("合同.png", saved(sheet))
    run = source.blocks[0].runs[0]
    x0, top, x1, bottom = (v * 200 / 72 for v in run.box)
    inside = sheet.convert("L").crop((int(x0), int(top), int(x1), int(bottom)))
    assert inside.getextrema()[0] < 80  # ink
    assert 40 < x1 - x0 < sheet.width and 15 < bottom - top < 120


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


def test_without_the_extra_the_file_is_skipped_with_a_next_step(monkeypatch, sheet):
    monkeypatch.setenv("EXTRACTOR_OCR", "off")
    with pytest.raises(ReadError) as error:
        image.read(saved(sheet), "x.png")
    assert (error.value.code, error.value.state) == ("needs-ocr", "skipped") and "pip install" in error.value.next_step


def test_nothing_is_fetched(monkeypatch, sheet):
    import socket

    def closed(*args, **more):
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", closed)
    ocr._load.cache_clear()
    assert read("合同.png", saved(sheet.crop((0, 200, sheet.width, 500)))).blocks
