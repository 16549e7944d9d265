"""Names of parties: what they are by their form, where they begin, how joint names come apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fold import fold
from extractor.values import party_name

ORGANISATIONS = [
    "云岭数据有限公司", "临江云谷数据中心(郑州)有限公司", "云岭创业投资合伙企业(有限合伙)", "临江市第二人民医院", "云岭镇人民政府", "临江市云岭花园业主委员会",
    "云岭区顺路货运服务部", "临江大学", "云岭律师事务所", "和平小组", "Northwind Analytics Pte. Ltd.", "Nordlicht GmbH & Co. KG", "Kestrel Photonik AG", "云嶺科技股份有限公司",
    "临江合同光电器件有限公司", "云岭县东村第三村民小组", "临江市云岭小学",
]  # fmt: skip
PEOPLE = ["孟春", "司马甲辰", "林小蘭", "阿里木·买买提", "Dr. Anna Vogt", "漆雕真", "Jonas van Petersen"]
NEITHER = ["某某", "单价", "代理机构", "安全", "12345", "任何", "", "项目联系人"]


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_organisations(name):
    assert party_name.kind(fold(name)) == "org"
    assert party_name.is_name(fold(name))


@pytest.mark.parametrize("name", PEOPLE)
def test_people(name):
    assert party_name.kind(fold(name)) == "person"


@pytest.mark.parametrize("name", NEITHER)
def test_neither(name):
    assert party_name.kind(fold(name)) is None


@pytest.mark.parametrize(
    "text",
    [
        "负责提供场地",
        "应当按照约定付款。",
        "经审核通过、在平台开设店铺的经营者",
        "科技有限公司",
        "备案证明编号",
        "以书面形式通知乙方并进行确认",
    ],
)
def test_prose_is_no_name(text):
    assert not party_name.is_name(text)
    assert not party_name.plausible(text)


@pytest.mark.parametrize(
    ("chunk", "joined", "name"),
    [
        ("由云岭数据有限公司", False, "云岭数据有限公司"),
        ("本协议由云岭数据有限公司", False, "云岭数据有限公司"),
        ("于2025年3月1日由孟春", False, "孟春"),
        ("与和平印务有限公司", True, "和平印务有限公司"),
        ("和平印务有限公司", False, "和平印务有限公司"),
        ("兹有临江市第三中学", False, "临江市第三中学"),
        ("(1) 云岭数据有限公司", False, "云岭数据有限公司"),
    ],
)
def test_where_a_name_begins_in_a_sentence(chunk, joined, name):
    assert chunk[party_name.start(chunk, joined) :] == name


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        ("孟春、乔木", ["孟春", "乔木"]),
        ("孟春和乔木", ["孟春", "乔木"]),
        ("云岭有限公司(牵头人)、临江设计院有限公司(成员)", ["云岭有限公司(牵头人)", "临江设计院有限公司(成员)"]),
        ("云岭和平有限公司", ["云岭和平有限公司"]),
        ("云岭、临江两地商会", ["云岭、临江两地商会"]),
    ],
)
def test_joint_names_come_apart_only_where_each_part_is_a_name(names, parts):
    assert [names[s:e] for s, e in party_name.split(names)] == parts


@given(st.text(alphabet="云岭数据有限公司孟春、和与及由()（） ,;:A1", max_size=40))
def test_spans_lie_inside_the_text(text):
    text = fold(text)
    assert 0 <= party_name.start(text) <= len(text)
    for start, end in party_name.split(text):
        assert 0 <= start <= end <= len(text)
