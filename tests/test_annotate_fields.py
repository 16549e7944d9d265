"""Fields without an annotator of their own: users' fields, tax, findings."""

import time

import pytest
from build import document, reading

from extractor import packs
from extractor.annotate import annotate
from extractor.annotate.fields import annotate as fields
from extractor.model import Mention, TextFact
from extractor.outline import outline
from extractor.settle import settle

OWN = """
[[rule]]
id = "share"
field = "违约金比例"
kind = "regex"
cue = ["违约金"]
pattern = '违约金[^。;]{0,24}?(?P<value>{any_percent})'
yes = ['违约金为⟦5%⟧']
no = ['税率6%']

[[rule]]
id = "manager"
field = "项目经理"
kind = "label"
labels = ["项目经理"]
yes = ['项目经理:⟦张三⟧']
no = ['更换项目经理']

[[rule]]
id = "joint"
field = "连带"
kind = "terms"
terms = ["连带责任", "连带保证"]
yes = ['承担⟦连带责任⟧']
no = ['承担责任']

[[rule]]
id = "night"
field = "夜间"
kind = "present"
pattern = '夜间[^。;]{0,10}施工'
where = ["heading:施工"]
yes = ['不得⟦夜间施工⟧']
no = ['夜间值班']
"""
LINES = (
    "服务合同",
    "甲方：青山公司",
    "项目经理：张三",
    "第一条 施工",
    "不得在夜间进行施工。",
    "第二条 违约",
    "逾期的，违约金为合同总价的５％，并承担連帶責任。夜间不施工。",
    "第三条 违约金上限",
    "违约金累计不超过百分之二十。",
)


@pytest.fixture
def own(tmp_path):
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    return packs.load(tmp_path)


def found(lines, pack):
    return [(m.field, m.value.value, m.rule) for m in fields(reading(*lines), pack) if m.field not in ("finding", "tax", "checklist")]


def test_every_kind_of_rule_gives_what_is_printed(own):
    assert found(LINES, own) == [
        ("项目经理", "张三", "manager"),
        ("夜间", "夜间进行施工", "night"),
        ("违约金比例", "５％", "share"),
        ("连带", "連帶責任", "joint"),
        ("违约金比例", "百分之二十", "share"),
    ]


def test_finds_stand_in_the_record_with_literal_evidence(own):
    made = document(*LINES)
    tree = outline(made, own)
    record = settle(made, tree, annotate(reading(*LINES), own), own).to_dict()
    assert set(record["fields"]) == {"项目经理", "夜间", "违约金比例", "连带"}
    for some in record["fields"].values():
        for item in some:
            place = item["evidence"]
            assert place["text"] == record["document"]["text"][place["start"] : place["end"]] != ""
    assert [i["evidence"]["clause"] for i in record["fields"]["违约金比例"]] == ["2", "3"]


def test_a_pattern_that_runs_away_is_left_out_and_told(tmp_path):
    (tmp_path / "slow.toml").write_text(
        "[[rule]]\nid = 'slow'\nfield = '慢'\nkind = 'regex'\npattern = '(甲+)+乙'\nyes = ['⟦甲乙⟧']\nno = ['丙']\n", encoding="utf-8"
    )
    pack = packs.load(tmp_path)
    began = time.perf_counter()
    lines = ("合同", "甲" * 3000, "甲" * 3000, "甲" * 3000)
    mentions = fields(reading(*lines), pack)
    assert time.perf_counter() - began < 4
    assert [(m.field, m.value.value) for m in mentions] == [("finding", "slow-rule:slow")]


def test_a_rule_of_a_shipped_field_is_left_to_its_own_annotator(tmp_path):
    (tmp_path / "date.toml").write_text(
        "[[rule]]\nid = 'own-date'\nfield = 'date'\ngives = 'signed'\nkind = 'near'\npattern = '落款{value}'\nyes = ['落款⟦2025年1月1日⟧']\nno = ['2025年1月1日']\n",
        encoding="utf-8",
    )
    pack = packs.load(tmp_path)
    assert fields(reading("合同", "落款2025年1月1日"), pack) == ()
    assert ("signed", "2025-01-01") in [(m.value.kind, m.value.value) for m in annotate(reading("合同", "落款2025年1月1日"), pack) if m.field == "date"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("服务费总额为672,000元，已含6%增值税。", {("included", "含6%增值税"), ("6%", "6%")}),
        ("合同总价（含税）为100元，税率为13%。", {("included", "含税"), ("13%", "13%")}),
        ("服务费为不含税价款，增值税另计。", set()),
        ("合同价款为100万元（不含税）。", {("excluded", "合同价款为100万元（不含税")}),
        ("费用包括但不限于差旅费。", set()),
        ("乙方代扣个人所得税，税率20%。", set()),
        ("含税价113元，不含税价100元，税率13％。", {("13%", "13％")}),
        ("违约金为总价的6%。", set()),
    ],
)
def test_tax(sentence, expected):
    look = reading("合同", "第一条 价款", sentence)
    got = {(m.value.value, look.text[m.start : m.end]) for m in fields(look, packs.load()) if m.field == "tax"}
    assert got == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("期满前30日双方未提出异议的，本合同自动续期一年。", "auto-renewal"),
        ("到期后自动顺延一年。", "auto-renewal"),
        ("期满双方均未书面终止的，本协议有效期延长十二个月。", "auto-renewal"),
        ("接口中断的，应在2小时内修复，并自动顺延更新时间。", None),
        ("因不可抗力停工的，工期自动顺延。", None),
        ("遇节假日自动顺延。", None),
        ("本合同期满后不自动续约。", None),
        ("本合同自双方签字盖章之日起生效。", "effective-on-event"),
        ("本合同自2025年3月1日起生效。", None),
    ],
)
def test_findings(sentence, expected):
    found = [m.value.value for m in fields(reading("合同", "第一条 期限", sentence), packs.load()) if m.field == "finding"]
    got = [f for f in found if f != "runs-from-event"]  # only says something beside a term
    assert got == ([expected] if expected else [])


ENDLESS = {
    "data_term": ('kind = "regex"\ngives = "purpose"\ncue = ["数据"]', "数据(?:a|a|aa)+(?=[bc])", "⟦数据a⟧b", "数据" + "a" * 60),
    "amount": ('kind = "near"\ngives = "other"', "(?:a|a|aa)+(?=[bc]).?{value}", "ab⟦3元⟧", "a" * 60 + "付款100元"),
    "duration": ('kind = "near"\ngives = "notice"', "(?:a|a|aa)+(?=[bc]).?{value}", "ab⟦3日⟧", "a" * 60 + "凡3日"),
    "date": ('kind = "near"\ngives = "signed"', "(?:a|a|aa)+(?=[bc]).?{value}", "ab⟦2025年3月1日⟧", "a" * 60 + "2025年3月1日"),
}


@pytest.mark.parametrize("field", ENDLESS)
def test_a_users_endless_rule_of_a_known_field_costs_only_itself(tmp_path, field):
    kind, pattern, yes, line = ENDLESS[field]
    (tmp_path / "own.toml").write_text(
        f"[[rule]]\nid = \"own-endless\"\nfield = \"{field}\"\n{kind}\npattern = '{pattern}'\nyes = [\"{yes}\"]\nno = [\"无\"]\n", encoding="utf-8"
    )
    pack, look = packs.load(tmp_path), reading("数据服务合同", "第一条 数据", f"1.1 {line}。", "1.2 乙方应在5日内删除数据,价款100元。")
    plain = annotate(look, packs.load())
    found = annotate(look, pack)
    assert [m for m in found if m.rule == "own-endless"] == [Mention("finding", TextFact("slow-rule:own-endless"), 0, 1, "own-endless")]
    assert [m for m in found if m.rule != "own-endless"] == list(plain)
