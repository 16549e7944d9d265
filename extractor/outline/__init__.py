"""Document → Outline: the article tree, from printed or generated numbers, driven by the levels of the pattern packs."""

from __future__ import annotations

import re

from extractor.fold import fold
from extractor.model import Clause, Document, Outline
from extractor.outline.labels import Label, candidates, is_latin, table
from extractor.outline.references import numbering, references
from extractor.outline.regions import Region, regions
from extractor.outline.tree import Node, build
from extractor.packs import Pack, compiled


def outline(document: Document, pack: Pack) -> Outline:
    """The nodes of one agreement in reading order; contiguous: each ends where the next begins."""
    text = document.text.value
    folded = fold(text)
    lines = document.lines
    labels = list(candidates(text, folded, lines, pack))
    labelled = frozenset(label.line for label in labels if not label.inline and (label.rank != "list" or not _form_line(folded, label)))
    found: list[tuple[int, int, str, str, int, str | None, Label | None]] = []  # start, body, path, label, level, parent, label
    for region in regions(folded, lines, labelled, pack):
        found += _region(region, text, folded, lines, labels, pack)
    clauses = _clauses(found, text, folded, lines)
    starts = frozenset(c.start for c in clauses)
    refs, missing = references(folded, clauses, starts, pack)
    return Outline(clauses, tuple(refs), (*numbering(clauses), *missing))


_FORM = re.compile(r"[^\s。;,]{0,14}[:_]")


def _form_line(folded: str, label: Label) -> bool:
    """A weakly numbered form line (1、开户行:) does not end a signature block."""
    return False if label.level in ("article", "decimal", "cn", "number") else bool(_FORM.match(folded, label.end))


def _region(region: Region, text: str, folded: str, lines: tuple, labels: list[Label], pack: Pack) -> list[tuple]:
    if region.first >= region.last and region.kind != "annex":
        return []
    start = lines[region.first].start
    if region.kind == "signature":
        return [(start, start, "signature", "", 0, None, None)]
    inside = [label for label in labels if region.first <= label.line < region.last]
    prefix, base, found = "", None, []
    if region.kind == "annex":
        base = f"annex-{region.number}"
        prefix = f"{base}/"
        inside = [label for label in inside if label.line > region.first]
        found.append((region.start, region.label_end, base, text[region.start : region.label_end].strip(" :：、.【《"), 0, None, "annex"))
    refused = _refused(folded, lines, pack)
    nodes = build(_single(inside, text, lines), refused, prefix, base)
    for node in nodes:
        printed = text[node.label.start : node.label.end].strip()
        found.append((node.label.start, node.label.end, node.path, printed, node.level, node.parent, node))
    return found


def _single(labels: list[Label], text: str, lines: tuple) -> list[Label]:
    """Bilingual agreements print every number twice: of 第一条 and Article 1 the second belongs to the first."""
    english = [lab for lab in labels if lab.level == "article-en"]
    chinese = {lab.parts[0] for lab in labels if lab.level == "article"}
    if not english or not chinese:
        return _untwinned(labels, text, lines)
    return _untwinned([lab for lab in labels if lab.level != "article-en" or lab.parts[0] not in chinese], text, lines)


def _untwinned(labels: list[Label], text: str, lines: tuple) -> list[Label]:
    """Drop the Latin twin of a Chinese clause that has the same number right above it."""
    kept: list[Label] = []
    for label in labels:
        twin = kept[-1] if kept else None
        if (
            twin
            and (twin.level, twin.parts) == (label.level, label.parts)
            and is_latin(text[label.start : lines[label.line].end])
            and not is_latin(text[twin.start : lines[twin.line].end])
        ):
            continue
        kept.append(label)
    return kept


def _refused(folded: str, lines: tuple, pack: Pack):
    words = table(pack, "reference")
    sentence = compiled(words["sentence"]) if "sentence" in words else None

    def refused(label: Label, expected: int | None) -> bool:
        """第七条所称患者数据…: a sentence that begins with a reference. A short heading with the expected number is none."""
        if label.rank != "article" or sentence is None:
            return False
        rest = folded[label.end : lines[label.line].end]
        if folded[label.end - 1] in ":、.," or not sentence.match(rest):
            return False
        heading = len(rest) <= 20 and not re.search(r"[,。;:]", rest)
        return not (heading and label.parts[0] == expected)

    return refused


def _clauses(found: list[tuple], text: str, folded: str, lines: tuple) -> tuple[Clause, ...]:
    found.sort(key=lambda item: item[0])
    if not found or text[: found[0][0]].strip():
        found.insert(0, (0, 0, "preamble", "", 0, None, None))
    counts: dict[str, int] = {}
    clauses = []
    for index, (start, body, path, label, level, parent, node) in enumerate(found):
        end = found[index + 1][0] if index + 1 < len(found) else len(text)
        counts[path] = counts.get(path, 0) + 1
        if counts[path] > 1:
            path = f"{path}#{counts[path]}"
        heading, body = _heading(folded, text, body, end, node, lines) if node else ("", body)
        clauses.append(Clause(path, label, heading, level, parent, start, body, end))
    return tuple(clauses)


_BRACKETED = re.compile(r"\s*【([^【】\n]{1,40})】[:：]?\s*")
_ENDS = re.compile(r"[。;!?，,:：；]")
_INTRODUCES = re.compile(r"[下如]列|下表|如下|以下|应|须|不得|分为|包括|负责|有权|承诺|保证|约定|为:")
_WIDE = re.compile(r"[ \t　]*([^\s，,。；;：:、（）()\"“”]{2,16})(?:　+| {2,})(?=\S)")  # a title and its text with a wide gap between
_FILL_IN = re.compile(r"[\d.,]+[ \u3000]+[\u4e00-\u9fff]|[年月日元度份天号](?![\u4e00-\u9fff])|[年月日元天](?=[止至内前起整])")  # 一式  2  份: room in a sentence
_PREDICATE = re.compile(r"[甲乙丙丁双]方$|(?<![供响相对适反])应(?![用急收付答])|不得|必须|^如")  # words of a sentence, not of a title
_RUN_IN = re.compile(r"[ \t]*([^\s,。;:、()\"《》]{1,16})[ \t]+(?=[^\s0-9]|[0-9]{4}年)")


def _heading(folded: str, text: str, body: int, end: int, node: Node | str, lines: tuple) -> tuple[str, int]:
    """The title behind a number, and where the node's own words begin.

    A title is a short line of its own without sentence punctuation, words in 【】, or (articles only) a short run-in title before a sentence.
    Below the articles a line of its own is a title only if something follows it.
    """
    stop = folded.find("\n", body, end)
    stop = end if stop < 0 else stop
    line = folded[body:stop]
    words = text[body:stop].strip()
    article = isinstance(node, str) or node.level <= 1
    if not words:
        return "", min(stop + 1, end) if isinstance(node, str) else body
    bracketed = _BRACKETED.match(folded, body, stop)
    if bracketed and not re.fullmatch(r"[_\s\d]*", bracketed.group(1)) and "填" not in bracketed.group(1):
        return text[bracketed.start(1) : bracketed.end(1)], min(bracketed.end(), end)
    bare = line.strip()
    followed = bool(text[stop:end].strip())
    if (article or followed) and len(bare) <= 12 and bare.endswith(":") and not _INTRODUCES.search(bare):
        bare = bare[:-1].strip()
    plain = len(bare) <= 40 and not re.search(r"[。;!?:,]|[^\x00-\x7f][.]$", bare) and "__" not in bare
    if isinstance(node, str):
        return words.strip(":：、 【】") if len(words) <= 60 else "", stop
    if plain and article and node.label.rank != "list":
        return words.rstrip(":："), stop
    if plain and (len(bare) <= 20 or article) and (followed or (article and len(bare) <= 20)):
        return words.rstrip(":："), stop
    wide = _WIDE.match(text, body, stop) if article else None
    if wide and not (_PREDICATE.search(wide.group(1)) or _FILL_IN.match(text, wide.end(), stop)):
        return wide.group(1), wide.end()
    run_in = _RUN_IN.match(folded, body, stop) if article else None
    if run_in and not _FILL_IN.match(text, run_in.end(), stop) and stop - run_in.end() >= 8 and re.search(r"[。;,:]|[.?!]$", folded[run_in.end() : stop]) and not _PREDICATE.search(run_in.group(1)):
        return text[run_in.start(1) : run_in.end(1)], run_in.end()
    return "", body
