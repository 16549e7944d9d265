"""A drafted field, and the whole way: draft, check, run, ledger."""

import csv
import json

import openpyxl
import pytest

from extractor import packs
from extractor.advice import advice
from extractor.cli import main
from extractor.new_field import new_field

NAMES = ("违约金比例", "利率", "交房日期", "服务费", "押金金额", "保修期限", "质保期", "项目经理", "commission")


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_passes_its_own_check_and_keeps_its_examples(tmp_path, name):
    rule, columns = new_field(name, tmp_path, packs.load())
    assert advice(tmp_path) == [] and rule.name == f"{name}.toml"
    pack = packs.load(tmp_path)
    own = pack.of(name)
    assert own and all(r.yes and r.no and packs.check(r) == [] for r in own)
    assert columns.read_text("utf-8").count(f'id = "{name}"') == 1


def test_a_second_field_joins_the_columns_of_the_first(tmp_path):
    for name in NAMES:
        new_field(name, tmp_path, packs.load())
    assert advice(tmp_path) == []
    assert [c["id"] for c in packs.load(tmp_path).tables["fields"]["contracts"][-len(NAMES) :]] == list(NAMES)


@pytest.mark.parametrize("name", ["", "a b", "../x", 'x"', "a.b", "title", "total", "date", "长" * 31, "x\ny", "{x}"])
def test_names_that_cannot_be_used_are_told(tmp_path, name):
    with pytest.raises(packs.PackError):
        new_field(name, tmp_path / "own", packs.load())
    assert not (tmp_path / "own").exists()


def test_an_edited_rule_is_never_overwritten(tmp_path):
    (rule, _) = new_field("违约金比例", tmp_path, packs.load())
    rule.write_text(rule.read_text("utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(packs.PackError, match="already"):
        new_field("违约金比例", tmp_path, packs.load())
    assert rule.read_text("utf-8").endswith("# mine\n")


AGREEMENT = """技术服务合同
甲方：青禾数据科技有限公司
乙方：云渡服务有限公司
第一条 费用
1.1 服务费总额为人民币120,000元，已含6%增值税。
第二条 违约责任
2.1 逾期付款的，违约金为合同总价的30%。
签订日期：2025年2月20日
"""


def test_from_the_draft_to_the_ledger(tmp_path, capsys):
    """What a user does: new-field, check, a check of one's own, run; the field stands in csv, xlsx and jsonl."""
    own, archive = tmp_path / "own", tmp_path / "合同"
    archive.mkdir()
    (archive / "a.txt").write_text(AGREEMENT, encoding="utf-8")
    assert main(["new-field", "违约金比例", "--dir", str(own)]) == 0
    assert main(["check", str(own)]) == 0
    (own / "checks.toml").write_text(
        '[[check]]\nid = "penalty-high"\nkind = "over"\nfield = "违约金比例"\nlimit = "20%"\nseverity = "warning"\n'
        'zh = "违约金偏高"\nen = "high penalty"\nsaid.zh = "违约金 {value} 高于 {limit}。"\nsaid.en = "{value} is above {limit}."\n',
        encoding="utf-8",
    )
    (own / "settings.toml").write_text('own_names = ["青禾数据科技有限公司"]\n', encoding="utf-8")
    assert main(["check", str(own)]) == 0
    outputs = [tmp_path / f"l.{suffix}" for suffix in ("csv", "xlsx", "jsonl")]
    arguments = [word for path in outputs for word in ("-o", str(path))]
    assert main(["run", str(archive), *arguments, "--patterns", str(own), "--jobs", "0", "--as-of", "2025-03-01"]) == 0

    (row,) = csv.DictReader(outputs[0].open(encoding="utf-8-sig"))
    assert row["违约金比例"] == "30%" and row["我方"] == "青禾数据科技有限公司(甲方)" and row["对方"] == "云渡服务有限公司(乙方)"
    assert (row["合同类型"], row["含税"], row["税率"]) == ("技术服务与咨询", "是", "6%")
    book = openpyxl.load_workbook(outputs[1])
    assert "违约金比例" in [c.value for c in book["合同台账"][1]]
    assert "违约金 30% 高于 20%。" in [c.value for line in book["检查"].iter_rows() for c in line]
    record = json.loads(outputs[2].read_text("utf-8"))
    place = record["fields"]["违约金比例"][0]["evidence"]
    assert record["document"]["text"][place["start"] : place["end"]] == "30%" and place["clause"] == "2.1"
    assert record["document"]["as_of"] == "2025-03-01"
    assert ("penalty-high", "2.1") in [(c["code"], c["clause"]) for c in record["checks"]]
    capsys.readouterr()
