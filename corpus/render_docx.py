"""Agreements as Word files: with typed numbers, or with automatic ones, tracked changes, a text box, comments, a head table."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from corpus import render_docx_numbers as numbers
from corpus.printed import FIELD, Agreement, Line, Style, blanks, columns, numbered, paragraphs, style

STAMP = "2025-01-02T03:04:05Z"
AUTHOR = "审核人"
_NUMBERING = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_BOX = re.compile("([□☐☑☒])")
_HEADING = {"part": 1, "article": 1, "clause": 2, "item": 3}


@dataclass(frozen=True, slots=True)
class Look:
    """How one agreement looks in Word."""

    font: str = "宋体"
    size: float = 10.5
    blanks: int = 0  # 0 underscores, 1 underlined spaces, 2 content controls
    boxes: int = 0  # 0 characters, 1 check boxes
    side_by_side: bool = False  # what stands side by side becomes a table without rules
    head_table: bool = False  # the parties' lines as a table
    two_columns: bool = False


def typed(agreement: Agreement) -> bytes:
    """A .docx with typed numbers."""
    look = Look(
        font=("宋体", "仿宋", "微软雅黑")[agreement.pick("typed/font", 3)],
        blanks=agreement.pick("typed/blanks", 3),
        boxes=agreement.pick("typed/boxes", 2),
    )
    return printed(agreement, style(agreement, "docx-typed"), look)


def printed(agreement: Agreement, how: Style, look: Look) -> bytes:
    """A .docx with typed numbers in a given style and look."""
    document = _document(agreement, look)
    writer = _Writer(document, agreement, look)
    for line, text in paragraphs(agreement, how):
        if look.two_columns and (line.kind == "sign") == writer.in_columns and (writer.in_columns or line.label):
            writer.columns(1 if writer.in_columns else 2)
        writer.line(line, text)
    writer.flush()
    return _saved(document)


def automatic(agreement: Agreement) -> bytes:
    """A .docx whose numbers Word counts."""
    look = Look(
        blanks=1 + agreement.pick("auto/blanks", 2),
        boxes=1,
        side_by_side=agreement.pick("auto/side", 2) == 0,
        head_table=agreement.pick("auto/head", 2) == 0,
    )
    document, how, made = _document(agreement, look), style(agreement, "docx-auto"), numbers.plan(agreement)
    writer = _Writer(document, agreement, look, boxed=_boxed(agreement))
    for index, line in enumerate(agreement.lines):
        number = made.lines.get(index)
        text = line.text if not line.label else numbered(line, how, "" if number else None)
        head, _, rest = text.partition("\n")
        paragraph = writer.line(line, head)
        if number and paragraph is not None:
            _number(paragraph, number, made)
        if rest:
            writer.line(Line("para", text=rest), rest)
    writer.flush()
    _bind_styles(document, made)
    _track(agreement, document)
    _comment(agreement, document)
    _numbering_part(document, numbers.xml(made))
    return _saved(document)


# --- the document -----------------------------------------------------------------------------------------------------
def _document(agreement: Agreement, look: Look) -> Doc:
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = agreement.title, "文书", "文书"
    properties.created = properties.modified = datetime.fromisoformat(STAMP).replace(tzinfo=None)
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Title"):
        font = document.styles[name].font
        font.name, font.size = "Times New Roman", Pt(look.size if name == "Normal" else look.size + 1.5)
        document.styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), look.font)
    section = document.sections[0]
    section.header.paragraphs[0].text = agreement.title
    section.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, code in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        section.footer.paragraphs[0].add_run(words)
        if code:
            field = f'<w:fldSimple {nsdecls("w")} w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
            section.footer.paragraphs[0]._p.append(parse_xml(field))
    return document


def _saved(document: Doc) -> bytes:
    """The package with fixed times, so that equal documents are equal files."""
    first, out = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), source.read(item), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _boxed(agreement: Agreement) -> int | None:
    """The index of the line that stands in a text box: the contract number under the title."""
    second = agreement.lines[1] if len(agreement.lines) > 1 else None
    return 1 if second and second.kind == "para" and len(second.text) < 40 and agreement.pick("auto/box", 2) == 0 else None


class _Writer:
    """Writes lines into a document. Holds back what becomes one table (head lines, what stands side by side)."""

    def __init__(self, document: Doc, agreement: Agreement, look: Look, boxed: int | None = None):
        self.document, self.agreement, self.look, self.boxed = document, agreement, look, boxed
        self.held: list[list[str]] = []
        self.ruled = False
        self.body = False  # past the first numbered line
        self.count = 0
        section = document.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        self.room = self.width = room

    @property
    def in_columns(self) -> bool:
        return self.width < self.room

    def columns(self, number: int) -> None:
        """From here on so many columns: one or two."""
        self.flush()
        section = self.document.add_section(WD_SECTION.CONTINUOUS)
        for old in section._sectPr.findall(qn("w:cols")):
            section._sectPr.remove(old)
        section._sectPr.append(parse_xml(f'<w:cols {nsdecls("w")} w:num="{number}" w:space="425"/>'))
        self.width = self.room if number == 1 else self.room * 9 // 20

    def line(self, line: Line, text: str) -> Paragraph | None:
        """Write one line; the paragraph it became, None where it became part of a table."""
        self.count += 1
        cells, ruled = self._cells(line, text)
        if cells:
            if self.held and self.ruled != ruled:
                self.flush()
            self.held.append(cells)
            self.ruled = ruled
            return None
        self.flush()
        if line.kind == "table":
            _fill(self.document.add_table(len(line.rows), len(line.rows[0])), line.rows, self, True)
            return None
        if self.count - 1 == self.boxed:
            self.document.paragraphs[-1]._p.append(_text_box(text))
            return None
        self.body |= line.kind in _HEADING
        paragraph = self.document.add_paragraph()
        if line.kind == "title":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.words(paragraph, text, bold=line.kind == "title" or line.is_heading)
        return paragraph

    def _cells(self, line: Line, text: str) -> tuple[list[str], bool]:
        """The cells of a line that is to stand in a table, and whether the table is ruled."""
        parts = columns(text)
        if line.kind == "sign" and self.look.side_by_side and len(parts) == 2:
            return parts, False
        found = [FIELD.fullmatch(part) for part in parts]
        if line.kind == "para" and self.look.head_table and not self.body and self.count > 2 and all(found):
            return [cell for field in found if field for cell in (field["label"], field["value"])], True
        return [], False

    def flush(self) -> None:
        """Write the table held back."""
        held, self.held = self.held, []
        if held:
            width = max(map(len, held))
            _fill(self.document.add_table(len(held), width), [row + [""] * (width - len(row)) for row in held], self, self.ruled)

    def words(self, paragraph: Paragraph, text: str, bold: bool = False) -> None:
        """Text into runs as Word cuts them, its blanks and boxes as this look has them."""
        at = 0
        for start, end, value in blanks(text, self.agreement.written):
            self._plain(paragraph, text[at:start], bold)
            self._blank(paragraph, text[start:end], value)
            at = end
        self._plain(paragraph, text[at:], bold)

    def _plain(self, paragraph: Paragraph, text: str, bold: bool) -> None:
        for piece in _BOX.split(text) if self.look.boxes else [text]:
            if _BOX.fullmatch(piece):
                paragraph._p.append(_check_box(piece))
            else:
                self._runs(paragraph, piece, bold)

    def _runs(self, paragraph: Paragraph, text: str, bold: bool) -> None:
        while text:
            size = 6 + self.agreement.pick(f"run/{text[:12]}/{len(text)}", 40)
            run = paragraph.add_run(text[:size])
            run.bold = True if bold else None
            text = text[size:]

    def _blank(self, paragraph: Paragraph, text: str, value: str) -> None:
        if self.look.blanks == 0 or (self.look.blanks == 2 and len(text) < 6):
            paragraph.add_run(text)
        elif self.look.blanks == 1:
            paragraph.add_run(text.replace("_", " ")).underline = True
        else:
            paragraph._p.append(_control(value))


def _fill(table: Table, rows: list[list[str]] | tuple, writer: _Writer, ruled: bool) -> None:
    if ruled:
        table.style = "Table Grid"
    _set_widths(table, rows, writer.width)
    for row, cells in zip(table.rows, rows, strict=True):
        places = row.cells
        for place, text in zip(places, cells, strict=True):
            writer.words(place.paragraphs[0], text)
        used = len([c for c in cells if c])
        if ruled and used and len(cells) > used and not any(cells[used:]):
            places[used - 1].merge(places[-1])


def _set_widths(table: Table, rows: list[list[str]] | tuple, room: int) -> None:
    """Columns as wide as their words want, within the room there is (in EMU)."""
    table.autofit = False
    wanted = [4 + min(24, max(len(row[n]) for row in rows)) for n in range(len(table.columns))]
    for column, share in zip(table.columns, wanted, strict=True):
        column.width = Emu(room * share // sum(wanted))
        for cell in column.cells:
            cell.width = column.width


# --- Word's own things ------------------------------------------------------------------------------------------------
def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _control(value: str) -> etree._Element:
    """A content control: filled in, or showing its prompt."""
    prompt = "" if value else "<w:showingPlcHdr/>"
    return parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtPr>{prompt}<w:text/></w:sdtPr><w:sdtContent><w:r>"
        f'<w:t xml:space="preserve">{_escaped(value or "单击此处输入文字。")}</w:t></w:r></w:sdtContent></w:sdt>'
    )


def _check_box(sign: str) -> etree._Element:
    on, off = "2611", f"{ord(sign):04X}" if sign in "□☐" else "2610"
    return parse_xml(
        f'<w:sdt {nsdecls("w", "w14")}><w:sdtPr><w14:checkbox><w14:checked w14:val="{0 if sign in "□☐" else 1}"/>'
        f'<w14:checkedState w14:val="{on}"/><w14:uncheckedState w14:val="{off}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def _text_box(text: str) -> etree._Element:
    """A run with a text box, in both spellings Word writes (a drawing, and VML for old readers)."""
    content = f'<w:txbxContent><w:p><w:r><w:t xml:space="preserve">{_escaped(text)}</w:t></w:r></w:p></w:txbxContent>'
    return parse_xml(
        f'<w:r {nsdecls("w", "wp", "a")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:inline><wp:extent cx="2880000" cy="360000"/><wp:docPr id="1" name="box"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2880000" cy="360000"/></a:xfrm><a:prstGeom prst="rect"/></wps:spPr>'
        f"<wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f'<mc:Fallback><w:pict><v:shape style="width:227pt;height:28pt"><v:textbox>{content}</v:textbox></v:shape></w:pict>'
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def _number(paragraph: Paragraph, number: numbers.Numbered, made: numbers.Plan) -> None:
    if number.styled or (made.bound and number.level < 3 and number.num in _nums_of_main(made)):
        paragraph.style = f"Heading {number.level + 1}"
    if not number.styled:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = number.level
        properties.get_or_add_numId().val = number.num


def _nums_of_main(made: numbers.Plan) -> set[int]:
    return {n for n, (where, _, _) in enumerate(made.nums, 1) if where == 0}


def _bind_styles(document: Doc, made: numbers.Plan) -> None:
    """Heading styles carry the main list; the level is found through the list's own ``w:pStyle``, as Word writes it."""
    if made.bound:
        for level in range(len(made.lists[0].looks)):
            properties = document.styles[f"Heading {level + 1}"].element.get_or_add_pPr().get_or_add_numPr()
            if level:
                properties.get_or_add_ilvl().val = level
            properties.get_or_add_numId().val = 1


def _numbering_part(document: Doc, text: str) -> None:
    package = document.part.package
    for key, relation in list(document.part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            del document.part.rels[key]
    part = Part(PackURI("/word/numbering.xml"), _NUMBERING, text.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)


def _track(agreement: Agreement, document: Doc) -> None:
    """A few changes not yet accepted: words put in (the text has them), words struck out and a whole paragraph (it has not)."""
    plain = [p for p in _body(document) if len(p.runs) > 2 and len(p._p.findall(qn("w:r"))) == len(p.runs)]
    for turn in range(min(2, len(plain))):
        paragraph = plain[agreement.pick(f"track/{turn}", len(plain))]
        run = paragraph._p.findall(qn("w:r"))[-1]
        if run.getparent() is not paragraph._p:
            continue
        run.addprevious(_change("del", turn * 2 + 1, '<w:r><w:delText xml:space="preserve">（原表述待核）</w:delText></w:r>'))
        inserted = _change("ins", turn * 2 + 2, "")
        run.addprevious(inserted)
        inserted.append(run)
    if plain:
        gone = parse_xml(
            f'<w:p {nsdecls("w")}><w:pPr><w:rPr><w:del w:id="90" w:author="{AUTHOR}" w:date="{STAMP}"/></w:rPr></w:pPr>'
            f'<w:del w:id="91" w:author="{AUTHOR}" w:date="{STAMP}">'
            "<w:r><w:delText>本段整段删去。</w:delText></w:r></w:del></w:p>"
        )
        plain[agreement.pick("track/whole", len(plain))]._p.addprevious(gone)


def _change(kind: str, number: int, inner: str) -> etree._Element:
    return parse_xml(f'<w:{kind} {nsdecls("w")} w:id="{number}" w:author="{AUTHOR}" w:date="{STAMP}">{inner}</w:{kind}>')


def _body(document: Doc) -> Iterator[Paragraph]:
    return (p for p in document.paragraphs if p.runs)


def _comment(agreement: Agreement, document: Doc) -> None:
    found = [p for p in _body(document) if len(p.text) > 20]
    if found:
        chosen = found[agreement.pick("comment", len(found))]
        comment = document.add_comment(chosen.runs, text="请法务复核本条。", author=AUTHOR, initials="审")
        comment._comment_elm.set(qn("w:date"), STAMP)
