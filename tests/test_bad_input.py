"""Files that are not what they should be: each gets a status that says why and what to do, soon and without harm; made here, byte by byte."""

from __future__ import annotations

import io
import json
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import word
from ofd import ofd, text
from test_read_pdf import Paper

from extractor import cli, limits, pipeline
from extractor.read import ReadError, read

SECONDS = 20.0  # for one file, on a slow and busy machine
WORDS = "仓储服务合同\n甲方：青禾食品有限公司\n乙方：北岸仓储有限公司\n第一条 仓储物\n甲方存放大米五十吨。\n"
DOCX = word.package("".join(word.p(line) for line in WORDS.splitlines()))
PDF = Paper().paragraph(WORDS.replace("\n", "")).bytes()
OFD = ofd([text("甲方：青禾食品有限公司", 30, 40)])


def zipped(files: dict[str, bytes | str], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compress) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def document(xml: str | bytes, **more: str | bytes) -> bytes:
    """A .docx whose document part is `xml` as it is; `more`: other parts of the folder word."""
    return zipped({"word/document.xml": xml} | {f"word/{name}.xml": data for name, data in more.items()})


def body(inside: str, before: str = "") -> str:
    return f"{before}<w:document {word.NS}><w:body>{inside}</w:body></w:document>"


def ole(*streams: str, flags: int = 0) -> bytes:
    """An OLE2 file with these streams; a Word one with these flags in its head."""
    entries = b"".join(_entry(name, 2, 1, 8192) for name in streams)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(478)
    directory = (_entry("Root Entry", 5, 0xFFFFFFFE, 0) + entries).ljust(512, b"\0")
    return header + directory + (struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, flags)).ljust(8192, b"\0")


def _entry(name: str, kind: int, sector: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return raw.ljust(64, b"\0") + struct.pack("<HB", len(raw), kind) + bytes(49) + struct.pack("<II", sector, size) + bytes(4)


def encrypted_pdf(user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="o", user=user))
    return out.getvalue()


def encrypted_zip() -> bytes:
    """A package whose entries say that they are encrypted."""
    data = bytearray(zipped({"word/document.xml": body(word.p("正文"))}))
    for magic, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.find(magic) + at] |= 1
    return bytes(data)


def many_pages(count: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as file:
        for _ in range(count):
            file.add_blank_page()
        file.save(out)
    return out.getvalue()


def pdf(*objects: str | bytes, root: str = "1 0 R") -> bytes:
    """A PDF of these numbered objects, its index right."""
    out, places = io.BytesIO(b"%PDF-1.7\n"), []
    out.seek(0, 2)
    for number, inside in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + (inside if isinstance(inside, bytes) else inside.encode()) + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(b"%010d 00000 n \n" % p for p in places))
    out.write(f"trailer<</Size {len(objects) + 1}/Root {root}>>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def stream(data: str | bytes, more: str = "") -> bytes:
    data = data.encode() if isinstance(data, str) else data
    return f"<<{more}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


def one_page(resources: str, content: str, *more: str | bytes) -> bytes:
    """A PDF of one page; `more` are its objects from number 5 on."""
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{resources}>>/Contents 4 0 R>>"
    return pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream(content), *more)


def laughs(inside: str) -> str:
    """Entities of entities: a billion times the same word."""
    lines = ['<!ENTITY a0 "甲方">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return body(inside, f"<!DOCTYPE x [{''.join(lines)}]>")


def nested(open_: str, close: str, depth: int, core: str = "正文") -> str:
    return open_ * depth + core + close * depth


# --- what cannot be read ----------------------------------------------------------------------------------------------
REFUSED: list = []


def refused(name: str, file: str, code: str, state: str = "failed"):
    def add(make: Callable[[], bytes] | bytes):
        REFUSED.append(pytest.param(file, make, code, state, id=name))
        return make

    return add


refused("white space", "a.txt", "empty")(b" \r\n\t\n")
refused("only zeros", "a.docx", "empty")(bytes(10_000))
refused("an unknown kind", "a.xyz", "unsupported", "skipped")(b"\x93\x94\x95" * 50)
refused("no name and no kind", "a", "unsupported", "skipped")(b"\x93\x94\x95" * 50)
refused("DOCX cut in half", "a.docx", "damaged")(DOCX[: len(DOCX) // 2])
refused("DOCX without its last byte block", "a.docx", "damaged")(DOCX[:-22])
refused("PDF cut to its head", "a.pdf", "damaged")(PDF[:200])
refused("PDF of noise", "a.pdf", "damaged")(b"%PDF-1.7\n" + bytes(range(256)) * 20)
refused("OFD cut in half", "a.ofd", "damaged")(OFD[: len(OFD) // 2])
refused("RTF as Word by name only", "a.doc", "damaged")(b"words and no format " * 20)
refused("noise called DOCX", "a.docx", "damaged")(b"\x93\x94\x95" * 500)
refused("noise called text", "a.txt", "not-text")(bytes(range(256)) * 40)
refused("noise called HTML", "a.html", "not-text")(bytes(range(256)) * 40)
refused("DOC with a password", "a.doc", "password")(lambda: ole("WordDocument", "1Table", flags=0x100))
refused("package with encrypted parts", "a.docx", "password")(encrypted_zip)
refused("old Excel", "a.xls", "spreadsheet", "skipped")(lambda: ole("Workbook"))
refused("old PowerPoint", "a.doc", "presentation", "skipped")(lambda: ole("PowerPoint Document"))
refused("OLE2 of another program", "a.doc", "unsupported", "skipped")(lambda: ole("Something"))
refused("Excel", "a.xlsx", "spreadsheet", "skipped")(lambda: zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}))
refused("Excel called DOCX", "a.docx", "spreadsheet", "skipped")(
    lambda: zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"})
)
refused("package that is something else", "a.docx", "damaged")(
    lambda: zipped({"[Content_Types].xml": "<x/>", "word/other.xml": "<x/>"})
)
refused("entities in an attribute", "a.docx", "unsafe")(lambda: document(laughs('<w:p w:rsidR="&a9;"/>')))
refused("an entity from a file", "a.docx", "unsafe")(
    lambda: document(body(word.p("&a;"), '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'))
)
refused("a document type from the network", "a.docx", "unsafe")(
    lambda: document(body(word.p("a"), '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'))
)
refused("DOCX that unpacks to more than allowed", "a.docx", "too-large")(lambda: document(b" " * (limits.MAX_PART + 1)))
refused("DOCX of too many parts", "a.docx", "too-large")(
    lambda: zipped({"word/document.xml": body("")} | {f"word/{n}.xml": "" for n in range(limits.MAX_PARTS)}, zipfile.ZIP_STORED)
)
refused("OFD of 10,000 pages", "a.ofd", "too-large")(lambda: ofd([""] * (limits.MAX_PARTS - 10)))
refused("more text than allowed", "a.txt", "too-large")(lambda: b"a\n" * (limits.MAX_TEXT_BYTES // 2 + 1))
refused("10,000 tables in each other", "a.docx", "too-deep")(
    lambda: document(body(nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 10_000, word.p("正文"))))
)
refused("10,000 controls in each other", "a.docx", "too-deep")(
    lambda: document(body(nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 10_000, word.p("正文"))))
)
refused("10,000 insertions in each other", "a.docx", "too-deep")(
    lambda: document(body("<w:p>" + nested("<w:ins>", "</w:ins>", 10_000, word.t("正文")) + "</w:p>"))
)
refused("10,000 tables of HTML in each other", "a.html", "too-deep")(
    lambda: ("<html>" + nested("<table><tr><td>", "</td></tr></table>", 10_000)).encode()
)
refused("a page tree without pages", "a.pdf", "damaged")(
    lambda: pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>")
)
refused("a web archive without a page", "a.mht", "no-page")(
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: image/png\r\n\r\n\x89\r\n--x--\r\n"
)


@pytest.mark.parametrize(("file", "make", "code", "state"), REFUSED)
def test_files_that_cannot_be_read_say_why(file, make, code, state):
    data = make() if callable(make) else make
    began = time.perf_counter()
    with pytest.raises(ReadError) as caught:
        read(file, data)
    assert (caught.value.code, caught.value.state) == (code, state)
    assert caught.value.reason if hasattr(caught.value, "reason") else str(caught.value)
    assert caught.value.next_step
    assert time.perf_counter() - began < SECONDS


# --- what looks bad and can be read -----------------------------------------------------------------------------------
READABLE: list = []


def readable(name: str, file: str, words: str):
    def add(make: Callable[[], bytes] | bytes):
        READABLE.append(pytest.param(file, make, words, id=name))
        return make

    return add


ENDLESS_NUMBERS = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="99999999999999999999"/>'
    '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="' + "%1" * 500 + '"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="x"><w:startOverride w:val="²"/></w:lvlOverride></w:num>'
)
NUMBERED = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
LINKS_IN_A_CIRCLE = (
    '<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="S"/><w:numStyleLink w:val="S"/></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)

readable("DOCX called PDF", "a.pdf", "青禾食品")(DOCX)
readable("OFD called PDF", "a.pdf", "青禾食品")(OFD)
readable("HTML called DOCX", "a.docx", "青禾食品")(f"<!DOCTYPE html><html><body><p>{WORDS}</p></body></html>".encode())
readable("PDF without a suffix", "a", "青禾食品")(PDF)
readable("PDF that only its owner may change", "a.pdf", "青禾食品")(lambda: encrypted_pdf(""))
readable("PDF after a mail's header", "a.pdf", "青禾食品")(b"Content-Type: application/pdf\r\n\r\n" + PDF)
readable("text with zeros in it", "a.txt", "青禾食品")(WORDS.replace("\n", "\n\0\n").encode())
readable("half of a surrogate pair", "a.txt", "青禾食品")(b"\xff\xfe" + WORDS.encode("utf-16-le") + b"\x00\xd8\x0a\x00")
readable("half of a surrogate pair in HTML", "a.html", "青禾食品")(f"<html><p>&#xD800;&#0;&#x110000;{WORDS}</p></html>".encode())
readable("half of a surrogate pair in UTF-8", "a.txt", "青禾食品")((WORDS * 20).encode() + b"\xed\xa0\x80\n")
readable("numbers without end", "a.docx", "正文")(
    lambda: word.package(word.p("正文", NUMBERED.format(0)) * 2000, numbering=ENDLESS_NUMBERS)
)
readable("lists in a circle", "a.docx", "正文")(
    lambda: word.package(word.p("正文", NUMBERED.format(0)), numbering=LINKS_IN_A_CIRCLE)
)
readable("levels that are no numbers", "a.docx", "正文")(
    lambda: word.package(
        "".join(word.p("正文", NUMBERED.format(v)) for v in ("²", "-1", "99999999999", "", "x")), numbering=ENDLESS_NUMBERS
    )
)
readable("targets that lead out of the package", "a.docx", "正文")(
    lambda: zipped(
        {
            "_rels/.rels": f'<R><r Type="{word.RELATIONS}/officeDocument" Target="word/document.xml"/></R>',
            "word/document.xml": body(word.p("正文")),
            "word/_rels/document.xml.rels": f'<R><r Type="{word.RELATIONS}/styles" Target="../../../../etc/passwd"/>'
            f'<r Type="{word.RELATIONS}/numbering" Target="/etc/passwd"/><r Type="{word.RELATIONS}/comments"/></R>',
        }
    )
)
readable("fields that never end", "a.docx", "正文")(
    lambda: word.package(word.p("正文") + word.p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 3000))
)
readable("text boxes in each other", "a.docx", "正文")(
    lambda: word.package(
        word.p("正文") + nested("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", 50, word.p("深"))
    )
)
readable("spans without end", "a.html", "正文")(
    lambda: b"<html><table><tr>" + b'<td colspan="9999999" rowspan="9999999">x' * 200 + "</tr></table><p>正文</p>".encode()
)
readable("quotes in each other", "a.md", "正文")(lambda: (">" * 10_000 + "x\n\n正文\n").encode())
readable("brackets in each other", "a.md", "正文")(lambda: ("[" * 20_000 + "\n\n正文\n").encode())
readable("stars without end", "a.md", "正文")(lambda: ("*a " * 20_000 + "\n\n正文\n").encode())
readable("one line of 3 MB", "a.txt", "正文")(lambda: ("正文，" * 400_000).encode())
readable("pictures in themselves", "a.pdf", "Words")(
    lambda: one_page(
        "/XObject<</X 5 0 R>>/Font<</F 6 0 R>>",
        "/X Do BT /F 12 Tf 72 700 Td (Words that can be read) Tj ET",
        stream("/X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
)
readable("a font whose map has no end", "a.pdf", "Words")(
    lambda: one_page(
        "/Font<</F 5 0 R/G 7 0 R>>",
        "BT /G 12 Tf 72 700 Td (Words that can be read) Tj /F 12 Tf 0 -20 Td (abc) Tj ET",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 0/LastChar 2147483647/Widths[1e38 -1e38]/ToUnicode 6 0 R>>",
        stream("begincodespacerange <00> <ffffffff> endcodespacerange beginbfrange <00000000> <ffffffff> <0000> endbfrange"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
)
readable("a broken embedded font", "a.pdf", "Words")(
    lambda: one_page(
        "/Font<</F 5 0 R/G 8 0 R>>",
        "BT /G 12 Tf 72 700 Td (Words that can be read) Tj /F 12 Tf 0 -20 Td (abc) Tj ET",
        "<</Type/Font/Subtype/TrueType/BaseFont/Odd/FontDescriptor 6 0 R>>",
        "<</Type/FontDescriptor/FontName/Odd/FontFile2 7 0 R/FontBBox[0 0 1e30 -1e30]/Flags 4>>",
        stream(b"\x00\x01\x00\x00\xff\xff" + b"glyf\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" * 300),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
)
readable("a matrix out of this world", "a.pdf", "Words")(
    lambda: one_page(
        "/Font<</G 5 0 R>>",
        "BT /G 12 Tf 72 700 Td (Words that can be read) Tj ET q 1e38 1e38 -1e38 1e38 1e38 0 cm BT /G 1e30 Tf (far) Tj ET 0 0 1e30 1e30 re S Q",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
)
readable("a hundred thousand lines drawn", "a.pdf", "Words")(
    lambda: one_page(
        "/Font<</G 5 0 R>>",
        "BT /G 12 Tf 72 700 Td (Words that can be read) Tj ET "
        + "".join(f"{n % 500} {n % 800} m 595 {n % 800} l S\n" for n in range(100_000)),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
)


@pytest.mark.parametrize(("file", "make", "words"), READABLE)
def test_odd_files_that_can_be_read_are_read(file, make, words):
    data = make() if callable(make) else make
    began = time.perf_counter()
    source = read(file, data)
    assert words in "\n".join(b.text for b in source.blocks)
    assert time.perf_counter() - began < SECONDS
    "".join(b.label + b.text for b in source.blocks).encode()  # nothing that cannot be written


# --- on disk ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [limits.MAX_BYTES + 1, 64 * 1024 * limits.MB], ids=["just too large", "64 GB"])
def test_a_huge_file_is_not_even_opened(tmp_path, size):
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(size)  # takes no room on the disk
    for call in (read, pipeline.extract):
        with pytest.raises(ReadError) as caught:
            call(path)
        assert caught.value.code == "too-large"


@pytest.mark.parametrize(
    "path", ["none.pdf", "a\0b.pdf", "x" * 5000 + ".pdf", "."], ids=["missing", "zero", "long name", "folder"]
)
def test_what_is_no_file(tmp_path, path):
    for call in (read, pipeline.extract):
        with pytest.raises(ReadError) as caught:
            call(tmp_path / path)
        assert caught.value.code == "unreadable"


def test_limits_can_be_changed_by_name(monkeypatch):
    monkeypatch.setattr(limits, "MAX_PAGES", 1)
    monkeypatch.setattr(limits, "MAX_BYTES", 10)
    limits.allow(MAX_PAGES=5, MAX_BYTES=limits.MB)
    assert (limits.MAX_PAGES, limits.MAX_BYTES) == (5, limits.MB)
    for wrong in ("MAX_NOTHING", "allow", "annotations"):
        with pytest.raises(ValueError, match=wrong):
            limits.allow(**{wrong: 1})


@pytest.mark.parametrize("jobs", [0, 1])
def test_limits_can_be_changed_on_the_command_line(tmp_path, monkeypatch, jobs):
    """In this process and in workers; what a limit kept out is read anew when the limit is another."""
    monkeypatch.setattr(limits, "MAX_PAGES", limits.MAX_PAGES)
    monkeypatch.setenv("EXTRACTOR_LIMITS", "")
    monkeypatch.chdir(tmp_path)
    paper = Paper()
    for line in WORDS.splitlines():
        paper.paragraph(line)
    (tmp_path / "a.pdf").write_bytes(paper.turn().paragraph("第二条 保管期限为三年。").bytes())
    outcomes = []
    for pages in (1, 2):
        cli.main(["run", "a.pdf", "-o", "out.jsonl", "--jobs", str(jobs), "--allow", f"MAX_PAGES={pages}"])
        outcomes.append(json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["document"]["outcome"]["code"])
    assert outcomes == ["too-large", None]


@pytest.mark.parametrize("setting", ["MAX_NOTHING=1", "MAX_PAGES", "MAX_PAGES=many", "allow=1"])
def test_a_wrong_limit_is_told(setting, capsys, monkeypatch):
    monkeypatch.setenv("EXTRACTOR_LIMITS", "")
    assert cli.main(["fields", "--allow", setting]) == 2
    assert setting.partition("=")[0] in capsys.readouterr().err


def test_every_module_keeps_its_limits_in_one_place():
    folder = Path(limits.__file__).parent / "read"
    assert not [
        f.name for f in folder.glob("*.py") if "MAX_BYTES =" in f.read_text("utf-8") or "MAX_PAGES =" in f.read_text("utf-8")
    ]
