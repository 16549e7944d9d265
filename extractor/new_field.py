"""A first draft of a field of one's own: a rule file with examples to replace, and its column in the ledger.

What the name ends in tells the shape of the value (比例 a share, 日期 a date, 金额 an amount, 期限 a period); any other name is looked for as a label on a form
line. The draft holds its own examples, so `extractor check` passes on it at once and stays a test of every later change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from extractor.catalogue import catalogue
from extractor.packs import Pack, PackError

_NAME = re.compile(r"[^\s\"'\\/:*?<>|\[\]{}=#.\x00-\x1f]{1,30}")


@dataclass(frozen=True, slots=True)
class Shape:
    """How values of one shape are looked for and shown."""

    endings: tuple[str, ...]
    part: str  # the named part of patterns/zh/values.toml
    yes: tuple[str, str]  # sentences; {} is the name without its ending
    no: tuple[str, str]
    about: str


_SHAPES = (
    Shape(
        ("比例", "比率", "费率", "利率", "百分比", "率"),
        "any_percent",
        ("{}为合同总价的⟦30%⟧", "乙方应按合同总额的⟦百分之二十⟧支付{}"),
        ("税金为合同总价的6%", "{}另行约定"),
        "百分比或者千分比",
    ),
    Shape(("日期", "日", "时间"), "any_date", ("{}为⟦2025年3月1日⟧", "{}:⟦2025-03-01⟧"), ("签订于2025年3月1日", "{}另行通知"), "日期"),
    Shape(("金额", "费用", "价款", "费", "款", "金"), "any_amount", ("{}为⟦5,000元⟧", "{}:⟦人民币2万元⟧"), ("总价100元", "{}另行约定"), "金额"),
    Shape(("期限", "期间", "天数", "期"), "any_period", ("{}为⟦30日⟧", "{}不超过⟦两年⟧"), ("付款期为30日", "{}另行约定"), "期限"),
)
_BETWEEN = "[^。;]{0,24}?"


def new_field(name: str, folder: Path, pack: Pack) -> list[Path]:
    """Write the draft of the field `name` into `folder`; returns the files written. Raises PackError when the name cannot be used or is taken."""
    if not _NAME.fullmatch(name):
        raise PackError(f"{name!r} cannot be the name of a field: 1 to 30 characters without spaces, quotes, dots, slashes and brackets, as 违约金比例")
    taken = {c.id for sheet in catalogue(pack).sheets for c in sheet.columns} | {rule.field for rule in pack.rules}
    if name in taken:
        raise PackError(f"the field {name!r} is there already (extractor fields lists all); choose another name")
    rule, columns = folder / f"{name}.toml", folder / "fields.toml"
    if rule.exists():
        raise PackError(f"{rule}: is there already; edit it, or choose another name")
    column = _COLUMN.format(name=name)
    old = columns.read_text("utf-8") if columns.exists() else _COLUMNS_HEAD
    folder.mkdir(parents=True, exist_ok=True)
    rule.write_text(_rule(name), encoding="utf-8")
    if f'id = "{name}"' not in old:
        columns.write_text(old.rstrip("\n") + "\n" + column, encoding="utf-8")
    return [rule, columns]


def _rule(name: str) -> str:
    for shape in _SHAPES:
        ending = next((e for e in shape.endings if name.endswith(e) and len(name) > len(e)), None)
        if ending:
            # the ending of 违约金比例 says what is looked for; that of 服务费, 保修期 belongs to the word itself
            stem = name.removesuffix(ending) if len(ending) > 1 else name
            return _regex(name, stem, shape)
    return _LABEL.format(name=name)


def _regex(name: str, stem: str, shape: Shape) -> str:
    value = f"(?P<value>{{{shape.part}}})"
    yes, no = ([line.format(stem) for line in lines] for lines in (shape.yes, shape.no))
    words = {"name": name, "stem": stem, "about": shape.about, "no": "', '".join(no)}
    if shape.part != "any_percent":
        return _REGEX.format(**words, pattern=f"{stem}{_BETWEEN}{value}", yes="', '".join(yes))
    before = f"{value}{_BETWEEN}(?:支付|承担|计付|计算|收取|给付)[^。;]{{0,6}}{stem}"
    return _REGEX.format(**words, pattern=f"{stem}{_BETWEEN}{value}", yes=yes[0]) + _ALSO.format(**words, pattern=before, yes=yes[1])


_COLUMNS_HEAD = "# 台账中自定字段的列。id 与规则的 field 相同；type：text、long、date、number、duration；width 为列宽。\n"
_COLUMN = """
[[contracts]]
id = "{name}"
group = "own"
type = "text"
width = 16
zh = "{name}"
en = "{name}"
about.zh = "自定字段。"
about.en = "A field of one's own."
"""
_HEAD = """# 自定字段：{name}
#
# 怎么改：把 yes 换成您合同里的原句，要取出的内容用 ⟦ ⟧ 括起来；把 no 换成容易认错、但不该取的句子。
# 然后运行 extractor check 本文件夹，它会说明哪一句没有对上；都对上以后，用 extractor run … --patterns 本文件夹 就会多出这一列。
# 例句和表达式都用半角标点和简体字（程序比较时自动折算，合同原文不变）。
"""
_REGEX = (
    _HEAD
    + """#
# pattern 是要找的样子：{stem} 后面不远处的一个{about}。{{any_percent}}、{{any_date}}、{{any_amount}}、{{any_period}} 是现成的写法；
# [^。;]{{0,24}}? 表示中间可隔 24 个字以内、不跨句；(?P<value>…) 圈出要取的部分。

[[rule]]
id = "{name}"
field = "{name}"
kind = "regex"
cue = ["{stem}"]                # 句子里有其中一个词才去找
pattern = '{pattern}'
yes = ['{yes}']
no = ['{no}']
why = "为什么这样找：写给以后的自己。"
"""
)
_ALSO = """
[[rule]]
id = "{name}-在前"
field = "{name}"
kind = "regex"
cue = ["{stem}"]
pattern = '{pattern}'
yes = ['{yes}']
no = ['{no}']
why = "数字在前、词在后的写法。"
"""
_LABEL = (
    _HEAD
    + """#
# labels 是印在内容前面的词，如“{name}：……”；可以写几个。想在句子里找，把 kind 改成 regex、terms 或 present（见 README）。

[[rule]]
id = "{name}"
field = "{name}"
kind = "label"
labels = ["{name}"]
yes = ['{name}:⟦在这里写一个真实的例子⟧']
no = ['双方另行约定{name}']
why = "为什么这样找：写给以后的自己。"
"""
)
