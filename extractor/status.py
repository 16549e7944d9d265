"""Whether an agreement is blank, partial or filled."""

from __future__ import annotations

from extractor.model import Mention


def status(mentions: tuple[Mention, ...], rows: dict) -> str:
    """``blank`` = every fill-in slot is still empty; ``partial`` = some are filled; ``filled`` = no empty slot, or none at all."""
    slots = rows["slots"]
    if slots and not any(s["filled"] for s in slots) and not any(p["name"] for p in rows["parties"]):
        return "blank"
    return "partial" if any(not s["filled"] for s in slots) else "filled"
