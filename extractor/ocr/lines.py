"""Drawn lines of a levelled page: found for tables and blanks, and taken out so that they are not read as characters."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.ocr.engines import Box, Grey
from extractor.ocr.prepare import INK

FAINT = INK + 50  # a line in a smoothed picture is paler than characters are
SHORT = 24  # pixels: a shorter stroke belongs to a character
LONG = 60  # pixels: no stroke of a character of usual size is so long
CHARACTER = 150  # pixels: ink that hangs together and is larger is no character
UPRIGHT = 46
THICK = 7  # pixels
BREAK = 12  # pixels: a line may be broken by so much; blanks side by side stand further apart
UNDER = 0.6  # share of a gap that lies under a seal when the seal hides the line
SLOPE = 3  # pixels: a line may step by so much


def find(page: Grey) -> tuple[list[Box], list[Box]]:
    """Level and upright lines. Level ones shorter than `LONG` may be strokes of characters."""
    ink = (page < INK).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    large = (stats[:, cv2.CC_STAT_WIDTH] > CHARACTER) | (stats[:, cv2.CC_STAT_HEIGHT] > CHARACTER)
    bare = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) <= THICK  # nothing but a line
    drawn = ink * (large | bare)[labels].astype(np.uint8)
    level = [b for b in _runs(ink, (SHORT, 1)) if b[3] - b[1] <= THICK and (b[2] - b[0] < LONG or _lies_on(b, drawn))]
    level += [b for b in _faint(page) if not any(_meets(b, other) for other in level)]
    upright = [b for b in _runs(drawn, (1, UPRIGHT)) if b[2] - b[0] <= THICK]
    return level, upright


def _faint(page: Grey) -> list[Box]:
    """Long thin level lines that were made pale, as when a small picture was enlarged: nothing but a line hangs together with them."""
    ink = (page < FAINT).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    bare = (stats[:, cv2.CC_STAT_HEIGHT] <= THICK) & (stats[:, cv2.CC_STAT_WIDTH] > CHARACTER)
    return [b for b in _runs(ink * bare[labels].astype(np.uint8), (LONG, 1)) if b[3] - b[1] <= THICK]


def _meets(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] - THICK < b[3] and b[1] < a[3] + THICK


def _lies_on(box: Box, drawn: np.ndarray) -> bool:
    """Whether a line is no stroke of a large character."""
    x0, y0, x1, y1 = box
    return bool(drawn[y0:y1, x0:x1].any())


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


def whole(lines: list[Box], hidden: np.ndarray, upright: bool = False) -> list[Box]:
    """The lines, pieces of one line made one: over small breaks, and over gaps that lie under a seal (`hidden`: a mask)."""
    if upright:
        return [_flip(box) for box in whole([_flip(box) for box in lines], hidden.T)]
    short = [box for box in lines if box[2] - box[0] < LONG]
    joined: list[Box] = []
    for box in sorted(set(lines) - set(short)):
        near = [n for n, line in enumerate(joined) if _goes_on(line, box, hidden)]
        if near:
            line = joined.pop(max(near, key=lambda n: joined[n][2]))
            box = (line[0], min(line[1], box[1]), max(line[2], box[2]), max(line[3], box[3]))
        joined.append(box)
    return sorted(short + joined)


def _goes_on(a: Box, b: Box, hidden: np.ndarray) -> bool:
    """Whether level line b is a further piece of a, which begins left of it."""
    if abs((a[1] + a[3]) - (b[1] + b[3])) > 2 * SLOPE or b[0] < a[2] - SLOPE:
        return False
    gap = hidden[min(a[1], b[1]) : max(a[3], b[3]), a[2] : b[0]]
    return b[0] - a[2] <= BREAK or float(gap.mean()) > UNDER


def _flip(box: Box) -> Box:
    return box[1], box[0], box[3], box[2]


def without(page: Grey, level: list[Box], upright: list[Box]) -> Grey:
    """The page without the long lines; where a character crosses a line, the crossing stays."""
    result = page.copy()
    ink = page < INK + 60
    long = [box for box in level if box[2] - box[0] >= LONG]
    for x0, y0, x1, y1 in long + upright:  # lines crossing lines are no characters
        ink[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1] = False
    for x0, y0, x1, y1 in long:
        crossed = _touched(ink[max(0, y0 - 3) : y0 - 1, x0:x1].any(axis=0), ink[y1 + 1 : y1 + 3, x0:x1].any(axis=0))
        result[max(0, y0 - 1) : y1 + 1, x0:x1][:, ~crossed] = 255
    for x0, y0, x1, y1 in upright:
        crossed = _touched(ink[y0:y1, max(0, x0 - 3) : x0 - 1].any(axis=1), ink[y0:y1, x1 + 1 : x1 + 3].any(axis=1))
        result[y0:y1, max(0, x0 - 1) : x1 + 1][~crossed] = 255
    return result


def _touched(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return one & other
