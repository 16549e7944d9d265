"""What agreements of an archive are to each other."""

import pytest
import sample

import extractor
from extractor import packs
from extractor.related import compare
from extractor.related.traits import Traits, likeness, plain, sketch, traits

A, B = "青禾数据科技有限公司", "云渡标注服务有限公司"
MORE = "".join(f"第{n}条 补充说明\n{n}.1 本条约定双方在合作期间的第{n}项具体事务安排及其办理方式。\n" for n in "五六七八九十")
WHOLE = sample.AGREEMENT.replace("甲方(盖章)", MORE + "甲方(盖章)", 1)
SUPPLEMENT = """数据标注服务合同补充协议
甲方:{a}
乙方:{b}
鉴于双方于2025年2月20日签订了{main},现补充约定如下:
第一条 延长期限
1.1 服务期限延长六个月。
第二条 其他
2.1 其余条款不变,本协议自双方签字之日起生效,一式两份。
"""


def other(text: str, number: int) -> str:
    """An agreement on the same form between others."""
    return text.replace(B, f"乙{number}科技有限公司").replace("2025-017", f"2025-{number:03}")


def rows(folder, **files: str) -> list[tuple]:
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    frame = extractor.run(folder).related
    name = lambda path: path.rpartition("/")[2].removesuffix(".txt")  # noqa: E731
    return [(name(r.file), r.relation, name(r.other), r.basis) for r in frame.itertuples()]


def test_the_same_bytes_are_copies(tmp_path):
    assert rows(tmp_path, a=WHOLE, b=WHOLE, c=WHOLE) == [("b", "copy", "a", "bytes"), ("c", "copy", "a", "bytes")]


def test_a_draft_is_another_text_and_the_clauses_that_differ_are_named(tmp_path):
    draft = (
        WHOLE.replace("15个工作日", "20个工作日")
        .replace("全部图像。", "全部图像。\n4.2 乙方应出具删除证明。")
        .replace("签订日期:2025年2月20日", "签订日期:____年__月__日")
    )
    assert rows(tmp_path, draft=draft, signed=WHOLE) == [("signed", "version", "draft", "number")]
    (row,) = extractor.run(tmp_path).related.itertuples()
    assert row.clauses.split("; ")[:2] == ["3.2", "signature"] and "4.2 -" in row.clauses.split("; ")
    assert 0.85 < row.similarity < 1 and row.first.endswith("draft.txt")


def test_different_parties_on_one_form_are_different_agreements(tmp_path):
    assert rows(tmp_path, **{f"a{n}": other(WHOLE, n) for n in range(6)}) == []


def test_the_same_parties_a_year_later_are_not_the_same_agreement(tmp_path):
    later = WHOLE.replace("2025-017", "2026-009").replace("2025年", "2026年").replace("2026年2月28日", "2027年2月28日")
    assert rows(tmp_path, a=WHOLE, b=later) == [("b", "alike", "a", "parties")]


def test_the_form_a_text_was_written_on(tmp_path):
    form = WHOLE
    for word in (A, B, "林一舟", "许可", "BZ-2025-017"):
        form = form.replace(word, "____________")
    assert rows(tmp_path, form=form, one=other(WHOLE, 1), two=other(WHOLE, 2)) == [
        ("one", "form", "form", "words"),
        ("two", "form", "form", "words"),
    ]


@pytest.mark.parametrize(
    ("main", "basis"),
    [
        ("《数据标注服务合同》(合同编号:BZ-2025-017)", "number"),
        ("编号为BZ-2025-017的合同", "number"),
        ("《数据标注服务合同》", "title"),
        ("服务合同", "parties"),
    ],
)
def test_a_supplement_is_linked_to_the_one_it_adds_to(tmp_path, main, basis):
    text = SUPPLEMENT.format(a=A, b=B, main=main)
    assert rows(tmp_path, main=WHOLE, other=other(WHOLE, 3), supplement=text) == [("supplement", "supplement", "main", basis)]


def test_a_supplement_that_fits_several_is_linked_to_none(tmp_path):
    second = (
        WHOLE.replace("数据标注服务合同", "数据清洗服务合同")
        .replace("2025-017", "2025-018")
        .replace("标注", "清洗")
        .replace("云渡清洗", "云渡标注")
    )
    text = SUPPLEMENT.format(a=A, b=B, main="合同")
    assert [r for r in rows(tmp_path, main=WHOLE, second=second, supplement=text) if r[1] == "supplement"] == []


def test_a_supplement_that_names_another_number_is_linked_to_none(tmp_path):
    text = SUPPLEMENT.format(a=A, b=B, main="《数据标注服务合同》(合同编号:BZ-2019-001)")
    assert rows(tmp_path, main=WHOLE, supplement=text) == []


# --- parts ------------------------------------------------------------------------------------------------------------------
def known(**more) -> Traits:
    record = sample.record()
    record["document"]["text"] = WHOLE
    found = traits(record, packs.load())
    return Traits(**{name: getattr(found, name) for name in Traits.__slots__} | more)


def test_a_misread_name_is_the_same_only_where_it_was_recognised():
    misread = tuple(sorted((plain(A).replace("数据科技", "数据科枝"), plain(B))))
    assert compare.relation(known(), known(names=misread, ocr=True)) == "version"
    assert compare.relation(known(), known(names=misread)) is None


def test_a_sketch_tells_how_much_two_texts_share():
    changed = WHOLE.replace("五", "伍").replace("六", "陆")
    assert likeness(sketch(WHOLE), sketch(WHOLE)) == 1
    exact = compare.similarity({"document": {"text": WHOLE}}, {"document": {"text": changed}})
    assert abs(likeness(sketch(WHOLE), sketch(changed)) - exact) < 0.12 and exact < 0.98
    assert likeness(sketch(WHOLE), sketch("完全不同的文字" * 40)) < 0.05
    assert sketch("太短") == "" and likeness("", sketch(WHOLE)) == 0


def test_a_misread_clause_is_the_same_but_never_a_different_figure():
    assert compare._read_alike(
        "乙方应当在服务结束后三十日内删除全部图像并出具证明", "乙方应当在服务结束后三十日内删除全部图象并出具证明"
    )
    assert not compare._read_alike(
        "乙方应当在服务结束后30日内删除全部图像并出具证明", "乙方应当在服务结束后80日内删除全部图像并出具证明"
    )
