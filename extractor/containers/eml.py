"""Mails (RFC 5322, MIME): their attachments, and the words of the mail itself when they are an agreement."""

from __future__ import annotations

import codecs
import email
import re
from collections import deque
from collections.abc import Iterator
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from functools import partial
from typing import BinaryIO

from extractor import limits
from extractor.containers import Entry
from extractor.read import ReadError
from extractor.read.encoding import decode, plausibility

SUFFIXES = (".eml",)

_HEAD = re.compile(
    rb"(?:return-path|received|delivered-to|message-id|from|to|date|subject|mime-version|dkim-signature|x-[\w-]{1,60}):", re.I
)
_FROM = re.compile(rb"^from:", re.I | re.M)
_SENT = re.compile(rb"^(?:received|message-id|date):", re.I | re.M)
_WEB_ARCHIVE = (".mht", ".mhtml")
_MOST_PARTS = 1_000
_NAMED = {
    "application/pdf": ".pdf",
    "text/html": ".html",
    "text/plain": ".txt",
    "application/msword": ".doc",
    "application/zip": ".zip",
    "message/rfc822": ".eml",
}
_NUMBERED = re.compile(
    r"^[ \t\u3000]*(?:第[ \d一二三四五六七八九十百零〇]{1,6}[条條章]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．]|(?:Article|Section|Clause) \d)",
    re.M | re.I,
)
_ARTICLES = 3  # lines that begin with a number: fewer are a message, not an agreement
_LENGTH = 300  # code points


def sniff(stream: BinaryIO, suffix: str) -> bool:
    """A file that begins with the header lines of a mail that was sent; web archives do not."""
    if suffix in _WEB_ARCHIVE:
        return False
    head = stream.read(8192)
    begins = head.lstrip(b"\xef\xbb\xbf\r\n")
    return bool(_HEAD.match(begins)) and bool(suffix in SUFFIXES or (_FROM.search(head) and _SENT.search(head)))


def entries(stream: BinaryIO) -> Iterator[Entry]:
    """Attachments in their order, then the body. Pictures shown inside the words of the mail are left out. Raises ReadError ``too-large``."""
    data = stream.read(limits.MAX_MAIL + 1)
    if len(data) > limits.MAX_MAIL:
        raise ReadError("too-large", "the mail is larger than the limit allows", "save its attachments")
    body: tuple[str, str] | None = None
    for number, part in enumerate(_parts(data)):
        if number > _MOST_PARTS:
            raise ReadError("too-large", f"the mail has more than {_MOST_PARTS} parts", "save its attachments")
        kind = part.get_content_type()
        name = _filename(part)
        if name or kind not in ("text/plain", "text/html"):
            if not (kind.startswith("image/") and part.get("Content-ID") and part.get_content_disposition() != "attachment"):
                load = partial(_load, part)
                yield Entry(name or f"part{number + 1}{_NAMED.get(kind, '')}", _size(part, len(data)), load)
        elif body is None or kind == "text/plain":
            body = (kind, _words(part)) if body is None or len(_words(part)) > len(body[1]) / 4 else body
    if body and _is_agreement(body[1]):
        yield Entry("body" + _NAMED[body[0]], len(body[1]), partial(_encoded, body[1]))


def _parts(data: bytes) -> Iterator[Message]:
    """The parts that hold something, mails inside the mail whole; without recursion, as parts may nest endlessly."""
    try:
        waiting = deque([email.message_from_bytes(data, policy=compat32)])
    except (RecursionError, ValueError, LookupError) as error:
        raise ReadError("damaged", "the mail cannot be taken apart", "save its attachments in a mail program") from error
    while waiting:
        part = waiting.popleft()
        if part.get_content_type() == "message/rfc822" or not part.is_multipart():
            yield part
        else:
            waiting.extendleft(p for p in reversed(part.get_payload()) if isinstance(p, Message))


def _filename(part: Message) -> str:
    """The attachment's name: through RFC 2231, through RFC 2047, or as bytes that nobody encoded."""
    raw = _parameter(part, "content-disposition", "filename") or _parameter(part, "content-type", "name")
    if isinstance(raw, tuple):  # RFC 2231: charset, language, value
        charset, _, value = raw
        return value.encode("latin-1", "replace").decode(_known(charset), "replace")
    return "".join(
        piece if isinstance(piece, str) else piece.decode(_known(charset), "replace") for piece, charset in _pieces(raw or "")
    )


def _parameter(part: Message, header: str, name: str) -> str | tuple | None:
    for key, value in part.raw_items():
        if key.lower() == header:
            probe = Message()
            probe[header] = _guessed(str(value))
            return probe.get_param(name, None, header)
    return None


def _guessed(value: str) -> str:
    """A header whose bytes beyond ASCII nobody encoded: UTF-8, else what reads best."""
    raw = value.encode("utf-8", "surrogateescape")
    if raw.isascii():
        return value
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return max((raw.decode(codec, "replace") for codec in ("gb18030", "big5hkscs")), key=plausibility)


def _pieces(raw: str) -> list[tuple[bytes | str, str | None]]:
    try:
        return decode_header(raw) if "=?" in raw else [(raw, None)]
    except (HeaderParseError, ValueError):
        return [(raw, None)]


def _known(charset: str | None) -> str:
    try:
        name = codecs.lookup(charset or "utf-8").name
    except (LookupError, ValueError):
        return "utf-8"
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)


def _load(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        try:
            return inner[0].as_bytes() if isinstance(inner, list) and inner else b""
        except (MessageError, RecursionError, ValueError, LookupError, AttributeError) as error:
            raise ReadError("damaged", "the mail inside the mail cannot be taken apart", "save its attachments") from error
    try:
        return part.get_payload(decode=True) or b""
    except (ValueError, LookupError, AttributeError) as error:
        raise ReadError("damaged", "the attachment cannot be decoded", "save it in a mail program") from error


def _size(part: Message, most: int) -> int:
    """Bytes at most: those of its encoded form, or all of the mail's."""
    payload = part.get_payload()
    return len(payload) if isinstance(payload, str) else most


def _words(part: Message) -> str:
    try:
        return decode(_load(part), part.get_content_charset())
    except (ReadError, LookupError):
        return ""


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _is_agreement(body: str) -> bool:
    """Long enough, and lines that begin with numbers as articles do."""
    text = re.sub(r"<(?:br|/p|/div|/li|/h\d)[^>]{0,200}>", "\n", body)
    text = re.sub(r"<[^>]{0,2000}>", "", text)
    return len(text) >= _LENGTH and len(_NUMBERED.findall(text)) >= _ARTICLES
