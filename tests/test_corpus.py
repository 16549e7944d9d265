"""The corpus itself: every agreement loads, sits in its half, and its labels agree with its text."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from extractor import gold
from extractor.values import codes

CORPUS = Path(__file__).parent.parent / "corpus"
FILES = sorted(CORPUS.glob("*/*.gold"))
LABELS = {path.stem: gold.load(path) for path in FILES}


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request) -> Path:
    return request.param


def text_of(label: dict) -> str:
    """All words of an agreement, line by line."""
    lines = []
    for line in label["lines"]:
        cells = line["rows"] if line["t"] == "table" else [[line.get(k, "") for k in ("label", "heading", "text")]]
        lines += [" ".join(filter(None, row)) for row in cells]
    return "\n".join(lines)


def test_size_and_breadth():
    assert len(FILES) >= 60
    assert len({label["genre"] for label in LABELS.values()}) >= 25
    assert {label["language"] for label in LABELS.values()} >= {"zh", "zh-Hant", "zh-en"}
    assert {label["status"] for label in LABELS.values()} == {"filled", "partial", "blank"}


def test_ids_are_unique_and_numbered():
    numbers = Counter(path.stem.split("-")[0] for path in FILES)
    assert [n for n, count in numbers.items() if count > 1] == []


def test_an_odd_number_is_tuned_on_an_even_one_held_out(path):
    assert LABELS[path.stem]["id"] == path.stem
    assert path.parent.name == ("tuned" if int(path.stem.split("-")[0]) % 2 else "held-out")


def test_the_halves_are_alike():
    halves = Counter(path.parent.name for path in FILES)
    assert abs(halves["tuned"] - halves["held-out"]) <= 0.25 * sum(halves.values())  # alike in size, one may be written before the other


def test_the_title_stands_in_the_text(path):
    label = LABELS[path.stem]
    assert [line["text"] for line in label["lines"] if line["t"] == "title"][:1] == [label["title"]]
    if label["contract_no"]:
        assert label["contract_no"] in text_of(label)


def test_party_fields_stand_in_the_text(path):
    label = LABELS[path.stem]
    text = text_of(label)
    for party in label["gold"]["parties"]:
        for key in ("name", *gold.PARTY_FIELDS):
            assert party[key] is None or party[key] in text, f"{path.stem}: {party['role']} {key} is not in the text"


def test_paths_are_unique_and_in_the_tree(path):
    paths = [line["path"] for line in LABELS[path.stem]["lines"] if "path" in line]
    assert [p for p, count in Counter(paths).items() if count > 1] == []
    for inner in paths:
        parent = inner.rpartition(".")[0]
        assert not parent or parent in paths, f"{path.stem}: {inner} has no parent {parent}"


def test_check_digits_are_right_or_labelled_wrong(path):
    label = LABELS[path.stem]
    numbers = [party["id_number"] for party in label["gold"]["parties"] if party["id_number"]]
    wrong = [n for n in numbers if codes.check(n) is False]
    labelled = [w for w in label["gold"]["warnings"] if w["code"] in ("code-check-digit", "id-check-digit")]
    assert bool(wrong) == bool(labelled), f"{path.stem}: {len(wrong)} wrong numbers, {len(labelled)} warnings"


def test_a_filled_slot_has_a_value_and_a_blank_one_has_none(path):
    for slot in LABELS[path.stem]["gold"]["slots"]:
        assert slot["filled"] == (slot["value"] is not None), f"{path.stem}: {slot['label']}"


def test_addresses_on_the_net_are_nobodys():
    domain = re.compile(r"@([A-Za-z0-9.-]+)")
    foreign = {
        host for label in LABELS.values() for host in domain.findall(text_of(label)) if not host.rstrip(".").endswith(".example")
    }
    assert foreign == set()
