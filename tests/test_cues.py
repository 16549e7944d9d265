"""Sentences a rule has to look at."""

from build import reading
from hypothesis import given
from hypothesis import strategies as st

from extractor import packs
from extractor.cues import cues, waiting
from extractor.packs import Rule
from extractor.signs import Signs

RULES = (
    Rule("a", "x", "regex", cue=("违约", "赔偿")),
    Rule("b", "x", "label", labels=("经理",)),
    Rule("c", "x", "terms", terms=("连带",)),
    Rule("d", "x", "regex"),
)


def test_rules_wait_for_their_words_and_some_for_none():
    text = "甲方违约。经理:张三\n乙方赔偿并承担连带责任;完"
    found = {n: [text[s:e] for s, e in spans] for n, spans in waiting(text, cues(RULES)).items()}
    assert found[0] == ["甲方违约。", "乙方赔偿并承担连带责任;"] and found[1] == ["经理:张三\n"] and found[2] == ["乙方赔偿并承担连带责任;"]
    assert found[3] == ["甲方违约。", "经理:张三\n", "乙方赔偿并承担连带责任;", "完"]


@given(st.text("违约赔偿经理连带。;\n甲", max_size=60))
def test_every_word_lies_in_a_sentence_that_is_looked_at(text):
    spans = waiting(text, cues(RULES[:1])).get(0, [])
    assert spans == sorted(set(spans))
    for word in ("违约", "赔偿"):
        at = text.find(word)
        assert at < 0 or any(s <= at and at + len(word) <= e for s, e in spans)
    assert all(not set(text[s : e - 1]) & set("。;\n") for s, e in spans)


def signs(*lines: str) -> Signs:
    look = reading(*lines)
    rows = {"data_terms": [], "durations": [], "dates": []}
    return Signs({"contract_type": None}, rows, look.text, look.outline, packs.load())


def test_signs_are_found_with_their_clause_and_only_where_the_talk_is_of_data():
    lines = ("服务合同", "第一条 记录", "1.1 查询记录留存不少于5年。")
    assert not signs(*lines)
    found = signs(*lines, "1.2 乙方处理个人信息。").of("records-three-years")
    assert [s.clause for s in found] == ["1.1"]
    assert signs(*lines, "1.2 乙方处理个人信息。").of("no-such-sign") == []
