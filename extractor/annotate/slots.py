"""Reading → the fill-in places of the agreement and what was written into them.

A place is a blank (underscores, empty brackets, a half-written date, a gap in a sentence), a group of boxes, a placeholder ({{x}}, 【填写…】), or a value
written on a blank (``__张三__``, ``【2025】年``, underlined words). A whole date is one place, boxes under one label are one place.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import replace

from extractor.annotate.slot_labels import label
from extractor.annotate.slot_marks import Place, with_marks
from extractor.model import Line, Mention, Reading, SlotFact
from extractor.packs import Pack

BOXES = "□☐◻▢❑❏⬜☑☒√✓✔■⊠"
TICKED = "☑☒√✓✔■⊠"
_BOX = re.compile(f"[{BOXES}]")
_DONE = "\0"  # stands for what is already taken
_TRIGGER = re.compile(rf"[_{BOXES}【\[{{«×某]|   |\( |\(\)|[xX][xX]|------|年 *月|<<")
_PAD = "[_ ]"
_NUMBER = r"(?:\d{1,4}|[〇零一二三四五六七八九十]{1,4}|[xX×]{1,4})"
_DATE_END = re.compile(rf"年({_PAD}*+)({_NUMBER})?({_PAD}*+)月(?:({_PAD}*+)({_NUMBER})?({_PAD}*+)(?:日|号(?![码楼室])))?")
_MONTH = re.compile(rf"({_PAD}*+)({_NUMBER})?({_PAD}*+)月({_PAD}*+)({_NUMBER})?({_PAD}*+)日")
_REACH = 60  # code points looked back from a place: long blanks must not cost their square
_YEAR = re.compile(rf"({_NUMBER})?({_PAD}*)$")
_PLACEHOLDER = re.compile(r"\{\{[^{}\n]{1,60}\}\}|\$\{[^{}\n]{1,60}\}|«[^«»\n]{1,60}»|<<[^<>\n]{1,40}>>")
_STOOD_IN = re.compile(
    r"(?:(?<=[:_ ¥为第])|(?<=大写)|(?<=小写)|(?<=工期)|(?<=[于付费价迟早后]))[xX×]{2,6}(?=\s*(?:[%元天日个份年月人。;,)_]|工作日|$))|(?<=:)\s*某{2}(?=\s*(?:$|[,;。]))"
)
_EMPTY = re.compile(r"【[ _]*】|\[[ _]*\](?!\()|\([ ]+\)|(?<=第)\(\)|(?<=[\u4e00-\u9fff])\(\)(?=[\u4e00-\u9fff。;])")
_CAPTION = re.compile(r"[甲乙丙丁]方|.{2,6}(?:代表|代理|负责|经办)人?")
_SIGNED = re.compile(r" ?\((?:签|盖)")
_CLAUSE = re.compile(r"第[\d.]+[条款项] ?$")
_OPENING = re.compile(r"[【\[]|\([ )]")
_WRITTEN = re.compile(r"【([^【】\n]{1,60})】|\[([^\[\]\n]{1,60})\](?!\()")
_RUN = re.compile(r"(?:(?<![A-Za-z])_|_(?![A-Za-z]|\d{6}))_*(?: _+)*|-{6,}")  # not the one of a field's name: veh_rand
_GAP = re.compile(
    r"(?<=[为约共计第付在于将自至过达币额款是由数每向即位给以积期限证名号方长宽高¥:(])(?<![^_]  :) {3,}(?=[元万年月日天个份人名次种平亩公台套斤吨%‰号楼室]|出租|方式|作为|之间|为|[。;,)])|(?<=[\u4e00-\u9fff]) {4,}(?=[。;,])"
)
_STOPS = re.compile(r"[。;\t]| {2,}|\0|_")
_NUMERIC = re.compile(
    r"[¥$]? ?(?:[\d][\d,.:/~%‰*# -]*(?:[万亿千百]?元?整?)|[零〇一二三四五六七八九十百千万亿壹贰叁参肆伍陆柒捌玖拾佰仟两]+(?:[元圆]?整?)|[A-Za-z0-9][A-Za-z0-9@._/+-]{2,})"
)
_LONE_SIZE = re.compile(r"[万亿千百]+")


class Words:
    """The pack's slot words, compiled."""

    def __init__(self, pack: Pack):
        by = {rule.gives: rule for rule in pack.of("slot")}
        self.unit, self.join, self.caption, self.prompt, self.filler = (
            (lambda text, rule=by[g]: next(rule.find(text), None) is not None)
            for g in ("unit", "join", "caption", "prompt", "filler")
        )


@functools.lru_cache(maxsize=8)
def words(pack: Pack) -> Words:
    return Words(pack)


def annotate(reading: Reading, pack: Pack) -> tuple[Mention, ...]:
    """Every fill-in place as a ``slot`` mention, in reading order."""
    known = words(pack)
    lines = [line for line in reading.lines if _TRIGGER.search(reading.folded, line.start, line.end)]
    if not lines and not reading.marks:
        return ()
    written = _filled_style(reading, lines, known)
    places: list[Place] = []
    last: Line | None = None
    for line in lines:
        found = list(_line(reading, line, known, written))
        if last and found and places and last.end + 1 == line.start:
            found = _continued(reading.folded, places, last, line, found)
        places += sorted(found, key=lambda p: p.start)
        last = line
    places = with_marks(reading, places)
    return tuple(_mentions(reading, places, known))


def _mentions(reading: Reading, places: list[Place], known: Words) -> Iterator[Mention]:
    starts = [line.start for line in reading.lines]
    before = None
    for place in places:
        text = label(reading, starts, place.start, before, known.filler)
        value = place.value
        yield Mention("slot", SlotFact(text, value, place.filled), place.start, place.end, f"slot-{place.kind}")
        before = (place.end, text)


# --- one line ---------------------------------------------------------------------------------------------------------
def _line(reading: Reading, line: Line, known: Words, written: bool) -> Iterator[Place]:
    """The places of one line, kind by kind; what is taken is covered before the next kind looks."""
    base = line.start
    work = reading.folded[base : line.end]
    for finder in (_dates, _placeholders, _choices, _brackets, lambda w, k: _blanks(w, k, written), _gaps):
        spans = sorted(finder(work, known), key=lambda p: p.start)
        work = _covered(work, spans)
        for place in spans:
            value = place.value
            if value is None and place.filled:
                value = _clean(reading.text[base + place.start : base + place.end])
            yield replace(place, start=base + place.start, end=base + place.end, value=value)


def _covered(work: str, spans: list[Place]) -> str:
    """`work` with what the places take replaced by a sign that nothing matches."""
    parts, at = [], 0
    for place in spans:
        parts += [work[at : place.start], _DONE * (place.end - max(at, place.start))]
        at = max(at, place.end)
    return "".join([*parts, work[at:]]) if spans else work


def _clean(text: str) -> str:
    return text.strip("_ \u3000【】[]＿\t").strip()


def _dates(work: str, known: Words) -> Iterator[Place]:
    """Dates with a part missing, or with parts written on blanks: one place each."""
    if "月" not in work:
        return
    even = _PLACEHOLDER.sub(lambda m: "_" * len(m[0]), work)
    even = re.sub(
        r"【([^【】]{0,8})】|\[([^\[\]]{0,8})\]",
        lambda m: f"_{m[1] or m[2] or ''}_" if not (m[1] or m[2] or "").strip() or (m[1] or m[2]).strip().isdigit() else m[0],
        even,
    )
    even = re.sub(r"\( +\)", lambda m: "_" * len(m[0]), even)
    at = 0
    while match := _DATE_END.search(even, at):
        start, place = _date(even, match, at)
        if place:
            yield place
        at = match.end()
    if "年" not in even:
        for match in _MONTH.finditer(even):
            if "_" not in match[0] or not (match[2] or "_" in match[1] + match[3]):
                continue
            written = match[2] and match[5]
            yield Place(match.start(), match.end(), "date", bool(written), f"{match[2]}月{match[5]}日" if written else None)


def _date(even: str, match: re.Match, low: int) -> tuple[int, Place | None]:
    near = max(low, match.start() - _REACH)
    head = _YEAR.search(even[near : match.start()])
    start, year, pad = near + head.start(), head[1] or "", head[2]
    first = start
    while start > low and even[start - 1] == "_":
        start -= 1
    inked = "_" in even[start : match.end()]
    if year.isdigit() and len(year) == 2 and "_" not in pad and not match[2]:
        year = year if year not in ("19", "20") else ""
    if year.lower().strip("x×") == "" or re.search("[xX×]", year) or (year in ("19", "20") and "_" in pad):
        year = ""
    month, day = ("" if re.fullmatch("[xX×]*", p or "") else p for p in (match[2], match[5]))
    whole = match[0].endswith(("日", "号"))
    if year and month and (day or not whole):
        if not inked:
            return start, None
        end = match.end()
        if start < first or "_" not in match[0]:  # __2025年6月19日__
            end += len(re.match("_*", even[end:])[0])
        parts = f"{year}年{month}月" + (f"{day}日" if whole else "")
        return start, Place(start, end, "date", True, parts)
    if not whole and not inked:
        return start, None
    if not inked and not pad and not match[1] and not match[4]:  # 年月日, printed without room
        if even[max(0, start - 1) : start] not in ("", " ", ":", ",", "于", "自", "至") or (month and day):
            return start, None
    if not inked and month and (day or not whole):
        return start, None
    if pad and not inked and not year:
        start = match.start()
    return start, Place(start, match.end(), "date")


def _placeholders(work: str, known: Words) -> Iterator[Place]:
    for match in _PLACEHOLDER.finditer(work) if "{" in work or "«" in work or "<<" in work else ():
        yield Place(match.start(), match.end(), "placeholder")
    if re.search("[xX×某]{2}", work):
        for match in _STOOD_IN.finditer(work):
            yield Place(match.start(), match.end(), "placeholder")


def _choices(work: str, known: Words) -> Iterator[Place]:
    """Boxes and their options; a new group begins after a sentence stop, a colon or a closing bracket."""
    boxes = [m.start() for m in _BOX.finditer(work)]
    if not boxes or not any(work[n] in "□☐◻▢❑❏⬜☑☒⊠" for n in boxes):
        return
    groups: list[list[tuple[int, int]]] = []
    for order, at in enumerate(boxes):
        limit = boxes[order + 1] if order + 1 < len(boxes) else len(work)
        room = " \t" if not work[:at].strip() else " "  # the words of a box in the first cell stand in the next
        near = at + 1 + len(work[at + 1 : limit]) - len(work[at + 1 : limit].lstrip(room))  # room between a box and its words
        stop = re.search(r"[,;。:)\t_\0】]| {2,}|\((?=_)", work[near:limit])
        option = (at, near + stop.start() if stop else limit)
        between = work[boxes[order - 1] : at] if order else ""
        if order and not re.search(r"[;。:)】]", between):
            groups[-1].append(option)
        else:
            groups.append([option])
    for group in groups:
        chosen = [work[s + 1 : e].strip(" \t/、或和") for s, e in group if work[s] in TICKED]
        if len(group) == 1 and work[group[0][0]] in "√✓✔■":
            continue
        end = group[-1][1]
        while end > group[-1][0] + 1 and work[end - 1] == " ":
            end -= 1
        yield Place(group[0][0], end, "choice", bool(chosen), "、".join(c for c in chosen if c) or None)


def _brackets(work: str, known: Words) -> Iterator[Place]:
    for match in _EMPTY.finditer(work) if _OPENING.search(work) else ():
        yield Place(match.start(), match.end(), "bracket")
    if "【" not in work and "[" not in work:
        return
    for match in _WRITTEN.finditer(work):
        text = (match[1] or match[2]).strip()
        if not text.strip("_ ") or _DONE in text or "_" in text.strip("_"):
            continue
        text = text.strip("_ ")
        if (_CAPTION.fullmatch(text) and _SIGNED.match(work, match.end())) or _CLAUSE.search(work, max(0, match.start() - _REACH), match.start()):
            continue  # 【法定代表人】(签字): whose signature; 第7条[变更]: the title of a clause
        if _NUMERIC.fullmatch(text):
            square = match[2] is not None
            if not square or known.unit(work[match.end() :].lstrip()):
                yield Place(match.start(), match.end(), "bracket", True, text)
        elif known.prompt(text) or (match[2] and re.search("[\u4e00-\u9fff]{2}", text)):
            yield Place(match.start(), match.end(), "placeholder")
        elif (
            match[1]
            and match.start()
            and work[: match.start()].strip(" 0123456789.、(一二三四五六七八九十)第条")
            and not re.search("[:。;]", text)
        ):
            yield Place(match.start(), match.end(), "bracket", True, text)


# --- underscores ------------------------------------------------------------------------------------------------------
def _blanks(work: str, known: Words, written: bool) -> Iterator[Place]:
    """Runs of underscores: each a blank, or two of them around a value, or one behind or before a value that a label asks for."""
    if "_" not in work and "------" not in work:
        return
    runs = [(m.start(), m.end()) for m in _RUN.finditer(work)]
    runs = [r for n, r in enumerate(runs) if not (0 < n < len(runs) - 1 and _inside_word(work, runs[n - 1], r, runs[n + 1]))]
    n = 0
    while n < len(runs):
        start, end = runs[n]
        labelled = work[max(0, start - _REACH) : start].rstrip()[-1:] == ":"
        if n + 1 < len(runs):
            between = work[end : runs[n + 1][0]]
            tight = end - start == runs[n + 1][1] - runs[n + 1][0] == 1  # a single underscore is no blank
            if _is_value(between, labelled, known, written or tight):
                hollow = re.fullmatch(r"\s*(?:[xX×]{2,}|某某)\s*", between)
                yield Place(start, runs[n + 1][1], "blank", not hollow, None)
                n += 2
                continue
        yield _one_sided(work, start, end, labelled, known, written) or Place(start, end, "blank")
        n += 1


def _inside_word(work: str, before: tuple[int, int], run: tuple[int, int], after: tuple[int, int]) -> bool:
    """A lone underscore of the value itself: ____GSP_药店系统____."""
    if (
        run[1] - run[0] > 1
        or min(before[1] - before[0], after[1] - after[0]) < 4
        or work[max(0, before[0] - _REACH) : before[0]].rstrip()[-1:] != ":"
    ):
        return False
    return re.search(r"[\s,;:。]", work[before[1] : after[0]].strip()) is None


_NEXT_UNIT = re.compile(r"(?:[万千]?元整?|[%年月日天])[,)]")  # __元,总费率为__: two blanks, whatever stands before them


def _is_value(text: str, labelled: bool, known: Words, written: bool) -> bool:
    """Whether the words between two runs were written on the blank."""
    value = text.strip()
    if _NEXT_UNIT.match(value):
        return False
    if not value or _DONE in text or re.search(r"\t|[^\s] {3,}[^\s]|[。;]|^[,、)\]】]|[,、(:]$", text):
        return False
    if (colon := re.search(r":(?!\d)", text)) and not (labelled and text[0] != " " and " " in value[: colon.start()]):
        return False
    if _NUMERIC.fullmatch(value):
        return not _LONE_SIZE.fullmatch(value)
    if value in ("甲", "乙", "丙", "双", "是", "否", "有", "无", "男", "女"):
        return True
    if value[0] in ")】" or value.count("(") != value.count(")"):
        return False
    if labelled:
        return not ((known.unit(value) and len(value) < 4) or known.join(value) and len(value) < 3 or known.caption(value))
    if re.search(r",(?!\d{3})", value) or known.unit(value) or known.join(value) or known.caption(value):
        return False
    return written and len(value) > 1


_ENDS = re.compile(r"\s*(?:$|[,;。)\t]| {2,}|\0)")
_BEFORE = re.compile(r":\s*([^:_\0\t,;。()]{2,40}?)\s*$")
_BEHIND = re.compile(r" ?([^:_\0\t,;。()\s]{2,30})\s*(?:$|\t| {2,})")


def _one_sided(work: str, start: int, end: int, labelled: bool, known: Words, written: bool) -> Place | None:
    """``名称:某公司____`` and ``名称:____某公司``: a value with a blank on one side only."""
    if _ENDS.match(work, end) and not labelled and (match := _BEFORE.search(work[(low := max(0, start - _REACH)) : start])):
        value = match[1]
        sure = _NUMERIC.fullmatch(value) and len(value) > 3 or value.endswith(("公司", "银行", "支行", "事务所", "委员会"))
        fine = written and not (known.filler(value) or known.caption(value) or known.join(value))
        if "  " not in value and (sure or fine):
            return Place(low + match.start(1), end, "blank", True, None)
    if labelled and (match := _BEHIND.match(work, end)):
        value = match[1]
        if (_NUMERIC.fullmatch(value) and len(value) > 4) or value.endswith("公司"):
            return Place(start, match.end(1), "blank", True, None)
    return None


def _gaps(work: str, known: Words) -> Iterator[Place]:
    """Room left inside a sentence without any line: 面积为      平方米."""
    if "   " in work:
        for match in _GAP.finditer(work):
            yield Place(match.start(), match.end(), "gap")


# --- the whole text ---------------------------------------------------------------------------------------------------
_LABELLED = re.compile(r":\s*(_+)\s?([^_\n]{0,60})(_?)")


def _filled_style(reading: Reading, lines: list[Line], known: Words) -> bool:
    """Whether people wrote on this agreement's blanks: then words between two of them may be values, else only figures are."""
    full = empty = 0
    for line in lines:
        for match in _LABELLED.finditer(reading.folded, line.start, line.end):
            if match[3] and _is_value(match[2], True, known, False):
                full += 1
            else:
                empty += 1
    return full > 0 and full * 4 >= full + empty


def _continued(folded: str, places: list[Place], last: Line, line: Line, found: list[Place]) -> list[Place]:
    """A line of nothing but a blank goes on with the blank before it; a line that opens with a box goes on with the boxes before it."""
    end = places[-1]
    first = min(found, key=lambda p: p.start)
    if first.start != line.start:
        return found
    alone = first.end == line.end and first.kind == "blank" and not first.filled
    if alone and end.kind == "blank" and end.end == last.end and not end.filled:
        places[-1] = replace(end, end=first.end)
        return []
    if first.kind == end.kind == "choice" and folded[last.start] in BOXES and end.end > last.start:
        chosen = "、".join(filter(None, (end.value, first.value))) or None
        places[-1] = replace(end, end=first.end, filled=end.filled or first.filled, value=chosen)
        return [p for p in found if p is not first]
    return found
