"""The Word reader: each trap is a file written here, with what Word shows for it."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from word import (
    abstract,
    cell,
    control,
    field,
    gone,
    inserted,
    level,
    listed,
    num,
    p,
    package,
    start_at,
    style,
    styled,
    t,
    table,
)

from extractor import limits
from extractor.read import ReadError, docx, docx_numbers
from extractor.read.docx_symbols import seen, symbol


def shown(data: bytes, *kinds: str) -> list[str]:
    """What stands on the page: label and text of every block of these kinds, by default of those that are text."""
    kinds = kinds or ("para", "row", "note")
    return [f"{b.label} {b.text}".strip(" ") for b in docx.read(data, "test.docx").blocks if b.kind in kinds]


def marks(data: bytes) -> list[tuple[str, str, str]]:
    """(kind, text, label) of every mark."""
    return [(m.kind, b.text[m.start : m.end], m.label) for b in docx.read(data, "test.docx").blocks for m in b.marks]


ARTICLES = abstract(
    0,
    level(0, "chineseCounting", "第%1条"),
    level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
    level(2, "decimal", "(%3)"),
    level(3, "decimalEnclosedCircle", "%4"),
)
NUMBERED = {
    "chain and restart after a higher level": (
        ARTICLES + num(1, 0),
        [(1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 3), (1, 1), (1, 2), (1, 0), (1, 1)],
        ["第一条", "1.1", "1.2", "(1)", "(2)", "①", "1.3", "(1)", "第二条", "2.1"],
    ),
    "isLgl turns every number of the chain into digits": (
        abstract(0, level(0, "upperRoman", "%1."), level(1, "chineseCounting", "%1-%2", more="<w:isLgl/>")) + num(1, 0),
        [(1, 0), (1, 1), (1, 0), (1, 1)],
        ["I.", "1-1", "II.", "2-1"],
    ),
    "without isLgl the chain keeps each format": (
        abstract(0, level(0, "chineseCounting", "%1"), level(1, "decimal", "%1.%2")) + num(1, 0),
        [(1, 0), (1, 1)],
        ["一", "一.1"],
    ),
    "lists of one definition count on together": (
        ARTICLES + num(1, 0) + num(2, 0),
        [(1, 0), (2, 0), (1, 0)],
        ["第一条", "第二条", "第三条"],
    ),
    "lists of two definitions count apart": (
        ARTICLES + abstract(1, level(0, "decimal", "%1、")) + num(1, 0) + num(2, 1),
        [(1, 0), (2, 0), (1, 0), (2, 0)],
        ["第一条", "1、", "第二条", "2、"],
    ),
    "startOverride starts its list once": (
        ARTICLES + num(1, 0) + num(2, 0, start_at(0, 1)),
        [(1, 0), (1, 0), (2, 0), (2, 0)],
        ["第一条", "第二条", "第一条", "第二条"],
    ),
    "startOverride holds whenever its level starts again": (
        ARTICLES + num(1, 0) + num(2, 0, start_at(1, 5)),
        [(2, 0), (2, 1), (2, 1), (2, 0), (2, 1)],
        ["第一条", "1.5", "1.6", "第二条", "2.5"],
    ),
    "lvlOverride replaces a level": (
        ARTICLES + num(1, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1．", start=3)}</w:lvlOverride>'),
        [(1, 0), (1, 0)],
        ["C．", "D．"],
    ),
    "a level may start at another number": (
        abstract(0, level(0, "decimal", "%1.", start=7)) + num(1, 0),
        [(1, 0), (1, 0)],
        ["7.", "8."],
    ),
    "lvlRestart 0: items number through": (
        abstract(0, level(0, "decimal", "%1."), level(1, "decimal", "(%2)", more='<w:lvlRestart w:val="0"/>')) + num(1, 0),
        [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)],
        ["1.", "(1)", "(2)", "2.", "(3)"],
    ),
    "lvlRestart 1: only the first level starts items again": (
        abstract(
            0,
            level(0, "decimal", "%1."),
            level(1, "decimal", "%1.%2"),
            level(2, "lowerLetter", "%3)", more='<w:lvlRestart w:val="1"/>'),
        )
        + num(1, 0),
        [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)],
        ["1.", "1.1", "a)", "1.2", "b)", "2.", "2.1", "a)"],
    ),
    "numId 0 and unknown lists have no number": (ARTICLES + num(1, 0), [(0, 0), (9, 0), (1, 0)], ["", "", "第一条"]),
    "bullets are no numbers": (abstract(0, level(0, "bullet", "\uf0b7")) + num(1, 0), [(1, 0)], [""]),
    "a list defined through a list style": (
        abstract(0, more='<w:numStyleLink w:val="条款"/>')
        + abstract(1, level(0, "chineseCountingThousand", "%1、"), more='<w:styleLink w:val="条款"/>')
        + num(1, 0)
        + num(2, 1),
        [(1, 0), (1, 0)],
        ["一、", "二、"],
    ),
}


@pytest.mark.parametrize(("numbering", "lines", "labels"), NUMBERED.values(), ids=NUMBERED.keys())
def test_generated_numbers(numbering, lines, labels):
    body = "".join(listed(number, depth, f"甲{n}") for n, (number, depth) in enumerate(lines))
    assert shown(package(body, numbering=numbering)) == [f"{label} 甲{n}".strip() for n, label in enumerate(labels)]


FORMATS = [
    ("decimal", 12, "12"), ("decimalZero", 7, "07"), ("decimalFullWidth", 12, "１２"), ("decimalEnclosedCircle", 20, "⑳"),
    ("decimalEnclosedCircle", 21, "㉑"), ("decimalEnclosedCircleChinese", 3, "③"), ("decimalEnclosedParen", 3, "⑶"),
    ("decimalEnclosedFullstop", 3, "⒊"), ("numberInDash", 3, "- 3 -"), ("ordinal", 22, "22nd"), ("ordinal", 11, "11th"),
    ("upperRoman", 49, "XLIX"), ("lowerRoman", 4, "iv"), ("upperLetter", 28, "BB"), ("lowerLetter", 26, "z"),
    ("chineseCounting", 10, "十"), ("chineseCounting", 25, "二十五"), ("chineseCounting", 102, "一〇二"),
    ("chineseCountingThousand", 12, "十二"), ("chineseCountingThousand", 101, "一百零一"), ("chineseCountingThousand", 110, "一百一十"),
    ("chineseCountingThousand", 1001, "一千零一"), ("taiwaneseCounting", 19, "十九"), ("taiwaneseCountingThousand", 20, "二十"),
    ("japaneseCounting", 111, "百十一"), ("chineseLegalSimplified", 23, "贰拾叁"), ("chineseLegalSimplified", 10, "壹拾"),
    ("ideographLegalTraditional", 3, "參"), ("ideographDigital", 20, "二〇"), ("taiwaneseDigital", 30, "三○"), ("ideographTraditional", 4, "丁"),
    ("ideographZodiac", 12, "亥"), ("ideographZodiacTraditional", 1, "甲子"), ("ideographEnclosedCircle", 2, "㊁"), ("none", 5, ""),
    ("somethingNew", 5, "5"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "number", "text"), FORMATS)
def test_number_formats(name, number, text):
    data = package(listed(1, 0, "甲"), numbering=abstract(0, level(0, name, "%1", start=number)) + num(1, 0))
    assert shown(data) == [f"{text} 甲".strip()]


def test_styles_carry_numbers():
    """Heading styles: the list's level is found through the list's own link to the style, or in the style, or in the one it is based on."""
    numbering = abstract(
        0,
        level(0, "chineseCounting", "第%1章", more='<w:pStyle w:val="Heading1"/>'),
        level(1, "decimal", "%1.%2", more='<w:pStyle w:val="Heading2"/><w:isLgl/>'),
    ) + num(1, 0)
    bound = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = (
        style("Heading1", bound)
        + style("Heading2", bound)
        + style("条", based_on="Heading2")
        + style("款", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
        + style("无号", '<w:numPr><w:numId w:val="0"/></w:numPr>', based_on="Heading1")
    )
    body = (
        styled("Heading1", "总则")
        + styled("Heading2", "甲")
        + styled("条", "乙")
        + styled("款", "丙")
        + styled("无号", "丁")
        + styled("Heading1", "戊", '<w:numPr><w:numId w:val="0"/></w:numPr>')
        + styled("Heading1", "己")
        + styled("Heading1", "庚", '<w:numPr><w:ilvl w:val="1"/></w:numPr>')
    )
    expected = ["第一章 总则", "1.1 甲", "1.2 乙", "1.3 丙", "丁", "戊", "第二章 己", "2.1 庚"]
    assert shown(package(body, numbering=numbering, styles=styles)) == expected


@pytest.mark.parametrize("size", [10, 32_000, 32_600, 32_700, 200_000])
def test_a_style_is_found_wherever_a_template_has_it(size):
    """The part is unpacked step by step; a style may lie across a step or far behind it."""
    hidden = style("藏", run="<w:vanish/>", based_on="底") + style("底")
    filler = f'<w:latentStyles w:x="{"x" * size}"/>'
    data = package(styled("藏", "甲") + styled("无", "乙") + p("丙"), styles=filler + hidden)
    assert shown(data) == ["乙", "丙"]


def test_default_style_numbers_paragraphs_without_a_style():
    styles = style("正文", '<w:numPr><w:numId w:val="1"/></w:numPr>', default="1")
    data = package(p("甲") + p("乙"), styles=styles, numbering=abstract(0, level(0, "decimal", "%1.")) + num(1, 0))
    assert shown(data) == ["1. 甲", "2. 乙"]


HIDDEN = "<w:rPr><w:vanish/></w:rPr>"
DELETED = f"<w:rPr>{inserted('')}</w:rPr>".replace("w:ins", "w:del")
LIST = {"numbering": abstract(0, level(0, "decimal", "%1.")) + num(1, 0)}
BOX = '<w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox>'
TEXT_BOX = "<w:txbxContent>" + p("合同编号:A-1") + "</w:txbxContent>"
UNDER = '<w:u w:val="single"/>'
TRAPS: dict[str, tuple[str, dict[str, str], list[str]]] = {
    # --- hidden text
    "hidden runs are not shown": (p(t("甲方") + t("(内部备注)", "<w:vanish/>") + t("乙方")), {}, ["甲方乙方"]),
    "vanish switched off is shown": (p(t("甲方", '<w:vanish w:val="0"/>')), {}, ["甲方"]),
    "a hidden paragraph takes no number": (
        listed(1, 0, "甲") + p(t("删", "<w:vanish/>"), '<w:numPr><w:numId w:val="1"/></w:numPr>' + HIDDEN) + listed(1, 0, "乙"),
        LIST,
        ["1. 甲", "2. 乙"],
    ),
    "hidden by a style, shown by one based on it": (
        styled("藏", "内部") + styled("现", "正文") + p(t("批注", '<w:rStyle w:val="藏字"/>') + t("条款")),
        {
            "styles": style("藏", run="<w:vanish/>")
            + style("现", based_on="藏", run='<w:vanish w:val="0"/>')
            + style("藏字", run="<w:vanish/>", kind="character")
        },
        ["正文", "条款"],
    ),
    # --- content controls
    "an inline control is text": (
        p(t("甲方:") + control(t("北京山川有限公司")) + t("(盖章)")),
        {},
        ["甲方:北京山川有限公司(盖章)"],
    ),
    "a control around paragraphs": (control(p("第一条 总则") + p("正文")), {}, ["第一条 总则", "正文"]),
    "a control in a control": (p(control(control(t("上海")) + t("市"))), {}, ["上海市"]),
    "a control that shows its prompt is a blank": (
        p(t("地址:") + control(t("单击此处输入文字。"), "<w:showingPlcHdr/><w:text/>") + t("。")),
        {},
        ["地址:____。"],
    ),
    "a prompt known by its style": (
        p(t("地址:") + control(t("请填写地址", '<w:rStyle w:val="a3"/>'))),
        {"styles": style("a3", title="Placeholder Text", kind="character")},
        ["地址:____"],
    ),
    "a control around a paragraph that shows its prompt": (
        p("甲方:") + control(p("单击输入"), "<w:showingPlcHdr/>"),
        {},
        ["甲方:", "____"],
    ),
    "a control filled with spaces is a blank": (p(t("传真:") + control(t("   "))), {}, ["传真:____"]),
    "a drop-down shows its choice, a date picker its date": (
        p(
            t("付款方式:")
            + control(t("银行转账"), '<w:dropDownList><w:listItem w:value="现金"/></w:dropDownList>')
            + t(",日期:")
            + control(t("2025年3月1日"), '<w:date w:fullDate="2025-03-01T00:00:00Z"/>')
        ),
        {},
        ["付款方式:银行转账,日期:2025年3月1日"],
    ),
    "an unchosen drop-down is a blank": (
        p(t("付款方式:") + control(t("选择一项。"), "<w:showingPlcHdr/><w:dropDownList/>")),
        {},
        ["付款方式:____"],
    ),
    "check boxes": (
        p(control(t("☒"), BOX.format(1)) + t("固定期限 ") + control(t("☐"), BOX.format(0)) + t("无固定期限")),
        {},
        ["☑固定期限 ☐无固定期限"],
    ),
    "a check box in the glyph its author chose": (p(control(t("□"), BOX.format(0)) + t("是")), {}, ["□是"]),
    "cells and rows inside controls": (
        table(control(cell("甲方"), "") + cell("乙方")) + table(cell("甲")),
        {},
        ["甲方\t乙方", "甲"],
    ),
    "a cell that shows its prompt": (table(cell("名称") + control(cell("单击输入"), "<w:showingPlcHdr/>")), {}, ["名称\t____"]),
    # --- symbols
    "Wingdings boxes": (
        p(
            '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
            + t("是 ")
            + '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'
            + t("否")
        ),
        {},
        ["☑是 ☐否"],
    ),
    "Wingdings 2, and codes without F0": (
        p(
            '<w:r><w:sym w:font="Wingdings 2" w:char="0052"/></w:r>'
            + t("甲")
            + '<w:r><w:sym w:font="Wingdings 2" w:char="F0A3"/></w:r>'
            + t("乙")
        ),
        {},
        ["☑甲☐乙"],
    ),
    "typed text in a symbol font": (p(t("þ", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>') + t("同意")), {}, ["☑同意"]),
    "a glyph with an old spelling": (
        p(
            '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w:x/></mc:Choice><mc:Fallback><w:t>☑</w:t></mc:Fallback>'
            "</mc:AlternateContent></w:r>" + t("同意")
        ),
        {},
        ["☑同意"],
    ),
    "soft hyphen, hard hyphen, line break, page break": (
        p(
            t("数\xad据")
            + "<w:r><w:softHyphen/><w:noBreakHyphen/><w:br/></w:r>"
            + t("下一行")
            + '<w:r><w:br w:type="page"/></w:r>'
        ),
        {},
        ["数据-", "下一行"],
    ),
    "readings above characters are not text": (
        p("<w:r><w:ruby><w:rt>" + t("xié") + "</w:rt><w:rubyBase>" + t("协") + "</w:rubyBase></w:ruby></w:r>" + t("议")),
        {},
        ["协议"],
    ),
    "formulas are text": (p(t("违约金=") + "<m:oMath><m:r><m:t>a×b</m:t></m:r></m:oMath>"), {}, ["违约金=a×b"]),
    # --- fields
    "a field's result, not its code": (p(t("第") + field("PAGE", "3") + t("页")), {}, ["第3页"]),
    "a simple field": (p('<w:fldSimple w:instr=" REF x ">' + t("第五条") + "</w:fldSimple>"), {}, ["第五条"]),
    "a field in a field's code": (
        p(t("金额") + field("IF", None).replace("</w:instrText></w:r>", "</w:instrText></w:r>" + field("REF y", "9")) + t("元")),
        {},
        ["金额元"],
    ),
    "a merge field without a value is a blank": (p(t("甲方:") + field("MERGEFIELD 甲方", "")), {}, ["甲方:____"]),
    "a merge field never merged shows its name": (p(t("甲方:") + field("MERGEFIELD 甲方", "«甲方»")), {}, ["甲方:«甲方»"]),
    "a merge field with a value": (p(t("甲方:") + field("MERGEFIELD 甲方", "山川公司")), {}, ["甲方:山川公司"]),
    "a form field of five wide spaces is a blank": (p(t("期限") + field("FORMTEXT", "\u2002" * 5) + t("年")), {}, ["期限____年"]),
    "form check boxes": (
        p(
            field("FORMCHECKBOX", None, '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>')
            + t("是")
            + field("FORMCHECKBOX", None, '<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>')
            + t("否")
        ),
        {},
        ["☑是☐否"],
    ),
    "a field that never ends does not swallow what follows": (
        p(t("甲") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>') + p("乙"),
        {},
        ["甲", "乙"],
    ),
    # --- tracked changes
    "insertions stay, deletions go": (p(t("租金") + gone("1000") + inserted(t("1200")) + t("元")), {}, ["租金1200元"]),
    "a move comes once": (
        p(gone("甲方付款。", "moveFrom")) + p(t("第二条") + inserted(t("甲方付款。"), "moveTo")),
        {},
        ["第二条甲方付款。"],
    ),
    "a deleted end mark joins two paragraphs": (p("甲方应", DELETED) + p("付款。"), {}, ["甲方应付款。"]),
    "a deleted paragraph takes no number": (
        listed(1, 0, "甲")
        + p(gone("旧条款"), '<w:numPr><w:numId w:val="1"/></w:numPr>' + DELETED)
        + p(gone("移走的", "moveFrom"), '<w:numPr><w:numId w:val="1"/></w:numPr>' + DELETED.replace("w:del", "w:moveFrom"))
        + listed(1, 0, "乙"),
        LIST,
        ["1. 甲", "2. 乙"],
    ),
    "a deleted end mark before a table": (
        p("甲方:", DELETED) + table(cell("一") + cell("二")) + p("后"),
        {},
        ["甲方:", "一\t二", "后"],
    ),
    "a deleted end mark at the end": (p("甲方:", DELETED), {}, ["甲方:"]),
    "a deleted row": (
        table(cell("一") + cell("二"), f"<w:trPr>{inserted('', 'del')}</w:trPr>" + cell("三") + cell("四")),
        {},
        ["一\t二"],
    ),
    "old formatting is no formatting": (
        p("甲", '<w:pPrChange w:id="1" w:author="审"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>'),
        LIST,
        ["甲"],
    ),
    # --- what hangs on a paragraph
    "a text box comes once, after its paragraph": (
        p(
            t("采购合同")
            + f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{TEXT_BOX}</wps:txbx></w:drawing>'
            f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{TEXT_BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
        + p("正文"),
        {},
        ["采购合同", "合同编号:A-1", "正文"],
    ),
    "an old text box": (
        p(f"<w:r><w:pict><v:shape><v:textbox>{TEXT_BOX}</v:textbox></v:shape></w:pict></w:r>"),
        {},
        ["合同编号:A-1"],
    ),
    "notes stand after their paragraph": (
        p(t("数据") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + t("归甲方。") + '<w:r><w:endnoteReference w:id="2"/></w:r>')
        + p("后文"),
        {
            "footnotes": f'<w:footnote w:type="separator" w:id="0">{p("—")}</w:footnote><w:footnote w:id="2">{p("指原始数据。")}</w:footnote>',
            "endnotes": f'<w:endnote w:id="2">{p("见附件。")}</w:endnote>',
        },
        ["数据归甲方。", "指原始数据。", "见附件。", "后文"],
    ),
    "links and marked places are text": (
        p(
            t("见")
            + '<w:hyperlink r:id="rId9">'
            + t("www.a.example")
            + '</w:hyperlink><w:bookmarkStart w:id="0" w:name="x"/><w:smartTag w:element="place">'
            + t("北京")
            + "</w:smartTag>"
        ),
        {},
        ["见www.a.example北京"],
    ),
    # --- tables
    "cells side by side, merged cells": (
        table(
            cell("名称") + cell("甲公司", '<w:vMerge w:val="restart"/>'),
            cell("地址") + cell("", "<w:vMerge/>"),
            cell("合计", '<w:gridSpan w:val="2"/>'),
        ),
        {},
        ["名称\t甲公司", "地址\t", "合计"],
    ),
    "a table in a cell": (table(cell("设备") + cell(p("清单:") + table(cell("一") + cell("二")))), {}, ["设备\t清单: 一 二"]),
    "numbers in cells": (
        table(cell(listed(1, 0, "甲")) + cell("x"), cell(listed(1, 0, "乙")) + cell("y")),
        LIST,
        ["1. 甲\tx", "2. 乙\ty"],
    ),
    "a frame of one cell is read as paragraphs": (table(cell(p("甲方:") + p("地址:"))), {}, ["甲方:", "地址:"]),
    "signatures side by side are read column by column": (
        table(cell(p("甲方:张三") + p("日期:三月")) + cell(p("乙方:李四") + p("日期:四月"))),
        {},
        ["甲方:张三", "日期:三月", "乙方:李四", "日期:四月"],
    ),
    # --- blanks
    "underlined spaces": (p(t("甲方:") + t("      ", UNDER) + t("(盖章)")), {}, ["甲方:______(盖章)"]),
    "underlined tabs and wide spaces": (
        p(t("甲方:") + f"<w:r><w:rPr>{UNDER}</w:rPr><w:tab/></w:r>" + t("\u3000\u3000", UNDER)),
        {},
        ["甲方:________"],
    ),
    "underlined by a style": (
        p(t("甲方:") + t("   ", '<w:rStyle w:val="线"/>')),
        {"styles": style("线", kind="character", run=UNDER)},
        ["甲方:___"],
    ),
    "an underline switched off": (p(t("甲方:") + t("张 三", '<w:u w:val="none"/>')), {}, ["甲方:张 三"]),
    "words written on a line": (p(t("甲方:") + t("  张三  ", UNDER) + t(",")), {}, ["甲方:__张三__,"]),
    "a name in Latin letters on a line keeps its spaces": (p(t(" John Smith ", UNDER)), {}, ["_John Smith_"]),
    "a ruled tab is a blank, another tab is space": (
        p(t("甲方:") + "<w:r><w:tab/></w:r>", '<w:tabs><w:tab w:val="left" w:leader="underscore" w:pos="4000"/></w:tabs>')
        + p(t("日期") + "<w:r><w:tab/></w:r>" + t("地点")),
        {},
        ["甲方:____", "日期    地点"],
    ),
}


@pytest.mark.parametrize(("body", "parts", "lines"), TRAPS.values(), ids=TRAPS.keys())
def test_traps(body, parts, lines):
    assert shown(package(body, **parts)) == lines


@pytest.mark.parametrize(("body", "parts", "lines"), TRAPS.values(), ids=TRAPS.keys())
def test_traps_in_strict_packages(body, parts, lines):
    assert shown(package(body, strict=True, **parts)) == lines


# --- what is known beside the text ------------------------------------------------------------------------------------
def test_what_was_filled_in_is_marked():
    body = p(
        t("甲方:") + control(t("山川公司"), '<w:alias w:val="甲方名称"/><w:text/>') + field("FORMTEXT", "三") + t(" 北京 ", UNDER)
    )
    assert marks(package(body)) == [("filled", "山川公司", "甲方名称"), ("filled", "三", ""), ("filled", "北京", "")]


def test_building_blocks_are_not_filled_in():
    assert marks(package(p(control(t("正文"), "<w:docPartObj/>")))) == []


def test_insertions_are_marked_with_their_author():
    body = p(t("租金") + inserted(t("1200")) + t("元")) + p(inserted(t("甲方付款"), "moveTo"))
    assert marks(package(body)) == [("inserted", "1200", "审核人"), ("moved", "甲方付款", "审核人")]


def test_marks_in_rows_stand_where_their_words_stand():
    body = table(cell("名称") + cell(p("甲") + p(t("乙") + inserted(t("丙")))))
    assert marks(package(body)) == [("inserted", "丙", "审核人")]


def test_changes_are_counted_and_listed():
    warnings = docx.read(package(p(gone("一千") + inserted(t("两千")))), "x").warnings
    assert [w.code for w in warnings] == ["tracked-changes"]
    assert all(word in warnings[0].message for word in ("2 changes", "一千", "两千"))
    assert docx.read(package(p("正文")), "x").warnings == ()


def test_comments_are_listed_not_text():
    body = p(
        '<w:commentRangeStart w:id="0"/>' + t("正文") + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    )
    source = docx.read(package(body, comments=f'<w:comment w:id="0">{p("请核对")}</w:comment>'), "x")
    assert (source.comments, [b.text for b in source.blocks]) == (("请核对",), ["正文"])


def test_headers_and_footers_stand_apart_and_once():
    data = package(p("正文"), header1=p("合同 A-1"), header2=p("合同 A-1"), footer1=p(t("第") + field("PAGE", "1") + t("页")))
    assert shown(data) == ["正文"]
    assert (shown(data, "header"), shown(data, "footer")) == (["合同 A-1"], ["第1页"])


CONTENTS = {
    "by style": p("第一条 总则 1", '<w:pStyle w:val="TOC1"/>'),
    "by control": control(p("第一条 总则 1"), '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'),
    "by field": p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>'
                  '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + t("第一条 总则 1"))
    + p(t("第二条 价款 2") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
}  # fmt: skip


@pytest.mark.parametrize("body", CONTENTS.values(), ids=CONTENTS.keys())
def test_tables_of_contents_are_told_apart(body):
    data = package(body + p("第一条 总则"), styles=style("TOC1", title="toc 1"))
    assert shown(data) == ["第一条 总则"]
    assert shown(data, "contents")[0] == "第一条 总则 1"


def test_every_block_has_a_place_of_its_own():
    body = p("甲") + table(cell("一") + cell("二")) + p("乙") + table(cell("三") + cell("四"))
    places = [b.path for b in docx.read(package(body), "x").blocks]
    assert places == ["p1", "t1.r1", "p4", "t2.r1"]


def test_title_of_the_file():
    assert docx.read(package(p("正文"), title=" 采购合同 "), "x").title == "采购合同"


# --- symbols ----------------------------------------------------------------------------------------------------------
def test_symbols():
    assert [symbol("F0D6", "Symbol"), symbol("2611", "MS Gothic"), symbol("F001", "Wingdings"), symbol("zz", "")] == [
        "√",
        "☑",
        "",
        "",
    ]
    assert [symbol("D800", "x"), symbol("110000", "x")] == ["", ""]
    assert [seen("\uf0fe同意", ""), seen("a", "Arial"), seen("P", "Wingdings 2")] == ["☑同意", "a", "✓"]


# --- bad files --------------------------------------------------------------------------------------------------------
def broken(change: str) -> bytes:
    data = package(p("正文"))
    if change == "cut short":
        return data[: len(data) // 2]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if change == "no document":
            archive.writestr("word/other.xml", "<a/>")
        elif change == "no body":
            archive.writestr("word/document.xml", "<a/>")
        else:
            archive.writestr("word/document.xml", "<w:document")
    return out.getvalue()


@pytest.mark.parametrize("change", ["cut short", "no document", "no body", "not XML"])
def test_damaged_files_say_so(change):
    with pytest.raises(ReadError) as caught:
        docx.read(broken(change), "x.docx")
    assert (caught.value.code, caught.value.state) == ("damaged", "failed")


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "甲">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", bomb)
    with pytest.raises(ReadError):
        docx.read(out.getvalue(), "x.docx")


@pytest.mark.parametrize("inside", ["table", "control", "box"])
def test_deep_nesting_ends(inside):
    body = p("底")
    for _ in range(limits.MAX_WORD_DEPTH * 2):
        if inside == "table":
            body = table(cell(body))
        elif inside == "control":
            body = control(body)
        else:
            body = p(f"<w:r><w:pict><w:txbxContent>{body}</w:txbxContent></w:pict></w:r>")
    try:
        assert len(shown(package(p("面") + body))) <= 2
    except ReadError as error:
        assert error.code == "too-deep"


def test_numbers_do_not_grow_without_end():
    numbering = abstract(0, level(0, "chineseCountingThousand", "第%1条", start=10**12)) + num(1, 0)
    labels = docx_numbers.Counter(docx_numbers.parse(None))
    assert labels.next("1", 0) == ""
    assert len(shown(package(listed(1, 0, "甲") * 3, numbering=numbering))[0]) < 20


def test_long_documents_take_linear_time():
    def seconds(paragraphs: int) -> float:
        data = package(
            "".join(listed(1, n % 3, t("甲方应") + t("   ", UNDER)) for n in range(paragraphs)), numbering=ARTICLES + num(1, 0)
        )
        begun = time.process_time()
        docx.read(data, "x")
        return time.process_time() - begun

    seconds(100)
    assert seconds(8000) < 16 * max(seconds(1000), 0.005)
