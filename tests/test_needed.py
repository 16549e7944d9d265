"""The words a pattern cannot match without."""

import re

import pytest

from extractor import packs
from extractor.cues import cues
from extractor.fold import fold
from extractor.needed import needed
from extractor.packs import Rule

PATTERNS = [
    ("违约金", [{"违约金"}]),
    ("(?:删除|销毁)[^。]{0,9}数据", [{"数据"}, {"删除", "销毁"}]),
    ("[甲乙]方(?:不)?应", [{"甲方应", "乙方应", "甲方不应", "乙方不应"}]),
    ("租期(?=.*年)(?!.*月)", [{"租期"}, {"年"}]),
    ("(?:保密.{0,3}义务)+", [{"义务"}, {"保密"}]),
    ("(?:保密.{0,3}义务)?", []),
    ("返还|.方", [{"返还", "方"}]),
    ("返还|.{2}", []),
    ("(?:返还.?|退回.?)原件", [{"返还", "退回"}, {"原件"}]),
    ("(?i)party", []),
    ("(?i:party)甲", [{"甲"}]),
    (r"\d+天?[^,]", []),
]


@pytest.mark.parametrize(("pattern", "words"), PATTERNS)
def test_words_of_a_pattern(pattern, words):
    found = needed(pattern)
    assert len(found) == len(words) and all(set(w) in map(set, found) for w in words)


def test_every_match_of_a_shipped_rule_has_the_words():
    told = 0
    for rule in packs.load().rules:
        for example in rule.yes if rule.kind in ("regex", "near", "present") else ():
            text, spans = packs.marked(fold(example))
            text = packs.masked(text, spans) if rule.kind == "near" else text
            if re.search(rule.pattern, text):
                assert all(any(word in text for word in words) for words in needed(rule.pattern)), (rule.id, example)
                told += bool(needed(rule.pattern))
    assert told > 300


def test_a_rule_waits_for_its_cue_and_for_what_its_pattern_needs():
    rules = (
        Rule("a", "x", "regex", cue=("数据",), pattern="数据.{0,9}(?:删除|销毁)"),
        Rule("b", "x", "regex", pattern="(?:删除|销毁)"),
        Rule("c", "x", "regex", cue=("数据",), pattern="数据.{0,9}(?:删除|销毁)", trusted=False),
    )
    known = cues(rules)
    assert known.inside("乙方删除数据") == 0b111
    assert known.inside("乙方提供数据") == 0b100
    assert known.inside("乙方删除") == 0b010
