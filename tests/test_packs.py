import pytest

from extractor import packs
from extractor.packs import PackError, Rule

GOOD = '''
[parts]
money = '[0-9,]+元'
[[rule]]
id = "own.fee"
field = "own_fee"
kind = "regex"
cue = ["服务费"]
pattern = '服务费为?(?P<value>{money})'
yes = ["服务费为⟦120元⟧"]
no = ["服务费另行约定"]
'''


def folder(tmp_path, text):
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_shipped_rule_holds_its_examples():
    found = [problem for rule in packs.load().rules for problem in packs.check(rule)]
    assert not found, "\n".join(found)


def test_a_users_pack_is_layered_on_top(tmp_path):
    pack = packs.load(folder(tmp_path, GOOD))
    (rule,) = pack.of("own_fee")
    assert not rule.trusted and not packs.check(rule)
    assert pack.digest != packs.load().digest


def test_a_changed_rule_is_seen_in_the_same_process(tmp_path):
    before = packs.load(folder(tmp_path, GOOD))
    assert packs.load(tmp_path) is before
    after = packs.load(folder(tmp_path, GOOD.replace("服务费为?", "服务费(?:为|是)?")))
    assert after.digest != before.digest and "(?:为|是)" in after.of("own_fee")[0].pattern


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('no = ["服务费另行约定"]', "", "needs at least one example"),
        ('kind = "regex"', 'kind = "magic"', "is none of"),
        ("{money}", "{mony}", "unknown part {mony}"),
        ('cue = ["服务费"]', 'clue = ["服务费"]', "unknown key clue"),
        ('id = "own.fee"', "id = 7 = 8", "not readable as TOML"),
    ],
)
def test_a_bad_rule_is_refused_with_file_line_and_reason(tmp_path, old, new, words):
    with pytest.raises(PackError) as error:
        packs.load(folder(tmp_path, GOOD.replace(old, new)))
    assert words in str(error.value) and "own.toml" in str(error.value)


def test_an_example_that_fails_is_told_in_plain_words(tmp_path):
    (rule,) = packs.load(folder(tmp_path, GOOD.replace("⟦120元⟧", "⟦120⟧元"))).of("own_fee")
    (problem,) = packs.check(rule)
    assert "expected '120', found '120元'" in problem


def test_a_counter_example_that_matches_is_told(tmp_path):
    (rule,) = packs.load(folder(tmp_path, GOOD.replace("另行约定", "为5元"))).of("own_fee")
    assert "must not fire" in packs.check(rule)[0]


def test_parts_must_not_loop():
    with pytest.raises(PackError, match="a → b → a"):
        packs.compose("{a}", {"a": "{b}", "b": "{a}"})


def test_a_users_slow_pattern_is_stopped():
    rule = Rule("slow", "x", "regex", pattern=r"(a|aa)+$", trusted=False)
    with pytest.raises(TimeoutError):
        list(rule.find("a" * 60 + "b"))


def test_without_its_cue_a_rule_is_not_tried():
    assert list(Rule("r", "x", "regex", cue=("付款",), pattern="元").find("十元")) == []


def test_unless_vetoes():
    rule = Rule("r", "x", "regex", pattern="元", unless="不")
    assert list(rule.find("十元")) == [(1, 2)] and list(rule.find("不付元")) == []
