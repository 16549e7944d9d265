from hypothesis import given
from hypothesis import strategies as st

from extractor.fold import fold


def test_variants_become_one_sign():
    assert fold("甲方（出租人）：１２３，“乙方”〔2025〕３號") == '甲方(出租人):123,"乙方"(2025)3号'


def test_traditional_characters_become_simplified():
    assert fold("租賃契約書以下簡稱") == "租赁契约书以下简称"


@given(st.text())
def test_folding_keeps_every_offset(text):
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
