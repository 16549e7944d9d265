"""Characters that fonts put in the place of ordinary ones, and the ordinary ones.

PDF producers take a glyph's character from the font, and fonts answer with look-alikes: Kangxi radicals (U+2F00–2FD5), CJK radicals supplement
(U+2E80–2EF3), compatibility ideographs (U+F900–FAD9), Latin ligatures, and symbol fonts' private codes (U+F000–F0FF). Unicode's own compatibility
forms cover the first but only two of the second, and would also turn ① into 1, so this is a table of its own; the unified ideographs of the supplement
follow the Unicode Character Database (EquivalentUnifiedIdeograph).
"""

from __future__ import annotations

import functools
import unicodedata

_SUPPLEMENT = dict(
    zip(
        "⺁⺄⺅⺆⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺶⺹⺺⺻⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙亻冂刂卜㔾小小兀尣尢巳幺彑彐忄㣺扌攵旡月歺母民氵氺灬爫爫丬牛犭王罒示礻糹纟罓罒羊耂肀聿肉艹艹艹虎衤覀西见角讠贝车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SPACES = {"\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\t": " "}
_NOTHING = dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", "")
# Wingdings and Symbol boxes and ticks as Word and WPS write them
_SYMBOLS = {
    "\uf0a8": "□",
    "\uf06f": "□",
    "\uf071": "□",
    "\uf0fe": "☑",
    "\uf052": "☑",
    "\uf0fc": "√",
    "\uf050": "√",
    "\uf0fd": "☒",
    "\uf0b7": "•",
    "\uf06c": "•",
}


def _decomposed(first: int, last: int, form: str) -> dict[str, str]:
    pairs = ((chr(c), unicodedata.normalize(form, chr(c))) for c in range(first, last + 1))
    return {char: other for char, other in pairs if other != char}


ORDINARY: dict[str, str] = (
    _decomposed(0x2F00, 0x2FD5, "NFKC")
    | _decomposed(0xF900, 0xFAD9, "NFC")
    | _SUPPLEMENT
    | _LIGATURES
    | _SPACES
    | _NOTHING
    | _SYMBOLS
    | {"⼾": "户"}  # fonts answer so for 户; its decomposition 戶 is the traditional character
    | {"\u0002": "-"}  # what pdfium makes of a hyphen at the end of a line
)


def unreadable(char: str) -> bool:
    """True for a character that stands for a glyph nobody can name: control, private use, half of a surrogate pair, replacement."""
    return char < " " or "\ud800" <= char <= "\uf8ff" or char in "\ufffd\uffff\ufffe" or "\x7f" <= char <= "\x9f"


@functools.cache
def rare(ideograph: str) -> bool:
    """True for an ideograph outside the first levels of GB 2312 and Big5, which hold the characters most texts are made of."""
    try:
        return not "\xb0" <= ideograph.encode("gb2312").decode("latin-1")[0] <= "\xd7"
    except UnicodeEncodeError:
        pass
    try:
        return not "\xa4" <= ideograph.encode("big5").decode("latin-1")[0] <= "\xc6"
    except UnicodeEncodeError:
        return True


def portion(text: str, start: int, end: int) -> tuple[float, float]:
    """Which part of a printed line's width its characters ``start … end-1`` take, from and to as shares of it: ideographs are twice as wide as the rest."""
    before, inside, after = (sum(2 if is_cjk(c) else 1 for c in part) for part in (text[:start], text[start:end], text[end:]))
    whole = before + inside + after or 1
    return before / whole, (before + inside) / whole


def is_cjk(char: str) -> bool:
    """True for characters set solid, without spaces between: ideographs, kana, bopomofo and full-width punctuation."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or char >= "\U00020000"
        or char in "“”‘’—…·"
    )
