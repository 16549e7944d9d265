"""Records → pages (HTML): the list and one agreement. What comes from agreements is escaped by the templates; there is no
script or style inside a page."""

from __future__ import annotations

import functools
import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from extractor.anchors import record_id
from extractor.catalogue import Catalogue
from extractor.review import groups, summary, words
from extractor.review.pictures import FORMATS, Size

ASSETS = Path(__file__).parent / "assets"
CSP = "default-src 'none'; script-src {own}; style-src {own}; img-src {own}; connect-src 'self'; "
CSP += "base-uri 'none'; form-action 'none'"
_KEYS = (
    ("j k ↓ ↑", "key_move"),
    ("n", "key_open"),
    ("a", "key_accept"),
    ("c", "key_correct"),
    ("r", "key_reject"),
    ("u", "key_undo"),
    ("A", "key_rest"),
    ("] [", "key_agreement"),
    ("t", "key_view"),
    ("l", "key_list"),
    ("?", "key_help"),
)
_DECIDING = {"n", "a", "c", "r", "u", "A"}
_HINTS = {"dates": "hint_date", "durations": "hint_duration", "amounts": "hint_amount"}


@functools.cache
def _wording() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("wording.toml").read_text("utf-8"))


@functools.cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("extractor.review"), autoescape=True, undefined=StrictUndefined, trim_blocks=False, auto_reload=False
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": True, "sort_keys": False, "separators": (",", ":")}
    return made


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where an agreement stands in the list: ids before and after it (or None), its number and how many there are."""

    before: str | None = None
    after: str | None = None
    number: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class Site:
    """Pages in one language; ``fixed``: a copy that opens from a folder and takes no decisions."""

    words: Catalogue
    lang: str
    fixed: bool = False

    def list_page(self, lines: Sequence[dict]) -> str:
        """The list (`extractor.review.summary.line` of each record)."""
        say = self._say()
        say["key_move_list"] = say["next"] + " / " + say["previous"]
        columns = {c.id: c.labels[self.lang] for c in self.words.sheet("contracts").columns}
        common = _common([line["file"] for line in lines])
        lines = [line | {"short": line["file"][len(common) :]} for line in lines]
        data = {"entries": lines, "words": {k: say[k] for k in ("found", "missing", "conflict", "low", "warning", "blank")}}
        return self._page("list.html", w=say, c=columns, filters=summary.FILTERS, entries=lines, data=data)

    def agreement(self, record: dict, sizes: Sequence[Size], where: Neighbours) -> str:
        """One agreement; `sizes` of its pages, empty where there are no pictures of them."""
        say, document = self._say(), record["document"]
        outcome = document["outcome"]
        some = groups.groups(record, self.words, self.lang) if outcome["state"] not in ("failed", "skipped") else []
        numbered = dict(enumerate(e for g in some for e in g.entries))
        kinds = {id(e): g.kind for g in some for e in g.entries}
        looks = [kinds[id(e)] for e in numbered.values()]
        number = {e.id: n for n, e in numbered.items()}
        marks = [words.Mark(e.place["start"], e.place["end"], n) for n, e in numbered.items() if e.place]
        titled = next((e.place["start"] for e in numbered.values() if e.field == "contracts.title" and e.place), -1)
        pages = [_drawn(n, size, numbered, looks) for n, size in enumerate(sizes, 1)]
        source = summary.line(record, self.words, self.lang)
        done = {
            "words": {k: v for k, v in say.items() if not k.startswith(("key_", "kind_"))},
            "fixed": self.fixed,
            "id": record_id(document["source"]),
        }
        return self._page(
            "agreement.html",
            w=say,
            id=source["id"],
            title=document["title"] or Path(source["file"]).name,
            file=source["file"],
            original=f"file/{source['id']}" if document["sha256"] and not self.fixed else "",
            before=where.before,
            after=where.after,
            position=f"{where.number} / {where.of}",
            outline=_outline(record["articles"]),
            kinds=[k for k in dict.fromkeys(groups.KINDS.values()) if k in looks],
            lines=[_line(x, looks, titled) for x in words.lines(document["text"], record["articles"], marks)],
            text_lang={"zh": "zh-CN", "zh-Hant": "zh-Hant"}.get(document["language"], document["language"] or ""),
            pages=pages,
            wants_pages=document["format"] in FORMATS,
            view="pages" if pages and document["ocr"] else "text",
            badge=source.get("status", ""),
            outcome="" if outcome["state"] == "ok" else source.get("told") or outcome["reason"],
            groups=[
                {
                    "kind": g.kind,
                    "title": say["kind_head"] if g.kind == "head" else g.title,
                    "rows": [_row(e, number[e.id]) for e in g.entries],
                }
                for g in some
            ],
            keys=[k for k in _KEYS if not (self.fixed and k[0] in _DECIDING)],
            data=done | {"values": [self._value(e) for e in numbered.values()], "decisions": self.decisions(record)},
        )

    def decisions(self, record: dict) -> dict:
        """What is decided about a record: ``progress`` and, by the id of a value, the decisions that hold."""
        some = groups.groups(record, self.words, self.lang) if record["document"]["text"] else []
        by_field: dict[str, str] = {}
        for entry in (e for g in some for e in g.entries):
            by_field.setdefault(entry.field, entry.id)
        held: dict[str, list[dict]] = {}
        for d in record.get("decisions", ()):
            name = d["item"] or by_field.get(d["field"])
            if name:
                held.setdefault(name, []).append(
                    {k: d[k] for k in ("verdict", "value", "machine", "origin", "when", "state", "note")}
                )
        done, of = summary.progress(record, some)
        return {"held": held, "progress": self._say()["progress"].format(k=done, n=of), "complete": done == of > 0}

    def _value(self, entry: groups.Entry) -> dict:
        table = entry.field.partition(".")[0]
        place = entry.place or {}
        quote = " ".join((place.get("text") or "").split())
        return {
            "id": entry.id,
            "raw": entry.value if entry.decidable else None,
            "quote": quote[:200] + ("…" if len(quote) > 200 else ""),
            "clause": self._clause(place.get("clause")),
            "page": place.get("page"),
            "placed": bool(entry.place),
            "confidence": entry.confidence,
            "rule": entry.rule,
            "hint": self._say()[_HINTS.get(table, "hint_text")],
        }

    def _clause(self, path: str | None) -> str | None:
        """A clause's path as a person reads it."""
        match = re.match(r"(preamble|signature|annex|part)(?:-([^/]+))?", path or "")
        if not match:
            return path and f"§ {path}"
        rest = path[match.end() :].lstrip("/")
        return self._say()[f"at_{match[1]}"] + (match[2] or "") + (f" § {rest}" if rest else "")

    def _say(self) -> dict[str, str]:
        return {name: both[self.lang] for name, both in _wording().items()}

    def _page(self, name: str, **values: object) -> str:
        csp = CSP.format(own="'self' file:" if self.fixed else "'self'")
        return _templates().get_template(name).render(lang=self.lang, fixed=self.fixed, csp=csp, **values)


def _common(names: Sequence[str]) -> str:
    """The folder that all files lie in, which nobody needs to read a thousand times."""
    shared = os.path.commonprefix([name.rpartition("/")[0] + "/" for name in names])
    return shared[: shared.rfind("/") + 1]


def _outline(articles: Sequence[dict]) -> list[dict]:
    shown = ((n, a) for n, a in enumerate(articles) if a["label"] and a["level"] <= 2)
    return [
        {"n": n, "label": a["label"], "level": max(a["level"], 0), "words": (a["heading"] or " ".join(a["text"].split()))[:40]}
        for n, a in shown
    ]


def _row(entry: groups.Entry, number: int) -> dict:
    return {name: getattr(entry, name) for name in ("id", "label", "shown", "note", "state", "low", "main", "decidable")} | {
        "number": number
    }


def _line(line: words.Line, looks: Sequence[str], titled: int) -> dict:
    cells = [Markup("").join(_stretch(s, looks) for s in cell) for cell in line.cells]
    first, *more = line.nodes or (None,)
    cells[0] = Markup("").join([*(Markup('<i id="c{}"></i>').format(n) for n in more), cells[0]])
    return {
        "level": min(line.level, 5),
        "heading": line.heading,
        "title": line.start <= titled < line.end,
        "n": first,
        "cells": cells,
    }


def _stretch(stretch: words.Stretch, looks: Sequence[str]) -> Markup | str:
    """A piece of text in the colour of the shortest mark over it that has one; data terms, which are whole sentences, are
    underlined."""
    if not stretch.marks:
        return stretch.text
    kinds = [looks[n] for n in stretch.marks]
    colour = next((k for k in kinds if k not in ("check", "list")), "")
    classes = ["m", f"k-{colour}" if colour else "", "under" if "data" in kinds else ""]
    return Markup('<mark class="{}" data-i="{}">{}</mark>').format(
        " ".join(filter(None, classes)), " ".join(map(str, stretch.marks)), stretch.text
    )


def _drawn(number: int, size: Size, numbered: dict[int, groups.Entry], looks: Sequence[str]) -> dict:
    """A page with its boxes, the largest first, so that small ones can be clicked."""
    boxes = []
    for n, entry in numbered.items():
        for place in (entry.place or {}).get("boxes") or [entry.place or {}]:
            if place.get("page") == number and place.get("bbox"):
                x0, top, x1, bottom = place["bbox"]
                boxes.append(
                    {
                        "number": n,
                        "kind": looks[n],
                        "x": x0,
                        "y": top,
                        "width": round(max(x1 - x0, 1), 2),
                        "height": round(max(bottom - top, 1), 2),
                    }
                )
    boxes.sort(key=lambda b: -b["width"] * b["height"])
    return {"number": number, "width": round(size.width, 2), "height": round(size.height, 2), "boxes": boxes}
