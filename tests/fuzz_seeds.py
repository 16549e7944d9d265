"""Real structures for the fuzzer to spoil: for each format a few files that use most of what its reader knows."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pikepdf
from ofd import frame, lines, picture, text
from ofd import ofd as made_ofd
from PIL import Image
from test_containers import tarred, zipped
from test_read_office import numbered, odt, ole, rtf, word_2003
from test_read_pdf import LEFT, RIGHT, Paper
from word import abstract, cell, control, field, level, listed, num, p, package, start_at, styled, t, table

WORDS = (
    "仓储服务合同\n合同编号：CC-2025-03\n甲方（存货人）：青禾食品有限公司\n乙方：________\n第一条 仓储物\n1.1 甲方存放大米五十吨，价款人民币120,000元（大写：壹拾贰万元整）。\n"
    "1.2 乙方应于2025年3月1日前备好库房。\n第二条 期限\n本合同有效期三年，自签订之日起算。\n货物\t数量\t单价\n大米\t50吨\t2,400元\n小麦\t20吨\t2,000元\n甲方（盖章）：        乙方（盖章）：\n"
)
LONG = "乙方应当按照约定的温度和湿度妥善保管仓储物，未经甲方书面同意不得转交第三人保管，否则承担全部赔偿责任。"


def docx() -> list[bytes]:
    numbering = (
        abstract(
            0,
            level(0, "chineseCountingThousand", "第%1条"),
            level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
            level(2, "lowerLetter", "%3)"),
        )
        + num(1, 0)
        + num(2, 0, start_at(0, 5))
    )
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:rPr><w:u w:val="single"/><w:vanish/></w:rPr></w:style>'
    )
    rich = (
        styled("b", "标题")
        + "".join(listed(1, n % 3, LONG) for n in range(4))
        + listed(2, 0, "重新开始")
        + p(t("甲方：") + t("      ", '<w:u w:val="single"/>') + control(t("青禾"), '<w:alias w:val="甲方"/>'))
        + p(control(t("☐"), '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>') + t("是"))
        + p(field("MERGEFIELD 甲方", "青禾公司") + field("DATE", None) + t("x", '<w:rStyle w:val="c"/>'))
        + p('<w:ins w:id="1" w:author="A">' + t("增加") + "</w:ins><w:del><w:r><w:delText>删除</w:delText></w:r></w:del>")
        + table(
            cell("货物") + cell("数量"),
            cell("大米", '<w:vMerge w:val="restart"/>') + cell(table(cell("内") + cell("层"))),
            cell("") + cell("1"),
        )
        + p('<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:tab/><w:br/></w:r>')
        + p(
            "<mc:AlternateContent><mc:Choice><w:r><w:pict><v:textbox><w:txbxContent>"
            + p("框")
            + "</w:txbxContent></v:textbox></w:pict></w:r></mc:Choice></mc:AlternateContent>"
        )
    )
    notes = '<w:footnote w:id="2">' + p("脚注") + "</w:footnote>"
    comments = '<w:comment w:id="1">' + p("批注") + "</w:comment>"
    plain = package("".join(p(line) for line in WORDS.splitlines()), title="仓储合同")
    return [
        plain,
        package(
            rich, numbering=numbering, styles=styles, footnotes=notes, comments=comments, header1=p("页眉"), footer1=p("页脚")
        ),
    ]


def pdf() -> list[bytes]:
    paper = Paper().at(200, 60, "仓储服务合同", 18)
    for line in WORDS.splitlines():
        paper.paragraph(line or " ")
    paper.turn().paragraph(LONG * 4).grid([LEFT, 250, RIGHT], [400, 430, 460]).at(LEFT + 5, 420, "货物").at(260, 420, "数量").at(
        LEFT + 5, 450, "大米"
    )
    paper.at(LEFT, 600, "甲方：____________").at(LEFT + 40, 600, "青禾公司").rule(LEFT, 650, 250, 650).at(290, 820, "第 2 页")
    packed = paper.bytes()
    form = pikepdf.new()
    form.add_blank_page(page_size=(595, 842))
    box = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T=pikepdf.String("a"),
        V=pikepdf.String("Green Ltd"),
        Rect=[72, 700, 300, 720],
        F=4,
    )
    form.pages[0].Annots = form.make_indirect([form.make_indirect(box)])
    form.Root.AcroForm = form.make_indirect(
        pikepdf.Dictionary(Fields=form.pages[0].Annots, DA=pikepdf.String("/Helv 12 Tf 0 g"), NeedAppearances=True)
    )
    filled = io.BytesIO()
    form.save(filled)
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(packed)) as file:  # streams readable, so that their operators can be spoilt
        file.save(
            plain,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return [packed, plain.getvalue(), plain.getvalue(), filled.getvalue()]


def html() -> list[bytes]:
    page = (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>合同</title><style>.x{display:none} ol{list-style-type:upper-roman}</style></head><body>"
        + "".join(f"<p>{line}</p>" for line in WORDS.splitlines())
        + "<ol start='3' type='a'><li value='7'>一<li>二<ol><li>三</ol></ol><table><tr><td rowspan=2>货物<td colspan=3>数量<tr><td>1<td><table><tr><td>内</table></table>"
        "<p>甲方：<u>&nbsp;&nbsp;&nbsp;</u><u>青禾</u><input value='x' name='y'><select><option selected>甲<option>乙</select><textarea>z</textarea>"
        "<input type=checkbox checked>是<span style='display:none'>藏</span><div class=x>藏</div><ruby>協<rt>xié</rt></ruby>&#x2F08;&amp;&#0;<br>完</body></html>"
    )
    archive = (
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=gb2312\r\n"
            b"Content-Transfer-Encoding: 8bit\r\n\r\n"
        )
        + page.encode("gb18030", "replace")
        + b"\r\n--b--\r\n"
    )
    return [page.encode(), page.encode("gb18030"), page.encode("utf-16"), archive]


def txt() -> list[bytes]:
    wrapped = "\n".join(LONG[n : n + 20] for n in range(0, len(LONG), 20)) + "\n"
    return [
        WORDS.encode(),
        WORDS.encode("gb18030"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16"),
        (WORDS + wrapped * 5).encode("big5", "replace"),
    ]


def md() -> list[bytes]:
    marked = "# 仓储合同\n\n1. 一\n2. 二\n   - 三\n   - [x] 四\n\n> 引 *强* **重** `码` [链](http://x) ![图](y)\n\n| 货 | 量 |\n|---|:-:|\n| 米 | 5 |\n\n```\n码\n```\n\n甲方：____\\_\n<div>块</div>\n\n&amp; <br> \\\n"
    return [marked.encode(), (WORDS + marked).encode(), WORDS.encode("gb18030")]


def ofd() -> list[bytes]:
    paragraphs = [line for line in WORDS.splitlines() if line]
    cells = frame(30, 50, 60, 10) + frame(90, 50, 60, 10) + text("货", 33, 57) + text("量", 93, 57)
    return [
        made_ofd(
            [lines(paragraphs, how=how) + cells + picture(10, 200, 40, 40), lines([LONG * 3])],
            text("页眉", 90, 12) + text("页脚", 90, 290),
            "合同",
        )
        for how in ("delta", "g", "ctm")
    ]


def office() -> list[bytes]:
    return [
        rtf(*WORDS.splitlines()),
        numbered("甲", "乙"),
        odt("甲", "乙"),
        word_2003("甲"),
        ole("WordDocument", "1Table"),
        ole("EncryptedPackage"),
        ole("Workbook"),
    ]


def image() -> list[bytes]:
    picture = Image.effect_noise((120, 90), 40)
    made = []
    for kind, more in (("PNG", {}), ("JPEG", {}), ("BMP", {}), ("WEBP", {}), ("TIFF", {"save_all": True, "append_images": [picture] * 2})):
        file = io.BytesIO()
        picture.save(file, kind, **more)
        made.append(file.getvalue())
    return made


def archive() -> list[bytes]:
    inner = zipped({"乙/二.txt": WORDS, "三.docx": docx()[0]})
    files = {"一.txt": WORDS.encode(), "内.zip": inner, "c.html": html()[0]}
    return [
        zipped(files),
        zipped(files, stored=True),
        tarred(files),
        tarred({"一.txt": WORDS.encode()}, "w:gz"),
        tarred({"一.txt": WORDS.encode()}, "w:xz"),
    ]


def mail() -> list[bytes]:
    inner = EmailMessage()
    inner["From"], inner["Date"], inner["Subject"] = "a@example.com", "Sat, 01 Mar 2025 09:00:00 +0800", "转发"
    inner.set_content(WORDS * 3)
    outer = EmailMessage()
    outer["From"], outer["Date"], outer["Subject"] = "a@example.com", "Sat, 01 Mar 2025 09:00:00 +0800", "合同"
    outer.set_content("请查收")
    outer.add_alternative("<p>请查收</p>", subtype="html")
    outer.add_attachment(WORDS.encode("gb18030"), maintype="application", subtype="octet-stream", filename="合同.txt")
    outer.add_attachment(zipped({"a.txt": WORDS}), maintype="application", subtype="zip", filename="合同.zip")
    outer.add_attachment(inner, filename="转发.eml")
    return [inner.as_bytes(), outer.as_bytes()]


NAMES = {
    "docx": "a.docx",
    "pdf": "a.pdf",
    "html": "a.html",
    "image": "a.png",
    "txt": "a.txt",
    "md": "a.md",
    "ofd": "a.ofd",
    "office": "a.doc",
    "archive": "a.zip",
    "mail": "a.eml",
}
SEEDS = {
    "docx": docx,
    "pdf": pdf,
    "html": html,
    "image": image,
    "txt": txt,
    "md": md,
    "ofd": ofd,
    "office": office,
    "archive": archive,
    "mail": mail,
}
