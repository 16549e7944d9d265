from copy import deepcopy

import pytest
import sample
from test_gold import TEXT

from extractor import score
from extractor.decisions import decision, targets, whole
from extractor.gold import parse


def perfect(gold):
    """The record that says exactly what the gold says."""
    truth = gold["gold"]
    evidence = lambda r: r | {"evidence": {"clause": r["clause"]}, "confidence": 0.95, "rule": "r"}  # noqa: E731
    return {
        "document": {"source": "t1.txt", "title": gold["title"], "contract_no": None, "status": gold["status"], "truncated": False, "warnings": truth["warnings"]},
        "articles": [
            {"path": "1", "level": 1, "heading": "租期", "text": ""},
            {"path": "1.1", "level": 2, "heading": None, "text": gold["lines"][3]["text"]},
        ],
        "parties": [p | {"field_evidence": {"name": {"rule": "p"}}} for p in truth["parties"]],
        **{key: [evidence(r) for r in truth[key]] for key in ("dates", "durations", "amounts", "data_terms", "slots")},
    }


def test_a_perfect_record_scores_one_everywhere():
    gold = parse(TEXT)
    tallies = score.score([perfect(gold)], [gold])
    assert {name: t.f1 for name, t in tallies.items() if t.f1 != 1.0} == {}
    assert tallies["durations"].n == 1


@pytest.mark.parametrize(
    ("where", "key", "value", "metric"),
    [
        ("dates", "value", "2025-03-02", "date_values"),
        ("dates", "kind", "end", "dates"),
        ("durations", "bound", "exact", "duration_bounds"),
        ("durations", "from_event", None, "duration_from_event"),
        ("data_terms", "stance", "permit", "data_term_stance"),
        ("slots", "filled", True, "slots"),
        ("amounts", "value", "12.00", "total_amounts"),
    ],
)
def test_every_wrong_word_costs(where, key, value, metric):
    gold = parse(TEXT)
    record = deepcopy(perfect(gold))
    record[where][0][key] = value
    assert score.score([record], [gold])[metric].f1 < 1


def test_optional_rows_count_on_neither_side():
    gold = parse(TEXT)
    record = perfect(gold)
    record["durations"] += [r | {"evidence": {"clause": r["clause"]}, "confidence": 0.95, "rule": "r"} for r in gold["optional"]["durations"]]
    assert score.score([record], [gold])["durations"].f1 == 1


def test_a_missing_record_is_all_missed():
    gold = parse(TEXT)
    assert score.score([], [gold])["dates"].recall == 0


def test_a_rules_own_precision():
    gold = parse(TEXT)
    record = perfect(gold)
    record["dates"].append(record["dates"][0] | {"value": "2030-01-01", "rule": "bad"})
    assert score.rules([record], [gold]) == {"bad": (0, 1), "p": (1, 1), "r": (4, 4)}
    assert score.calibration([record], [gold]) == (3, 4)


def test_what_people_decided_is_gold_for_the_values_they_decided_on():
    then = sample.record()
    about = {t.field: t for t in targets(then)}
    made = [
        decision(then, about["dates.signed"], "accept"),
        decision(then, about["dates.end"], "correct", "2026-03-01"),
        decision(then, about["amounts.total"], "reject"),
        decision(then, whole(then, "dates.effective"), "correct", "2025-03-01"),
    ]
    found = {f: (t.hit, len(t.missed), len(t.extra)) for f, t in score.decided([then], made).items()}
    assert found == {"dates.signed": (1, 0, 0), "dates.end": (0, 1, 1), "amounts.total": (0, 0, 1), "dates.effective": (0, 1, 0)}
    better = sample.record(dates=[sample.date("signed", "2025-02-20"), sample.date("end", "2026-03-01"), sample.date("effective", "2025-03-01")], amounts=[])
    assert all(not t.missed and not t.extra for t in score.decided([better], made).values())
    assert score.decided([sample.record(document={"sha256": "1" * 64, "source": "another.docx"})], made) == {}
