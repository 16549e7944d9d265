"""The site files: their examples hold, their mistakes are named, their notices go in whatever shape they come."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractor import packs
from extractor.clean import clean
from extractor.cleaning import sites
from extractor.model import Block, Source

PACK = packs.load()


def test_every_example_of_every_site_holds():
    assert sites.check_sites(PACK) == []


def test_every_rule_has_examples_both_ways():
    rules = [rule for site in sites.sites(PACK) for rule in site.rules]
    assert len(rules) > 20
    assert all(rule.yes and rule.no for rule in rules)


def pack(**table) -> packs.Pack:
    return replace(PACK, tables={"sites/new": {"name": "某站", "cue": ["某站"], **table}}, digest=str(sorted(table.items())))


GOOD = {"id": "a", "start": "某站提示", "end": "请知悉", "yes": ["⟦某站提示:请知悉。⟧"], "no": ["某站合同"]}
MISTAKES = {
    "unknown top key": ({"notices": []}, "unknown key notices"),
    "unknown key": ({"notice": [GOOD | {"begin": "x"}]}, "unknown key begin"),
    "missing start": ({"notice": [{k: v for k, v in GOOD.items() if k != "start"}]}, "needs start"),
    "no counter-example": ({"notice": [GOOD | {"no": []}]}, "needs no"),
    "pattern": ({"notice": [GOOD | {"start": "(某站"}]}, "does not compile"),
    "twice": ({"notice": [GOOD, GOOD]}, "used twice"),
    "no cue": ({"cue": []}, "needs 'cue'"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistakes_are_named(case):
    table, message = MISTAKES[case]
    with pytest.raises(packs.PackError, match=message) as error:
        sites.sites(pack(**table))
    assert "new.toml:" in str(error.value)


def test_examples_that_do_not_hold_are_named():
    found = sites.check_sites(pack(notice=[GOOD | {"yes": ["⟦某站提醒⟧", "某站提示:请知悉。"], "no": ["某站提示:请知悉"]}]))
    assert len(found) == 3
    assert all("notice 'a'" in line for line in found)


def test_a_users_site_file_names_its_own_file_and_line(tmp_path: Path):
    (tmp_path / "sites").mkdir()
    file = tmp_path / "sites" / "mine.toml"
    file.write_text('name = "x"\ncue = ["x"]\n[[line]]\nid = "a"\npattern = "x"\nyes = ["⟦x⟧"]\nno = ["y"]\ntypo = 1\n', "utf-8")
    with pytest.raises(packs.PackError) as error:
        sites.sites(packs.load(tmp_path))
    assert f"{file}:4:" in str(error.value)


# Notices written for this test, with the phrases by which the real ones are known.
PAID = "某站(book118)网站文档一经付费,不等于买下,侵权必究。。"
UPLOADED = "本站所有内容均由合作方或网友上传,请自行判断;买过的可到 这里二次下载。"
COMPLAINT = "如文档侵犯商业秘密、著作权的,请用“版权申诉”(推荐),或打400-050-0827(电话支持时间:9:00-18:30)。"
VIP = "该文档为VIP文档,入会后下载免费。"
RIGHT = "成为VIP后,下载本文档扣一次,有事请联系我们。"
BENEFITS = "成为VIP后,您将拥有若干好处:免打扰、版权登记。"
GIVE = "VIP文档为合作方或网友上传,下载一次,奖励一次。你也来贡献VIP文档。上传文档"
NOTICES = [PAID, UPLOADED, COMPLAINT, VIP, RIGHT, BENEFITS, GIVE]
BODY = ["数据合同", "甲方：青松公司", "第一条 乙方负责保密。", "第二条 甲方付费后可下载报告。"]

SHAPES = {
    "dash and number": [f"- {n}、{text}" for n, text in enumerate(NOTICES, 1)],
    "no dash": [f"{n}、{text}" for n, text in enumerate(NOTICES, 1)],
    "shifted by a page count": ["- 1、本文档共16页,可阅读全部内容。", *(f"- {n}、{text}" for n, text in enumerate(NOTICES, 2))],
    "no numbers": NOTICES,
    "full-width punctuation": [
        f"{n}．{text.replace(',', '，').replace(':', '：').replace('(', '（').replace(')', '）')}"
        for n, text in enumerate(NOTICES, 1)
    ],
    "glued together": ["".join(f"{n}、{text}" for n, text in enumerate(NOTICES, 1))],
    "traditional": ["- 1、某站(book118)網站文檔一經付費,不等于買下,侵權必究。"],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_notices_in_every_shape(shape):
    lines = [*SHAPES[shape], *BODY]
    (document,) = clean(Source("x.txt", "txt", tuple(Block(line) for line in lines)), PACK)
    assert document.text.value.split("\n") == BODY
    assert {r.site for r in document.removed} == {"book118"}
    assert sum(len(r.text) for r in document.removed) == sum(len(line.strip()) for line in SHAPES[shape])


def test_a_notice_glued_to_the_title():
    lines = [f"- 1、{PAID}", f"- 7、{GIVE}数据合同", *BODY[1:]]
    (document,) = clean(Source("x.txt", "txt", tuple(Block(line) for line in lines)), PACK)
    assert document.text.value.split("\n") == BODY


def test_tail_of_a_page():
    tail = ["您可能关注的文档", "- 甲乙合同.docx", "- 2026年报告.pdf", "没有横线的.doc", "原创力文档", "文档评论(0)"]
    (document,) = clean(Source("x.txt", "txt", tuple(Block(line) for line in [*BODY, *tail])), PACK)
    assert document.text.value.split("\n") == BODY
    assert [r.kind for r in document.removed] == ["listing"] * 6


def test_a_mirrors_words_are_put_right_with_their_provenance():
    wrong = "必威体育官网网址"
    (document,) = clean(Source("x.txt", "txt", (Block(f"第六条{wrong}条款"),)), PACK)
    assert document.text.value == "第六条保密条款"
    assert list(document.text.source(3, 5)) == [(0, 3, 3 + len(wrong))]


def test_page_numbers_in_mid_word():
    page = "双方应当按照诚实信用的原则履行各自的义务并及时通知对方有关情况，" * 8
    lines = [
        "上传人:b****5 文档编号:11",
        f"第一条 {page}乙方提供服1、务。",
        f"第二条 {page}甲方支付费2、用，包括1、税费。",
        f"第三条 {page}完3、成。",
    ]
    (document,) = clean(Source("x.txt", "txt", tuple(Block(line) for line in lines)), PACK)
    value = document.text.value
    assert "提供服务。" in value and "支付费用，包括1、税费" in value and value.endswith("完成。")


def test_agreements_that_speak_like_a_site_lose_nothing():
    lines = [
        "文档平台会员服务合同",
        "甲方：原创力文档科技公司",
        "第一条 甲方一经付费,乙方即开放下载;如文档侵犯著作权,由乙方承担责任。",
        "第二条 该文档为附件,下载免费。会员分享的内容由双方审核。",
        "第三条 乙方小编整理的范文供甲方参考。",
    ]
    (document,) = clean(Source("x.txt", "txt", tuple(Block(line) for line in lines)), PACK)
    assert document.text.value.split("\n") == lines
