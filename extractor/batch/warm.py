"""Imported by the process that workers fork from: the shipped rules are read and their patterns compiled there, once for all workers and for those that
take their place. (A server that forks can be given nothing but modules to import.)"""

from __future__ import annotations

import gc

from extractor import packs
from extractor.model import Block, Source
from extractor.pipeline import understand


def warm() -> None:
    """Take the shipped rules' own examples through all steps, and set what that made apart from what workers make, so that they share its memory."""
    pack = packs.load()
    lines = [packs.marked(rule.yes[0])[0] for rule in pack.rules if rule.yes]
    understand(Source("", "txt", tuple(map(Block, lines))), pack)
    gc.freeze()


warm()
