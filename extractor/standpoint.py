"""A record as one reader sees it: on which day it is read and who the reader is.

Records are made without either, so that they hold on any day and for anybody. What depends on the day (expired, about to expire, notice due) and on the side
(ours, theirs) is added here, when outputs are written; the day stands in every record and workbook, so a run that is resumed says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extractor.checks import told
from extractor.fold import fold
from extractor.model import Finding
from extractor.packs import Pack, PackError

_LEAST = 4  # characters of a part of a name that can tell a party


@dataclass(frozen=True, slots=True)
class Standpoint:
    """`as_of`: the day of the report. `own`: our own names, or parts of them at least four characters long."""

    as_of: date
    own: tuple[str, ...] = ()


def standpoint(pack: Pack, as_of: date | None = None, own: tuple[str, ...] = ()) -> Standpoint:
    """The standpoint of a run: today unless a day is given; own names from the ``settings.toml`` of a user's pack (``own_names``) and from `own`. Raises PackError."""
    names = pack.tables.get("settings", {}).get("own_names", [])
    if not isinstance(names, list) or not all(isinstance(n, str) and n.strip() for n in names):
        raise PackError('settings.toml: own_names must be a list of names, as own_names = ["某某有限公司"]')
    for name in (*names, *own):
        if len(_key(name)) < 2:
            raise PackError(f"own name {name!r} is too short to tell a party")
    return Standpoint(as_of or date.today(), (*names, *own))


def seen(record: dict, at: Standpoint, pack: Pack) -> dict:
    """`record` (as `Record.to_dict` gives it) from a standpoint: ``document`` gets as_of, own_side and other_side, ``checks`` what depends on the day."""
    if record["document"]["outcome"]["state"] in ("failed", "skipped"):
        return record
    own, other = sides(record["parties"], at.own)
    document = record["document"] | {"as_of": at.as_of.isoformat(), "own_side": own, "other_side": other}
    dated = [told(finding, pack) | {"evidence": place} for finding, place in _dated(record, at.as_of, pack)]
    return record | {"document": document, "checks": [*record.get("checks", ()), *dated]}


def sides(parties: list[dict], own: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Our parties and the others as ``name(role)``; both empty where none of the parties is ours."""
    ours = [p for p in parties if p["name"] and any(_is(name, p["name"]) for name in own)]
    if not ours:
        return [], []
    roles = {p["role"] for p in ours}
    others = [p for p in parties if p["name"] and p["role"] not in roles]
    return [_named(p) for p in ours], [_named(p) for p in others]


def _named(party: dict) -> str:
    return f"{party['name']}({party['role']})"


def _is(own: str, name: str) -> bool:
    one, other = _key(own), _key(name)
    return one == other or (len(one) >= _LEAST and one in other)


def _key(name: str) -> str:
    return re.sub(r"[\s()·.,'\"-]", "", fold(name)).lower()


def _dated(record: dict, today: date, pack: Pack) -> Iterator[tuple[Finding, dict | None]]:
    """Expired, about to expire, notice of non-renewal due."""
    days = record.get("deadlines", ())
    soon = pack.tables.get("checks", {}).get("expiring_days", 90)
    ends = [(date.fromisoformat(d["date"]), d) for d in days if d["kind"] == "end" and d["date"]]
    renews = any(c["code"] == "auto-renewal" for c in record.get("checks", ()))
    if ends:
        end, entry = max(ends, key=lambda e: e[0])
        said = {"as_of": today.isoformat(), "end": end.isoformat(), "days": abs((end - today).days)}
        place = entry["evidence"]
        if end < today:
            yield Finding("expired", place["clause"], said | ({"form": "renewing"} if renews else {})), place
        elif (end - today).days <= soon and len({e[0] for e in ends}) == 1:
            yield Finding("expiring", place["clause"], said), place
    for entry in days:
        if entry["kind"] == "notice" and entry["date"]:
            last = date.fromisoformat(entry["until"] or entry["date"])
            if today <= last and (date.fromisoformat(entry["date"]) - today).days <= soon:
                said = {"as_of": today.isoformat(), "date": last.isoformat(), "days": (last - today).days}
                said |= {"rule": entry["rule"]["zh"], "rule_en": entry["rule"]["en"]}
                yield Finding("notice-due", entry["evidence"]["clause"], said), entry["evidence"]
