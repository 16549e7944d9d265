"""The review pages: who gets them, that what agreements say stays text, and that decisions are kept."""

import html.parser
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import sample
from werkzeug.test import Client

from extractor import decisions, packs
from extractor.anchors import record_id
from extractor.catalogue import catalogue
from extractor.cli import main
from extractor.items import items
from extractor.review import groups, summary, words
from extractor.review.archive import Archive
from extractor.review.server import application
from extractor.review.site import Site
from extractor.review.static import write
from extractor.review.typed import Untrue, typed
from extractor.standpoint import standpoint
from extractor.store import Store, StoreError

PORT, SECRET = 4711, "s3cret"
HOSTILE = """数据服务合同
合同编号:<script>alert(1)</script>
甲方:<img src=x onerror=alert(1)>有限公司
乙方:"><svg onload=alert(1)>科技有限公司
电话:javascript:alert(1)
第一条 </script><script>alert(2)</script> ]]> <!-- --> ${alert(3)} {{ 7*7 }}
1.1 本合同自2025年3月1日起生效,<a href="javascript:alert(4)">点此</a>。\u2028\u202e
"""
PACK = packs.load()


class NoPictures:
    """In place of the process that draws pages."""

    def sizes(self, record):
        return ()

    def page(self, record, number):
        return None


@pytest.fixture
def store(tmp_path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "一.txt").write_text(sample.AGREEMENT, encoding="utf-8")
    (folder / "敌意<b>.txt").write_text(HOSTILE, encoding="utf-8")
    (folder / "坏.docx").write_bytes(b"PK\3\4 no document")
    assert main(["run", str(folder), "-o", str(tmp_path / "out.jsonl"), "--jobs", "0"]) == 1  # one file is broken
    return tmp_path / "out.store"


def browser(path: Path, lang: str = "zh") -> Client:
    site = Site(catalogue(PACK), lang)
    return Client(application(Archive(path, PACK, standpoint(PACK, date(2025, 6, 1))), site, SECRET, NoPictures(), PORT))


def get(client: Client, address: str = "", host: str = f"127.0.0.1:{PORT}", **more):
    return client.get(f"/{SECRET}/{address}", headers={"Host": host}, **more)


def post(client: Client, host: str = f"127.0.0.1:{PORT}", **said):
    headers = {"Host": host, "Origin": f"http://{host}"}
    return client.post(f"/{SECRET}/decide", json=said, headers=headers)


def records(path: Path) -> dict[str, dict]:
    return {Path(r["document"]["source"]).name: r for r in Archive(path, PACK).records()}


def page_of(path: Path, name: str = "一.txt") -> str:
    return record_id(records(path)[name]["document"]["source"])


def item_of(path: Path, field: str, name: str = "一.txt") -> str:
    return next(i.id for i in items(records(path)[name]) if f"{i.table}.{i.field}" == field)


# --- who gets the pages -----------------------------------------------------------------------------------------------------
def test_only_the_address_with_the_token_answers(store):
    client = browser(store)
    assert get(client).status_code == 200
    for address in ("/", "/index.html", "/s3cre/", "/s3cret2/", "//s3cret/", f"/{SECRET}", "/%73/"):
        assert client.get(address, headers={"Host": f"127.0.0.1:{PORT}"}).status_code in (404, 308), address


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:80",
        f"127.0.0.1.evil.example:{PORT}",
        f"192.168.0.2:{PORT}",
        "",
    ],
)
def test_a_name_that_is_not_this_machine_is_refused(store, host):
    assert get(browser(store), host=host).status_code == 421


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": f"http://127.0.0.1:{PORT + 1}"}]
)
def test_decisions_come_from_the_pages_only(store, headers):
    name, item = page_of(store), item_of(store, "dates.signed")
    said = {"record": name, "item": item, "verdict": "accept"}
    answer = browser(store).post(f"/{SECRET}/decide", json=said, headers={"Host": f"127.0.0.1:{PORT}", **headers})
    assert answer.status_code == 403
    assert not any(r.get("decisions") for r in records(store).values())


def test_a_form_of_another_kind_is_no_decision(store):
    headers = {"Host": f"127.0.0.1:{PORT}", "Origin": f"http://127.0.0.1:{PORT}", "Content-Type": "text/plain"}
    assert browser(store).post(f"/{SECRET}/decide", data="{}", headers=headers).status_code == 415


def test_every_answer_carries_the_strict_policy(store):
    client = browser(store)
    for address in ("", f"{page_of(store)}.html", "assets/list.js", "nothing"):
        headers = get(client, address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address",
    [
        "assets/../server.py",
        "assets/..%2fserver.py",
        "assets/%2e%2e/server.py",
        "assets//etc/passwd",
        "assets/..\\server.py",
        "pages/../../etc/passwd-1.png",
        "file/..%2f..%2fetc%2fpasswd",
        "../../etc/passwd.html",
        "0000000000000000.html",
        "file/0000000000000000",
        "pages/0000000000000000-1.png",
        "wording.toml",
    ],
)
def test_no_way_leads_to_other_files(store, address):
    assert get(browser(store), address).status_code == 404


def test_the_file_itself_comes_as_a_download_and_only_unchanged(store, tmp_path):
    client, name = browser(store), page_of(store, "敌意<b>.txt")
    answer = get(client, f"file/{name}")
    assert answer.data == HOSTILE.encode() and answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    (tmp_path / "archive" / "敌意<b>.txt").write_text("anything else", encoding="utf-8")
    assert get(client, f"file/{name}").status_code == 404


# --- what agreements say stays text ----------------------------------------------------------------------------------------
class Tags(html.parser.HTMLParser):
    """Elements and attributes of a page, and the text between them."""

    def __init__(self, page: str):
        super().__init__()
        self.scripts, self.attributes, self.text, self._in = [], [], [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._in = tag
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag == "script":
            self.scripts.append(dict(attrs))

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        if self._in == "script":
            self.scripts[-1]["inside"] = data
        else:
            self.text.append(data)


def harmless(page: str) -> Tags:
    tags = Tags(page)
    for script in tags.scripts:
        assert script.get("type") == "application/json" or (
            re.fullmatch(r"assets/\w+\.js", script["src"]) and not script.get("inside", "").strip()
        )
        if script.get("type"):
            json.loads(script["inside"])
            assert "<" not in script["inside"]
    for tag, name, value in tags.attributes:
        assert not name.startswith("on") and name != "style" and tag not in ("iframe", "object", "base", "form") or tag == "form"
        assert not (name in ("href", "src") and re.match(r"\s*(javascript|data|https?):", value or "", re.I)), (tag, value)
    assert {tag for tag, *_ in tags.attributes if tag in ("img", "svg", "a")} <= {"a"}
    return tags


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hostile_agreement_is_shown_as_its_words(store, lang):
    client = browser(store, lang)
    tags = harmless(get(client, f"{page_of(store, '敌意<b>.txt')}.html").text)
    text = "".join(tags.text)
    assert "<script>alert(1)</script>" in text and "{{ 7*7 }}" in text and "javascript:alert(4)" in text
    listed = harmless(get(client).text)
    assert any("敌意<b>.txt" in s.get("inside", "").encode().decode("unicode_escape") for s in listed.scripts if s.get("type"))


def test_no_string_of_a_record_gets_out_of_its_place(tmp_path):
    """Every string of a record is hostile, also those that only this tool writes."""
    evil = "\"'><script>alert(1)</script><a href='javascript:alert(2)' onclick=x>&lt;</textarea></title>"
    untouched = {
        "state",
        "severity",
        "sha256",
        "format",
        "kind",
        "type",
        "stance",
        "bound",
        "day_type",
        "date",
        "until",
        "value",
        "currency",
        "language",
        "path",
        "parent",
    }

    def worse(value, key=""):
        if isinstance(value, dict):
            return {k: worse(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [worse(v, key) for v in value]
        return value + evil if isinstance(value, str) and key not in untouched else value

    record = worse(
        sample.record(
            fields={"x": [{"value": "1", "text": "1", "evidence": sample.evidence("1", "1"), "confidence": 0.5, "rule": "r"}]}
        )
    )
    record["document"]["sha256"] = "0" * 64
    (tmp_path / "r.jsonl").write_text(json.dumps(record), encoding="utf-8")
    client = browser(tmp_path / "r.jsonl")
    tags = harmless(get(client, f"{record_id(record['document']['source'])}.html").text)
    assert "".join(tags.text).count(evil) > 20
    harmless(get(client).text)


def test_marks_stand_in_the_text_without_changing_it(store):
    for record in records(store).values():
        text = record["document"]["text"]
        marks = [words.Mark(i.evidence["start"], i.evidence["end"], n) for n, i in enumerate(items(record)) if i.evidence]
        lines = words.lines(text, record["articles"], marks)
        assert "\n".join("\t".join("".join(s.text for s in cell) for cell in line.cells) for line in lines) == text
        for mark in marks:
            held = "".join(s.text for line in lines for cell in line.cells for s in cell if mark.number in s.marks)
            assert held == re.sub(r"[\n\t]", "", text[mark.start : mark.end])


# --- list and groups --------------------------------------------------------------------------------------------------------
def test_the_list_counts_what_is_to_be_looked_at(store):
    lines = {Path(line["file"]).name: line for line in (summary.line(r, catalogue(PACK), "zh") for r in records(store).values())}
    good, bad, failed = lines["一.txt"], lines["敌意<b>.txt"], lines["坏.docx"]
    assert (
        good["title"] == "数据标注服务合同"
        and good["total"] == "120,000.00"
        and not good["missing"]
        and good["done"] == 0 < good["of"]
    )
    assert "签订" in bad["missing"]
    assert failed["failed"] and failed["told"].startswith("失败")


def test_values_that_differ_are_a_conflict_and_absent_ones_are_told():
    record = sample.record(dates=[sample.date("signed", "2025-02-20"), sample.date("signed", "2025-02-21")], checks=[])
    some = {e.id: e for g in groups.groups(record, catalogue(PACK), "en") for e in g.entries}
    states = [e.state for e in some.values() if e.field == "dates.signed"]
    assert states == ["conflict", "conflict"] and some["x-dates.effective"].state == "absent"
    assert summary.line(record, catalogue(PACK), "en")["conflict"] == 1


def test_a_later_run_shows_without_a_new_start(store, tmp_path):
    client = browser(store)
    assert "BZ-2025-018" not in get(client).text
    (tmp_path / "archive" / "3.txt").write_text(sample.AGREEMENT.replace("017", "018"), encoding="utf-8")
    main(["run", str(tmp_path / "archive"), "-o", str(tmp_path / "out.jsonl"), "--jobs", "0"])
    assert "BZ-2025-018" in get(client).text and get(client, f"{page_of(store, '3.txt')}.html").status_code == 200


# --- decisions --------------------------------------------------------------------------------------------------------------
def test_a_decision_is_kept_and_shown_again(store):
    client, name = browser(store), page_of(store)
    signed, end = item_of(store, "dates.signed"), item_of(store, "dates.end")
    answer = post(client, record=name, item=signed, verdict="correct", value="2025年2月21日").json
    assert answer["held"][signed][0]["value"] == "2025-02-21" and answer["progress"].startswith("已审 1 /")
    assert post(client, record=name, item=end, verdict="reject").status_code == 200
    again = json.loads(next(s["inside"] for s in harmless(get(browser(store), f"{name}.html").text).scripts if s.get("type")))
    assert (
        again["decisions"]["held"][signed][0]["machine"] == "2025-02-20"
        and again["decisions"]["held"][end][0]["verdict"] == "reject"
    )
    undone = post(client, record=name, item=signed, verdict="withdraw").json
    assert signed not in undone["held"] and end in undone["held"]


def test_a_value_the_agreement_does_not_give_can_be_filled_in(store):
    client, name = browser(store), page_of(store)
    held = post(client, record=name, item="x-dates.effective", verdict="correct", value="2025-03-01").json["held"]
    assert held["x-dates.effective"][0]["value"] == "2025-03-01"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dates.signed", "明天"),
        ("dates.signed", "2025-02-30"),
        ("dates.signed", ""),
        ("amounts.total", "=1+1"),
        ("durations.term", "很久"),
    ],
)
def test_what_is_no_value_of_its_kind_is_not_kept(store, field, value):
    client, name = browser(store), page_of(store)
    answer = post(client, record=name, item=item_of(store, field), verdict="correct", value=value)
    assert answer.status_code == 409 and answer.json["error"]
    assert not records(store)["一.txt"].get("decisions")


@pytest.mark.parametrize(
    "said",
    [
        {"record": "0" * 16, "item": "dates-signed-1-2", "verdict": "accept"},
        {"item": "no-such-item", "verdict": "accept"},
        {"item": "x-", "verdict": "nonsense"},
        {"item": ["a"], "verdict": "accept"},
    ],
)
def test_what_is_no_decision_is_refused(store, said):
    assert post(browser(store), **({"record": page_of(store)} | said)).status_code in (400, 404)
    assert not any(r.get("decisions") for r in records(store).values())


def test_decisions_hold_after_a_new_extraction(store, tmp_path):
    post(browser(store), record=page_of(store), item=item_of(store, "dates.signed"), verdict="correct", value="2025-02-21")
    main(["run", str(tmp_path / "archive"), "-o", str(tmp_path / "out.jsonl"), "--jobs", "0", "--fresh"])
    (kept,) = records(store)["一.txt"]["decisions"]
    assert kept["value"] == "2025-02-21" and kept["item"] == item_of(store, "dates.signed") and kept["state"] == "kept"


def test_the_workbook_holds_what_was_decided_and_leads_to_the_copy(store, tmp_path):
    import openpyxl

    signed = item_of(store, "dates.signed")
    post(browser(store), record=page_of(store), item=signed, verdict="correct", value="2025-02-21")
    write(Archive(store, PACK), Site(catalogue(PACK), "zh", fixed=True), tmp_path / "review")
    main(["run", str(tmp_path / "archive"), "-o", str(tmp_path / "ledger.xlsx"), "--store", str(store), "--jobs", "0"])
    book = openpyxl.load_workbook(tmp_path / "ledger.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("2025-02-21" in str(cell.value) for cell in cells)
    links = [cell.hyperlink for cell in cells if cell.hyperlink and cell.hyperlink.target]
    places = {f"{link.target}#{link.location}".replace("\\", "/") for link in links}
    assert f"review/{page_of(store)}.html#{signed}" in places


def test_decisions_are_gold_for_score(store, tmp_path, capsys):
    client, name = browser(store), page_of(store)
    post(client, record=name, item=item_of(store, "dates.signed"), verdict="accept")
    post(client, record=name, item=item_of(store, "dates.end"), verdict="correct", value="2026-03-01")
    capsys.readouterr()
    assert main(["score", str(tmp_path / "out.jsonl"), str(store)]) == 0
    table = {
        line.split()[0]: line.split()[1:4] for line in capsys.readouterr().out.splitlines() if re.match(r"dates\.\w+ +\d", line)
    }
    assert table["dates.signed"] == ["1.0000"] * 3 and table["dates.end"] == ["0.0000"] * 3


def test_the_workbook_and_the_review_that_differ_are_a_conflict(store):
    record = records(store)["一.txt"]
    target = next(t for t in decisions.targets(record) if t.field == "dates.signed")
    book = Store(store)
    decisions.add(book, decisions.decision(record, target, "correct", "2025-02-22", origin="workbook"))
    book.close()
    client = browser(store)
    held = post(client, record=page_of(store), item=target.item, verdict="accept").json["held"][target.item]
    assert {d["origin"]: d["state"] for d in held} == {"workbook": "conflict", "review": "conflict"}
    assert summary.line(records(store)["一.txt"], catalogue(PACK), "zh")["conflict"] == 1


def test_a_store_that_a_run_writes_to_says_so(store):
    running = Store(store)
    try:
        answer = post(browser(store), record=page_of(store), item=item_of(store, "dates.signed"), verdict="accept")
    finally:
        running.close()
    assert answer.status_code == 409 and "another run" in answer.json["error"]


def test_lines_of_records_can_be_reviewed_too(store, tmp_path):
    alone = tmp_path / "elsewhere" / "records.jsonl"
    alone.parent.mkdir()
    alone.write_bytes((tmp_path / "out.jsonl").read_bytes())
    post(browser(alone), record=page_of(alone), item=item_of(alone, "dates.signed"), verdict="accept")
    assert records(alone)["一.txt"]["decisions"][0]["verdict"] == "accept" and alone.with_suffix(".store").is_file()


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("dates.end", " 2025年3月 ", "2025-03"),
        ("dates.end", "2025", "2025"),
        ("dates.end", "2025/3/1", "2025-03-01"),
        ("durations.term", "1年6个月", "P1Y6M"),
        ("durations.term", "30日", "P30D"),
        ("durations.term", "p3y", "P3Y"),
        ("durations.term", "PT24H", "PT24H"),
        ("amounts.total", "１２０,０００.50", "120000.50"),
        ("parties.name", " 青禾 ", "青禾"),
    ],
)
def test_what_people_type_becomes_what_records_hold(field, value, kept):
    assert typed(field, value, "zh") == kept


def test_too_long_a_value_is_refused():
    with pytest.raises(Untrue):
        typed("parties.name", "甲" * 3000, "en")


# --- the copy without a server ---------------------------------------------------------------------------------------------
def test_a_copy_has_every_page_and_needs_no_server(store, tmp_path):
    folder = tmp_path / "review"
    first = write(Archive(store, PACK), Site(catalogue(PACK), "zh", fixed=True), folder)
    assert first == folder / "index.html"
    for name, record in records(store).items():
        page = harmless((folder / f"{record_id(record['document']['source'])}.html").read_text("utf-8"))
        for tag, attribute, value in page.attributes:
            if attribute in ("src", "href") and not value.startswith("#"):
                assert (folder / value).is_file(), (name, tag, value)
    write(Archive(store, PACK), Site(catalogue(PACK), "zh", fixed=True), folder)  # over itself


def test_a_copy_never_takes_the_place_of_something_else(store, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("mine")
    with pytest.raises(FileExistsError):
        write(Archive(store, PACK), Site(catalogue(PACK), "zh", fixed=True), tmp_path / "mine")
    assert (tmp_path / "mine" / "index.html").read_text() == "mine"


def test_pictures_of_pages_are_files_beside_it(tmp_path):
    from reportlab.pdfgen import canvas

    (tmp_path / "archive").mkdir()
    drawn = canvas.Canvas(str(tmp_path / "archive" / "c.pdf"), pagesize=(400, 300))
    drawn.drawString(40, 250, "Service Agreement")
    drawn.drawString(40, 220, "1. This Agreement is effective as of 1 March 2025 and ends on 28 February 2026.")
    drawn.save()
    assert main(["run", str(tmp_path / "archive"), "-o", str(tmp_path / "out.jsonl"), "--jobs", "0"]) == 0
    assert main(["review", str(tmp_path / "out.store"), "--static", str(tmp_path / "review"), "--lang", "en"]) == 0
    (picture,) = (tmp_path / "review" / "pages").glob("*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "review" / f"{picture.stem.rpartition('-')[0]}.html").read_text("utf-8")
    assert f'src="pages/{picture.name}"' in page and "<rect" in page and 'viewBox="0 0 400.0 300.0"' in page


# --- wrong use --------------------------------------------------------------------------------------------------------------
def test_what_is_no_store_is_told(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\3\4")
    (tmp_path / "b.jsonl").write_text('{"a": 1}\n')
    with pytest.raises(StoreError, match="neither"):
        Archive(tmp_path / "a.xlsx", PACK)
    with pytest.raises(ValueError, match=":1: not a record"):
        list(Archive(tmp_path / "b.jsonl", PACK).records())
    with pytest.raises(FileNotFoundError):
        Archive(tmp_path / "none.store", PACK)


def test_the_words_are_there_in_both_languages():
    import tomllib

    from extractor.review import site

    wording = tomllib.loads(Path(site.__file__).with_name("wording.toml").read_text("utf-8"))
    assert all(both.keys() == {"zh", "en"} and all(both.values()) for both in wording.values())


def test_the_web_is_imported_only_for_the_review():
    code = "import sys, extractor.cli; extractor.cli._parser();"
    code += "sys.exit(any(m in sys.modules for m in ('flask', 'jinja2', 'waitress')))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
