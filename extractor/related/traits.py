"""Record → what tells whether two agreements belong together: names, numbers, sums, and a sketch of the words.

The sketch is a one-permutation MinHash (Li, Owen, Zhang 2012) over all runs of five letters, digits or ideographs: of each of 128
classes of hash values the smallest. Two texts agree in about as many places as they share runs (Jaccard similarity), give or take
four in a hundred.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from decimal import Decimal

from extractor.fold import fold
from extractor.packs import Pack

RUN = 5  # characters
PLACES = 128
_EMPTY = 0xFFFFFFFF
_SHORTEST = 60  # characters of a text that says enough to be compared
_HEAD = 3_000  # code points in which a supplement says what it supplements
_AHEAD = 48  # code points in which a number ends
_GONE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Traits:
    """Of one agreement. Strings are `plain` but the title; ``sketch`` is hexadecimal, '' where the text is too short."""

    title: str  # as printed
    number: str
    names: tuple[str, ...]  # of the parties, sorted
    signed: str
    total: str
    ocr: bool
    supplement: bool
    refers: tuple[str, ...]  # what stands behind the word for "number" at the head of a supplement
    quotes: tuple[str, ...]  # titles in 《》 there
    sketch: str

    def to_list(self) -> list:
        return list(asdict(self).values())

    @staticmethod
    def of_list(values: list) -> Traits:
        return Traits(*(tuple(v) if isinstance(v, list) else v for v in values))


def traits(record: dict, pack: Pack) -> Traits:
    """The traits of one record (`Record.to_dict()`)."""
    document, words = record["document"], pack.tables.get("zh/related", {})
    title = document["title"] or ""
    supplement = any(word in title for word in words.get("supplement", ()))
    # Its own number stands above the parties, that of the other one below.
    start = min((p["evidence"]["start"] for p in record["parties"] if p["evidence"]), default=0)
    head = fold(document["text"][start : start + _HEAD]) if supplement else ""
    signed = [d["value"] for d in record["dates"] if d["kind"] == "signed"]
    totals = {
        (str(Decimal(a["value"]).normalize()), a["currency"]) for a in record["amounts"] if a["kind"] == "total" and a["value"]
    }
    return Traits(
        title=title,
        number=plain(document["contract_no"] or ""),
        names=tuple(sorted({plain(p["name"]) for p in record["parties"] if p["name"]})),
        signed=signed[0] if len(signed) == 1 else "",
        total=" ".join(*totals) if len(totals) == 1 else "",
        ocr=document["ocr"],
        supplement=supplement,
        refers=tuple(dict.fromkeys(_behind(head, words.get("number", ())))),
        quotes=tuple(dict.fromkeys(plain(q) for q in re.findall(r"《([^《》\n]{2,60})》", head))),
        sketch=sketch(document["text"]),
    )


def plain(text: str) -> str:
    """Letters, digits and ideographs alone, folded: what is left of a text when print no longer matters."""
    return _GONE.sub("", fold(text)).lower()


def _behind(head: str, words) -> list[str]:
    """What stands behind each of `words`: a number (with a digit in it), and whatever follows it."""
    if not words:
        return []
    cue = re.compile(f"(?:{'|'.join(map(re.escape, words))})")
    found = (plain(head[match.end() : match.end() + _AHEAD]).lstrip("为是") for match in cue.finditer(head))
    return [text for text in found if any(c.isdigit() for c in text)]


def sketch(text: str) -> str:
    """The sketch of a text, '' when it is too short."""
    import numpy as np

    bare = plain(text)
    if len(bare) < _SHORTEST:
        return ""
    codes = np.frombuffer(bare.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    count = len(codes) - RUN + 1
    hashes = np.zeros(count, np.uint64)
    for n in range(RUN):
        hashes = hashes * np.uint64(0x100000001B3) + codes[n : n + count]
    for shift in (33, 29):  # the finisher of MurmurHash3: every bit comes to depend on every other
        hashes ^= hashes >> np.uint64(shift)
        hashes *= np.uint64(0xFF51AFD7ED558CCD)
    smallest = np.full(PLACES, _EMPTY, np.uint32)
    np.minimum.at(smallest, (hashes >> np.uint64(57)).astype(np.intp), (hashes & np.uint64(0x7FFFFFFF)).astype(np.uint32))
    return smallest.tobytes().hex()


def likeness(a: str, b: str) -> float:
    """About how much of their words two texts share (0–1), from their sketches; 0 where one has none."""
    import numpy as np

    if not a or not b:
        return 0.0
    one, two = (np.frombuffer(bytes.fromhex(s), np.uint32) for s in (a, b))
    used = (one != _EMPTY) | (two != _EMPTY)
    return float(np.count_nonzero((one == two) & used)) / max(int(np.count_nonzero(used)), 1)
