"""What a data term says in particular: a deadline, the names of statutes, the things owned, a list."""

from __future__ import annotations

import re

from extractor.values import duration

_GENERIC = re.compile(r"脱敏|去标识化?|去识别化?|匿名化?|假名化?")
_MADE = re.compile(r"(?:完成|采集|产生|形成|得到|收集|制作|提供|生成|汇总|取得|利用|出具|撰写|存放|上传|积累)[^,的]{0,14}的")
_FREQUENCY = re.compile(r"每$")


def periods(text: str) -> list[tuple[int, int, str]]:
    """The lengths of time in `text` with their places, as ISO 8601."""
    return [(start, end, value.value) for start, end, value in duration.find(text) if not _FREQUENCY.search(text[:start])]


def deadline(kind: str, text: str, start: int, end: int) -> str | None:
    """The time that belongs to a find of type `kind` at ``text[start:end]`` (folded sentence), or None. Several are joined by 、."""
    found = periods(text)
    if not found:
        return None
    if kind in ("retention", "confidentiality"):
        near = [v for s, e, v in found if e > start - 12 and s < end + 30] or ([found[-1][2]] if kind == "confidentiality" else [])
        return "、".join(dict.fromkeys(near)) or None
    if kind == "deletion":
        before = [v for s, e, v in found if e <= end]
        after = [v for s, e, v in found if s >= end]
        return before[-1] if before else after[0] if after else None
    if kind == "subject_rights" and "转交" in text[start:]:
        return None
    after = [v for s, e, v in found if s >= start]
    return after[0] if after else None


def owned(text: str) -> str | None:
    """The things owned: the words before 归 without what tells how they came about; None when it is a whole sentence."""
    text = text.strip(" ,，")
    made = _MADE.search(re.sub(r"（", "(", text))
    short = text[made.end() :] if made else text
    short = re.split(r"[,，]", short.rstrip(",，"))[-1] if len(short) > 40 else short
    return short.strip(" ,，的") or None


def method(text: str) -> str | None:
    """A way of de-identifying that says more than the name of the thing."""
    return None if _GENERIC.fullmatch(text) else text.strip()


def listing(text: str) -> str:
    """A list as printed, without what hangs on at its ends."""
    return re.sub(r"^(?:但不限于|有|了)|(?:等|仅)$", "", text.strip(" ,，、:：")).strip()
