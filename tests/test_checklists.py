"""Statutory checklists: the format, small cases, and the measured F1 on both halves of the corpus."""

import copy
import sys
from pathlib import Path

import pytest
from build import document, reading

from extractor import packs
from extractor.annotate import annotate
from extractor.checklists import STATES, checklists
from extractor.outline import outline
from extractor.packs import PackError
from extractor.settle import settle

ROOT = Path(__file__).parent.parent
FLOORS = {"tuned": 0.95, "held-out": 0.92}  # item F1; seen 0.994 and 0.953


def record(*lines: str, pack=None) -> dict:
    made, pack = document(*lines), pack or packs.load()
    return settle(made, outline(made, pack), annotate(reading(*lines), pack), pack).to_dict()


def states(*lines: str) -> dict[str, dict[str, str]]:
    return {c["id"]: {i["id"]: i["state"] for i in c["items"]} for c in record(*lines)["checklists"]}


ENTRUSTED = (
    "员工薪酬信息委托处理协议",
    "甲方（委托方）：青山有限公司",
    "乙方（受托方）：碧水服务有限公司",
    "第一条 委托事项",
    "1.1 甲方委托乙方核算员工工资，乙方处理员工的姓名、身份证号码和银行账号。",
    "1.2 乙方仅为核算工资使用上述个人信息，不得用于其他目的。",
)


def test_what_is_said_and_what_is_not():
    found = states(*ENTRUSTED)["pipl-21"]
    assert (found["purpose"], found["within"], found["categories"]) == ("present",) * 3
    assert (found["return"], found["subprocessing"], found["supervision"]) == ("missing",) * 3


@pytest.mark.parametrize(
    ("clause", "item", "state"),
    [
        ("2.1 协议终止后10日内，乙方应删除全部个人信息，不得留存副本。", "return", "present"),
        ("2.1 乙方每季度删除过期的个人信息。", "return", "partial"),
        ("2.1 未经甲方书面同意，乙方不得转委托他人处理。", "subprocessing", "present"),
        ("2.1 乙方可以委托第三方处理，并对其行为负责。", "subprocessing", "partial"),
        ("2.1 甲方有权每年检查乙方的个人信息处理活动。", "supervision", "present"),
        ("2.1 乙方对数据加密存储，并设置访问权限。", "measures", "present"),
        ("2.1 委托期限自2025年3月1日起至2026年2月28日止。", "period", "present"),
    ],
)
def test_items(clause, item, state):
    assert states(*ENTRUSTED, "第二条 其他", clause)["pipl-21"][item] == state


def test_a_clause_above_counts_and_a_clause_beside_does_not():
    above = states(*ENTRUSTED, "第二条 合同终止后的处理", "2.1 乙方应删除全部个人信息。")
    beside = states(*ENTRUSTED, "第二条 其他", "2.1 合同终止后双方结清费用。", "2.2 乙方每季度删除过期的个人信息。")
    assert above["pipl-21"]["return"] == "present" and beside["pipl-21"]["return"] == "partial"


def test_a_blank_place_is_partial():
    lines = (*ENTRUSTED[:4], "1.1 甲方委托乙方处理员工的姓名、身份证号码。", "1.2 乙方仅可在________范围内使用个人信息。")
    assert states(*lines)["pipl-21"]["purpose"] == "partial"


@pytest.mark.parametrize(
    "lines",
    [
        ("房屋租赁合同", "甲方：张三", "乙方：李四", "第一条 个人信息", "1.1 甲方收集乙方的姓名、身份证号码，仅用于登记备案。"),
        ("劳动合同", "甲方：青山有限公司", "乙方：李四", "第一条 个人信息", "1.1 甲方处理乙方的姓名、身份证号码，仅用于发放工资。"),
        ("设备采购合同", "甲方：青山有限公司", "乙方：碧水有限公司", "第一条 标的", "1.1 乙方向甲方出售设备。"),
        ("學員資料委託處理契約書", "甲方：臺北青山公司", "乙方：碧水公司", "第一條 費用", "1.1 服務費新臺幣十萬元，乙方受託處理學員之姓名、電話，僅得用於客服。"),
    ],
)
def test_where_none_applies(lines):
    assert states(*lines) == {}


def test_evidence_is_literal_and_each_item_cites_its_article():
    made = record(*ENTRUSTED, "第二条 其他", "2.1 协议终止后10日内，乙方应删除全部个人信息。")
    for checklist in made["checklists"]:
        for item in checklist["items"]:
            assert item["state"] in STATES and "条" in item["article"] and item["requirement"]["zh"] and item["requirement"]["en"]
            assert bool(item["evidence"]) == (item["state"] != "missing")
            for place in item["evidence"]:
                assert not place["text"].startswith(("1.", "2.", "第"))
                assert place["text"] == made["document"]["text"][place["start"] : place["end"]] and place["clause"]


# --- the format ---------------------------------------------------------------------------------------------------------
GDPR = """
id = "gdpr-28-3"
law = { zh = "《通用数据保护条例》第28条第3款", en = "GDPR, Art. 28(3)" }
title = { zh = "处理者合同", en = "Processor contract" }
[applies]
all = [["instructions"]]
[[item]]
id = "instructions"
article = "Art. 28(3)(a)"
zh = "按书面指示处理"
en = "documented instructions"
present = ["instructions"]
[[item]]
id = "assistance"
article = "Art. 28(3)(e)"
zh = "协助响应权利请求"
en = "assistance with data subjects' requests"
present = ["assistance"]
[[rule]]
id = "gdpr-instructions"
field = "checklist"
kind = "regex"
gives = "instructions"
pattern = 'documented instructions'
yes = ['only on ⟦documented instructions⟧']
no = ['instructions for use']
"""


def test_the_format_serves_another_law_and_language(tmp_path):
    (tmp_path / "checklists").mkdir()
    (tmp_path / "checklists" / "gdpr.toml").write_text(GDPR, encoding="utf-8")
    lines = ("Data Processing Agreement", "Article 1 Processing", "The processor shall process personal data only on documented instructions.")
    found = record(*lines, pack=packs.load(tmp_path))["checklists"]
    assert [(c["id"], [i["state"] for i in c["items"]]) for c in found] == [("gdpr-28-3", ["present", "missing"])]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('article = "Art. 28(3)(a)"\n', "", "needs 'article'"),
        ('present = ["assistance"]', 'found = ["assistance"]', "needs 'present'"),
        ('all = [["instructions"]]', 'all = ["instructions"]', "list of lists"),
        ('id = "gdpr-28-3"\n', "", "needs 'id'"),
        ('en = "documented instructions"', 'en = "x"\ncolour = "red"', "unknown key colour"),
    ],
)
def test_an_incomplete_checklist_is_told(tmp_path, old, new, message):
    assert old in GDPR
    (tmp_path / "checklists").mkdir()
    (tmp_path / "checklists" / "gdpr.toml").write_text(GDPR.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError, match=message):
        checklists(packs.load(tmp_path))


def test_every_sign_an_item_asks_for_can_be_given():
    pack = packs.load()
    given = {rule.gives for rule in pack.of("checklist")}
    kinds = {rule.gives for rule in pack.of("contract_type")}
    for checklist in checklists(pack):
        table = copy.deepcopy(checklist)
        asked = [s for group in (*table["applies"]["all"], table["applies"].get("none", [])) for s in group]
        asked += [s for item in table["item"] for key in ("present", "partial") for s in item.get(key, ())]
        for sign in (part for s in asked for part in s.split(" + ")):
            where, _, name = sign.partition(":")
            assert sign in given or (where == "type" and name in kinds) or where in ("term", "duration", "date", "checklist"), sign


# --- measured -------------------------------------------------------------------------------------------------------------
def test_items_keep_their_floor_on_both_halves():
    sys.path.insert(0, str(ROOT / "corpus"))
    import checklists as corpus

    tallies = corpus.measure()
    assert sum(t.agreements for t in tallies.values()) >= 25 and all(t.wanted > 100 for t in tallies.values())
    assert {half: round(t.f1, 3) for half, t in tallies.items() if t.f1 < FLOORS[half]} == {}
