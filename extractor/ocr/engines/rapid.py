"""RapidOCR (Apache-2.0): PP-OCR models run by onnxruntime.

The models lie in the ``rapidocr`` wheel and are opened by their paths there, so nothing is looked for elsewhere. Its detector finds the lines; the
recogniser's model is run here, as the wheel's own decoding loses the places of spaces, and with them which confidence belongs to which character.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from extractor.ocr.engines import Box, Engine, Grey, Piece, cut

NEXT_STEP = "install text recognition with: pip install agreement-extractor[ocr]"
DETECTOR, RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
THREADS = 2
DETECTED = 1_600  # pixels: longer side of the picture lines are looked for in
HEIGHT = 48  # pixels: of the lines the recogniser was trained on
STRIDE = 8  # pixels a step of the recogniser
BATCH = 6
MIN_SIDE = 6  # pixels
PAD = 0.06  # of its height: added around a line
PER_MILLE = re.compile(r"(?<=\d)%[0oO](?![\w.%])")  # what ‰ is read as


def installed() -> bool:
    """Whether the extra is there with the models this code knows."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or not spec.origin or importlib.util.find_spec("onnxruntime") is None:
        return False
    models = Path(spec.origin).parent / "models"
    return all((models / name).is_file() for name in (DETECTOR, RECOGNISER))


def load() -> Engine:
    """The engine with its models in memory (about 0.4 GB)."""
    import onnxruntime
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    threads = min(THREADS, os.cpu_count() or 1)
    detector = rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": DETECTED,
            "Det.model_path": str(models / DETECTOR),
            "Rec.model_path": str(models / RECOGNISER),
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        }
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(models / RECOGNISER), options, providers=["CPUExecutionProvider"])
    alphabet = ["", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    name = session.get_inputs()[0].name

    def recognise(grey: Grey, walls: Sequence[Box] = ()) -> list[Piece]:
        """The lines of a levelled page."""
        found = detector(np.repeat(grey[:, :, None], 3, axis=2), use_det=True, use_cls=False, use_rec=False)
        boxes = [] if found.boxes is None else _boxes(found.boxes, grey.shape)
        boxes = [part for box in boxes for part in cut(box, walls)]
        pieces: list[Piece] = []
        for batch in _batches(boxes):
            steps = session.run(None, {name: _input(grey, batch)})[0]
            pieces += (p for box, step in zip(batch, steps, strict=True) if (p := _decoded(step, box, alphabet)))
        return sorted(pieces, key=lambda p: (p.box[1], p.box[0]))

    return recognise


def _boxes(corners: np.ndarray, shape: tuple[int, int]) -> list[Box]:
    """Upright boxes around the detector's, a little larger, inside the picture."""
    boxes = []
    for quad in corners:
        (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
        pad = PAD * (y1 - y0)
        box = (max(0, int(x0 - pad)), max(0, int(y0 - pad)), min(shape[1], int(x1 + pad) + 1), min(shape[0], int(y1 + pad) + 1))
        if min(box[2] - box[0], box[3] - box[1]) >= MIN_SIDE:
            boxes.append(box)
    return boxes


def _batches(boxes: Sequence[Box]):
    """Boxes of like proportion together: a batch is as wide as its widest line."""
    ordered = sorted(boxes, key=_proportion)
    for first in range(0, len(ordered), BATCH):
        yield ordered[first : first + BATCH]


def _proportion(box: Box) -> float:
    return (box[2] - box[0]) / (box[3] - box[1])


def _width(box: Box) -> int:
    return max(STRIDE, round(HEIGHT * _proportion(box)))


def _input(grey: Grey, batch: Sequence[Box]) -> np.ndarray:
    """The lines as the model wants them: 48 pixels high, values −1 … 1, filled up with 0 on the right."""
    import cv2

    width = max(320, *map(_width, batch))
    lines = np.zeros((len(batch), 3, HEIGHT, width), dtype=np.float32)
    for n, box in enumerate(batch):
        x0, y0, x1, y1 = box
        part = cv2.resize(grey[y0:y1, x0:x1], (_width(box), HEIGHT), interpolation=cv2.INTER_CUBIC)
        lines[n, :, :, : part.shape[1]] = part.astype(np.float32) / 127.5 - 1
    return lines


def _decoded(steps: np.ndarray, box: Box, alphabet: Sequence[str]) -> Piece | None:
    """The likeliest characters (CTC, Graves 2006: repeats of one step are one character, class 0 is none) and where they stand."""
    best, sure = steps.argmax(axis=1), steps.max(axis=1)
    scale = (box[3] - box[1]) / HEIGHT * STRIDE
    text, centres, confidences = "", [], []
    start = 0
    for end in range(1, len(best) + 1):
        if end < len(best) and best[end] == best[start]:
            continue
        if best[start]:
            text += alphabet[best[start]]
            centres.append(box[0] + (start + end) / 2 * scale)
            confidences.append(float(sure[start:end].max()))
        start = end
    found = PER_MILLE.search(text)
    while found:
        n = found.start()
        text = text[:n] + "‰" + text[n + 2 :]
        centres[n : n + 2], confidences[n : n + 2] = [sum(centres[n : n + 2]) / 2], [min(confidences[n : n + 2])]
        found = PER_MILLE.search(text)
    return Piece(text, tuple(map(float, box)), tuple(centres), tuple(confidences)) if text.strip() else None
