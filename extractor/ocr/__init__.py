"""Text recognition of page pictures, offline: the extra ``[ocr]`` (rapidocr with onnxruntime), or the program tesseract where it is chosen.

One picture goes through ``prepare`` (red ink, background, skew) → an engine (`extractor.ocr.engines`) → ``characters`` (where each character stands) →
``page`` (a page as the PDF reader knows it). From there the PDF reader's own layout makes lines, paragraphs, tables and furniture of it.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import os

from extractor.ocr.engines import Engine

ENGINES = ("rapid", "tesseract")
OFF = "off"
_CHOICE = "EXTRACTOR_OCR"  # in the environment: worker processes inherit it


def choose(name: str) -> None:
    """Use this engine (of `ENGINES`) or none (``off``) in this process and those it starts. Raises ValueError for an unknown name."""
    if name not in (*ENGINES, OFF):
        raise ValueError(f"no such text recognition: {name}; known: {', '.join((*ENGINES, OFF))}")
    os.environ[_CHOICE] = name


def chosen() -> str:
    """Name of the engine in use, or ``off``."""
    return os.environ.get(_CHOICE) or ENGINES[0]


def installed() -> bool:
    """Whether the engine in use can run here."""
    name = chosen()
    return name in ENGINES and importlib.util.find_spec("cv2") is not None and _module(name).installed()


def next_step() -> str:
    """What to do where nothing can be recognised, for a person."""
    name = chosen()
    return _module(name).NEXT_STEP if name in ENGINES else "text recognition is turned off: leave out --ocr off"


def engine() -> Engine:
    """The engine in use, loaded once in a process. Ask `installed` first."""
    return _load(chosen())


def _module(name: str):
    return importlib.import_module(f"extractor.ocr.engines.{name}")


@functools.cache
def _load(name: str) -> Engine:
    return _module(name).load()
