"""OFD files for tests, written part by part."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(words: str, x: float, y: float, size: float = 4.2, how: str = "delta", **more: str) -> str:
    """A text object whose first character stands at x on baseline y (mm). `how`: the steps written out (``delta``), abbreviated (``g``), or by CTM (``ctm``)."""
    wide = [size if ord(c) > 0x2E7F else size / 2 for c in words]
    steps = " ".join(f"{w:g}" for w in wide[:-1])
    if how == "g" and len(set(wide)) == 1:
        steps = f"g {len(words) - 1} {size:g}"
    attributes = "".join(f" {k}={quoteattr(v)}" for k, v in more.items())
    if how == "ctm":
        inner = " ".join(f"{w * 2:g}" for w in wide[:-1])
        return (
            f'<ofd:TextObject Boundary="{x} {y - size} {sum(wide)} {size * 1.3}" CTM="0.5 0 0 0.5 0 0" Font="1" Size="{size * 2}"{attributes}>'
            f'<ofd:TextCode X="0" Y="{size * 2}" DeltaX="{inner}">{escape(words)}</ofd:TextCode></ofd:TextObject>'
        )
    return (
        f'<ofd:TextObject Boundary="{x} {y - size} {sum(wide)} {size * 1.3}" Font="1" Size="{size}"{attributes}>'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def frame(x: float, y: float, width: float, height: float) -> str:
    """A drawn rectangle."""
    path = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    return f'<ofd:PathObject Boundary="{x} {y} {width} {height}" LineWidth="0.2"><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>'


def picture(x: float, y: float, width: float, height: float) -> str:
    return f'<ofd:ImageObject Boundary="{x} {y} {width} {height}" ResourceID="9"/>'


def ofd(pages: list[str], template: str = "", title: str = "", more: dict[str, bytes | str] | None = None) -> bytes:
    """An OFD file; `pages`: the objects of each page; `template`: those under every page; `more`: further parts."""
    under = '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    listed = "".join(f'<ofd:Page ID="{10 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    files: dict[str, bytes | str] = {
        "OFD.xml": f'<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID><ofd:Title>{escape(title)}</ofd:Title></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{under}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {_NS} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体"/><ofd:Font ID="2" FontName="SimHei" Bold="true"/></ofd:Fonts></ofd:Res>',
    }
    if template:
        files["Doc_0/Tpls/Tpl_0/Content.xml"] = _page(template)
    for n, objects in enumerate(pages):
        files[f"Doc_0/Pages/Page_{n}/Content.xml"] = _page(
            objects, '<ofd:Template TemplateID="2" ZOrder="Background"/>' if template else ""
        )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (files | (more or {})).items():
            archive.writestr(name, data)
    return file.getvalue()


def _page(objects: str, template: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {_NS}>{template}<ofd:Content><ofd:Layer ID="5">{objects}</ofd:Layer></ofd:Content></ofd:Page>'


def lines(paragraphs: list[str], top: float = 40.0, how: str = "delta", width: int = 36, size: float = 4.2) -> str:
    """Paragraphs set in lines of `width` characters, indented by two."""
    objects, y = [], top
    for paragraph in paragraphs:
        x, room, rest = 30 + 2 * size, width - 2, paragraph
        while rest:
            objects.append(text(rest[:room], x, y, size, how))
            x, rest, room, y = 30.0, rest[room:], width, y + 7
    return "".join(objects)
