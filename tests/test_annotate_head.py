"""Title and number: first lines of agreements (tests/cases/head.toml)."""

import tomllib
from pathlib import Path

import pytest
from build import reading

from extractor import packs
from extractor.annotate.head import annotate

CASES = tomllib.loads((Path(__file__).parent / "cases" / "head.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_title_and_number(case):
    found = {m.field: m.value.value for m in annotate(reading(*case["text"]), packs.load()) if m.field != "contract_type"}
    assert found == {key: case[key] for key in ("title", "contract_no") if key in case}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_number_stands_where_the_mention_says(case):
    made = reading(*case["text"])
    for mention in annotate(made, packs.load()):
        if mention.field == "contract_no":
            assert made.text[mention.start : mention.end] == mention.value.value


def test_the_title_is_not_looked_for_below_the_first_article():
    assert annotate(reading("第一条 服务", "乙方提供服务。", "第二条 附则", "补充协议"), packs.load()) == ()
