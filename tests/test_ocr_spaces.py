"""Spaces between recognised characters: told from the places of their ink."""

import random

import pytest

from extractor.ocr.spaces import Place, parted, usual

SIZE = 30.0


def line(text: str, space: float, seed: int = 0, sealed: bool = False) -> list[Place]:
    """Characters set in a row, `space` sizes for each blank of the text, their ink uneven as ink is."""
    uneven, x, places = random.Random(seed), 0.0, []
    for char in text:
        if char == " ":
            x += space * SIZE
            continue
        width = SIZE if char > "\u3000" else SIZE / 2
        left, right = (x + width * share for share in (0.02 + 0.06 * uneven.random(), 0.92 + 0.06 * uneven.random()))
        middle, half = (left + right) / 2, max(width, right - left) / 2
        cell = (middle - half, middle + half) if char > "\u3000" else (left - 0.05 * SIZE, right + 0.05 * SIZE)
        places.append(Place(char, cell, left, right, sealed, False))
        x += width
    return places


def read(places: list[Place], gap: float = 0.0) -> str:
    cells = parted(places, SIZE, gap)
    text = ""
    for n, place in enumerate(places):
        text += " " * (n > 0 and cells[n][0] - cells[n - 1][1] > 0.3 * SIZE) + place.char
    return text


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "text",
    ["甲方地址在临溪市河东路七号 法定代表人石青云 联系人叶小舟", "第一条 仓储货物甲方将货物交由乙方保管", "乙方应当妥善保管货物不得转交他人", "共计500吨 分三批入库保管完毕后结清"],
)
def test_a_space_of_a_quarter_is_seen_and_none_is_made_up(text, seed):
    assert read(line(text, 0.25, seed)) == text


def test_a_seal_makes_no_space():
    assert read(line("货物 AB 入库", 0.25, sealed=True)) == "货物AB入库"


def test_room_that_a_program_always_leaves_beside_digits_is_no_space():
    some = line("共计 500 吨货物分 3 批入库每批 160 吨左右", 0.25)
    assert read(some, usual([(some, SIZE)])) == "共计500吨货物分3批入库每批160吨左右"
