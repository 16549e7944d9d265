"""Votes of the words around a duration: counted as the table says, learnt from this corpus, better than chance where no rule speaks."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "corpus"))

import learn  # noqa: E402

from extractor import packs  # noqa: E402
from extractor.annotate import votes  # noqa: E402
from extractor.annotate.temporal import Place, Scene  # noqa: E402
from extractor.packs import VALUE  # noqa: E402
from extractor.values.duration import Duration  # noqa: E402

LINES = """// trust\tduration-vote-80\t3\t4
kinds\tother\tpayment\tterm
bias\t5\t0\t0
}付\t1:20
#租期\t2:15\t0:-5
"""


def scene(left: str, right: str, value: str = "P3D") -> Scene:
    masked = left + VALUE + right
    return Scene(len(left), len(left) + 2, Duration(value, "calendar"), masked, 0, len(masked), "")


def place(headings: str = "") -> Place:
    return Place("body", headings, "", "")


def test_signs_add_up_and_the_most_votes_win():
    weights = votes.weights(LINES)
    assert weights.vote(votes.signs(scene("收票后", "内付"), place(), "max"))[0] == "payment"
    assert weights.vote(votes.signs(scene("共", ""), place("租期"), "exact"))[0] == "term"
    assert weights.vote(votes.signs(scene("共", ""), place(), "exact"))[0] == "other"


def test_a_sign_counts_at_its_own_side_only():
    assert votes.weights(LINES).vote(votes.signs(scene("付讫后", "内"), place(), "max"))[0] == "other"


def test_the_share_is_a_probability_and_names_its_band():
    _, share = votes.weights(LINES).vote({"}付"})
    assert 0.6 < share < 0.8 and votes.band("duration", share) == "duration-vote-60"
    assert votes.band("date", 1.0) == "date-vote-80" and votes.band("duration", 0.2) == "duration-vote-0"


def test_the_order_of_signs_does_not_matter():
    weights = votes.weights(packs.load().tables[votes.TABLES["duration"]]["lines"])
    assert all(isinstance(w, int) for row in (weights.bias, *weights.signs.values()) for w in row)


def test_no_sign_breaks_the_table():
    found = votes.signs(scene("甲\t乙\n", "丙\t丁"), place("a\tb"), "max")
    assert found and not any("\t" in sign or "\n" in sign for sign in found)


def test_the_measured_trust_is_read():
    assert votes.trust(LINES) == {"duration-vote-80": (3, 4)}


def test_without_weights_it_is_other():
    assert votes.kind_of("duration", {"}付"}, None, packs.Pack((), {}, {}, "x")) == ("other", "duration-other")


def rule(kind: str, rank: int) -> packs.Rule:
    return packs.Rule("x", "duration", "near", kind, set={"rank": rank})


def test_a_rule_has_its_say_and_words_can_outvote_it():
    weights = votes.weights(LINES)
    assert weights.vote({"}付"}, rule("other", 1))[0] == "other"  # 0.5 + 3.0 against 2.0
    assert weights.vote({"}付", "#租期"}, rule("payment", 2))[0] == "payment"
    table = {votes.TABLES["duration"]: {"lines": LINES.replace("1:20", "1:40")}}
    pack = packs.Pack((), {}, table, "x")
    assert votes.kind_of("duration", {"}付"}, rule("other", 1), pack) == ("payment", "duration-vote-60")
    assert votes.kind_of("duration", {"}付"}, rule("payment", 1), pack) == ("payment", "x")


def test_a_rule_for_a_kind_without_votes_keeps_its_word():
    assert votes.weights(LINES).vote({"}付"}, rule("probation", 2)) == ("probation", 1.0)


@pytest.mark.parametrize("table", votes.TABLES.values())
def test_the_shipped_weights_were_learnt_from_this_corpus(table):
    lines = packs.load().tables[table]["lines"]
    assert f"// corpus\t{learn.fingerprint()}" in lines.splitlines(), "labels changed: run python corpus/learn.py"


def test_clear_votes_were_mostly_right_on_agreements_left_out():
    right, given = votes.trust(packs.load().tables[votes.TABLES["duration"]]["lines"])["duration-vote-80"]
    assert given >= 20 and right / given >= 0.85


WORDS = [
    ("甲方应在收到发票后", "内把货款付给乙方", "max", "payment"),
    ("乙方应自接到来电起", "内派员到现场", "max", "response"),
]


@pytest.mark.parametrize(("left", "right", "bound", "kind"), WORDS)
def test_the_words_alone(left, right, bound, kind):
    shipped = votes.weights(packs.load().tables[votes.TABLES["duration"]]["lines"])
    assert shipped.vote(votes.signs(scene(left, right), place(), bound))[0] == kind
