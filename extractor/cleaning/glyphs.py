"""Characters that stand for other characters or for nothing: radicals, control and zero-width characters, pinyin a converter put
in brackets.
"""

from __future__ import annotations

import re

from extractor.cleaning.draft import Draft
from extractor.read.glyphs import ORDINARY

# Radicals, compatibility ideographs, ligatures and symbol-font codes: what fonts put in the place of ordinary characters. Spaces
# are left to folding.
LOOK_ALIKES = {char: other for char, other in ORDINARY.items() if char >= "\u2e80"}

# Control, zero-width, direction and variation characters, soft hyphens, byte-order marks, object placeholders, and the two code
# points the annotators mask values with.
_INVISIBLE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e"
_INVISIBLE += "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ue000\ue001"
_BREAKS = "\x85\u2028\u2029"
_BOX = "£"  # the empty box of Wingdings 2, where another font was put in its place; a sum in pounds has figures
WRONG = re.compile(f"[{_INVISIBLE}]+|[{_BREAKS}]|[{''.join(LOOK_ALIKES)}]|(?m:^){_BOX}(?=[\u3400-\u9fff])")

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
PINYIN = re.compile(
    rf"(?<=[\u3400-\u9fff])[(（](?:[a-zü]{{0,4}}[{_TONED}][a-zü]{{0,4}}|me|men|de|le|zi|ge|ma|ne|ba|tou|zhe)[)）]"
)
_TONED_PINYIN = re.compile(rf"[(（][a-zü]{{0,4}}[{_TONED}]")
ODD = re.compile(f"[{_INVISIBLE}{_BREAKS}{''.join(LOOK_ALIKES)}{_TONED}{_BOX}]")  # without one of these nothing is to be done
_ENOUGH_PINYIN = 3  # an agreement may spell out one foreign word; a converter does it everywhere


def mend(drafts: list[Draft]) -> list[Draft]:
    """Radicals become the characters they look like; invisible characters go."""
    return [d.with_text(d.text.sub(WRONG, _mended)) if WRONG.search(d.value) else d for d in drafts]


def _mended(match: re.Match) -> str:
    found = match.group()
    if found == _BOX:
        return "□"
    return LOOK_ALIKES.get(found) or (" " if found in _BREAKS else "")


def has_pinyin(text: str) -> bool:
    return sum(1 for _ in zip(range(_ENOUGH_PINYIN), _TONED_PINYIN.finditer(text), strict=False)) == _ENOUGH_PINYIN


def without_pinyin(drafts: list[Draft]) -> list[Draft]:
    """協(xié)議 → 協議."""
    return [d.with_text(d.text.sub(PINYIN, "")) for d in drafts]
