"""What people decided: kept beside the machine's values, found again after a new extraction, never silently overwritten."""

import copy
import dataclasses

import pytest
import sample

from extractor import decisions
from extractor.decisions import Decision
from extractor.items import items
from extractor.store import Store, StoreError
from extractor.store.forgetting import forget

RECORD = sample.record()


def target(field: str, record: dict = RECORD, n: int = 0):
    return [t for t in decisions.targets(record) if t.field == field][n]


def decide(field: str, verdict: str, value: str | None = None, origin: str = "review", record: dict = RECORD, n: int = 0) -> Decision:
    return decisions.decision(record, target(field, record, n), verdict, value, origin=origin)


def entries(record: dict, *made: Decision) -> list[dict]:
    (applied,) = decisions.apply([record], made)
    return applied.get("decisions", [])


def test_every_item_has_an_anchor_of_its_own_and_its_place_in_the_record():
    found = {(i.table, i.field, i.row): i for i in items(RECORD)}
    assert len({i.id for i in found.values()}) == len(found)
    assert found["dates", "signed", 0].value == RECORD["dates"][0]["value"]
    assert found["parties", "phone", 1].value is None and found["parties", "legal_representative", 0].value == "林一舟"
    assert found["data_terms", "purpose", 1].value == "prohibit"
    assert found["contracts", "contract_type", 0].evidence["text"] == "数据标注服务合同"


def test_a_field_the_agreement_is_silent_on_can_be_filled_in():
    made = decisions.decision(RECORD, decisions.whole(RECORD, "dates.effective"), "correct", "2025-03-01")
    (entry,) = entries(RECORD, made)
    assert (entry["item"], entry["now"], entry["state"]) == (None, None, "kept")
    (entry,) = entries(sample.record(dates=[sample.date("effective", "2025-03-01")]), made)
    assert (entry["now"], entry["state"]) == ("2025-03-01", "agreed")


def test_targets_are_unique_and_survive_another_order_of_the_record():
    places = [(t.field, t.place) for t in decisions.targets(RECORD)]
    assert len(set(places)) == len(places)
    turned = sample.record(dates=list(reversed(RECORD["dates"])))
    assert sorted(places) == sorted((t.field, t.place) for t in decisions.targets(turned))


def test_a_store_keeps_decisions_in_order_also_through_a_fresh_start(tmp_path):
    path, made = tmp_path / "l.store", [decide("dates.signed", "accept"), decide("dates.end", "correct", "2026-03-01")]
    store = Store(path)
    for d in made:
        decisions.add(store, d)
    store.close()
    for options in ({}, {"reading_only": True}, {"fresh": True}, {}):
        store = Store(path, **options)
        assert decisions.read(store) == tuple(made)
        store.close()


def test_a_store_made_before_there_were_decisions_has_none(tmp_path):
    store = Store(tmp_path / "l.store")
    store.db.execute("DROP TABLE decisions")
    assert decisions.read(store) == ()
    store.close()
    store = Store(tmp_path / "l.store", reading_only=True)
    assert decisions.read(store) == ()
    store.close()


def test_a_name_that_is_no_utf_8_is_kept(tmp_path):
    store, odd = Store(tmp_path / "l.store"), dataclasses.replace(decide("dates.signed", "accept"), file="名\udcff.pdf")
    decisions.add(store, odd)
    assert decisions.read(store) == (odd,)
    store.close()


def test_forgetting_a_file_forgets_what_was_decided_about_it(tmp_path):
    sha = RECORD["document"]["sha256"]
    store = Store(tmp_path / "l.store")
    run = store.begin("r", "r", "p", {})
    store.see(run, [(RECORD["document"]["source"], "合同", "1 1"), ("别处.docx", "合同", "1 1")])
    for name in (RECORD["document"]["source"], "别处.docx"):
        store.settle_file(name, f"{sha}.docx", "new")
    decisions.add(store, decide("dates.signed", "correct", "1987-06-05"))
    forget(store, RECORD["document"]["source"])
    (kept,) = decisions.read(store)
    assert kept.file == "别处.docx"
    forget(store, "别处.docx")
    assert decisions.read(store) == ()
    store.close()
    assert b"1987-06-05" not in (tmp_path / "l.store").read_bytes()


@pytest.mark.parametrize(("verdict", "value", "origin"), [("correct", None, "review"), ("accept", "x", "review"), ("maybe", None, "review"), ("accept", None, "x")])
def test_a_decision_that_says_nothing_clear_is_refused(verdict, value, origin):
    with pytest.raises(ValueError):
        decide("dates.signed", verdict, value, origin)


def test_the_last_word_of_an_origin_holds_and_can_be_taken_back():
    first, last = decide("dates.signed", "accept"), decide("dates.signed", "correct", "2025-02-21")
    assert decisions.standing([first, last]) == (last,)
    assert decisions.standing([first, last, decide("dates.signed", "withdraw")]) == ()


def test_workbook_and_review_that_differ_are_a_conflict_until_they_agree():
    book, page = decide("dates.signed", "correct", "2025-02-21", "workbook"), decide("dates.signed", "correct", "2025-02-22")
    assert decisions.conflicts([book, page]) == ((book, page),)
    assert {e["state"] for e in entries(RECORD, book, page)} == {"conflict"}
    agreed = decide("dates.signed", "correct", "2025年2月21日")
    assert decisions.conflicts([book, page, agreed]) == ()
    assert decisions.conflicts([book, decide("dates.signed", "accept")])


@pytest.mark.parametrize(
    ("cell", "verdict", "value", "torn"),
    [
        ("2025-02-20", "accept", None, False),
        ("2025-02-20 / 2025-02-22", "accept", None, False),
        ("2025-02-22", "accept", None, True),
        ("2025-02-22", "reject", None, False),
        ("2025-02-20", "reject", None, True),
        ("2025-02-21", "correct", "2025-02-21", False),
        ("2025-02-20", "correct", "2025-02-21", True),
    ],
)
def test_a_cell_made_of_several_items_is_held_against_each(cell, verdict, value, torn):
    two = sample.record(dates=[sample.date("signed", "2025-02-20"), sample.date("signed", "2025-02-22")])
    page = decide("dates.signed", verdict, value, record=two)
    book = dataclasses.replace(page, place="", machine="2025-02-20 / 2025-02-22", verdict="correct", value=cell, origin="workbook")
    assert bool(decisions.conflicts([book, page])) is torn


def test_the_record_is_left_as_it_was():
    before = copy.deepcopy(RECORD)
    (applied,) = decisions.apply([RECORD], [decide("dates.signed", "correct", "2025-02-21")])
    assert RECORD == before and {k: v for k, v in applied.items() if k != "decisions"} == before
    assert list(decisions.apply([RECORD], [])) == [RECORD]


def test_decisions_find_their_item_after_a_new_extraction():
    made = [decide("dates.signed", "accept"), decide("dates.end", "correct", "2026-03-01"), decide("dates.start", "correct", "2025-03-02")]
    new = sample.record(
        "别处/标注.docx",
        dates=[sample.date("other", "2020-01-01"), sample.date("end", "2026-03-01"), sample.date("signed", "2025-02-20"), sample.date("start", "2025-03-05")],
    )
    row = {i.id: i.row for i in items(new) if i.table == "dates"}
    assert [(row[e["item"]], e["state"], e["machine"], e["now"], e["value"]) for e in entries(new, *made)] == [
        (2, "kept", "2025-02-20", "2025-02-20", None),
        (1, "agreed", "2026-02-28", "2026-03-01", "2026-03-01"),
        (3, "changed", "2025-03-01", "2025-03-05", "2025-03-02"),
    ]
    (gone,) = entries(sample.record(dates=[]), made[0])
    assert gone["state"] == "gone" and gone["item"] is None and gone["now"] is None


def test_another_content_under_the_same_path_is_told():
    made = decide("dates.signed", "correct", "2025-02-21")
    (entry,) = entries(sample.record(document={"sha256": "1" * 64}), made)
    assert entry["state"] == "other-content"
    assert entries(sample.record("anderswo.docx", document={"sha256": "1" * 64}), made) == []


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [("120,000.00", "120000", True), ("2025/3/1", "2025-03-01", True), ("甲方（盖章）", "甲方(盖章)", True), ("1.5", "15", False), ("a b", "ab", False), ("-", "", False), ("2025-03", "2025-03-01", False)],
)
def test_values_are_compared_however_they_are_written(one, other, equal):
    assert decisions.same(one, other) is equal


def test_a_store_that_is_busy_is_told(tmp_path):
    store = Store(tmp_path / "l.store")
    with pytest.raises(StoreError, match="another run"):
        Store(tmp_path / "l.store")
    store.close()
