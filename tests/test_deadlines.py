"""Days worked out of an agreement, from its text."""

import pytest
from build import document, reading

from extractor import packs
from extractor.annotate import annotate
from extractor.outline import outline
from extractor.settle import settle

HEAD = ("数据处理服务合同", "甲方：青山有限公司", "乙方：碧水有限公司")


def record(*lines: str) -> dict:
    made, pack = document(*HEAD, *lines), packs.load()
    return settle(made, outline(made, pack), annotate(reading(*HEAD, *lines), pack), pack).to_dict()


def days(*lines: str) -> list[tuple]:
    return [(d["kind"], d["date"], d["until"], d["computed"]) for d in record(*lines)["deadlines"]]


TERM = ("第一条 期限", "1.1 服务期限自2025年3月1日起至2026年2月28日止。")
END = ("end", "2026-02-28", None, False)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (TERM, [END]),
        (("第一条 期限", "1.1 服务期限为一年，自2025年3月1日起计算。"), [("end", "2026-02-28", None, True)]),
        (("第一条 期限", "1.1 服务期限为一年，自验收合格之日起计算。"), []),
        (
            (*TERM, "1.2 期满前三十日任何一方未书面提出异议的，本合同自动续期一年。"),
            [END, ("notice", "2026-01-29", None, True)],
        ),
        (
            (*TERM, "1.2 任何一方应提前至少60日书面通知不再续约，否则本合同自动续约一年。"),
            [END, ("notice", "2025-12-30", None, True)],
        ),
        (
            (*TERM, "1.2 期满前三十日内双方均未书面表示终止的，本合同自动续展12个月。"),
            [END, ("notice", "2026-01-29", "2026-02-28", True)],
        ),
        (
            (*TERM, "1.2 期满前20个工作日未书面提出异议的，本合同自动续期一年。"),
            [END, ("notice", None, None, False)],
        ),
        (
            (*TERM, "第二条 数据", "2.1 合同终止后30日内，乙方应删除全部数据。"),
            [END, ("deletion", "2026-03-30", None, True)],
        ),
        (
            (*TERM, "第二条 数据", "2.1 合同终止后10个工作日内，乙方应删除全部数据。"),
            [END, ("deletion", None, None, False)],
        ),
        ((*TERM, "第二条 数据", "2.1 日志保存期届满后30日内，乙方应删除全部数据。"), [END]),
        ((*TERM, "第二条 数据", "2.1 乙方收到请求后30日内删除数据。"), [END]),
        (("第一条 数据", "1.1 合同终止后30日内，乙方应删除全部数据。"), []),
    ],
)
def test_deadlines(lines, expected):
    assert days(*lines) == expected


def test_several_ends_give_no_computed_day():
    lines = (*TERM, "第二条 二期", "2.1 二期服务期限自2026年3月1日起至2027年2月28日止。", "第三条 数据", "3.1 合同终止后30日内，乙方应删除数据。")
    assert {d for k, d, *_ in days(*lines) if k == "deletion"} <= {None} and ("end", "2027-02-28", None, False) in days(*lines)


def test_every_day_has_its_rule_and_quote():
    made = record(*TERM, "1.2 期满前三十日未提出异议的，本合同自动续期一年。", "第二条 数据", "2.1 合同终止后30日内，乙方应删除全部数据。")
    for entry in made["deadlines"]:
        place = entry["evidence"]
        assert made["document"]["text"][place["start"] : place["end"]] == place["text"] == entry["text"]
        assert entry["rule"]["zh"] and entry["rule"]["en"] and "{" not in entry["rule"]["zh"] + entry["rule"]["en"]
    assert "2026-02-28" in made["deadlines"][1]["rule"]["zh"]


def test_a_period_in_working_days_says_that_it_is_not_computed():
    made = record(*TERM, "第二条 数据", "2.1 合同终止后10个工作日内，乙方应删除全部数据。")
    assert "不推算" in made["deadlines"][-1]["rule"]["zh"] and "not computed" in made["deadlines"][-1]["rule"]["en"]
