"""Reading → Mentions. One file here is one kind of fact: a function ``annotate(reading, pack) -> tuple[Mention, ...]``."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from types import ModuleType

from extractor.model import Mention, Reading, TextFact
from extractor.packs import Pack, SlowRule, without

SLOW = "slow-rule"


@functools.cache
def annotators() -> tuple[ModuleType, ...]:
    """Every annotator of this folder, in order of name."""
    modules = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    return tuple(m for m in modules if hasattr(m, "annotate"))


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """Everything the rules find in one agreement, ordered by place. A user's rule that overruns its time limit is left out of this agreement, and a
    ``finding`` mention of the rule ``slow-rule`` says so."""
    found = [mention for module in annotators() for mention in _by(module, reading, pack)]
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


def _by(module: ModuleType, reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    try:
        return module.annotate(reading, pack)
    except SlowRule as slow:
        said = Mention("finding", TextFact(f"{SLOW}:{slow.rule}"), 0, min(1, len(reading.text)), slow.rule)
        return (said, *_by(module, reading, without(pack, slow.rule)))
