"""Rows → files. Agreements are untrusted: whatever they say is written as text."""

import csv
import io
import json
import re
import sqlite3
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pyarrow.parquet
import pytest
import sample
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from extractor import anchors, cells, export, gold, packs, pipeline, table
from extractor.catalogue import catalogue
from extractor.export import dataset, xlsx, xlsx_cells, xlsx_links
from extractor.read import office
from extractor.standpoint import seen, standpoint

PACK = packs.load()
WORDS = catalogue(PACK)
ABOUT = export.About("9.9", "abc", "2025-03-01T08:00:00+08:00", lambda: [("处理情况", "Outcome", "1 ok")])
HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    '=HYPERLINK("http://x.example")',
    "<r><t>x</t></r>",
    "http://x.example",
    "a&b<c>",
    "_x0041_",
    "1e5",
]


RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def write(path, *records, lang="zh"):
    writer = export.writer(path, WORDS, lang, ABOUT)
    for record in records:
        writer.write(record, table.rows(record))
    writer.write(
        None,
        {"related": [{"file": "b.docx", "relation": "version", "other": "a.docx", "similarity": 0.5, "clauses": ("1.2", "3 +")}]},
    )
    return writer.close()


def column(sheet, name: str) -> int:
    return next(c.column for c in sheet[1] if c.value == name)


def book(path):
    return openpyxl.load_workbook(path)


# --- workbook -------------------------------------------------------------------------------------------------------------
def test_the_workbook_has_its_sheets_ids_hidden_headers_frozen_and_real_values(tmp_path):
    write(tmp_path / "台账 2025.xlsx", sample.record(), sample.failed())
    made = book(tmp_path / "台账 2025.xlsx")
    assert made.sheetnames == [
        "合同台账",
        "当事人",
        "日期",
        "期限",
        "金额",
        "数据条款",
        "条款",
        "填写项",
        "检查",
        "到期日历",
        "法定清单",
        "要素出处",
        "核对",
        "关联",
        "文件",
        "说明",
        xlsx.WRITTEN,
    ]
    assert made[xlsx.WRITTEN].sheet_state == "veryHidden"
    sheet = made["合同台账"]
    assert sheet.row_dimensions[1].hidden and sheet["A1"].value == "file" and sheet["A2"].value == "文件"
    assert sheet.freeze_panes == "C3" and sheet.auto_filter.ref.startswith("A2:") and sheet.max_row == 3
    signed, total = sheet.cell(3, column(sheet, "signed")), sheet.cell(3, column(sheet, "total"))
    assert signed.value == datetime(2025, 2, 20) and signed.number_format == "yyyy-mm-dd"
    assert total.value == 120000 and total.number_format.startswith("#,##0.00")
    assert sheet.cell(3, column(sheet, "effective")).value is None
    files = made["文件"]
    assert [files.cell(row, column(files, "state")).value for row in (3, 4)] == ["正常", "失败"]


@pytest.mark.parametrize(("lang", "every"), [("zh", "各明细表"), ("en", "Detail sheets")])
def test_the_last_sheet_says_what_columns_mean_those_of_many_sheets_once(tmp_path, lang, every):
    write(tmp_path / "l.xlsx", sample.record(), lang=lang)
    told = [row[:3] for row in book(tmp_path / "l.xlsx")[WORDS.word("about", lang)].iter_rows(values_only=True)]
    for sheet in WORDS.sheets:
        for c in sheet.columns:
            if c.about:
                assert sum(row[0] in (every, sheet.labels[lang]) and row[1:] == (c.labels[lang], c.about[lang]) for row in told) == 1
    assert (every, WORDS.sheet("dates").columns[-1].labels[lang]) in {row[:2] for row in told}  # the rule


def test_headers_and_words_come_in_english(tmp_path):
    write(tmp_path / "l.xlsx", sample.record(), lang="en")
    sheet = book(tmp_path / "l.xlsx")["Agreements"]
    assert sheet["A2"].value == "File" and sheet.cell(3, column(sheet, "status")).value == "filled"
    assert "About" in book(tmp_path / "l.xlsx").sheetnames


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_plain_string_in_the_workbook(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "l.xlsx", sample.record(document={"title": text}, parties=[sample.party("甲方", text)]))
    sheet = book(tmp_path / "l.xlsx")["合同台账"]
    for name in ("title", "party_a"):
        cell = sheet.cell(3, column(sheet, name))
        assert cell.data_type in ("s", "inlineStr")
        assert unescape(cell.value).strip() == text.strip()
    with zipfile.ZipFile(tmp_path / "l.xlsx") as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                tree = ElementTree.fromstring(archive.read(name))
                assert not tree.findall(".//{*}f")
                for link in tree.findall(".//{*}hyperlink"):  # to a row of our own sheets, or to the file that was read
                    assert link.get(RELATION) or re.fullmatch(r"'[^']+'!A\d+", link.get("location"))
        links = [e.get("Target") for name in archive.namelist() if "worksheets/_rels" in name for e in ElementTree.fromstring(archive.read(name))]
        assert set(links) == {"合同\\标注.docx"}


@pytest.mark.skipif(not office.program(), reason="needs LibreOffice (soffice), a program of the system: .ci/run installs it")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_libreoffice_opens_the_workbook_and_reads_what_was_written(tmp_path, lang):
    title = "=1+1\x07 & <租赁> 😀"
    write(tmp_path / "台账.xlsx", sample.record("a.docx", document={"title": title}), sample.failed(), lang=lang)
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [office.program(), "--headless", home, "--convert-to", "ods:calc8", "--outdir", str(tmp_path), str(tmp_path / "台账.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    names = {"table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}
    content = ElementTree.fromstring(zipfile.ZipFile(tmp_path / "台账.ods").read("content.xml"))
    tables = content.findall(".//table:table", names)
    assert [t.get(f"{{{names['table']}}}name") for t in tables] == book(tmp_path / "台账.xlsx").sheetnames
    shown = ["".join(p.itertext()) for p in tables[0].iterfind(".//text:p", names)]
    assert {"=1+1 & <租赁> 😀", "2025-02-20"} <= set(shown) and not content.findall(".//*[@table:formula]", names)


def test_what_xml_forbids_is_taken_out_and_long_cells_are_cut_with_a_mark(tmp_path):
    long = "条" * 40_000
    write(tmp_path / "l.xlsx", sample.record(document={"title": "甲\x00乙\x0b\ud800丙\uffff"}, articles=[_article(long)]))
    made = book(tmp_path / "l.xlsx")
    assert made["合同台账"].cell(3, column(made["合同台账"], "title")).value == "甲乙丙"
    cut = made["条款"].cell(3, column(made["条款"], "text")).value
    assert len(cut) == xlsx_cells.MAX_TEXT and cut.endswith("〔以下截断〕") and cut.startswith("条条")


def test_characters_outside_the_basic_plane_count_twice(tmp_path):
    cut = xlsx_cells.literal("𠮷" * 20_000, "〔cut〕")
    assert len(cut.encode("utf-16-le")) // 2 <= xlsx_cells.MAX_TEXT and cut.endswith("𠮷〔cut〕")
    assert xlsx_cells.literal("𠮷" * 16_383, "〔cut〕") == "𠮷" * 16_383


def _article(text: str) -> dict:
    return {
        "path": "1",
        "label": "第一条",
        "level": 1,
        "parent": None,
        "heading": None,
        "text": text,
        "start": 0,
        "end": 1,
        "page": None,
    }


def test_partial_dates_and_early_years_are_text_and_long_numbers_keep_their_digits(tmp_path):
    dates = [sample.date("start", "2025-03"), sample.date("signed", "1899-12-31")]
    write(tmp_path / "l.xlsx", sample.record(dates=dates, amounts=[sample.amount("total", "12345678901234567.89")]))
    sheet = book(tmp_path / "l.xlsx")["合同台账"]
    values = {name: sheet.cell(3, column(sheet, name)).value for name in ("start", "signed", "total")}
    assert values == {"start": "2025-03", "signed": "1899-12-31", "total": "12345678901234567.89"}


def test_blank_is_told_from_absent(tmp_path):
    write(tmp_path / "l.xlsx", sample.record(parties=[sample.party("甲方", None)]))
    sheet = book(tmp_path / "l.xlsx")["合同台账"]
    assert sheet.cell(3, column(sheet, "party_a")).value == "〔空白〕"
    assert sheet.cell(3, column(sheet, "party_b")).value is None


_SHOWN = ["甲方：青禾公司", "", " ", "a & b < c > d \"e\"", "<r>x</r>", "<t>", " 前", "后 ", "\u3000全角", "一行\n二行", "\tx", "x\r\n", "_x000D_", "_x", "=1+1", "\ufffe", "😀", "\u200b", "\xa0"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(_SHOWN) | st.text(max_size=12) | st.none() | st.integers(), min_size=1, max_size=8))
def test_the_short_way_writes_what_xlsxwriter_writes(cells):
    from xlsxwriter.worksheet import Worksheet

    from extractor.export.xlsx_page import Page

    def written(kind):
        made = io.BytesIO()
        with xlsxwriter.Workbook(made, {"constant_memory": True}) as book:
            looks, page = [book.add_format({"bold": True}), None], book.add_worksheet("合同", kind)
            for n, cell in enumerate(cells):
                write = page.write_blank if cell is None else page.write_string if isinstance(cell, str) else page.write_number
                write(0, n, cell, looks[n % 3 == 2])
        return zipfile.ZipFile(made).read("xl/worksheets/sheet1.xml")

    assert written(Page) == written(Worksheet)


def test_a_table_beyond_excels_rows_goes_on_in_a_second_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 4)  # two ids-and-headers rows, two of data
    write(tmp_path / "l.xlsx", *(sample.record(f"{n}.docx") for n in range(5)))
    made = book(tmp_path / "l.xlsx")
    rows = [made[name].cell(r, 1).value for name in ("合同台账", "合同台账 (2)", "合同台账 (3)") for r in (3, 4)]
    assert rows == ["0.docx", "1.docx", "2.docx", "3.docx", "4.docx", None]


def test_a_split_table_is_told(tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(xlsx, "MAX_ROWS", 4)
    writer = export.writer(tmp_path / "l.xlsx", WORDS, "en", replace(ABOUT, tell=told.append))
    for n in range(3):
        writer.write(sample.record(f"{n}.docx"), table.rows(sample.record(f"{n}.docx")))
    writer.close()
    assert any("Agreements has more rows than an Excel sheet holds (4); they go on over 2 sheets" in text for text in told)


# --- links ----------------------------------------------------------------------------------------------------------------
def follow(made, sheet, cell):
    """The row an internal link leads to, as id → value."""
    name, row = re.fullmatch(r"'([^']+)'!A(\d+)", cell.hyperlink.location).groups()
    return name, {c.value: made[name].cell(int(row), c.column).value for c in made[name][1]}


def test_each_ledger_cell_leads_to_the_row_it_comes_from(tmp_path):
    records = [sample.record("a.docx"), sample.failed(), sample.record("b.docx")]
    write(tmp_path / "l.xlsx", *records)
    made = book(tmp_path / "l.xlsx")
    sheet = made["合同台账"]
    for row, file in ((3, "a.docx"), (4, "b.docx")):
        found = {c.value: follow(made, sheet, sheet.cell(row, c.column)) for c in sheet[1] if getattr(sheet.cell(row, c.column).hyperlink, "location", None)}
        assert {f["file"] for _, f in found.values()} == {file}
        assert (found["signed"][0], found["signed"][1]["value"]) == ("日期", "2025-02-20")
        assert (found["term"][0], found["term"][1]["kind"], found["term"][1]["quote"]) == ("期限", "合同期", "一年")
        assert (found["contract_no"][0], found["contract_no"][1]["quote"]) == ("要素出处", "BZ-2025-017")
        assert (found["party_b"][0], found["party_b"][1]["name"]) == ("当事人", "云渡标注服务有限公司")
        assert found["data_purpose"][1]["stance"] == "不得" and found["warnings"][0] == "检查" and found["status"][0] == "填写项"
        assert found["checklist_pipl-21"][0] == "法定清单"
    assert sheet.cell(3, column(sheet, "effective")).hyperlink is None


def test_evidence_rows_lead_to_the_page_beside_the_workbook_and_to_the_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.docx", "b 100%#.docx"):
        (tmp_path / name).touch()
    (tmp_path / "review").mkdir()
    (tmp_path / "review" / f"{anchors.record_id('a.docx')}.html").touch()
    write(tmp_path / "l.xlsx", sample.record("a.docx"), sample.record("b 100%#.docx"), sample.record("c.zip!/x/d.docx#2"))
    sheet = book(tmp_path / "l.xlsx")["日期"]
    files, pages = column(sheet, "open_file"), column(sheet, "open_page")
    first, second, third = (sheet.cell(row, pages).hyperlink for row in (3, 6, 9))
    assert first.target == f"review\\{anchors.record_id('a.docx')}.html" and second is None and third is None
    assert first.location == anchors.item_id("dates", "signed", sample.evidence("2025-02-20", "2.1"))
    assert [sheet.cell(row, files).hyperlink.target for row in (3, 6, 9)] == ["a.docx", "b%20100%25%23.docx", "c.zip"]


@pytest.mark.parametrize("name", ["s3://bucket/a.docx", "\\\\server\\share\\a.docx", "http:/x.example/a.docx", "名\udcff.pdf", "a\nb.docx", "长" * 2100])
def test_a_file_name_that_would_mean_something_else_is_no_link(tmp_path, name):
    assert xlsx_links.file_link(tmp_path, name) is None


def test_a_file_elsewhere_is_named_in_full():
    assert xlsx_links.file_link(Path("/a/b"), "/a/c/d.docx") == "external:../c/d.docx"
    assert xlsx_links.file_link(Path("/a/b"), "/x/d e.docx") == "external:/x/d%20e.docx"


def test_beyond_excels_links_cells_are_plain_text_and_it_is_told(tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(xlsx, "MOST", 5)
    writer = export.writer(tmp_path / "l.xlsx", WORDS, "en", replace(ABOUT, tell=told.append))
    writer.write(sample.record(), table.rows(sample.record()))
    writer.close()
    made = book(tmp_path / "l.xlsx")
    sheet = made["Agreements"]
    assert sum(cell.hyperlink is not None for cell in sheet[3]) == 5
    assert sheet.cell(3, column(sheet, "data_deletion")).value == "30 d"
    (notice,) = [text for text in told if "Agreements has more links than an Excel sheet allows (5)" in text]
    assert notice.partition(": ")[2] in {c.value for row in made["About"].iter_rows() for c in row}


def test_every_ledger_cell_of_the_corpus_has_literal_evidence_or_is_marked_computed_or_blank(tmp_path):
    """Every agreement of the corpus as plain text: each filled cell is walked back."""
    columns, count = {c.id: c for c in WORDS.sheet("contracts").columns}, Counter()
    for record in corpus(tmp_path):
        rows = table.rows(record)
        (ledger,), text = rows["contracts"], record["document"]["text"]
        where, behind = cells.links(record, rows), cells.behind(record)
        for name, column in columns.items():
            shown = table.show(ledger.get(name), column, WORDS, "zh")
            if shown is None:
                count["absent"] += 1
            elif column.computed:
                count["computed"] += 1
            elif shown == table.BLANK or all(part == table.BLANK for part in str(shown).split("(")[0].split("、")):
                count["blank"] += 1
            else:
                count["found"] += 1
                sheet, n = where[name]
                row = rows[sheet][n]
                assert row["quote"] and row["quote"] == text[row["start_offset"] : row["end_offset"]], (record["document"]["source"], name)
                assert all(i.evidence["text"] == text[i.evidence["start"] : i.evidence["end"]] for i in behind[name] if i.value), name
    assert count["found"] > 1000 and count["computed"] > 100 and count["absent"] > 100


def corpus(folder):
    from test_schema import ROOT, _lines

    for label in gold.load_dir(ROOT / "corpus"):
        file = folder / f"{label['id']}.txt"
        file.write_text("\n".join(_lines(label)), encoding="utf-8")
        at = standpoint(PACK, date(2025, 12, 31), ("有限公司",))
        yield from (seen(made.to_dict(), at, PACK) for made in pipeline.extract(file))


# --- databases ------------------------------------------------------------------------------------------------------------
SUM = "SELECT party_b, count(*), sum(total), min(signed) FROM contracts GROUP BY 1"


@pytest.mark.parametrize("suffix", ["sqlite", "db"])
def test_sqlite_is_ready_for_sql(tmp_path, suffix):
    write(tmp_path / f"l.{suffix}", sample.record(), sample.record("b.docx"), sample.failed())
    db = sqlite3.connect(tmp_path / f"l.{suffix}")
    assert db.execute(SUM).fetchall() == [("云渡标注服务有限公司", 2, 240000, "2025-02-20")]
    assert db.execute("SELECT typeof(total), typeof(data_terms) FROM contracts").fetchone() == ("integer", "integer")
    assert db.execute("SELECT f.state, count(*) FROM files f GROUP BY 1 ORDER BY 1").fetchall() == [("failed", 1), ("ok", 2)]
    assert db.execute("SELECT relation, clauses FROM related").fetchall() == [("version", "1.2; 3 +")]
    assert dict(db.execute("SELECT * FROM extractor")) == {
        "version": "9.9",
        "pack": "abc",
        "started": "2025-03-01T08:00:00+08:00",
    }
    db.close()


def test_duckdb_is_typed_and_ready_for_sql(tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="the extra [duckdb]")
    write(tmp_path / "l.duckdb", sample.record(), sample.record("b.docx"), sample.failed())
    with duckdb.connect(str(tmp_path / "l.duckdb"), read_only=True) as db:
        assert db.execute(SUM).fetchall() == [("云渡标注服务有限公司", 2, Decimal("240000"), date(2025, 2, 20))]
        assert db.execute("SELECT typeof(total), typeof(signed) FROM contracts").fetchone() == ("DECIMAL(38,10)", "DATE")


@pytest.mark.parametrize("text", ["x'); DROP TABLE contracts; --", '"', "'"])
def test_a_hostile_text_is_a_value_in_a_database(tmp_path, text):
    write(tmp_path / "l.sqlite", sample.record(document={"title": text}))
    assert sqlite3.connect(tmp_path / "l.sqlite").execute("SELECT title FROM contracts").fetchone() == (text,)


def test_a_dataset_is_a_folder_of_parts_that_reads_as_one_table(tmp_path, monkeypatch):
    monkeypatch.setattr(dataset, "ROWS", 4)
    monkeypatch.setattr(dataset, "_GROUP", 2)
    for count in (9, 5):  # the second takes the place of the first
        files = write(tmp_path / "l.dataset", *(sample.record(f"{n}.docx") for n in range(count)))
        assert files[0] == tmp_path / "l.dataset"
        assert len(list((tmp_path / "l.dataset" / "contracts").iterdir())) == -(-count // 4)
        whole = pyarrow.parquet.read_table(tmp_path / "l.dataset" / "contracts")
        assert whole["file"].to_pylist() == [f"{n}.docx" for n in range(count)]
    assert pyarrow.parquet.read_table(tmp_path / "l.dataset" / "slots").num_rows == 5
    assert not list(tmp_path.glob(".*"))


# --- csv ------------------------------------------------------------------------------------------------------------------
def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_is_one_file_a_table_with_a_byte_order_mark(tmp_path):
    files = write(tmp_path / "ledger.csv", sample.record())
    assert [f.name for f in files][:2] == ["ledger.csv", "ledger.parties.csv"] and len(files) == len(WORDS.sheets)
    assert (tmp_path / "ledger.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = read(tmp_path / "ledger.csv")
    assert (row["甲方"], row["签订日期"], row["期限"], row["合同金额"]) == (
        "青禾数据科技有限公司",
        "2025-02-20",
        "1年",
        "120000.00",
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1+1"])
def test_csv_text_never_starts_a_formula(tmp_path, text):
    write(tmp_path / "l.csv", sample.record(parties=[sample.party("甲方", text)]))
    (row,) = read(tmp_path / "l.csv")
    assert row["甲方"] == "'" + text


def test_csv_numbers_stay_numbers(tmp_path):
    write(tmp_path / "l.csv", sample.record(amounts=[sample.amount("total", "-5.00")]))
    assert read(tmp_path / "l.csv")[0]["合同金额"] == "-5.00"


# --- parquet, jsonl -------------------------------------------------------------------------------------------------------
def test_parquet_keeps_types_and_codes(tmp_path):
    write(tmp_path / "l.parquet", sample.record(), sample.failed())
    made = pyarrow.parquet.read_table(tmp_path / "l.parquet")
    (row,) = made.to_pylist()
    assert row["signed"].isoformat() == "2025-02-20" and row["status"] == "filled" and row["term"] == "P1Y"
    assert made.schema.metadata[b"extractor.pack"] == b"abc"
    assert pyarrow.parquet.read_table(tmp_path / "l.files.parquet").num_rows == 2


def test_jsonl_is_the_record_unchanged(tmp_path):
    records = [sample.record(), sample.failed("名\udcff.pdf")]
    write(tmp_path / "l.jsonl", *records)
    lines = (tmp_path / "l.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == records and "青禾" in lines[0]


# --- places ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".parquet", ".jsonl"])
def test_nothing_stands_there_before_the_end_and_discard_leaves_nothing(tmp_path, monkeypatch, suffix):
    (tmp_path / "passing").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "passing"))
    path = tmp_path / "新 文件夹" / f"l{suffix}"
    writer = export.writer(path, WORDS, "zh", ABOUT)
    writer.write(sample.record(), table.rows(sample.record()))
    assert not path.exists()
    writer.discard()
    assert list(path.parent.iterdir()) == list((tmp_path / "passing").iterdir()) == []
    write(path, sample.record())
    assert path.exists() and list((tmp_path / "passing").iterdir()) == []


def test_a_locked_output_gets_another_name_and_nothing_is_lost(tmp_path, monkeypatch):
    path, move = tmp_path / "l.jsonl", export.os.replace

    def locked(source, target):
        if target == path:
            raise PermissionError("open in Excel")
        move(source, target)

    monkeypatch.setattr(export.os, "replace", locked)
    assert write(path, sample.record()) == [tmp_path / "l (2).jsonl"]
    assert json.loads((tmp_path / "l (2).jsonl").read_text(encoding="utf-8"))["document"]["title"]


def test_a_dataset_open_elsewhere_stays_and_the_new_one_gets_another_name(tmp_path, monkeypatch):
    path, move = tmp_path / "l.dataset", export.os.replace
    assert write(path, sample.record())[0] == path
    (path / "contracts" / "mine.txt").write_text("x")

    def locked(source, target):
        if source == path:
            raise PermissionError("a file in it is open")
        move(source, target)

    assert write(path, sample.record())[0] == path and not (path / "contracts" / "mine.txt").exists()
    monkeypatch.setattr(export.os, "replace", locked)
    first, *files = write(path, sample.record())
    assert first == tmp_path / "l (2).dataset" and files and all(f.is_relative_to(first) for f in files)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["l (2).dataset", "l.dataset"]


def test_an_unknown_suffix_and_an_impossible_place_are_told(tmp_path):
    with pytest.raises(export.OutputError, match=r"\.csv, \.dataset, \.db, \.duckdb, \.ics, \.jsonl, \.parquet, \.sqlite, \.xlsx"):
        export.writer(tmp_path / "l.doc", WORDS, "zh", ABOUT)
    (tmp_path / "file").write_text("x")
    with pytest.raises(export.OutputError, match="cannot be written"):
        export.writer(tmp_path / "file" / "l.xlsx", WORDS, "zh", ABOUT)
