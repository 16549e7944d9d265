"""Dates in sentences and what each is."""

import tomllib
from pathlib import Path

import pytest

from extractor import packs
from extractor.annotate.dates import annotate
from extractor.fold import fold
from extractor.model import Clause, Line, Outline, Reading
from extractor.packs import marked

CASES = tomllib.loads((Path(__file__).parent / "cases/date_kinds.toml").read_text(encoding="utf-8"))["case"]


def reading(text: str, path: str = "1", heading: str = "", kind: str = "para") -> Reading:
    """A title line and the lines of `text` as the words of one node."""
    whole, lines, at = f"合同\n{text}", [Line(0, 2)], 3
    for line in text.split("\n"):
        lines.append(Line(at, at + len(line), kind))
        at += len(line) + 1
    nodes = (Clause("preamble", "", "", 0, None, 0, 0, 3), Clause(path, "", heading, 1, None, 3, 3, len(whole)))
    return Reading(whole, fold(whole), tuple(lines), Outline(nodes))


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:30] for c in CASES])
def test_kind(case):
    text, _ = marked(case["text"])
    found = annotate(reading(text, case.get("where", "1"), case.get("heading", "")), packs.load())
    assert [m.value.kind for m in found] == case["want"], [(m.value.value, m.value.kind, m.rule) for m in found]


def test_a_cell_takes_its_meaning_from_the_heads_of_its_column_and_row():
    table = "期次\t比例\t最晚付款时间\n首期\t30%\t2025年5月10日\n二期\t70%\t2025年7月10日"
    found = annotate(reading(table, kind="row"), packs.load())
    assert [(m.value.kind, m.value.value) for m in found] == [("payment", "2025-05-10"), ("payment", "2025-07-10")]


def test_a_form_row():
    found = annotate(reading("甲方\t某公司\n签订日期\t2025年5月8日", kind="row"), packs.load())
    assert [m.value.kind for m in found] == ["signed"]


@pytest.mark.parametrize(
    ("cover", "kind"),
    [
        ("临江市数据管理局 制定\n二〇二五年五月", "other"),
        ("临江市数据管理局\n2025年5月", "other"),
        ("临江市数据管理局\n2025年5月8日", "signed"),
        ("甲方：临江市数据管理局\n2025年5月8日", "signed"),
    ],
)
def test_the_date_of_a_model_form_is_not_the_day_of_signing(cover, kind):
    assert [m.value.kind for m in annotate(reading(cover, "preamble"), packs.load())] == [kind]


def test_blanks_are_no_dates():
    assert annotate(reading("签订日期：____年__月__日，自2025年__月__日起"), packs.load()) == ()
