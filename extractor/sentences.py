"""Sentences of a reading: the stretch in which a trigger and a value belong together."""

from __future__ import annotations

import re

from extractor.model import Reading

_END = re.compile(r"[。;!?](?:[\"')])?|\n")


def sentences(reading: Reading) -> tuple[tuple[int, int], ...]:
    """Spans (start, end) of the folded text, in order, each inside one line: up to and with 。 or a semicolon; never empty."""
    spans = []
    for line in reading.lines:
        at = line.start
        for match in _END.finditer(reading.folded, line.start, line.end):
            spans.append((at, match.end()))
            at = match.end()
        if reading.folded[at : line.end].strip():
            spans.append((at, line.end))
    return tuple(spans)
