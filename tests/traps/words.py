"""Word files: numbers, controls, fields, changes, notes, tables and blanks as Word shows them."""

from __future__ import annotations

from test_bad_input import zipped
from word import (
    NS,
    RELATIONS,
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

from traps import trap

HEAD = p("仓储服务合同") + p("甲方：青禾食品有限公司") + p("乙方：北岸仓储有限公司")
PARTIES = {"甲方": "青禾食品有限公司", "乙方": "北岸仓储有限公司"}
UNDER = '<w:u w:val="single"/>'
LAW = abstract(
    0,
    level(0, "chineseCounting", "第%1条"),
    level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
    level(2, "decimal", "（%3）"),
)


def word(name: str, inside: str, parts: dict[str, str] | None = None, strict: bool = False, head: str = HEAD, **wanted: object) -> None:
    trap("Word", name, "trap.docx", lambda: package(head + inside, strict=strict, **(parts or {})), **wanted)


def lists(*lines: tuple[int, int, str]) -> str:
    return "".join(listed(number, depth, text) for number, depth, text in lines)


# --- numbers ----------------------------------------------------------------------------------------------------------
word(
    "numbers of three levels, with restarts and isLgl",
    lists((1, 0, "仓储物"), (1, 1, "大米五十吨。"), (1, 2, "散装；"), (1, 2, "袋装。"), (1, 1, "小麦。"), (1, 2, "散装。"), (1, 0, "费用"), (1, 1, "按月支付。")),
    {"numbering": LAW + num(1, 0)},
    paths=["1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1", "2", "2.1"],
    labels=["第一条", "1.1", "（1）", "（2）", "1.2", "（1）", "第二条", "2.1"],
)
BOUND = '<w:numPr><w:numId w:val="1"/></w:numPr>'
word(
    "numbers bound to heading styles and to styles based on them",
    styled("h1", "总则") + styled("h2", "目的") + styled("own", "范围") + styled("h1", "责任") + styled("own", "赔偿"),
    {
        "numbering": abstract(
            0,
            level(0, "chineseCountingThousand", "第%1章", more='<w:pStyle w:val="h1"/>'),
            level(1, "chineseCountingThousand", "第%2条", more='<w:pStyle w:val="h2"/><w:lvlRestart w:val="0"/>'),
        )
        + num(1, 0),
        "styles": style("h1", BOUND, title="heading 1") + style("h2", BOUND, title="heading 2") + style("own", based_on="h2"),
    },
    paths=["part-1", "1", "2", "part-2", "3"],
    labels=["第一章", "第一条", "第二条", "第二章", "第三条"],
    parents={"1": "part-1", "2": "part-1", "3": "part-2"},
)
word(
    "startOverride and lvlOverride: an annex numbers anew",
    lists((1, 0, "仓储物"), (1, 0, "费用")) + p("附件一 验收办法") + lists((2, 0, "抽样"), (2, 0, "称重"), (3, 0, "记录")),
    {
        "numbering": LAW
        + num(1, 0)
        + num(2, 0, start_at(0, 1))
        + num(3, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "chineseCounting", "第%1条", start=9)}</w:lvlOverride>')
    },
    paths=["1", "2", "annex-1", "annex-1/1", "annex-1/2", "annex-1/3"],
)
FORMATS = {
    "chineseCounting": ["十", "十一"],
    "chineseCountingThousand": ["十", "十一"],
    "taiwaneseCounting": ["十", "十一"],
    "ideographDigital": ["一〇", "一一"],
    "chineseLegalSimplified": ["壹拾", "壹拾壹"],
    "decimalFullWidth": ["１０", "１１"],
}
for _form, _shown in FORMATS.items():
    word(
        f"articles numbered in {_form}",
        lists((1, 0, "仓储物"), (1, 0, "费用")),
        {"numbering": abstract(0, level(0, _form, "第%1条", start=10)) + num(1, 0)},
        paths=["10", "11"],
        labels=[f"第{n}条" for n in _shown],
    )
word(
    "items in decimalEnclosedCircle and letters",
    lists((1, 0, "仓储物"), (1, 1, "大米"), (1, 2, "散装"), (1, 3, "一级"), (1, 3, "二级")),
    {
        "numbering": abstract(
            0,
            level(0, "chineseCounting", "%1、"),
            level(1, "decimal", "%2．"),
            level(2, "decimalEnclosedCircle", "%3"),
            level(3, "lowerLetter", "%4)"),
        )
        + num(1, 0)
    },
    paths=["1", "1.1", "1.1.1", "1.1.1.a", "1.1.1.b"],
    labels=["一、", "1．", "①", "a)", "b)"],
)
word(
    "items in ideographTraditional, beside 甲方 and 乙方",
    lists((1, 0, "仓储物"), (1, 1, "大米由甲方运来"), (1, 1, "小麦由乙方提取"), (1, 0, "费用"), (1, 1, "按月支付")) + p("甲、乙双方应当遵守。"),
    {"numbering": abstract(0, level(0, "chineseCounting", "第%1条"), level(1, "ideographTraditional", "%2、")) + num(1, 0)},
    paths=["1", "1.1", "1.2", "2", "2.1"],
    labels=["第一条", "甲、", "乙、", "第二条", "甲、"],
)
word(
    "suffixes: a tab, a space or nothing behind the number",
    "".join(listed(n, 0, text) for n, text in ((1, "仓储物"), (2, "费用"), (3, "期限"))),
    {
        "numbering": "".join(
            abstract(n, level(0, "chineseCounting", "第%1条", start=n + 1, more=f'<w:suff w:val="{suffix}"/>'))
            for n, suffix in enumerate(("tab", "space", "nothing"))
        )
        + num(1, 0)
        + num(2, 1)
        + num(3, 2)
    },
    paths=["1", "2", "3"],
    headings={"1": "仓储物", "2": "费用", "3": "期限"},
)
word(
    "a hidden paragraph of a list takes no number",
    listed(1, 0, "仓储物")
    + p(t("旧条款", "<w:vanish/>"), f"{BOUND}<w:rPr><w:vanish/></w:rPr>")
    + listed(1, 0, "费用"),
    {"numbering": LAW + num(1, 0)},
    paths=["1", "2"],
    body=["第一条 仓储物", "第二条 费用"],
)
word(
    "a list through a numbering style, its levels in another definition",
    lists((1, 0, "仓储物"), (1, 0, "费用")),
    {
        "numbering": abstract(0, more='<w:numStyleLink w:val="条款"/>')
        + abstract(1, level(0, "chineseCounting", "第%1条"), more='<w:styleLink w:val="条款"/>')
        + num(1, 0)
        + num(2, 1)
    },
    paths=["1", "2"],
)
word(
    "styles in a circle and numbers without end",
    styled("a", "第一条 仓储物") + listed(1, 0, "大米"),
    {
        "styles": style("a", based_on="b") + style("b", based_on="a"),
        "numbering": abstract(0, level(0, "chineseCountingThousand", "%1" * 400, start=10**15)) + num(1, 0),
    },
    parties=PARTIES,
    outcomes=[("ok", None)],
)

# --- content controls, boxes, fields ----------------------------------------------------------------------------------
word(
    "parties, dates and choices in content controls",
    p(
        t("第一条 期限自")
        + control(t("2025年3月1日"), '<w:alias w:val="起租日"/><w:date w:fullDate="2025-03-01T00:00:00Z"/>')
        + t("起至")
        + control(t("2026年2月28日"), "<w:date/>")
        + t("止，付款方式为")
        + control(t("银行转账"), '<w:dropDownList><w:listItem w:value="现金"/></w:dropDownList>')
        + t("。")
    ),
    head=p("仓储服务合同")
    + p(t("甲方：") + control(t("青禾食品有限公司"), '<w:alias w:val="甲方名称"/><w:text/>'))
    + control(p(t("乙方：") + control(t("北岸仓储有限公司"), "<w:text/>"))),
    parties=PARTIES,
    dates=[("start", "2025-03-01"), ("end", "2026-02-28")],
    written=["青禾食品有限公司", "北岸仓储有限公司", "2025年3月1日", "2026年2月28日", "银行转账"],
    status="filled",
)
word(
    "controls that show their prompt are blanks",
    p("第一条 仓储物为大米。") + p("第二条 联系人：李明") ,
    head=p("仓储服务合同")
    + p(t("甲方：") + control(t("单击此处输入名称"), "<w:showingPlcHdr/><w:text/>"))
    + p(t("乙方：") + control(t("请选择一项。"), "<w:showingPlcHdr/><w:dropDownList/>")),
    parties={"甲方": None, "乙方": None},
    slots=[("甲方", None), ("乙方", None)],
    status="blank",
)
BOX = '<w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox>'
word(
    "w14 check boxes with the label they tick",
    p(t("第一条 期限类型：") + control(t("☒"), BOX.format(1)) + t("固定期限 ") + control(t("☐"), BOX.format(0)) + t("无固定期限")),
    slots=[("期限类型", "固定期限")],
)
SYM = '<w:r><w:sym w:font="Wingdings" w:char="{}"/></w:r>'
word(
    "Wingdings check boxes with the label they tick",
    p(t("第一条 发票类型：") + SYM.format("F0A8") + t("普通发票 ") + SYM.format("F0FE") + t("专用发票")),
    slots=[("发票类型", "专用发票")],
)
TICK = '<w:ffData><w:checkBox><w:default w:val="{}"/></w:checkBox></w:ffData>'
word(
    "form check boxes with the label they tick",
    p(t("第一条 交付方式：") + field("FORMCHECKBOX", None, TICK.format(0)) + t("自提 ") + field("FORMCHECKBOX", None, TICK.format(1)) + t("送货")),
    slots=[("交付方式", "送货")],
)
word(
    "check boxes that are cells of a table, with the words beside them",
    table(
        control(cell("☒"), BOX.format(1)) + cell("专用发票"),
        control(cell("☐"), BOX.format(0)) + cell("普通发票"),
    )
    + p("第一条 仓储物为大米。"),
    body=["☑\t专用发票", "☐\t普通发票", "第一条 仓储物为大米。"],
    written=["专用发票"],
)
LIST = '<w:ffData><w:ddList>{}<w:listEntry w:val="{}"/><w:listEntry w:val="银行转账"/></w:ddList></w:ffData>'
word(
    "form drop-downs, which keep what was chosen beside the text: chosen, left at a prompt, left at the first entry",
    p(t("第一条 付款方式：") + field("FORMDROPDOWN", None, LIST.format('<w:result w:val="1"/>', "现金")) + t("。"))
    + p(t("第二条 退款方式：") + field("FORMDROPDOWN", "", LIST.format("", "请选择")) + t("。"))
    + p(t("第三条 结算方式：") + field("FORMDROPDOWN", None, LIST.format("", "现金")) + t("。")),
    body=["第一条 付款方式：银行转账。", "第二条 退款方式：____。", "第三条 结算方式：现金。"],
    slots=[("付款方式", "银行转账"), ("退款方式", None)],
)
word(
    "a combo box and a control around a cell are filled in",
    p(t("第一条 付款方式：") + control(t("银行转账"), '<w:comboBox><w:listItem w:value="现金"/></w:comboBox>') + t("。"))
    + table(cell("电话") + control(cell("010-66668888"), '<w:alias w:val="联系电话"/><w:text/>'), cell("邮箱") + cell("无")),
    written=["银行转账", "010-66668888"],
    status="filled",
)
word(
    "boxes nobody ticked",
    p(t("第一条 发票类型：") + SYM.format("F0A8") + t("普通发票 ") + SYM.format("F06F") + t("专用发票")),
    slots=[("发票类型", None)],
)
word(
    "results of fields, not their codes",
    p(t("第一条 见") + field("REF _Ref1 \\r \\h", "第二条") + t("，共") + field("NUMPAGES", "3") + t("页。"))
    + p('<w:fldSimple w:instr=" DATE ">' + t("第二条 费用") + "</w:fldSimple>"),
    body=["第一条 见第二条，共3页。", "第二条 费用"],
)
word(
    "merge fields never merged are slots",
    p(t("第一条 租期") + field("MERGEFIELD 租期", "«租期»") + t("年。")) + p("第二条 仓储物为大米。"),
    head=p("仓储服务合同") + p(t("甲方：") + field("MERGEFIELD 甲方", "«甲方»")) + p(t("乙方：") + field("MERGEFIELD 乙方", "")),
    parties={"甲方": None, "乙方": None},
    slots=[("甲方", None), ("乙方", None), ("租期", None)],
    status="blank",
)
word(
    "form fields: one filled in, one of wide spaces",
    p(t("第一条 租期为") + field("FORMTEXT", "三") + t("年。")) + p(t("第二条 每月租金") + field("FORMTEXT", "\u2002" * 5) + t("元。")),
    written=["三", None],
    durations=[("term", "P3Y")],
)

# --- tracked changes, comments ------------------------------------------------------------------------------------------
word(
    "an amount that rests on a tracked insertion",
    p(t("第一条 仓储费总额为人民币") + gone("100,000") + inserted(t("120,000")) + t("元。")) + p("第二条 保管期限为三年。"),
    amounts=["120000.00"],
    body=["第一条 仓储费总额为人民币120,000元。", "第二条 保管期限为三年。"],
    rests_on_change=[("1", "人民币120,000元")],
    changes=[("deleted", "100,000", "审核人"), ("inserted", "120,000", "审核人")],
    warnings=["tracked-changes", "unaccepted-change"],
)
word(
    "a term from which something was deleted",
    p(t("第一条 保管期限为") + gone("十") + t("三年。")) + p("第二条 保管费按月支付。"),
    durations=[("term", "P3Y")],
    rests_on_change=[("1", "三年")],
    warnings=["tracked-changes", "unaccepted-change"],
)
word(
    "changes away from every value are listed and warn of none",
    p(t("第一条 保管期限为三年。") + gone("旧话不提。") + inserted(t("双方遵守。"))),
    durations=[("term", "P3Y")],
    rests_on_change=[],
    warnings=["tracked-changes"],
)
word(
    "a clause that was moved comes once",
    p(gone("乙方应当投保。", "moveFrom")) + p("第一条 仓储物为大米。") + p(t("第二条 ") + inserted(t("乙方应当投保。"), "moveTo")),
    body=["第一条 仓储物为大米。", "第二条 乙方应当投保。"],
    changes=[("moved away", "乙方应当投保。", "审核人"), ("moved", "乙方应当投保。", "审核人")],
)
DELETED_END = '<w:rPr><w:del w:id="1" w:author="审核人"/></w:rPr>'
word(
    "a deleted clause takes no number, a deleted end joins two lines",
    listed(1, 0, "仓储物")
    + p(gone("旧条款"), BOUND + DELETED_END)
    + p("本合同的保管期限", BOUND + DELETED_END)
    + listed(1, 0, "为三年。"),
    {"numbering": LAW + num(1, 0)},
    body=["第一条 仓储物", "第二条 本合同的保管期限为三年。"],
    durations=[("term", "P3Y")],
)
word(
    "a deleted table row",
    table(
        cell("货物") + cell("数量"),
        '<w:trPr><w:del w:id="1" w:author="审核人"/></w:trPr>' + cell("小麦") + cell("20吨"),
        cell("大米") + cell("50吨"),
    ),
    body=["货物\t数量", "大米\t50吨"],
    changes=[("deleted", "小麦20吨", "审核人")],
)
BY = 'w:id="1" w:author="审核人"'
word(
    "a row put in as a whole: its amount rests on a change",
    p("第一条 清单如下：")
    + table(cell("货物") + cell("价款"), f"<w:trPr><w:ins {BY}/></w:trPr>" + cell("小麦") + cell("100,000元"), cell("大米") + cell("50,000元")),
    amounts=["100000.00", "50000.00"],
    changes=[("inserted", "小麦100,000元", "审核人")],
    rests_on_change=[("1", "100,000元")],
    warnings=["tracked-changes", "unaccepted-change"],
)
word(
    "a cell put in and a cell deleted",
    p("第一条 清单如下：") + table(cell("大米") + cell("旧价", f"<w:cellDel {BY}/>") + cell("50,000元", f"<w:cellIns {BY}/>")),
    body=["第一条 清单如下：", "大米\t50,000元"],
    changes=[("deleted", "旧价", "审核人"), ("inserted", "50,000元", "审核人")],
    rests_on_change=[("1", "50,000元")],
)
word(
    "parties, number, title and address put in: each rests on a change",
    p("第一条 仓储物为大米。"),
    head=p(inserted(t("仓储服务合同")))
    + p(t("合同编号：") + inserted(t("CC-2025-03")))
    + p(t("甲方：") + inserted(t("青禾食品有限公司")))
    + p(t("地址：") + inserted(t("临江市云栖路9号")))
    + p("乙方：北岸仓储有限公司"),
    rests_on_change=[("preamble", x) for x in ("仓储服务合同", "CC-2025-03", "青禾食品有限公司", "临江市云栖路9号")],
)
word(
    "comments are listed, not read",
    p(
        '<w:commentRangeStart w:id="0"/>'
        + t("第一条 保管期限为三年。")
        + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    ),
    {"comments": f'<w:comment w:id="0" w:author="审核人">{p("建议改为五年")}</w:comment>'},
    comments=["建议改为五年"],
    body=["第一条 保管期限为三年。"],
    durations=[("term", "P3Y")],
)

# --- boxes, notes, headers ----------------------------------------------------------------------------------------------
TEXT_BOX = f"<w:txbxContent>{p('合同编号：CC-2025-03')}</w:txbxContent>"
word(
    "a text box comes once",
    p(
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{TEXT_BOX}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{TEXT_BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    + p("第一条 仓储物为大米。"),
    number="CC-2025-03",
    body=["合同编号：CC-2025-03", "第一条 仓储物为大米。"],
)
word(
    "notes at their reference",
    p(t("第一条 甲方交付原始数据") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + t("。"))
    + p(t("第二条 费用见报价单") + '<w:r><w:endnoteReference w:id="2"/></w:r>'),
    {
        "footnotes": f'<w:footnote w:type="separator" w:id="0">{p("—")}</w:footnote><w:footnote w:id="2">{p("指未经清洗的数据。")}</w:footnote>',
        "endnotes": f'<w:endnote w:id="2">{p("报价单另附。")}</w:endnote>',
    },
    body=["第一条 甲方交付原始数据。", "指未经清洗的数据。", "第二条 费用见报价单", "报价单另附。"],
)
word(
    "headers and footers apart",
    p("第一条 仓储物为大米。"),
    {"header1": p("内部资料"), "header2": p("内部资料"), "footer1": p(t("第") + field("PAGE", "1") + t("页"))},
    body=["第一条 仓储物为大米。"],
    removed=[("footer", "第1页"), ("header", "内部资料")],
)
word(
    "a table of contents in a field",
    p(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + t("第一条 仓储物\t1")
    )
    + p(t("第二条 费用\t2") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    + p("第一条 仓储物")
    + p("第二条 费用"),
    paths=["1", "2"],
)

# --- tables ---------------------------------------------------------------------------------------------------------------
word(
    "parties in a table with merged cells",
    table(
        cell("甲方", '<w:vMerge w:val="restart"/>') + cell("名称") + cell("青禾食品有限公司"),
        cell("", "<w:vMerge/>") + cell("电话") + cell("010-66668888"),
        cell("乙方", '<w:vMerge w:val="restart"/>') + cell("名称") + cell("北岸仓储有限公司"),
        cell("", "<w:vMerge/>") + cell("电话") + cell("021-55557777"),
    )
    + p("第一条 仓储物为大米。"),
    head=p("仓储服务合同"),
    parties=PARTIES,
    phones={"甲方": "010-66668888", "乙方": "021-55557777"},
    places={"甲方": "t1.r1.c3", "乙方": "t1.r3.c3"},
)
word(
    "everything with its place: paragraphs, and cells of tables",
    p("第一条 保管期限自2025年3月1日起三年，定金为____元。")
    + p("第二条 乙方应当在三十日内删除个人信息。")
    + table(cell("项目") + cell("约定"), cell("总价") + cell("人民币120,000元"), cell("交付") + cell("2025年5月1日")),
    kinds_found=["amounts", "data_terms", "dates", "deadlines", "durations", "parties", "slots"],
    placed=True,
    cells=["t1.r2.c2", "t1.r3.c2"],
)
word(
    "a table in a cell, in reading order",
    p("第一条 清单如下：")
    + table(cell("货物") + cell(p("粮食：") + table(cell("大米") + cell("五十吨"), cell("小麦") + cell("二十吨"))), cell("地点") + cell("一号库")),
    body=["第一条 清单如下：", "货物\t粮食： 大米 五十吨 小麦 二十吨", "地点\t一号库"],
)
word(
    "a signature table: each side's lines stay its own",
    p("第一条 仓储物为大米。")
    + table(
        cell(p("甲方（盖章）：青禾食品有限公司") + p("法定代表人：王青") + p("电话：010-66668888"))
        + cell(p("乙方（盖章）：北岸仓储有限公司") + p("法定代表人：李岸") + p("电话：021-55557777"))
    ),
    representatives={"甲方": "王青", "乙方": "李岸"},
    phones={"甲方": "010-66668888", "乙方": "021-55557777"},
)

# --- blanks and characters ------------------------------------------------------------------------------------------------
word(
    "underlined spaces and tabs are blanks",
    p(t("第一条 保管费每月") + t("      ", UNDER) + t("元。")) + p(t("第二条 仓库位于") + f"<w:r><w:rPr>{UNDER}</w:rPr><w:tab/><w:tab/></w:r>" + t("。")),
    slots=[("保管费每月", None), ("仓库位于", None)],
    status="partial",
)
word(
    "words on an underline were filled in",
    p(t("第一条 保管费每月") + t("  1200  ", UNDER) + t("元，仓库位于") + t("  临江市云栖路9号  ", UNDER) + t("。")),
    slots=[("保管费每月", "1200"), ("仓库位于", "临江市云栖路9号")],
    status="filled",
)
word(
    "links, marked places and smart tags are text",
    p(
        t("电子邮箱：")
        + '<w:hyperlink r:id="rId9"><w:bookmarkStart w:id="0" w:name="x"/>'
        + t("a@example.com")
        + "</w:hyperlink>"
        + '<w:smartTag w:element="place">'
        + t(" 地址：临江市云栖路9号")
        + "</w:smartTag>"
    )
    + p("第一条 仓储物为大米。"),
    emails={"甲方": None, "乙方": "a@example.com"},
    addresses={"甲方": None, "乙方": "临江市云栖路9号"},
)
word(
    "soft hyphens, readings above characters and hidden runs",
    p(t("第一条 数\xad据由") + "<w:r><w:ruby><w:rt>" + t("yǐ") + "</w:rt><w:rubyBase>" + t("乙") + "</w:rubyBase></w:ruby></w:r>" + t("方") + t("（内部批示）", "<w:vanish/>") + t("保管。")),
    body=["第一条 数据由乙方保管。"],
)
word(
    "a formula in strict Office Open XML",
    p(t("第一条 违约金=") + "<m:oMath><m:r><m:t>a×b</m:t></m:r></m:oMath>"),
    strict=True,
    body=["第一条 违约金=a×b"],
)
word(
    "numbers with leading zeros, kept in alternate content",
    lists((1, 0, "仓储物"), (1, 0, "费用")),
    {
        "numbering": abstract(
            0,
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
            '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="第%1条"/></w:lvl>',
        )
        + num(1, 0)
    },
    body=["第001条 仓储物", "第002条 费用"],
    paths=["1", "2"],
)
word(
    "strict Office Open XML",
    lists((1, 0, "仓储物"), (1, 0, "费用")),
    {"numbering": LAW + num(1, 0), "header1": p("内部资料")},
    strict=True,
    paths=["1", "2"],
    parties=PARTIES,
    removed=[("header", "内部资料")],
)


def _wps() -> bytes:
    """As WPS writes it: targets from the root of the package, styles by number, markup of its own that others may ignore."""
    kinds = "http://schemas.openxmlformats.org/package/2006/relationships"
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="/word/{kind}.xml"/>' for n, kind in enumerate(("styles", "numbering"), 1)
    )
    names = NS + ' xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing" xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData"'
    body = HEAD + styled("12", "仓储物") + listed(1, 1, "大米五十吨。") + styled("12", "费用") + "<w:sectPr/>"
    styles = style("1", default="1", title="Normal") + style("12", BOUND, based_on="1", title="heading 1")
    files = {
        "_rels/.rels": f'<Relationships xmlns="{kinds}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="/word/document.xml"/></Relationships>',
        "docProps/app.xml": "<Properties/>",
        "word/document.xml": f'<w:document {names} mc:Ignorable="w14 wp14 wpsCustomData"><w:body>{body}<wpsCustomData:sectRole/></w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{kinds}">{links}</Relationships>',
        "word/styles.xml": f"<w:styles {NS}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {NS}>{LAW + num(1, 0)}</w:numbering>",
        "[Content_Types].xml": "<Types/>",
    }
    return zipped(files)


trap("Word", "a file as WPS writes it", "trap.docx", _wps, paths=["1", "1.1", "2"], parties=PARTIES)
