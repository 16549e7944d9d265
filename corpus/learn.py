"""Learn what the words around dates and durations say of their kinds: `python corpus/learn.py`.

Writes ``patterns/zh/date_kinds.tsv`` and ``duration_kinds.tsv`` from the tuned half of the corpus: one weight per sign and kind (see `extractor.annotate.votes`), from a
multinomial logistic regression. How far the words can be trusted is measured on agreements left out while learning (five parts, an agreement wholly in one),
where no rule speaks or the words outvote it, and written beside the weights. Needs scikit-learn (`pip install scikit-learn`); the result is text and needs
nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from measure import CORPUS, text_of

from extractor import packs
from extractor.annotate import durations, votes
from extractor.annotate.temporal import Places, Ranked, Scene, scenes
from extractor.clean import clean
from extractor.gold import load_dir
from extractor.model import Reading
from extractor.outline import outline
from extractor.packs import Pack, Rule
from extractor.pipeline import reading
from extractor.read import read

LEAST = 2  # a sign seen in fewer examples says nothing general
PARTS = 5


@dataclass(frozen=True, slots=True)
class Example:
    agreement: str
    signs: frozenset[str]
    kinds: tuple[str, ...]  # right ones, the label's first
    rule: Rule | None  # that says its kind


def fingerprint() -> str:
    """Digest of the labels that the weights were learnt from."""
    digest = hashlib.sha256()
    for file in sorted((CORPUS / "tuned").glob("*.gold")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def readings() -> Iterator[tuple[dict, Reading]]:
    """The labels of each agreement of the tuned half, and what annotators look at."""
    pack = packs.load()
    for gold in load_dir(CORPUS / "tuned"):
        for document in clean(read(f"{gold['id']}.txt", text_of(gold).encode()), pack):
            yield gold, reading(document, outline(document, pack))


def examples(field: str, pack: Pack) -> Iterator[Example]:
    """Every ``date`` or ``duration`` of the tuned half whose kind its label tells."""
    rules, bounds = Ranked.of(pack, field), durations.bounds_of(pack)
    for gold, look in readings():
        places = Places(look)
        for scene in scenes(look, field):
            place = places.of(look.outline.at(scene.start))
            rule = _rule(rules, scene, place, field)
            kinds = _kinds(gold["gold"][f"{field}s"], scene, look)
            if kinds and (not rule or rule.gives not in ("none", "same")):
                bound = bounds.of(look.folded, scene, "")[0] if field == "duration" else ""
                yield Example(gold["id"], frozenset(votes.signs(scene, place, bound)), kinds, rule)


def _rule(rules: Ranked, scene: Scene, place, field: str) -> Rule | None:
    value = scene.value if field == "date" else scene.value.value
    waiting = rules.waiting(scene.masked)
    return rules.choose(waiting, scene.masked, place, value) or rules.choose(waiting, scene.masked, place, value, headings=True)


def _kinds(labels: list[dict], scene: Scene, look: Reading) -> tuple[str, ...]:
    """What the labels say of a value: a date's kinds by its value, a duration's by value and clause, where there is only one such."""
    if isinstance(scene.value, str):
        return tuple(sorted({label["kind"] for label in labels if label["value"] == scene.value}))
    clause = look.outline.at(scene.start)
    found = [label for label in labels if (label["value"], label["clause"]) == (scene.value.value, clause.path)]
    if len(found) != 1 or scene.start < clause.body:
        return ()
    return tuple(k for k in (found[0]["kind"], found[0].get("alt_kind")) if k)


def learn(seen: list[Example]) -> votes.Weights:
    """The weights that explain `seen` best."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    often = Counter(sign for example in seen for sign in example.signs)
    rows = [{sign: 1.0 for sign in sorted(example.signs) if often[sign] >= LEAST} for example in seen]
    vectors = DictVectorizer()
    model = LogisticRegression(C=1.0, max_iter=1000).fit(vectors.fit_transform(rows), [example.kinds[0] for example in seen])
    rounded = lambda w: round(w * votes.UNIT)  # noqa: E731
    signs = {sign: tuple(rounded(weights[column]) for weights in model.coef_) for sign, column in vectors.vocabulary_.items()}
    return votes.Weights(tuple(model.classes_), tuple(map(rounded, model.intercept_)), {s: w for s, w in signs.items() if any(w)})


def trust(field: str, seen: list[Example]) -> dict[str, tuple[int, int]]:
    """Right and given votes by clearness where the words decided (no rule, or against it), each by weights learnt without its agreement."""
    agreements = sorted({example.agreement for example in seen})
    counted: dict[str, list[int]] = {votes.band(field, b): [0, 0] for b in votes.BANDS}
    for part in range(PARTS):
        left_out = set(agreements[part::PARTS])
        weights = learn([e for e in seen if e.agreement not in left_out])
        for example in seen:
            if example.agreement not in left_out:
                continue
            kind, share = weights.vote(example.signs, example.rule, votes.OUTVOTED[field])
            if not example.rule or kind != example.rule.gives:
                counted[votes.band(field, share)][1] += 1
                counted[votes.band(field, share)][0] += kind in example.kinds
    return {name: (right, given) for name, (right, given) in counted.items()}


def main() -> None:
    pack = packs.load()
    for field, table in votes.TABLES.items():
        seen = list(examples(field, pack))
        weights, trusted = learn(seen), trust(field, seen)
        lines = [f"// Written by corpus/learn.py from {len(seen)} {field}s of the tuned half: what each sign says for each kind. See extractor/annotate/votes.py."]
        lines += [f"// corpus\t{fingerprint()}", *(f"// trust\t{name}\t{right}\t{given}" for name, (right, given) in trusted.items())]
        lines += ["\t".join(["kinds", *weights.kinds]), "\t".join(["bias", *map(str, weights.bias)])]
        lines += ["\t".join([sign, *(f"{kind}:{weight}" for kind, weight in enumerate(row) if weight)]) for sign, row in sorted(weights.signs.items())]
        (CORPUS.parent / "patterns" / f"{table}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{field}: {len(seen)} examples, {len(weights.signs)} signs; where words decide, right of given by clearness of the vote: {trusted}")


if __name__ == "__main__":
    main()
