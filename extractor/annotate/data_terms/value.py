"""What a data term says in particular: a deadline, the names of statutes, the things owned, a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.values import duration

_GENERIC = re.compile(r"脱敏|去标识化?|去识别化?|匿名化?|假名化?|掩码")
_MADE = re.compile(
    r"^[^、,及]{0,20}?(?:完成|采集|产生|形成|得到|收集|制作|提供|生成|汇总|取得|利用|出具|撰写|存放|上传|积累|统计|消费)[^,、的]{0,14}的"
)
_SPLIT = re.compile(r"\s*(?:、|和|及|与|或者?|以及|/|,|，)\s*")


def joined(values: Iterable[str | None]) -> str | None:
    """Several values of one clause, each once, joined by 、."""
    return "、".join(dict.fromkeys(v for v in values if v)) or None


def periods(text: str) -> list[tuple[int, int, str]]:
    """The lengths of time in the folded `text` with their places, as ISO 8601."""
    return [(start, end, value.value) for start, end, value in duration.find(text) if not text[:start].endswith("每")]


def deadline(kind: str, sentence: str, left: int, right: int) -> str | None:
    """The time that belongs to a find of type `kind` whose words are ``sentence[left:right]``, or None."""
    found = periods(sentence)
    own = [v for s, e, v in found if s >= left and e <= right]
    if kind in ("retention", "confidentiality"):
        near = [v for s, e, v in found if left - 14 < e <= left or right <= s < right + 14]
        return joined(own) or joined(near[:1]) or (found[-1][2] if found and kind == "confidentiality" else None)
    if kind == "deletion":
        before = [v for s, e, v in found if e <= left]
        return own[0] if own else before[-1] if before else None
    if kind == "subject_rights" and re.search(r"内[^,。;]{0,6}转", sentence):
        return None
    after = [v for s, e, v in found if s >= left]
    return after[0] if after else None


def owned(text: str) -> str | None:
    """The things owned: the words before 归 without what tells how they came about; None when nothing short is left."""
    text = text.strip(" ,，")
    parts = re.split(r"[,，]", text)
    text = parts[-1] if len(parts) > 1 and not re.search("[、和及]", parts[-2]) else text
    made = _MADE.match(text)
    short = re.sub(r"的?(?:全部|所有|一切)?(?:权利|著作权.*)?$", "", text[made.end() :] if made else text)
    return _balanced(short.strip(" ,，的其")) or None


def method(text: str) -> str | None:
    """A way of de-identifying that says more than the name of the thing."""
    text = re.sub(r"^(?:[作进行经]|进行)(?=.{2})", "", text.strip())
    return None if _GENERIC.fullmatch(text) else text


def names(text: str) -> str | None:
    """Names of formats, however joined in print, joined by 、."""
    return joined(_SPLIT.split(text.strip()))


def listing(text: str) -> str:
    """A list as printed, without what hangs on at its ends."""
    text = re.sub(r"^(?:但不限于|有|了)|(?:等|仅|的)$", "", text.strip(" ,，、:：")).strip()
    text = _balanced(text)
    head, mark, rest = text.partition("、")
    return head.rsplit("的", 1)[-1] + mark + rest if mark else text


def item(text: str) -> str | None:
    """A list item named as a kind of data: without remarks in brackets and what follows a comma."""
    short = re.split(r"[,，;；。(（]", text.strip(), maxsplit=1)[0].strip()
    return short if 1 < len(short) < 40 else None


def _balanced(text: str) -> str:
    """`text` without a bracket that the find cut open: what stands inside it if it lost its end, what stands before it if it lost its head."""
    folded = text.replace("（", "(").replace("）", ")")
    if folded.count("(") > folded.count(")"):
        return text[folded.rfind("(") + 1 :]
    return text[: folded.find(")")] if folded.count(")") > folded.count("(") else text
