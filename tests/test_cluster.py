"""The Dask engine: the same results as at home, whoever dies."""

import os
import signal

import pytest
import sample

from extractor import cli, packs
from extractor.batch import cluster, serial
from extractor.batch.task import Item
from extractor.batch.walk import walk

dask = pytest.importorskip("dask", reason="the extra [dask]")
distributed = pytest.importorskip("distributed", reason="the extra [dask]")
PACK = packs.load()


@pytest.fixture(scope="module")
def scheduler():
    """A scheduler and two workers in processes of their own, on the loopback address."""
    allowed = dask.config.set(
        {"distributed.scheduler.allowed-failures": 1}
    )  # deaths before a task is given up: spares the tests some
    with (
        allowed,
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as made,
    ):
        yield made.scheduler_address


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "归档"
    folder.mkdir()
    for n in range(40):
        (folder / f"{n:02}.txt").write_text(sample.AGREEMENT.replace("017", f"{n:03}") * (1 + n % 7), encoding="utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 nothing")
    return folder


def plain(done):
    return {d.name: (d.key, d.state, d.code, d.records, d.reading, d.traits) for d in done}


def pids(scheduler: str) -> list[int]:
    with distributed.Client(scheduler, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def test_the_results_are_those_of_the_serial_engine_though_a_worker_is_killed(archive, scheduler):
    items = [Item(str(p)) for p in walk([archive])]
    before = pids(scheduler)
    engine = cluster.run(items, PACK, scheduler, 60)
    found = [next(engine)]
    os.kill(before[0], signal.SIGKILL)
    found += engine
    assert plain(found) == plain(serial.run(items, PACK)) and len(found) == len(items)
    assert before[0] not in pids(scheduler)


def test_a_run_on_a_cluster_writes_what_a_run_at_home_writes(archive, scheduler, tmp_path):
    assert cli.main(["run", str(archive), "-o", str(tmp_path / "a.jsonl"), "--jobs", "0"]) == 1
    there = ["--engine", "dask", "--scheduler", scheduler]
    assert cli.main(["run", str(archive), "-o", str(tmp_path / "b.jsonl"), *there]) == 1
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_a_file_that_takes_too_long_everywhere_costs_itself(scheduler, tmp_path):
    (tmp_path / "a.txt").write_text(sample.AGREEMENT, encoding="utf-8")
    (tmp_path / "endless.txt").write_text(sample.AGREEMENT * 12_000, encoding="utf-8")
    items = [Item(str(tmp_path / name)) for name in ("a.txt", "endless.txt")]
    done = {d.name.rpartition("/")[2]: d for d in cluster.run(items, PACK, scheduler, 4.0)}
    assert done["a.txt"].state == "ok" and (done["endless.txt"].state, done["endless.txt"].code) == ("failed", "crash")


@pytest.mark.parametrize(
    ("more", "message"),
    [([], "needs --scheduler"), (["--scheduler", "tcp://127.0.0.1:9"], "no scheduler with a worker answers there")],
)
def test_a_cluster_that_is_not_there_is_told(archive, tmp_path, capsys, monkeypatch, more, message):
    monkeypatch.setattr(cluster, "_WAIT", 0.5)
    assert cli.main(["run", str(archive), "-o", str(tmp_path / "l.jsonl"), "--engine", "dask", *more]) == 2
    assert message in capsys.readouterr().err


def test_a_scheduler_without_the_engine_is_told(archive, tmp_path, capsys):
    assert cli.main(["run", str(archive), "-o", str(tmp_path / "l.jsonl"), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "--scheduler is for --engine dask" in capsys.readouterr().err and not (tmp_path / "l.store").exists()


def test_a_worker_of_another_version_is_told(archive, scheduler, monkeypatch):
    from extractor import provenance

    monkeypatch.setattr(provenance, "program", lambda: "another")
    with pytest.raises(cluster.ClusterError, match="another version"):
        list(cluster.run([Item(str(archive / "00.txt"))], PACK, scheduler, 60))
