"""What is wrong with a user's folder, in plain words, at its line."""

import pytest

from extractor import packs
from extractor.advice import advice

RULE = """[[rule]]
id = "share"
field = "违约金比例"
kind = "regex"
cue = ["违约金"]
pattern = '违约金[^。;]{0,24}?(?P<value>{any_percent})'
yes = ['违约金为⟦5%⟧']
no = ['税率6%']
"""
COLUMN = """[[contracts]]
id = "违约金比例"
group = "own"
type = "text"
zh = "违约金比例"
en = "Penalty"
"""
CHECK = """[[check]]
id = "high"
kind = "over"
field = "违约金比例"
limit = "20%"
severity = "warning"
zh = "高"
en = "high"
"""


@pytest.fixture
def told(tmp_path):
    def run(rule=RULE, column=COLUMN, check=CHECK, settings='own_names = ["青禾公司"]\n') -> list[str]:
        for name, text in (("own.toml", rule), ("fields.toml", column), ("checks.toml", check), ("settings.toml", settings)):
            (tmp_path / name).write_text(text, encoding="utf-8")
        return [p.told("zh") for p in advice(tmp_path)] + [p.told("en") for p in advice(tmp_path)]

    return run


def test_a_folder_without_mistakes(told):
    assert told() == []


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ('kind = "regex"', 'kind = "regx"', "own.toml:2", ("是不是 regex", "did you mean regex")),
        ('kind = "regex"', 'kind = "near"', "own.toml:2", ("不能用 near", "cannot use near")),
        ('kind = "regex"\n', "", "own.toml:2", ("缺 kind", "has no kind")),
        ('cue = ["违约金"]', "cue = [违约金]", "own.toml:5", ("没有加引号", "without quotes")),
        ('cue = ["违约金"]', "cue = [“违约金”]", "own.toml:5", ("全角", "full-width")),
        ('cue = ["违约金"]', 'cue = ["违约金]', "own.toml:5", ("引号没有成对", "not closed")),
        ('cue = ["违约金"]', 'cue = ["赔偿"]', "own.toml:2", ("没有 cue 里的词", "no word of cue")),
        ("pattern = '", "patern = '", "own.toml:6", ("不认识的项 patern", "did you mean pattern")),
        ("'违约金[^。;]{0,24}?(?P<value>{any_percent})'", '"违约金\\d+"', "own.toml:6", ("单引号", "single quotes")),
        ("{any_percent}", "{any_percnt}", "own.toml:2", ("any_percent", "any_percent")),
        ("{any_percent})'", "{any_percent}'", "own.toml:2", ("表达式写错了", "pattern is wrong")),
        ("[^。;]{0,24}?", "((.+)+)+", "own.toml:2", ("太慢", "too slow")),
        ("⟦5%⟧", "5%", "own.toml:2", ("没有标出", "does not say what is to be found")),
        ("⟦5%⟧", "⟦五成⟧", "own.toml:2", ("实际取出空", "found nothing")),
        ("税率6%", "违约金6%", "own.toml:2", ("不该取", "must give nothing")),
        ("no = ['税率6%']\n", "", "own.toml:2", ("要有例句 no", "needs no")),
        ("yes = ['违约金为⟦5%⟧']", "yes = '违约金为⟦5%⟧'", "own.toml:2", ("列表", "must be a list")),
        ("[[rule]]", "[rule]", "own.toml:1", ("两层方括号", "two brackets")),
        ('id = "share"', "编号 share", "own.toml:2", ("名称 = 值", "name = value")),
    ],
)
def test_a_mistake_in_a_rule(told, old, new, where, words):
    assert old in RULE
    found = told(rule=RULE.replace(old, new, 1))
    for word in words:
        assert any(where in text.splitlines()[0] and word in text for text in found), found


@pytest.mark.parametrize(
    ("parts", "where", "words"),
    [
        ({"column": "[word]\n"}, "own.toml:2", ("在台账里没有列", "no column")),
        ({"column": COLUMN.replace('id = "违约金比例"', 'id = "违约金比列"')}, "fields.toml:2", ("是不是 违约金比例", "did you mean")),
        ({"column": COLUMN.replace('zh = "违约金比例"\n', "")}, "fields.toml:2", ("缺 zh", "no zh")),
        ({"check": CHECK.replace('"over"', '"ovr"')}, "checks.toml:2", ("是不是 over", "did you mean over")),
        ({"check": CHECK.replace('field = "违约金比例"', 'field = "违约金"')}, "checks.toml:2", ("没有叫 违约金 的字段", "no field")),
        ({"check": CHECK.replace('limit = "20%"\n', "")}, "checks.toml:2", ("要有 limit", "needs limit")),
        ({"check": CHECK.replace('"20%"', '"二十左右"')}, "checks.toml:2", ("看不懂的 limit", "cannot read the limit")),
        ({"check": CHECK.replace('"warning"', '"grave"')}, "checks.toml:2", ("severity", "severity")),
        ({"check": CHECK + 'types = ["house-leas"]\n'}, "checks.toml:2", ("是不是 house-lease", "did you mean house-lease")),
        ({"check": CHECK + 'colour = "red"\n'}, "checks.toml:2", ("不认识的项 colour", "unknown key colour")),
        ({"settings": 'own_name = ["青禾"]\n'}, "settings.toml:1", ("是不是 own_names", "did you mean own_names")),
        ({"settings": 'own_names = "青禾"\n'}, "settings.toml:1", ("写成名称的列表", "list of names")),
    ],
)
def test_a_mistake_beside_the_rules(told, parts, where, words):
    found = told(**parts)
    for word in words:
        assert any(where in text.splitlines()[0] and word in text for text in found), found


def test_one_mistake_does_not_hide_the_next(told):
    found = told(rule=RULE.replace('kind = "regex"', 'kind = "regx"'), settings="own_name = 1\n", check=CHECK.replace('"over"', '"ovr"'))
    assert len(found) == 2 * 3


def test_what_shows_only_together_is_told_too(told):
    assert any("is used twice" in text for text in told(rule=RULE + RULE))


def test_files_that_are_not_utf_8_and_folders_without_files(tmp_path):
    with pytest.raises(packs.PackError, match="new-field"):
        advice(tmp_path)
    (tmp_path / "a.toml").write_bytes("# 规则".encode("gb18030"))
    (problem,) = advice(tmp_path)
    assert "UTF-8" in problem.told("zh") and "UTF-8" in problem.told("en")


def test_a_site_of_ones_own_is_checked(tmp_path):
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "own.toml").write_text(
        'name = "内网"\ncue = ["内网下载"]\n[[line]]\nid = "own-notice"\npattern = "^内网下载.*$"\nyes = ["⟦内网下载须知⟧"]\nno = ["内网下载费用由甲方承担"]\n',
        encoding="utf-8",
    )
    found = [p.told("en") for p in advice(tmp_path)]
    assert len(found) == 1 and "sites" in found[0] and "own-notice" in found[0]


_SITE = 'name = "内网"\ncue = ["内网"]\n[[line]]\nid = "a"\nkind = "notice"\npattern = "内网下载.*"\nyes = ["⟦内网下载须知⟧"]\nno = ["费用"]\n'


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('.*"', '(.*"', "pattern 写得不对，多半是括号没有成对"),
        ("pattern", "patern", "不认识的项 patern；可用的有：id, kind, no, pattern, why, yes"),
        ('no = ["费用"]', "", "规则 a 缺 no"),
        ("⟦内网下载须知⟧", "内网下载须知", "没有用 ⟦ ⟧ 括出要去掉的部分：'内网下载须知'"),
        ("⟦内网下载须知⟧", "⟦内网下载⟧须知", "例句 '⟦内网下载⟧须知' 应当变成 '须知'，实际变成 ''"),
        ('["费用"]', '["内网下载费用"]', "不该改动例句 '内网下载费用'，实际变成 ''"),
        ('name = "内网"', "", "这一网站的文件缺 name"),
    ],
)
def test_what_is_wrong_with_a_site_is_said_in_chinese(tmp_path, old, new, told):
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "own.toml").write_text(_SITE.replace(old, new, 1), encoding="utf-8")
    (problem,) = advice(tmp_path)
    assert told in problem.told("zh") and problem.line and told not in problem.told("en")
