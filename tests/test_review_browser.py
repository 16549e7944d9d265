"""The review as a person uses it, in a headless Chromium: open, filter, click, correct, reload: it is still there."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import browser
import pytest
import sample
from test_review import HOSTILE, PACK, item_of, page_of, records

from extractor.anchors import record_id
from extractor.catalogue import catalogue
from extractor.cli import main
from extractor.review.archive import Archive
from extractor.review.site import Site
from extractor.review.static import write

pytestmark = pytest.mark.skipif(not browser.program(), reason="needs Chromium, a program of the system: .ci/run installs it")
PAINT, SEARCH = 1000, 100  # milliseconds


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page of a browser that all tests of this file share."""
    with browser.Browser(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture
def store(tmp_path) -> Path:
    from reportlab.pdfgen import canvas

    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "一.txt").write_text(sample.AGREEMENT, encoding="utf-8")
    (folder / "二.txt").write_text(HOSTILE, encoding="utf-8")
    drawn = canvas.Canvas(str(folder / "c.pdf"), pagesize=(595, 842))
    for n, line in enumerate(("SERVICE AGREEMENT", "Article 1 Term", "1.1 This Agreement is effective as of 1 March 2025.")):
        drawn.drawString(60, 780 - 30 * n, line)
    drawn.save()
    assert main(["run", str(folder), "-o", str(tmp_path / "out.jsonl"), "--jobs", "0"]) == 0
    return tmp_path / "out.store"


@contextmanager
def served(path: Path):
    """The address of a review that `extractor review` serves."""
    command = [sys.executable, "-m", "extractor", "review", str(path), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            yield re.search(r"http://127\.0\.0\.1:\d+/\S+/", process.stdout.readline())[0]
        finally:
            process.terminate()


def value(item: str) -> str:
    return f'[id="{item}"]'


def arrived(page, where: str) -> None:
    """Wait for a page that something on the last one led to, and for its script."""
    page.wait(f"document.body?.className === '{where}' && document.readyState === 'complete'")


def rows(page) -> list[str]:
    return page.run("[...document.querySelectorAll('#entries .title')].map(e => e.textContent)")


def place(page, selector: str) -> list[float]:
    """Left, top, width and height of the first element of a selector, in pixels of the window."""
    script = f"const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
    return page.run(f"(() => {{ {script} return [r.x, r.y, r.width, r.height]; }})()")


def brightness(colour: str) -> int:
    return sum(map(int, re.findall(r"\d+", colour)[:3]))


def seen(page, selector: str) -> bool:
    """Whether the first element of a selector lies inside the window and its pane."""
    script = f"const r = document.querySelector({json.dumps(selector)})?.getBoundingClientRect();"
    script += "const d = document.querySelector('.document').getBoundingClientRect();"
    return page.run(f"(() => {{ {script} return !!r && r.width > 0 && r.top >= d.top && r.bottom <= d.bottom; }})()")


def test_open_filter_click_correct_reload(page, store):
    signed = item_of(store, "dates.signed")
    with served(store) as address:
        page.open(address)
        assert sorted(rows(page)) == ["c.pdf", "数据服务合同", "数据标注服务合同"]
        page.click("#search")
        page.type("标注")
        assert rows(page) == ["数据标注服务合同"]
        assert page.run("document.querySelector('[data-filter=open] b').textContent") == "1"
        page.click("[data-filter=missing]")
        assert rows(page) == []
        page.click("[data-filter=all]")
        page.click("#entries .entry")
        arrived(page, "agreement")
        page.click(value(signed))
        assert page.run("document.querySelector('mark.on').textContent") == "2025年2月20日" and seen(page, "mark.on")
        page.key("c")
        assert page.run("document.activeElement.value") == "2025-02-20"
        page.type("2025年2月21日")
        page.key("Enter")
        page.wait(f"document.querySelector('{value(signed)}').classList.contains('corrected')")
        page.run("window.old = true; location.reload()")
        page.wait("!window.old && document.querySelector('.corrected .decided')?.textContent.includes('2025-02-21')")
        assert page.run("document.getElementById('progress').textContent").startswith("已审 1")
    with served(store) as address:  # started again
        page.open(f"{address}{page_of(store)}.html#{signed}")
        assert page.run("document.querySelector('.value.on .decided').textContent").endswith("2025-02-21")
        page.key("u")
        page.wait("!document.querySelector('.corrected')")
    assert not page.complaints()


def test_a_mark_leads_to_its_value_and_to_the_next_over_the_same_words(page, store):
    with served(store) as address:
        page.open(f"{address}{page_of(store)}.html")
        page.click("mark.k-party")
        first = page.run("document.querySelector('.value.on').id")
        assert first.startswith("parties-")
        several = page.run("document.querySelector('mark[data-i*=\" \"]').dataset.i.split(' ').length")
        met = []
        for _ in range(several + 1):
            page.click('mark[data-i*=" "]')
            met.append(page.run("document.querySelector('.value.on').id"))
        assert len(set(met)) == several and met[0] == met[-1]


def test_the_keyboard_alone_reviews_an_agreement(page, store):
    with served(store) as address:
        page.open(f"{address}{page_of(store)}.html")
        page.key("n")
        page.key("a")
        page.wait("document.querySelectorAll('.accepted').length === 1")
        first = page.run("document.querySelector('.value.on').id")
        page.key("r")
        page.wait("document.querySelectorAll('.rejected').length === 1")
        assert page.run("document.querySelector('.rejected').id") == first
        page.key("A")
        page.wait("document.getElementById('progress').classList.contains('whole')")
        page.key("?")
        assert page.run("document.getElementById('help').open") and page.run("document.querySelectorAll('#help dt').length") == 11
        page.key("Escape")
        page.key("]")
        page.wait(f"!location.pathname.includes('{page_of(store)}') && document.readyState === 'complete'")
        page.key("l")
        arrived(page, "list")
        assert page.run("document.querySelector('[data-filter=open] b').textContent") == "2"


def test_what_was_typed_wrong_is_told_and_not_kept(page, store):
    signed = item_of(store, "dates.signed")
    with served(store) as address:
        page.open(f"{address}{page_of(store)}.html#{signed}")
        page.key("c")
        page.type("明天")
        page.key("Enter")
        page.wait("document.getElementById('told').textContent.includes('不是日期')")
    assert not any(r.get("decisions") for r in records(store).values())


def test_a_hostile_agreement_runs_nothing(page, store):
    with served(store) as address:
        page.open(f"{address}{page_of(store, '二.txt')}.html")
        assert page.run("document.getElementById('text').textContent.includes('<script>alert(1)</script>')")
        assert (
            page.run("document.querySelectorAll('#text script, #text img, #text svg, #text a, .values img, .values a').length")
            == 0
        )
        page.open(address)
    assert not page.complaints() and not [e for e in page.events if e.get("method") == "Page.javascriptDialogOpening"]


def test_the_page_shows_the_box_of_a_value(page, store):
    with served(store) as address:
        page.open(f"{address}{page_of(store, 'c.pdf')}.html")
        page.click("[data-show=pages]")
        page.wait("document.querySelector('.page img').naturalWidth > 500")
        page.click(value(item_of(store, "dates.effective", "c.pdf")))
        assert seen(page, "rect.on")
        left, top, width, height = place(page, ".page img")
        x, y, wide, high = place(page, "rect.on")
        x, y = (x + wide / 2 - left) / width, (y + high / 2 - top) / height  # of the box's middle, as shares of the page
        assert 0.35 < x < 0.5 and y == pytest.approx((842 - 720 - 4) / 842, abs=0.01)
        page.key("k")
        assert page.run("document.querySelector('rect.on') === null")
        page.click("rect.k-date")
        assert page.run("document.querySelector('.value.on').id") == item_of(store, "dates.effective", "c.pdf")
    assert not page.complaints()


def test_the_copy_opens_from_a_folder(page, store, tmp_path):
    write(Archive(store, PACK), Site(catalogue(PACK), "en", fixed=True), tmp_path / "review")
    page.open((tmp_path / "review" / "index.html").as_uri())
    assert len(rows(page)) == 3
    item = item_of(store, "dates.effective", "c.pdf")
    page.open(f"{(tmp_path / 'review' / page_of(store, 'c.pdf')).as_uri()}.html#{item}")
    assert page.run("document.querySelector('.value.on').id") == item and page.run("document.querySelectorAll('.on').length") >= 3
    page.click("[data-show=pages]")
    page.wait("document.querySelector('.page img').naturalWidth > 500")
    assert page.run("document.querySelector('[data-verdict]') === null")
    assert not page.complaints()


@pytest.mark.parametrize("dark", [False, True])
def test_a_telephone_shows_one_pane_at_a_time(tmp_path, store, dark):
    with served(store) as address, browser.Browser(tmp_path / "profile", 390, 844, dark) as page:
        for where in ("", f"{page_of(store)}.html", f"{page_of(store, 'c.pdf')}.html"):
            page.open(address + where)
            assert page.run("document.documentElement.scrollWidth") <= 390, where
        ink, paper = (page.run(f"getComputedStyle(document.body).{name}") for name in ("color", "backgroundColor"))
        assert (brightness(ink) > brightness(paper)) == dark
        page.open(f"{address}{page_of(store)}.html")
        panes = "[...document.querySelectorAll('.values, .document, .outline')]"
        assert page.run(f"{panes}.filter(e => e.offsetWidth).map(e => e.className)") == ["values"]
        page.click(value(item_of(store, "dates.signed")))
        assert seen(page, "mark.on") and page.run("document.querySelector('.values').offsetWidth") == 0
        page.click('.switch [data-pane="values"]')
        assert page.run("document.querySelector('.value.on').getClientRects().length") == 1


def test_a_thousand_agreements_stay_fluid(page, tmp_path):
    """The best of a few tries: what the page can do, whatever else the machine is doing."""
    some = [
        sample.record(f"合同/{n}.docx", document={"title": f"数据标注服务合同{n}", "sha256": f"{n:064x}"}) for n in range(1000)
    ]
    (tmp_path / "many.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in some), encoding="utf-8")
    with served(tmp_path / "many.jsonl") as address:
        paints = []
        for _ in range(4):
            page.open("about:blank")
            page.open(address)
            page.wait("performance.getEntriesByType('paint').length > 0")
            paints.append(page.run("performance.getEntriesByType('paint')[0].startTime"))
        assert page.run("document.getElementById('count').textContent").startswith("1000 ")
        assert min(paints) <= PAINT
        search = """(async () => { const s = document.getElementById('search'), took = [];
          for (const words of ['99', '合同7', '', '青禾', 'zzz', '']) {
            const began = performance.now();
            s.value = words; s.dispatchEvent(new Event('input')); document.body.offsetHeight;
            took.push(performance.now() - began);
            await new Promise(r => setTimeout(r, 20));
          } return took; })()"""
        took = [page.run(search) for _ in range(4)]
        assert max(map(min, zip(*took, strict=True))) <= SEARCH
        page.wait("scrollTo(0, 1e9), document.querySelectorAll('#entries .entry').length === 1000")
        page.run("scrollTo(0, 0)")
        page.click("#search")
        page.type("合同777")
        assert rows(page) == ["数据标注服务合同777"]
    assert record_id("合同/777.docx") in page.run("document.querySelector('#entries a').href")
