"""The calendar, read back with the library's parser."""

from datetime import date

import pytest
import sample

from extractor import export, packs
from extractor.catalogue import catalogue
from extractor.table import rows

WORDS = catalogue(packs.load())


def write(path, *records, lang="zh"):
    made = export.writer(path, WORDS, lang, export.About("0", "p", "2026-01-02T08:00:00+08:00"))
    for record in records:
        made.write(record, rows(record))
    return made.close()


def events(path) -> list:
    from icalendar import Calendar

    return Calendar.from_ical(path.read_bytes()).walk("VEVENT")


def entry(kind: str, day: str | None, start: int = 5, **more) -> dict:
    text = sample.AGREEMENT[start : start + 4]
    place = {"text": text, "start": start, "end": start + 4, "page": None, "bbox": None, "clause": "2.1"}
    rule = {"zh": "截止日往前推", "en": "end less"}
    known = {"kind": kind, "date": day, "until": None, "computed": True, "rule": rule, "text": text, "evidence": place, "confidence": 0.9}
    return known | more


def test_one_event_a_day_with_quote_clause_and_file(tmp_path):
    write(tmp_path / "l.ics", sample.record(deadlines=[entry("end", "2026-02-28"), entry("notice", None), entry("deletion", "2026-03-30", 60)]))
    first, second = events(tmp_path / "l.ics")
    assert first["dtstart"].dt == date(2026, 2, 28) and first["dtend"].dt == date(2026, 3, 1)
    assert str(first["summary"]) == "到期：数据标注服务合同" and str(second["summary"]).startswith("数据删除返还：")
    told = str(first["description"])
    assert "截止日往前推" in told and "2.1" in told and "合同/标注.docx" in told and "数据标注服务合同" in told


def test_a_window_lasts_until_its_last_day(tmp_path):
    write(tmp_path / "l.ics", sample.record(deadlines=[entry("notice", "2026-01-29", until="2026-02-28")]), lang="en")
    (event,) = events(tmp_path / "l.ics")
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 1, 29), date(2026, 3, 1))
    assert str(event["summary"]).startswith("notice of non-renewal: ")


def uids(path) -> list[str]:
    return [str(e["uid"]) for e in events(path)]


def test_uids_stay_where_the_words_stay(tmp_path):
    days = [entry("end", "2026-02-28"), entry("deletion", "2026-03-30", 60)]
    write(tmp_path / "a.ics", sample.record(deadlines=days))
    write(tmp_path / "b.ics", sample.record("elsewhere/copy.docx", deadlines=[days[0] | {"date": "2026-02-27"}, days[1]]))
    assert uids(tmp_path / "a.ics") == uids(tmp_path / "b.ics") and len(set(uids(tmp_path / "a.ics"))) == 2
    write(tmp_path / "c.ics", sample.record(document={"sha256": "1" * 64}, deadlines=days))
    assert not set(uids(tmp_path / "a.ics")) & set(uids(tmp_path / "c.ics"))


def test_copies_of_one_file_give_one_event_and_parts_of_a_file_their_own(tmp_path):
    day = entry("end", "2026-02-28")
    write(tmp_path / "l.ics", *(sample.record(name, deadlines=[day]) for name in ("a.docx", "b.docx", "a.docx#2")))
    assert len(uids(tmp_path / "l.ics")) == 2


def test_the_same_records_give_the_same_bytes(tmp_path):
    record = sample.record(deadlines=[entry("end", "2026-02-28")], document={"as_of": "2026-01-15"})
    write(tmp_path / "a.ics", record)
    write(tmp_path / "b.ics", record)
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()
    assert b"DTSTAMP:20260115T000000Z" in (tmp_path / "a.ics").read_bytes()


@pytest.mark.parametrize("title", ["合同\r\nATTENDEE:mailto:x@example.org", "BEGIN:VEVENT", "a;b,c\\n", "\x00\x1b\ud800甲", "长" * 500])
def test_titles_are_text_whatever_they_say(tmp_path, title):
    write(tmp_path / "l.ics", sample.record(document={"title": title}, deadlines=[entry("end", "2026-02-28")]))
    raw = (tmp_path / "l.ics").read_bytes()
    (event,) = events(tmp_path / "l.ics")
    assert "attendee" not in event and raw.count(b"\nBEGIN:VEVENT") == 1
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_nothing_is_left_of_what_is_discarded(tmp_path):
    export.writer(tmp_path / "l.ics", WORDS, "zh", export.About("0", "p", "")).discard()
    assert list(tmp_path.iterdir()) == []
