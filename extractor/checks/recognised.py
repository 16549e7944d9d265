"""Values that text recognition is not sure of: a person should look at them on the page."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.model import Finding

DOUBTFUL = 0.75  # of recognised characters; of those surer than this on pages under seals nearly all are right
FIELDS = ("dates", "durations", "amounts")


def doubtful(rows: dict[str, list[dict]]) -> Iterator[Finding]:
    """One finding for each party's field, date, period and amount with a character that may be another one. `rows`: the record's lists by name."""
    found = [(row["value"], row["evidence"]) for name in FIELDS for row in rows[name]]
    found += [(row[field], place) for row in rows["parties"] for field, place in row["field_evidence"].items()]
    seen = set()
    for value, place in found:
        span = place["start"], place["end"]
        if place.get("ocr_confidence", 1.0) < DOUBTFUL and span not in seen:
            seen.add(span)
            yield Finding("ocr-doubtful", place["clause"], {"value": value, "words": place["text"]}, *span)
