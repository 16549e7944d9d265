"""PDF files: pages drawn so that what is printed where is known exactly."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from reportlab.lib.colors import Color
from test_bad_input import encrypted_pdf, many_pages
from test_bad_input import pdf as written_by_hand
from test_read_pdf import HEIGHT, LEFT, Paper

from traps import trap

LONG = "承租人应当按照约定的方法使用租赁物，并在租赁期限届满时将租赁物按照原状返还给出租人，双方应当共同检查房屋以及附属设施的状况并签字确认。"
OTHER = "出租人应当在收到书面通知之后七日内完成维修；逾期没有维修的，承租人可以自行维修，维修所需要的费用由出租人负担，并从下一期租金当中扣除相应的金额。"
PARTIES = {"甲方": "青禾食品有限公司", "乙方": "北岸仓储有限公司"}


def paper() -> Paper:
    """A page that begins as every agreement here does."""
    made = Paper().at(240, 70, "仓储服务合同", 18)
    return made.paragraph("甲方：青禾食品有限公司", 0).paragraph("乙方：北岸仓储有限公司", 0)


def pdf(name: str, draw: Callable[[Paper], object] | None = None, made: Callable[[], bytes] | None = None, **wanted: object) -> None:
    def drawn() -> bytes:
        sheet = paper()
        draw(sheet)
        return sheet.bytes()

    trap("PDF", name, "trap.pdf", made or drawn, **wanted)


def changed(data: bytes, change: Callable[[pikepdf.Pdf], object], **how: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        change(file)
        file.save(out, **how)
    return out.getvalue()


def plain() -> bytes:
    return paper().paragraph("第一条 " + LONG).paragraph("第二条 保管期限为三年。").bytes()


# --- lines and paragraphs -------------------------------------------------------------------------------------------------
pdf(
    "wrapped lines become one paragraph without spaces, the next clause its own",
    lambda s: s.paragraph("第一条 " + LONG).paragraph("第二条 " + OTHER),
    body=["第一条 " + LONG, "第二条 " + OTHER],
    parties=PARTIES,
)
pdf(
    "a paragraph goes on over the page; head, foot and page numbers are furniture",
    lambda s: [
        s.at(LEFT, 40, "内部资料 第3版", 9).at(280, 810, "第 1 页 共 2 页", 9).paragraph("第一条 " + OTHER),
        setattr(s, "y", 760),
        s.at(LEFT + 24, s.y, LONG[:33]).turn().at(LEFT, 40, "内部资料 第3版", 9).at(280, 810, "第 2 页 共 2 页", 9),
        s.at(LEFT, 80, LONG[33:]).at(LEFT + 24, 110, "第二条 保管期限为三年。"),
    ],
    body=["第一条 " + OTHER, LONG, "第二条 保管期限为三年。"],
    removed=[("footer", "第 1 页 共 2 页"), ("footer", "第 2 页 共 2 页"), ("header", "内部资料 第3版"), ("header", "内部资料 第3版")],
)


def _columns(s: Paper) -> None:
    left = ["第一条 仓储物", "1.1 大米五十吨，由甲方", "运到乙方的一号仓库。", "1.2 小麦二十吨，由乙方", "自行到甲方处提取。", "第二条 费用", "2.1 保管费按月支付，每", "月的五日之前付清上月。"]
    right = ["2.2 逾期支付的，按日支", "付万分之五的违约金。", "第三条 期限", "3.1 保管期限为三年，自", "2025年3月1日起计算。", "第四条 争议", "4.1 由仲裁委员会仲裁，", "仲裁裁决是终局的裁决。"]
    for n, (a, b) in enumerate(zip(left, right, strict=True)):
        s.at(LEFT, 160 + n * 17, a).at(330, 160 + n * 17, b)


pdf(
    "two columns are read one after the other",
    _columns,
    paths=["1", "1.1", "1.2", "2", "2.1", "2.2", "3", "3.1", "4", "4.1"],
    dates=[("start", "2025-03-01")],
)


def _signatures(s: Paper) -> None:
    s.paragraph("第一条 " + LONG)
    s.y += 30
    rows = [("甲方（盖章）：青禾食品有限公司", "乙方（盖章）：北岸仓储有限公司"), ("法定代表人：王青", "法定代表人：李岸"), ("电话：010-66668888", "电话：021-55557777")]
    for left, right in rows:
        s.at(LEFT, s.y, left).at(320, s.y, right)
        s.y += 22


pdf(
    "signatures side by side: each party's lines stay its own",
    _signatures,
    representatives={"甲方": "王青", "乙方": "李岸"},
    phones={"甲方": "010-66668888", "乙方": "021-55557777"},
)


def _wrapping(s: Paper) -> None:
    s.paragraph("第一条 " + LONG)
    y = s.y + 30
    s.at(LEFT, y, "甲方（盖章）：青禾食品有限公司").at(310, y, "乙方（盖章）：北岸仓储有限公司")
    s.at(LEFT, y + 20, "地址：成都市锦江区东大街下东大街段").at(310, y + 20, "地址：重庆市渝中区民族路一百八十")
    s.at(LEFT, y + 40, "三十六号").at(310, y + 40, "八号附二")


pdf(
    "addresses side by side that wrap in their halves",
    _wrapping,
    addresses={"甲方": "成都市锦江区东大街下东大街段三十六号", "乙方": "重庆市渝中区民族路一百八十八号附二"},
)
pdf(
    "a ruled table becomes rows of cells",
    lambda s: s.paragraph("第一条 清单如下：")
    .grid([90, 200, 300, 400], [160, 180, 220, 240])
    .at(94, 174, "品名").at(204, 174, "数量").at(304, 174, "金额")
    .at(94, 194, "人脸识别考勤终端").at(94, 210, "设备").at(204, 194, "26 台").at(304, 194, "800元")
    .at(94, 234, "合计").at(304, 234, "800元"),
    body=["第一条 清单如下：", "品名\t数量\t金额", "人脸识别考勤终端设备\t26 台\t800元", "合计\t\t800元"],
)
pdf(
    "a table without rules",
    lambda s: [
        s.paragraph("第一条 清单如下："),
        *(
            s.at(x, 170 + 22 * row, words)
            for row, cells in enumerate([("品名", "数量", "单价"), ("大米", "50吨", "2400元"), ("小麦", "20吨", "2000元"), ("玉米", "10吨", "1800元")])
            for x, words in zip((100, 250, 380), cells, strict=True)
        ),
    ],
    body=["第一条 清单如下：", "品名\t数量\t单价", "大米\t50吨\t2400元", "小麦\t20吨\t2000元", "玉米\t10吨\t1800元"],
)


def _watermarks(s: Paper) -> None:
    for page in (1, 2):
        s.paragraph(f"第{'一二'[page - 1]}条 " + LONG)
        s.canvas.saveState()
        s.canvas.translate(300, 400)
        s.canvas.rotate(45)
        s.canvas.setFillColor(Color(0.8, 0.8, 0.8))
        s.canvas.setFont("STSong-Light", 60)
        s.canvas.drawCentredString(0, 0, "样本")
        s.canvas.restoreState()
        s.canvas.saveState()
        s.canvas.setFillColor(Color(0.85, 0.85, 0.85))
        s.at(200, 175, "仅供参考", 50)
        s.canvas.restoreState()
        if page == 1:
            s.turn()


pdf("watermarks, slanted and pale, under the text", _watermarks, body=["第一条 " + LONG, "第二条 " + LONG])


def _bold(s: Paper) -> None:
    s.at(LEFT, 160, "第一条 保管期限为三年。").at(LEFT + 0.3, 160, "第一条 保管期限为三年。").at(LEFT, 190, "第二条 费用按月支付。")


pdf("bold print made by drawing twice is text once", _bold, body=["第一条 保管期限为三年。", "第二条 费用按月支付。"])


def _scattered(s: Paper) -> None:
    """Labels first, then all values, as forms are printed: the order of drawing says nothing."""
    for n, label in enumerate(("地址：", "电话：", "开户银行：")):
        s.at(LEFT, 160 + 22 * n, label)
    s.at(LEFT, 240, "第一条 仓储物为大米。")
    for n, value in reversed(list(enumerate(("临江市云栖路9号", "021-55557777", "临江银行云栖支行")))):
        s.at(LEFT + 65, 160 + 22 * n, value)


pdf(
    "a text layer drawn labels first, values afterwards",
    _scattered,
    addresses={"甲方": None, "乙方": "临江市云栖路9号"},
    phones={"甲方": None, "乙方": "021-55557777"},
)

# --- blanks, forms, notes -------------------------------------------------------------------------------------------------
pdf(
    "values typed over printed underscores",
    lambda s: s.at(LEFT, 160, "第一条 期限自").at(175, 160, "______").at(213, 160, "年").at(227, 160, "____").at(253, 160, "月").at(267, 160, "____")
    .at(293, 160, "日起算。").at(180, 158, "2025").at(233, 158, "3").at(272, 158, "15"),
    dates=[("start", "2025-03-15")],
    status="filled",
)
pdf(
    "blanks drawn as lines, one of them written on",
    lambda s: s.at(LEFT, 160, "联系人：").rule(140, 162, 240, 162).at(250, 160, "电话：").at(290, 160, "021-55557777").rule(285, 162, 385, 162)
    .at(LEFT, 190, "第一条 仓储物为大米。"),
    slots=[("联系人", None), ("电话", "021-55557777")],
    phones={"甲方": None, "乙方": "021-55557777"},
)


def _form() -> bytes:
    s = Paper().at(240, 70, "仓储服务合同", 18)
    form = s.canvas.acroForm
    for y, name, value in ((100, "甲方", "Green Grain Ltd"), (120, "乙方", "")):
        s.at(LEFT, y, f"{name}：")
        form.textfield(name=name, value=value, x=140, y=HEIGHT - y - 4, width=160, height=16, fontSize=11, borderWidth=0)
    s.at(LEFT, 160, "第一条 发票类型：").at(210, 160, "普通发票").at(290, 160, "专用发票")
    for x, name, ticked in ((195, "a", False), (275, "b", True)):
        form.checkbox(name=name, checked=ticked, x=x, y=HEIGHT - 163, size=11)
    return s.bytes()


pdf(
    "form fields and their ticks are read, an empty field is a blank",
    made=_form,
    parties={"甲方": "Green Grain Ltd", "乙方": None},
    slots=[("甲方", "Green Grain Ltd"), ("乙方", None), ("发票类型", "专用发票")],
    status="partial",
)


def _note() -> bytes:
    data = Paper().at(240, 70, "仓储服务合同", 18).at(LEFT, 100, "甲方：").at(LEFT, 130, "乙方：").at(LEFT, 160, "第一条 仓储物为大米。").bytes()

    def add(file: pikepdf.Pdf) -> None:
        look = file.make_stream(b"BT /F 12 Tf 0 4 Td (Green Grain Ltd) Tj ET")
        look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 120, 16]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=[130, HEIGHT - 104, 250, HEIGHT - 88],
            DA=pikepdf.String("/F 12 Tf"),
            Contents=pikepdf.String("Green Grain Ltd"),
            AP=pikepdf.Dictionary(N=look),
            F=4,
        )
        file.pages[0].Annots = file.make_indirect([file.make_indirect(note)])

    return changed(data, add)


def _bare_note() -> bytes:
    """As many programs leave notes: what it says, and nothing about how it looks."""
    data = Paper().at(240, 70, "仓储服务合同", 18).at(LEFT, 100, "甲方：").at(LEFT, 130, "乙方：").at(LEFT, 160, "第一条 仓储物为大米。").bytes()

    def add(file: pikepdf.Pdf) -> None:
        notes = [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.FreeText,
                Rect=[130, HEIGHT - y - 4, 260, HEIGHT - y + 12],
                DA=pikepdf.String("/Helv 12 Tf"),
                Contents=pikepdf.String(words),
                F=4,
            )
            for y, words in ((100, "青禾食品有限公司"), (130, "Green Grain Ltd"))
        ]
        file.pages[0].Annots = file.make_indirect([file.make_indirect(note) for note in notes])

    return changed(data, add)


pdf(
    "free-text notes that say nothing of their look",
    made=_bare_note,
    parties={"甲方": "青禾食品有限公司", "乙方": "Green Grain Ltd"},
    slots=[("甲方", "青禾食品有限公司"), ("乙方", "Green Grain Ltd")],
    boxed=True,
)


def _chosen() -> bytes:
    s = paper().at(LEFT, 160, "第一条 发票类型：").at(210, 160, "普通发票").at(290, 160, "专用发票").at(LEFT, 200, "第二条 付款方式：")
    for x, value in ((195, "a"), (275, "b")):
        s.canvas.acroForm.radio(name="r", value=value, selected=value == "b", x=x, y=HEIGHT - 163, size=11)
    s.canvas.acroForm.choice(name="c", value="Bank", options=["Bank", "Cash"], x=200, y=HEIGHT - 204, width=100, height=16, fontSize=11, borderWidth=0)
    return s.bytes()


pdf("radio buttons and a drop-down list", made=_chosen, slots=[("发票类型", "专用发票"), ("付款方式", "Bank")])


def _fields_without_looks() -> bytes:
    """A text field and a list whose values were set by a program that draws nothing and asks the viewer to."""
    data = Paper().at(240, 70, "仓储服务合同", 18).at(LEFT, 100, "甲方：").at(LEFT, 130, "乙方：").at(LEFT, 160, "第一条 仓储物为大米。").bytes()
    name = pikepdf.Name

    def add(file: pikepdf.Pdf) -> None:
        fields = []
        for y, kind, flags, value in ((100, name.Tx, 0, "青禾食品有限公司"), (130, name.Ch, 1 << 17, "Green Grain Ltd")):
            look = {"Rect": [130, HEIGHT - y - 4, 300, HEIGHT - y + 12], "DA": pikepdf.String("/Helv 12 Tf 0 g"), "F": 4}
            words = {"FT": kind, "Ff": flags, "T": pikepdf.String(str(y)), "V": pikepdf.String(value), "Opt": [pikepdf.String(value)]}
            fields.append(file.make_indirect(pikepdf.Dictionary(Type=name.Annot, Subtype=name.Widget, **look, **words)))
        file.pages[0].Annots = file.make_indirect(fields)
        font = pikepdf.Dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica, Encoding=name.WinAnsiEncoding)
        resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
        file.Root.AcroForm = pikepdf.Dictionary(Fields=fields, DR=resources, DA=pikepdf.String("/Helv 12 Tf 0 g"), NeedAppearances=True)

    return changed(data, add)


pdf(
    "form fields that say nothing of their look",
    made=_fields_without_looks,
    parties={"甲方": "青禾食品有限公司", "乙方": "Green Grain Ltd"},
    slots=[("甲方", "青禾食品有限公司"), ("乙方", "Green Grain Ltd")],
)
pdf("a page with nothing on it", made=lambda: many_pages(1), outcomes=[("failed", "no-text")])
pdf("a free-text note on a blank is its value", made=_note, parties={"甲方": "Green Grain Ltd", "乙方": None}, slots=[("甲方", "Green Grain Ltd")])

# --- pages and fonts ------------------------------------------------------------------------------------------------------
for _turn in (90, 180, 270):
    pdf(
        f"a page turned by {_turn} degrees",
        made=lambda turn=_turn: changed(plain(), lambda f: setattr(f.pages[0], "Rotate", turn)),
        parties=PARTIES,
        body=["第一条 " + LONG, "第二条 保管期限为三年。"],
        boxed=True,
    )


def _glyphs(data: bytes, first: int) -> bytes:
    """The same page, its font claiming that glyphs are the characters from U+`first` on."""

    def lie(file: pikepdf.Pdf) -> None:
        table = f"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <{first:04X}> endbfrange".encode()
        for font in (f for f in file.pages[-1].Resources.Font.values() if f.BaseFont == "/Helvetica"):
            font.ToUnicode = file.make_stream(b"/CIDInit /ProcSet findresource begin begincmap " + table + b" endcmap end")

    return changed(data, lie)


def _latin(text: str) -> bytes:
    s = paper().paragraph("第一条 " + LONG).turn()
    s.canvas.setFont("Helvetica", 14)
    s.canvas.drawString(LEFT, 700, text)
    return s.bytes()


pdf(
    "one page's font names no characters: that page alone is read from its picture",
    made=lambda: _glyphs(_latin("Notice shall be given within thirty days in writing"), 0xE020),
    ocr=True,
    body=["第一条 " + LONG, "Notice shall be given within thirty days in writing"],
    parties=PARTIES,
    durations=[],
)
pdf(
    "one page's font names wrong everyday ideographs",
    made=lambda: _glyphs(_latin("Notice shall be given within thirty days in writing to the other Party"), 0x7000),
    ocr=True,
    body=["第一条 " + LONG, "Notice shall be given within thirty days in writing to the other Party"],
)
pdf(
    "a text layer of double-byte characters taken for Latin ones",
    lambda s: [
        s.paragraph("第一条 " + LONG).turn(),
        s.canvas.setFont("Helvetica", 12),
        s.canvas.drawString(LEFT, 700, "\u00bc\u00d7\u00b7\u00bd\u00a3\u00ba\u00c7\u00e0\u00ba\u00cc\u00ca\u00b3\u00c6\u00b7\u00d3\u00d0\u00cf\u00de\u00b9\u00ab\u00cb\u00be"),
    ],
    ocr=True,
    parties=PARTIES,
)
pdf(
    "radicals and ligatures become ordinary characters",
    lambda s: s.at(LEFT, 160, "第⼀条 保管⽅式为⼊库，⻓期有效。").at(LEFT, 190, "第二条 ①大米；②小麦。"),
    body=["第一条 保管方式为入库，长期有效。", "第二条 ①大米；②小麦。"],
)

# --- files ----------------------------------------------------------------------------------------------------------------
pdf(
    "a file without its index",
    made=lambda: (d := plain())[: d.rindex(b"xref\n")].replace(b"startxref", b""),
    parties=PARTIES,
    durations=[("term", "P3Y")],
)
pdf(
    "a file whose objects cannot be found is repaired, and says so",
    made=lambda: changed(plain(), lambda f: None, object_stream_mode=pikepdf.ObjectStreamMode.generate).replace(b"/Type /ObjStm", b"/Type /ObjStn"),
    parties=PARTIES,
    body=["第一条 " + LONG, "第二条 保管期限为三年。"],
    warnings=["repaired"],
)
pdf("a file that only its owner may change is read", made=lambda: changed(plain(), lambda f: None, encryption=pikepdf.Encryption(owner="o", user="")), parties=PARTIES)
pdf("a password", made=lambda: encrypted_pdf("secret"), outcomes=[("failed", "password")])
pdf("a file cut off in its head", made=lambda: plain()[:300], outcomes=[("failed", "damaged")])
pdf("10,000 pages", made=lambda: many_pages(10_000), outcomes=[("failed", "too-large")])
pdf(
    "pages in a circle",
    made=lambda: written_by_hand("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    outcomes=[("failed", "damaged")],
)


def _counterparts() -> bytes:
    s = Paper()
    for copy in range(2):
        s.at(240, 70, "仓储服务合同", 18).paragraph("甲方：青禾食品有限公司", 0).paragraph("乙方：北岸仓储有限公司", 0)
        s.paragraph("第一条 " + LONG).paragraph("第二条 保管期限为三年。").paragraph("第三条 " + OTHER)
        s.paragraph("甲方（盖章）：", 0).paragraph("乙方（盖章）：", 0).paragraph("日期：2025年3月1日", 0)
        if not copy:
            s.turn()
    return s.bytes()


pdf(
    "counterparts of one agreement in one file",
    made=_counterparts,
    sources=["trap.pdf"],
    parties=PARTIES,
    dates=[("signed", "2025-03-01")],
    warnings=["counterparts", "numbering-duplicate"],
)
pdf(
    "every value with its page and box",
    lambda s: s.paragraph("第一条 保管期限自2025年3月1日起三年。")
    .turn()
    .at(LEFT, 100, "第二条 保管费总额为120,000元，定金为______元。")
    .at(LEFT, 130, "第三条 乙方应当在三十日内删除个人信息。"),
    kinds_found=["amounts", "data_terms", "dates", "deadlines", "durations", "parties", "slots"],
    boxed=True,
    on_page={"甲方": 1, "乙方": 1},
    pages=2,
)
pdf(
    "a shifted crop box",
    made=lambda: changed(
        paper().paragraph("第一条 " + LONG).paragraph("第二条 " + OTHER * 2).bytes(), lambda f: setattr(f.pages[0], "CropBox", [20, 30, 590, 830])
    ),
    parties=PARTIES,
    body=["第一条 " + LONG, "第二条 " + OTHER * 2],
)
