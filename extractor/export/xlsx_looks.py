"""How a workbook looks: the style of each cell and the legend that explains the colours."""

from __future__ import annotations

from collections import defaultdict

from extractor.catalogue import Column
from extractor.table import BLANK

LOW = 0.5  # confidence below which a cell is coloured
TABS = {"contracts": "#2F5597", "issues": "#843C0C", "files": "#843C0C", "decisions": "#3B5E2B"}

# Colour of a group's headers, and of cells that want a look.
_GROUPS = {
    "file": "#44546A",
    "parties": "#2F5597",
    "dates": "#1F6E6E",
    "money": "#7A5C00",
    "data": "#5B4A8A",
    "text": "#595959",
    "quality": "#843C0C",
    "own": "#3B5E2B",
}
_BLANK, _DOUBT, _BAD, _GOOD, _PERSON = "#EDEDED", "#FFF2CC", "#F8CBAD", "#E2EFDA", "#DDEBF7"
_LINK, _COMPUTED = "#1F4E8C", "#6B6B6B"  # of the letters

LEGEND = (  # style, word shown in it (of the catalogue), what it means
    ("blank", "blank", "合同留有此项但未填写", "the agreement has this place and it is empty"),
    ("text", "", "空格：合同中未见此项", "an empty cell: the agreement does not say"),
    ("text:link", "link", "单击即到出处：台账到明细行，“核对页”“源文件”到该处", "a click leads to where it comes from: from the ledger to the detail row, by the columns of that name to the page and the source file"),
    ("computed", "computed", "由其他内容推算，不是合同原文；规则见下表", "worked out, not words of the agreement; the rule stands below"),
    (
        "doubt",
        "",
        "日期不完整、多处不一致，置信度低于 50 %，或人工决定后机器值已变：请核对",
        "a date without its day, values that differ, confidence below 50 %, or decided when the machine said something else: please check",
    ),
    ("bad", "", "失败、检查发现矛盾、大小写不一致，或两处人工决定冲突", "failed, a contradiction, words and digits that differ, or two people's decisions that differ"),
    ("person", "person", "人工更正的值，与左边的机器值并列", "corrected by a person, beside the machine's value on the left"),
)

_CODED = {
    "severity": {"error": "bad", "warning": "doubt"},
    "item_state": {"missing": "bad", "partial": "doubt", "present": "good"},
    "state": {"failed": "bad", "partial": "doubt", "ok": "good"},
    "decision_state": {"conflict": "bad", "kept": "text", "agreed": "good", "changed": "doubt", "gone": "doubt", "other-content": "doubt"},
}
PERSON = {"kept": "person", "look": "doubt", "conflict": "bad"}  # state of a cell's decisions → style


EMPTY = defaultdict(lambda: "text") | {name: name for name in ("date", "number", "integer", "share")}  # type of a column → style of its empty cells


def style(column: Column, cell: object) -> str:
    """The name of a cell's style, without what links and computed columns add to it."""
    if isinstance(cell, str) and BLANK in cell:
        return "blank"
    if column.type == "code" and column.codes in _CODED:
        return _CODED[column.codes].get(cell, "text")
    if column.id == "capital_agrees" and cell is False:
        return "bad"
    if column.type == "share":
        return "share:doubt" if cell is not None and cell < LOW else "share"
    if (column.type in ("date", "number") and isinstance(cell, str)) or (column.type == "notes" and cell):
        return "doubt"
    return column.type if column.type in ("date", "number", "integer") else "text"


def styles(book, lang: str) -> dict[str, object]:
    """All formats of a workbook by name; of each cell style one in the colour of links (``:link``)."""
    font = {"font_name": "Microsoft YaHei" if lang == "zh" else "Calibri", "font_size": 10}
    cell = font | {"valign": "top", "align": "left", "text_wrap": True, "indent": 1, "border": 1, "border_color": "#D9D9D9"}
    right = cell | {"text_wrap": False, "align": "right"}
    middle = cell | {"text_wrap": False, "align": "center", "indent": 0}
    day = right | {"num_format": "yyyy-mm-dd", "align": "left"}
    looks = {
        "text": cell,
        "blank": cell | {"bg_color": _BLANK, "font_color": "#7F7F7F", "italic": True},
        "doubt": cell | {"bg_color": _DOUBT},
        "bad": cell | {"bg_color": _BAD},
        "good": cell | {"bg_color": _GOOD},
        "computed": cell | {"font_color": _COMPUTED, "italic": True},
        "person": cell | {"bg_color": _PERSON, "bold": True},
        "date": day,
        "date:computed": day | {"font_color": _COMPUTED, "italic": True},
        "date:person": day | {"bg_color": _PERSON, "bold": True},
        "number": right | {"num_format": "#,##0.00##"},
        "number:person": right | {"num_format": "#,##0.00##", "bg_color": _PERSON, "bold": True},
        "integer": middle | {"num_format": "0"},
        "integer:computed": middle | {"num_format": "0", "font_color": _COMPUTED, "italic": True},
        "integer:bad": middle | {"num_format": "0", "bg_color": _BAD},
        "integer:doubt": middle | {"num_format": "0", "bg_color": _DOUBT},
        "share": middle | {"num_format": "0%"},
        "share:doubt": middle | {"num_format": "0%", "bg_color": _DOUBT},
    }
    looks |= {f"{name}:link": look | {"font_color": look.get("font_color", _LINK)} for name, look in looks.items()}
    head = font | {"bold": True, "font_color": "white", "valign": "vcenter", "text_wrap": True, "indent": 1, "border": 1}
    head |= {"border_color": "#FFFFFF"}
    looks |= {f"head:{group}": head | {"bg_color": colour} for group, colour in _GROUPS.items()}
    looks |= {"plain": font | {"text_wrap": True, "valign": "top"}, "large": font | {"bold": True, "font_size": 12}}
    return {name: book.add_format(look) for name, look in looks.items()}
