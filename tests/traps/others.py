"""Archives, mails, web pages, text, OFD and legacy files, and files that are not what they say."""

from __future__ import annotations

from email.message import EmailMessage

import ofd as ofd_file
import word
from test_bad_input import DOCX, laughs, many_pages, ole, zipped
from test_bad_input import document as word_file
from test_containers import encrypted, raw_zip
from test_read_office import numbered, rtf

from extractor import limits
from traps import trap
from traps.pdf import plain

WORDS = "仓储服务合同\n甲方：青禾食品有限公司\n乙方：北岸仓储有限公司\n第一条 仓储物\n甲方存放大米五十吨。\n第二条 期限\n保管期限为三年。\n"
PARTIES = {"甲方": "青禾食品有限公司", "乙方": "北岸仓储有限公司"}
OK = ("ok", None)


def other(name: str, file: str, make, **wanted: object) -> None:
    trap("other", name, f"trap.{file}", make if callable(make) else lambda: make, **wanted)


def page(inside: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{inside}</body></html>".encode()


PAGE = page("".join(f"<p>{line}</p>" for line in WORDS.splitlines()))

# --- archives and mails -----------------------------------------------------------------------------------------------
other(
    "file names in GBK, not declared",
    "zip",
    raw_zip("二〇二五年/仓储合同（青禾）.txt".encode("gbk"), WORDS.encode("gb18030")),
    sources=["trap.zip!/二〇二五年/仓储合同（青禾）.txt"],
    parties=PARTIES,
)
other(
    "an archive in an archive, and a bad file in it costs itself",
    "zip",
    zipped({"外/内.zip": zipped({"合同.docx": DOCX, "坏.docx": DOCX[:300], "空.pdf": b""}), "二.html": PAGE}),
    sources=["trap.zip!/外/内.zip!/合同.docx", "trap.zip!/外/内.zip!/坏.docx", "trap.zip!/外/内.zip!/空.pdf", "trap.zip!/二.html"],
    outcomes=[OK, ("failed", "damaged"), ("failed", "empty"), OK],
)
other("an encrypted member", "zip", encrypted, sources=["trap.zip!/a.txt"], outcomes=[("failed", "password")])
other(
    "names that lead out of the archive",
    "zip",
    raw_zip(b"..\\..\\..\\etc/passwd.txt", WORDS.encode()),
    sources=["trap.zip!/etc/passwd.txt"],
    outcomes=[OK],
)
other("a ZIP bomb", "zip", lambda: zipped({"a.txt": bytes(limits.RATIO_FROM + 1)}), outcomes=[("failed", "too-large")])


def _deep() -> bytes:
    data = zipped({"合同.txt": WORDS})
    for _ in range(limits.MAX_ARCHIVE_DEPTH + 3):
        data = zipped({"内.zip": data})
    return data


other("archives in each other without end", "zip", _deep, outcomes=[("skipped", "too-deep")])
other("an archive cut off", "zip", lambda: zipped({"a.txt": WORDS})[:-40], outcomes=[("failed", "damaged")])


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "合同"
    mail["Date"] = "Sat, 01 Mar 2025 09:00:00 +0800"
    mail.set_content("请查收附件。")
    mail.add_attachment(DOCX, maintype="application", subtype="octet-stream", filename="仓储合同.docx")
    mail.add_attachment(zipped({"附/二.txt": WORDS}), maintype="application", subtype="zip", filename="附件.zip")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<logo>", disposition="inline", filename="logo.png")
    return mail.as_bytes()


other(
    "a mail's attachments, an archive among them",
    "eml",
    _mail,
    sources=["trap.eml!/仓储合同.docx", "trap.eml!/附件.zip!/附/二.txt"],
    outcomes=[OK, OK],
    parties=PARTIES,
)

# --- what is it? ------------------------------------------------------------------------------------------------------
other("a PDF called .docx", "docx", plain, format="pdf", parties=PARTIES)
other("a Word file called .doc", "doc", lambda: DOCX, format="docx", parties=PARTIES)
other("a web page called .doc", "doc", PAGE, format="html", parties=PARTIES)
other("a spreadsheet called .doc", "doc", lambda: ole("Workbook"), outcomes=[("skipped", "spreadsheet")])
other("Word with a password", "docx", lambda: ole("EncryptionInfo", "EncryptedPackage"), outcomes=[("failed", "password")])
other(
    "not an agreement at all",
    "txt",
    "本周菜单\n星期一：红烧肉、清炒时蔬、番茄蛋汤\n星期二：宫保鸡丁、麻婆豆腐\n欢迎大家多提意见。\n".encode(),
    outcomes=[("partial", "no-agreement")],
    parties={},
)
other("an empty file", "pdf", b"", outcomes=[("failed", "empty")])
other("a XML bomb", "docx", lambda: word_file(laughs(word.p("&a9;"))), outcomes=[("failed", "unsafe")])
other(
    "100 MB of blanks in one part of a Word file",
    "docx",
    lambda: word_file(b"<w:document>" + b" " * (100 * limits.MB) + b"</w:document>"),
    outcomes=[("failed", "damaged")],
)
other(
    "100 MB of nothing before a PDF's objects, its index wrong",
    "pdf",
    lambda: plain().replace(b"%PDF-1.4", b"%PDF-1.4\n%" + bytes(100 * limits.MB), 1),
    outcomes=[OK],
    parties=PARTIES,
)
other(
    "elements in each other 10,000 deep",
    "html",
    page("<div>" * 10_000 + WORDS),
    outcomes=[("failed", "too-deep")],
)

# --- text, web pages, OFD, legacy ---------------------------------------------------------------------------------------
other("a web page that declares gb2312 and is UTF-8", "html", page("".join(f"<p>{x}</p>" for x in WORDS.splitlines()), "<meta charset=gb2312>"), parties=PARTIES)
other(
    "a web page's form: written on, ticked, left blank",
    "html",
    page(
        "<p>仓储服务合同</p><p>甲方：<input value='青禾食品有限公司'></p><p>乙方：<input></p>"
        "<p>第一条 发票类型：<input type=checkbox>普通发票 <input type=checkbox checked>专用发票</p><p style='display:none'>第二条 秘密</p>"
    ),
    parties={"甲方": "青禾食品有限公司", "乙方": None},
    written=["青禾食品有限公司", None, "专用发票"],
    paths=["1"],
)
other("text in UTF-16 without a mark", "txt", WORDS.encode("utf-16-le"), parties=PARTIES, durations=[("term", "P3Y")])
other("text in GB 18030", "txt", WORDS.encode("gb18030"), parties=PARTIES, paths=["1", "2"])
other(
    "Markdown: underscores are blanks, typed numbers stay",
    "md",
    "# 仓储服务合同\n\n**甲方：**青禾食品有限公司\n**乙方：**____\n\n1. 仓储物为大米。\n2. 期限为__三__年。\n".encode(),
    parties={"甲方": "青禾食品有限公司", "乙方": None},
    written=[None, "三"],
)
other(
    "OFD: words in their places, a seal apart",
    "ofd",
    lambda: ofd_file.ofd(
        [ofd_file.lines(WORDS.splitlines())],
        more={"Doc_0/Signs/Sign_0/SignedValue.dat": b"\x30\x82", "Doc_0/Annots/Page_0/Annotation.xml": '<ofd:PageAnnot xmlns:ofd="http://www.ofdspec.org/2016"/>'},
    ),
    parties=PARTIES,
    boxed=True,
    on_page={"甲方": 1, "乙方": 1},
)
other("OFD with a bomb of entities", "ofd", lambda: ofd_file.ofd(["x"], more={"OFD.xml": laughs(word.p("&a9;"))}), outcomes=[("failed", "unsafe")])
other(
    "RTF called .doc, its numbers generated",
    "doc",
    lambda: numbered("仓储物", "费用"),
    format="rtf",
    labels=["第一条", "第二条"],
)
other("RTF", "rtf", lambda: rtf(*WORDS.splitlines()), format="rtf", parties=PARTIES, durations=[("term", "P3Y")])
other("10,000 pages of nothing in an archive", "zip", lambda: zipped({"a.pdf": many_pages(10_000), "b.txt": WORDS}), outcomes=[("failed", "too-large"), OK])
