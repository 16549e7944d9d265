"""The public API."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import sample

import extractor
from extractor.packs import PackError
from extractor.read import ReadError


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "标注 合同.txt"
    path.write_text(sample.AGREEMENT, encoding="utf-8")
    return path


def test_extract_gives_the_record_of_one_agreement(file):
    record = extractor.extract(file)
    assert [(p["role"], p["name"]) for p in record.parties] == [
        ("甲方", "青禾数据科技有限公司"),
        ("乙方", "云渡标注服务有限公司"),
    ]
    assert ("end", "2026-02-28") in [(d["kind"], d["value"]) for d in record.dates]
    assert record.document["source"] == str(file) and record.document["status"] == "filled"


def test_extract_raises_for_a_file_that_is_no_agreement(tmp_path):
    (tmp_path / "x.docx").write_bytes(b"")
    with pytest.raises(ReadError):
        extractor.extract(tmp_path / "x.docx")


@pytest.mark.parametrize("jobs", [0, 2])
def test_run_gives_frames(file, tmp_path, jobs):
    (tmp_path / "leer.pdf").write_bytes(b"")
    tables = extractor.run(tmp_path, jobs=jobs)
    row = tables.contracts.iloc[0]
    assert len(tables.contracts) == 1 and row["party_a"] == "青禾数据科技有限公司"
    assert row["end"].date() == date(2026, 2, 28) and row["total"] == 120000
    assert sorted(tables.files["state"]) == ["failed", "ok"]
    assert "contracts 1" in repr(tables)


def test_run_takes_several_paths_and_refuses_one_that_is_not_there(file, tmp_path):
    assert len(extractor.run([file, file]).files) == 1
    with pytest.raises(FileNotFoundError):
        extractor.run([file, tmp_path / "nowhere"])


def test_a_wrong_pack_is_told(file, tmp_path):
    with pytest.raises(PackError):
        extractor.extract(file, patterns=[tmp_path / "no pack here"])


def test_importing_the_package_is_light():
    code = "import extractor, sys; print(sorted({'pandas', 'lxml', 'pypdfium2', 'rich', 'pyarrow'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_records_do_not_hang_on_the_order_of_sets(tmp_path):
    code = "import sys, json; from extractor import extract; print(json.dumps([r.to_dict() for r in map(extract, sys.argv[1:])], sort_keys=True))"
    corpus = Path(__file__).parent.parent / "corpus" / "tuned"
    files = [tmp_path / f"{gold.stem}.txt" for gold in sorted(corpus.glob("*.gold"))[:6]]
    for file in files:
        file.write_text((corpus / f"{file.stem}.gold").read_text(encoding="utf-8").split("---")[1].replace(" | ", " "), encoding="utf-8")
    seen = {
        subprocess.run([sys.executable, "-c", code, *files], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1
