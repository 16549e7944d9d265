"""Reading → Mentions. One file here is one kind of fact: a function ``annotate(reading, pack) -> tuple[Mention, ...]``."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from types import ModuleType

from extractor.model import Mention, Reading
from extractor.packs import Pack


@functools.cache
def annotators() -> tuple[ModuleType, ...]:
    """Every annotator of this folder, in order of name."""
    modules = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    return tuple(m for m in modules if hasattr(m, "annotate"))


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """Everything the rules find in one agreement, ordered by place."""
    found = [mention for module in annotators() for mention in module.annotate(reading, pack)]
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))
