"""A finding in words: code, severity and one sentence in each language (``patterns/checks.toml``)."""

from __future__ import annotations

import functools

from extractor.model import Finding, Warning
from extractor.packs import Pack

LANGUAGES = ("zh", "en")


@functools.lru_cache(maxsize=8)
def entries(pack: Pack) -> dict[str, dict]:
    """The checks of a pack by code."""
    return {entry["id"]: entry for entry in pack.tables.get("checks", {}).get("check", ())}


def told(finding: Finding | Warning, pack: Pack) -> dict:
    """One row of the record's ``checks``, without evidence: code, severity, clause, message (English) and message_zh."""
    entry = entries(pack).get(finding.code, {})
    row = {"code": finding.code, "severity": entry.get("severity", "warning"), "clause": finding.clause}
    if isinstance(finding, Warning):  # a reader's: English, made where no pack is known
        values = {"message": finding.message, "detail": finding.message.partition(": ")[2] or finding.message}
    else:
        values = finding.values
    said = entry.get(f"said_{values['form']}" if values.get("form") else "said") or entry
    zh, en = (_filled(said.get(lang, finding.code), values) for lang in LANGUAGES)
    return row | {"message": en, "message_zh": zh}


class _Known(dict):
    def __missing__(self, key: str) -> str:
        return "…"


def _filled(template: str, values: dict) -> str:
    """`template` with its {words}; values come from agreements and are put in as they are."""
    return template.format_map(_Known(values))
