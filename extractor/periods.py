"""ISO 8601 periods in words and back. No unit is ever converted into another."""

from __future__ import annotations

import re

WORKING = "@working"  # behind a period of working days
_SPAN = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_DAYS = {"zh": "个工作日", "en": " working days"}
_UNITS = {"zh": ("年", "个月", "周", "日", "小时", "分钟"), "en": (" y", " mo", " wk", " d", " h", " min")}


def spell(value: str, lang: str) -> str:
    """An ISO 8601 period in words (``P1Y6M`` → ``1年6个月``, with `WORKING` behind it ``180个工作日``); anything else as it is. No unit is ever converted."""
    match = _SPAN.fullmatch(value.removesuffix(WORKING))
    if not match or not any(match.groups()):
        return value
    units = (*_UNITS[lang][:3], _DAYS[lang], *_UNITS[lang][4:]) if value.endswith(WORKING) else _UNITS[lang]
    parts = (f"{n}{unit}" for n, unit in zip(match.groups(), units, strict=True) if n)
    return ("" if lang == "zh" else " ").join(parts)


_SPELT = [  # per language: the words of a period in their order
    re.compile("".join(rf"(?:(\d+){re.escape(unit)} ?)?" for unit in units)) for units in _UNITS.values()
]


def unspell(text: str) -> str | None:
    """The ISO 8601 period that `spell` would put into these words; None where there is none."""
    for form in _SPELT:
        match = form.fullmatch(text)
        if match and any(match.groups()):
            parts = [f"{n}{unit}" if n else "" for n, unit in zip(match.groups(), "YMWDHM", strict=True)]
            return f"P{''.join(parts[:4])}" + (f"T{''.join(parts[4:])}" if any(parts[4:]) else "")
    return None
