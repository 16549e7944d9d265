import pytest
from build import reading

from extractor import checks
from extractor.model import Mention, PartyFact

EMPTY = {key: [] for key in ("parties", "dates", "durations", "amounts")}


def row(kind, value, clause="2.1", **more):
    return {"kind": kind, "value": value, "evidence": {"clause": clause}, "text": value} | more


def codes(rows, mentions=()):
    return [(w.code, w.clause) for w in checks.cross_check(EMPTY | rows, tuple(mentions), reading("合同").outline)]


def party(number):
    return {"role": "甲方", "id_number": number, "field_evidence": {"id_number": {"clause": "preamble"}}}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("91330106MAC0U8R180", []),
        ("91330106MAC0U8R181", [("code-check-digit", "preamble")]),
        ("110101199003070038", []),
        ("110101199003070039", [("id-check-digit", "preamble")]),
        ("HRB 518204", []),
        (None, []),
    ],
)
def test_check_digits(number, expected):
    if number == "110101199003070038":
        from extractor.values.codes import check

        number = next(f"11010119900307003{c}" for c in "0123456789X" if check(f"11010119900307003{c}"))
    assert codes({"parties": [party(number)]}) == expected


def test_capitals_that_disagree():
    amount = {"kind": "total", "value": "120000.00", "currency": "CNY", "capital": "壹拾叁万元整", "capital_agrees": False, "evidence": {"clause": "3"}}
    assert codes({"amounts": [amount]}) == [("capital-mismatch", "3")]
    assert codes({"amounts": [amount | {"capital_agrees": True}]}) == []


@pytest.mark.parametrize(
    ("start", "end", "term", "expected"),
    [
        ("2025-03-01", "2028-02-29", "P3Y", []),
        ("2025-03-01", "2027-02-28", "P3Y", [("term-mismatch", "2.1")]),
        ("2025-04-01", "2025-03-01", "P1Y", [("end-before-start", "2.1")]),
        ("2025-01-31", "2025-02-28", "P1M", []),
        ("2025-01", "2030-01", "P1Y", []),  # months are not days: nothing to compare
    ],
)
def test_term_against_start_and_end(start, end, term, expected):
    rows = {"dates": [row("start", start), row("end", end)], "durations": [row("term", term, bound="exact", day_type=None)]}
    assert codes(rows) == expected


def test_working_days_are_not_counted():
    rows = {"dates": [row("start", "2025-03-01"), row("end", "2026-03-01")], "durations": [row("term", "P5D", bound="exact", day_type="working")]}
    assert codes(rows) == []


def test_signed_after_it_takes_effect():
    assert codes({"dates": [row("effective", "2025-03-01", "9"), row("signed", "2025-03-12", "signature")]}) == [("signed-after-effective", "9")]
    assert codes({"dates": [row("effective", "2025-03-12", "9"), row("signed", "2025-03-01", "signature")]}) == []


@pytest.mark.parametrize(
    ("signed", "expected"), [("杭州甲公司", []), ("杭州 甲公司", []), ("杭州乙公司", [("name-mismatch", "signature")])]
)
def test_names_at_head_and_signature(signed, expected):
    lines = ("甲方：杭州甲公司", "第一条 货物", "文。", "第二条 价款", "文。", f"甲方（盖章）：{signed}", "乙方（盖章）：")
    read = reading(*lines)
    at = read.text.rindex(signed)
    mentions = (
        Mention("party", PartyFact("甲方", "name", "杭州甲公司"), 3, 8, "r"),
        Mention("party", PartyFact("甲方", "name", signed), at, at + len(signed), "r"),
    )
    found = [(w.code, w.clause) for w in checks.cross_check(EMPTY, mentions, read.outline)]
    assert found == expected
