"""Page pictures that are one document, by their names."""

import io
import zipfile

import pytest
from pictures import page_of, printed
from PIL import Image

from extractor import containers, pipeline
from extractor.batch.walk import found
from extractor.containers.series import grouped, pages
from extractor.read import ReadError

FIRST = ("借用合同", "甲方：岚山市北斗仓储有限公司", "乙方：岚山市青禾种业有限公司", "第一条 借用物", "甲方将叉车一台借给乙方使用。")
SECOND = ("第二条 期限", "借用期限自2025年5月1日起至2025年7月31日止。")


@pytest.mark.parametrize(
    ("names", "documents"),
    [
        (["合同-1.jpg", "合同-10.jpg", *(f"合同-{n}.jpg" for n in range(2, 10))], ["合同-[1-10].jpg"]),
        (["page001.png", "page002.png", "读我.txt"], ["page[001-002].png", "读我.txt"]),
        (["合同 (1).jpeg", "合同 (2).jpeg"], ["合同 ([1-2]).jpeg"]),
        (["第1页.png", "第2页.png", "第3页.png"], ["第[1-3]页.png"]),
        (["0.tif", "1.tif"], ["[0-1].tif"]),
        (["a/1.jpg", "b/1.jpg", "a/2.jpg"], ["a/[1-2].jpg", "b/1.jpg"]),
        (["甲-1.jpg", "甲-2.jpg", "乙-1.jpg", "乙-2.jpg"], ["甲-[1-2].jpg", "乙-[1-2].jpg"]),
        # no pages of one document: a gap, camera numbers, years, other kinds of file, other suffixes, a name that is taken
        (["合同-1.jpg", "合同-3.jpg"], ["合同-1.jpg", "合同-3.jpg"]),
        (["IMG_2041.jpg", "IMG_2042.jpg"], ["IMG_2041.jpg", "IMG_2042.jpg"]),
        (["合同-1.pdf", "合同-2.pdf"], ["合同-1.pdf", "合同-2.pdf"]),
        (["合同-1.jpg", "合同-2.png"], ["合同-1.jpg", "合同-2.png"]),
        (["合同-1.jpg", "合同-01.jpg", "合同-2.jpg"], ["合同-1.jpg", "合同-01.jpg", "合同-2.jpg"]),
        (["x-1.jpg", "x-2.jpg", "x-[1-2].jpg"], ["x-1.jpg", "x-2.jpg", "x-[1-2].jpg"]),
        (["合同20250301.jpg", "合同20250302.jpg"], ["合同20250301.jpg", "合同20250302.jpg"]),
    ],
)
def test_names_that_say_so(names, documents):
    assert [one for one, _ in grouped(names)] == documents


def test_a_series_names_its_pages_and_nothing_endless():
    assert pages("page[008-011].png") == ["page008.png", "page009.png", "page010.png", "page011.png"]
    assert pages("合同-1.jpg") is None and pages("x[1-9999].jpg") is None and pages("x[5-2].jpg") is None


def scans() -> dict[str, bytes]:
    made = {}
    for n, lines in enumerate((FIRST, SECOND), 1):
        (picture,) = printed(page_of(lines, page=(595, 300)))
        made[f"借用-{n}.png"] = _png(picture)
    return made


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_a_folder_of_pages_is_one_agreement_whose_source_names_them(tmp_path):
    for name, data in scans().items():
        (tmp_path / name).write_bytes(data)
    (one,) = found([tmp_path])
    assert one.name == str(tmp_path / "借用-[1-2].png")
    (record,) = pipeline.extract(one.name)
    document = record.document
    assert (document["source"], document["pages"], document["format"]) == (one.name, 2, "image")
    assert [(a["path"], a["page"]) for a in record.articles if a["level"] == 1] == [("1", 1), ("2", 2)]
    assert {(d["value"], d["evidence"]["page"]) for d in record.dates} == {("2025-05-01", 2), ("2025-07-31", 2)}


def test_pages_in_an_archive_are_one_agreement(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, data in scans().items():
            archive.writestr(f"扫描/{name}", data)
    (name,) = containers.documents(tmp_path / "a.zip")
    assert name.endswith("a.zip!/扫描/借用-[1-2].png")
    assert pipeline.source(name).pages == 2


def test_a_page_that_is_gone_is_told(tmp_path):
    (tmp_path / "x-1.png").write_bytes(b"")
    with pytest.raises(ReadError):
        containers.fetch(tmp_path / "x-[1-2].png")


def test_a_run_over_pages_gives_one_record(tmp_path):
    from extractor import cli

    folder = tmp_path / "扫描"
    folder.mkdir()
    for name, data in scans().items():
        (folder / name).write_bytes(data)
    assert cli.main(["run", str(folder), "--jobs", "0", "-o", str(tmp_path / "l.jsonl")]) == 0
    (line,) = (tmp_path / "l.jsonl").read_text("utf-8").splitlines()
    assert "借用-[1-2].png" in line
