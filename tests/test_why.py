"""What a person is told of rules that fired and rules that nearly did."""

import pytest
import sample

from extractor import packs
from extractor.packs import VALUE, Rule
from extractor.why import obstacle, why


def rule(**parts) -> Rule:
    return Rule(**({"id": "r", "field": "f", "kind": "regex", "cue": ("保密",), "pattern": "保密期限(?P<value>.年)"} | parts))


@pytest.mark.parametrize(
    ("made", "text", "expected"),
    [
        (rule(), "付款期限三年", None),
        (rule(), "双方应当保密", "the pattern does not match"),
        (rule(unless="不适用"), "保密期限三年,但不适用于公开信息", "'unless' vetoes with '不适用'"),
        (rule(), "保密期限三年", "another rule or place was preferred"),
        (rule(where=("signature",)), "保密期限三年", "its place is not signature"),
        (rule(kind="near", pattern=f"保密.{{0,4}}{VALUE}"), f"保密,{VALUE}", "another rule"),
        (rule(kind="near", pattern="保密"), f"保密,{VALUE}", "the pattern does not match"),
    ],
)
def test_what_stood_in_the_way(made, text, expected):
    found = obstacle(made, text)
    assert found is None if expected is None else expected in found


@pytest.mark.parametrize(
    ("field", "fired"),
    [
        ("deletion", "type=deletion"),
        ("data_deletion", "type=deletion"),
        ("dates", "value=2026-02-28"),
        ("party", "青禾数据科技有限公司"),
    ],
)
def test_why_names_the_rules_that_fired_with_clause_and_words(tmp_path, field, fired):
    file = tmp_path / "x.txt"
    file.write_text(sample.AGREEMENT, encoding="utf-8")
    told = why(file, field, packs.load())
    assert fired in told and ".toml:" in told


def test_why_names_near_misses(tmp_path):
    file = tmp_path / "x.txt"
    file.write_text(sample.AGREEMENT.replace("30日内删除", "30日内归还"), encoding="utf-8")
    told = why(file, "payment", packs.load())
    assert "nearly " in told and "stands there, but the pattern does not match" in told
