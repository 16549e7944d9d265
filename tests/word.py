"""Word packages for tests, written part by part, so that a test says exactly what is in the file."""

from __future__ import annotations

import io
import zipfile

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOTS = {"numbering": "numbering", "styles": "styles", "comments": "comments", "footnotes": "footnotes", "endnotes": "endnotes"}


def package(body: str, strict: bool = False, title: str = "", **parts: str) -> bytes:
    """A .docx with this body. `parts`: the inside of numbering, styles, comments, footnotes, endnotes, header*, footer*."""
    files = {"word/document.xml": f"<w:document {NS}><w:body>{body}</w:body></w:document>"}
    links = []
    for number, (name, inside) in enumerate(parts.items(), 1):
        kind = name.rstrip("0123456789")
        root = ROOTS.get(kind, {"header": "hdr", "footer": "ftr"}.get(kind, kind))
        files[f"word/{name}.xml"] = f"<w:{root} {NS}>{inside}</w:{root}>"
        links.append(f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{name}.xml"/>')
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    files["word/_rels/document.xml.rels"] = relations.format("".join(links))
    main = f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
    files["_rels/.rels"] = relations.format(main)
    if title:
        core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
        dc = "http://purl.org/dc/elements/1.1/"
        files["docProps/core.xml"] = (
            f'<c:coreProperties xmlns:c="{core}" xmlns:dc="{dc}"><dc:title>{title}</dc:title></c:coreProperties>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, _strict(text) if strict else text)
    return out.getvalue()


def _strict(text: str) -> str:
    return text.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    ).replace("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/")


def t(text: str, props: str = "") -> str:
    """A run."""
    return f'<w:r>{f"<w:rPr>{props}</w:rPr>" if props else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(inside: str = "", props: str = "") -> str:
    """A paragraph; plain words become a run."""
    content = inside if not inside or inside.startswith("<") else t(inside)
    return f"<w:p>{f'<w:pPr>{props}</w:pPr>' if props else ''}{content}</w:p>"


def listed(num: int, level: int, text: str, more: str = "") -> str:
    """A paragraph of a list."""
    return p(text, f'{more}<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def styled(style: str, text: str, more: str = "") -> str:
    """A paragraph in a style."""
    return p(text, f'<w:pStyle w:val="{style}"/>{more}')


def level(number: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    """A ``w:lvl``."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number: int, *levels: str, more: str = "") -> str:
    """A ``w:abstractNum``."""
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def num(number: int, of: int, override: str = "") -> str:
    """A ``w:num``."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{override}</w:num>'


def start_at(level: int, value: int) -> str:
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{value}"/></w:lvlOverride>'


def style(
    name: str, props: str = "", based_on: str = "", run: str = "", title: str = "", kind: str = "paragraph", default: str = ""
) -> str:
    """A ``w:style``."""
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    marked = f' w:default="{default}"' if default else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"{marked}><w:name w:val="{title or name}"/>{based}'
        f"<w:pPr>{props}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def control(inside: str, props: str = "") -> str:
    """A content control."""
    return f"<w:sdt><w:sdtPr>{props}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def field(code: str, result: str | None, data: str = "") -> str:
    """A complex field; without a result it has no separate mark."""
    bar = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
    middle = "" if result is None else bar.format("separate") + (result if result.startswith("<") else t(result))
    return f'{begin}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{middle}{bar.format("end")}'


def inserted(inside: str, what: str = "ins") -> str:
    return f'<w:{what} w:id="1" w:author="审核人" w:date="2025-01-02T03:04:05Z">{inside}</w:{what}>'


def gone(text: str, what: str = "del") -> str:
    words = f"<w:r><w:delText>{text}</w:delText></w:r>" if what == "del" else t(text)
    return inserted(words, what)


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(inside: str, props: str = "") -> str:
    """A table cell; plain words become a paragraph."""
    content = inside if inside.startswith("<") else p(inside)
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>"
