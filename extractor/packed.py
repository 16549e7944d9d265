"""Readings and records as bytes, small and safe to keep: compact JSON, deflated. What is unpacked equals what was packed.

Lone surrogates (from names and texts that are not UTF-8) survive. Nothing in such bytes can run, unlike a pickle.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import fields

from extractor.model import Block, Change, Mark, Record, Run, Source, Warning

_LEVEL = 1  # deflate: text shrinks to a fifth in a fifth of the time that level 6 takes
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def pack(value: object) -> bytes:
    """Any JSON value (tuples become lists)."""
    return zlib.compress(_encode(value).encode("utf-8", "surrogatepass"), _LEVEL)


def unpack(data: bytes) -> object:
    """What `pack` was given. Raises ValueError when the bytes are damaged."""
    try:
        return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    except zlib.error as error:
        raise ValueError(f"the bytes kept are damaged: {error}") from error


def pack_records(records: Iterable[Record]) -> bytes:
    return pack([record.to_dict() for record in records])


def unpack_records(data: bytes) -> list[dict]:
    """The records as `Record.to_dict` gives them."""
    return unpack(data)


def pack_source(source: Source) -> bytes:
    blocks = [
        (b.text, b.kind, b.label, b.level, b.page, [_run(r) for r in b.runs], [_values(m) for m in b.marks], b.path)
        for b in source.blocks
    ]
    rest = {f.name: getattr(source, f.name) for f in fields(Source) if f.name not in ("blocks", "changes", "warnings")}
    return pack([rest, blocks, [_values(c) for c in source.changes], [_values(w) for w in source.warnings]])


def unpack_source(data: bytes) -> Source:
    rest, blocks, changes, warnings = unpack(data)
    rest["comments"] = tuple(rest["comments"])
    made = (
        Block(
            text,
            kind,
            label,
            level,
            page,
            tuple(Run(s, e, p, tuple(box), c) for s, e, p, box, c in runs),
            tuple(Mark(*m) for m in marks),
            path,
        )
        for text, kind, label, level, page, runs, marks, path in blocks
    )
    changed, warned = tuple(Change(*c) for c in changes), tuple(Warning(*w) for w in warnings)
    return Source(**rest, blocks=tuple(made), changes=changed, warnings=warned)


def _run(run: Run) -> tuple:
    return run.start, run.end, run.page, run.box, run.confidence


def _values(item: Mark | Change | Warning) -> list:
    return [getattr(item, name) for name in item.__slots__]
