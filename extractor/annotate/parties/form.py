"""Lines and tables of a form → claims: which label belongs to which party."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor.annotate.parties.claims import Claim
from extractor.annotate.parties.lines import Entry
from extractor.annotate.parties.words import Label, Title, Words
from extractor.values import party_name

_BODY_LIKE = re.compile(
    "(?:单位|公司|股东|机构|企业|商|者|人|院|校|会|社|行|馆|店|所|厂|方|户|主|家|园|部|局|台|平台|中心|门店|客户|用户)$"
)
_NUMBER = re.compile(r"\s*(?:\(?[0-9一二三四五六七八九十]{1,2}[).、．]|[①-⑳])?\s*")
_OFFICE = re.compile("(?:局|厅|部|委员会|制定|监制|印制)$")
_SENTENCE = 30  # code points without a label: a line that long is prose, and what follows it is no longer about the party before
_MOST_OPEN = 12  # names that may wait for the words below them


@dataclass(frozen=True, slots=True)
class Profile:
    """A party as one place speaks of it: a number for that place and the words used."""

    number: int
    title: Title


@dataclass(slots=True)
class Form:
    """Reads lines in order and remembers whom they speak of. `place`: ``head``, ``body``, ``signature``."""

    folded: str
    words: Words
    place: str
    first: int = 0  # number of the next profile
    current: Profile | None = None
    columns: tuple[
        tuple[int, Profile], ...
    ] = ()  # where each party's column begins (cell of a table row, else offset in the line)
    tabular: bool = False  # the columns are cells of a table
    merged: bool = False  # the columns have run together: only lines with one value for each party can be read
    header: dict[int, Label] = field(default_factory=dict)  # parties as rows: what each column gives
    open: list[tuple[Profile, Label, int]] = field(default_factory=list)  # names still to come on the next line
    list: Profile | None = None  # a party whose label stands alone: members may be listed below it
    below: tuple[Entry, ...] = ()  # the entries of the next line
    seen: set[str] = field(default_factory=set)  # role words met so far

    def forget(self) -> None:
        self.current, self.columns, self.header, self.open, self.list = None, (), {}, [], None

    def read(self, found: Sequence[Entry], start: int, end: int) -> Iterator[Claim]:
        """The claims of one line."""
        found = self._believed(found)
        titled = [e for e in found if e.label and e.label.title]
        listed = None if titled or self.columns else self._listed(found)
        if listed:
            yield listed
            found = found[1:]
        elif titled or not any(e.label for e in found):
            self.list = None
        if not any(e.label for e in found):
            if not listed:
                yield from self._bare(found, start, end)
            return
        if self.header and not (found[0].tab and titled):
            self.header = {}
        if titled:
            yield from self._titled_line(found, titled, start)
        elif self.columns:
            yield from self._columned(found, start)
        elif self._is_header(found):
            self.header = {e.cell: e.label for e in found if e.label}
        else:
            yield from self._run(found)

    def _believed(self, found: Sequence[Entry]) -> Sequence[Entry]:
        """With the words that may be roles taken as roles where their place says so: a name behind them, or other parties
        beside them."""
        maybe = [e for e in found if e.label and e.label.maybe]
        if not maybe:
            return found
        bare = [e for e in found if e.label and e.start == e.end]
        beside = [e for e in found if e.cell > 0 and self.folded[e.at : e.end].strip()]
        header = (
            found[0].tab
            and not self.folded[found[0].at : found[0].end].strip(" :项目事内容栏类别信息")
            and len(beside) > 1
            and all(e in bare and (e.label.title or e.label.maybe and _BODY_LIKE.search(e.label.maybe.words[0])) for e in beside)
        )
        out = []
        for n, entry in enumerate(found):
            label = entry.label
            if label and label.maybe and (header and entry.cell > 0 or self._named(entry, found[n + 1 :])):
                label = Label(("name",), label.maybe.rule, label.maybe, label.seal)
                entry = replace(entry, label=label)
            elif label and label.maybe and entry.start == entry.end and label.gives == ("other",):
                entry = replace(entry, label=None, start=entry.at)  # words of a cell after all
            out.append(entry)
        return out

    def _named(self, entry: Entry, rest: Sequence[Entry]) -> bool:
        """Whether what stands behind a word that may be a role is a party's name."""
        after = rest[0] if rest else None
        label, words = entry.label, entry.label.maybe.words
        if words[0] in self.seen:
            return label.gives == ("other",) or not self.current and not self.columns
        said = self.folded[entry.start : entry.end]
        if not said.strip(" _") and entry.tab and after and after.label is None:
            said = self.folded[after.start : after.end]
        said = re.sub(r"\([^()]*\)\s*$", "", re.split("[,;]", said.strip(" _"), maxsplit=1)[0]).strip(" _")
        kind = party_name.kind(said)
        if label.gives != ("other",):
            return kind == "org" and not self.current
        if self.place != "head" or kind is None or not party_name.plausible(said):
            return False
        identified = any(
            e.label and e.label.title is None and {"id_number", "address"} & {*e.label.gives} for e in (*rest, *self.below)
        )
        return (
            kind == "org"
            and (_BODY_LIKE.search(words[0]) is not None or identified)
            or kind == "person"
            and (re.search("股东|单位|公司|机构|企业", words[0]) is not None or identified)
        )

    # --- the kinds of lines ---------------------------------------------------------------------------------------------
    def _titled_line(self, found: Sequence[Entry], titled: list[Entry], start: int) -> Iterator[Claim]:
        names = [e for e in titled if "name" in e.label.gives]
        if self.header and names and names[0] in found[:2]:
            profile = self._profile(names[0].label.title)
            yield from self._row(found, profile)
            return
        cells = {e.cell for e in names}
        if len(names) > 1 and (found[0].tab or len(cells) == len(names) or len(cells) == 1):
            self.merged = len(cells) == 1
            self.columns, self.tabular, self.header, self.open = (), found[0].tab, {}, []
            profiles = [self._profile(e.label.title) for e in names]
            yield from self._run(found, dict(zip(map(id, names), profiles, strict=True)))
            self.columns = tuple((e.cell if found[0].tab else e.at - start, p) for e, p in zip(names, profiles, strict=True))
            self.current = None
        else:
            if names or not self.columns:
                self.columns, self.open = (), []
            yield from self._run(found)

    def _run(self, found: Sequence[Entry], known: dict[int, Profile] | None = None) -> Iterator[Claim]:
        """Label and value after each other, along the line."""
        skip = False
        for n, entry in enumerate(found):
            if skip or entry.label is None:
                skip = False
                continue
            if entry.label.title is not None:
                self.current = (known or {}).get(id(entry)) or self._whose(entry.label)
            start, end = entry.start, entry.end
            after = found[n + 1] if n + 1 < len(found) else None
            if (
                after
                and after.label is None
                and entry.tab
                and not self.folded[start:end].strip(" _")
                and self.folded[after.start : after.end].strip()
            ):
                start, end, skip = after.start, after.end, True
            if entry.label.gives == ("person",) and self._reached(entry, after):
                entry = replace(entry, label=Label(("contact",), entry.label.rule, entry.label.title))
            if self.current:
                yield from self._claim(self.current, entry, start, end)

    def _columned(self, found: Sequence[Entry], line: int) -> Iterator[Claim]:
        """A line below side-by-side parties."""
        first = found[0]
        bare = [e for e in found[1:] if e.label is None and self.folded[e.start : e.end].strip()]
        labels = [e for e in found if e.label]
        if self.tabular and first.tab and len(labels) == 1 and first.label and self.columns[0][0] > first.cell and bare:
            for entry in bare:  # a label, then one value for each party
                yield Claim(
                    self._at(entry.cell).number,
                    self._at(entry.cell).title,
                    first.label,
                    first.at,
                    entry.start,
                    entry.end,
                    self.place,
                )
            return
        cells = sorted({e.cell for e in found if e.label or self.folded[e.start : e.end].strip()})
        for n, entry in enumerate(found):
            if entry.label is None:
                continue
            start, end = entry.start, entry.end
            after = found[n + 1] if n + 1 < len(found) else None
            if entry.tab and after and after.label is None and not self.folded[start:end].strip(" _"):
                start, end = after.start, after.end
            alike = [e for e in found if e.label and e.label.gives == entry.label.gives]
            if (len(cells) == 1 or self.merged) and len(alike) == len(
                self.columns
            ):  # columns run together: 法定代表人:甲 法定代表人:乙
                profile = self.columns[[id(e) for e in alike].index(id(entry))][1]
            elif self.merged:
                continue
            elif len(cells) == len(self.columns) and all(e.label for e in found if e.cell in cells):
                profile = self.columns[cells.index(entry.cell)][1]
            elif self.tabular == entry.tab and entry.tab:
                profile = self._at(entry.cell)
            elif len(cells) == len(self.columns):
                profile = self.columns[cells.index(entry.cell)][1]
            elif len(cells) == 1 and self.columns[0][0] + 6 < entry.at - line < self.columns[1][0] - 6:
                continue  # one value between two columns: nobody can tell whose
            else:
                profile = self._at(entry.at - line + 6)
            yield from self._claim(profile, entry, start, end)

    def _row(self, found: Sequence[Entry], profile: Profile) -> Iterator[Claim]:
        """A party as a table row under a header of labels."""
        labels = self.header
        named = any("name" in label.gives for label in labels.values())
        if not named:
            first = next(e for e in found if e.label)
            yield Claim(profile.number, profile.title, first.label, first.at, first.start, first.end, self.place)
        for entry in found[1:]:
            label = labels.get(entry.cell)
            if label and entry.label is None:
                yield Claim(profile.number, profile.title, label, entry.start, entry.start, entry.end, self.place)
        self.current = profile

    def _listed(self, found: Sequence[Entry]) -> Claim | None:
        """The name at the head of a line below a role that stands alone (``转让方:`` and then ``1. 孟某,身份证号…``), one member a
        line."""
        entry = found[0]
        if self.list is None or entry.label is not None:
            return None
        said = self.folded[entry.start : entry.end]
        skip = _NUMBER.match(said).end()
        if not self._named_alone(re.split("[,;(]", said[skip:], maxsplit=1)[0].strip(" _")):
            return None
        profile = next((p for p, _, _ in self.open if p is self.list), None)
        if profile is None and not said[:skip].strip():
            return None  # a second name without a number: rather an alternative to tick than a second member
        profile = profile or self._profile(self.list.title)
        self.open, self.current = [], profile
        label = Label(("name",), self.list.title.rule)
        return Claim(profile.number, profile.title, label, entry.start + skip, entry.start + skip, entry.end, self.place)

    def _named_alone(self, said: str) -> bool:
        """Whether words without a label are a party's name; on a cover an office may be the one that issued the form."""
        return party_name.is_name(said) and not (self.place == "head" and _OFFICE.search(said))

    def _bare(self, found: Sequence[Entry], start: int, end: int) -> Iterator[Claim]:
        """A line without labels: the names of parties whose place on the line before was left empty, or prose."""
        words = [e for e in found if self.folded[e.start : e.end].strip(" _")]
        named = [e for e in words if self._named_alone(self.folded[e.start : e.end].strip(" _"))]
        if self.open and named and len(named) == len(words) <= len(self.open):
            for entry, (profile, label, at) in zip(words, self.open, strict=False):
                yield Claim(profile.number, profile.title, label, at, entry.start, entry.end, self.place)
            self.open = []
        elif end - start > _SENTENCE and self.place != "signature":
            self.forget()
        elif end > start:
            self.open = []

    def _reached(self, entry: Entry, after: Entry | None) -> bool:
        """Whether a telephone or an address for mail stands beside the person."""
        name = self.folded[entry.start : entry.end].strip(" _")
        beside = after and after.label and after.label.gives[0] in ("phone", "email") and after.label.title is None
        return bool(re.fullmatch("[一-龥]{2,4}", name) and beside or re.search("[0-9]{7}|[0-9]{3,4}-[0-9]{3,4}", name))

    # --- whose -------------------------------------------------------------------------------------------------------------
    def _claim(self, profile: Profile, entry: Entry, start: int, end: int) -> Iterator[Claim]:
        label = entry.label
        if self.place == "signature" and label.rule in self.words.signed:
            label = Label((self.words.signed[label.rule], *label.gives[1:]), label.rule, label.title, label.seal)
        if "name" in label.gives:
            self.open = [o for o in self.open if o[0] is not profile]
            if not self.folded[start:end].strip(" _") and len(self.open) < _MOST_OPEN:
                self.open.append((profile, label, entry.at))
                self.list = profile if label.title else None
        elif label.gives != ("other",):
            self.open = []
        yield Claim(profile.number, profile.title, label, entry.at, start, end, self.place)

    def _at(self, place: int) -> Profile:
        return next((p for at, p in reversed(self.columns) if at <= place), self.columns[0][1])

    def _profile(self, title: Title) -> Profile:
        self.first += 1
        self.seen.update(title.words)
        return Profile(self.first, title)

    def _whose(self, label: Label) -> Profile:
        """The profile a label with a role speaks of: the one being read when it is that party's further field, else a new one."""
        now, title = self.current, label.title
        if not title.words:  # 牵头人:, 成员: under a shared role
            return self._profile(Title((*now.title.words[:1], title.member) if now else (), title.member, title.rule))
        if (
            now
            and now.title.words[:1] == title.words[:1]
            and now.title.member == title.member
            and (label.gives[0] != "name" or label.rule != title.rule)
        ):
            return now
        return self._profile(title)

    def _is_header(self, found: Sequence[Entry]) -> bool:
        """Whether a table row only names fields (``当事人 | 名称 | 地址``), for parties in the rows below."""
        gives = {g for e in found if e.label and e.start == e.end for g in e.label.gives} - {"other"}
        texts = [self.folded[e.at : e.end].strip() for e in found]
        return (
            found[0].tab
            and len(gives) > 1
            and all(len(t) <= 14 and not re.search("[0-9]", t) for t in texts)
            and all(e.start == e.end for e in found if e.label)
            and all(e.label or not text for e, text in zip(found[1:], texts[1:], strict=True))  # else values stand beside the labels
        )
