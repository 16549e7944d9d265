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


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:30] for c in CASES])
def test_kind_and_bound(case):
    text, spans = marked(case["text"])
    read = reading(text, case.get("heading", ""), case.get("title", "合同"))
    found = annotate(read, packs.load())
    got = [f"{m.value.kind} {m.value.bound}" for m in found]
    assert got == case["want"], [(read.text[m.start : m.end], m.value.kind, m.rule) for m in found]
    shift = len(read.text) - len(text)
    assert all(any(m.start - shift < e and s < m.end - shift for s, e in spans) for m in found)
