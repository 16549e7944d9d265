"""How names and words are spelled in the store: file names that are not UTF-8 keep their bytes."""

from __future__ import annotations

import os


def decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def spelled(text: str) -> bytes:
    """A name as it is stored."""
    return text.encode("utf-8", "surrogateescape" if os.name != "nt" else "surrogatepass")


def spelled_key(key: str) -> str:
    return key.encode("utf-8", "backslashreplace").decode()


def plain(text: str | None) -> str | None:
    return text and text.encode("utf-8", "backslashreplace").decode()


def like(name: str) -> str:
    """A name as a pattern of LIKE that means itself."""
    return name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
