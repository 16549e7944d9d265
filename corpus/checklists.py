"""Measure the statutory checklists: `python corpus/checklists.py [--errors]` scores `corpus/checklists.toml` (which says what is labelled and how).

Per half of the corpus: F1 of items (an item counts as found where its state, present or partial, is the labelled one; items of a checklist that does not apply
count as extras, those of one that was not seen to apply as misses), F1 of applying, and the share of all items with the right state. ``--errors`` lists what is
wrong in the tuned half; the held-out half is only counted.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from measure import text_of

from extractor import packs
from extractor.checklists import checklists
from extractor.gold import load
from extractor.pipeline import understand
from extractor.read import read

CORPUS = Path(__file__).parent
HALVES = ("tuned", "held-out")
STATES = {"": "present", "~": "partial", "?": None}


@dataclass
class Tally:
    """Counts of one half; ``errors``: lines for a person."""

    agreements: int = 0
    right: int = 0
    wanted: int = 0
    given: int = 0
    items: int = 0
    agreed: int = 0
    applying: list[int] = field(default_factory=lambda: [0, 0, 0])  # right, wanted, given
    errors: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.wanted + self.given) if self.wanted + self.given else 1.0


def labelled() -> Iterator[tuple[str, str, str, dict]]:
    """Every labelled agreement: half, id, text, labels."""
    gold = tomllib.loads((CORPUS / "checklists.toml").read_text(encoding="utf-8"))
    for name, labels in gold["agreement"].items():
        half = HALVES[int(re.match(r"\d+", name)[0]) % 2 == 0]
        yield half, name, labels["text"].strip() if "text" in labels else text_of(load(CORPUS / half / f"{name}.gold")), labels


def states(labels: dict, checklist: str, items: list[str]) -> dict[str, str | None]:
    """Item → present, partial, missing, or None where it is doubtful."""
    found = dict.fromkeys(items, "missing")
    for entry in filter(None, labels.get(checklist, "").split(", ")):
        mark, name = re.match(r"([~?]?)([\w-]+)", entry).groups()
        if name not in found:
            raise ValueError(f"{checklist} has no item {name!r}")
        found[name] = STATES[mark]
    return found


def measure() -> dict[str, Tally]:
    """The tally of each half."""
    pack = packs.load()
    items = {c["id"]: [i["id"] for i in c["item"]] for c in checklists(pack)}
    seen = {half: Tally() for half in HALVES}
    for half, name, text, labels in labelled():
        record = understand(read(f"{name}.txt", text.encode()), pack)[0].to_dict()
        given = {c["id"]: {i["id"]: i["state"] for i in c["items"]} for c in record["checklists"]}
        seen[half].agreements += 1
        for checklist in items:
            if checklist not in labels.get("doubtful", ()):
                _compare(seen[half], name, checklist, items[checklist], labels, given.get(checklist))
    return seen


def _compare(tally: Tally, name: str, checklist: str, items: list[str], labels: dict, given: dict | None) -> None:
    applies = checklist in labels["applies"]
    tally.applying[0] += applies and given is not None
    tally.applying[1] += applies
    tally.applying[2] += given is not None
    if applies != (given is not None):
        tally.errors.append(f"{name} {checklist}: applies {applies}, said {given is not None}")
    if not applies and given is None:
        return
    wanted = states(labels, checklist, items) if applies else dict.fromkeys(items, "missing")
    for item in items:
        want, got = wanted[item], (given or {}).get(item, "missing")
        if want is None:
            continue
        tally.items += 1
        tally.agreed += want == got
        tally.wanted += want != "missing"
        tally.given += got != "missing"
        tally.right += want == got != "missing"
        if want != got and given is not None:
            tally.errors.append(f"{name} {checklist} {item}: {want}, said {got}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="list what is wrong in the tuned half")
    args = parser.parse_args()
    for half, tally in measure().items():
        right, wanted, given = tally.applying
        applying = 2 * right / (wanted + given) if wanted + given else 1.0
        print(
            f"{half}: {tally.agreements} agreements, items F1 {tally.f1:.3f} ({tally.right} right of {tally.wanted} labelled, {tally.given} said), "
            f"{tally.agreed}/{tally.items} states right, applying F1 {applying:.3f} ({right}/{wanted}, {given} said)"
        )
        if args.errors and half == "tuned":
            print(*(f"  {e}" for e in tally.errors), sep="\n")


if __name__ == "__main__":
    main()
