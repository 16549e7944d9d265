import re

from hypothesis import given
from hypothesis import strategies as st

from extractor.text import Text


def origin(text: Text, blocks: list[str]) -> str:
    """What the pieces say the text is made of, spelled from the blocks: copied parts only."""
    return "".join(blocks[p.block][p.src : p.src + p.src_size] for p in text.pieces if p.how == "copied")


def test_an_edit_keeps_the_way_back():
    text = Text.copied("第一条  付款", 0)
    edited = text.sub(re.compile(r"\s+"), " ")
    assert edited.value == "第一条 付款"
    assert list(edited.source(4, 6)) == [(0, 5, 7)]
    assert list(edited.source(3, 4)) == [(0, 3, 5)]  # the one space stands for both


def test_made_text_comes_from_nowhere():
    text = Text.join([Text.made("1. "), Text.copied("甲方", 3)])
    assert text.value == "1. 甲方"
    assert list(text.source(0, 5)) == [(3, 0, 2)]


def test_a_slice_of_a_replacement_stands_for_all_of_it():
    text = Text.copied("協(xié)議", 0).edit([(0, 6, "協")])
    assert list(text.source(0, 1)) == [(0, 0, 6)]


def test_strip_takes_white_space_off_both_ends():
    text = Text.copied("  甲方 ", 0).strip()
    assert (text.value, list(text.source(0, 2))) == ("甲方", [(0, 2, 4)])


@given(
    st.text("甲乙 丙\n", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5), st.sampled_from(["", "X", "YY"])), max_size=6),
)
def test_any_chain_of_edits_leads_back_to_the_same_characters(value, edits):
    text = Text.copied(value, 0)
    for start, size, new in edits:
        start = min(start, len(text))
        text = text.edit([(start, min(start + size, len(text)), new)])
        assert len(text.value) == sum(p.size for p in text.pieces)
    for piece in text.pieces:
        if piece.how == "copied":
            assert text.value[piece.start : piece.start + piece.size] == value[piece.src : piece.src + piece.size]
    kept = origin(text, [value])
    position = -1
    for char in kept:  # what is left of the source stands in its order
        position = value.index(char, position + 1)


@given(st.lists(st.text("ab", max_size=4), max_size=5))
def test_join_and_slice_agree(values):
    text = Text.join([Text.copied(v, n) for n, v in enumerate(values)], "-")
    assert text.value == "-".join(values)
    for cut in range(len(text) + 1):
        assert Text.join([text.slice(0, cut), text.slice(cut, len(text))]).value == text.value
