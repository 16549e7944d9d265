"""Data terms: small agreements with what each clause says (tests/cases/data_terms.toml), and what must hold whatever the text."""

import time
import tomllib
from pathlib import Path

import pytest
from build import reading
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import packs
from extractor.annotate.data_terms import annotate
from extractor.annotate.data_terms.stance import stance
from extractor.gold import KINDS, STANCES

CASES = tomllib.loads((Path(__file__).parent / "cases" / "data_terms.toml").read_text(encoding="utf-8"))["case"]


def terms(read):
    return [
        [m.value.type, read.outline.at(m.start).path, m.value.stance, m.value.actor or "-", m.value.value or "-"]
        for m in annotate(read, packs.load())
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_terms_of_agreements(case):
    found = terms(reading(*[line for line in case["text"].split("\n") if line.strip()]))
    assert sorted(found) == sorted(case["terms"])


def test_the_evidence_of_a_condition_takes_in_its_consequence():
    read = reading("第一条 安全事件", "发生数据泄露的，乙方应在2小时内通知甲方，费用由乙方承担。")
    (found,) = [m for m in annotate(read, packs.load()) if m.value.type == "breach"]
    assert read.text[found.start : found.end] == "发生数据泄露的，乙方应在2小时内通知甲方"


def test_headings_alone_are_no_terms():
    assert terms(reading("第一条 数据安全与保密", "双方友好协商。", "第二条 个人信息", "无。")) == []


def test_who_is_bound_stands_in_the_nearest_words_above():
    read = reading("甲方：某", "乙方：某", "第一条 双方权利与义务", "1.1 甲方权利与义务", "（1）不得将技术资料、服务方案泄露给第三方；")
    assert [t[3] for t in terms(read) if t[0] == "sharing"] == ["甲方"]


def test_blanks_and_the_papers_of_the_agreement_are_no_kinds_of_data():
    read = reading("第一条 资料", "1.1 数据产品包含下列字段：", "（1）______", "（2）中标通知书", "（3）用户昵称")
    assert [t[4] for t in terms(read) if t[0] == "categories"] == ["用户昵称"]


def test_in_an_agreement_of_two_who_needs_consent_is_the_other():
    read = reading("甲方：某公司", "乙方：某公司", "第一条 数据", "1.1 未经甲方书面同意，数据不得提供给任何第三方。")
    assert ["sharing", "1.1", "condition", "乙方", "-"] in terms(read)


def test_a_consequence_is_no_consent_of_a_third_party_when_three_agree():
    read = reading("甲方：某", "乙方：某", "丙方：某", "第一条 数据", "1.1 未经甲方书面同意，数据不得提供给任何第三方。")
    assert ["sharing", "1.1", "condition", "-", "-"] in terms(read)


def test_every_type_has_rules():
    assert {rule.gives for rule in packs.load().of("data_term")} == KINDS["term"]


@pytest.mark.parametrize(
    ("segment", "following", "before", "expected"),
    [
        ("乙方不得公开数据", "", "", "prohibit"),
        ("乙方不得公开数据", "", "未经甲方同意,", "condition"),
        ("须经本人单独同意", "", "", "condition"),
        ("甲方可以检查", "", "", "permit"),
        ("如需向境外提供的", "应事先取得甲方同意", "", "condition"),
        ("乙方不得以任何形式泄露", "", "", "prohibit"),
        ("因不可抗力灭失", "", "", "require"),
        ("更不向外提供", "", "乙方不得公开,", "prohibit"),
    ],
)
def test_stance(segment, following, before, expected):
    assert stance(segment, following, before, "", "require") == expected


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.text(alphabet="第一条甲乙方数据个人信息不得向第三提供、，。：；保存3年删除《》()加密同意的 \t", max_size=60),
        min_size=1,
        max_size=6,
    )
)
def test_any_text_gives_literal_unique_terms(lines):
    read = reading(*lines)
    found = annotate(read, packs.load())
    keys = [(m.value.type, read.outline.at(m.start).path) for m in found]
    assert len(keys) == len(set(keys))
    for mention in found:
        assert mention.value.type in KINDS["term"] and mention.value.stance in STANCES
        assert read.text[mention.start : mention.end].strip()


def test_a_hostile_sentence_takes_no_time():
    start = time.process_time()
    for part in ("数据、", "姓名、", "不得将数据", "归甲方", "的数据(", "《个人信息"):
        annotate(reading("第一条 数据", part * 4000), packs.load())
    assert time.process_time() - start < 10
