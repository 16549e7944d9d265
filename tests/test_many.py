"""The archive for measurements: as many agreements as asked for, each another, equal for equal arguments."""

import pytest

from corpus import many
from extractor import pipeline


def test_equal_arguments_give_equal_files_and_the_first_are_those_of_a_larger_archive(tmp_path):
    few, more = many.archive(5, tmp_path / "a"), many.archive(12, tmp_path / "b")
    assert [f.read_bytes() for f in few] == [f.read_bytes() for f in more[:5]]
    assert [f.suffix for f in few] == [".docx", ".docx", ".pdf", ".txt", ".html"]


def test_one_agreement_comes_with_other_names_dates_sums_and_periods():
    count = len(list((many.HERE / "tuned").glob("*.gold")))
    made = list(many.agreements(2 * count + 1))
    one, other, third = ("\n".join(line.text for line in made[n].lines) for n in (0, count, 2 * count))
    assert len({one, other, third}) == 3
    for pattern in (r"20\d\d年\d+月\d+日", r"[\d,]+\.\d\d"):
        found = [many.re.findall(pattern, text) for text in (one, other, third)]
        assert found[0] and found[0] != found[1] != found[2]


def test_sums_in_words_and_digits_still_agree(tmp_path):
    (file,) = many.archive(1, tmp_path, ["txt"])
    (record,) = pipeline.extract(file)
    total = next(a for a in record.to_dict()["amounts"] if a["kind"] == "total")
    assert total["capital_agrees"] is True


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (163_720, "壹拾陆万叁仟柒佰贰拾"),
        (1_005_000, "壹佰万零伍仟"),
        (20_030, "贰万零叁拾"),
        (100_000_001, "壹亿零壹"),
        (10, "壹拾"),
        (0, "零"),
    ],
)
def test_sums_are_spelled_as_on_cheques(value, words):
    assert many.spelled(value) == words


@pytest.mark.parametrize("number", range(8))
def test_tables_are_left_out_or_put_on_every_third_page(number):
    none, some = (list(many.agreements(number + 1, tables))[number] for tables in ("none", "third"))
    assert not any(line.kind == "table" for line in none.lines)
    pages = sum(len(line.text) for line in none.lines) / 740
    assert pages / 3 - 1 <= sum(line.kind == "table" for line in some.lines) <= pages / 3 + 1
