"""What a person should look at in one agreement: it contradicts itself, a place was left blank, something follows from it, a user's own check fails.

A check yields a `Finding`; ``patterns/checks.toml`` says how grave it is and how it is said.
"""

from .attention import attention
from .changes import changed
from .consistency import cross_check
from .own import own_checks
from .recognised import doubtful
from .words import told

__all__ = ["attention", "changed", "cross_check", "doubtful", "own_checks", "told"]
