"""Records → rows and frames."""

import ast
from datetime import date as day
from decimal import Decimal
from pathlib import Path

import pytest
import sample

from extractor import decisions, packs, periods, table
from extractor.catalogue import catalogue

WORDS = catalogue(packs.load())


def ledger(**parts) -> dict:
    (row,) = table.rows(sample.record(**parts))["contracts"]
    return row


def test_one_ledger_row_says_what_the_agreement_says():
    row = ledger()
    assert row["party_a"] == "青禾数据科技有限公司" and row["party_b"] == "云渡标注服务有限公司"
    assert row["representatives"] == ("甲方 林一舟", "乙方 许可")
    assert (row["signed"], row["start"], row["end"]) == (day(2025, 2, 20), day(2025, 3, 1), day(2026, 2, 28))
    assert row.get("effective") is None
    assert (row["term"], row["total"], row["currency"]) == ("P1Y", Decimal("120000.00"), "CNY")
    assert row["data_deletion"] == ("P30D",) and row["data_purpose"] == (("stance", "prohibit"),)
    assert row["unsettled"] == () and row["warnings"] == 1 and row["confidence"] == 0.85


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (["甲方", "乙方", "丙方", "丁方"], {"party_a": "甲", "party_b": "乙", "party_c": "丙", "other_parties": ("丁(丁方)",)}),
        (["乙方", "甲方"], {"party_a": "甲", "party_b": "乙"}),
        (["出租方", "承租方"], {"party_a": "出(出租方)", "party_b": "承(承租方)"}),
        (
            ["甲方", "担保人"],
            {"party_a": "甲", "party_b": None, "other_parties": ("担(担保人)",)},
        ),  # never a 乙方 that the text does not name
        (["委托人", "委托人", "受托人"], {"party_a": "委、委2(委托人)", "party_b": "受(受托人)"}),
    ],
)
def test_parties_stand_in_the_column_of_their_letter_or_with_their_word(roles, expected):
    parties = [sample.party(role, role[0] + (str(n + 1) if role in roles[:n] else "")) for n, role in enumerate(roles)]
    row = ledger(parties=parties)
    assert {key: row.get(key) for key in expected} == expected


def test_a_blank_party_is_told_from_an_absent_one():
    row = ledger(parties=[sample.party("甲方", None), sample.party("乙方", "云渡标注服务有限公司")])
    assert row["party_a"] == table.BLANK and row.get("party_c") is None
    assert ("party_a", table.BLANK) in row["unsettled"]
    assert row["confidence"] == 0.85  # a blank has none


def test_dates_without_a_day_and_differing_values_are_kept_as_text_and_named():
    row = ledger(
        dates=[sample.date("start", "2025-03"), sample.date("signed", "2025-02-20"), sample.date("signed", "2025-02-22")]
    )
    assert row["start"] == "2025-03" and row["signed"] == "2025-02-20 / 2025-02-22"
    assert dict(row["unsettled"]) == {"start": "2025-03", "signed": "2025-02-20 / 2025-02-22"}


def test_only_the_total_is_the_total():
    row = ledger(amounts=[sample.amount("deposit", "5000"), sample.amount("unit", "3.5")])
    assert row["total"] is None and row["currency"] is None


def term(value: str, clause: str, **more) -> dict:
    return sample.duration("term", value, evidence=sample.evidence(value, clause), **more)


@pytest.mark.parametrize(
    ("durations", "cell", "unsettled"),
    [
        ([term("P1Y", "2.1"), term("P3M", "9.2")], "P1Y", None),  # the first article that has one
        ([term("P1Y", "2.1"), term("P2Y", "2.2")], "P1Y / P2Y", "P1Y / P2Y"),
        ([term("P30D", "17.3.2", confidence=0.5)], None, "P30D"),  # not surely the agreement's own: told, not taken
        ([term("P30D", "4", bound="min")], None, None),
        ([term("P2M", "annex-1/2"), term("P1Y", "14")], "P1Y", None),
        ([term("P2M", "annex-1/2")], "P2M", None),
        ([term("P180D", "2", day_type="working")], "P180D@working", None),
    ],
)
def test_the_term_is_the_agreements_own_or_empty(durations, cell, unsettled):
    row = ledger(durations=durations)
    assert row["term"] == cell and dict(row["unsettled"]).get("term") == unsettled


def test_working_days_stay_working_days():
    column = next(c for c in WORDS.sheet("contracts").columns if c.id == "term")
    assert [table.show("P180D@working", column, WORDS, lang) for lang in ("zh", "en")] == ["180个工作日", "180 working days"]
    assert periods.unspell("180日") == "P180D" and periods.unspell("1 y 6 mo") == "P1Y6M" and periods.unspell("CSV") is None


def test_long_tables_carry_clause_heading_and_quote():
    found = table.rows(sample.record())
    (term, payment) = found["durations"]
    assert (payment["kind"], payment["value"], payment["bound"], payment["day_type"]) == ("payment", "P15D", "max", "working")
    assert (term["clause"], term["heading"], term["page"], term["quote"]) == (
        "2.1",
        "期限",
        2,
        "一年",
    )  # the heading is that of the node above
    assert found["parties"][1]["phone"] == table.BLANK and found["parties"][0]["phone"] is None
    assert found["slots"][0]["value"] == table.BLANK
    assert found["issues"][0]["code"] == "term-mismatch"


def test_a_failed_file_stands_in_the_files_table_only():
    found = table.rows(sample.failed())
    assert set(found) == {"files"}
    assert found["files"][0]["reason"] == "the file is cut off" and found["files"][0]["next_step"] == "get it again"


def test_every_column_a_row_has_is_one_the_catalogue_knows_or_is_evidence_only():
    record = sample.record()
    made = decisions.decision(record, decisions.targets(record)[0], "accept")
    found = table.rows(next(decisions.apply([record], [made])))
    for name, some in found.items():
        known = {c.id for c in WORDS.sheet(name).columns}
        assert set(some[0]) - known <= {"field_evidence", "state", "text"}, name


def test_users_own_fields_fill_their_column():
    own = {"penalty_rate": [{"value": "0.05%", "text": "0.05%", "evidence": sample.evidence("0.05%", "5"), "confidence": 0.5}]}
    row = ledger(fields=own)
    assert row["penalty_rate"] == "0.05%" and row["confidence"] == 0.5


@pytest.mark.parametrize(("values", "cell"), [(["20%", "20 %", "２０％"], "20%"), (["20%", "20 %", "2%"], "20% / 2%"), (["2%", "20%", "2 %"], "2% / 20%")])
def test_a_field_of_ones_own_typed_in_two_ways_says_one_thing(values, cell):
    found = [{"value": value, "text": value, "evidence": sample.evidence("0.05%", "5"), "confidence": 0.5} for value in values]
    row = ledger(fields={"penalty_rate": found})
    assert row["penalty_rate"] == cell and bool(row["unsettled"]) == (" / " in cell)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("P3Y", "3年", "3 y"),
        ("P1Y6M", "1年6个月", "1 y 6 mo"),
        ("P15D", "15日", "15 d"),
        ("P2W", "2周", "2 wk"),
        ("PT24H", "24小时", "24 h"),
        ("P", "P", "P"),
        ("P2P", "P2P", "P2P"),
        ("CSV", "CSV", "CSV"),
    ],
)
def test_periods_are_spelt_out_unit_by_unit(value, zh, en):
    assert (table.spell(value, "zh"), table.spell(value, "en")) == (zh, en)


def test_show_puts_codes_into_words_of_the_language():
    columns = {c.id: c for c in WORDS.sheet("contracts").columns}
    row = ledger(dates=[sample.date("start", "2025-03")])
    assert table.show(row["status"], columns["status"], WORDS, "zh") == "已填写"
    assert table.show(row["data_purpose"], columns["data_purpose"], WORDS, "en") == "prohibited"
    assert table.show(row["data_deletion"], columns["data_deletion"], WORDS, "zh") == "30日"
    assert table.show(row["unsettled"], columns["unsettled"], WORDS, "zh") == "起始日期 2025-03"
    assert table.show(table.BLANK, columns["party_a"], WORDS, "en") == "〔blank〕"


def test_frames_are_typed_and_lose_nothing_silently():
    records = [sample.record(dates=[sample.date("start", "2025-03"), sample.date("end", "2026-02-28")]), sample.failed()]
    tables = table.tables(records, WORDS)
    assert len(tables.contracts) == 1 and list(tables.files.state) == ["ok", "failed"]
    row = tables.contracts.iloc[0]
    assert str(tables.contracts["end"].dtype).startswith("datetime64") and row["end"].date() == day(2026, 2, 28)
    assert row.isna()["start"] and row["unsettled"] == "start=2025-03"
    assert row["total"] == Decimal(120000)
    assert list(tables.dates["value"]) == ["2025-03", "2026-02-28"]
    assert [c for c in tables.contracts.columns] == [c.id for c in WORDS.sheet("contracts").columns]


def test_no_records_give_empty_frames_of_the_same_shape():
    full, empty = table.tables([sample.record()], WORDS), table.tables([], WORDS)
    for sheet in WORDS.sheets:
        assert list(getattr(full, sheet.id).columns) == list(getattr(empty, sheet.id).columns)
        assert len(getattr(empty, sheet.id)) == 0


def test_amounts_beyond_a_column_stay_out_of_it_and_money_is_never_a_float():
    huge = "1" + "0" * 40
    tables = table.tables([sample.record(amounts=[sample.amount("total", huge), sample.amount("unit", "0.0035")])], WORDS)
    values = list(tables.amounts["value"])
    assert values[0] is None and values[1] == Decimal("0.0035") and isinstance(values[1], Decimal)


COLUMN = """
[[contracts]]
id = "penalty_rate"
group = "money"
type = "text"
zh = "违约金比例"
en = "Penalty rate"

[[contracts]]
id = "title"
group = "file"
type = "text"
zh = "名称"
en = "Name"
"""


def test_a_users_fields_add_columns_and_rename_shipped_ones(tmp_path):
    (tmp_path / "fields.toml").write_text(COLUMN, encoding="utf-8")
    columns = catalogue(packs.load(tmp_path)).sheet("contracts").columns
    shipped = WORDS.sheet("contracts").columns
    assert [c.id for c in columns] == [*(c.id for c in shipped), "penalty_rate"]
    assert columns[1].labels["zh"] == "名称"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [('type = "colour"', "'colour'"), ('type = "code"', "'code'"), ("", "needs 'type'")],
)
def test_a_wrong_column_is_told(tmp_path, wrong, message):
    (tmp_path / "fields.toml").write_text(COLUMN.replace('type = "text"', wrong, 1), encoding="utf-8")
    with pytest.raises(packs.PackError, match=message):
        catalogue(packs.load(tmp_path))


def test_every_warning_the_steps_give_has_words():
    root = Path(table.__file__).parent
    calls = [
        node for file in root.rglob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    named = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "Warning" and c.args]
    codes = {c.args[0].value for c in named if isinstance(c.args[0], ast.Constant)}
    assert len(codes) > 5 and codes <= set(WORDS.codes["warning"])
