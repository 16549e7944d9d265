"""Lengths of time in sentences: which are periods at all, what each is for, its bound; and the starting event and the span quoted."""

import tomllib
from pathlib import Path

import pytest

from extractor import packs
from extractor.annotate.durations import annotate
from extractor.fold import fold
from extractor.model import Clause, Line, Outline, Reading
from extractor.packs import marked

CASES = tomllib.loads((Path(__file__).parent / "cases/duration_kinds.toml").read_text(encoding="utf-8"))["case"]


def reading(text: str, heading: str = "", title: str = "合同", kind: str = "para") -> Reading:
    """A title line and the lines of `text` as the words of one article."""
    whole = f"{title}\n{text}"
    start = len(title) + 1
    clauses = (Clause("preamble", "", "", 0, None, 0, 0, start), Clause("1", "", heading, 1, None, start, start, len(whole)))
    lines, at = [Line(0, len(title))], start
    for line in text.split("\n"):
        lines.append(Line(at, at + len(line), kind))
        at += len(line) + 1
    return Reading(whole, fold(whole), tuple(lines), Outline(clauses))


def known(case: dict) -> pytest.param:
    """A case, with the failure it is known for."""
    marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=case["known"])] if "known" in case else []
    return pytest.param(case, id=case["text"][:30], marks=marks)


@pytest.mark.parametrize("case", [known(case) for case in CASES])
def test_kind_and_bound(case):
    text, spans = marked(case["text"])
    read = reading(text, case.get("heading", ""), case.get("title", "合同"))
    found = annotate(read, packs.load())
    got = [f"{m.value.kind} {m.value.bound}" for m in found]
    assert got == case["want"], [(read.text[m.start : m.end], m.value.kind, m.rule) for m in found]
    shift = len(read.text) - len(text)
    assert all(any(m.start - shift < e and s < m.end - shift for s, e in spans) for m in found)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("甲方应在收到发票后15个工作日内付款。", "收到发票后"),
        ("乙方应自验收合格之日起3日内交付资料。", "自验收合格之日起"),
        ("合同终止后十日内，乙方应撤出人员。", "合同终止后"),
        ("甲方应于7日内付清。", None),
    ],
)
def test_the_event_that_starts_the_clock(text, event):
    (found,) = annotate(reading(text), packs.load())
    assert found.value.from_event == event


def test_the_span_takes_in_the_words_of_the_bound():
    read = reading("甲方应提前不少于60日书面通知乙方，乙方在15个工作日之内答复。")
    assert [read.text[m.start : m.end] for m in annotate(read, packs.load())] == ["提前不少于60日", "15个工作日之内"]


def test_a_cell_takes_its_meaning_from_the_heads_of_its_column_and_row():
    table = "线路\t运价\t最长运输时限\n甲地至乙地\t310\t48小时\n甲地至丙地\t465\t6天"
    found = annotate(reading(table, kind="row"), packs.load())
    assert [(m.value.kind, m.value.value, m.value.bound) for m in found] == [("delivery", "PT48H", "max"), ("delivery", "P6D", "max")]


def test_a_long_sentence_takes_time_in_proportion():
    import time

    def cost(times: int) -> float:
        read = reading("应在三日内付款," * times)
        begin = time.perf_counter()
        annotate(read, packs.load())
        return time.perf_counter() - begin

    cost(100)
    assert cost(2000) < 16 * max(cost(500), 0.01)
