"""Parties: short agreements with the rows a careful reader finds (tests/cases/parties.toml), and what must hold whatever the text."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import packs
from extractor.annotate.parties import annotate
from extractor.clean import clean
from extractor.model import Block, Mention, Reading, Source
from extractor.outline import outline
from extractor.pipeline import reading

CASES = tomllib.loads((Path(__file__).parent / "cases" / "parties.toml").read_text(encoding="utf-8"))["case"]


def read(text: str) -> Reading:
    pack = packs.load()
    blocks = tuple(Block(line, "row" if "\t" in line else "para") for line in text.splitlines() if line.strip())
    document = clean(Source("case.txt", "txt", blocks), pack)[0]
    return reading(document, outline(document, pack))


def rows(mentions: tuple[Mention, ...]) -> list[dict]:
    """Mentions as rows: the first value of each field, all aliases."""
    parties: dict[tuple[str, int], dict] = {}
    for mention in mentions:
        fact = mention.value
        row = parties.setdefault((fact.role, fact.member), {"role": fact.role})
        if fact.field == "alias":
            row.setdefault("aliases", []).append(fact.value) if fact.value not in row.get("aliases", []) else None
        elif fact.value:
            row.setdefault(fact.field, fact.value)
    return list(parties.values())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_parties_of_a_short_agreement(case):
    assert rows(annotate(read(case["text"]), packs.load())) == case["party"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_values_stand_where_the_mention_says(case):
    found = read(case["text"])
    for mention in annotate(found, packs.load()):
        assert 0 <= mention.start < mention.end <= len(found.text)
        if mention.value.value and mention.value.field != "kind":
            assert mention.value.value.replace("_", "") in found.text[mention.start : mention.end].replace("_", "")


def test_a_blank_place_is_told_from_a_missing_one():
    found = annotate(read("甲方:________\n第一条 内容"), packs.load())
    assert [(m.value.field, m.value.value) for m in found] == [("name", None)]


def test_rules_of_the_pack_hold_their_examples():
    assert [problem for rule in packs.load().of("party") for problem in packs.check(rule)] == []


PIECES = st.sampled_from(
    ["甲方", "乙方", "(以下简称", "“", "”", "(", ")", "（盖章）", ":", "：", "____", "  ", "\t", "\n", "、", "，", "。", "名称", "地址", "账号", "6222 0000 0000", "云岭有限公司", "孟春", "第一条 内容", "牵头人", "XX", "[", "】", "开户行", "由", "与"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_gives_mentions_inside_it(text):
    if not text.strip():
        return
    found = read(text)
    for mention in annotate(found, packs.load()):
        assert mention.field == "party" and 0 <= mention.start < mention.end <= len(found.text)


def test_a_long_line_is_read_in_linear_time():
    import time

    start = time.process_time()
    annotate(read("甲方:" + "(以下简称、由与和:__ " * 3000), packs.load())
    assert time.process_time() - start < 5
