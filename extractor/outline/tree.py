"""Labels → nodes: a stack of styles decides what stands under what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.outline.labels import Label


class Node(NamedTuple):
    label: Label
    path: str
    level: int
    parent: str | None


@dataclass(slots=True)
class _Open:
    """A node on the stack, the styles seen under it and the last number of each."""

    level: str
    path: str
    depth: int
    number: int
    parts: tuple[int, ...] = ()
    last: dict[str, int] = field(default_factory=dict)


def top_level(labels: list[Label]) -> str | None:
    """The style of the articles of one region: the strongest style in it, or the first list style that really runs on."""
    count = Counter(label.level for label in labels)
    for strong in ("article", "article-en"):
        if count[strong] >= 2 or (count[strong] == 1 and sum(count.values()) < 8):
            return strong
    parts = {label.level for label in labels if label.rank == "part"}
    runs = Counter()
    for level in count:
        if level == "decimal" or level in parts:
            continue
        expected = 1
        for label in labels:
            if label.level == level and label.parts[0] in (expected, expected + 1):
                expected = label.parts[0] + 1
        runs[level] = expected - 1
    ones = Counter(label.level for label in labels if label.parts[0] == 1)
    through = [level for level in runs if runs[level] >= 2 and ones[level] == 1]  # numbered through, not list by list
    if "cn" in through:
        return "cn"
    for level in ("number", "number-bare", "bracketed", "roman", "paragraph"):
        if level in through and (count["decimal"] >= 2 or (level == "number-bare" and runs[level] >= 4)):
            return level
    del runs["number-bare"]
    for label in labels:
        if runs[label.level] >= 2 or (label.level in ("cn", "number") and runs[label.level] == 1 and count[label.level] == 1 and (len(labels) > 2 or count["decimal"])):
            return label.level
    if count["decimal"]:
        return "decimal"
    return "article" if count["article"] else "article-en" if count["article-en"] else None


def build(labels: list[Label], refused, prefix: str = "", base: str | None = None) -> list[Node]:
    """The nodes of one region in reading order. `refused(label, expected)` tells whether a label is only part of a sentence.

    `prefix` ("annex-1/") stands before every path; `base` is the parent of top nodes.
    """
    segments = _segments(labels)
    top = top_level(labels)
    if len(segments) > 1 and any(all(lab.level != top for lab in segment) for segment in segments):
        nodes: list[Node] = []
        for segment in segments:  # a part that numbers in its own way: 第一部分 by 一、, 第二部分 by 第1条
            preface = segment[0].rank != "part"
            inner = top if preface or any(lab.level == top for lab in segment) else top_level(segment[1:])
            nodes += _nodes(segment, refused, prefix, base, inner)
        return nodes
    return _nodes(labels, refused, prefix, base, top)


def _segments(labels: list[Label]) -> list[list[Label]]:
    """The labels of each part (a part's own label first), and what stands before the first part."""
    found: list[list[Label]] = [[]]
    for label in labels:
        if label.rank == "part":
            found.append([])
        found[-1].append(label)
    return [segment for segment in found if segment]


def _nodes(labels: list[Label], refused, prefix: str, base: str | None, top: str | None) -> list[Node]:
    nodes: list[Node] = []
    stack: list[_Open] = []
    part: str | None = None
    last_article, parts_seen = 0, Counter()
    article_first = next((i for i, lab in enumerate(labels) if lab.level == top), len(labels))
    for index, label in enumerate(labels):
        chapter = label.rank == "part" or (
            top in ("article", "article-en") and label.level == "cn" and _is_chapter(labels, index, article_first, top)
        )
        if chapter:
            number = label.parts[0]
            parts_seen[number] += 1
            path = f"{prefix}part-{number}"
            part = path
            stack = []
            nodes.append(Node(label, path, 0, base))
            continue
        if label.level == "cn-bare":
            if top != "cn" or not _fills_gap(label, last_article, labels, index):
                continue
        if (label.level == top and label.level != "decimal") or label.level == "cn-bare":
            if refused(label, last_article + 1):
                continue
            if label.weak and label.level == top and not _continues(label, last_article, labels, index):
                continue
            number = label.parts[0]
            last_article = number
            path = f"{prefix}{label.name}"
            stack = [_Open(top, path, 1, number, (number,))]
            nodes.append(Node(label, path, 1, part or base))
            continue
        if label.level == "number-bare":
            continue
        if label.rank == "article":
            if top != label.level and not (stack and label.level == "article" and top not in ("article-en",)):
                continue
        if refused(label, None):
            continue
        node = _place(label, stack, labels, index, prefix, part or base, top)
        if node:
            nodes.append(node)
    return nodes


def _is_chapter(labels: list[Label], index: int, article_first: int, top: str) -> bool:
    """一、 above articles that are numbered through: it stands before the first article, and its list starts there."""
    first_cn = next(i for i, lab in enumerate(labels) if lab.level == "cn")
    if first_cn > article_first:
        return False

    def holds_article(at: int) -> bool:
        following = next((lab for lab in labels[at + 1 :] if lab.level in (top, "cn")), None)
        return following is not None and following.level == top

    return labels[first_cn].parts[0] == 1 and holds_article(first_cn) and holds_article(index)


def _fills_gap(label: Label, last: int, labels: list[Label], index: int) -> bool:
    following = next((lab for lab in labels[index + 1 :] if lab.level == "cn"), None)
    return label.parts[0] == last + 1 and (following is None or following.parts[0] == last + 2)


def _continues(label: Label, last: int, labels: list[Label], index: int) -> bool:
    """A weak label opens a node where it goes on from the last one, or starts over and is itself continued."""
    number = label.parts[-1]
    if number == last + 1 or label.made:
        return True
    if last < number <= last + 3 and number > 1:
        return True  # a gap; it gets a warning
    same = [lab for lab in labels[index + 1 :] if lab.level == label.level]
    if number == 1 or number == last:
        return bool(same) and same[0].parts[-1] == number + 1
    return False


def _place(label: Label, stack: list[_Open], labels: list[Label], index: int, prefix: str, base: str | None, top: str | None) -> Node | None:
    if label.level == "decimal":
        return _place_decimal(label, stack, labels, index, prefix, base, top)
    number = label.parts[0]
    level = label.level
    at = next((i for i in range(len(stack) - 1, -1, -1) if level in stack[i].last), None)
    if at is not None:
        last = stack[at].last[level]
        name, number = _letter(label, last)
        on_top = at == len(stack) - 1 or number == last + 1 or number == last
        if number == 1 and last >= 1 and at < len(stack) - 1 and not label.made:
            at = len(stack) - 1  # starts over under a deeper node
        elif not on_top and not label.made and not last < number <= last + 3:
            return None
        elif number <= last and number != 1 and not label.made and number != last:
            return None
        elif number == 1 and last == 1 and not label.made and at == len(stack) - 1 and not _continues(label, 0, labels, index):
            return None
    else:
        if not stack and top is not None and top != level:
            return None  # numbered remarks before the first article belong to the preamble
        name, number = _letter(label, 0)
        if number != 1 and not label.made and not (number <= 2):
            return None
        at = len(stack) - 1
    if at < 0:
        path, depth, parent = f"{prefix}{name}", 1, base
    else:
        del stack[at + 1 :]
        owner = stack[at]
        owner.last[level] = number
        path, depth, parent = f"{owner.path}.{name}", owner.depth + 1, owner.path
    stack.append(_Open(level, path, depth, number))
    return Node(label, path, depth, parent)


def _letter(label: Label, last: int) -> tuple[str, int]:
    """A letter label's path name and number: (i) after nothing is the Roman one, after (h) the letter."""
    number = label.parts[0]
    if label.name == "i" and last != 8:
        return label.name, 1
    if label.name in ("v", "x") and last in (4, 9):
        return label.name, {"v": 5, "x": 10}[label.name]
    return label.name, number


def _goes_on(parts: tuple[int, ...], stack: list[_Open]) -> bool:
    """Whether a decimal number is exactly the next one: 3.2 after 3.1 or, as 3.1, the first under article 3."""
    owner = next((o for o in reversed(stack) if o.parts == parts[:-1]), None)
    return owner is not None and parts[-1] == owner.last.get("decimal", 0) + 1


def _place_decimal(label: Label, stack: list[_Open], labels: list[Label], index: int, prefix: str, base: str | None, top: str | None) -> Node | None:
    """1.2.3: its own parts say where it belongs; the article it stands in must agree, or the sequence must run on."""
    parts = label.parts
    if label.doubtful and not _goes_on(parts, stack):
        return None
    printed = ".".join(map(str, parts))
    while stack and (not stack[-1].parts or stack[-1].parts != parts[: len(stack[-1].parts)] or len(stack[-1].parts) >= len(parts)):
        if len(stack) == 1 and len(stack[0].parts) == 1 and stack[0].parts != parts[:1]:
            break
        stack.pop()
    if not stack:
        if top not in (None, "decimal") and not label.made and top is not None:
            return None
        stack.append(_Open("decimal", f"{prefix}{printed}", len(parts) if top != "decimal" else len(parts) - 1 or 1, parts[-1], parts))
        return Node(label, f"{prefix}{printed}", stack[-1].depth, base)
    owner = stack[-1]
    if owner.parts != parts[: len(owner.parts)]:  # 1.1 printed under article 2: under the article, with its own last number
        if not label.made and parts[-1] not in (owner.last.get("decimal", 0) + 1, 1):
            return None
        del stack[1:]
        owner = stack[0]
        path = f"{owner.path}.{'.'.join(map(str, parts[1:]))}"
        depth = owner.depth + len(parts) - 1
    else:
        extra = parts[len(owner.parts) :]
        last = owner.last.get("decimal", 0)
        if len(extra) == 1 and not label.made and not (extra[0] <= last + 3):
            return None
        path = f"{owner.path}.{'.'.join(map(str, extra))}"
        depth = owner.depth + len(extra)
    owner.last["decimal"] = parts[-1] if len(parts) == len(owner.parts) + 1 else owner.last.get("decimal", 0)
    stack.append(_Open("decimal", path, depth, parts[-1], parts))
    return Node(label, path, depth, owner.path)
