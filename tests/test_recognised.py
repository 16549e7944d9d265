"""How surely text was recognised: it reaches the evidence, lowers confidence, and asks a person where a value may be another one."""

from extractor import packs
from extractor.model import Block, Run, Source
from extractor.pipeline import understand

LINES = ("仓储合同", "甲方:岚山市北斗仓储有限公司", "乙方:岚山市青禾种业有限公司", "第一条 期限", "期限自2025年5月1日起至2026年4月30日止。")


def record(sure: float, typed: bool = False) -> dict:
    """The agreement read from a picture, the seventh character of its last line with this confidence."""
    blocks = []
    for n, text in enumerate(LINES):
        cuts = [(0, 6, 0.99), (6, 7, sure), (7, len(text), 0.99)] if n == 4 else [(0, len(text), 0.99)]
        blocks.append(Block(text, page=1, runs=tuple(Run(a, b, 1, (70 + 10 * a, 20 * n, 70 + 10 * b, 20 * n + 12), c) for a, b, c in cuts)))
    (made,) = understand(Source("x.png", "image", tuple(blocks), pages=1, ocr=not typed), packs.load())
    return made.to_dict()


def test_evidence_says_how_sure_the_least_sure_character_is():
    start, end = sorted(record(0.62)["dates"], key=lambda d: d["evidence"]["start"])
    assert (start["evidence"]["ocr_confidence"], end["evidence"]["ocr_confidence"]) == (0.62, 0.99)


def test_typed_text_has_no_such_confidence():
    assert all("ocr_confidence" not in d["evidence"] for d in record(1.0, typed=True)["dates"])


def test_a_doubtful_value_is_told_once_and_sure_ones_are_not():
    found = [c for c in record(0.62)["checks"] if c["code"] == "ocr-doubtful"]
    assert [c["evidence"]["text"] for c in found] == [d["evidence"]["text"] for d in record(0.62)["dates"] if d["kind"] == "start"]
    assert "2025年5月1日" in found[0]["message_zh"]
    assert not [c for c in record(0.98)["checks"] if c["code"] == "ocr-doubtful"]


def test_confidence_falls_with_that_of_the_characters():
    typed, scanned = (next(d for d in made["dates"] if d["kind"] == "start") for made in (record(1.0, typed=True), record(0.2)))
    assert 0 < scanned["confidence"] < typed["confidence"]
