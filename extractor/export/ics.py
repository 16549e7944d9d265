"""Deadlines as a calendar (RFC 5545): one all-day event for each day an agreement sets or that follows from it.

Ends, notices of non-renewal, deletions; what is not computed (working days, an end without a day) is not in it. Each event says how its day was found and
quotes the agreement with clause and file. UIDs rest on the file's content and the place of the words, so a calendar that is imported again is updated, not
doubled; of copies of one file the first speaks.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from extractor.catalogue import Catalogue
from extractor.export import About, part, settle_in
from extractor.table import Row

SUFFIXES = (".ics",)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_QUOTED = 300  # code points of a quote
_WORDS = {
    "zh": {"how": "依据", "quote": "原文", "clause": "条款", "file": "文件", "until": "至", "colon": "：", "and": "、"},
    "en": {"how": "Rule", "quote": "Quote", "clause": "Clause", "file": "File", "until": "until", "colon": ": ", "and": ", "},
}


class Writer:
    def __init__(self, path: Path, words: Catalogue, lang: str, about: About):
        self._path, self._words, self._lang = path, words, lang
        self._stamp = datetime.fromisoformat(about.started).astimezone(UTC) if about.started else datetime(1970, 1, 1, tzinfo=UTC)
        self._seen: set[str] = set()
        self._file = open(part(path), "wb")
        self._file.write(_head(about.version))

    def write(self, record: dict | None, rows: dict[str, list[Row]]) -> None:
        for entry in (record or {}).get("deadlines", ()):
            if entry["date"] and (uid := _uid(record["document"], entry)) not in self._seen:
                self._seen.add(uid)
                self._file.write(self._event(record, entry, uid).to_ical())

    def _event(self, record: dict, entry: dict, uid: str):
        from icalendar import Event

        document = record["document"]
        as_of = document.get("as_of")
        stamp = datetime.combine(date.fromisoformat(as_of), datetime.min.time(), UTC) if as_of else self._stamp
        first = date.fromisoformat(entry["date"])
        last = date.fromisoformat(entry["until"]) if entry["until"] else first
        kind = self._words.code("deadline", entry["kind"], self._lang)
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(days=1))  # the first day after, as RFC 5545 has it
        event.add("summary", _plain(f"{kind}{_WORDS[self._lang]['colon']}{document['title'] or Path(document['source']).name}"))
        event.add("description", _plain(self._description(record, entry)))
        event.add("categories", [kind])
        event.add("transp", "TRANSPARENT")
        return event

    def _description(self, record: dict, entry: dict) -> str:
        words, place = _WORDS[self._lang], entry["evidence"]
        text, colon = record["document"]["text"], words["colon"]
        low = max(text.rfind(mark, 0, place["start"]) for mark in "。；;\n") + 1
        high = min((at + 1 for mark in "。；;\n" if (at := text.find(mark, place["end"])) >= 0), default=len(text))
        names = words["and"].join(p["name"] for p in record["parties"] if p["name"])
        lines = [
            names,
            f"{words['how']}{colon}{entry['rule'][self._lang]}",
            f"{words['quote']}{colon}{text[low:high].strip()[:_QUOTED]}",
            f"{words['clause']}{colon}{place['clause']}",
            f"{words['file']}{colon}{record['document']['source']}",
        ]
        return "\n".join(filter(None, lines))

    def close(self) -> list[Path]:
        self._file.write(b"END:VCALENDAR\r\n")
        self._file.close()
        return [settle_in(self._path)]

    def discard(self) -> None:
        self._file.close()
        part(self._path).unlink(missing_ok=True)


def _head(version: str) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//extractor//{version}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar.to_ical().removesuffix(b"END:VCALENDAR\r\n")


def _uid(document: dict, entry: dict) -> str:
    """The same for the same words of the same content, wherever the file lies."""
    content = document["sha256"] or document["source"]
    _, _, number = document["source"].rpartition("#")
    place = entry["evidence"]["start"]
    key = f"{content} {number if number.isdigit() else ''} {entry['kind']} {place}"
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32] + "@extractor"


def _plain(text: str) -> str:
    """Without what no calendar may hold."""
    return _CONTROL.sub("", text)
