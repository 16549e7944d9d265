"""Picture → levelled grey page: red ink out, paper white, text level, pages apart. Pure steps on numpy arrays; angles in degrees, lengths in pixels."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.ocr.engines import Grey

RED = 45  # how much stronger than green and blue red is in a seal's ink
MIN_RED = 110.0  # of the red channel: a darker red is no ink of a seal
COVERED = 0.5  # of that red: print under the ink shows at least so dark
SEAL_IS_PAPER = 0.85  # of that red: from here on a pixel is paper
TYPE = 27.0  # pixels: height of most ideographs of 11 points at 200 dpi
SMALL_TYPE = 19.0  # pixels: smaller type is made larger
MAX_LARGER = 3.0
FEW = 40  # spots of ink that tell the size of type
SPREAD = 7  # pixels: how far around red ink a line may be lost
SMALL = 900  # pixels: longer side of the picture that skew is measured on
MAX_SKEW = 8.0
FINE = 0.05
LEVEL = 0.08  # skew that is left alone
PAPER = 31  # pixels: wider than a stroke, narrower than a shadow
NOISE = 4  # pixels: smaller spots of ink are dust
WIDE = 1.15  # width to height of a sheet that may hold two pages
FOLD = (0.42, 0.58)  # share of the width where two pages meet
GUTTER = 0.025  # share of the width
INK = 140  # grey below this is ink on a page made white


def grey(picture: np.ndarray) -> Grey:
    """A picture (grey or RGB, 8 bits) as black print on white paper, without red ink, shadows and dust."""
    plain = without_red(picture) if picture.ndim == 3 else picture
    return without_dust(whitened(plain))


def seals(picture: np.ndarray) -> np.ndarray:
    """Where red ink lies on an RGB picture: a mask. Thin lines that run under it may be lost."""
    return cv2.dilate(_red(picture), np.ones((SPREAD, SPREAD), np.uint8))


def _red(picture: np.ndarray) -> np.ndarray:
    red, green, blue = (picture[:, :, n].astype(np.int16) for n in range(3))
    return ((red - np.maximum(green, blue)) > RED).astype(np.uint8)


def without_red(picture: np.ndarray) -> Grey:
    """RGB → grey where the ink of red seals is paper and what is printed under it stays: dark print is dark in the red channel, red ink is not. Where the
    ink covers, the print under it is as dark as it still shows."""
    plain, red, strong = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), picture[:, :, 0], _red(picture)
    if not strong.any():
        return plain
    ink = max(MIN_RED, float(np.median(red[strong > 0])))  # the red of the seal itself: this and lighter is paper
    near = cv2.dilate(strong, np.ones((3, 3), np.uint8)) > 0  # compression spreads colour
    black, white = min(_print_level(red, strong), COVERED * ink), SEAL_IS_PAPER * ink
    lifted = np.clip((red.astype(np.float32) - black) * (255 / (white - black)), 0, 255)
    return np.where(near, lifted, plain).astype(np.uint8)


def _print_level(red: np.ndarray, strong: np.ndarray) -> float:
    """How dark print is within seals: strokes that the ink leaves open are filled first, the seals' edges left out."""
    inside = cv2.erode(cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), np.ones((5, 5), np.uint8)) > 0
    return float(np.percentile(red[inside], 3)) if inside.any() else 0.0


def whitened(plain: Grey) -> Grey:
    """Paper white, whatever light fell on it: each pixel against the lightest around it, pale prints and stains gone."""
    small = cv2.resize(plain, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), PAPER)
    paper = cv2.resize(paper, (plain.shape[1], plain.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = plain.astype(np.float32) / np.maximum(paper, 40) * 255
    return np.clip((even - 30) * (255 / 190), 0, 255).astype(np.uint8)


def without_dust(page: Grey) -> Grey:
    """Without spots too small to be part of a character."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((page < INK).astype(np.uint8), connectivity=8)
    if count < 2:
        return page
    dust = stats[:, cv2.CC_STAT_AREA] < NOISE
    dust[0] = False
    if not dust.any():
        return page
    result = page.copy()
    result[dust[labels]] = 255
    return result


def enlargement(page: Grey) -> float:
    """By how much a page with small type is to be made larger, 1 … 3: what is done here knows the type of a 200-dpi scan."""
    count, _, stats, _ = cv2.connectedComponentsWithStats((page < INK).astype(np.uint8), connectivity=8)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    type_ = height[(height > 4) & (height < 100) & (width < 2.5 * height) & (height < 2.5 * width)]
    if len(type_) < FEW:
        return 1.0
    usual = float(np.percentile(type_, 75))
    return min(MAX_LARGER, TYPE / usual) if usual < SMALL_TYPE else 1.0


def larger(picture: np.ndarray, factor: float) -> np.ndarray:
    """The picture made larger."""
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)


def skew(page: Grey) -> float:
    """How far the lines fall to the right, −8 … 8: the angle at which rows of ink and rows of paper are told apart best (projection profile)."""
    scale = min(1.0, SMALL / max(page.shape))
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small < INK + 40)
    if len(ys) < 200:
        return 0.0
    if len(ys) > 40_000:
        step = len(ys) // 40_000 + 1
        ys, xs = ys[::step], xs[::step]

    def sharpness(angle: float) -> float:
        rows = ys - xs * np.tan(np.radians(angle))
        profile = np.bincount(np.round(rows - rows.min()).astype(np.int64)).astype(np.float64)
        return float(np.square(np.diff(profile)).sum())

    best, span = 0.0, MAX_SKEW
    for step in (0.5, 0.1, FINE / 2):
        angles = np.arange(best - span, best + span + step / 2, step)
        best, span = float(angles[int(np.argmax([sharpness(a) for a in angles]))]), step
    return 0.0 if abs(best) < LEVEL else round(best, 3)


def turning(shape: tuple[int, int], angle: float) -> np.ndarray:
    """The 2 × 3 matrix that levels a page of this shape whose lines fall by `angle`: turned around its middle."""
    return cv2.getRotationMatrix2D((shape[1] / 2, shape[0] / 2), angle, 1.0)


def turned(page: Grey, matrix: np.ndarray, paper: int = 255) -> Grey:
    """The page moved by a matrix, paper where nothing was."""
    size = (page.shape[1], page.shape[0])
    return cv2.warpAffine(page, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=paper)


def fold(page: Grey) -> int | None:
    """Where a sheet with two pages side by side is to be cut, or None: a wide sheet with an empty band at its middle and text on both sides."""
    height, width = page.shape
    if width < WIDE * height:
        return None
    ink = page[round(0.05 * height) : round(0.95 * height)] < INK
    columns = ink.sum(axis=0)
    # The fold itself may be a dark line, thinner than the band around it.
    empty = columns <= 0.004 * height
    low, high = round(FOLD[0] * width), round(FOLD[1] * width)
    start, end = _longest(empty[low:high])
    if end - start < GUTTER * width:
        return None
    middle = low + (start + end) // 2
    sides = columns[:middle].sum(), columns[middle:].sum()
    return middle if min(sides) > 0.15 * max(sides) else None


def _longest(flags: np.ndarray) -> tuple[int, int]:
    """The longest run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    runs = list(zip(edges[::2], edges[1::2], strict=True))
    return max(runs, key=lambda r: r[1] - r[0], default=(0, 0))
