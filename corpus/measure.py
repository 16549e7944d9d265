"""Measure the tool on the corpus: `python corpus/measure.py [--errors N] [--pin] [--lower]`.

Prints the score of both halves. With ``--pin`` it writes what the tests and the confidences rest on: ``tests/floors.toml`` (F1 per field and half, a
little below what was seen) and ``patterns/precision.toml`` (each rule's right and fired finds on the tuned half). A floor is only lowered with ``--lower``.
Misses and extras (``--errors``) are shown for the tuned half alone: the held-out half is not looked at while tuning.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import tomllib
from pathlib import Path

from extractor import packs, score
from extractor.annotate import votes
from extractor.gold import load_dir
from extractor.pipeline import understand
from extractor.read import read

CORPUS = Path(__file__).parent
FLOORS = CORPUS.parent / "tests" / "floors.toml"
PRECISION = CORPUS.parent / "patterns" / "precision.toml"
HALVES = ("tuned", "held-out")
SLACK = 0.005  # below what was seen: room for a change that trades one find for another


def text_of(gold: dict) -> str:
    """One agreement as plain text, a line per paragraph or table row."""
    lines = []
    for line in gold["lines"]:
        if line["t"] == "table":
            lines += ["\t".join(row) for row in line["rows"]]
        else:
            lines.append(" ".join(line[key] for key in ("label", "heading", "text") if line.get(key)))
    return "\n".join(lines)


def measure(half: str) -> tuple[list[dict], list[dict]]:
    """The records of one half, read as plain text, and its gold."""
    gold, pack = load_dir(CORPUS / half), packs.load()
    records = [understand(read(f"{g['id']}.txt", text_of(g).encode()), pack)[0].to_dict() for g in gold]
    return records, gold


def fingerprint() -> str:
    """Digest of all label files: floors belong to the corpus they were measured on."""
    digest = hashlib.sha256()
    for file in sorted(CORPUS.rglob("*.gold")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", type=int, default=0, help="show so many misses and extras per field of the tuned half")
    parser.add_argument("--pin", action="store_true", help="write tests/floors.toml and patterns/precision.toml")
    parser.add_argument("--lower", action="store_true", help="allow --pin to lower a floor")
    args = parser.parse_args()
    seen = {}
    for half in HALVES:
        records, gold = measure(half)
        print(f"== {half}: {len(gold)} agreements")
        print(score.report(records, gold, args.errors if half == "tuned" else 0))
        right, given = score.calibration(records, gold)
        print(f"of {given} dates, durations and data terms given a confidence of 0.9 or more, {right} are right\n")
        seen[half] = {name: tally.f1 for name, tally in score.score(records, gold).items()}
        if args.pin and half == "tuned":
            _write_precision(score.rules(records, gold))
    if args.pin:
        _pin(seen, args.lower)


def _write_precision(rules: dict[str, tuple[int, int]]) -> None:
    for table in votes.TABLES.values():  # not what the weights learnt from, but what was left out
        rules = rules | votes.trust(packs.load().tables[table]["lines"])
    lines = ["# Written by corpus/measure.py --pin: rule = [right, fired] on the tuned half of the corpus. Confidence is the lower bound of right/fired.", "[rules]"]
    lines += [f'"{rule}" = [{right}, {fired}]' for rule, (right, fired) in sorted(rules.items())]
    PRECISION.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _pin(seen: dict[str, dict[str, float]], lower: bool) -> None:
    old = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    same = old.get("corpus") == fingerprint()
    lines = ["# Written by corpus/measure.py --pin: the F1 that each field must keep. Lowered only on purpose (--lower).", f'corpus = "{fingerprint()}"']
    for half, fields in seen.items():
        lines.append(f'\n["{half}"]')
        for name, f1 in fields.items():
            floor = max(0.0, math.floor((f1 - SLACK) * 1000) / 1000)
            before = old.get(half, {}).get(name, 0.0)
            if floor < before and same and not lower:
                print(f"{half} {name}: {f1:.4f} is below its floor {before}; the floor stays (--lower to give way)")
                floor = before
            lines.append(f"{name} = {floor}")
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
