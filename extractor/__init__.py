"""extractor: an archive of agreements in, a contract ledger out."""

__version__ = "0.1.0"
