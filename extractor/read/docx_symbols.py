"""Characters of Word's symbol fonts: the glyph a person sees, whatever code the font has it under."""

from __future__ import annotations

import re

_WINGDINGS = {
    **{0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x9F: "•", 0xA8: "☐", 0xD8: "➢", 0xE0: "→"},
    **{0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
}
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x56: "☒", 0xA3: "☐"}
_SYMBOL = {0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xD6: "√", 0xB8: "÷"}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_PRIVATE = re.compile("[\uf000-\uf0ff]")
_ANY = _SYMBOL | _WINGDINGS_2 | _WINGDINGS  # a private-use character without its font: most likely Wingdings


def symbol(code: str, font: str) -> str:
    """The character of a ``w:sym``: its hexadecimal code in its font. "" for a glyph that says nothing."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= number <= 0xF0FF or number < 0x100:
        return _FONTS.get(font.lower(), _ANY).get(number & 0xFF, "")
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def seen(text: str, font: str) -> str:
    """Typed text as seen: private-use characters, and plain ones set in a symbol font, become the glyph's own character."""
    table = _FONTS.get(font.lower()) if font else None
    if table is None and not _PRIVATE.search(text):
        return text
    out = []
    for char in text:
        if "\uf000" <= char <= "\uf0ff":
            out.append((table or _ANY).get(ord(char) & 0xFF, ""))
        else:
            out.append(table.get(ord(char), char) if table else char)
    return "".join(out)
