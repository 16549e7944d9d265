"""Addresses for notices that a clause gives in running text: ``甲方的联系人为孟某,电话138…;乙方的联系人为…``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.annotate.parties.accounts import Known
from extractor.annotate.parties.claims import Claim
from extractor.annotate.parties.words import Label, Title, Words

_LINK = re.compile(r"\s*:?\s*(?:的|之|指定的?|确认的?|约定的?|有效的?|其)*\s*")
_IS = re.compile(r"\s*(?:为|是|系|:)?\s*")
_CHUNK = re.compile(r"[^,;。()]+")
_PLACE = re.compile(r"[省市区县镇乡路街道号楼室村院]|[0-9]")
_FIELDS = ("contact", "phone", "email", "address")


def claims(text: str, folded: str, start: int, end: int, words: Words, known: Known, first: int) -> Iterator[Claim]:
    """The claims of one line of a clause; only what stands right behind a role and its 的 or 指定 counts."""
    for role in known.pattern.finditer(folded, start, end):
        at = _LINK.match(folded, role.end(), end).end()
        lead = words.leads.match(folded, at, end)
        if not lead or words.fields[lead[0]][0] not in _FIELDS:
            continue
        title = Title((text[role.start() : role.end()],), "", words.role_rule(role[0]) or "")
        for chunk in _CHUNK.finditer(folded, at, end):
            low = chunk.start() + len(chunk[0]) - len(chunk[0].lstrip())
            lead = words.leads.match(folded, low, chunk.end())
            if not lead:
                break
            field, rule = words.fields[lead[0]]
            joint = _IS.match(folded, lead.end(), chunk.end())
            said = folded[joint.end() : chunk.end()]
            stated = joint.end() > lead.end() or re.match(r"[0-9A-Za-z]", said)  # 联系人为, 电话138: not 地址变更
            if field in _FIELDS and stated and (field != "address" or _PLACE.search(said)) and len(said) < 60:
                yield Claim(first, title, Label((field,), rule, title), lead.start(), joint.end(), chunk.end(), "body")
            if not stated:
                break
        first += 1
