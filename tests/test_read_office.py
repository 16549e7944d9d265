"""Legacy files through LibreOffice: what it makes of them, many at a start, and what happens when it is missing, crashes or hangs."""

from __future__ import annotations

import sys
import time
import zipfile
from pathlib import Path

import pytest
import word
from test_bad_input import ole, zipped

from extractor import limits, packs, pipeline
from extractor.batch import legacy, serial
from extractor.batch.task import Item
from extractor.batch.walk import walk
from extractor.packed import unpack_records
from extractor.read import ReadError, office, read

LINES = ["第一条 甲方委托乙方保管货物。", "第二条 保管期限为一年。"]
needs_office = pytest.mark.skipif(
    not office.program(), reason="needs LibreOffice (soffice), a program of the system: .ci/run installs it"
)


def rtf(*lines: str, more: str = "") -> bytes:
    """An RTF file of these paragraphs."""
    words = "\\par\n".join(
        "".join(c if c.isascii() else f"\\u{ord(c) if ord(c) < 0x8000 else ord(c) - 0x10000}?" for c in line) for line in lines
    )
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0 SimSun;}}}}{more}\n{words}\\par}}".encode("ascii")


NUMBERED = (
    r"{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc37\leveljc0\levelfollow0\levelstartat1{\leveltext\'03\u31532?\'00\u26465?;}{\levelnumbers\'02;}}"
    r"\listid1}}{\*\listoverridetable{\listoverride\listid1\listoverridecount0\ls1}}"
)


def numbered(*lines: str) -> bytes:
    """An RTF file whose paragraphs are numbered automatically: 第一条, 第二条."""
    plain = rtf(*lines, more=NUMBERED).decode("ascii").replace("\\par\n", "\\par\n\\pard\\ls1\\ilvl0 ")
    head, _, body = plain.partition(NUMBERED)
    return (head + NUMBERED + "\\pard\\ls1\\ilvl0 " + body).encode("ascii")


def odt(*lines: str) -> bytes:
    text = "".join(f"<text:p>{line}</text:p>" for line in lines)
    names = "urn:oasis:names:tc:opendocument:xmlns"
    manifest = f'<m:manifest xmlns:m="{names}:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/><m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    content = f'<o:document-content xmlns:o="{names}:office:1.0" xmlns:text="{names}:text:1.0" o:version="1.2"><o:body><o:text>{text}</o:text></o:body></o:document-content>'
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest, "content.xml": content},
        zipfile.ZIP_STORED,
    )


def word_2003(*lines: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>{body}</w:body></w:wordDocument>'
    ).encode()


def texts(source) -> list[str]:
    return [" ".join(x for x in (b.label, b.text) if x) for b in source.blocks]


# --- with LibreOffice -------------------------------------------------------------------------------------------------
@needs_office
@pytest.mark.parametrize(
    ("name", "make", "form"),
    [("a.rtf", rtf, "rtf"), ("a.doc", rtf, "rtf"), ("a.odt", odt, "odt"), ("a.doc", odt, "odt"), ("a.doc", word_2003, "doc")],
    ids=["rtf", "rtf called doc", "odt", "odt called doc", "Word's XML of 2003"],
)
def test_words_of_every_kind(name, make, form):
    source = read(name, make(*LINES))
    assert (texts(source), source.format, source.name) == (LINES, form, name)


@pytest.fixture(scope="module")
def old_word(tmp_path_factory) -> bytes:
    """A real .doc with automatic numbers, as LibreOffice writes it."""
    import subprocess

    folder = tmp_path_factory.mktemp("doc")
    (folder / "a.rtf").write_bytes(numbered(*(line.split()[1] for line in LINES)))
    command = [
        office.program(),
        f"-env:UserInstallation={(folder / 'p').as_uri()}",
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        folder,
        folder / "a.rtf",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "a.doc").read_bytes()


@needs_office
@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.docx"])
def test_automatic_numbers_of_old_word_files_survive(old_word, name):
    source = read(name, old_word)
    assert texts(source) == LINES
    assert source.format == (name[2:] if name != "a.docx" else "doc")


@needs_office
def test_automatic_numbers_of_rtf_survive():
    assert texts(read("a.rtf", numbered(*(line.split()[1] for line in LINES)))) == LINES


@needs_office
def test_many_files_at_one_start_each_with_its_own_words(old_word):
    documents = [rtf(f"第{n}份") for n in range(12)] + [old_word, odt("末份"), ole("Workbook"), b"noise" * 100]
    converted = office.convert_many(documents)
    made = [c for c in converted if isinstance(c, bytes)]
    assert len(made) == 14 and len(set(made)) == 14
    assert [c.code for c in converted[14:]] == ["spreadsheet", "damaged"]


@needs_office
def test_a_damaged_file_costs_itself_and_is_not_read_as_text(old_word):
    documents = [rtf("一"), old_word[:600] + bytes(4000), rtf("二")]
    first, broken, last = office.convert_many(documents)
    assert isinstance(first, bytes) and isinstance(last, bytes)
    assert isinstance(broken, ReadError) and broken.code == "damaged"


@needs_office
def test_nothing_is_asked_of_the_network():
    import socket
    import threading

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        asked, stop = [], threading.Event()

        def listen():
            while not stop.is_set():
                try:
                    asked.append(server.accept()[0])
                except TimeoutError:
                    pass

        thread = threading.Thread(target=listen)
        thread.start()
        port = server.getsockname()[1]
        picture = rf"{{\field{{\*\fldinst INCLUDEPICTURE \\d http://127.0.0.1:{port}/a.png}}{{\fldrslt }}}}{{\field{{\*\fldinst INCLUDETEXT http://127.0.0.1:{port}/b.rtf}}{{\fldrslt }}}}"
        linked = odt(
            f'正文<d:frame xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"><d:image xmlns:x="http://www.w3.org/1999/xlink" x:href="http://127.0.0.1:{port}/c.png" x:actuate="onLoad"/></d:frame>'
        )
        office.convert_many([rtf("正文", more=picture), linked])
        stop.set()
        thread.join()
    for connection in asked:
        connection.close()
    assert not asked


@needs_office
def items(folder):
    return (Item(str(path)) for path in walk([folder]))


def test_a_run_converts_in_batches_and_finds_the_result(tmp_path, monkeypatch):
    for n in range(3):
        (tmp_path / f"{n}.rtf").write_bytes(rtf(f"第一条 第{n}份"))
    (tmp_path / "z.zip").write_bytes(zipped({"x.rtf": rtf("第一条 压缩")}))
    starts = []
    convert = office._convert
    monkeypatch.setattr(office, "_convert", lambda documents, form: starts.append(len(documents)) or convert(documents, form))
    done = list(serial.run(items(tmp_path), packs.load()))
    assert starts == [4]
    (*_, last) = documents = [unpack_records(d.records)[0]["document"] for d in done]
    assert [d["format"] for d in documents] == ["rtf"] * 4 and "压缩" in last["text"]


# --- without it -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_without_libreoffice_the_status_says_how_to_get_it(monkeypatch, system):
    monkeypatch.setattr(office, "program", lambda: None)
    monkeypatch.setattr(sys, "platform", system)
    with pytest.raises(ReadError) as caught:
        read("a.rtf", rtf(*LINES))
    assert (caught.value.code, caught.value.state) == ("needs-libreoffice", "skipped")
    assert "install" in caught.value.next_step


def test_what_is_refused_needs_no_libreoffice(monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(ReadError) as caught:
        read("a.doc", ole("EncryptedPackage"))
    assert caught.value.code == "password"


def test_a_run_without_libreoffice_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    (tmp_path / "a.rtf").write_bytes(rtf(*LINES))
    (tmp_path / "b.txt").write_text("第一条 正文", "utf-8")
    assert [d.state for d in serial.run(items(tmp_path), packs.load())][0] == "skipped"


def stand_in(tmp_path, script: str):
    """A program in place of LibreOffice, in Python: `files` are those to convert, `out` the folder for what it makes."""
    path = tmp_path / "soffice"
    head = f"#!{sys.executable}\nimport os, pathlib, signal, sys, time\nout = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
    head += "files = [pathlib.Path(a) for a in sys.argv[sys.argv.index('--outdir') + 2 :]]\n"
    path.write_text(head + script, "utf-8")
    path.chmod(0o755)
    return lambda: str(path)


posix = pytest.mark.skipif(sys.platform == "win32", reason="needs scripts that start with #!")
CONVERT = "    (out / file.with_suffix('.docx').name).write_bytes(b'PK' + file.read_bytes())\n"


@posix
@pytest.mark.parametrize(
    ("bad", "code"),
    [("os.kill(os.getpid(), signal.SIGSEGV)", "damaged"), ("time.sleep(600)", "timeout"), ("continue", "damaged")],
    ids=["crash", "hang", "refusal"],
)
def test_one_bad_file_costs_itself(tmp_path, monkeypatch, bad, code):
    monkeypatch.setattr(
        office, "program", stand_in(tmp_path, f"for file in files:\n    if b'bad' in file.read_bytes(): {bad}\n{CONVERT}")
    )
    monkeypatch.setattr(limits, "OFFICE_SECONDS", 1.0)
    documents = [rtf(words) for words in ("1", "2", "bad 3", "4", "bad 5", "6")]
    began = time.perf_counter()
    converted = office.convert_many(documents)
    assert [c.code if isinstance(c, ReadError) else c[2:] == d for c, d in zip(converted, documents, strict=True)] == [
        True, True, code, True, code, True,
    ]  # fmt: skip
    assert time.perf_counter() - began < 30


@posix
def test_what_hangs_is_ended_with_all_it_started(tmp_path, monkeypatch):
    script = f"import subprocess\nchild = subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(600)'])\n"
    script += f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(child.pid))\ntime.sleep(600)\n"
    monkeypatch.setattr(office, "program", stand_in(tmp_path, script))
    monkeypatch.setattr(limits, "OFFICE_SECONDS", 1.0)
    with pytest.raises(ReadError) as caught:
        read("a.rtf", rtf("正文"))
    assert caught.value.code == "timeout"
    child = int((tmp_path / "pid").read_text())
    for _ in range(50):
        if not _alive(child):
            break
        time.sleep(0.1)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    from pathlib import Path

    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


@posix
def test_a_start_gets_a_folder_of_its_own_and_leaves_nothing(tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    seen = tmp_path / "seen"
    script = (
        f"with open({str(seen)!r}, 'a') as file: print(sys.argv[1], os.environ['HOME'], file=file)\nfor file in files:\n{CONVERT}"
    )
    monkeypatch.setattr(office, "program", stand_in(tmp_path, script))
    office.convert_many([rtf("1")])
    office.convert_many([rtf("2")])
    profiles = [line.split()[0] for line in seen.read_text().splitlines()]
    assert len(set(profiles)) == 2 and all(p.startswith("-env:UserInstallation=file:///") for p in profiles)
    assert list((tmp_path / "temp").iterdir()) == []


@posix
def test_the_order_of_a_run_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(office, "program", stand_in(tmp_path, f"for file in files:\n{CONVERT}"))
    monkeypatch.setattr(limits, "OFFICE_BATCH", 2)
    names = ["a.rtf", "b.txt", "c.rtf", "d.rtf", "e.txt", "f.rtf"]
    for name in names:
        (tmp_path / name).write_bytes(rtf(name))
    folder = tmp_path / "made"
    folder.mkdir()
    assert [Path(i.name).name for i in legacy.converted([Item(str(tmp_path / n)) for n in names], folder)] == names
    assert len(list(folder.iterdir())) == 4


def test_a_reference_that_libreoffice_loses_is_told(monkeypatch):
    body = word.p("第一条 仓储物") + word.p(word.t("按照") + word.field("REF _Ref1 \\r", "Error: Reference source not found") + word.t("付款。"))
    monkeypatch.setattr(office, "convert_many", lambda documents: [word.package(body)])
    (warning,) = office.read(ole("WordDocument"), "a.doc").warnings
    assert warning.code == "reference-lost" and warning.message.endswith(": p2")


def test_one_record_of_a_single_call(monkeypatch, tmp_path):
    monkeypatch.setattr(office, "convert_many", lambda documents: [word.package("".join(map(word.p, LINES)))])
    (tmp_path / "合同.wps").write_bytes(ole("WordDocument"))
    (record,) = pipeline.extract(tmp_path / "合同.wps")
    assert (record.document["format"], record.document["outcome"]["state"]) == ("wps", "ok")
