"""Records with identity, phone and account numbers hidden, for outputs that travel.

A number keeps its length, its separators and its last four characters; so every offset of the record stays true. Hidden are the
party fields that hold such numbers, the same numbers wherever the text repeats them, and whatever looks like one: identity and
registration numbers (GB 11643: 18 digits, the last may be X; GB 32100: 18 letters and digits), telephone numbers, runs of nine
digits and more. Dates, amounts and the contract's own number stay; so do names of files.
"""

from __future__ import annotations

import re
from collections.abc import Callable

FIELDS = ("id_number", "phone", "account")
_KEPT = 4  # characters at the end that stay
_UNTOUCHED = ("source", "sha256", "contract_no", "rule", "path", "parent", "clause", "place", "template", "currency", "code", "document", "file", "item", "when")
_LIKELY = (
    r"(?<![0-9A-Za-z])(?=(?:[A-Z]*\d){8})[0-9A-Z]{17}[0-9A-Zx](?![0-9A-Za-z])"
    r"|(?<![\d.,¥￥$-])(?:\(0\d{2,3}\)|\+?\d)(?:[ \-–—]{0,2}\d){8,30}+(?!\s{0,2}(?:[.,]\d|[元圆万亿%％]|美元|欧元|港元))"
)
_DATE = r"(?<!\d)(?:19|20)\d\d(?P<dash>[-/.])\d{1,2}(?P=dash)\d{1,2}(?!\d)"


def mask(record: dict) -> dict:
    """A copy of a record (`Record.to_dict()`) with such numbers hidden."""
    hide = _hider(record)
    text = record["document"]["text"]
    hidden = hide(text)

    def walk(value: object, key: str = "") -> object:
        if isinstance(value, str):
            return value if key in _UNTOUCHED else _hide(value) if key in FIELDS else hide(value)
        if isinstance(value, list):
            return [walk(item, key) for item in value]
        if isinstance(value, dict):
            return _quoted({k: walk(v, k) for k, v in value.items()}, value, text, hidden)
        return value

    masked = walk(record)
    masked["document"]["text"] = hidden
    return masked


def _quoted(masked: dict, item: dict, text: str, hidden: str) -> dict:
    """A quote is cut from the hidden text, however it cuts the numbers in it."""
    quote, start, end = item.get("text"), item.get("start"), item.get("end")
    if isinstance(quote, str) and isinstance(start, int) and isinstance(end, int):
        at = text.find(quote, start, end)
        if at >= 0:
            masked["text"] = hidden[at : at + len(quote)]
    return masked


def _hider(record: dict) -> Callable[[str], str]:
    known = {p[field] for p in record["parties"] for field in FIELDS if p.get(field)}
    literal = sorted((re.escape(value) for value in known if len(value) > _KEPT), key=len, reverse=True)
    pattern = re.compile("|".join((*literal, f"(?P<date>{_DATE})", _LIKELY)))
    number = record["document"]["contract_no"]

    def put(match: re.Match) -> str:
        found = match.group()
        return found if match["date"] or found == number else _hide(found)

    return lambda text: pattern.sub(put, text)


def _hide(value: str) -> str:
    """All letters and digits but the last four become dots; all of a short one."""
    places = [n for n, char in enumerate(value) if char.isalnum()]
    gone = set(places[:-_KEPT] if len(places) > 2 * _KEPT - 1 else places)
    return "".join("•" if n in gone else char for n, char in enumerate(value))
