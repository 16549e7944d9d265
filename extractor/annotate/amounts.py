"""Reading → amounts of money with what they are: the total of the contract, deposits, penalties, unit prices, others.

Money spans come from `extractor.values.money`; wording decides the kind (``patterns/zh/amounts.toml``). A contract has one total: of several candidates
the best worded stay, parts that add up to another candidate go.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.model import AmountFact, Line, Mention, Reading
from extractor.packs import OTHER, VALUE, Pack, Rule
from extractor.values import money, number

_WEAK = 3  # the rank of words that name the price only where nothing is called the total
_UNNAMED = "amount"
_RENT = "amount-rent"
_WIDE = 120  # code points of a sentence on either side of an amount that can tell what it is
_SUM_ROW = re.compile(r"(?:合同)?(?:总计|合计|总价款?|总金额|总额|价税合计|费用合计|共计)[^\t]{0,20}\t")
_IN_YUAN = re.compile(r"[(/]\s*(?:单位:)?(?:人民币)?元\s*[)\t]?|元$")
_PLAIN = re.compile(r"[\d,]+(?:\.\d{1,2})?")
_FIELD = re.compile(
    r"(?<=\(元\):|\(元\)为)\s*([\d,]+(?:\.\d{1,2})?)(?![\d.,%])|(?<=\(人民币元\):)\s*([\d,]+(?:\.\d{1,2})?)(?![\d.,%])"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount with the rule that named it; ``rank`` of a total, 1 is the surest."""

    start: int
    end: int
    money: money.Money
    kind: str = "other"
    rule: str = _UNNAMED
    rank: int = 0
    otherwise: str = "other"  # what a total is that another one beats


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """Every amount as an ``amount`` mention, in order of place."""
    found = list(_found(reading))
    found += _bare(reading, found)
    if not found:
        return ()
    found.sort(key=lambda f: f[0])
    rules = [rule for rule in pack.of("amount") if rule.kind == "near"]
    amounts = [_named(reading, found, n, rules) for n in range(len(found))]
    return tuple(_mention(reading, amount) for amount in _one_total(amounts))


def _mention(reading: Reading, amount: Amount) -> Mention:
    value = amount.money
    capital = None
    if value.capital:
        capital = reading.text[value.capital[0] : value.capital[1]].strip("_ ")
    fact = AmountFact(amount.kind, value.value, value.currency, capital, value.agrees)
    return Mention("amount", fact, amount.start, amount.end, amount.rule)


_SIGNS = re.compile(r"[元圆块¥$€£币]|[A-Z]{2,3}")


def _found(reading: Reading) -> Iterator[tuple[int, int, money.Money]]:
    """The amounts of the lines that print a currency."""
    at = 0
    while sign := _SIGNS.search(reading.folded, at):
        low = reading.folded.rfind("\n", 0, sign.start()) + 1
        at = reading.folded.find("\n", sign.end())
        at = len(reading.folded) if at < 0 else at
        for start, end, value in money.find(reading.folded[low:at]):
            if value.capital:
                value = replace(value, capital=(value.capital[0] + low, value.capital[1] + low))
            yield low + start, low + end, value


# --- what one amount is -------------------------------------------------------------------------------------------------
def _named(reading: Reading, found: list, n: int, rules: list[Rule]) -> Amount:
    start, end, value = found[n]
    if value.per:
        return Amount(start, end, value, "unit", "amount-per")
    text = _masked(reading, found, n)
    for rule in rules:
        if any(VALUE in text[s:e] for s, e in rule.find(text)):
            return Amount(start, end, value, rule.gives, rule.id, rule.set.get("rank", 0), rule.set.get("otherwise", "other"))
    return Amount(start, end, value)


_END = re.compile(r"[。;!?\n]")


def _masked(reading: Reading, found: list, n: int) -> str:
    """The sentence of amount `n` with VALUE in its place and OTHER for its neighbours; a cell or an opening amount gets its headings in front."""
    start, end, _ = found[n]
    low, high = max(0, start - _WIDE), min(len(reading.folded), end + _WIDE)
    low += max((m.end() for m in _END.finditer(reading.folded[low:start])), default=0)
    stop = _END.search(reading.folded, end, high)
    high = stop.start() if stop else high
    line = next((x for x in _line_at(reading, start)), None)
    front = ""
    if line and line.kind == "row":
        low = max(low, reading.folded.rfind("\t", line.start, start) + 1 or line.start)
        stop = reading.folded.find("\t", end, line.end)
        high = stop if stop >= 0 else min(high, line.end)
        front = _heads(reading, line, start)
    parts, at = [], low
    first, last = bisect_right(found, low, key=lambda f: f[1]), bisect_left(found, high, key=lambda f: f[0])
    for other in range(first, last):
        s, e, _ = found[other]
        parts += [reading.folded[at : max(at, s)], VALUE if other == n else OTHER]
        at = max(at, e)
    parts.append(reading.folded[at:high])
    text = "".join(parts)
    before = text[: text.index(VALUE)]
    if not front and len(re.sub(r"[\s\d(),.、一二三四五六七八九十:]|人民币|大写|小写", "", before)) < 2:
        front = _heading(reading, start)
    return front + text


def _line_at(reading: Reading, at: int) -> Iterator[Line]:
    n = bisect_right(reading.lines, at, key=lambda line: line.start) - 1
    if n >= 0:
        yield reading.lines[n]


def _heading(reading: Reading, at: int) -> str:
    """The nearest heading above `at`, as words before a colon."""
    clause = reading.outline.at(at)
    by_path = {c.path: c for c in reading.outline.clauses}
    while clause and not clause.heading:
        clause = by_path.get(clause.parent) if clause.parent else None
    if not clause or clause.path.startswith("part-"):
        return ""
    body = reading.folded.find(clause.heading, clause.start)
    heading = reading.folded[body : body + len(clause.heading)] if body >= 0 else clause.heading
    return re.split(r"[与和及、]", heading.strip())[0] + ":"


def _heads(reading: Reading, line: Line, at: int) -> str:
    """For a table cell: the first cell of its row and the head of its column."""
    column = reading.folded.count("\t", line.start, at)
    n = bisect_right(reading.lines, at, key=lambda x: x.start) - 1
    first = n
    while first and reading.lines[first - 1].kind == "row":
        first -= 1
    top = reading.folded[reading.lines[first].start : reading.lines[first].end].split("\t")
    row = reading.folded[line.start : line.end].split("\t")
    names = ([row[0].strip()] if column else []) + ([top[column].strip()] if first < n and column < len(top) else [])
    return "".join(f"{name.rstrip(':')}," for name in names[:-1]) + "".join(f"{name.rstrip(':')}:" for name in names[-1:])


# --- amounts without a currency sign --------------------------------------------------------------------------------------
def _bare(reading: Reading, found: list) -> list:
    """Figures whose currency stands in their label or in the head of their column: 合同金额(元):92,000 and the cells of a 合计 row."""
    taken = [(s, e) for s, e, _ in found]
    extra = []
    if "元)" in reading.folded:
        for match in _FIELD.finditer(reading.folded):
            group = 1 if match[1] else 2
            extra.append((*match.span(group), match[group]))
    for n, line in enumerate(reading.lines):
        if line.kind == "row" and _SUM_ROW.match(reading.folded, line.start, line.end):
            extra += _sum_cells(reading, n)
    made = []
    for start, end, text in extra:
        value = number.parse(text)
        if value is not None and not any(s < end and start < e for s, e in taken):
            made.append((start, end, money.Money(f"{Decimal(value):.2f}")))
    return made


def _sum_cells(reading: Reading, n: int) -> Iterator[tuple[int, int, str]]:
    """The sum in a row that adds up a table: its last figure, in a column of money."""
    line = reading.lines[n]
    first = n
    while first and reading.lines[first - 1].kind == "row":
        first -= 1
    top = reading.folded[reading.lines[first].start : reading.lines[first].end].split("\t")
    row = reading.folded[line.start : line.end].split("\t")
    at, last = line.start, None
    for column, cell in enumerate(row):
        text = cell.strip()
        if column and _PLAIN.fullmatch(text):
            head = top[column].strip() if first < n and column < len(top) else ""
            if _IN_YUAN.search(head) or _IN_YUAN.search(row[0]) or len(row) < len(top) and _IN_YUAN.search(top[-1].strip()):
                start = at + cell.index(text)
                last = (start, start + len(text), text)
        at += len(cell) + 1
    if last:
        yield last


# --- one total ------------------------------------------------------------------------------------------------------------
def _one_total(amounts: list[Amount]) -> Iterator[Amount]:
    """The amounts with at most one value left as total."""
    pieces = any(a.kind == "unit" for a in amounts)  # where rents or unit prices are paid, a fee named by the way is no price
    candidates = [a for a in amounts if a.kind == "total" and (a.rank < _WEAK or a.money.capital or not pieces)]
    named = "amount-again"
    if not candidates and not any(a.rule == _RENT for a in amounts):
        candidates, named = _unnamed(amounts), "amount-greatest"
    best = min((a.rank for a in candidates), default=0)
    best_worded = [a for a in candidates if a.rank == best]
    chosen = _chosen(best_worded, best)
    for amount in amounts:
        same = (amount.money.value, amount.money.currency) == chosen
        if same and (amount.kind == "total" or amount.rule == _UNNAMED):  # the price said again without its name
            yield replace(amount, kind="total", rule=named if amount.rule == _UNNAMED else amount.rule)
        else:
            yield replace(amount, kind=amount.otherwise) if amount.kind == "total" else amount


def _unnamed(amounts: list[Amount]) -> list[Amount]:
    """The one amount that nothing names, where it is the greatest of the contract: its price in words the rules do not know. A rent or a deposit said again
    in words (``每月租金¥2000元。(大写:贰仟元整)``) is not it."""
    named = {a.money.value for a in amounts if a.kind not in ("other", "total")}
    found = [a for a in amounts if a.rule == _UNNAMED and a.money.value not in named]
    greatest = max((Decimal(a.money.value) for a in amounts), default=0)
    return found if len({a.money.value for a in found}) == 1 and Decimal(found[0].money.value) == greatest else []


def _chosen(candidates: list[Amount], rank: int) -> tuple[str, str] | None:
    """Value and currency of the total among candidates worded alike: the sum of the others, else the one also given in words, else the first one named so."""
    values = list(dict.fromkeys((a.money.value, a.money.currency) for a in candidates))
    if len(values) < 2:
        return values[0] if values else None
    decimals = [Decimal(v) for v, _ in values]
    whole = sum(decimals)
    for value, decimal in zip(values, decimals, strict=True):
        if len(values) > 2 and decimal * 2 == whole:
            return value
    worded = list(dict.fromkeys((a.money.value, a.money.currency) for a in candidates if a.money.capital))
    if len(worded) == 1:
        return worded[0]
    if rank < _WEAK:
        return (worded or values)[0]
    return worded[0] if worded else None
