"""Every record satisfies the JSON Schema that stands in the package."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
import sample

import extractor
from extractor import gold, pipeline
from extractor.batch import memory

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "extractor" / "record.schema.json").read_text(encoding="utf-8"))
VALID = jsonschema.Draft202012Validator(SCHEMA)
LISTS = ("parties", "dates", "durations", "amounts", "data_terms", "slots")


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def wrong(record: dict) -> list[str]:
    return [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in VALID.iter_errors(json.loads(json.dumps(record)))
    ]


def test_the_sample_records_are_valid():
    assert wrong(sample.record()) == [] and wrong(sample.failed()) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("document", "status"), "done"),
        (("document", "sha256"), "abc"),
        (("document", "outcome", "state"), "good"),
        (("articles", 0, "path"), "第一条"),
        (("dates", 0, "value"), "2025-13-01"),
        (("dates", 0, "kind"), "begin"),
        (("durations", 0, "value"), "P"),
        (("durations", 0, "value"), "3 years"),
        (("durations", 0, "bound"), None),
        (("amounts", 0, "value"), "1,200"),
        (("data_terms", 0, "type"), "cookies"),
        (("parties", 0, "confidence"), 1.5),
        (("slots", 0, "evidence", "start"), -1),
    ],
)
def test_a_wrong_value_is_refused(place, value):
    record = copy.deepcopy(sample.record())
    target = record
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    assert wrong(record)


@pytest.mark.parametrize("name", ["document", "articles", *LISTS])
def test_a_missing_key_is_refused(name):
    record = sample.record()
    del record[name]
    assert wrong(record)


def test_a_failure_says_why_and_what_to_do():
    record = sample.failed()
    record["document"]["outcome"]["next_step"] = None
    assert wrong(record)


def test_records_of_the_corpus_are_valid_and_their_evidence_literal(tmp_path):
    """Every agreement of the corpus as plain text, through all steps."""
    labels = gold.load_dir(ROOT / "corpus")
    assert len(labels) >= 60
    for label in labels:
        file = tmp_path / f"{label['id']}.txt"
        file.write_text("\n".join(_lines(label)), encoding="utf-8")
        for made in pipeline.extract(file):
            record = made.to_dict()
            assert wrong(record) == [], label["id"]
            _literal(record)


def _lines(label: dict):
    for line in label["lines"]:
        if line["t"] == "table":
            yield from ("\t".join(row) for row in line["rows"])
        else:
            yield " ".join(line[k] for k in ("label", "heading", "text") if line.get(k))


def _literal(record: dict):
    text = record["document"]["text"]
    places = [item["evidence"] for name in LISTS for item in record[name] if item["evidence"]]
    places += record["document"]["field_evidence"].values()
    places += [place for party in record["parties"] for place in party.get("field_evidence", {}).values()]
    for place in places:
        assert place["text"] == text[place["start"] : place["end"]]
        assert place["clause"] in {a["path"] for a in record["articles"]}


def test_records_of_bad_files_are_valid(tmp_path):
    (tmp_path / "空.pdf").write_bytes(b"")
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 this is no archive")
    (tmp_path / "图.xyz").write_bytes(bytes(range(256)))
    records = list(memory.records([tmp_path]))
    assert len(records) == 3
    for record in records:
        assert record["document"]["outcome"]["state"] in ("failed", "skipped") and wrong(record) == []


def test_the_schema_ships_with_the_package():
    assert (Path(extractor.__file__).parent / "record.schema.json").is_file()
