"""Markdown: what stays, what goes."""

from __future__ import annotations

import pytest

from extractor.read import read


def lines(text: str) -> list[str]:
    return [block.text for block in read("x.md", text.encode()).blocks]


CASES = {
    "bold": ("**甲方**：某某公司", ["甲方：某某公司"]),
    "heading": ("## 第一条 标的\n正文", ["第一条 标的", "正文"]),
    "escaped underscores": (r"自\_\_\_\_年\_\_月起", ["自____年__月起"]),
    "bare underscores are blanks, not emphasis": ("甲方：____ 乙方：____\n__地址__：", ["甲方：____ 乙方：____", "__地址__："]),
    "ordered list as typed": ("3. 付款\n4. 验收\n", ["3. 付款", "4. 验收"]),
    "parenthesis list": ("1) 付款\n2) 验收\n", ["1) 付款", "2) 验收"]),
    "bullets go": ("- 文档\n- 源码\n", ["文档", "源码"]),
    "hard break": ("甲方：  \n乙方：", ["甲方：", "乙方："]),
    "soft break": ("甲方：某某\n乙方：某某", ["甲方：某某", "乙方：某某"]),
    "rule": ("正文\n\n---\n\n结尾", ["正文", "结尾"]),
    "rule under text is no heading": ("甲方：\n---\n", ["甲方："]),
    "underscore line is a blank": ("___\n", ["___"]),
    "indented text is no code": ("正文\n\n    1.1 缩进的条款\n", ["正文", "1.1 缩进的条款"]),
    "brackets are no link": ("[甲方]: 某某公司\n", ["[甲方]: 某某公司"]),
    "tasks": ("- [ ] 现金\n- [x] 转账\n", ["☐现金", "☑转账"]),
    "fence": ("```\n甲方：__\n```\n", ["甲方：__"]),
    "html table": ("<table><tr><td>甲</td><td>乙</td></tr></table>\n", ["甲\t乙"]),
    "html break": ("甲方<br>乙方\n", ["甲方", "乙方"]),
    "paragraph in an item": ("1. 付款\n\n   分两期。\n", ["1. 付款", "分两期。"]),
}


@pytest.mark.parametrize("case", CASES)
def test_markdown(case):
    text, expected = CASES[case]
    assert lines(text) == expected


def test_tables_are_rows():
    made = read("x.md", "| 阶段 | 金额 |\n|---|---|\n| 首期 | 3,600 |\n| 尾款 | |\n".encode()).blocks
    assert [(b.kind, b.text) for b in made] == [("row", "阶段\t金额"), ("row", "首期\t3,600"), ("row", "尾款\t")]
    assert made[1].path == "l3"
