"""An archive of any size, for measurements: ``python corpus/many.py N DIR [--forms FORMS] [--tables none|third] [--seed S]``.

The agreements of the tuned half again and again, each time with other parties, persons, numbers, dates, sums and periods, printed
in each of the forms in turn, a hundred to a folder (DIR/003/000317.docx). Equal arguments give equal files; the first files of a
larger archive are those of a smaller one.

``--tables none`` prints no ruled table, ``third`` puts one on about every third page; without it tables stand where the
agreements have them. ``--tables third`` is meant for ``--forms pdf``.
"""

from __future__ import annotations

import argparse
import functools
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from corpus import render  # noqa: E402
from corpus.printed import NO_TABLES, Agreement, Line, load  # noqa: E402
from extractor import gold  # noqa: E402

FORMS = ("docx-auto", "docx-typed", "pdf", "txt", "html")
TABLES = ("as-is", "none", "third")
_SYLLABLES = "安邦昌德恩丰广恒华嘉金凯隆茂宁鹏启瑞盛泰"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何"
_MOVABLE = {"signed", "delivery", "payment", "other"}  # kinds of dates whose day no period depends on
_DATE = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<a>年|[.\-/])(?P<m>\d{1,2})(?P<b>月|[.\-/])(?P<d>\d{1,2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d\d)(?=年\d{1,2}月(?!\d))")
_DAYS = re.compile(r"(?<![\d年月第.])(\d{1,2})(?=(?:个工作日|日|天|小时)内)")
_HAN_DAYS = re.compile(r"(?<![一二三四五六七八九十百第月])([一二三五六七]?十[五]?|[三五七])(?=(?:个工作日|日|天)内)")
_DIGITS, _PLACES, _GROUPS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿")
_BATCH = 100  # files printed together
_PAGE = 800  # characters that fill about one page


def archive(count: int, folder: Path, forms: Sequence[str] = FORMS, tables: str = "as-is", seed: int = 1) -> list[Path]:
    """Print `count` agreements below `folder`; returns the files. Raises ChildProcessError when one could not be printed."""
    files: list[Path] = []
    waiting: list[tuple[Agreement, str, Path]] = []
    for n, agreement in enumerate(agreements(count, tables, seed)):
        form = forms[n % len(forms)]
        waiting.append((agreement, form, folder / f"{n // 100:03}" / f"{n:06}.{render.SUFFIX.get(form, form)}"))
        if len(waiting) == _BATCH or n == count - 1:
            files += _printed(waiting)
            waiting.clear()
    return files


def _printed(jobs: list[tuple[Agreement, str, Path]]) -> list[Path]:
    """An engine that prints a batch may fail on a busy machine: what is missing gets a second try."""
    render.render(jobs)
    render.render([job for job in jobs if not job[2].is_file()])
    files = [path for _, _, path in jobs]
    if missing := [path.name for path in files if not path.is_file()]:
        raise ChildProcessError(f"not printed: {', '.join(missing[:3])} and {len(missing) - 1} more")
    return files


def agreements(count: int, tables: str = "as-is", seed: int = 1) -> Iterator[Agreement]:
    """So many agreements."""
    paths = sorted((HERE / "tuned").glob("*.gold"))
    for n in range(count):
        made = varied(paths[n % len(paths)], n, random.Random(f"{seed}/{n}"))
        yield {"as-is": lambda a: a, "none": without_tables, "third": with_tables}[tables](made)


@functools.cache
def _loaded(path: Path) -> tuple[Agreement, dict]:
    return load(path), gold.load(path)


def varied(path: Path, number: int, chance: random.Random) -> Agreement:
    """The agreement of a ``.gold`` file as others would have concluded it at another time. `number` tells it from all others."""
    agreement, labels = _loaded(path)
    put = _substitution(labels, number, chance)
    lines = tuple(
        replace(line, text=put(line.text), heading=put(line.heading), rows=tuple(tuple(map(put, row)) for row in line.rows))
        for line in agreement.lines
    )
    written = agreement.written | frozenset(map(put, agreement.written))
    return replace(agreement, id=f"{agreement.id}-{number}", lines=lines, written=written)


def _substitution(labels: dict, number: int, chance: random.Random) -> Callable[[str], str]:
    """What turns each text of an agreement into that of the varied one: the same name or sum always becomes the same other one."""
    words = _names(labels["gold"]["parties"], number, chance) | _sums(labels["gold"]["amounts"], chance)
    if labels["contract_no"]:
        words[labels["contract_no"]] = f"{labels['contract_no']}-{number}"
    longest = sorted(words, key=len, reverse=True)
    known = re.compile("|".join(rf"(?<![\d,.]){re.escape(w)}(?![\d,])" if w[0].isdigit() else re.escape(w) for w in longest))
    movable = {d["value"] for d in labels["gold"]["dates"] if d["kind"] in _MOVABLE}
    years, days = chance.randrange(-4, 4), chance.randrange(28)

    def day(match: re.Match) -> str:
        year, month, own = int(match["y"]), int(match["m"]), int(match["d"])
        if f"{year}-{month:02}-{own:02}" in movable:
            own = 1 + (own - 1 + days) % 28
        if (month, own) == (2, 29) and not _leap(year + years):
            own = 28
        width = len(match["m"]) if match["m"].startswith("0") or match["d"].startswith("0") else 1
        return f"{year + years}{match['a']}{month:0{width}}{match['b']}{own:0{width}}"

    def put(text: str) -> str:
        text = known.sub(lambda m: words[m.group()], text) if words else text
        text = _MONTH.sub(lambda m: str(int(m[1]) + years), _DATE.sub(day, text))
        text = _DAYS.sub(lambda m: str(max(2, int(m[1]) + chance.randrange(-3, 4))), text)
        return _HAN_DAYS.sub(lambda m: chance.choice(("三", "五", "七", "十", "十五", "二十", "三十")), text)

    return put


def _leap(year: int) -> bool:
    return (date(year, 3, 1) - date(year, 2, 28)).days == 2


def _names(parties: list[dict], number: int, chance: random.Random) -> dict[str, str]:
    mixed = number * 61_987 % 20**4  # coprime: no two of 160,000 agreements share it
    code = "".join(_SYLLABLES[mixed // 20**k % 20] for k in range(4))
    words = {}
    for party in parties:
        name = party.get("name")
        if name and party.get("kind") == "org":
            words[name] = name[:2] + code + name[2:]
        people = [party.get(field) for field in ("legal_representative", "agent", "contact")]
        for person in [*people, name if party.get("kind") == "person" else None]:
            if person and re.fullmatch("[\u4e00-\u9fff]{2,3}", person):
                words[person] = chance.choice(_SURNAMES) + "".join(chance.choices(_SYLLABLES, k=len(person) - 1))
    return words


def _sums(amounts: list[dict], chance: random.Random) -> dict[str, str]:
    """Printed sums and their words. Sums that words and digits state differently stay."""
    words, share = {}, Decimal(chance.randrange(40, 240)) / 100
    for amount in amounts:
        old = Decimal(amount["value"]) if amount.get("value") else Decimal(0)
        if old < 1000 or amount.get("capital_agrees") is False:
            continue
        new = Decimal(max(1000, int(old * share) // 100 * 100))
        for figure in re.findall(r"\d[\d,]*(?:\.\d+)?", amount["text"]):
            if Decimal(figure.replace(",", "")) == old:
                decimals = len(figure.partition(".")[2])
                words[figure] = f"{new:{',' if ',' in figure else ''}.{decimals}f}"
        capital = re.search("[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+(?=元)", amount.get("capital") or "")
        if capital and words:
            words[f"{capital.group()}元"] = f"{spelled(int(new))}元"
    return words


def spelled(value: int) -> str:
    """A whole number below 10¹² in the capitals of cheques: 163720 → 壹拾陆万叁仟柒佰贰拾."""
    out, gap = "", False
    for group in (2, 1, 0):
        rest = value // 10 ** (4 * group) % 10_000
        for place in (3, 2, 1, 0):
            digit = rest // 10**place % 10
            if digit:
                out += ("零" if gap and out else "") + _DIGITS[digit] + _PLACES[place]
            gap = not digit
        if rest:
            out += _GROUPS[group]
    return out or "零"


# --- ruled tables -----------------------------------------------------------------------------------------------------------
def without_tables(agreement: Agreement) -> Agreement:
    """The agreement with each row of a table as a paragraph."""
    lines = (
        Line("para", text="；".join(row)) if line.kind == "table" else line
        for line in agreement.lines
        for row in (line.rows if line.kind == "table" else ((),))
    )
    return replace(agreement, lines=tuple(lines), layout=(*agreement.layout, NO_TABLES))


def with_tables(agreement: Agreement) -> Agreement:
    """The agreement with a ruled table on about every third page and none elsewhere."""
    lines, filled = [], 1.5 * _PAGE  # the first one halfway down page two
    plain = without_tables(agreement)
    for line in plain.lines:
        lines.append(line)
        filled += len(line.heading) + len(line.text) + 12
        if filled > 3.3 * _PAGE and line.kind in ("article", "clause", "para"):
            lines.append(_list(len(lines)))
            filled = 0
    return replace(plain, lines=tuple(lines))


def _list(number: int) -> Line:
    """A table of deliveries."""
    rows = [("序号", "交付内容", "数量", "交付方式")]
    for n in range(1, 5):
        rows.append((str(n), f"第{number % 9 + n}批数据成果", f"{number * n % 90 + 10}套", ("网盘", "硬盘", "接口")[(number + n) % 3]))
    return Line("table", rows=tuple(rows))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--forms", default=",".join(FORMS), help=f"comma-separated: {', '.join(render.FORMS)}")
    parser.add_argument("--tables", choices=TABLES, default="as-is")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    forms = given.forms.split(",")
    if unknown := set(forms) - set(render.FORMS):
        parser.error(f"unknown forms {', '.join(sorted(unknown))}; known: {', '.join(render.FORMS)}")
    print(f"{len(archive(given.count, given.folder, forms, given.tables, given.seed))} files in {given.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
