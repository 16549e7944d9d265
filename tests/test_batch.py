"""An archive, file by file: which files, by which engine, told how."""

import io
import os
import signal
import threading
import time
from pathlib import Path

import pytest
import sample

from extractor import packs
from extractor.batch import memory, pool, report, serial, task
from extractor.batch.walk import found, walk
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
    (record,) = memory.records([tmp_path])
    assert record["document"]["outcome"]["state"] == "ok" and len(record["document"]["source"]) > 300


# --- task -----------------------------------------------------------------------------------------------------------------
def items(folder) -> list[task.Item]:
    return [task.Item(f.name) for f in found([folder])]


def test_a_defect_costs_its_file_only(archive, monkeypatch):
    from extractor import pipeline

    real = pipeline.source
    monkeypatch.setattr(pipeline, "source", lambda path: 1 / 0 if path.endswith("a.txt") else real(path))
    done = list(serial.run(items(archive), packs.load()))
    assert [d.state for d in done] == ["failed", "ok", "ok"]
    assert done[0].code == "defect" and "division by zero" in done[0].reason and done[0].next_step
    (record,) = task.named(done[0].name, done[0].records)
    assert record["document"]["source"] == done[0].name and len(record["document"]["sha256"]) == 64
    with pytest.raises(ZeroDivisionError):
        list(serial.run(items(archive), packs.load(), debug=True))


def test_the_state_of_a_file_is_that_of_its_worst_record():
    outcomes = [{"state": s, "code": s, "reason": None, "next_step": None} for s in ("ok", "partial", "ok")]
    assert task._worst(outcomes)["code"] == "partial"


@pytest.mark.parametrize("name", ["a.txt", "坏.pdf"])
def test_a_record_of_a_kept_reading_is_that_of_the_file(archive, name):
    (archive / "坏.pdf").write_bytes(b"%PDF-1.7 nothing")
    first = task.work(task.Item(str(archive / name)), packs.load())
    assert first.key.endswith(Path(name).suffix)
    if first.reading is not None:
        again = task.work(task.Item("elsewhere" + Path(name).suffix, first.key, first.reading), packs.load())
        assert again.records == first.records and again.reading is None
    assert (first.reading is None) == (name == "坏.pdf")


def test_steps_are_timed(archive):
    done = task.work(task.Item(str(archive / "a.txt")), packs.load())
    assert tuple(done.stages) == task.STAGES and 0 < sum(done.stages.values()) <= done.seconds


# --- pool -----------------------------------------------------------------------------------------------------------------
def plain(done):
    return {d.name: (d.key, d.state, d.code, d.records, d.reading) for d in done}


def test_the_pool_gives_what_the_serial_engine_gives(archive):
    (archive / "坏.pdf").write_bytes(b"%PDF-1.7 nothing")
    files = items(archive)
    assert plain(pool.run(files, jobs=2)) == plain(serial.run(files, packs.load()))


def _misbehave(item: task.Item) -> task.Done:
    """Stands in for a worker's work."""
    if "hang" in item.name:
        time.sleep(60)
    if "crash" in item.name:
        os._exit(9)
    if "killed" in item.name:
        os.kill(os.getpid(), signal.SIGKILL)
    return task.without_result(item, Outcome())


def test_a_hanging_and_a_crashing_file_cost_themselves(monkeypatch):
    monkeypatch.setattr(pool, "_work", _misbehave)
    files = [task.Item(n) for n in ("1", "hang", "2", "crash", "3", "killed", "4", "5", "6")]
    done = {d.name: d for d in pool.run(files, jobs=2, timeout=2)}
    assert {n: d.code for n, d in done.items() if d.state != "ok"} == {"hang": "timeout", "crash": "crash", "killed": "crash"}
    assert len(done) == len(files)


def _greedy(name: str):
    return bytearray(1 << 33)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no limit of address space")
def test_a_file_that_asks_for_too_much_memory_costs_itself(archive, monkeypatch):
    monkeypatch.setattr(pool, "_work", _grab)
    done = {d.name: d for d in pool.run([task.Item("greedy"), task.Item("1")], jobs=1, memory=2048)}
    assert done["greedy"].code == "memory" and done["1"].state == "ok"


def _grab(item: task.Item) -> task.Done:
    """A worker's work on a file that asks for 8 GB."""
    from extractor import pipeline

    pipeline.source = _greedy
    return task.work(item, None) if item.name == "greedy" else task.without_result(item, Outcome())


def _dies_later(item: task.Item) -> task.Done:
    """A worker's work, after which it dies of its own when it has nothing to do."""
    if item.name == "1":
        threading.Timer(0.2, os._exit, (9,)).start()
    return task.without_result(item, Outcome())


def test_a_worker_that_dies_idle_costs_nothing(monkeypatch):
    monkeypatch.setattr(pool, "_work", _dies_later)

    def slowly():
        yield task.Item("1")
        time.sleep(1)
        yield from map(task.Item, "234")

    assert sorted(d.name for d in pool.run(slowly(), jobs=1) if d.state == "ok") == ["1", "2", "3", "4"]


def _never_starts(*_) -> None:
    os._exit(1)


def test_workers_that_never_start_are_told(monkeypatch):
    monkeypatch.setattr(pool, "_start", _never_starts)
    with pytest.raises(ChildProcessError, match="__main__"):
        list(pool.run([task.Item("1")], jobs=1))


def test_closing_the_iterator_stops_the_workers(monkeypatch):
    monkeypatch.setattr(pool, "_work", _misbehave)
    began = time.monotonic()
    engine = pool.run([task.Item("1"), task.Item("hang")], jobs=2)
    assert next(engine).name == "1"
    engine.close()
    assert time.monotonic() - began < 30


# --- report ---------------------------------------------------------------------------------------------------------------
class Terminal(io.StringIO):
    def isatty(self):
        return True


def done(file: str, state: str = "ok"):
    return task.without_result(task.Item(file), Outcome(state, "x", "the reason", "the next step"))


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
    assert "2/4 files, 1 failed, " in out.getvalue()
    assert progress.summary(dict(ok=2, partial=1, failed=1, skipped=1, waiting=3)).endswith(
        "2 ok, 1 partial, 1 failed, 1 skipped; 1 of them done before"
    )


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
