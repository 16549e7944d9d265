"""The article tree: every way of numbering, and what must not open a node."""

import pytest
from build import document

from extractor import packs
from extractor.model import Block
from extractor.outline import outline

HEADINGS = ("货物", "运输", "费用", "保险", "违约", "其他")
CN = "一二三四五六"
ARTICLES = {
    "第一条 货物": lambda i, h: f"第{CN[i]}条 {h}",
    "第一条货物": lambda i, h: f"第{CN[i]}条{h}",
    "第 1 条 货物": lambda i, h: f"第 {i + 1} 条 {h}",
    "第1条：货物": lambda i, h: f"第{i + 1}条：{h}",
    "第一条 【货物】": lambda i, h: f"第{CN[i]}条 【{h}】",
    "一、货物": lambda i, h: f"{CN[i]}、{h}",
    "一．货物": lambda i, h: f"{CN[i]}．{h}",
    "（一）货物": lambda i, h: f"（{CN[i]}）{h}",
    "1、货物": lambda i, h: f"{i + 1}、{h}",
    "1. 货物": lambda i, h: f"{i + 1}. {h}",
    "1 货物": lambda i, h: f"{i + 1} {h}",
    "【一】货物": lambda i, h: f"【{CN[i]}】{h}",
    "Ⅰ、货物": lambda i, h: f"{'ⅠⅡⅢⅣⅤⅥ'[i]}、{h}",
    "第一款 货物": lambda i, h: f"第{CN[i]}款 {h}",
}
CLAUSES = {
    "1.1": lambda i, j: f"{i + 1}.{j + 1} ",
    "1.1、": lambda i, j: f"{i + 1}.{j + 1}、",
    "1-1": lambda i, j: f"{i + 1}-{j + 1} ",
    "(1)": lambda i, j: f"({j + 1})",
    "1)": lambda i, j: f"{j + 1})",
    "①": lambda i, j: "①②③"[j],
    "㈠": lambda i, j: "㈠㈡㈢"[j],
    "⒈": lambda i, j: "⒈⒉⒊"[j],
    "（一）": lambda i, j: f"（{CN[j]}）",
    "1.": lambda i, j: f"{j + 1}.",
    "第一款": lambda i, j: f"第{CN[j]}款 ",
}
ALIKE = {("（一）货物", "（一）"), ("（一）货物", "㈠"), ("1、货物", "1."), ("1. 货物", "1."), ("1、货物", "⒈"), ("1. 货物", "⒈"), ("第一款 货物", "第一款")}


def tree(*lines):
    made = document(*lines)
    return outline(made, packs.load()), made.text.value


def paths(*lines):
    return [c.path for c in tree(*lines)[0].clauses if c.level > 0]


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("article", ARTICLES)
def test_every_style_of_article_over_every_style_of_clause(article, clause):
    if (article, clause) in ALIKE:
        return  # one style on two levels: nobody could tell them apart
    lines, expected = ["货物运输合同", "托运人：甲公司", "双方约定如下："], []
    for i, heading in enumerate(HEADINGS):
        lines.append(ARTICLES[article](i, heading))
        expected.append(str(i + 1))
        for j in range(3):
            lines.append(f"{CLAUSES[clause](i, j)}承运人应当在约定的时间内将货物运到，费用由托运人承担。")
            expected.append(f"{i + 1}.{j + 1}")
    lines.append("托运人（盖章）：        承运人（盖章）：")
    found, _ = tree(*lines)
    assert [c.path for c in found.clauses if c.level > 0] == expected
    assert [c.heading for c in found.clauses if c.level == 1] == list(HEADINGS)
    assert found.clauses[-1].path == "signature"
    assert not found.warnings


def test_items_under_clauses():
    assert paths("第一条 义务", "1.1 甲方应当：", "a）付款；", "b）验收；", "1.2 乙方应当：", "（i）交货；", "（ii）安装。", "第二条 其他", "本合同一式两份。") == [
        "1", "1.1", "1.1.a", "1.1.b", "1.2", "1.2.i", "1.2.ii", "2",
    ]  # fmt: skip


def test_chapters_are_not_in_the_path_and_articles_number_through():
    found, _ = tree("第一章 总则", "第一条 目的", "为明确权利义务。", "第二条 定义", "第二章 价款", "第三条 总价", "总价为一百元。")
    assert [(c.path, c.level, c.parent) for c in found.clauses] == [
        ("part-1", 0, None), ("1", 1, "part-1"), ("2", 1, "part-1"), ("part-2", 0, None), ("3", 1, "part-2"),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["协议正本一式  2  份，双方各执一份。", "从   年   月   日至   年   月   日止。", "承租日电表为       度，水表为       度。"])
def test_room_in_a_sentence_makes_no_heading(line):
    found, _ = tree("一、" + line, "二、其他约定由双方商定。")
    assert [c.heading for c in found.clauses if c.level == 1] == ["", ""]


def test_annexes_start_again():
    assert [c.path for c in tree(
        "第一条 货物", "见附件一。", "第二条 价款", "一百元。", "甲方（盖章）：", "乙方（盖章）：", "2025年3月1日", "附件一：货物清单", "1. 终端", "2. 软件", "附件二 服务标准", "1. 响应", "1.1 四小时内到场。",
    )[0].clauses] == ["1", "2", "signature", "annex-1", "annex-1/1", "annex-1/2", "annex-2", "annex-2/1", "annex-2/1.1"]  # fmt: skip


def test_run_on_clauses_in_one_paragraph():
    assert paths("第一条 服务", "1.1 乙方提供咨询服务。1.2 服务期限为一年。1.3 甲方按月付款，每月十日前支付完毕。", "第二条 其他", "无。") == ["1", "1.1", "1.2", "1.3", "2"]


def test_generated_numbers_count_like_typed_ones():
    lines = [Block("货物", label="第一条", level=0), Block("终端十台。", label="1.1", level=1), Block("软件一套。", label="1.2", level=1), Block("价款", label="第二条", level=0)]
    assert paths(*lines) == ["1", "1.1", "1.2", "2"]


@pytest.mark.parametrize(
    "line",
    [
        "第二条所称货物，包括终端和软件，不包括耗材。",
        "第一条约定的期限届满后，双方另行协商。",
        "2025年3月1日前，乙方应当完成交货。",
        "0571-87093622为乙方服务电话。",
        "3.5元/平方米的物业费由乙方承担。",
        "24小时内，乙方应当到达现场。",
        "2025.03.01之前的费用由甲方承担。",
    ],
)
def test_numbers_in_sentences_open_nothing(line):
    assert paths("第一条 货物", line, "第二条 价款", "一百元。", line, "第三条 其他", "无。") == ["1", "2", "3"]


def test_table_rows_open_nothing():
    assert paths("第一条 货物", "1.\t终端\t十台", "2.\t软件\t一套", "第二条 价款", "一百元。") == ["1", "2"]


def test_recitals_in_a_list_do_not_hide_the_articles():
    lines = ["鉴于：", "1、双方已签订主合同；", "2、双方拟变更价款；", "一、价款", "1. 增加十元。", "2. 一次付清。", "二、期限", "1. 顺延十日。", "三、其他", "无。"]
    assert paths(*lines) == ["1", "1.1", "1.2", "2", "2.1", "3"]


def test_a_bilingual_article_is_one_node():
    assert paths("第一条 服务", "Article 1 Services", "乙方提供服务。", "Party B provides services.", "第二条 价款", "Article 2 Price", "一百元。") == ["1", "2"]


def test_english_articles():
    assert paths("Article 1 Services", "1.1 The Provider shall serve.", "(a) daily;", "(b) weekly.", "Article 2 Price", "2.1 The price is 100.") == [
        "1", "1.1", "1.1.a", "1.1.b", "2", "2.1",
    ]  # fmt: skip


def test_gaps_and_duplicates_are_warnings():
    found, _ = tree("第一条 甲", "文。", "第二条 乙", "文。", "第四条 丙", "文。", "第四条 丁", "文。")
    assert [(w.code, w.clause) for w in found.warnings] == [("numbering-gap", "4"), ("numbering-duplicate", "4#2")]


def test_references_resolve_to_paths():
    found, text = tree("第一条 甲", "（一）文。", "（二）文。", "第二条 乙", "违反第一条第（二）项的，按照本合同第三条处理；《民法典》第五百条和主合同第九条除外。", "第三条 丙", "见第十二条。", "第四条 丁")
    assert [(text[s:e], path) for s, e, path in found.references] == [("第一条第（二）项", "1.2"), ("第三条", "3")]
    assert [(w.code, w.clause) for w in found.warnings] == [("reference-missing", "3")]


def test_nodes_are_contiguous_and_cover_the_text():
    found, text = tree("合同", "第一条 甲", "1.1 文。", "第二条 乙", "甲方（盖章）：", "附件1 清单")
    assert found.clauses[0].start == 0 and found.clauses[-1].end == len(text)
    assert all(a.end == b.start for a, b in zip(found.clauses, found.clauses[1:], strict=False))
    assert all(c.start <= c.body <= c.end for c in found.clauses)


def test_clause_at_an_offset():
    found, text = tree("合同", "第一条 甲", "1.1 付款。", "第二条 乙", "交货。")
    assert [found.at(text.index(word)).path for word in ("合同", "付款", "交货")] == ["preamble", "1.1", "2"]


def test_a_signature_block_without_the_word_signature():
    found, text = tree("第一条 甲", "文。", "第二条 乙", "文。", "甲方：济世公司    乙方：通达公司", "2025年3月1日    2025年3月1日")
    signature = found.clauses[-1]
    assert signature.path == "signature" and text[signature.start :].startswith("甲方：济世公司")


def test_a_megabyte_of_numbers_stays_linear():
    import time

    def cost(n):
        made = document(*(f"{i}.{i}" * 3 + "、、、第条" * 5 for i in range(n)))
        start = time.process_time()
        outline(made, packs.load())
        return time.process_time() - start

    cost(200)
    assert cost(8000) < 40 * max(cost(1000), 0.01)  # 8 times the text, far from 64 times the time
