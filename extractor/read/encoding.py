"""Bytes → str, in whatever encoding the bytes really are, whatever the file declares.

The order is: byte-order mark; UTF-16 without one (NUL bytes give it away); strict UTF-8, which other text hardly ever happens to
be; then the most plausible of what is declared, GB 18030 (a superset of GB 2312 and GBK), Big5 and Windows-1252.
"""

from __future__ import annotations

import codecs
import re

from extractor.fold import fold
from extractor.read import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ("utf-8", "gb18030", "big5hkscs", "cp1252")  # UTF-8 again, for a file with a few broken bytes
_FEW_ZEROS = 0.1
_SAMPLE = 20_000  # bytes looked at when plausibility decides
_ENOUGH = 0.35  # share of everyday characters among the Chinese ones below which a reading is not believed
_JUNK_SHARE = 0.01  # control characters, private-use and unassigned code points no text file holds

# Everyday characters of agreements, simplified; traditional text is folded before it is compared.
_EVERYDAY = frozenset(
    "的一是在不了有和人这中大为上个国我以要时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "甲乙双合同协议条款约应当按照本日月元付支付金额务服供提数据信息书签订字章代表地址电话号码负责任何违反保密终止履行期限内外及或者其他"
    "由与向之自起至无须将如需方式标准权利义规第二三四五六七八九十百万条件变更解除赔偿损失费用价货交验收质量技术项目公司有限名称"
)
_JUNK = re.compile("[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f\x80-\x84\x86-\x9f\ue002-\uf8ff\ufffd\ufffe\uffff]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text in `data`.

    `declared` is what the file says of itself: a hint, believed only when the bytes fit. Raises ReadError ``not-text``.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _believed(data.decode(encoding, errors="replace"))
    if b"\0" in data[:_SAMPLE]:
        zeros = data.count(0)
        text = _utf8(data.replace(b"\0", b"")) if zeros < _FEW_ZEROS * len(data) else None  # UTF-16 hardly ever reads as UTF-8
        return _believed(text if text is not None and not text.isascii() else _utf16(data))
    text = _utf8(data)
    if text is not None:
        return _believed(text)
    return _believed(_legacy(data, declared))


def _believed(text: str) -> str:
    sample = text[:_SAMPLE]
    if len(_JUNK.findall(sample)) > max(2, len(sample) * _JUNK_SHARE):
        raise ReadError(
            "not-text",
            "the file is named like text but holds binary data",
            "open it with the program it was made with and save it again",
        )
    return text


def _utf16(data: bytes) -> str:
    """NUL is the high byte of every line feed, digit and Latin letter: its side tells the byte order."""
    head = data[:_SAMPLE]
    order = "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"
    return data.decode(order, errors="replace")


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.start > 0:  # cut in the middle of its last character
            return data[: error.start].decode("utf-8")
        return None


def _legacy(data: bytes, declared: str | None) -> str:
    best, text = -1.0, ""
    for encoding in (*filter(None, (_codec(declared),)), *_LEGACY):
        reading = data.decode(encoding, errors="replace")
        score = plausibility(reading[:_SAMPLE])
        if score > best:
            best, text = score, reading
    if best < _ENOUGH:
        raise ReadError("not-text", "the file's characters make no sense in any encoding known", "save it again as UTF-8 text")
    return text


def _codec(declared: str | None) -> str | None:
    """The codec for a declared character set; GB 2312 and GBK are read as their superset GB 18030."""
    try:
        name = codecs.lookup(declared or "").name
    except LookupError:
        return None
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)


def everyday(text: str) -> float:
    """Share of everyday characters among the Chinese ones of `text`, traditional ones counted as their simplified form; 1 where there are none."""
    han = _HAN.findall(fold(text))
    return sum(map(_EVERYDAY.__contains__, han)) / len(han) if han else 1.0


def plausibility(text: str) -> float:
    """How much `text` looks like words somebody wrote, 0 to 1: the share of everyday characters among the Chinese ones, less
    junk.

    Text without Chinese is as plausible as its share of ASCII.
    """
    if not text:
        return 0.0
    han = _HAN.findall(fold(text))
    junk = len(_JUNK.findall(text)) / len(text)
    strange = sum(ord(c) > 0x7F for c in text)
    if strange == 0:
        return 1.0 - junk
    foreign = max(
        0, strange - len(han) - sum(text.count(c) for c in "，。、；：？！“”‘’（）《》【】〔〕「」—…　￥×·－～％＿○□☐☑√①②③④⑤")
    )
    if not han:
        return max(0.0, 1.0 - foreign / len(text) * 4 - 10 * junk)
    return max(0.0, everyday(text) - 0.5 * foreign / strange - 10 * junk)
