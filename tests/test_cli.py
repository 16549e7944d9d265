"""The command line: verbs, exit codes, messages."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
import sample

from extractor import cli

ROOT = Path(__file__).parent.parent


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "归档 一"
    folder.mkdir()
    (folder / "标注.txt").write_text(sample.AGREEMENT, encoding="utf-8")
    return folder


def run(*arguments) -> int:
    return cli.main([str(a) for a in arguments])


def test_a_run_writes_every_output_asked_for_and_counts(archive, tmp_path, capsys):
    outputs = [tmp_path / "结果" / f"ledger.{suffix}" for suffix in ("xlsx", "csv", "parquet", "jsonl")]
    assert run("run", archive, "--jobs", 1, *(a for o in outputs for a in ("-o", o))) == 0
    assert all(o.is_file() for o in outputs)
    assert openpyxl.load_workbook(outputs[0])["合同台账"]["B3"].value == "数据标注服务合同"
    err = capsys.readouterr().err
    assert "1 files in 0:0" in err and "1 ok, 0 partial, 0 failed, 0 skipped" in err and f"→ {outputs[0]}" in err


def test_a_bad_file_is_a_row_and_exit_code_1(archive, tmp_path, capsys):
    (archive / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    assert run("run", archive, "--jobs", 0, "-o", tmp_path / "l.jsonl") == 1
    states = [json.loads(line)["document"]["outcome"]["state"] for line in (tmp_path / "l.jsonl").read_text("utf-8").splitlines()]
    assert sorted(states) == ["failed", "ok"]
    err = capsys.readouterr().err
    assert "failed: " in err and "坏.pdf" in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "{tmp}/nowhere", "-o", "{tmp}/l.xlsx"], "no such file or folder"),
        (["run", "{tmp}/leer", "-o", "{tmp}/l.xlsx"], "nothing to do"),
        (["run", "{archive}", "-o", "{tmp}/l.docx"], "cannot tell the format"),
        (["run", "{archive}", "-o", "{archive}/标注.txt/l.xlsx"], "cannot be written"),
        (["run", "{archive}", "--patterns", "{tmp}/leer", "-o", "{tmp}/l.xlsx"], "no pattern files"),
        (["show", "{tmp}/nowhere.txt"], "cannot be opened"),
        (["why", "{archive}/标注.txt", "colour"], "no rule gives 'colour'"),
        (["score", "{archive}", "{tmp}/leer"], "no labels"),
    ],
)
def test_wrong_use_is_told_in_one_line_and_exit_code_2(archive, tmp_path, capsys, arguments, message):
    (tmp_path / "leer").mkdir()
    filled = [a.format(tmp=tmp_path, archive=archive) for a in arguments]
    assert run(*filled) == 2
    err = capsys.readouterr().err
    assert message in err and "Traceback" not in err and not (tmp_path / "l.xlsx").exists()
    assert not list(tmp_path.glob("*.store")) and not list(tmp_path.glob(".*"))


def test_limit_takes_the_first_files(archive, tmp_path):
    for n in range(3):
        (archive / f"{n}.txt").write_text(sample.AGREEMENT, encoding="utf-8")
    assert run("run", archive, "--jobs", 0, "--limit", 2, "-o", tmp_path / "l.jsonl") == 0
    assert len((tmp_path / "l.jsonl").read_text("utf-8").splitlines()) == 2


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_a_run_over_its_own_outputs_leaves_them_out(archive, suffix):
    for _ in range(2):
        assert run("run", archive, "--jobs", 0, "-o", archive / "l.jsonl", "-o", archive / f"l [1].{suffix}") == 0
        assert len((archive / "l.jsonl").read_text("utf-8").splitlines()) == 1


def test_the_language_of_headers(archive, tmp_path):
    assert run("run", archive, "--jobs", 0, "--lang", "en", "-o", tmp_path / "l.csv") == 0
    assert (tmp_path / "l.csv").read_text("utf-8-sig").startswith("File,Title,Number,Kind,Party A")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ["合同期", "1年", "合同总额", "120,000", "云渡标注服务有限公司", "第三条"]), ("en", ["term", "1 y", "total"])],
)
def test_show_prints_an_agreement(archive, capsys, lang, words):
    assert run("show", archive / "标注.txt", "--lang", lang) == 0
    out = capsys.readouterr().out
    assert all(word in out for word in words), out


def test_show_never_takes_a_text_for_markup(tmp_path, capsys):
    (tmp_path / "x.txt").write_text(sample.AGREEMENT.replace("数据标注服务合同", "[red]数据[/red]合同"), encoding="utf-8")
    assert run("show", tmp_path / "x.txt") == 0
    assert "[red]数据[/red]合同" in capsys.readouterr().out


def test_fields_lists_the_catalogue(capsys):
    assert run("fields") == 0
    out = capsys.readouterr().out
    assert "contracts  合同台账 · Agreements" in out and "签订日期 · Signed" in out and "code:data_term" in out


RULE = """
[[rule]]
id = "own-rate"
field = "penalty_rate"
kind = "regex"
pattern = '日(?P<value>万分之[一二三四五])'
yes = ["每逾期一日按日⟦万分之五⟧支付违约金。"]
no = [{no}]
"""


def test_check_tests_the_shipped_rules_and_ones_own(tmp_path, capsys):
    assert run("check") == 0
    assert ", 0 findings" in capsys.readouterr().out
    (tmp_path / "own.toml").write_text(RULE.format(no='"年利率5%"'), encoding="utf-8")
    assert run("check", tmp_path) == 0
    assert "在台账里没有列" in capsys.readouterr().out  # a hint, no mistake
    (tmp_path / "own.toml").write_text(RULE.format(no='"按日万分之一计息"'), encoding="utf-8")
    assert run("check", tmp_path) == 1
    out = capsys.readouterr().out
    assert "own.toml:3" in out and "不该取" in out and "共 1 处要改" in out


def test_score_prints_a_table(archive, tmp_path, capsys):
    truth = {name: [] for name in ("parties", "dates", "durations", "amounts", "data_terms")}
    truth["dates"] = [{"kind": "end", "value": "2026-02-28", "text": "2026年2月28日", "clause": "2.1"}]
    label = {"id": "标注", "title": "数据标注服务合同", "contract_no": None, "status": "filled", "lines": [], "gold": truth}
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "标注.json").write_text(json.dumps(label), encoding="utf-8")
    assert run("run", archive, "--jobs", 0, "-o", tmp_path / "r.jsonl") == 0
    for records in (archive, tmp_path / "r.jsonl"):
        assert run("score", records, tmp_path / "gold") == 0
        line = next(x for x in capsys.readouterr().out.splitlines() if x.startswith("title "))
        assert line.split()[1:4] == ["1.0000", "1.0000", "1.0000"]


def test_help_answers_at_once():
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "extractor", "--help"], capture_output=True, text=True, cwd=ROOT, check=True)
    assert time.perf_counter() - began < 0.5
    assert all(verb in done.stdout for verb in ("run", "show", "why", "fields", "check", "score"))


def test_a_console_that_is_not_utf8_shows_escapes(archive):
    code = [sys.executable, "-m", "extractor", "show", str(archive / "标注.txt")]
    env = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(code, capture_output=True, cwd=archive, env=env, check=True)
    assert b"\\u4e91\\u6e21" in done.stdout


def test_debug_shows_the_place(tmp_path):
    with pytest.raises(FileNotFoundError):
        run("run", tmp_path / "nowhere", "--debug")


def kept(store: Path) -> int:
    """How many contents a store that is being written has."""
    try:
        return sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True).execute("SELECT count(*) FROM contents").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_is_done(archive, tmp_path, sent):
    for n in range(200):
        (archive / f"{n:03}.txt").write_text(f"{sample.AGREEMENT * 20}{n}", encoding="utf-8")
    command = [sys.executable, "-m", "extractor", "run", str(archive), "--jobs", "1", "-o", str(tmp_path / "l.jsonl")]
    child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 30
    while time.monotonic() < until and not kept(tmp_path / "l.store"):
        time.sleep(0.05)
    child.send_signal(sent)
    _, err = child.communicate(timeout=30)
    assert child.returncode == 130 and "files not looked at" in err and "Traceback" not in err
    done = [json.loads(line) for line in (tmp_path / "l.jsonl").read_text("utf-8").splitlines()]
    assert 0 < len(done) < 201
