"""What the benchmarks compare: ``python tests/benchmarks/contenders.py NAME LIST`` reads the files named in LIST (one a line) in
this process and prints what it did as JSON.

* ``extractor``: this tool, from bytes to record; a number behind LIST sets how many rules it has.
* ``pdfplumber``: `extract_text` of every page, each page closed.
* ``stack``: what tutorials show: pdfplumber, then regular expressions, then a blank spaCy pipeline with an entity ruler.
* ``charboxes``: pypdfium2, every page's text and a box for every character, by its public interface.
* ``python-docx``: paragraphs and tables, their text only.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

Told = dict[str, object]  # what was done: files, pages, characters, …


def extractor(files: Iterable[str], rules: str = "") -> Told:
    """Also tells the CPU seconds of each step."""
    from extractor import packs, pipeline

    pack = resized(packs.load(), int(rules)) if rules else packs.load()
    told, stages, last = Counter(), Counter(), {}
    for file in files:
        clock = Clock()
        source = pipeline.source(file)
        clock("read")
        records = [record.to_dict() for record in pipeline.understand(source, pack, clock)]
        clock("settle")  # to_dict belongs to the record
        last = Counter(
            files=1,
            records=len(records),
            characters=sum(len(r["document"]["text"]) for r in records),
            pages=max(r["document"]["pages"] or 0 for r in records),
        )
        told.update(last)
        stages.update(clock.stages)
        last = dict(last) | {"stages": dict(clock.stages)}
    return dict(told) | {"rules": len(pack.rules), "stages": dict(stages), "last": last}


class Clock:
    """Seconds of CPU by step: called with a step's name when it is over."""

    def __init__(self):
        self.stages: Counter[str] = Counter()
        self._last = time.process_time()

    def __call__(self, step: str) -> None:
        now = time.process_time()
        self.stages[step] += now - self._last
        self._last = now


def resized(pack, count: int):
    """A pack of so many rules: all of them and copies under other names, each with patterns of its own to compile; or fewer, without those
    first that nothing else is built on."""
    rules = sorted(pack.rules, key=lambda rule: rule.field in _APART)
    more = (
        replace(rule, id=f"{rule.id}-{copy}", pattern=rule.pattern and rule.pattern + "(?:)" * copy)
        for copy in itertools.count(1)
        for rule in rules
    )
    return replace(pack, rules=tuple(itertools.islice(itertools.chain(rules, more), count)), digest=f"{count} rules")


_APART = ("data_term", "contract_type", "checklist")  # fields whose rules can be left out


def pdfplumber(files: Iterable[str]) -> Told:
    told = Counter()
    for file in files:
        text = _plumbed(file)
        told += Counter(files=1, characters=sum(map(len, text)), pages=len(text))
    return dict(told)


def _plumbed(file: str) -> list[str]:
    import pdfplumber

    pages = []
    with pdfplumber.open(file) as document:
        for page in document.pages:
            pages.append(page.extract_text())
            page.close()
    return pages


_DATE = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_MONEY = re.compile(r"(?:人民币|￥|¥|RMB)?\s*\d[\d,]*(?:\.\d+)?\s*(?:万)?元")
_PARTY = re.compile(r"(甲方|乙方|丙方|委托人|受托人|出租方|承租方)[^:：\n]{0,12}[:：]\s*(\S+)")
_FIELDS = re.compile(r"(合同编号|地址|法定代表人|联系人|电话|开户行|账号|统一社会信用代码)\s*[:：]\s*(\S+)")
_ARTICLE = re.compile(r"^\s*第[一二三四五六七八九十百]+条.*$", re.MULTILINE)
_RULES = (
    [{"label": "LAW", "pattern": name} for name in ("个人信息保护法", "数据安全法", "网络安全法", "民法典")]
    + [{"label": "ROLE", "pattern": name} for name in ("甲方", "乙方", "丙方", "双方")]
    + [{"label": "TERM", "pattern": word} for word in ("个人信息", "保密", "删除", "脱敏", "跨境", "违约金", "保证金", "验收")]
)


def stack(files: Iterable[str]) -> Told:
    import spacy

    pipeline = spacy.blank("zh")
    pipeline.add_pipe("entity_ruler").add_patterns(_RULES)
    pipeline.max_length = 10**9
    told = Counter()
    for file in files:
        pages = _plumbed(file)
        text = "\n".join(pages)
        found = [pattern.findall(text) for pattern in (_DATE, _MONEY, _PARTY, _FIELDS, _ARTICLE)]
        entities = pipeline(text).ents
        told += Counter(files=1, characters=len(text), pages=len(pages), finds=sum(map(len, found)) + len(entities))
    return dict(told)


def charboxes(files: Iterable[str]) -> Told:
    import pypdfium2

    told = Counter()
    for file in files:
        with pypdfium2.PdfDocument(file) as document:
            for page in document:
                words = page.get_textpage()
                text = words.get_text_range()
                boxes = [words.get_charbox(n) for n in range(words.count_chars())]
                told += Counter(pages=1, characters=len(text), boxes=len(boxes))
                words.close()
                page.close()
        told["files"] += 1
    return dict(told)


def python_docx(files: Iterable[str]) -> Told:
    import docx

    told = Counter()
    for file in files:
        document = docx.Document(file)
        text = [paragraph.text for paragraph in document.paragraphs]
        text += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        told += Counter(files=1, characters=sum(map(len, text)))
    return dict(told)


CONTENDERS: dict[str, Callable[..., Told]] = {
    "extractor": extractor,
    "pdfplumber": pdfplumber,
    "stack": stack,
    "charboxes": charboxes,
    "python-docx": python_docx,
}


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # the folder of this file holds no packages
    print(json.dumps(CONTENDERS[sys.argv[1]](Path(sys.argv[2]).read_text("utf-8").splitlines(), *sys.argv[3:])))
