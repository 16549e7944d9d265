"""Plain text in every encoding it comes in, and lines that were broken at a fixed width."""

from __future__ import annotations

import pytest

from extractor import limits
from extractor.read import ReadError, read
from extractor.read.encoding import decode

SIMPLIFIED = "软件开发合同\n甲方：青松科技有限公司\n乙方应当在2025年3月1日前交付，逾期按日支付违约金。\n"
TRADITIONAL = "軟體開發合約\n甲方：青松科技有限公司\n乙方應於民國114年3月1日前交付，逾期按日支付違約金。\n"

ENCODINGS = [
    (SIMPLIFIED, "utf-8"),
    (SIMPLIFIED, "utf-8-sig"),
    (SIMPLIFIED, "utf-16"),
    (SIMPLIFIED, "utf-16-le"),
    (SIMPLIFIED, "utf-16-be"),
    (SIMPLIFIED, "utf-32"),
    (SIMPLIFIED, "gb18030"),
    (SIMPLIFIED, "gb2312"),
    (TRADITIONAL, "big5"),
    (TRADITIONAL, "utf-8"),
    ("The Supplier shall deliver “the Software” within thirty days – no later.\n", "cp1252"),
    ("The Supplier shall deliver the Software.\n", "ascii"),
]


@pytest.mark.parametrize(("text", "encoding"), ENCODINGS, ids=[f"{e}-{t[:2]}" for t, e in ENCODINGS])
def test_encodings(text, encoding):
    assert decode(text.encode(encoding)).lstrip("\ufeff") == text


def test_a_declared_character_set_is_not_believed_against_the_bytes():
    assert decode(SIMPLIFIED.encode("utf-8"), "gb2312") == SIMPLIFIED
    assert decode(SIMPLIFIED.encode("gbk"), "utf-8") == SIMPLIFIED
    assert decode(SIMPLIFIED.encode("gbk"), "no-such-charset") == SIMPLIFIED


def test_text_cut_inside_its_last_character():
    assert decode("甲方应当".encode()[:-1]) == "甲方应"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"RIFF\x1a\n\x00\x00" + bytes(range(128, 256)) * 9, b"MZ\x90\x00\x03" + b"\x00\xff\x01" * 500]
)
def test_binary_data_named_like_text(data):
    with pytest.raises(ReadError) as error:
        read("contract.txt", data)
    assert error.value.code == "not-text"


def blocks(text: str):
    return read("x.txt", text.encode()).blocks


def test_lines_are_blocks_and_blank_lines_part_them():
    made = blocks("采购合同\n\n甲方：某某\r\n    1. 货物\n")
    assert [(b.text, b.path) for b in made] == [("采购合同", "l1"), ("甲方：某某", "l3"), ("    1. 货物", "l4")]


def test_tabs_make_a_row_only_beside_another_row():
    made = blocks("品名\t数量\t单价\n\t10\t3元\n\t第一条 标的\n签字：\t日期：\n正文")
    assert [b.kind for b in made] == ["row", "row", "para", "para", "para"]
    assert blocks("甲方：\t乙方：\n正文")[0].kind == "para"


WRAPPED = """第三条 乙方应当按照甲方书面确认的需求说明书完成系统的设计、编
码、测试和部署工作，并在每个阶段结束之后向甲方提交该阶段的成果
以及相应的说明文档，由甲方组织人员进行评审，评审意见应当以书面
的形式在五个工作日内反馈给乙方，乙方据此修改。
第四条 甲方应当在收到乙方提交的付款申请以及合格的增值税专用发
票之后的十个工作日之内完成审核，并将当期款项支付到乙方在本合同
中载明的银行账户，逾期支付的应当承担违约责任。
第五条 双方对在履行本合同的过程中知悉的对方的商业秘密以及其他
尚未公开的技术信息和经营信息负有保密的义务，未经对方事先的书面
同意，不得以任何方式向第三方披露或者用于本合同以外的目的。
第六条 因不可抗力导致本合同不能履行的，受影响的一方应当立即将
有关情况通知另一方，并在十五日内提供有关机构出具的证明文件，双
方据此协商是否继续履行或者解除本合同。
"""


def test_lines_broken_at_a_fixed_width_are_joined():
    made = blocks(WRAPPED)
    assert [b.text[:3] for b in made] == ["第三条", "第四条", "第五条", "第六条"]
    assert "设计、编码、测试" in made[0].text
    assert made[1].path == "l5"


def test_lines_that_end_where_they_like_stay_apart():
    text = "".join(f"{n}. 乙方应当{'提供服务' * (n % 5 + 3)}\n" for n in range(1, 15))
    assert len(blocks(text)) == 14


def test_a_text_that_is_too_big():
    from extractor.read import txt

    with pytest.raises(ReadError) as error:
        txt.read(b"a" * (limits.MAX_TEXT_BYTES + 1), "x.txt")
    assert error.value.code == "too-large"
