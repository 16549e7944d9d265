"""Agreements as HTML: a plain page, or what Word saves as a web page (which declares gb2312 and is UTF-8)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from corpus.printed import Agreement, Line, blanks, columns, paragraphs, style

_TAGS = {"title": "h1", "part": "h2", "annex": "h2"}


def render(agreement: Agreement) -> bytes:
    """The agreement as an HTML file in UTF-8."""
    return plain(agreement) if agreement.pick("html/page", 2) == 0 else exported(agreement)


def plain(agreement: Agreement) -> bytes:
    """A page as a person writes it."""
    return "\n".join(_plain(agreement)).encode("utf-8")


def exported(agreement: Agreement) -> bytes:
    """A page as Word saves it."""
    return "\n".join(_exported(agreement)).encode("utf-8")


def _plain(agreement: Agreement) -> Iterator[str]:
    title = escape(agreement.title)
    yield f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>'
    yield "<style>body { max-width: 46em; margin: auto } table { border-collapse: collapse }</style>"
    yield "<script>var visits = 0;</script>\n</head>\n<body>"
    for line, text in paragraphs(agreement, style(agreement, "html")):
        if line.kind == "table":
            yield from _table(line, '<table border="1">', "td")
            continue
        tag = _TAGS.get(line.kind) or ("h3" if line.is_heading else "p")
        yield f"<{tag}>{_spaced(text)}</{tag}>"
    yield "</body>\n</html>"


def _exported(agreement: Agreement) -> Iterator[str]:
    yield '<html xmlns:v="urn:schemas-microsoft-com:vml"\nxmlns:o="urn:schemas-microsoft-com:office:office"'
    yield 'xmlns:w="urn:schemas-microsoft-com:office:word">\n<head>'
    yield '<meta http-equiv=Content-Type content="text/html; charset=gb2312">\n<meta name=Generator content="Microsoft Word 15">'
    yield "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
    yield "<style>\n<!-- p.MsoNormal {margin:0cm; font-size:10.5pt; font-family:宋体} -->\n</style>"
    yield "</head>\n<body lang=ZH-CN>\n<div class=WordSection1>"
    for line, text in paragraphs(agreement, style(agreement, "html")):
        if line.kind == "table":
            yield from _table(line, "<table class=MsoTableGrid border=1 cellspacing=0>", "td width=120 valign=top")
            continue
        align = " align=center" if line.kind == "title" else ""
        side = columns(text)
        if line.kind == "sign" and len(side) == 2:
            yield from _table(Line("table", rows=(tuple(side),)), "<table class=MsoNormalTable border=0>", "td")
            continue
        yield f"<p class=MsoNormal{align}>{_spans(agreement, text, line)}<o:p></o:p></p>"
    yield "</div>\n</body>\n</html>"


def _spans(agreement: Agreement, text: str, line: Line) -> str:
    """Text in the spans Word writes: the number apart from the words, source lines broken anywhere between characters."""
    label = line.label if line.label and text.startswith(line.label) else ""
    rest = text[len(label) :]
    words = []
    at = 0
    for start, end, _ in blanks(rest, agreement.written):
        words += [_broken(rest[at:start]), f"<u>{_underlined(rest[start:end])}</u>"]
        at = end
    words.append(_broken(rest[at:]))
    number = f'<span lang=EN-US style="mso-list:Ignore">{escape(label)}</span>' if label else ""
    return number + f"<span style='font-family:宋体'>{''.join(words)}</span>"


def _underlined(text: str) -> str:
    """A blank as Word exports it: hard spaces on a line, with what was written among them."""
    return "".join("&nbsp;" if char == "_" else escape(char) for char in text)


def _broken(text: str) -> str:
    """A long text's source cut into two lines; between Chinese characters a line end is no space."""
    middle = len(text) // 2
    if len(text) > 60 and all("\u4e00" <= char <= "\u9fff" for char in text[middle - 1 : middle + 1]):
        return _spaced(text[:middle]) + "\n" + _spaced(text[middle:])
    return _spaced(text)


def _spaced(text: str) -> str:
    """Escaped, runs of spaces kept as hard spaces."""
    return escape(text, quote=False).replace("  ", "&nbsp;&nbsp;")


def _table(line: Line, opening: str, cell: str) -> Iterator[str]:
    yield opening
    closing = cell.split()[0]
    for row in line.rows:
        yield "<tr>" + "".join(f"<{cell}><p>{_spaced(text)}</p></{closing}>" for text in row) + "</tr>"
    yield "</table>"
