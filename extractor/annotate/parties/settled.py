"""Claims → mentions: which claims speak of one party, under which role, as which member."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from extractor.annotate.parties.claims import Claim, Value
from extractor.annotate.parties.words import PARALLEL, Words
from extractor.fold import fold
from extractor.model import Mention, PartyFact
from extractor.values import codes, party_name

_HAN = re.compile("[一-龥]")
_DEFINING = 2  # a letter that stands no more often is only named, in the head and beside the signatures


@dataclass(slots=True)
class _Party:
    """One party while its claims are gathered."""

    name: str = ""  # folded, without spaces
    tags: list[str] = field(default_factory=list)  # folded words that tell the member


def settled(found: list[tuple[Claim, Value]], text: str, folded: str, words: Words) -> tuple[Mention, ...]:
    """The mentions of all parties, ordered by place; `found`: every claim with each of its values, in order of place."""

    def party(claim: Claim, sub: int) -> tuple[str, int] | None:
        role, member = roles.get(_key(claim)), members.get((claim.profile, sub))
        return None if role is None or member is None else (role, member)

    if any(
        value.field == "name" and not value.blank and any(map(words.is_letter, map(fold, claim.title.words)))
        for claim, value in found
    ):
        weak = (words.rules["role-coined"], words.rules["defined"])  # beside 甲方 and 乙方 a coined word is no party
        found = [(c, v) for c, v in found if c.title.rule not in weak or any(map(words.is_letter, map(fold, c.title.words)))]
    roles = _roles(found, folded, words)
    members = _members(found, folded, roles)
    numbered = [(claim, value, party(claim, sub)) for claim, value, sub in _numbered(found)]
    people: set[tuple[tuple[str, int], str]] = set()
    chiefs: dict[tuple[str, int], str] = {}
    for _, value, who in numbered:
        said = _short(folded[value.start : value.end])
        if who and value.field == "name" and party_name.kind(said) == "person":
            people.add((who, said))
        elif who and value.field == "legal_representative" and not value.blank:
            chiefs.setdefault(who, said)
    mentions = []
    for claim, value, who in numbered:
        said = _short(folded[value.start : value.end])
        if value.field == "signatory":  # 法定代表人或授权代表: the representative, unless somebody else is named as that
            value = replace(value, field="agent" if who in chiefs and chiefs[who] != said else "legal_representative")
        if who and not (value.field == "agent" and (who, said) in people):  # a person who signs for himself has no agent
            mentions += _mentions(claim, value, *who, text, folded)
    return tuple(
        sorted((m for m in dict.fromkeys(mentions) if not _shortened(m, mentions, words)), key=lambda m: (m.start, m.end))
    )


def _shortened(mention: Mention, mentions: list[Mention], words: Words) -> bool:
    """Whether this is 牵头人 where the same party is called 联合体牵头人 in full."""
    fact = mention.value
    if fact.field != "alias" or not words.patterns["member"].search(fold(fact.value)):
        return False
    same = (
        m.value.value for m in mentions if m.value.field == "alias" and (m.value.role, m.value.member) == (fact.role, fact.member)
    )
    return any(other != fact.value and other.endswith(fact.value) for other in same)


def _key(claim: Claim) -> str:
    return _short(claim.title.words[0]) if claim.title.words else ""


@functools.lru_cache(maxsize=8192)
def _short(word: str) -> str:
    return fold(word).replace(" ", "")


# --- roles ------------------------------------------------------------------------------------------------------------
class _Same:
    """Role words that mean one party (disjoint sets): a letter stands for its set, else the word used first."""

    def __init__(self, words: Words):
        self.words, self.parent, self.printed = words, {}, {}

    def top(self, word: str) -> str:
        while self.parent[word] != word:
            word = self.parent[word]
        return word

    def add(self, printed: str) -> str:
        short = _short(printed)
        if short not in self.parent:
            self.parent[short] = short
            self.printed[short] = printed.replace(" ", "") if _HAN.search(printed) else printed
        return short

    def join(self, one: str, other: str) -> None:
        """Two letters are never one party."""
        order = list(self.parent)
        low, high = sorted((self.top(one), self.top(other)), key=lambda w: (not self.words.is_letter(w), order.index(w)))
        if not self.words.is_letter(high):
            self.parent[high] = low


def _roles(found: list[tuple[Claim, Value]], folded: str, words: Words) -> dict[str, str]:
    """Folded role word → the role's printed name, the same for all words the agreement equates."""
    same = _Same(words)
    bearers: dict[str, set[str]] = {}  # name → role words it stands behind
    for claim, value in found:
        title = claim.title.words
        used = [same.add(w) for w in (*title, *value.words) if words.role_rule(fold(w)) or w == (title or ("",))[0]]
        for one, other in zip(used, used[1:], strict=False):
            same.join(one, other)
        if title and value.field == "name" and not value.blank:
            bearers.setdefault(_short(folded[value.start : value.end]), set()).add(_key(claim))
    for keys in bearers.values():  # 出租方:A in the head, 甲方(盖章):A at the end, and nothing else that ties the two
        tops = {same.top(key) for key in keys}
        letters = [w for w in tops if words.is_letter(w)]
        if len(tops) == 2 and len(letters) == 1 and sum(same.top(w) == letters[0] for w in same.parent) == 1:
            same.join(*tops)
    for word in list(same.parent):  # 承租方 in the head, 承租人 beside the signature
        twin = word[:-1] + {"方": "人", "人": "方"}.get(word[-1], "")
        if len(word) > 2 and twin in same.parent and twin != word[:-1]:
            same.join(word, twin)
    for letter, english in PARALLEL.items():  # 甲方 and Party A in a bilingual agreement
        if letter in same.parent and _short(english) in same.parent:
            same.join(letter, _short(english))
    return _named(same, folded)


def _named(same: _Same, folded: str) -> dict[str, str]:
    """Each word's role as printed: of the words for one party the letter, where no letter is used (but to define it) the one the agreement uses most."""
    sets: dict[str, list[str]] = {}
    for word in same.parent:
        sets.setdefault(same.top(word), []).append(word)
    named = {}
    for top, several in sets.items():
        han = [w for w in several if _HAN.search(w)]
        if len(han) > 1 and _HAN.search(top):
            used = {w: folded.count(w) - sum(folded.count(longer) for longer in han if w in longer and w != longer) for w in han}
            most = max(han, key=lambda w: (used[w], w == top))
            if used[most] > 4 * used[top] and used[top] <= _DEFINING or not same.words.is_letter(top):
                top = most
        named |= dict.fromkeys(several, same.printed[top])
    return named


# --- members ------------------------------------------------------------------------------------------------------------
def _numbered(found: list[tuple[Claim, Value]]) -> Iterator[tuple[Claim, Value, int]]:
    """Each value with the number of the name it belongs to, for claims that name several parties."""
    for n, (claim, value) in enumerate(found):
        same = sum(found[m][0] is claim and found[m][1].field == value.field for m in range(max(0, n - 12), n))
        yield claim, value, same if value.field in ("name", "id_number") else 0


def _members(found: list[tuple[Claim, Value]], folded: str, roles: dict[str, str]) -> dict[tuple[int, int], int]:
    """(profile, number of the name in it) → member of its role, counted from 0."""
    parties: dict[str, list[_Party]] = {}
    out: dict[tuple[int, int], int] = {}
    facts: dict[tuple[int, int], tuple[Claim, str, list[str]]] = {}
    for claim, value, sub in _numbered(found):
        key = (claim.profile, sub)
        if value.field != "name" and sub:
            continue
        name, tags = facts.get(key, (claim, "", []))[1:]
        if value.field == "name" and not value.blank:
            name = name or folded[value.start : value.end].replace(" ", "").replace("_", "")
        tags = [*tags, *(fold(t) for t in (claim.title.member, value.member) if t)]
        facts[key] = (claim, name, list(dict.fromkeys(tags)))
    last = ""
    for key, (claim, name, tags) in facts.items():
        role = roles.get(_key(claim), "")
        group = parties.setdefault(role, [])
        at = next((n for n, p in enumerate(group) if name and name == p.name), None)
        if at is None and tags:
            at = next(
                (
                    n
                    for n, p in enumerate(group)
                    if any(a in b or b in a for a in tags for b in p.tags) and (not name or not p.name)
                ),
                None,
            )
        if at is None and group and not tags:
            before = group[-1].name
            alike = (
                before and name and bool(_HAN.search(name)) == bool(_HAN.search(before))
            )  # else the same name in another language
            joint = key[1] > 0 or (last == role and claim.place == "head" and alike)
            at = None if joint else next((n for n, p in enumerate(group) if name and not p.name), 0)
        elif at is None and group and tags and not any(p.tags or p.name for p in group):
            at = 0
        if at is None:
            group.append(_Party())
            at = len(group) - 1
        group[at].name = group[at].name or name
        group[at].tags += tags
        out[key] = at
        last = role
    return out


# --- mentions -----------------------------------------------------------------------------------------------------------
def _mentions(claim: Claim, value: Value, role: str, member: int, text: str, folded: str) -> Iterator[Mention]:
    printed = None if value.blank else re.sub("_+", "", text[value.start : value.end])
    rule = claim.label.rule or claim.title.rule

    def fact(field: str, said: str | None, start: int, end: int) -> Mention:
        return Mention("party", PartyFact(role, field, said, member), start, end, rule)

    if value.end > value.start:
        yield fact(value.field, printed, value.start, value.end)
    if value.field == "name" and printed:
        kind = party_name.kind(folded[value.start : value.end])
        if kind:
            yield fact("kind", kind, value.start, value.end)
    if (
        value.field == "id_number"
        and printed
        and (kind := {"identity-card": "person", "credit-code": "org"}.get(codes.kind_of(printed) or ""))
    ):
        yield fact("kind", kind, value.start, value.end)
    if value.field == "name":
        yield from _aliases(claim, value, role, text, fact)


def _aliases(
    claim: Claim, value: Value, role: str, text: str, fact: Callable[[str, str, int, int], Mention]
) -> Iterator[Mention]:
    words = claim.title.words
    if _HAN.search(role) and not any(map(_HAN.search, words)):
        words = ()  # the English line of a bilingual head repeats the role, it does not name it anew
    for alias in dict.fromkeys((*words, *value.words)):
        short, main = _short(alias), _short(role)
        if short == main or short[:-1] == main[:-1] and short[-1] in "方人" and main[-1] in "方人":
            continue
        at = text.find(alias, max(0, claim.at - 10), max(value.end, claim.end) + 40)
        if at >= 0:
            yield fact("alias", alias, at, at + len(alias))
        elif claim.label.title:  # printed with spaces between its characters
            yield fact("alias", alias, claim.at, max(claim.start, claim.at + 1))
