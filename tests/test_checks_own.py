"""A user's own checks: a closed set of kinds, values compared without a guess."""

import pytest

from extractor import packs
from extractor.checks.own import compare, own_checks

HEAD = {"title": "服务合同", "contract_no": None, "status": "filled", "contract_type": {"value": "service", "evidence": None}}


def row(kind, value, **more):
    return {"kind": kind, "value": value, "text": value, "evidence": {"clause": "2.1", "start": 0, "end": 2}} | more


ROWS = {
    "parties": [{"role": "甲方", "name": "青山", "evidence": None, "field_evidence": {}, "phone": None}],
    "dates": [row("end", "2026-12-31")],
    "durations": [row("warranty", "P18M"), row("notice", "P15D")],
    "amounts": [row("total", "1200000.00"), row("deposit", "5000.00")],
    "data_terms": [{"type": "deletion", "stance": "require", "value": "P30D", "text": "删除", "evidence": {"clause": "4"}}],
}
FIELDS = {"违约金比例": [{"value": "百分之二十", "evidence": {"clause": "3", "start": 1, "end": 4}}]}


def found(tmp_path, check: str, text: str = "双方承担連帶責任。") -> list[tuple]:
    (tmp_path / "checks.toml").write_text(f"[[check]]\nid = 'own'\nseverity = 'warning'\nzh = '我'\nen = 'own'\n{check}\n", encoding="utf-8")
    pack = packs.load(tmp_path)
    return [(f.clause, f.values.get("value")) for f in own_checks(HEAD, ROWS, FIELDS, text, pack)]


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("kind = 'missing'\nfield = 'contract_no'", [(None, None)]),
        ("kind = 'missing'\nfield = 'title'", []),
        ("kind = 'missing'\nfield = 'data_retention'", [(None, None)]),
        ("kind = 'missing'\nfield = 'data_deletion'", []),
        ("kind = 'missing'\nfield = 'phone'", [(None, None)]),
        ("kind = 'missing'\nfield = 'party_a'", []),
        ("kind = 'missing'\nfield = 'party_b'", [(None, None)]),
        ("kind = 'over'\nfield = 'total'\nlimit = 1000000", [("2.1", "1200000.00")]),
        ("kind = 'over'\nfield = 'total'\nlimit = 1200000", []),
        ("kind = 'under'\nfield = 'deposit'\nlimit = '1万'", [("2.1", "5000.00")]),
        ("kind = 'over'\nfield = '违约金比例'\nlimit = '15%'", [("3", "百分之二十")]),
        ("kind = 'over'\nfield = '违约金比例'\nlimit = '30%'", []),
        ("kind = 'over'\nfield = 'warranty'\nlimit = 'P1Y'", [("2.1", "P18M")]),
        ("kind = 'over'\nfield = 'notice'\nlimit = 'P1M'", []),
        ("kind = 'over'\nfield = 'end'\nlimit = '2026-06-30'", [("2.1", "2026-12-31")]),
        ("kind = 'present'\nwords = ['连带责任']", [(None, "连带责任")]),
        ("kind = 'absent'\nwords = ['连带责任']", []),
        ("kind = 'absent'\nwords = ['不可抗力']", [(None, None)]),
        ("kind = 'absent'\nwords = ['不可抗力']\ntypes = ['loan']", []),
        ("kind = 'absent'\nwords = ['不可抗力']\ntypes = ['loan', 'service']", [(None, None)]),
    ],
)
def test_kinds(tmp_path, check, expected):
    assert found(tmp_path, check) == expected


@pytest.mark.parametrize(
    ("value", "limit", "expected"),
    [
        ("P24M", "P2Y", 0),
        ("P2W", "P15D", -1),
        ("P1M", "P30D", None),
        ("P1Y6M", "P2Y", -1),
        ("30%", "0.3", 0),
        ("千分之五", "1%", -1),
        ("万分之三", "0.03%", 0),
        ("2026-03", "2026-01-01", None),
        ("张三", "10", None),
        ("1,200", "1000", 1),
    ],
)
def test_compare(value, limit, expected):
    assert compare(value, limit) == expected
