"""What a person should settle or know of, from the text of small agreements."""

import pytest
from build import document, reading

from extractor import packs
from extractor.annotate import annotate
from extractor.checks import told
from extractor.checks.words import entries
from extractor.model import Finding, Warning
from extractor.outline import outline
from extractor.settle import settle

HEAD = ("技术服务合同", "甲方：青山有限公司", "乙方：碧水有限公司")
SIGNED = ("签订日期：2025年2月20日",)


def checks(*lines: str) -> list[dict]:
    made, pack = document(*lines), packs.load()
    return settle(made, outline(made, pack), annotate(reading(*lines), pack), pack).to_dict()["checks"]


def codes(*lines: str) -> list[str]:
    return [c["code"] for c in checks(*HEAD, *lines)]


def test_blanks_in_a_signed_agreement():
    lines = ("第一条 人员", "1.1 项目经理：________，电话：________。", "第二条 地点", "2.1 地点为__上海__。", "甲方（盖章）：", *SIGNED)
    (found,) = (c for c in checks(*HEAD, *lines) if c["code"] == "blank-in-signed")
    assert found["clause"] == "1.1" and "项目经理" in found["message_zh"] and "2025-02-20" in found["message"]
    assert "blank-in-signed" not in codes(*lines[:-1])


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("第一条 生效", "1.1 本合同自2025年3月1日起生效。", "第二条 其他", "2.1 本合同自2025年4月1日起生效。"), "value-conflict"),
        (("第一条 期限", "1.1 服务期限为24个月，自首期款到账之日起计算。",), "term-on-event"),
        (("第一条 生效", "1.1 本合同自双方盖章之日起生效。",), "effective-on-event"),
        (("第一条 期限", "1.1 期满双方无异议的，本合同自动续期一年。",), "auto-renewal"),
    ],
)
def test_what_is_found(lines, code):
    assert code in codes(*lines)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("第一条 生效", "1.1 本合同自2025年3月1日起生效。", "第二条 其他", "2.1 本合同自2025年3月1日起生效。"), "value-conflict"),
        (("第一条 期限", "1.1 服务期限为24个月，自2025年3月1日起算。",), "term-on-event"),
        (("第一条 生效", "1.1 本合同自2025年3月1日起生效，自双方盖章之日起成立。",), "effective-on-event"),
    ],
)
def test_what_is_not(lines, code):
    assert code not in codes(*lines)


def test_one_party_on_both_sides():
    lines = ("买卖合同", "甲方：青山有限公司", "乙方：青山 有限公司", "第一条 标的", "1.1 甲方向乙方出售设备。")
    assert "same-party" in [c["code"] for c in checks(*lines)]


def test_every_check_has_words_in_both_languages_and_a_severity():
    for code, entry in entries(packs.load()).items():
        assert entry["severity"] in ("error", "warning", "notice") and entry["zh"] and entry["en"], code
        for key in (k for k in entry if k.startswith("said")):
            assert set(entry[key]) == {"zh", "en"}, code


def test_messages_are_filled_and_values_are_no_templates():
    row = told(Finding("name-mismatch", "signature", {"role": "甲方", "head": "{0}公司", "signed": "{role}"}), packs.load())
    assert row["message_zh"] == "甲方在首部是“{0}公司”，在签署处是“{role}”。"
    assert "{role}" in row["message"] and row["severity"] == "error"


def test_a_reader_s_warning_keeps_its_words():
    row = told(Warning("page-without-text", "pages without a text layer were not read: 3, 5"), packs.load())
    assert row["message"].endswith("3, 5") and row["message_zh"].endswith("3, 5") and "文字层" in row["message_zh"]


def test_all_codes_of_the_program_have_an_entry():
    import ast
    from pathlib import Path

    import extractor

    root = Path(extractor.__file__).parent
    calls = [n for f in root.rglob("*.py") for n in ast.walk(ast.parse(f.read_text("utf-8"))) if isinstance(n, ast.Call)]
    named = {"Finding", "Warning", "_at"}
    used = {c.args[0].value for c in calls if isinstance(c.func, ast.Name) and c.func.id in named and c.args and isinstance(c.args[0], ast.Constant)}
    assert len(used) > 15 and used <= set(entries(packs.load())), used - set(entries(packs.load()))
