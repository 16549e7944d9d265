"""Learn what the words around a duration say of its kind: `python corpus/learn.py`.

Writes ``patterns/zh/duration_kinds.tsv`` from the tuned half of the corpus: one weight per sign and kind (see `extractor.annotate.votes`), from a multinomial logistic
regression. How far the votes can be trusted is measured on agreements left out while learning (five parts, an agreement wholly in one) where no rule speaks,
and written beside the weights. Needs scikit-learn (`pip install scikit-learn`); the result is text and needs nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from measure import CORPUS, text_of

from extractor import packs
from extractor.annotate import durations, votes
from extractor.annotate.temporal import Places, Ranked, scenes
from extractor.clean import clean
from extractor.gold import load_dir
from extractor.outline import outline
from extractor.pipeline import reading
from extractor.read import read

TABLE = CORPUS.parent / "patterns" / f"{votes.TABLE}.tsv"
LEAST = 2  # a sign seen in fewer examples says nothing general
STEP = 0.1  # weights are rounded to this
PARTS = 5


@dataclass(frozen=True, slots=True)
class Example:
    agreement: str
    signs: frozenset[str]
    kinds: tuple[str, ...]  # right ones, the label's first; none = no duration by the labels
    spoken: bool  # a rule says its kind


def fingerprint() -> str:
    """Digest of the labels that the weights were learnt from."""
    digest = hashlib.sha256()
    for file in sorted((CORPUS / "tuned").glob("*.gold")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def examples() -> Iterator[Example]:
    """Every duration of the tuned half that stands for one label."""
    pack = packs.load()
    rules, bounds = Ranked.of(pack, "duration"), durations.bounds_of(pack)
    for gold in load_dir(CORPUS / "tuned"):
        labels: dict[tuple[str, str], list[dict]] = {}
        for label in gold["gold"]["durations"]:
            labels.setdefault((label["value"], label["clause"]), []).append(label)
        for document in clean(read(f"{gold['id']}.txt", text_of(gold).encode()), pack):
            look = reading(document, outline(document, pack))
            places = Places(look)
            for scene in scenes(look, "duration"):
                clause = look.outline.at(scene.start)
                found = labels.get((scene.value.value, clause.path), [])
                if len(found) != 1 or scene.start < clause.body:
                    continue
                place = places.of(clause)
                kinds = tuple(k for k in (found[0]["kind"], found[0].get("alt_kind")) if k)
                signs = votes.signs(scene, place, bounds.of(look.folded, scene, "")[0])
                yield Example(gold["id"], frozenset(signs), kinds, bool(rules.choose(scene.masked, place, scene.value.value)))


def learn(seen: list[Example]) -> votes.Weights:
    """The weights that explain `seen` best."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    often = Counter(sign for example in seen for sign in example.signs)
    rows = [{sign: 1.0 for sign in sorted(example.signs) if often[sign] >= LEAST} for example in seen]
    vectors = DictVectorizer()
    model = LogisticRegression(C=1.0, max_iter=1000).fit(vectors.fit_transform(rows), [example.kinds[0] for example in seen])
    rounded = lambda w: round(round(w / STEP) * STEP, 2)  # noqa: E731
    signs = {
        sign: tuple((kind, rounded(weights[column])) for kind, weights in enumerate(model.coef_) if rounded(weights[column]))
        for sign, column in vectors.vocabulary_.items()
    }
    return votes.Weights(tuple(model.classes_), tuple(map(rounded, model.intercept_)), {s: w for s, w in signs.items() if w})


def trust(seen: list[Example]) -> dict[str, tuple[int, int]]:
    """Right and given votes by clearness, of examples without a rule, each voted on by weights learnt without its agreement."""
    agreements = sorted({example.agreement for example in seen})
    counted: dict[str, list[int]] = {votes.band(b): [0, 0] for b in votes.BANDS}
    for part in range(PARTS):
        left_out = set(agreements[part::PARTS])
        weights = learn([e for e in seen if e.agreement not in left_out])
        for example in seen:
            if example.agreement in left_out and not example.spoken:
                kind, share = weights.vote(example.signs)
                counted[votes.band(share)][1] += 1
                counted[votes.band(share)][0] += kind in example.kinds
    return {name: (right, given) for name, (right, given) in counted.items()}


def main() -> None:
    seen = list(examples())
    weights, trusted = learn(seen), trust(seen)
    lines = [f"// Written by corpus/learn.py from {len(seen)} durations of the tuned half: what each sign says for each kind. See extractor/annotate/votes.py."]
    lines += [f"// corpus\t{fingerprint()}", *(f"// trust\t{name}\t{right}\t{given}" for name, (right, given) in trusted.items())]
    lines += ["\t".join(["kinds", *weights.kinds]), "\t".join(["bias", *map(str, weights.bias)])]
    lines += ["\t".join([sign, *(f"{kind}:{weight}" for kind, weight in row)]) for sign, row in sorted(weights.signs.items())]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(seen)} examples, {len(weights.signs)} signs; without a rule, right of given by clearness of the vote: {trusted}")


if __name__ == "__main__":
    main()
