"""A ledger people worked in: corrected cells and columns of their own survive the next run, nothing is overwritten silently."""

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import sample

from extractor import cli, decisions, packs
from extractor.catalogue import catalogue
from extractor.corrections import corrections
from extractor.decisions import Decision
from extractor.export import OutputError, earlier, xlsx
from extractor.store import Store

WORDS = catalogue(packs.load())
OTHER = sample.AGREEMENT.replace("青禾数据科技有限公司", "白塔医疗科技有限公司").replace("BZ-2025-017", "BZ-2025-018").replace("120,000", "90,000").replace("壹拾贰万", "玖万")


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "归档"
    folder.mkdir()
    (folder / "甲.txt").write_text(sample.AGREEMENT, encoding="utf-8")
    (folder / "乙.txt").write_text(OTHER, encoding="utf-8")
    return folder


@pytest.fixture
def ledger(archive, tmp_path):
    run(archive, tmp_path / "ledger.xlsx")
    return tmp_path / "ledger.xlsx"


def run(archive: Path, output: Path, *more) -> None:
    assert cli.main([str(a) for a in ("run", archive, "-o", output, "--jobs", 0, "--as-of", "2025-06-01", *more)]) == 0


def sheet_of(path: Path):
    return openpyxl.load_workbook(path)["合同台账"]


def edit(path: Path, change, to: Path | None = None) -> Path:
    """The workbook after a person changed its ledger."""
    book = openpyxl.load_workbook(path)
    change(book["合同台账"])
    book.save(to or path)
    return to or path


def at(sheet, file: str, column: str):
    row = next(c.row for c in sheet["A"] if str(c.value).endswith(file))
    return sheet.cell(row, next(c.column for c in sheet[1] if c.value == column))


def labelled(sheet, file: str, label: str):
    row = next(c.row for c in sheet["A"] if str(c.value).endswith(file))
    return sheet.cell(row, next(c.column for c in sheet[2] if c.value == label)).value


def reviewed(path: Path, column: str) -> list:
    sheet = openpyxl.load_workbook(path)["核对"]
    at = next(c.column for c in sheet[1] if c.value == column)
    return [sheet.cell(row, at).value for row in range(3, sheet.max_row + 1)]


def made(path: Path) -> tuple[Decision, ...]:
    store = Store(path.with_suffix(".store"))
    found = decisions.read(store)
    store.close()
    return found


def put(file: str, **values):
    def change(sheet):
        for column, value in values.items():
            at(sheet, file, column).value = value

    return change


def test_a_corrected_cell_stands_beside_the_machines_and_in_the_store(archive, ledger):
    machine = at(sheet_of(ledger), "甲.txt", "term").value
    edit(ledger, put("甲.txt", term="两年", signed=datetime(2025, 2, 21), total=130000, party_b=None, effective="2025年3月1日", status="空白"))
    run(archive, ledger, "--update", ledger)
    sheet = sheet_of(ledger)
    assert at(sheet, "甲.txt", "term").value == machine == "1年" and at(sheet, "甲.txt", "term:person").value == "2年"
    assert at(sheet, "甲.txt", "signed").value == datetime(2025, 2, 20) and at(sheet, "甲.txt", "signed:person").value == datetime(2025, 2, 21)
    assert at(sheet, "甲.txt", "total").value == 120000 and at(sheet, "甲.txt", "total:person").value == 130000
    assert at(sheet, "甲.txt", "party_b").value == "云渡标注服务有限公司" and at(sheet, "甲.txt", "party_b:person").value == "〔删去〕"
    assert at(sheet, "甲.txt", "effective").value is None and at(sheet, "甲.txt", "effective:person").value == datetime(2025, 3, 1)
    assert at(sheet, "甲.txt", "status:person").value == "空白"
    assert [at(sheet, "乙.txt", f"{c}:person").value for c in ("term", "signed", "total", "party_b", "status")] == [None] * 5
    column = at(sheet, "甲.txt", "term").column
    assert sheet.cell(2, column + 1).value == "期限 · 人工" and sheet.cell(1, column + 1).value == "term:person"
    stored = {(d.field, d.machine, d.verdict, d.value, d.origin) for d in made(ledger)}
    assert stored == {
        ("durations.term", "P1Y", "correct", "P2Y", "workbook"),
        ("dates.signed", "2025-02-20", "correct", "2025-02-21", "workbook"),
        ("amounts.total", "120000.00", "correct", "130000", "workbook"),
        ("parties.name", "云渡标注服务有限公司", "reject", None, "workbook"),
        ("dates.effective", None, "correct", "2025-03-01", "workbook"),
        ("contracts.status", "filled", "correct", "blank", "workbook"),
    }
    assert set(reviewed(ledger, "value")) >= {"2025-02-21", "2年"} and reviewed(ledger, "state") == ["机器值未变"] * 6


def test_corrections_last_through_further_runs_also_without_the_workbook(archive, ledger, tmp_path):
    edit(ledger, put("甲.txt", term="两年"))
    run(archive, ledger, "--update", ledger)
    run(archive, ledger, "--update", ledger)
    run(archive, tmp_path / "neu.xlsx", "--store", ledger.with_suffix(".store"), "--fresh")
    for path in (ledger, tmp_path / "neu.xlsx"):
        assert at(sheet_of(path), "甲.txt", "term:person").value == "2年"
    assert len(made(ledger)) == 1


def test_columns_of_ones_own_go_along_with_their_agreement_wherever_it_stands(archive, ledger, capsys):
    def change(sheet):
        last = sheet.max_column + 1
        sheet.cell(2, last).value = "跟进人"
        sheet.cell(2, last + 1).value = "复核日"
        sheet.insert_cols(4)
        sheet.cell(2, 4).value = "=风险"
        for row, who in ((3, "=cmd|' /C calc'!A0"), (4, "小林")):
            sheet.cell(row, last + 1).value = who
            sheet.cell(row, 4).value = row
        sheet.cell(3, last + 2).value = datetime(2025, 5, 6)
        sheet.cell(4, last + 2).value = "=1+1"
        sheet.move_range("A3:CZ3", rows=3)  # sorted otherwise, rows left empty

    first = str(sheet_of(ledger)["A3"].value).rpartition("/")[2]
    other = {"甲.txt": "乙.txt", "乙.txt": "甲.txt"}[first]
    edit(ledger, change)
    (archive / "甲.txt").rename(archive / "改名.txt")
    run(archive, ledger, "--update", ledger)
    sheet, now = sheet_of(ledger), {"甲.txt": "改名.txt", "乙.txt": "乙.txt"}
    assert labelled(sheet, now[first], "=风险") == 3 and labelled(sheet, now[other], "=风险") == 4
    assert labelled(sheet, now[first], "复核日") == datetime(2025, 5, 6) and labelled(sheet, now[other], "跟进人") == "小林"
    assert labelled(sheet, now[other], "复核日") in (None, 2) and "公式" in capsys.readouterr().err  # no program has worked the formula out here
    with zipfile.ZipFile(ledger) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name)
    run(archive, ledger, "--update", ledger)
    assert labelled(sheet_of(ledger), now[other], "跟进人") == "小林"


def test_the_workbook_before_is_kept_and_nothing_is_lost_when_update_is_forgotten(archive, ledger, tmp_path, capsys):
    edit(ledger, put("甲.txt", term="两年"))
    run(archive, ledger, "--as-of", "2025-06-02")
    (before,) = tmp_path.glob("ledger.before-*.xlsx")
    assert "--update" in capsys.readouterr().err and at(sheet_of(before), "甲.txt", "term").value == "两年"
    run(archive, ledger, "--as-of", "2025-06-02", "--update", before)
    assert at(sheet_of(ledger), "甲.txt", "term:person").value == "2年"
    assert len(list(tmp_path.glob("ledger.before-*.xlsx"))) == 1  # what nobody touched is not kept


def test_workbook_and_review_page_that_differ_are_a_conflict_until_a_person_settles_it(archive, ledger):
    edit(ledger, put("甲.txt", signed=datetime(2025, 2, 21)))
    run(archive, ledger, "--update", ledger)
    (book,) = made(ledger)
    store = Store(ledger.with_suffix(".store"))
    decisions.add(store, Decision(book.document, book.field, book.place, book.machine, "correct", "2025-02-22", origin="review", file=book.file))
    store.close()
    run(archive, ledger)
    sheet = sheet_of(ledger)
    assert at(sheet, "甲.txt", "signed:person").value == "2025-02-21（台账） / 2025-02-22（核对页）"
    assert at(sheet, "甲.txt", "signed").value == datetime(2025, 2, 20)
    assert at(sheet, "甲.txt", "signed:person").fill.fgColor.rgb == "FFF8CBAD"
    edit(ledger, put("甲.txt", **{"signed:person": datetime(2025, 2, 22)}))
    run(archive, ledger, "--update", ledger)
    assert at(sheet_of(ledger), "甲.txt", "signed:person").value == datetime(2025, 2, 22)
    assert [(d.verdict, d.origin) for d in made(ledger)] == [("correct", "workbook"), ("correct", "review"), ("withdraw", "review"), ("correct", "workbook")]


def test_an_emptied_person_cell_takes_the_decision_back(archive, ledger):
    edit(ledger, put("甲.txt", term="两年"))
    run(archive, ledger, "--update", ledger)
    edit(ledger, put("甲.txt", **{"term:person": None}))
    run(archive, ledger, "--update", ledger)
    assert "term:person" not in {c.value for c in sheet_of(ledger)[1]} and decisions.standing(made(ledger)) == ()


def test_a_correction_the_machine_has_learnt_or_lost_is_told(archive, ledger):
    edit(ledger, put("甲.txt", term="两年", total=130000))
    run(archive, ledger, "--update", ledger)
    (archive / "甲.txt").write_text(sample.AGREEMENT.replace("一年", "二年").replace("人民币120,000元(大写:壹拾贰万元整)", "另行约定"), encoding="utf-8")
    run(archive, ledger)
    assert reviewed(ledger, "state") == ["文件内容已变，请复核"] * 2
    assert at(sheet_of(ledger), "甲.txt", "total:person").value == 130000  # still there, to be looked at


def test_the_language_may_change_between_runs(archive, ledger):
    edit(ledger, put("甲.txt", term="18个月", contract_type="房屋租赁", data_deletion="60日"))
    run(archive, ledger, "--update", ledger, "--lang", "en")
    sheet = openpyxl.load_workbook(ledger)["Agreements"]
    assert at(sheet, "甲.txt", "term:person").value == "18 mo" and at(sheet, "甲.txt", "term").value == "1 y"
    assert at(sheet, "甲.txt", "data_deletion:person").value == "60 d"


def test_what_is_not_carried_over_is_told(archive, ledger, capsys):
    book = openpyxl.load_workbook(ledger)
    book.create_sheet("我的笔记")["A1"].value = "x"
    at(book["合同台账"], "甲.txt", "term").comment = openpyxl.comments.Comment("问客户", "林")
    at(book["合同台账"], "乙.txt", "term").value = "3年"
    book.save(ledger)
    (archive / "乙.txt").unlink()
    run(archive, ledger, "--update", ledger)
    err = capsys.readouterr().err
    assert "我的笔记" in err and "批注" in err and "乙.txt" in err and "ledger.before-" in err


def test_a_ledger_without_what_it_was_written_with_gives_columns_only(archive, ledger, capsys):
    book = openpyxl.load_workbook(ledger)
    del book[xlsx.WRITTEN]
    sheet = book["合同台账"]
    at(sheet, "甲.txt", "term").value = "3年"
    sheet.cell(2, sheet.max_column + 1).value = "备注"
    sheet.cell(3, sheet.max_column).value = "看过"
    book.save(ledger)
    run(archive, ledger, "--update", ledger)
    assert made(ledger) == () and "备注" in {c.value for c in sheet_of(ledger)[2]} and "看不出" in capsys.readouterr().err


def test_no_workbook_and_no_ledger_are_told(archive, tmp_path, capsys):
    (tmp_path / "x.xlsx").write_text("no zip")
    openpyxl.Workbook().save(tmp_path / "leer.xlsx")
    for name, message in (("x.xlsx", "not a workbook"), ("leer.xlsx", "no ledger"), ("nirgends.xlsx", "no such workbook")):
        assert cli.main([str(a) for a in ("run", archive, "-o", tmp_path / "l.xlsx", "--jobs", 0, "--update", tmp_path / name)]) == 2
        assert message in capsys.readouterr().err
    assert not (tmp_path / "l.xlsx").exists()


def test_a_workbook_that_unpacks_without_end_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(earlier.limits, "RATIO_FROM", 1000)
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 2_000_000)
    with pytest.raises(OutputError, match="unpacks"):
        earlier.read(tmp_path / "b.xlsx")


def test_a_workbook_nobody_touched_has_no_changes(archive, tmp_path):
    (archive / "白.txt").write_text(sample.AGREEMENT.replace("青禾数据科技有限公司", "________").replace("2025年2月20日", "2025年2月"), encoding="utf-8")
    for lang in ("zh", "en"):
        run(archive, tmp_path / "l.xlsx", "--lang", lang)
        found = earlier.read(tmp_path / "l.xlsx")
        assert len(found.lines) == 3 and not found.touched and found.own == () and found.notices == ()


@pytest.mark.parametrize(
    ("column", "now", "was", "expected"),
    [
        ("term", "1 年", "1年", []),
        ("total", "120,000.00", "120000", []),
        ("signed", "2025/2/20", "2025-02-20", []),
        ("other_parties", "丁公司(丁方)", "", [("contracts.other_parties", "", "correct", "丁公司(丁方)")]),
        ("party_a", "新名有限公司", "青禾数据科技有限公司", [("parties.name", "甲方#1", "correct", "新名有限公司")]),
        ("representatives", "甲方 林", "甲方 林一舟、乙方 许可", [("contracts.representatives", "", "correct", "甲方 林")]),
        ("auto_renewal", "是", "", [("contracts.auto_renewal", "", "correct", "true")]),
        ("data_purpose", "", "不得", [("data_terms.purpose", "4.1#1", "reject", None)]),
        ("nonsense", "a", "b", []),
    ],
)
def test_a_changed_cell_is_about_its_one_item_or_the_cell(column, now, was, expected):
    found = corrections({column: (now, was)}, sample.record(), WORDS)
    assert [(d.field, d.place, d.verdict, d.value) for d in found] == expected
