"""No text hangs a rule: every shipped rule, and every step, on long repetitive texts made of the words the rules look for. Four times the text may take
about four times as long; a search that tries every beginning with every end takes sixteen times."""

import functools
import time

import pytest

from extractor import packs
from extractor.cues import LONGEST
from extractor.fold import fold
from extractor.model import Block, Source
from extractor.packs import VALUE, Rule
from extractor.pipeline import understand

PACK = packs.load()
SIGNS = [*" _.:,-、(【《\"1一元aA", "的", "甲方", "甲方:", "数据", "2025年", "3日", "1.", "第一条", "人民币"]
NOTHING = 0.004  # seconds: what takes no longer is not compared
LINEAR = 9.0  # times as long for four times the text, machines being busy


def words_of(rule: Rule) -> list[str]:
    """What to repeat: the rule's words, its examples, and their halves, which lead it on and do not end."""
    examples = [packs.marked(fold(example))[0] for example in rule.yes[:2]]
    flat = [e.replace("。", "").replace("\n", "").replace(";", "") for e in examples]
    halves = [part for e in flat for part in (e, e[:-1], e[: len(e) // 2], e[len(e) // 3 :])]
    return [w for w in dict.fromkeys([*rule.cue[:3], *rule.labels[:2], *rule.terms[:2], *halves]) if w]


def seconds(run, tries: int = 3) -> float:
    """The quickest of a few runs; others may be at work on the machine."""
    best = 9.9
    for _ in range(tries):
        began = time.process_time()
        run()
        best = min(best, time.process_time() - began)
    return best


def repeated(word: str, size: int) -> str:
    return (word * (size // len(word) + 1))[:size]


def searched(rule: Rule, text: str) -> None:
    for pattern in filter(None, (rule.pattern, rule.unless)):
        sum(1 for _ in packs.compiled(pattern).finditer(text))


RULES = sorted({rule.field for rule in PACK.rules})


@pytest.mark.parametrize("field", RULES)
def test_no_rule_takes_long_over_one_sentence(field):
    """The longest sentence a rule is given: for a value in its sentence what stands around it, else a text without punctuation. 20 milliseconds for each
    would be two minutes for a megabyte; nearly all take less than one."""
    for rule in PACK.of(field):
        size = 210 if field in ("date", "duration", "amount") else LONGEST
        for word in [*words_of(rule), *SIGNS]:
            text = repeated(word, size)
            if rule.kind == "near":
                text = f"{text[: size // 2]}{VALUE}{text[size // 2 :]}"
            if seconds(lambda rule=rule, text=text: searched(rule, text), 1) > 0.02:
                assert seconds(lambda rule=rule, text=text: searched(rule, text)) < 0.1, f"{rule.id} on {word!r}"


@functools.cache
def hostile() -> tuple[str, ...]:
    """A few words of each field's rules and single signs."""
    some = [word for field in RULES for rule in PACK.of(field)[:1] for word in words_of(rule)[:2]]
    return tuple(dict.fromkeys([*SIGNS, *some]))


@pytest.mark.parametrize("line", [0, 30], ids=["in-one-line", "in-short-lines"])
def test_every_step_is_linear_on_repetitive_texts(line):
    for word in hostile():
        small, large = (steps(word, size, line) for size in (3_000, 12_000))
        slow = [step for step in large if large[step] > max(NOTHING, LINEAR * small[step])]
        if slow:  # once more, with more patience
            small, large = (steps(word, size, line, 3) for size in (8_000, 32_000))
            for step in slow:
                assert large[step] < max(NOTHING, LINEAR * small[step]), f"{step} on {word!r}: {small[step]:.3f} → {large[step]:.3f} s"


def steps(word: str, size: int, line: int, tries: int = 1) -> dict[str, float]:
    """Seconds of each step over an agreement that repeats one word: the quickest of some runs."""
    text = repeated(word, size)
    lines = [text[at : at + line] for at in range(0, size, line)] if line else [text]
    source = Source("x.txt", "txt", tuple(Block(x) for x in ("服务合同", "甲方:张三", *lines)))
    best: dict[str, float] = {}
    for _ in range(tries):
        times: dict[str, float] = {}
        last = time.process_time()

        def over(step: str, times=times) -> None:
            nonlocal last
            now = time.process_time()
            times[step] = times.get(step, 0.0) + now - last
            last = now

        understand(source, PACK, over)
        best = {step: min(took, best.get(step, took)) for step, took in times.items()}
    return best
