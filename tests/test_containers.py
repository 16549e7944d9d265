"""Archives and mails: every file in them by name, names in every encoding, and nothing that a hostile one can do."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from extractor import limits, pipeline
from extractor.batch import memory
from extractor.batch.walk import walk
from extractor.containers import documents, fetch, shown
from extractor.read import ReadError

WORDS = "仓储服务合同\n甲方：青禾食品有限公司\n乙方：北岸仓储有限公司\n第一条 仓储物\n甲方存放大米五十吨。\n第二条 期限\n本合同有效期一年。\n"
LONG = WORDS + "第三条 费用\n" + "甲方按月支付仓储费，乙方开具发票。" * 20


def zipped(files: dict[str, bytes | str], stored: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def raw_zip(name: bytes, data: bytes = b"x", flags: int = 0, extra: bytes = b"", size: int | None = None) -> bytes:
    """A ZIP file byte by byte, to say what no library writes."""
    size = len(data) if size is None else size
    head = struct.pack("<HHHHHIIIHH", 20, flags, 0, 0, 0, zlib.crc32(data), len(data), size, len(name), len(extra))
    local = b"PK\3\4" + head + name + extra + data
    central = b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name + extra
    return local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def put(folder, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def inside(folder, name: str, data: bytes) -> list[str]:
    path = put(folder, name, data)
    return [found.removeprefix(path + "!/") for found in documents(path)]


def code(call, *arguments) -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        result = call(*arguments)
        if hasattr(result, "__next__"):
            list(result)
    assert caught.value.reason and caught.value.next_step
    return caught.value.code, caught.value.state


# --- what is inside ---------------------------------------------------------------------------------------------------
def test_a_plain_file_stands_for_itself(tmp_path):
    path = put(tmp_path, "a.txt", WORDS.encode())
    assert list(documents(path)) == [path]
    assert fetch(path) == WORDS.encode()


def test_files_of_a_zip_in_its_order_without_folders_and_hidden_ones(tmp_path):
    files = {
        "b/": "",
        "b/乙.txt": "2",
        "a.txt": "1",
        "__MACOSX/b/._乙.txt": "",
        ".DS_Store": "",
        "b/~$乙.docx": "",
        "Thumbs.db": "",
    }
    path = put(tmp_path, "m.zip", zipped(files))
    assert list(documents(path)) == [f"{path}!/b/乙.txt", f"{path}!/a.txt"]
    assert fetch(f"{path}!/b/乙.txt") == b"2"


def test_archives_in_archives(tmp_path):
    inner = zipped({"合同.txt": WORDS})
    path = put(tmp_path, "outer.zip", zipped({"x/inner.zip": inner, "t.tgz": tarred({"c.txt": b"3"}, "w:gz")}))
    assert list(documents(path)) == [f"{path}!/x/inner.zip!/合同.txt", f"{path}!/t.tgz!/c.txt"]
    assert fetch(f"{path}!/x/inner.zip!/合同.txt").decode() == WORDS
    assert fetch(f"{path}!/t.tgz!/c.txt") == b"3"


def test_a_folder_called_like_an_archive(tmp_path):
    folder = tmp_path / "odd!"
    folder.mkdir()
    path = put(folder, "a.zip", zipped({"x.txt": "1"}))
    assert list(documents(path)) == [f"{path}!/x.txt"]
    assert fetch(f"{path}!/x.txt") == b"1"


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_files(tmp_path, mode):
    name = {"w": "t.tar", "w:gz": "t.tar.gz", "w:bz2": "t.tbz2", "w:xz": "t.tar.xz"}[mode]
    path = put(tmp_path, name, tarred({"甲/一.txt": b"1", "../二.txt": b"2"}, mode))
    assert list(documents(path)) == [f"{path}!/甲/一.txt", f"{path}!/二.txt"]
    assert [fetch(f"{path}!/二.txt"), fetch(f"{path}!/甲/一.txt")] == [b"2", b"1"]


def test_links_and_devices_of_a_tar_are_left_out(tmp_path):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo(f"n{kind}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        archive.addfile(tarfile.TarInfo("a.txt"))
    assert inside(tmp_path, "t.tar", file.getvalue()) == ["a.txt"]


@pytest.mark.parametrize(
    "first", ["[Content_Types].xml", "word/document.xml", "OFD.xml", "mimetype"], ids=["docx", "word", "ofd", "odt"]
)
def test_documents_that_are_zip_files_are_no_archives(tmp_path, first):
    path = put(tmp_path, "a.docx", zipped({first: "x", "[Content_Types].xml" if first.startswith("word") else "y": "z"}))
    assert list(documents(path)) == [path]


def test_an_archive_by_another_name(tmp_path):
    path = put(tmp_path, "a.docx", zipped({"x/合同.txt": WORDS}, stored=True))
    assert list(documents(path)) == [f"{path}!/x/合同.txt"]


# --- names ------------------------------------------------------------------------------------------------------------
def unicode_extra(name: str, raw: bytes) -> bytes:
    body = b"\1" + struct.pack("<I", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(body)) + body


NAMES = [
    pytest.param(raw_zip("租赁合同（张三）.txt".encode("gbk")), "租赁合同（张三）.txt", id="gbk"),
    pytest.param(raw_zip("租賃合約書.txt".encode("big5")), "租賃合約書.txt", id="big5"),
    pytest.param(raw_zip("租赁合同.txt".encode()), "租赁合同.txt", id="utf-8 not said"),
    pytest.param(raw_zip("租赁合同.txt".encode(), flags=0x800), "租赁合同.txt", id="utf-8 said"),
    pytest.param(raw_zip(b"??.txt", extra=unicode_extra("租赁合同.txt", b"??.txt")), "租赁合同.txt", id="info-zip"),
    pytest.param(raw_zip(b"a.txt", extra=unicode_extra("旧.txt", b"b.txt")), "a.txt", id="info-zip of a name since changed"),
    pytest.param(raw_zip(b"..\\..\\windows\\a.txt"), "windows/a.txt", id="backslashes"),
    pytest.param(raw_zip(b"../../../etc/a.txt"), "etc/a.txt", id="upwards"),
    pytest.param(raw_zip(b"/etc/a.txt"), "etc/a.txt", id="absolute"),
    pytest.param(raw_zip(b"C:/a.txt"), "a.txt", id="drive"),
    pytest.param(raw_zip("合\u202e同.txt".encode(), flags=0x800), "合同.txt", id="bidi"),
    pytest.param(raw_zip(b"a\x1b[31m.txt"), "a[31m.txt", id="escape"),
    pytest.param(raw_zip(b"a!/b.txt"), "a！/b.txt", id="separator"),
    pytest.param(raw_zip(b"../.."), "unnamed", id="nothing left"),
]


@pytest.mark.parametrize(("data", "name"), NAMES)
def test_names(tmp_path, data, name):
    path = put(tmp_path, "n.zip", data)
    assert list(documents(path)) == [f"{path}!/{name}"]
    assert fetch(f"{path}!/{name}") == b"x"
    assert [p.name for p in tmp_path.iterdir()] == ["n.zip"]


def test_long_names_keep_their_end():
    assert len(shown("长" * 5000 + ".docx")) <= limits.MAX_NAME + 1
    assert shown("长" * 5000 + ".docx").endswith("长.docx")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for words in "一二三":
            archive.writestr("a.txt", words)
    path = put(tmp_path, "d.zip", file.getvalue())
    assert [fetch(n).decode() for n in documents(path)] == ["一", "二", "三"]
    assert [n.rpartition("/")[2] for n in documents(path)] == ["a.txt", "a~2.txt", "a~3.txt"]


def test_a_changed_archive_is_read_anew(tmp_path):
    path = put(tmp_path, "c.zip", zipped({"a.txt": "1"}))
    assert fetch(f"{path}!/a.txt") == b"1"
    put(tmp_path, "c.zip", zipped({"a.txt": "22"}))
    assert fetch(f"{path}!/a.txt") == b"22"


# --- mails ------------------------------------------------------------------------------------------------------------
def mail(body: str = "请查收附件。", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "合同"
    message["Date"] = "Sat, 01 Mar 2025 09:00:00 +0800"
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def test_attachments_and_no_chatter(tmp_path):
    message = mail()
    message.add_attachment(WORDS.encode(), maintype="application", subtype="octet-stream", filename="仓储合同.txt")
    message.add_attachment(b"GIF89a", maintype="image", subtype="gif", cid="<logo>", disposition="inline", filename="logo.gif")
    path = put(tmp_path, "m.eml", message.as_bytes())
    assert list(documents(path)) == [f"{path}!/仓储合同.txt"]
    assert fetch(f"{path}!/仓储合同.txt").decode() == WORDS


def test_a_body_that_is_an_agreement(tmp_path):
    path = put(tmp_path, "m.eml", mail(LONG).as_bytes())
    assert list(documents(path)) == [f"{path}!/body.txt"]
    assert "北岸仓储有限公司" in fetch(f"{path}!/body.txt").decode()


def test_a_mail_in_a_mail(tmp_path):
    inner = mail()
    inner.add_attachment(b"1", maintype="application", subtype="pdf", filename="a.pdf")
    outer = mail()
    outer.add_attachment(inner, filename="转发.eml")
    path = put(tmp_path, "m.eml", outer.as_bytes())
    assert list(documents(path)) == [f"{path}!/转发.eml!/a.pdf"]
    assert fetch(f"{path}!/转发.eml!/a.pdf") == b"1"


@pytest.mark.parametrize(
    "header",
    [
        b'filename="=?GB2312?B?' + base64.b64encode("合同.txt".encode("gbk")) + b'?="',
        b"filename*=gb2312''" + quote("合同.txt", encoding="gbk").encode(),
        b'filename="' + "合同.txt".encode("gbk") + b'"',
        b'filename="' + "合同.txt".encode() + b'"',
    ],
    ids=["rfc 2047", "rfc 2231", "bare gbk", "bare utf-8"],
)
def test_names_of_attachments(tmp_path, header):
    data = b"From: a@example.com\r\nDate: Sat, 01 Mar 2025 09:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n"
    data += b"Content-Disposition: attachment; " + header + b"\r\n\r\nx\r\n"
    assert inside(tmp_path, "m.eml", data) == ["合同.txt"]


def test_a_mail_with_nothing_in_it(tmp_path):
    assert code(documents, put(tmp_path, "m.eml", mail("你好").as_bytes())) == ("empty-archive", "skipped")


def test_a_web_archive_is_a_document(tmp_path):
    data = b"From: <Saved by Browser>\r\nDate: Sat, 01 Mar 2025 09:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    path = put(tmp_path, "a.mht", data)
    assert list(documents(path)) == [path]


# --- what cannot be opened --------------------------------------------------------------------------------------------
def encrypted() -> bytes:
    return raw_zip(b"a.txt", flags=1)


def endless_header() -> bytes:
    """A tar whose name of the next file claims to be 8 GB long."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8**11 - 1
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(10_240)


CLOSED = [
    pytest.param("a.zip", zipped({}), "empty-archive", "skipped", id="empty"),
    pytest.param("a.tgz", gzip.compress(tarred({"a": bytes(limits.RATIO_FROM * 2)})), "too-large", "failed", id="tar bomb"),
    pytest.param("a.tar", endless_header(), "too-large", "failed", id="endless tar header"),
    pytest.param("a.tgz", tarred({"a": b"1"}, "w:gz")[:40], "damaged", "failed", id="tar cut off"),
    pytest.param("a.gz", gzip.compress(b"words"), "unsupported-archive", "skipped", id="one file with gzip"),
    pytest.param("a.bz2", bz2.compress(b"words"), "unsupported-archive", "skipped", id="one file with bzip2"),
    pytest.param("a.xz", lzma.compress(b"words"), "unsupported-archive", "skipped", id="one file with xz"),
    pytest.param("a.rar", b"Rar!\x1a\x07\x01\x00" + bytes(50), "unsupported-archive", "skipped", id="rar"),
    pytest.param("合同.docx", b"7z\xbc\xaf\x27\x1c" + bytes(50), "unsupported-archive", "skipped", id="7z by another name"),
]


@pytest.mark.parametrize(("name", "data", "error", "state"), CLOSED)
def test_archives_that_cannot_be_opened(tmp_path, name, data, error, state):
    path = put(tmp_path, name, data)
    assert code(documents, path) == (error, state)
    assert list(map(str, walk([path]))) == [path]
    assert code(pipeline.extract, path) == (error, state)


def test_an_encrypted_file_costs_itself(tmp_path):
    path = put(tmp_path, "e.zip", encrypted())
    assert list(documents(path)) == [f"{path}!/a.txt"]
    assert code(fetch, f"{path}!/a.txt") == ("password", "failed")


def test_a_broken_archive_in_an_archive_costs_itself(tmp_path):
    path = put(tmp_path, "o.zip", zipped({"bad.zip": b"PK\3\4 no", "locked.zip": encrypted(), "c.txt": WORDS}))
    assert [n.removeprefix(path) for n in documents(path)] == ["!/bad.zip", "!/locked.zip!/a.txt", "!/c.txt"]
    outcomes = [(r.document["source"].removeprefix(path), r.document["outcome"]["code"]) for r in pipeline.extract(path)]
    assert [code for _, code in outcomes][:2] == ["damaged", "password"]
    assert outcomes[2][0] == "!/c.txt"


def test_archives_too_deep(tmp_path):
    data = zipped({"c.txt": "1"})
    for _ in range(limits.MAX_ARCHIVE_DEPTH + 2):
        data = zipped({"i.zip": data})
    path = put(tmp_path, "o.zip", data)
    (name,) = documents(path)
    assert name.count("!/") == limits.MAX_ARCHIVE_DEPTH
    assert code(pipeline.extract, name) == ("too-deep", "skipped")


def test_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_MEMBERS", 5)
    inner = zipped({f"{n}.txt": "1" for n in range(4)})
    path = put(tmp_path, "o.zip", zipped({"a.zip": inner, "b.zip": inner}))
    assert code(documents, path) == ("too-large", "failed")


def test_a_lying_size_is_not_believed(tmp_path):
    path = put(tmp_path, "l.zip", raw_zip(b"a.txt", b"x" * 100, size=10))
    assert code(fetch, f"{path}!/a.txt") == ("damaged", "failed")


def test_no_such_member(tmp_path):
    path = put(tmp_path, "a.zip", zipped({"a.txt": "1"}))
    assert code(fetch, f"{path}!/b.txt") == ("unreadable", "failed")
    assert code(fetch, str(tmp_path / "none.zip!/b.txt")) == ("unreadable", "failed")


def test_a_run_gives_every_member_a_row(tmp_path):
    put(tmp_path, "合同.zip", zipped({"一.txt": WORDS, "二/三.txt": WORDS, "picture.bin": b"\x93" * 40}))
    rows = [r["document"] for r in memory.records([tmp_path])]
    assert [r["source"].rpartition("!/")[2] for r in rows] == ["一.txt", "二/三.txt", "picture.bin"]
    assert [r["outcome"]["state"] for r in rows][2] == "skipped"
    assert rows[0]["sha256"] == rows[1]["sha256"] != ""
