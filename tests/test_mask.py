"""Numbers of people, hidden in what travels."""

import pytest
import sample

from extractor import cli
from extractor.mask import mask


def masked(text: str, **more) -> str:
    return mask(sample.record(document={"text": text}, **more))["document"]["text"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("身份证号:11010119900307461X。", "身份证号:••••••••••••••461X。"),
        ("统一社会信用代码91110108MA01ABCD2X", "统一社会信用代码••••••••••••••CD2X"),
        ("手机13800138000", "手机•••••••8000"),
        ("电话:010-8888 6666", "电话:•••-•••• 6666"),
        ("电话(021)88886666", "电话(•••)••••6666"),
        ("账号 6222 0210 0100 1234 567", "账号 •••• •••• •••• •••4 567"),
        ("账号6222021001001234567", "账号•••••••••••••••4567"),
        ("自2025-03-01 2026-02-28止", "自2025-03-01 2026-02-28止"),
        ("总价1200000000元,即￥120000000.00", "总价1200000000元,即￥120000000.00"),
        ("共计120,000,000.00元、30日、2025年", "共计120,000,000.00元、30日、2025年"),
        ("合同编号BZ-2025-017", "合同编号BZ-2025-017"),
    ],
)
def test_what_looks_like_a_number_of_a_person_is_hidden_and_nothing_else(text, wanted):
    assert masked(text) == wanted and len(wanted) == len(text)


def test_what_a_party_field_holds_is_hidden_wherever_it_stands():
    parties = [sample.party("甲方", "某某", phone="8888-66", account="AB12-77", id_number="E1234567")]
    record = mask(sample.record(document={"text": "护照E1234567,电话8888-66"}, parties=parties))
    assert record["document"]["text"] == "护照••••4567,电话••••-••"
    assert [record["parties"][0][k] for k in ("id_number", "phone", "account")] == ["••••4567", "••••-••", "••••-••"]


def test_quotes_are_cut_from_the_hidden_text_and_the_record_given_stays():
    text = "账号6222021001001234567号"
    quote = {"text": text[2:15], "start": 2, "end": 15, "page": None, "bbox": None, "clause": "1"}
    record = sample.record(document={"text": text}, slots=[sample.record()["slots"][0] | {"evidence": quote}])
    found = mask(record)
    evidence = found["slots"][0]["evidence"]
    assert evidence["text"] == found["document"]["text"][2:15] == "•" * 13
    assert record["document"]["text"] == text


def test_the_contracts_own_number_stays():
    assert (
        mask(sample.record(document={"contract_no": "202500001234", "text": "编号202500001234"}))["document"]["text"]
        == "编号202500001234"
    )


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "xlsx"])
def test_nothing_of_them_is_left_in_an_output(tmp_path, suffix):
    import zipfile

    secret = ("13800138000", "6222021001001234567")
    text = sample.AGREEMENT.replace("法定代表人:林一舟", f"法定代表人:林一舟\n电话:{secret[0]}\n账号:{secret[1]}")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.txt").write_text(text, encoding="utf-8")
    out = tmp_path / f"l.{suffix}"
    assert cli.main(["run", str(tmp_path / "a"), "-o", str(out), "--jobs", "0", "--mask"]) == 0
    data = (
        b"".join(zipfile.ZipFile(out).read(n) for n in zipfile.ZipFile(out).namelist())
        if suffix == "xlsx"
        else b"".join(p.read_bytes() for p in tmp_path.glob("l*." + suffix))
    )
    assert not any(s.encode() in data for s in secret) and b"8000" in data
