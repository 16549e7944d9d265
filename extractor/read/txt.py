"""Plain text, in whatever encoding it really is."""

from __future__ import annotations

from extractor.model import Block, Source

SUFFIXES = (".txt",)


def sniff(data: bytes) -> bool:
    """Plain text has no signature of its own; other formats are asked first."""
    return False


def read(data: bytes, name: str) -> Source:
    text = data.decode("utf-8-sig", errors="replace")
    blocks = tuple(Block(line, kind="row" if "\t" in line.strip() else "para", path=f"l{n}") for n, line in enumerate(text.splitlines(), 1) if line.strip())
    return Source(name, "txt", blocks)
