import pytest

from extractor.gold import GoldError, parse

TEXT = """id: t1
genre: 房屋租赁
language: zh
title: 房屋租赁合同
contract_no: -
status: partial
truncated: no
---
title | 房屋租赁合同
row | 名称 ¦ 甲公司
row | 地址 ¦ 
article 1 | 第一条 | 租期 |
clause 1.1 | 1.1 | | 租期自2025年3月1日起三年，收到发票后15个工作日内付120元。
sign | 甲方（盖章）：
---
party 甲方 | alias=出租方,房东 | name=甲公司 | kind=org
date start 2025-03-01 | 1.1 | 2025年3月1日
duration payment P15D max working | 1.1 | 15个工作日内 | from=收到发票后
optional duration term P3Y exact - | 1.1 | 三年
amount total 120.00 CNY | 1.1 | 120元
term law state - | 1.1 | - | 租期
slot blank | preamble | 地址 | -
warning numbering-gap | -
"""


def test_the_written_form_becomes_the_exchange_form():
    gold = parse(TEXT)
    assert gold["lines"][1] == {"t": "table", "rows": [["名称", "甲公司"], ["地址", ""]]}
    assert gold["lines"][3] == {"t": "clause", "path": "1.1", "label": "1.1", "text": "租期自2025年3月1日起三年，收到发票后15个工作日内付120元。"}
    assert gold["gold"]["parties"][0]["aliases"] == ["出租方", "房东"]
    assert gold["gold"]["durations"] == [
        {"kind": "payment", "value": "P15D", "bound": "max", "day_type": "working", "text": "15个工作日内", "clause": "1.1", "from_event": "收到发票后"}
    ]
    assert len(gold["optional"]["durations"]) == 1 and gold["contract_no"] is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2025年3月1日\nduration", "2026年3月1日\nduration", "does not stand in clause 1.1"),
        ("date start", "date begin", "is none of"),
        ("2025-03-01 |", "2025-3-1 |", "is no ISO 8601 value"),
        ("| 1.1 | 120元", "| 9.9 | 120元", "no clause '9.9'"),
        ("status: partial\n", "", "status"),
        ("kind=org", "sort=org", "unknown party fields sort"),
        ("article 1 | 第一条 | 租期 |", "article 1 | 第一条", "a numbered line is"),
    ],
)
def test_a_wrong_label_is_refused_with_its_line(old, new, words):
    assert old in TEXT
    with pytest.raises(GoldError, match=words):
        parse(TEXT.replace(old, new, 1))
