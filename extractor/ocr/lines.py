"""Drawn lines of a levelled page: found for tables and blanks, and taken out so that they are not read as characters."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.ocr.engines import Grey
from extractor.ocr.prepare import INK

SHORT = 24  # pixels: a shorter stroke belongs to a character
LONG = 60  # pixels: no stroke of a character of usual size is so long
UPRIGHT = 46
THICK = 7  # pixels
SLOPE = 3  # pixels: a line may step by so much

Box = tuple[int, int, int, int]  # x0, top, x1, bottom in pixels


def find(page: Grey) -> tuple[list[Box], list[Box]]:
    """Level and upright lines. Level ones shorter than `LONG` may be strokes of characters."""
    ink = (page < INK).astype(np.uint8)
    level = [b for b in _runs(ink, (SHORT, 1)) if b[3] - b[1] <= THICK]
    upright = [b for b in _runs(ink, (1, UPRIGHT)) if b[2] - b[0] <= THICK]
    return level, upright


def _runs(ink: np.ndarray, kernel: tuple[int, int]) -> list[Box]:
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((kernel[1], kernel[0]), np.uint8))
    bridge = np.ones((1, SLOPE) if kernel[0] == 1 else (SLOPE, 1), np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(opened, bridge), connectivity=8)
    grown = SLOPE // 2
    boxes = []
    for x, y, width, height, _ in stats[1:count]:
        dx, dy = (grown, 0) if kernel[0] == 1 else (0, grown)
        boxes.append((int(x + dx), int(y + dy), int(x + width - dx), int(y + height - dy)))
    return boxes


def without(page: Grey, level: list[Box], upright: list[Box]) -> Grey:
    """The page without the long lines; where a character crosses a line, the crossing stays."""
    result = page.copy()
    ink = page < INK + 60
    for x0, y0, x1, y1 in level:
        if x1 - x0 >= LONG:
            crossed = _touched(ink[max(0, y0 - 3) : y0 - 1, x0:x1].any(axis=0), ink[y1 + 1 : y1 + 3, x0:x1].any(axis=0))
            result[max(0, y0 - 1) : y1 + 1, x0:x1][:, ~crossed] = 255
    for x0, y0, x1, y1 in upright:
        crossed = _touched(ink[y0:y1, max(0, x0 - 3) : x0 - 1].any(axis=1), ink[y0:y1, x1 + 1 : x1 + 3].any(axis=1))
        result[y0:y1, max(0, x0 - 1) : x1 + 1][~crossed] = 255
    return result


def _touched(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return one & other
