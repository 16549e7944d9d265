"""An archive, file by file: which files, by which engine, told how."""

import io
import os
import time
from pathlib import Path

import pytest
import sample

from extractor.batch import pool, report, serial, task
from extractor.batch.walk import walk
from extractor.model import Outcome


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "归档 2025"
    for name in ("b.txt", "a.txt", "子 目录/c.txt"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sample.AGREEMENT, encoding="utf-8")
    return folder


# --- walk -----------------------------------------------------------------------------------------------------------------
def names(paths, **kwargs):
    return [p.name for p in walk(paths, **kwargs)]


def test_files_come_in_a_stable_order_and_once(archive):
    assert names([archive]) == ["a.txt", "b.txt", "c.txt"]
    assert names([archive / "b.txt", archive]) == ["b.txt", "a.txt", "c.txt"]


def test_hidden_and_lock_files_and_outputs_are_left_out(archive):
    for name in (".DS_Store", "~$b.txt", ".git/x.txt", "ledger.xlsx"):
        (archive / name).parent.mkdir(exist_ok=True)
        (archive / name).write_text("x")
    assert names([archive], leave_out=[archive / "ledger.xlsx"]) == ["a.txt", "b.txt", "c.txt"]


def test_links_that_lead_back_end(archive):
    (archive / "子 目录" / "zurück").symlink_to(archive, target_is_directory=True)
    (archive / "tot.txt").symlink_to(archive / "nowhere")
    assert names([archive]) == ["a.txt", "b.txt", "c.txt"]


def test_a_path_that_is_not_there_is_told():
    with pytest.raises(FileNotFoundError, match="nowhere: no such file or folder"):
        list(walk([Path("nowhere")]))


def test_long_paths_work(tmp_path):
    deep = tmp_path
    while len(str(deep)) < 300:
        deep = deep / "很长的文件夹名 with spaces"
    deep.mkdir(parents=True)
    (deep / "合同.txt").write_text(sample.AGREEMENT, encoding="utf-8")
    (done,) = serial.run(walk([tmp_path]))
    assert done.state == "ok"


# --- task -----------------------------------------------------------------------------------------------------------------
def test_a_defect_costs_its_file_only(archive, monkeypatch):
    from extractor import pipeline

    real = pipeline.extract
    monkeypatch.setattr(pipeline, "extract", lambda path, pack: 1 / 0 if path.endswith("a.txt") else real(path, pack))
    done = list(serial.run(walk([archive])))
    assert [d.state for d in done] == ["failed", "ok", "ok"]
    outcome = done[0].records[0].document["outcome"]
    assert outcome["code"] == "defect" and "division by zero" in outcome["reason"] and outcome["next_step"]
    with pytest.raises(ZeroDivisionError):
        list(serial.run(walk([archive]), debug=True))


def test_the_state_of_a_file_is_that_of_its_worst_record():
    records = [task.without_result("x", Outcome(state)) for state in ("ok", "partial", "ok")]
    assert task.Done("x", tuple(records)).state == "partial"


# --- pool -----------------------------------------------------------------------------------------------------------------
def plain(done):
    return [(d.file, [r.to_dict() for r in d.records]) for d in done]


def test_the_pool_gives_what_the_serial_engine_gives_in_the_same_order(archive):
    (archive / "坏.pdf").write_bytes(b"%PDF-1.7 nothing")
    files = list(walk([archive]))
    assert plain(pool.run(files, jobs=2)) == plain(serial.run(files))


def _misbehave(file: str, patterns=()) -> task.Done:
    """Stands in for `work` in a worker process."""
    if "hang" in file:
        time.sleep(60)
    if "crash" in file:
        os._exit(9)
    return task.Done(file, (task.without_result(file, Outcome()),))


def test_a_hanging_and_a_crashing_file_cost_themselves(monkeypatch):
    monkeypatch.setattr(pool, "work", _misbehave)
    files = [Path(n) for n in ("1", "hang", "2", "crash", "3", "4")]
    done = {d.file: d.records[0].document["outcome"] for d in pool.run(files, jobs=2, timeout=3)}
    assert [d["state"] for d in done.values()] == ["ok", "failed", "ok", "failed", "ok", "ok"]
    assert done["hang"]["code"] == "timeout" and done["crash"]["code"] == "crash"


def test_closing_the_iterator_stops_the_workers(monkeypatch):
    monkeypatch.setattr(pool, "work", _misbehave)
    began = time.monotonic()
    engine = pool.run([Path("1"), Path("hang")], jobs=2)
    assert next(engine).file == "1"
    engine.close()
    assert time.monotonic() - began < 30


# --- report ---------------------------------------------------------------------------------------------------------------
class Terminal(io.StringIO):
    def isatty(self):
        return True


def done(file: str, state: str = "ok"):
    return task.Done(file, (task.without_result(file, Outcome(state, "x", "the reason", "the next step")),))


def test_plain_lines_where_there_is_no_terminal(monkeypatch):
    monkeypatch.setattr(report, "_EVERY", 0.0)
    out = io.StringIO()
    progress = report.Progress(4, out)
    for file, state in (("a", "ok"), ("b [x]", "failed"), ("c", "skipped"), ("d", "partial")):
        progress.step(done(file, state))
    progress.close()
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("1/4 files, ") and lines[0].endswith("left, a")
    assert "failed: b [x]: the reason – the next step" in lines
    assert progress.summary().endswith(": 1 ok, 1 partial, 1 failed, 1 skipped")


def test_a_bar_on_a_terminal_names_the_file():
    out = Terminal()
    progress = report.Progress(2, out)
    progress.step(done("合同 [draft].docx"))
    progress.step(done("b.docx", "failed"))
    progress.close()
    assert "2/2" in out.getvalue() and "the next step" in out.getvalue() and "b.docx" in out.getvalue()


@pytest.mark.parametrize(("seconds", "shown"), [(0.4, "0:00"), (65, "1:05"), (3725, "1:02:05")])
def test_times_are_read_as_a_clock(seconds, shown):
    assert report._clock(seconds) == shown
