from build import document

from extractor import packs
from extractor.model import Block, Document, Line, Run, Source
from extractor.outline import outline
from extractor.places import Places
from extractor.text import Text


def places():
    block = Block("甲方应付款十元", page=2, runs=(Run(0, 4, 2, (100, 50, 140, 60)), Run(4, 7, 3, (20, 40, 50, 50))), path="p7")
    made = Document(Source("x.pdf", "pdf", (block,)), Text.copied(block.text, 0), (Line(0, 7),))
    return Places(made, outline(made, packs.load()))


def test_a_box_is_the_part_of_the_line_that_the_words_fill():
    evidence = places().evidence(1, 3)
    assert (evidence["page"], evidence["bbox"], evidence["place"]) == (2, [110, 50, 130, 60], "p7")
    assert "boxes" not in evidence


def test_words_over_two_lines_have_two_boxes():
    evidence = places().evidence(2, 6)
    assert evidence["text"] == "应付款十"
    assert evidence["boxes"] == [{"page": 2, "bbox": [120, 50, 140, 60]}, {"page": 3, "bbox": [20, 40, 40, 50]}]
    assert evidence["bbox"] == [120, 50, 140, 60]


def test_a_file_without_pages_has_none():
    made = document("合同", "第一条 甲", "文。")
    found = Places(made, outline(made, packs.load()))
    assert found.page(0) is None and found.evidence(0, 2)["bbox"] is None
    assert found.evidence(9, 10)["clause"] == "1"
