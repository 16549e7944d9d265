"""The store: what is done is not done again, whatever happens in between."""

import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sample

from extractor import cli, packs, pipeline, provenance
from extractor.batch.task import Item, work
from extractor.store import Store, StoreError, figures

ROOT = Path(__file__).parent.parent
MARK = "青禾数据科技"  # stands in every agreement below


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "归档 一"
    folder.mkdir()
    for n in range(4):
        write(folder / f"{n}.txt", n)
    return folder


def write(path: Path, number: int) -> None:
    path.write_text(sample.AGREEMENT.replace("2025-017", f"2025-{number:03}"), encoding="utf-8")


def run(*arguments) -> int:
    return cli.main(["run", *map(str, arguments), "--jobs", "0"])


@pytest.fixture
def asked(monkeypatch):
    """The names of what was read, as the run goes."""
    names, real = [], pipeline.source
    monkeypatch.setattr(pipeline, "source", lambda name: names.append(Path(name).name) or real(name))
    return names


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


# --- what is done again, and what is not ----------------------------------------------------------------------------------
def test_a_second_run_reads_nothing_and_leaves_the_outputs(archive, tmp_path, asked, capsys):
    out = tmp_path / "l.jsonl"
    assert run(archive, "-o", out) == 0
    before = out.stat().st_mtime_ns, out.read_bytes()
    asked.clear()
    assert run(archive, "-o", out) == 0
    assert asked == [] and (out.stat().st_mtime_ns, out.read_bytes()) == before
    err = capsys.readouterr().err
    assert "4 of them done before" in err and "0 new, 0 changed, 0 moved, 4 same, 0 gone" in err and "(as it was)" in err


def test_a_lost_or_foreign_output_is_written_again(archive, tmp_path):
    out = tmp_path / "l.jsonl"
    run(archive, "-o", out)
    whole = out.read_bytes()
    for spoil in (out.unlink, lambda: out.write_text("x")):
        spoil()
        run(archive, "-o", out)
        assert out.read_bytes() == whole


def test_an_output_that_was_open_elsewhere_is_written_when_it_is_closed(archive, tmp_path, monkeypatch, capsys):
    out, move = tmp_path / "l.jsonl", os.replace

    def locked(source, target):
        if target == out:
            raise PermissionError("open in Excel")
        move(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", locked)
        run(archive, "-o", out)
    assert not out.exists() and f"→ {tmp_path / 'l (2).jsonl'}" in capsys.readouterr().err
    run(archive, "-o", out)
    assert out.read_bytes() == (tmp_path / "l (2).jsonl").read_bytes()
    assert capsys.readouterr().err.rstrip().endswith(f"→ {out}")


def test_only_what_changed_is_read_and_the_changes_are_told(archive, tmp_path, asked, capsys):
    run(archive, "-o", tmp_path / "l.jsonl")
    asked.clear()
    write(archive / "1.txt", 11)
    write(archive / "neu.txt", 5)
    (archive / "2.txt").rename(archive / "verschoben.txt")
    (archive / "3.txt").unlink()
    os.utime(archive / "0.txt")  # touched, not changed
    assert run(archive, "-o", tmp_path / "l.jsonl") == 0
    assert asked == ["1.txt", "neu.txt"]
    err = capsys.readouterr().err
    assert "1 new, 1 changed, 1 moved, 1 same, 1 gone" in err
    assert f"moved here: {archive / 'verschoben.txt'}" in err and f"  gone: {archive / '3.txt'}" in err
    names = [Path(r["document"]["source"]).name for r in lines(tmp_path / "l.jsonl")]
    assert names == ["0.txt", "1.txt", "neu.txt", "verschoben.txt"]
    run(archive, "-o", tmp_path / "l.jsonl")
    assert "0 new, 0 changed, 0 moved, 4 same, 0 gone" in capsys.readouterr().err


def test_more_than_ten_files_gone_or_moved_are_counted(tmp_path, capsys):
    folder = tmp_path / "viele"
    folder.mkdir()
    for n in range(26):
        write(folder / f"{n:02}.txt", n)
    run(folder, "-o", tmp_path / "l.jsonl")
    for n in range(13):
        (folder / f"{n:02}.txt").rename(folder / f"neu {n:02}.txt")
        (folder / f"{n + 13:02}.txt").unlink()
    run(folder, "-o", tmp_path / "l.jsonl")
    err = capsys.readouterr().err
    assert "0 new, 0 changed, 13 moved, 0 same, 13 gone" in err
    assert err.count("  moved here: ") == err.count("  gone: ") == 10 and err.count("  … and 3 more") == 2


def test_files_given_one_by_one_are_a_run_like_any(archive, tmp_path, asked, capsys):
    files = sorted(archive.iterdir())
    run(*files, "-o", tmp_path / "l.jsonl")
    files[0].rename(archive / "verschoben.txt")
    asked.clear()
    run(*sorted(archive.iterdir()), "-o", tmp_path / "l.jsonl")
    assert asked == [] and "1 new, 0 changed, 0 moved, 3 same, 0 gone" in capsys.readouterr().err


def test_a_changed_rule_reads_nothing_anew_and_changes_the_records(archive, tmp_path, asked):
    own = tmp_path / "own"
    own.mkdir()
    names = ", ".join(f"'{rule.id}'" for rule in packs.load().of("date"))
    (own / "own.toml").write_text(f"disable = [{names}]", "utf-8")
    run(archive, "-o", tmp_path / "l.jsonl")
    first = (tmp_path / "l.jsonl").read_bytes()
    asked.clear()
    run(archive, "-o", tmp_path / "l.jsonl", "--patterns", own)
    rules = {d["rule"] for r in lines(tmp_path / "l.jsonl") for d in r["dates"]}
    assert asked == [] and rules and all(rule.startswith("date-vote-") for rule in rules)  # only the words are left to decide
    run(archive, "-o", tmp_path / "l.jsonl")
    assert asked == [] and (tmp_path / "l.jsonl").read_bytes() == first


def test_a_changed_reader_reads_anew(archive, tmp_path, asked, monkeypatch):
    run(archive, "-o", tmp_path / "l.jsonl")
    monkeypatch.setattr(provenance, "reader", lambda: "another")
    run(archive, "-o", tmp_path / "l.jsonl")
    assert len(asked) == 8


def test_identical_files_are_read_once_and_each_has_its_row(archive, tmp_path, asked):
    for name in ("0 (2).txt", "kopie.txt"):
        write(archive / name, 0)
    run(archive, "-o", tmp_path / "l.jsonl")
    assert len(asked) == 4
    assert [Path(r["document"]["source"]).name for r in lines(tmp_path / "l.jsonl")] == sorted(p.name for p in archive.iterdir())


def test_what_failed_is_tried_again_when_asked(archive, tmp_path, asked, monkeypatch):
    (archive / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    assert run(archive, "-o", tmp_path / "l.jsonl") == 1
    asked.clear()
    assert run(archive, "-o", tmp_path / "l.jsonl") == 1 and asked == []
    assert run(archive, "-o", tmp_path / "l.jsonl", "--retry-failed") == 1 and asked == ["坏.pdf"]


def test_what_cannot_be_opened_is_tried_every_time(archive, tmp_path, monkeypatch):
    from extractor import containers

    real, shut = containers._open, [True]

    def opened(name):
        if shut[0] and name.endswith("2.txt"):
            raise containers._unreadable(PermissionError(13, "Permission denied"))
        return real(name)

    monkeypatch.setattr(containers, "_open", opened)
    monkeypatch.setattr("extractor.batch.plan._content", lambda name: "")
    assert run(archive, "-o", tmp_path / "l.jsonl") == 1
    shut[0] = False
    assert run(archive, "-o", tmp_path / "l.jsonl") == 0


def test_fresh_does_everything_anew(archive, tmp_path, asked):
    run(archive, "-o", tmp_path / "l.jsonl")
    run(archive, "-o", tmp_path / "l.jsonl", "--fresh")
    assert len(asked) == 8


def test_a_dry_run_tells_and_changes_nothing(archive, tmp_path, asked, capsys):
    assert run(archive, "-o", tmp_path / "l.jsonl", "--dry-run") == 0
    assert "4 files: 4 to read, 0 to go through the rules anew, 0 done" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.store")) and not (tmp_path / "l.jsonl").exists()
    run(archive, "-o", tmp_path / "l.jsonl")
    asked.clear()
    write(archive / "neu.txt", 9)
    before = (tmp_path / "l.store").read_bytes()
    assert run(archive, "-o", tmp_path / "l.jsonl", "--dry-run") == 0
    assert "5 files: 1 to read, 0 to go through the rules anew, 4 done" in capsys.readouterr().err
    assert asked == [] and (tmp_path / "l.store").read_bytes() == before


def test_since_takes_what_changed_since(archive, tmp_path):
    os.utime(archive / "0.txt", (0, 0))
    os.utime(archive / "1.txt", (0, 0))
    run(archive, "-o", tmp_path / "l.jsonl", "--since", "2000-01-01")
    assert len(lines(tmp_path / "l.jsonl")) == 2


# --- kill -9 --------------------------------------------------------------------------------------------------------------
def test_a_run_killed_again_and_again_ends_with_the_same_table(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(60):
        write(folder / f"{n:03}.txt", n)
    assert run(folder, "-o", tmp_path / "whole.jsonl") == 0
    command = [sys.executable, "-m", "extractor", "run", str(folder), "--jobs", "1", "-o", str(tmp_path / "l.jsonl")]
    command += ["--log", str(tmp_path / "log.jsonl")]
    chance, told = random.Random(7), 0
    for _ in range(3):
        child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
        until, target = time.monotonic() + 20, told + chance.randint(1, 12)
        while time.monotonic() < until and child.poll() is None and (told := done_by(tmp_path / "log.jsonl")) < target:
            time.sleep(0.01)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        told = done_by(tmp_path / "log.jsonl")
        store = Store(tmp_path / "l.store", reading_only=True)
        assert figures.states(store, len(store.runs()))["ok"] >= told  # nothing that was told of is lost
        store.close()
    assert 0 < told < 60
    assert subprocess.run(command, cwd=ROOT, stderr=subprocess.DEVNULL).returncode == 0
    assert (tmp_path / "l.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    names = [e["name"] for e in lines(tmp_path / "log.jsonl") if e["event"] == "file"]
    assert 60 <= len(names) <= 60 + 3 and len(set(names)) >= 57  # what was on its way when killed, no more


def done_by(log: Path) -> int:
    return log.read_text("utf-8").count('"event": "file"') if log.exists() else 0


# --- the file itself ------------------------------------------------------------------------------------------------------
def test_the_store_is_its_owners_only(archive, tmp_path):
    run(archive, "-o", tmp_path / "l.jsonl")
    assert stat.S_IMODE((tmp_path / "l.store").stat().st_mode) == 0o600


def test_others_read_while_it_is_written_and_a_second_writer_is_refused(tmp_path):
    store = Store(tmp_path / "l.store")
    store.see(store.begin("", "", "", {}), [("a", "r", "1")])
    with store.together():
        store.settle_file("a", "k", "new")
        other = Store(tmp_path / "l.store", reading_only=True)
        assert figures.states(other, 1)["waiting"] == 1
        other.close()
    with pytest.raises(StoreError, match="another run is writing"):
        Store(tmp_path / "l.store")
    store.close()
    Store(tmp_path / "l.store").close()


@pytest.mark.parametrize("suffix", [".xlsx", ".jsonl", ".dataset"])
def test_an_output_of_the_longest_name_works(archive, tmp_path, suffix):
    name = "长" * 80 + suffix  # with a suffix nearly the 255 bytes that file systems take
    for _ in range(2):
        assert run(archive, "-o", tmp_path / name) == 0
    assert (tmp_path / name).exists() and not list(tmp_path.glob(".*.part"))


def test_a_name_too_long_for_one_of_its_tables_is_told_before_any_work(archive, tmp_path, asked, capsys):
    assert run(archive, "-o", tmp_path / f"{'长' * 80}xyz.csv") == 2
    assert "cannot be written: File name too long" in capsys.readouterr().err
    assert asked == [] and [p.name for p in tmp_path.iterdir()] == [archive.name]


@pytest.mark.parametrize("content", [b"no database at all, just words" * 50, b""])
def test_what_is_no_store_is_refused_or_begun(tmp_path, content):
    (tmp_path / "l.store").write_bytes(content)
    if content:
        with pytest.raises(StoreError, match="cannot be used as a store"):
            Store(tmp_path / "l.store")
    else:
        Store(tmp_path / "l.store").close()


def test_a_store_of_another_form_is_refused_and_made_anew_when_asked(tmp_path):
    Store(tmp_path / "l.store").close()
    with sqlite3.connect(tmp_path / "l.store") as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="--fresh"):
        Store(tmp_path / "l.store")
    Store(tmp_path / "l.store", fresh=True).close()


def test_names_that_are_not_utf8_come_back_as_they_were(tmp_path):
    store = Store(tmp_path / "l.store")
    name = os.fsdecode(b"\xba\xcf\xcd\xac.txt")
    run_number = store.begin("", "", "", {})
    store.see(run_number, [(name, "r", "1")])
    store.keep(run_number, work(Item(name), packs.load()), "", "")
    assert [f.name for f in store.files(run_number)] == [name]
    store.close()


# --- forget ---------------------------------------------------------------------------------------------------------------
def test_forget_leaves_no_trace_in_the_store(tmp_path, capsys):
    (tmp_path / "a").mkdir()
    secret = "110101199003074610"
    for name, text in (("p.txt", f"甲方:张三\n身份证号:{secret}\n第一条 借款"), ("q.txt", "第一条 服务")):
        (tmp_path / "a" / name).write_text(text, "utf-8")
    run(tmp_path / "a", "-o", tmp_path / "l.jsonl")
    person = str(tmp_path / "a" / "p.txt")
    assert cli.main(["forget", person, "--store", str(tmp_path / "l.store")]) == 0
    assert f"forgotten: {person}" in capsys.readouterr().out
    db = sqlite3.connect(tmp_path / "l.store")
    assert db.execute("SELECT count(*), min(name) FROM files").fetchone() == (1, str(tmp_path / "a" / "q.txt"))
    assert db.execute("SELECT count(*) FROM contents").fetchone() == (1,)
    db.close()
    assert b"p.txt" not in b"".join(f.read_bytes() for f in tmp_path.glob("l.store*"))
    assert cli.main(["forget", person, "--store", str(tmp_path / "l.store")]) == 2
    assert cli.main(["forget", person, "--store", str(tmp_path / "no.store")]) == 2


def test_forget_takes_a_name_given_on_the_command_line_too(archive, tmp_path):
    person = archive / "张三.txt"
    write(person, 7)
    run(person, archive / "0.txt", "-o", tmp_path / "l.jsonl")
    assert cli.main(["forget", str(person), "--store", str(tmp_path / "l.store")]) == 0
    kept = (tmp_path / "l.store").read_bytes()
    assert all(name not in kept for name in ("张三".encode(), json.dumps("张三").strip('"').encode()))


def test_what_is_forgotten_with_copies_is_told(archive, tmp_path, capsys):
    write(archive / "kopie.txt", 0)
    run(archive, "-o", tmp_path / "l.jsonl")
    cli.main(["forget", str(archive / "0.txt"), "--store", str(tmp_path / "l.store")])
    assert f"the same content is kept for {archive / 'kopie.txt'}" in capsys.readouterr().out


# --- status, profile, log ---------------------------------------------------------------------------------------------------
def test_status_profile_and_log(archive, tmp_path, capsys):
    (archive / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    run(archive, "-o", tmp_path / "l.jsonl", "--profile", "--log", tmp_path / "log.jsonl")
    err = capsys.readouterr().err
    assert [line.split()[0] for line in err.splitlines()[-7:]] == [
        "step",
        "read",
        "clean",
        "outline",
        "annotate",
        "settle",
        "write",
    ]
    assert cli.main(["status", str(tmp_path / "l.store")]) == 0
    out = capsys.readouterr().out
    assert "run 1: done" in out and "5: 4 ok, 0 partial, 1 failed" in out and "failed: damaged: 1" in out and "annotate" in out
    events = lines(tmp_path / "log.jsonl")
    assert [e["event"] for e in events] == ["run-started", *["file"] * 5, "output", "run-ended"]
    assert events[-1]["counts"]["failed"] == 1 and MARK not in (tmp_path / "log.jsonl").read_text("utf-8")
    assert cli.main(["status", str(tmp_path / "no.store")]) == 2


def test_read_only_archives_and_stores_work(archive, tmp_path):
    for path in (*archive.iterdir(), archive):
        path.chmod(0o500)
    try:
        assert run(archive, "-o", tmp_path / "l.jsonl") == 0
    finally:
        archive.chmod(0o700)
    (tmp_path / "l.store").chmod(0o400)
    assert cli.main(["status", str(tmp_path / "l.store")]) == 0
