"""The PDF reader, on pages drawn here: what is printed where is known exactly."""

from __future__ import annotations

import io
import random
import re

import pikepdf
import pytest
from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractor import limits
from extractor.read import ReadError, pdf

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, SIZE, LEADING = 90.0, 510.0, 12.0, 20.0
PER_LINE = int((RIGHT - LEFT) / SIZE)  # 35 ideographs


class Paper:
    """A canvas with the origin at the top left and text set line by line."""

    def __init__(self, width: float = WIDTH, height: float = HEIGHT):
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(width, height))
        self.height = height
        self.y = 100.0

    def at(self, x: float, y: float, text: str, size: float = SIZE) -> Paper:
        self.canvas.setFont("STSong-Light", size)
        self.canvas.drawString(x, self.height - y, text)
        return self

    def paragraph(self, text: str, indent: int = 2, gap: float = 0.0) -> Paper:
        first = PER_LINE - indent
        rows = [text[:first], *(text[n : n + PER_LINE] for n in range(first, len(text), PER_LINE))]
        for number, row in enumerate(rows):
            self.at(LEFT + (0 if number else indent * SIZE), self.y, row)
            self.y += LEADING
        self.y += gap
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Paper:
        self.canvas.setLineWidth(0.7)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)
        return self

    def grid(self, xs: list[float], ys: list[float]) -> Paper:
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self

    def turn(self) -> Paper:
        self.canvas.showPage()
        self.y = 100.0
        return self

    def bytes(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


def texts(data: bytes, *kinds: str) -> list[str]:
    kinds = kinds or ("para", "row")
    return [b.text for b in pdf.read(data, "t.pdf").blocks if b.kind in kinds]


def marked(data: bytes) -> list[tuple[str, str]]:
    return [(m.kind, b.text[m.start : m.end]) for b in pdf.read(data, "t.pdf").blocks for m in b.marks]


LONG = "承租人应当按照约定的方法使用租赁物，并在租赁期限届满时将租赁物按照原状返还给出租人，双方应当共同检查房屋以及附属设施的状况并签字确认。"
OTHER = "出租人应当在收到书面通知之后七日内完成维修；逾期没有维修的，承租人可以自行维修，维修所需要的费用由出租人负担，并从下一期租金当中扣除相应的金额。"


# --- paragraphs -------------------------------------------------------------------------------------------------------
def test_lines_are_joined_back_into_paragraphs():
    paper = Paper().paragraph(LONG).paragraph(OTHER)
    assert texts(paper.bytes()) == [LONG, OTHER]


def test_a_full_line_does_not_swallow_the_next_number():
    full = "第一条" + "甲方应当按时交付房屋并保证房屋符合居住的条件以及国家规定的各项安全标准"[: PER_LINE - 4] + "。"
    assert len(full) == PER_LINE
    second = "第二条乙方应当按时支付租金。"
    paper = Paper().paragraph(full, indent=0).paragraph(second, indent=0).paragraph(LONG, indent=0).paragraph(OTHER, indent=0)
    assert texts(paper.bytes())[:2] == [full, second]


def test_a_reference_at_the_head_of_a_line_is_no_clause():
    text = ("违约责任按照下列方式承担并且以实际损失为限，双方不得放弃主张" + "权利" * 20)[
        : PER_LINE - 2
    ] + "第五条约定的期限届满之后甲方可以解除合同。"
    paper = Paper().paragraph(text).paragraph(LONG).paragraph(OTHER)
    assert texts(paper.bytes())[0] == text


def test_paragraphs_go_on_over_the_page_and_furniture_does_not_come_between():
    paper = Paper()
    for page in (1, 2):
        paper.at(LEFT, 40, "内部资料 房屋租赁合同", 9).at(280, 810, f"第 {page} 页 共 2 页", 9)
        if page == 1:
            paper.paragraph(OTHER)
            paper.y = 740
            paper.at(LEFT + 24, paper.y, LONG[:33])
            paper.turn()
        else:
            paper.at(LEFT, paper.y, LONG[33:])
    data = paper.bytes()
    assert texts(data) == [OTHER, LONG]
    assert texts(data, "header") == ["内部资料 房屋租赁合同"] * 2
    assert texts(data, "footer") == ["第 1 页 共 2 页", "第 2 页 共 2 页"]


def test_words_are_joined_with_a_space_and_ideographs_without():
    paper = Paper()
    paper.canvas.setFont("Helvetica", 12)
    english = [
        "The Supplier shall deliver the goods to the place named by the Customer not later than",
        "thirty days after the order and bear the cost of the carriage and of the insurance until",
        "then.",
    ]
    for row in english:
        paper.canvas.drawString(LEFT, paper.height - paper.y, row)
        paper.y += 16
    assert texts(paper.bytes()) == [" ".join(english)]


def test_justified_ideographs_get_no_spaces_and_printed_spaces_stay():
    paper = Paper()
    paper.canvas.setFont("STSong-Light", 12)
    text = paper.canvas.beginText(LEFT, paper.height - 100)
    text.setFont("STSong-Light", 12)
    text.setCharSpace(1.5)
    text.textLine("甲方应当按照约定交付租赁物并保持其用途")
    text.setCharSpace(0)
    text.textLine("2025 年 5 月 8 日")
    paper.canvas.drawText(text)
    assert texts(paper.bytes()) == ["甲方应当按照约定交付租赁物并保持其用途", "2025 年 5 月 8 日"]


def test_runs_say_where_each_printed_line_stands():
    source = pdf.read(Paper().paragraph(LONG).bytes(), "t.pdf")
    (block,) = source.blocks
    assert [block.text[r.start : r.end] for r in block.runs] == [LONG[:33], LONG[33:]]
    x0, top, x1, bottom = block.runs[0].box
    assert (round(x0), round(x1)) == (114, 510)
    assert top < 100 < bottom and bottom - top < 1.2 * SIZE
    assert block.page == block.runs[0].page == source.pages == 1


def test_the_rest_of_an_address_before_another_field_is_no_field():
    address = "地址：" + ("临江市滨河新区云栖大道九百九十九号创新产业园第十二栋" * 2)[: PER_LINE - 3]
    paper = Paper().paragraph(LONG, indent=0).paragraph(OTHER, indent=0)
    paper.paragraph(address + "五层 电话：028-1234", indent=0).paragraph("邮编：610000", indent=0)
    assert texts(paper.bytes())[-2:] == [address + "五层 电话：028-1234", "邮编：610000"]


# --- side by side -----------------------------------------------------------------------------------------------------
def test_signatures_side_by_side_stay_one_line():
    paper = Paper().paragraph(LONG)
    for left, right in (("甲方（盖章）：", "乙方（盖章）："), ("日期：", "日期：")):
        paper.at(LEFT, paper.y, left).at(320, paper.y, right)
        paper.y += LEADING
    lines = texts(paper.bytes())[1:]
    assert [line.split() for line in lines] == [["甲方（盖章）：", "乙方（盖章）："], ["日期：", "日期："]]
    assert all("    " in line for line in lines)


def test_an_address_that_wraps_in_its_half_is_brought_back():
    paper = Paper().paragraph(LONG)
    paper.at(LEFT, 200, "地址：成都市锦江区东大街下东大街段").at(310, 200, "地址：重庆市渝中区民族路一百八十").at(
        LEFT, 220, "三十六号"
    ).at(310, 220, "八号附二")
    assert texts(paper.bytes())[1] == "地址：成都市锦江区东大街下东大街段三十六号    地址：重庆市渝中区民族路一百八十八号附二"


def test_a_code_broken_in_its_half_is_whole_and_both_rests_are_brought_back():
    paper = Paper().paragraph(LONG)
    paper.at(LEFT, 200, "统一社会信用代码：91370781MA3T60X").at(300, 200, "地址：重庆市渝中区民族路一百八十")
    paper.at(LEFT, 220, "18K").at(300, 220, "八号附二")
    assert texts(paper.bytes())[1] == "统一社会信用代码：91370781MA3T60X18K    地址：重庆市渝中区民族路一百八十八号附二"


def test_names_that_wrap_on_a_page_of_nothing_but_signatures():
    paper = Paper().paragraph(LONG).turn()
    for y, name in ((100, "甲方（公章）：青州云岭工程机械租赁股份"), (160, "乙方（公章）：临溪石桥建筑安装工程股份")):
        paper.at(LEFT, y, name).at(LEFT + 19 * SIZE + 7, y, "授权代表：石青云").at(LEFT, y + LEADING, "公司")
    lines = [" ".join(text.split()) for text in texts(paper.bytes())[1:]]
    assert lines == ["甲方（公章）：青州云岭工程机械租赁股份公司 授权代表：石青云", "乙方（公章）：临溪石桥建筑安装工程股份公司 授权代表：石青云"]


def test_two_columns_of_prose_are_read_one_after_the_other():
    paper = Paper()
    left = [LONG[n : n + 16] for n in range(0, len(LONG), 16)] + [OTHER[n : n + 16] for n in range(0, len(OTHER), 16)]
    right = [x[::-1] for x in left]
    for number, (a, b) in enumerate(zip(left, right, strict=True)):
        paper.at(LEFT, 100 + number * LEADING, a).at(330, 100 + number * LEADING, b)
    text = "".join(texts(paper.bytes()))
    assert text == "".join(left) + "".join(right)


def column(paper: Paper, x: float, y: float, *paragraphs: str, width: int = 16, leading: float = 16.0, gap: float = 8.0) -> float:
    """Paragraphs set in a column from x on, so many ideographs a line. Returns where the next line would stand."""
    for text in paragraphs:
        for n in range(0, len(text), width):
            paper.at(x, y, text[n : n + width])
            y += leading
        y += gap
    return y


CLAUSES = [
    "1.1 甲方按月交付数据，逾期的按日计付违约金。",
    "1.2 乙方收到之后应当在三日之内验收。",
    "第二条 费用",
    "2.1 费用按季结算，先付后用，不另收税。",
]
FURTHER = [
    "2.2 乙方开票，甲方收票之后十日内付清全部款项。",
    "第三条 保密",
    "3.1 双方对于知悉的秘密承担保密义务，直到公开。",
    "3.2 本条在合同终止之后继续有效，期限五年整。",
]


def test_short_columns_that_run_at_their_own_pace_are_columns():
    paper = Paper().at(230, 90, "数据服务合同", 18)
    column(paper, LEFT, 130, *CLAUSES)
    column(paper, 306, 130, *FURTHER)
    assert texts(paper.bytes()) == ["数据服务合同", *CLAUSES, *FURTHER]


def test_a_table_stands_above_the_columns_under_it_and_signatures_below():
    paper = Paper().at(230, 90, "数据服务合同", 18).grid([90, 200, 498], [110, 130, 150])
    paper.at(94, 124, "甲方").at(204, 124, "海州数据有限公司").at(94, 144, "乙方").at(204, 144, "云泽科技有限公司")
    low = max(column(paper, LEFT, 170, *CLAUSES), column(paper, 306, 170, *FURTHER))
    paper.at(LEFT, low, "甲方（盖章）：").at(250, low, "乙方（盖章）：").at(LEFT, low + 24, "日期：").at(250, low + 24, "日期：")
    read = texts(paper.bytes())
    assert read[:3] == ["数据服务合同", "甲方\t海州数据有限公司", "乙方\t云泽科技有限公司"]
    assert read[3:-2] == [*CLAUSES, *FURTHER]
    assert [line.split() for line in read[-2:]] == [["甲方（盖章）：", "乙方（盖章）："], ["日期：", "日期："]]


def test_columns_go_on_over_the_page_however_few_their_rows():
    paper = Paper()
    column(paper, LEFT, 80, *[LONG] * 8)
    column(paper, 306, 80, *[OTHER] * 7, OTHER[:40])
    paper.turn()
    column(paper, LEFT, 80, "争议由合同签订地的仲裁委员会仲裁，一裁终局。")
    column(paper, 306, 80, "本合同一式两份，各执一份。")
    assert texts(paper.bytes())[-2:] == ["争议由合同签订地的仲裁委员会仲裁，一裁终局。", "本合同一式两份，各执一份。"]


def test_a_left_column_alone_on_the_last_page_keeps_its_measure():
    paper = Paper()
    column(paper, LEFT, 80, *[LONG] * 8)
    column(paper, 306, 80, *[OTHER] * 8)
    paper.turn()
    column(paper, LEFT, 80, LONG, OTHER)
    assert texts(paper.bytes())[-2:] == [LONG, OTHER]


def test_only_the_left_of_two_texts_wraps():
    paper = (
        Paper()
        .paragraph(LONG)
        .at(LEFT, 200, "地址：成都市锦江区东大街下东大街段三")
        .at(320, 200, "电话：028-1234")
        .at(LEFT, 220, "十六号")
    )
    assert texts(paper.bytes())[1] == "地址：成都市锦江区东大街下东大街段三十六号    电话：028-1234"


def test_a_line_that_goes_on_under_its_number_belongs_to_all_of_it():
    paper = Paper()
    paper.at(LEFT, 100, "第三十条").at(LEFT + 5 * SIZE, 100, OTHER[:30]).at(LEFT, 120, OTHER[30:33])
    paper.y = 140
    paper.paragraph(LONG, indent=0).paragraph(LONG, indent=0)
    assert texts(paper.bytes())[0].split() == ["第三十条", OTHER[:33]]


# --- blanks -----------------------------------------------------------------------------------------------------------
def test_values_typed_over_underscores_take_their_place():
    paper = (
        Paper().at(LEFT, 100, "合同期限自").at(160, 100, "______").at(220, 100, "年").at(240, 100, "____").at(270, 100, "月起。")
    )
    paper.at(165, 98, "2025").at(248, 98, "3")
    data = paper.bytes()
    assert [t.replace(" ", "") for t in texts(data)] == ["合同期限自2025年3月起。"]
    assert marked(data) == [("filled", "2025"), ("filled", "3")]


def test_untouched_underscores_stay_beside_filled_ones():
    paper = (
        Paper()
        .at(LEFT, 100, "租金")
        .at(120, 100, "______")
        .at(160, 100, "元，押金")
        .at(215, 100, "______")
        .at(260, 100, "元。")
        .at(125, 99, "800")
    )
    (text,) = texts(paper.bytes())
    assert text.replace(" ", "") == "租金800元，押金______元。"


def test_a_drawn_rule_is_a_blank_or_marks_what_stands_on_it():
    paper = (
        Paper()
        .at(LEFT, 100, "甲方：")
        .rule(130, 102, 230, 102)
        .at(240, 100, "乙方：")
        .at(285, 100, "王小明")
        .rule(280, 102, 380, 102)
    )
    data = paper.bytes()
    (text,) = texts(data)
    assert text.startswith("甲方：____") and text.endswith("王小明")
    assert marked(data) == [("filled", "王小明")]


def test_a_blank_right_above_a_table_and_one_in_a_cell_are_blanks():
    paper = Paper().at(90, 195, "收款账户：").rule(160, 197.2, 300, 197.2).grid([90, 210, 330], [200, 230, 290])
    paper.at(96, 220, "项目").at(216, 220, "说明").at(96, 250, "家具").at(216, 250, "另附：").rule(256, 252, 320, 252)
    paper.rule(60, 60, 535, 60)  # the line under a page's head touches nothing
    account, head, row = texts(paper.bytes())
    assert re.fullmatch(r"收款账户：\s*_+", account)
    assert head == "项目\t说明"
    assert re.fullmatch("家具\t另附：_+", row)


def test_lines_to_write_on_are_one_blank_and_a_lone_line_is_none():
    paper = Paper().at(90, 100, "第十条 其他约定").at(90, 300, "第十一条 生效")
    for y in (140, 165, 190):
        paper.rule(110 if y == 140 else 90, y, 500, y)
    paper.rule(90, 340, 500, 340).at(90, 400, "本合同一式两份。")
    first, blank, *rest = texts(paper.bytes())
    assert re.fullmatch("_+", blank)
    assert (first, rest) == ("第十条 其他约定", ["第十一条 生效", "本合同一式两份。"])


def test_lines_of_a_drawing_are_no_blanks():
    paper = Paper().at(90, 100, "附图：").rule(120, 120, 120, 220).at(90, 300, "双方签字确认。")
    for y in (140, 165, 190):
        paper.rule(120, y, 500, y)
    assert texts(paper.bytes()) == ["附图：", "双方签字确认。"]


def test_a_colon_far_along_the_line_does_not_hide_the_blank():
    paper = Paper().at(90, 100, "编号：").at(330, 100, "：").rule(200, 109, 420, 109).at(90, 140, "甲方签章")
    assert re.fullmatch(r"编号：\s+_+：", texts(paper.bytes())[0])


def test_a_widely_set_line_goes_on_under_the_words_of_its_number():
    paper = Paper().paragraph(LONG + OTHER, gap=10)
    first = "承租人没有按照约定支付租金的出租人可以在收到通知以后请求有管辖权的"
    paper.at(LEFT + 2 * SIZE, paper.y, "1.").at(LEFT + 4 * SIZE, paper.y, first[: PER_LINE - 4])
    paper.at(LEFT + 4 * SIZE, paper.y + 1.4 * LEADING, "人民法院处理。")
    assert texts(paper.bytes())[-1].endswith(first[: PER_LINE - 4] + "人民法院处理。")


def test_form_fields_are_read_and_marked():
    paper = Paper().at(LEFT, 100, "承租人：").at(LEFT, 140, "出租人：").at(LEFT, 180, "同意")
    paper.canvas.acroForm.textfield(
        name="tenant", value="Li Lei", x=140, y=paper.height - 104, width=120, height=16, fontSize=11, borderWidth=0
    )
    paper.canvas.acroForm.textfield(
        name="landlord", value="", x=140, y=paper.height - 144, width=120, height=16, fontSize=11, borderWidth=0
    )
    paper.canvas.acroForm.checkbox(name="yes", checked=True, x=120, y=paper.height - 184, size=12)
    data = paper.bytes()
    lines = texts(data)
    assert lines[0].replace(" ", "") == "承租人：LiLei"
    assert lines[1].replace(" ", "").startswith("出租人：____")
    assert "☑" in lines[2]
    assert marked(data) == [("filled", "Li Lei")]


# --- tables -----------------------------------------------------------------------------------------------------------
def test_ruled_cells_become_rows():
    paper = Paper().paragraph(LONG)
    xs, ys = [90, 200, 300, 400], [200, 220, 260, 280]
    paper.grid(xs, ys)
    for x, y, text in (
        (94, 214, "品名"),
        (204, 214, "数量"),
        (304, 214, "金额"),
        (94, 234, "人脸识别考勤终端"),
        (94, 250, "设备"),
        (204, 234, "26 台"),
        (304, 274, "800"),
    ):
        paper.at(x, y, text)
    assert texts(paper.bytes(), "row") == ["品名\t数量\t金额", "人脸识别考勤终端设备\t26 台\t", "\t\t800"]


def test_walls_of_two_tables_that_nearly_stand_in_line_stay_their_own():
    paper = Paper()
    paper.grid([90, 200, 300, 400], [100, 130, 160])
    paper.grid([90, 199.2, 400], [260, 290, 320])
    for x, y, text in ((95, 120, "甲"), (205, 120, "乙"), (305, 120, "丙"), (95, 150, "丁"), (205, 150, "戊"), (305, 150, "己")):
        paper.at(x, y, text)
    paper.at(95, 280, "名称").at(204, 280, "数量").at(95, 310, "桌子").at(204, 310, "两张")
    assert texts(paper.bytes(), "row") == ["甲\t乙\t丙", "丁\t戊\t己", "名称\t数量", "桌子\t两张"]


def test_merged_cells_are_one_cell():
    paper = Paper()
    for x0, y0, x1, y1 in (
        (90, 100, 390, 100),
        (190, 130, 390, 130),
        (90, 160, 390, 160),
        (90, 100, 90, 160),
        (190, 100, 190, 160),
        (290, 130, 290, 160),
        (390, 100, 390, 160),
    ):
        paper.rule(x0, y0, x1, y1)
    paper.at(95, 135, "租期").at(240, 120, "月租金").at(195, 150, "小写").at(295, 150, "大写")
    assert texts(paper.bytes(), "row") == ["租期\t月租金", "\t小写\t大写"]


def test_a_table_goes_on_over_the_page_with_its_head_once():
    paper = Paper().paragraph(LONG)
    paper.grid([90, 200, 300], [760, 780, 800]).at(94, 774, "序号").at(204, 774, "名称").at(94, 794, "1").at(
        204, 794, "桌子"
    ).turn()
    paper.grid([90, 200, 300], [60, 80, 100]).at(94, 74, "序号").at(204, 74, "名称").at(94, 94, "2").at(204, 94, "椅子")
    assert texts(paper.bytes(), "row") == ["序号\t名称", "1\t桌子", "2\t椅子"]


def test_a_frame_around_text_is_no_table():
    paper = Paper().paragraph(LONG).grid([70, 530], [60, 800])
    assert [(b.kind, b.text) for b in pdf.read(paper.bytes(), "t.pdf").blocks] == [("para", LONG)]


# --- furniture --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["第 {n} 页 共 3 页", "- {n} -", "{n}/3", "{n}", "Page {n} of 3", "第{n}页/共3页"])
def test_page_numbers_in_all_forms(form):
    paper = Paper()
    for n in (1, 2, 3):
        paper.paragraph(LONG).at(290, 805, form.format(n=n), 9).turn()
    data = paper.bytes()
    assert texts(data, "footer") == [form.format(n=n) for n in (1, 2, 3)]
    assert texts(data) == [LONG] * 3


def test_first_and_last_lines_of_pages_are_text():
    paper = Paper()
    firsts = ["一、租赁物的交付", "二、租金的支付方式", "三、合同的解除"]
    lasts = ["（一）出租人应当交付钥匙。", "（二）押金为两个月租金。", "（三）本合同一式两份。"]
    for first, last in zip(firsts, lasts, strict=True):
        paper.y = 72
        paper.paragraph(first).paragraph(LONG).at(LEFT, 775, last).turn()
    found = texts(paper.bytes())
    assert [t for t in found if t != LONG] == [t for pair in zip(firsts, lasts, strict=True) for t in pair]


def test_counterparts_keep_their_titles():
    paper = Paper()
    for _ in range(2):
        paper.at(230, 70, "房屋租赁合同", 18).paragraph(LONG).paragraph(OTHER).at(LEFT, 300, "甲方：").at(LEFT, 320, "乙方：").at(
            LEFT, 340, "日期："
        ).turn()
    assert texts(paper.bytes()).count("房屋租赁合同") == 2


def test_slanted_and_pale_large_words_are_watermarks():
    paper = Paper()
    for _ in range(2):
        paper.paragraph(LONG)
        paper.canvas.saveState()
        paper.canvas.translate(300, 400)
        paper.canvas.rotate(45)
        paper.canvas.setFont("STSong-Light", 60)
        paper.canvas.setFillColor(Color(0.8, 0.8, 0.8))
        paper.canvas.drawCentredString(0, 0, "样本")
        paper.canvas.restoreState()
        paper.canvas.saveState()
        paper.canvas.setFillColor(Color(0.85, 0.85, 0.85))
        paper.at(200, 130, "仅供参考", 50)
        paper.canvas.restoreState()
        paper.turn()
    data = paper.bytes()
    assert texts(data) == [LONG] * 2
    assert all("样本" in t and "仅供参考" in t for t in texts(data, "watermark"))
    assert len(texts(data, "watermark")) == 2


def test_a_table_of_contents_is_listed_not_read():
    paper = Paper().at(270, 100, "目录", 16)
    for number, name in enumerate(("第一条 租赁物", "第二条 租金", "第三条 押金", "第四条 维修")):
        paper.at(LEFT, 140 + 20 * number, f"{name}{'.' * 40}{number + 1}")
    paper.turn().paragraph("第一条 租赁物").paragraph(LONG)
    data = paper.bytes()
    assert texts(data) == ["第一条 租赁物", LONG]
    assert len(texts(data, "contents")) == 5


# --- pages that lie on their side, glyphs that lie ---------------------------------------------------------------------
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_rotated_pages_read_alike_and_say_where_things_are_shown(turn):
    plain = Paper().paragraph(LONG).paragraph(OTHER).bytes()
    sideways = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as document:
        document.pages[0].Rotate = turn
        document.save(sideways)
    source = pdf.read(sideways.getvalue(), "t.pdf")
    assert [b.text for b in source.blocks] == [LONG, OTHER]
    x0, top, x1, bottom = source.blocks[0].runs[0].box
    if turn == 90:  # the line runs down the right side of the page as shown
        assert x0 > HEIGHT - 100 - SIZE and round(bottom - top) == 396
    width, height = (HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT)
    assert 0 <= x0 < x1 <= width and 0 <= top < bottom <= height


def test_text_set_sideways_on_an_upright_page():
    paper = Paper()
    paper.canvas.translate(WIDTH, 0)
    paper.canvas.rotate(90)
    paper.height = WIDTH
    paper.paragraph(LONG).paragraph(OTHER)
    assert texts(paper.bytes()) == [LONG, OTHER]


def test_radicals_become_ordinary_characters():
    from extractor.read.glyphs import ORDINARY

    assert "".join(ORDINARY.get(c, c) for c in "⽅⼄⽇⺠⻓⻋⻚ﬁ①〇") == "方乙日民长车页fi①〇"


def test_nameless_glyphs_are_warned_of(monkeypatch):
    monkeypatch.setenv("EXTRACTOR_OCR", "off")  # with text recognition the page would be read from its picture
    paper = Paper()
    paper.canvas.setFont("Helvetica", 12)
    paper.canvas.drawString(LEFT, 700, "The font of this line says that its letters are private characters")
    hidden = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper.bytes())) as document:
        table = b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <E020> endbfrange"
        for font in document.pages[0].Resources.Font.values():
            font.ToUnicode = document.make_stream(b"/CIDInit /ProcSet findresource begin begincmap " + table + b" endcmap end")
        document.save(hidden)
    assert [w.code for w in pdf.read(hidden.getvalue(), "t.pdf").warnings] == ["garbled-text"]
    assert pdf.read(Paper().paragraph(LONG).bytes(), "t.pdf").warnings == ()


# --- files that cannot be read -----------------------------------------------------------------------------------------
def _locked() -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(Paper().paragraph(LONG).bytes())) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="o", user="u"))
    return target.getvalue()


def _pictures() -> bytes:
    paper = Paper()
    paper.canvas.rect(50, 50, 400, 600, fill=1)
    return paper.bytes()


@pytest.mark.parametrize(
    ("data", "code", "state"),
    [
        (_locked(), "password", "failed"),
        (b"%PDF-1.4\n" + b"\0" * 4000, "damaged", "failed"),
        (_pictures(), "needs-ocr", "skipped"),
    ],
)
def test_errors_say_what_to_do(data, code, state, monkeypatch):
    monkeypatch.setenv("EXTRACTOR_OCR", "off")
    with pytest.raises(ReadError) as caught:
        pdf.read(data, "t.pdf")
    assert (caught.value.code, caught.value.state) == (code, state)
    assert caught.value.reason and caught.value.next_step


def test_too_many_pages(monkeypatch):
    monkeypatch.setattr(limits, "MAX_PAGES", 1)
    with pytest.raises(ReadError, match="pages"):
        pdf.read(Paper().paragraph(LONG).turn().paragraph(LONG).bytes(), "t.pdf")


def test_broken_bytes_end_in_text_or_in_a_read_error(monkeypatch):
    monkeypatch.setenv("EXTRACTOR_OCR", "off")  # what pictures say is no matter here
    good = Paper().paragraph(LONG).paragraph(OTHER).grid([90, 200, 300], [300, 320, 340]).bytes()
    chance = random.Random(7)
    for number in range(60):
        data = bytearray(good)
        if number % 2:
            del data[chance.randrange(len(data)) :]
        else:
            for _ in range(40):
                data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert pdf.read(bytes(data), "t.pdf").pages > 0
        except ReadError as error:
            assert error.code in ("damaged", "needs-ocr", "password")


def test_sniff():
    assert pdf.sniff(b"\xef\xbb\xbf%PDF-1.7") and not pdf.sniff(b"PK\x03\x04")
