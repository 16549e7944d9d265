"""A record on a day and from a side."""

from datetime import date

import pytest
import sample

from extractor import packs
from extractor.standpoint import Standpoint, seen, sides, standpoint

PACK = packs.load()
PARTIES = [sample.party("甲方", "青禾数据科技有限公司"), sample.party("乙方", "云渡（上海）标注服务有限公司"), sample.party("丙方", None)]


def codes(day: str, **parts) -> list[str]:
    record = sample.record(**parts)
    return [c["code"] for c in seen(record, Standpoint(date.fromisoformat(day)), PACK)["checks"][len(record["checks"]) :]]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-10-01", []),
        ("2025-11-30", ["expiring"]),
        ("2026-02-28", ["expiring"]),
        ("2026-03-01", ["expired"]),
    ],
)
def test_expiry_depends_on_the_day(day, expected):
    assert codes(day) == expected


def test_the_day_stands_in_the_record_and_the_record_itself_stays():
    record = sample.record()
    made = seen(record, Standpoint(date(2026, 3, 5)), PACK)
    assert made["document"]["as_of"] == "2026-03-05" and "as_of" not in record["document"]
    (found,) = made["checks"][1:]
    assert "5 天前" in found["message_zh"] and "2026-03-05" in found["message"] and found["evidence"]["text"] == "2026年2月28日"


def notice(day: str, until: str | None = None) -> dict:
    rule = {"zh": "截止日 2026-02-28 往前推“三十日”", "en": "end less 30 days"}
    entry = {"kind": "notice", "date": day, "until": until, "computed": True, "text": "三十日", "rule": rule, "confidence": 0.9}
    return entry | {"evidence": sample.evidence("三十日", "2.1")}


def test_a_notice_that_comes_due_is_told():
    days = [*sample.record()["deadlines"], notice("2026-01-29")]
    assert codes("2025-12-01", deadlines=days) == ["expiring", "notice-due"]
    assert codes("2026-02-01", deadlines=days) == ["expiring"]  # too late for the notice
    window = [*sample.record()["deadlines"], notice("2026-01-29", "2026-02-28")]
    assert codes("2026-02-01", deadlines=window) == ["expiring", "notice-due"]


def test_several_ends_are_expired_by_the_last_and_never_expiring():
    first = sample.record()["deadlines"][0]
    two = [first, first | {"date": "2027-02-28"}]
    assert codes("2026-03-01", deadlines=two) == [] and codes("2027-03-01", deadlines=two) == ["expired"]


@pytest.mark.parametrize(
    ("own", "ours"),
    [
        (("青禾数据科技有限公司",), ["青禾数据科技有限公司(甲方)"]),
        (("青禾数据",), ["青禾数据科技有限公司(甲方)"]),
        (("青禾",), []),  # two characters tell nobody apart
        (("云渡(上海)标注服务有限公司",), ["云渡（上海）标注服务有限公司(乙方)"]),
        (("别的公司",), []),
        ((), []),
    ],
)
def test_our_side(own, ours):
    assert sides(PARTIES, own)[0] == ours
    assert bool(sides(PARTIES, own)[1]) == bool(ours)


def test_names_come_from_the_settings_of_a_pack_and_the_command(tmp_path):
    (tmp_path / "settings.toml").write_text('own_names = ["青禾数据科技有限公司"]\n', encoding="utf-8")
    assert standpoint(packs.load(tmp_path), date(2026, 1, 1), ("云渡",)).own == ("青禾数据科技有限公司", "云渡")


@pytest.mark.parametrize("wrong", ['own_names = "青禾"', "own_names = [1]", 'own_names = [" "]', 'own_names = ["A"]'])
def test_wrong_settings_are_told(tmp_path, wrong):
    (tmp_path / "settings.toml").write_text(wrong + "\n", encoding="utf-8")
    with pytest.raises(packs.PackError, match="own"):
        standpoint(packs.load(tmp_path))


def test_a_failed_file_stays_as_it_is():
    assert seen(sample.failed(), Standpoint(date(2026, 1, 1)), PACK) == sample.failed()
