"""Web pages: words in the order a reader sees them, form fields as blanks, tables as rows."""

from __future__ import annotations

import pytest

from extractor.limits import MAX_HTML_DEPTH
from extractor.read import ReadError, read
from extractor.read.html_style import shown


def blocks(body: str, head: str = ""):
    return read("x.html", f"<html><head>{head}</head><body>{body}</body></html>".encode()).blocks


def lines(body: str, head: str = "") -> list[str]:
    return [f"{b.label} {b.text}" if b.label else b.text for b in blocks(body, head)]


CASES = {
    "paragraphs": ("<p>甲方</p>文字<p>乙方</p>", ["甲方", "文字", "乙方"]),
    "line break": ("<p>甲方：某某<br>乙方：某某</p>", ["甲方：某某", "乙方：某某"]),
    "entities": ("<p>A&amp;B &lt;甲&gt;&#12289;</p>", ["A&B <甲>、"]),
    "source line ends vanish between Chinese": ("<p>合同\n   条款 and\n more</p>", ["合同条款 and more"]),
    "spans make no gap": ("<p>第<span>三</span>条</p>", ["第三条"]),
    "scripts, styles, programs": ("<script>x</script><style>p{}</style><p>甲<?php echo 1 > 0; ?>方</p><?= $x ?>", ["甲方"]),
    "hidden": ("<p style='display:none'>秘</p><p hidden>密</p><p>甲</p><input type=hidden value=x>", ["甲"]),
    "comments leave their tail": ("<p>甲<!-- 注 -->方</p>", ["甲方"]),
    "typed numbers stay": ("<ol><li>1、付款</li><li>第二条 验收</li></ol>", ["1、付款", "第二条 验收"]),
    "generated numbers": (
        "<ol start=3><li>付款</li><li>验收<ol type=a><li>初验</li></ol></li></ol>",
        ["3. 付款", "4. 验收", "a. 初验"],
    ),
    "item value": ("<ol><li value=5>付款</li><li>验收</li></ol>", ["5. 付款", "6. 验收"]),
    "no numbers asked for": ("<ol style='list-style-type: none'><li>付款</li></ol>", ["付款"]),
    "bullets": ("<ul><li>付款<li>验收</ul>", ["付款", "验收"]),
    "item with a paragraph": ("<ol><li><p>付款</p><p>分期</p></li></ol>", ["1. 付款", "分期"]),
    "checkboxes": ("<input type=checkbox checked>甲<input type=radio>乙", ["☑甲☐乙"]),
    "select": (
        "<select><option value=''>请选择</option><option selected>现金</option><option>转账</option></select>",
        ["☑现金 ☐转账"],
    ),
    "empty input": ("<p>姓名：<input></p>", ["姓名：____"]),
    "label before its field": ("<div><p>姓名：</p><input type=text></div>", ["姓名：____"]),
    "underlined space": ("<p>共<u>&nbsp; &nbsp;</u>页</p>", ["共____页"]),
    "bordered empty span": ("<p>共<span style='border-bottom:1px solid'></span>页</p>", ["共____页"]),
    "inline text with numbers among paragraphs": (
        "<div><p>三、付款</p>\n<small>1、预付</small>\n<small>2、余款</small></div>",
        ["三、付款", "1、预付", "2、余款"],
    ),
    "deleted words": ("<p>甲<del>乙</del>丙</p>", ["甲丙"]),
}


@pytest.mark.parametrize("case", CASES)
def test_html(case):
    body, expected = CASES[case]
    assert lines(body) == expected


TABLES = {
    "row": (
        "<table><tr><th>品名</th><th>数量</th></tr><tr><td>泵</td><td></td></tr></table>",
        [("row", "品名\t数量"), ("row", "泵\t")],
    ),
    "rowspan": ("<table><tr><td rowspan=2>甲</td><td>1</td></tr><tr><td>2</td></tr></table>", [("row", "甲\t1"), ("row", "\t2")]),
    "colspan": ("<table><tr><td colspan=2>甲</td><td>1</td></tr></table>", [("row", "甲\t\t1")]),
    "paragraphs in a cell": ("<table><tr><td><p>甲</p><p>方</p></td><td>a<br>b</td></tr></table>", [("row", "甲 方\ta b")]),
    "one cell is layout": ("<table><tr><td><p>甲</p><p>方</p></td></tr></table>", [("para", "甲"), ("para", "方")]),
    "nested": (
        "<table><tr><td>外<table><tr><td>1</td><td>2</td></tr></table></td><td>右</td></tr></table>",
        [("para", "外"), ("row", "1\t2"), ("para", "右")],
    ),
    "empty row": ("<table><tr><td></td><td> </td></tr></table>", []),
}


@pytest.mark.parametrize("case", TABLES)
def test_tables(case):
    body, expected = TABLES[case]
    assert [(b.kind, b.text) for b in blocks(body)] == expected


def test_marks_cover_what_was_filled_in():
    made = blocks(
        "<p>姓名：<input value=' 张三 ' name=n> 电话：<u>12345</u>，<u>下划线强调的整句话。</u></p>"
        "<table><tr><td>甲</td><td><input value=乙></td></tr></table>"
    )
    assert [(b.text[m.start : m.end], m.kind, m.label) for b in made for m in b.marks] == [
        ("张三", "filled", "n"),
        ("12345", "filled", ""),
        ("乙", "filled", ""),
    ]


def test_style_sheet_classes():
    rules = ".gone, .x{display:none} .flow{display: inline-block} .line{border-bottom:1px solid}"
    head = f"<style>{rules} @media print{{.p{{display:none}}}}</style>"
    body = "<div class=gone>秘</div><div class=p>甲</div><div class=flow>中</div><div class=flow>国</div>"
    body += "<p>共<span class=line></span>页</p>"
    assert lines(body, head) == ["甲", "中国", "共____页"]


def test_declared_character_set_may_lie():
    page = "<html><head><meta charset=gb2312><title>某 合同</title></head><body><p>委托合同条款</p></body></html>"
    source = read("x.html", page.encode("utf-8"))
    assert source.blocks[0].text == "委托合同条款"
    assert source.title == "某 合同"
    assert read("x.html", page.encode("gb2312")).blocks[0].text == "委托合同条款"


def test_a_page_inside_a_script_template():
    page = f'<script id="t" type="text/html"><html><body><p>{"合同" * 60}</p></body></html></script>'
    assert read("x.html", page.encode()).blocks[0].text == "合同" * 60


def test_web_archive():
    data = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=gbk\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n<p>" + "合同正文应当由甲方和乙方签字".encode("gbk") + b"</p>\r\n--B--\r\n"
    )
    source = read("x.mht", data)
    assert (source.format, source.blocks[0].text) == ("html", "合同正文应当由甲方和乙方签字")


def test_html_under_another_name():
    assert read("x.txt", "<!DOCTYPE html><html><body><p>甲方</p></body></html>".encode()).format == "html"


def test_paths_name_elements():
    assert [b.path for b in blocks("<div><p>甲</p><p>乙</p></div><table><tr><td>1</td><td>2</td></tr></table>")] == [
        "body/div[1]/p[1]",
        "body/div[1]/p[2]",
        "body/table[1]/tr[1]",
    ]


def test_deep_and_broken_pages():
    with pytest.raises(ReadError) as error:
        blocks("<div>" * (MAX_HTML_DEPTH + 5) + "x")
    assert error.value.code == "too-deep"
    assert lines("<table><td>1<td>2<p>3") != []
    assert lines("<p>甲<b>方<p>乙") == ["甲方", "乙"]


@pytest.mark.parametrize(
    ("number", "style", "label"),
    [
        (3, "decimal", "3."),
        (28, "lower-alpha", "ab."),
        (4, "upper-roman", "IV."),
        (12, "cjk-ideographic", "十二、"),
        (10, "simp-chinese-informal", "十、"),
        (0, "lower-alpha", "0."),
    ],
)
def test_list_numbers(number, style, label):
    assert shown(number, style) == label
