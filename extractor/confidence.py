"""How far a rule can be trusted: its measured precision on the labelled corpus, as a lower bound that knows how few firings it rests on."""

from __future__ import annotations

import functools
import math

from extractor.packs import Pack

_Z = 1.2816  # one-sided 90 %
_UNMEASURED = (1, 2)  # a rule that never fired on the corpus counts as one right of two


def of_rule(rule: str, pack: Pack) -> float:
    """Confidence 0–1 of what one rule finds: the lower bound of its precision, from ``patterns/precision.toml``."""
    right, fired = pack.tables.get("precision", {}).get("rules", {}).get(rule, _UNMEASURED)
    return lower_bound(right, fired)


@functools.cache
def lower_bound(right: int, fired: int) -> float:
    """Wilson's lower bound (Wilson 1927) of a proportion at 90 %, rounded to two digits."""
    if fired <= 0:
        return 0.0
    p, z2 = right / fired, _Z * _Z
    centre = p + z2 / (2 * fired)
    spread = _Z * math.sqrt(p * (1 - p) / fired + z2 / (4 * fired * fired))
    return round(max(0.0, (centre - spread) / (1 + z2 / fired)), 2)
