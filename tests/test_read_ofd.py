"""OFD files: words in their places, as the standard and the programs that write it have them."""

from __future__ import annotations

import pytest
from ofd import frame, lines, picture, text
from ofd import ofd as made

from extractor import limits
from extractor.read import ReadError, ofd, read

PARAGRAPHS = [
    "第一条 甲方委托乙方保管货物，乙方应当按照约定的条件妥善保管，未经甲方书面同意不得转交第三人保管。",
    "第二条 保管期限自二〇二五年三月一日起至二〇二六年二月二十八日止，期满双方另行协商。",
    "第三条 保管费每月人民币3,200元，甲方于每月五日前支付。",
]


def texts(data: bytes, kind: str = "para") -> list[str]:
    return [b.text for b in read("t.ofd", data).blocks if b.kind == kind]


@pytest.mark.parametrize("how", ["delta", "g", "ctm"])
def test_lines_become_paragraphs(how):
    assert texts(made([lines(PARAGRAPHS, how=how)])) == PARAGRAPHS


def test_page_and_box_of_a_line():
    source = read("t.ofd", made([text("封面", 60, 100), text("甲方：青松公司", 30, 50, 5)]))
    block = source.blocks[1]
    assert (source.format, source.pages, block.text, block.page) == ("ofd", 2, "甲方：青松公司", 2)
    (run,) = block.runs
    left, top, right, bottom = (round(v * 25.4 / 72, 1) for v in run.box)
    assert (left, right) == (30.0, 65.0) and top < 50 < bottom and bottom - top == pytest.approx(5, abs=0.3)


def test_objects_in_any_order_are_read_from_the_top():
    assert texts(made([text("丙", 30, 90) + text("乙", 30, 60) + text("甲", 30, 30)])) == ["甲", "乙", "丙"]


def test_a_ruled_table_becomes_rows():
    cells = [("货物", "数量"), ("大米", "五十吨")]
    drawn = "".join(
        frame(30 + 60 * c, 50 + 10 * r, 60, 10) + text(words, 33 + 60 * c, 57 + 10 * r)
        for r, row in enumerate(cells)
        for c, words in enumerate(row)
    )
    assert texts(made([drawn]), "row") == ["货物\t数量", "大米\t五十吨"]


def test_a_drawn_line_after_a_label_is_a_blank():
    rule = '<ofd:PathObject Boundary="43 50 50 0.2"><ofd:AbbreviatedData>M 0 0.1 L 50 0.1</ofd:AbbreviatedData></ofd:PathObject>'
    (words,) = texts(made([text("甲方：", 30, 50) + rule]))
    assert words.startswith("甲方：__") and set(words[3:]) == {"_"}


def test_heads_and_feet_of_a_template_are_furniture():
    template = text("青松公司合同专用纸", 80, 12) + text("内部资料", 90, 290)
    data = made([lines(PARAGRAPHS[:1]), lines(PARAGRAPHS[1:])], template)
    assert texts(data) == PARAGRAPHS
    assert (texts(data, "header"), texts(data, "footer")) == (["青松公司合同专用纸"], ["内部资料"])


def test_a_template_that_serves_one_page_is_a_form():
    assert texts(made([text("青松公司", 43, 50)], text("甲方：", 30, 50))) == ["甲方：青松公司"]


def test_slanted_and_pale_words_are_watermarks():
    slanted = '<ofd:TextObject Boundary="50 100 100 100" CTM="0.7 0.7 -0.7 0.7 0 0" Font="1" Size="12"><ofd:TextCode X="0" Y="12" DeltaX="12">样本</ofd:TextCode></ofd:TextObject>'
    pale = text("草稿", 60, 200, 20, Alpha="60")
    data = made([lines(PARAGRAPHS) + slanted + pale])
    assert texts(data) == PARAGRAPHS
    assert texts(data, "watermark") == ["样本草稿"]


def test_seals_and_annotations_are_no_text():
    annotation = (
        '<ofd:PageAnnot xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Annot Type="Stamp" ID="7"><ofd:Appearance>'
        + text("合同专用章", 100, 200)
        + "</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
    )
    assert texts(made([lines(PARAGRAPHS)], more={"Doc_0/Annots/Page_0/Annotation.xml": annotation})) == PARAGRAPHS


def test_unseen_objects_are_left_out():
    assert texts(made([text("甲方", 30, 40) + text("看不见", 30, 60, Visible="false")])) == ["甲方"]


@pytest.mark.parametrize("namespace", ["http://www.ofdspec.org", "urn:other"])
def test_other_namespaces(namespace):
    import io
    import zipfile

    old = zipfile.ZipFile(io.BytesIO(made([text("甲方", 30, 40)])))
    parts = {n: old.read(n).replace(b"http://www.ofdspec.org/2016", namespace.encode()) for n in old.namelist()}
    assert texts(made([], more=parts)) == ["甲方"]


def test_the_title_of_the_file():
    assert read("t.ofd", made([text("甲方", 30, 40)], title="保管合同")).title == "保管合同"


BAD = [
    pytest.param(made([]), "damaged", "failed", id="no pages"),
    pytest.param(made([picture(0, 0, 210, 297)]), "needs-ocr", "skipped", id="pictures only"),
    pytest.param(made(["x"], more={"Encryptions.xml": "<e/>"}), "password", "failed", id="encrypted"),
    pytest.param(made(["x"], more={"Doc_0/Document.xml": "<ofd:Document"}), "damaged", "failed", id="broken XML"),
    pytest.param(made(["x"])[:-30], "damaged", "failed", id="cut off"),
]


@pytest.mark.parametrize(("data", "code", "state"), BAD)
def test_errors(data, code, state):
    with pytest.raises(ReadError) as caught:
        ofd.read(data, "t.ofd")
    assert (caught.value.code, caught.value.state) == (code, state)
    assert caught.value.reason and caught.value.next_step


def test_too_many_pages(monkeypatch):
    monkeypatch.setattr(limits, "MAX_PAGES", 1)
    with pytest.raises(ReadError, match="pages"):
        ofd.read(made(["", ""]), "t.ofd")


ODD = [
    'DeltaX="g 999999999 1"',
    'DeltaX="g g 1 1e99 nan"',
    'X="1e308" Y="-1e308"',
    'X="nan" Y=""',
    'DeltaX="' + "1 " * 5000 + '"',
]


@pytest.mark.parametrize("attributes", ODD, ids=range(len(ODD)))
def test_odd_numbers_do_no_harm(attributes):
    item = f'<ofd:TextObject Boundary="1 2" Size="4"><ofd:TextCode {attributes}>甲方乙方</ofd:TextCode></ofd:TextObject>'
    read("t.ofd", made([lines(PARAGRAPHS) + item]))
