"""Cleaning: what goes, what stays, and that every character left still knows where it came from."""

from __future__ import annotations

import pytest

from extractor import packs
from extractor.clean import clean, language
from extractor.cleaning import contents, pages
from extractor.cleaning.draft import Draft, ordinal
from extractor.cleaning.furniture import recurring
from extractor.fold import fold
from extractor.model import Block, Mark, Source
from extractor.text import Text

PACK = packs.load()
NOTICE = "- 1、某站(book118)网站文档一经付费,即视为接受规则,侵权必究。。"  # makes a page one of a sharing site


def source(*lines: str | Block) -> Source:
    return Source("x.txt", "txt", tuple(line if isinstance(line, Block) else Block(line) for line in lines))


def documents(*lines: str | Block):
    return clean(source(*lines), PACK)


def cleaned(*lines: str | Block) -> list[str]:
    (document,) = documents(*lines)
    return [document.text.value[line.start : line.end] for line in document.lines]


def true_to_source(document) -> bool:
    """Every copied piece is what the source says there, pieces join without gaps, and lines are where they say."""
    at = 0
    for piece in document.text.pieces:
        if piece.start != at:
            return False
        at += piece.size
        block = document.source.blocks[piece.block].text
        if piece.how == "copied" and document.text.value[piece.start : at] != block[piece.src : piece.src + piece.src_size]:
            return False
    return (
        at == len(document.text.value)
        and "\n".join(document.text.value[x.start : x.end] for x in document.lines) == document.text.value
    )


# --- furniture and glyphs ---------------------------------------------------------------------------------------------
def test_furniture_blocks_go_and_are_listed():
    (document,) = documents(Block("页眉", kind="header"), "采购合同", Block("第1页", kind="footer"), Block("  ", kind="para"))
    assert document.text.value == "采购合同"
    assert [(r.site, r.kind, r.text) for r in document.removed] == [(None, "header", "页眉"), (None, "footer", "第1页")]


def test_generated_numbers_stand_before_their_lines():
    (document,) = documents(Block("付款", label="3.", level=1), "验收")
    assert document.text.value == "3. 付款\n验收"
    assert (document.lines[0].label, document.lines[0].level, document.lines[1].label) == (2, 1, 0)
    assert true_to_source(document)


def test_line_feeds_part_paragraphs_and_space_cells():
    assert cleaned("甲方：某某\n  乙方：某某\n") == ["甲方：某某", "乙方：某某"]
    assert cleaned(Block("\t甲\n方\t1\t", kind="row")) == ["\t甲 方\t1\t"]


GLYPHS = {
    "radicals": ("⽤⼾与⻓期", "用户与长期"),
    "a box in another font": ("£依法向人民法院起诉，赔偿£500元", "□依法向人民法院起诉，赔偿£500元"),
    "zero width": ("甲\u200b方\ufeff", "甲方"),
    "soft hyphen": ("data\xadbase", "database"),
    "control characters": ("甲\x07方\x00", "甲方"),
    "circled numbers stay": ("①付款", "①付款"),
    "no-break spaces stay": ("甲\xa0方", "甲\xa0方"),
    "pinyin": ("協(xié)議書(shū)由雙方簽訂(dìng)，我們(men)", "協議書由雙方簽訂，我們"),
    "latin in brackets": ("應用程序接口(api)與數據(data)，協(xié)議", "應用程序接口(api)與數據(data)，協(xié)議"),
}


@pytest.mark.parametrize("case", GLYPHS)
def test_glyphs(case):
    text, expected = GLYPHS[case]
    (document,) = documents(text)
    assert document.text.value == expected
    assert true_to_source(document)


def test_marks_stay_reachable_through_provenance():
    (document,) = documents(Block("姓名：⼾张三", marks=(Mark(4, 6, "filled"),)))
    start = document.text.value.index("张三")
    assert list(document.text.source(start, start + 2)) == [(0, 4, 6)]


# --- tables of contents and page numbers ------------------------------------------------------------------------------
BODY = [
    "第一条 标的",
    "1.1 乙方交付系统。",
    "第二条 付款",
    "2.1 甲方付款。",
    "第三条 验收",
    "3.1 甲方验收。",
    "第四条 其他",
    "4.1 双方协商。",
]
HEADINGS = ["第一条 标的", "第二条 付款", "第三条 验收", "第四条 其他"]
CONTENTS = {
    "with page numbers": ["目  录", *(f"{h}……………{n}" for n, h in enumerate(HEADINGS, 1))],
    "with tabs": ["目录", *(f"{h}\t{n}" for n, h in enumerate(HEADINGS, 1))],
    "dots without a title": [f"{h} ........ {n}" for n, h in enumerate(HEADINGS, 1)],
    "repeated headings": ["本合同目录一览", *HEADINGS],
    "repeated headings without a title": HEADINGS,
}


@pytest.mark.parametrize("case", CONTENTS)
def test_typed_contents_go(case):
    assert cleaned("开发合同", *CONTENTS[case], *BODY) == ["开发合同", *BODY]


NO_CONTENTS = {
    "headings that nothing follows": ["开发合同", "合同目录", *HEADINGS],
    "short articles that come once": ["第一条 标的", "第二条 付款", "第三条 验收", "第四条 其他", "第五条 标的物的交付。"],
    "rows with numbers": [Block("品名\t数量", kind="row"), Block("水泵\t3", kind="row"), Block("阀门\t5", kind="row")],
    "blanks with numbers": ["1. 金额 ______ 1", "2. 数量 ______ 2", "3. 单价 ______ 3", "4. 税率 ______ 4"],
}


@pytest.mark.parametrize("case", NO_CONTENTS)
def test_what_is_no_table_of_contents(case):
    lines = NO_CONTENTS[case]
    assert cleaned(*lines) == [line.text if isinstance(line, Block) else line for line in lines]


@pytest.mark.parametrize(
    "line", ["第 1 页 共 3 页", "第2页", "- 4 -", "— 5 —", "1/3", "3 / 12", "Page 2 of 9", "共 9 页 第 1 页"]
)
def test_page_numbers_go(line):
    assert cleaned("采购合同", line, "第一条 标的") == ["采购合同", "第一条 标的"]


@pytest.mark.parametrize("line", ["第2页所列清单", "5/3", "2025", "12", "- 4 - 件", "页数：3", "1/2股权", "第一页"])
def test_what_is_no_page_number(line):
    assert cleaned("采购合同", line, "第一条 标的") == ["采购合同", line, "第一条 标的"]


def test_bare_numbers_that_count_up_lines_apart_are_page_numbers():
    text = [line for n in (1, 2, 3) for line in (*(f"条款{n}{k}的内容。" for k in range(6)), str(n))]
    assert len(cleaned(*text)) == 18
    assert len(cleaned(*text[:-1], "7")) == 21


# --- run-on lines -----------------------------------------------------------------------------------------------------
LONG = "双方应当按照诚实信用的原则履行各自的义务，并及时通知对方与履行有关的情况，协助对方完成工作。"
RUN_ON = (
    f"技术协议甲方(委托方):青松公司地址:某市某路乙方:白杨公司电话:010-1鉴于甲方需要服务，约定如下:第一条服务内容1.1乙方提供开发服务，{LONG}1.2服务包括:"
    f"(1)需求分析。(2)编码。1.3按照第二条约定付款。第二条费用2.1总价为1.5万元，{LONG}2.2甲方分2期支付。第三条其他3.1未尽事宜按第一条第二条办理，{LONG}"
)


def test_run_on_line_is_cut_at_numbers_that_count_up():
    assert cleaned(RUN_ON) == [
        "技术协议",
        "甲方(委托方):青松公司",
        "地址:某市某路",
        "乙方:白杨公司",
        "电话:010-1",
        "鉴于甲方需要服务，约定如下:",
        "第一条服务内容",
        f"1.1乙方提供开发服务，{LONG}",
        "1.2服务包括:",
        "(1)需求分析。",
        "(2)编码。",
        "1.3按照第二条约定付款。",
        "第二条费用",
        f"2.1总价为1.5万元，{LONG}",
        "2.2甲方分2期支付。",
        "第三条其他",
        f"3.1未尽事宜按第一条第二条办理，{LONG}",
    ]
    assert true_to_source(documents(RUN_ON)[0])


@pytest.mark.parametrize(
    "line",
    [
        f"3.2 乙方应当:(1)提交文档;(2)培训人员;(3)配合验收。{LONG * 5}",
        f"违反第一条、第二条、第三条约定的，应当赔偿，{LONG * 6}",
        f"费率为1.1%、1.2%、1.3%，价格为1.1元、1.2元、1.3元，{LONG * 6}",
    ],
)
def test_a_long_paragraph_is_left_whole(line):
    assert cleaned("合同", line) == ["合同", line]


def test_contents_inside_a_run_on_line():
    listed = "1.定义1.1数据的定义1.2接口的定义2.费用2.1金额2.2支付"
    body = f"第一条定义1.1数据的定义:指信息，{LONG * 4}1.2接口的定义:指程序。第二条费用2.1金额:十元。"
    line = f"数据合同本合同目录一览{listed}{body}"
    assert cleaned(line)[:3] == ["数据合同", "第一条定义", f"1.1数据的定义:指信息，{LONG * 4}"]


# --- several samples, previews ----------------------------------------------------------------------------------------
SAMPLE = ["甲方：某某公司", "乙方：某某公司", f"第一条 乙方提供服务。{LONG}", "第二条 甲方支付费用。", "签字："]


def test_a_page_of_several_samples_becomes_several_documents():
    made = documents("下面是小编整理的服务协议3篇,供大家参考。", "服务协议1", *SAMPLE, "服务协议2", *SAMPLE)
    assert [(d.part, d.text.value.split("\n")[0]) for d in made] == [(1, "服务协议"), (2, "服务协议")]
    assert {w.code for w in made[0].warnings} == {"samples-missing"}
    assert all(true_to_source(d) for d in made)
    assert "小编" not in "".join(d.text.value for d in made)


def test_pieces_inside_a_line():
    made = documents("手机阅读", "合同范本2篇", f"篇一:甲方：某某公司。{LONG * 2}篇二:甲方：另一公司。{LONG * 2}")
    assert [d.text.value[:9] for d in made] == ["甲方：某某公司。双"[:9], "甲方：另一公司。双"[:9]]


def test_an_agreement_that_only_mentions_pieces_stays_whole():
    assert len(documents("撰稿协议", "乙方每月提供范文6篇，甲方审核。", "稿件1", "稿件2")) == 1


ONE = [
    "保密协议",
    "甲方：青松公司",
    "乙方：白杨公司",
    *(f"第{n}条 {LONG}" for n in "一二三四五六七八九"),
    *(f"9.{n} {LONG}" for n in range(9)),
    "甲方（盖章）：",
    "日期：2025年1月1日",
]
OTHER = ["技术转让合同", "甲方：青松公司", "乙方：红枫公司", *(f"第{n}条 {LONG}" for n in "一二三四五六七八九"), "签字："]


def test_different_agreements_one_after_another():
    made = documents(*ONE, *OTHER)
    assert [(d.part, d.text.value.split("\n")[0]) for d in made] == [(1, "保密协议"), (2, "技术转让合同")]
    assert [len(d.lines) for d in made] == [len(ONE), len(OTHER)]


ONE_AGREEMENT = {
    "an annex": [*ONE, "附件一", *OTHER],
    "an annex spoken of before": [*ONE[:-2], "第十条 双方另签《技术转让合同》。", *ONE[-2:], *OTHER],
    "a counterpart": [*ONE, *ONE],
    "a title without a signature before": [*ONE[:-2], *OTHER],
    "a sentence that ends like a title": [*ONE, "逾期的，甲方有权解除合同", *OTHER[1:]],
    "nothing but a title": [*ONE, "技术转让合同", "签字："],
}


@pytest.mark.parametrize("case", ONE_AGREEMENT)
def test_what_is_one_agreement(case):
    assert len(documents(*ONE_AGREEMENT[case])) == 1


ENDS = {
    "a sentence": (["1.1 乙方付款。"], False),
    "cut in a clause": (["1.1 乙方付款。", "1.2 乙方在使用"], True),
    "cut after one character": (["d)交付成果。", "e)配"], True),
    "a bare number": (["10.2 行业标准", "11."], True),
    "cut at a comma": (["为规范收集、使用、"], True),
    "cut in prose": (["甲方委托乙方开发系统,乙方具有经验并同意提供开发"], True),
    "a dangling word": (["乙方的工作时间从"], True),
    "a signature": (["甲方（盖章）：　　　　乙方（盖章）："], False),
    "signatures side by side": (["经办人：                           经办人："], False),
    "a date": (["日期：  年  月  日"], False),
    "a name": (["法定代表人：张三"], False),
    "a list of annexes": (["1. 报价单", "2. 需求说明书"], False),
    "a table row": ([Block("水泵\t10", kind="row")], False),
    "a heading with a colon": (["1.3 范围。", "1.4服务的定义:"], True),
}


@pytest.mark.parametrize("case", ENDS)
def test_previews_that_stop_inside_a_sentence(case):
    lines, truncated = ENDS[case]
    assert documents(NOTICE, "服务合同", *lines)[0].truncated is truncated
    assert documents("服务合同", *lines)[0].truncated is False  # only a page of a sharing site is a preview


# --- unknown sites ----------------------------------------------------------------------------------------------------
def test_furniture_of_unknown_sites_goes_from_head_and_tail():
    head, tail = ["某某文库 登录 会员 下载", "采购合同"], ["下载积分：5 上传时间：昨天", "相关推荐 点击收藏"]
    assert cleaned(*head, *BODY * 4, *tail) == ["采购合同", *BODY * 4]


@pytest.mark.parametrize(
    "line",
    [
        "1、会员下载文档前应当登录网站。",
        "甲方会员下载文档、上传资料须登录。",
        "会员服务：用户登录网站后可下载并收藏文档",
        "软件下载服务合同",
        "本合同文档版权、上传、下载事宜",
    ],
)
def test_clauses_about_downloads_stay(line):
    assert cleaned("网站合同", line, *BODY) == ["网站合同", line, *BODY]
    assert cleaned(*BODY, line) == [*BODY, line]


def test_lines_that_recur_across_an_archive():
    files = [
        [f"某某法务系统 打印于第{n}号终端", "采购合同", f"甲方：公司{n}", "第一条 标的", "签字盖章确认栏在此"] for n in range(6)
    ]
    assert recurring(files) == {line for lines in files for line in lines[:1]}
    assert recurring(files[:3]) == set()


# --- language, numbers, cost ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("甲方应当按照合同约定向乙方支付服务费用，乙方提供技术支持。", "zh"),
        ("甲方應當按照合約約定向乙方支付服務費用，乙方提供技術支援。", "zh-Hant"),
        ("This Agreement is made between the Supplier and the Customer (甲方).", "en"),
    ],
)
def test_language(text, code):
    assert language(text) == code


@pytest.mark.parametrize(
    ("text", "number"),
    [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("一百零五", 105), ("七", 7), ("12", 12), ("第", None)],
)
def test_ordinals(text, number):
    assert ordinal(text) == number


def test_an_ordinary_agreement_comes_through_untouched():
    lines = [
        f"{n}.{k} 乙方应当在收到通知后{k}个工作日内完成第{n}项工作，费用为{n}00元。" for n in range(1, 8) for k in range(1, 6)
    ]
    (document,) = documents("服务合同", *lines)
    assert document.text.value == "\n".join(["服务合同", *lines])
    assert document.removed == ()
    assert true_to_source(document)


@pytest.mark.parametrize(
    "line",
    [
        "." * 20000,
        "目录 " + " " * 20000 + "1",
        "第一条" * 5000,
        "1.1" * 5000,
        "(" * 20000,
        "一、" * 5000,
        "篇1" * 5000,
        "下载VIP" * 4000,
        "_第1页" * 4000,
    ],
)
def test_hostile_lines_take_linear_time(line):
    import time

    start = time.process_time()
    documents(NOTICE, "目录", line, "第一条", line)
    assert time.process_time() - start < 3


def test_contents_and_pages_work_on_folded_lines():
    drafts = [Draft(Text.copied("第１页", 0))]
    assert pages.without_page_numbers(drafts, [fold("第１页")]) == ([], ["第１页"])
    assert contents.without_contents([], []) == ([], [])
