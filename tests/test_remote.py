"""Archives and outputs on an object store, against a server that speaks S3, on the loopback address."""

import io
import json
import zipfile

import pytest
import sample

from extractor import cli, remote
from extractor.batch.walk import found

pytest.importorskip("s3fs", reason="the extra [s3]")
moto = pytest.importorskip("moto.server", reason="moto[server], for tests")


@pytest.fixture(scope="module")
def server():
    made = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    made.start()
    host, port = made.get_host_and_port()
    yield f"http://{host}:{port}"
    made.stop()


@pytest.fixture
def bucket(server, monkeypatch, tmp_path):
    """The URL of a bucket with a small archive in it."""
    import fsspec
    import s3fs

    for name, value in {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": server,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    s3fs.S3FileSystem.clear_instance_cache()
    remote._loaded.cache_clear()
    store = fsspec.filesystem("s3")
    name = f"b{tmp_path.name.lower().replace('_', '-')}"[:50].rstrip("-")
    store.mkdir(name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("内/c.txt", sample.AGREEMENT.replace("017", "003"))
    for path, data in {
        "归档/b.txt": sample.AGREEMENT.replace("017", "002").encode(),
        "归档/a 1.txt": sample.AGREEMENT.encode(),
        "归档/子/d.zip": packed.getvalue(),
        "归档/.hidden": b"x",
        "归档/坏.pdf": b"%PDF-1.7 broken",
    }.items():
        store.pipe_file(f"{name}/{path}", data)
    yield f"s3://{name}"
    store.rm(name, recursive=True)


def test_objects_are_found_in_order_archives_opened(bucket):
    names = [f.name.removeprefix(f"{bucket}/归档/") for f in found([f"{bucket}/归档"])]
    assert names == ["a 1.txt", "b.txt", "坏.pdf", "子/d.zip!/内/c.txt"]
    (one,) = found([f"{bucket}/归档/b.txt"])
    assert one.name == f"{bucket}/归档/b.txt" and one.changed > 0
    with pytest.raises(FileNotFoundError):
        list(found([f"{bucket}/nowhere"]))


@pytest.mark.parametrize("jobs", ["0", "1"])
def test_a_run_there_and_back_is_a_run_here(bucket, tmp_path, capsys, jobs):
    arguments = ["run", f"{bucket}/归档", "-o", f"{bucket}/归档/l.jsonl", "-o", "l.jsonl", "--jobs", jobs]
    assert cli.main(arguments) == 1
    here = (tmp_path / "l.jsonl").read_bytes()
    records = [json.loads(line)["document"] for line in here.decode().splitlines()]
    assert [(r["source"].rpartition("/")[2], r["outcome"]["state"]) for r in records] == [
        *(("a 1.txt", "ok"), ("b.txt", "ok"), ("坏.pdf", "failed"), ("c.txt", "ok"))
    ]
    assert remote.open_file(f"{bucket}/归档/l.jsonl").read() == here and (tmp_path / "l.store").exists()
    capsys.readouterr()
    assert cli.main(arguments) == 1
    err = capsys.readouterr().err
    assert "4 of them done before" in err and err.count("(as it was)") == 2 and "0 new, 0 changed, 0 moved, 4 same, 0 gone" in err


def test_a_cluster_reads_and_the_run_writes_there(bucket, tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra [dask]")
    assert cli.main(["run", f"{bucket}/归档", "-o", "home.jsonl", "--jobs", "0"]) == 1
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        there = ["--engine", "dask", "--scheduler", cluster.scheduler_address]
        assert cli.main(["run", f"{bucket}/归档", "-o", f"{bucket}/l.jsonl", *there]) == 1
    assert remote.open_file(f"{bucket}/l.jsonl").read() == (tmp_path / "home.jsonl").read_bytes()


@pytest.mark.parametrize("name", ["l.csv", "l.xlsx", "l.dataset", "l.sqlite"])
def test_every_output_can_lie_there(bucket, name):
    for _ in range(2):
        assert cli.main(["run", f"{bucket}/归档", "-o", f"{bucket}/{name}", "--jobs", "0", "--fresh"]) == 1
    there = [o.url.removeprefix(f"{bucket}/") for o in remote.listed(bucket)]
    assert {"l.csv": "l.parties.csv", "l.dataset": "l.dataset/contracts/part-00000.parquet"}.get(name, name) in there


def test_what_does_not_answer_is_told(bucket, capsys):
    assert cli.main(["run", "s3://no-such-bucket-at-all/x", "-o", "l.jsonl", "--jobs", "0"]) == 2
    assert cli.main(["run", f"{bucket}/归档", "-o", "s3://no-such-bucket-at-all/l.jsonl", "--jobs", "0"]) == 2
    err = capsys.readouterr().err
    assert "no such file or folder" in err and "cannot be written" in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("name", "is_one"), [("s3://b/a", True), ("https://x/a.zip!/b", True), ("C:/a", False), ("a/b", False), (r"C:\\a", False)]
)
def test_what_is_a_url(name, is_one):
    assert remote.is_remote(name) == is_one
