"""The printed words that lead to parties: role words, labels, hints. Read from the pack, looked up by what stands before a
colon or in a table cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.fold import fold
from extractor.packs import Pack, compiled

PARALLEL = {"甲方": "Party A", "乙方": "Party B", "丙方": "Party C", "丁方": "Party D"}  # the letters of a bilingual agreement
_BRACKET = re.compile(r"\(([^()]*)\)")
_TAIL = re.compile(r"(?:如下|信息如下|为|是|即)$")
_NUMBERING = re.compile(
    r"(?:\(?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[).、．](?![0-9])|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}|第[0-9一二三四五六七八九十]{1,3}[条款项]|[①-⑳·•*■●◆○☐□√✓>◦-])*(?:本?(?:合同|协议)的?(?=[甲乙丙丁]方))?"
)
_COMPOUND = re.compile(r"/|、|,|\+|\\|或者|或其|或|及其|以及|及|和|与|暨|兼|并")
_SEAL = re.compile(r"[章签印捺]")
_CALLS = re.compile(r"((?:联系|联络|对接|经办)人)的?((?:联系|联络)?(?:电话|手机|方式)(?:号码)?)$")  # 联系人电话 often holds both
_GLOSS = re.compile(r"(?<=[一-龥])/?[A-Za-z][A-Za-z .'&/-]*$")  # 授权代表 Authorised representative
_SIGN = re.compile(r"(?:或|/|、|签字|签名|签章|签署|盖章)+")


@dataclass(frozen=True, slots=True)
class Title:
    """How one place names a party: role words and aliases as printed, the member of a consortium it means, the rule that
    knew the word."""

    words: tuple[str, ...]
    member: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What a printed label says: whose (`title`, or None: the party spoken of), which fields stand behind it, and whether
    a seal or signature is asked for.

    `maybe`: the party it names if it is a role at all; its place decides.
    """

    gives: tuple[str, ...]
    rule: str
    title: Title | None = None
    seal: bool = False
    maybe: Title | None = None


class Words:
    """The party words of one pack."""

    def __init__(self, pack: Pack):
        self.fields: dict[str, tuple[str, str]] = {}  # folded label → (field, rule id)
        self.signed: dict[str, str] = {}  # rule id → the field it gives beside the signatures
        self.forms: list[tuple[str, str]] = []  # field, rule id of each alternative of `form`
        self.patterns: dict[str, re.Pattern] = {}
        self.rules: dict[str, str] = {}  # kind of word → rule id
        roles: list[str] = []
        forms: list[str] = []
        self._role_rule: dict[str, str] = {}
        for rule in pack.of("party"):
            if rule.kind == "label":
                for label in rule.labels:
                    self.fields.setdefault(_squeeze(label), (rule.set.get(label, rule.gives), rule.id))
                if "signature" in rule.set:
                    self.signed[rule.id] = rule.set["signature"]
            elif rule.kind == "terms" and rule.gives == "group":
                self.fields |= {_squeeze(term): ("group", rule.id) for term in rule.terms}
            elif rule.gives == "role":
                roles += rule.terms
                self._role_rule |= {term: rule.id for term in rule.terms}
            elif rule.gives in ("letter", "role-form", "role-coined", "hint", "defined", "blank", "member"):
                self.patterns[rule.gives], self.rules[rule.gives] = compiled(rule.pattern), rule.id
            else:
                self.forms.append((rule.gives, rule.id))
                forms.append(f"({rule.pattern})")
        self.form = re.compile("|".join(forms))
        terms = "|".join(re.escape(_squeeze(r)) for r in sorted(set(roles), key=len, reverse=True))
        letter = self.patterns["letter"].pattern
        self.roles = re.compile(rf"(?:{letter})|(?:{terms})")
        self.leads = re.compile(  # a field's label at the head of a stretch of a sentence, without a colon: 住所地临江路1号
            "(?:"
            + "|".join(
                re.escape(w)
                for w in sorted(self.fields, key=len, reverse=True)
                if len(w) > 1 and self.fields[w][0] not in ("group",)
            )
            + r")"
        )
        self._known: dict[str, Label | None] = {}

    def label(self, printed: str) -> Label | None:
        """What `printed` (the words before a colon, unfolded) says, or None if it is no label of a party. Spaces within do
        not matter."""
        if printed not in self._known:
            if len(self._known) > 20000:
                self._known.clear()
            self._known[printed] = self._read(_squeeze(printed))
        return self._known[printed]

    def is_hint(self, folded: str) -> bool:
        return bool(self.patterns["hint"].fullmatch(folded))

    def role_rule(self, folded: str) -> str | None:
        """The rule that knows `folded` as a whole as a role word, or None."""
        folded = folded.replace("\u2060", "")
        match = self.roles.fullmatch(folded)
        if match:
            return self._role_rule.get(folded) or (
                self.rules["letter"] if self.is_letter(folded) else next(iter(self._role_rule.values()))
            )
        return self.rules["role-form"] if self.patterns["role-form"].search(folded) else None

    def is_letter(self, folded: str) -> bool:
        return bool(self.patterns["letter"].fullmatch(folded))

    # --- reading a label ----------------------------------------------------------------------------------------------
    def _read(self, printed: str) -> Label | None:
        printed = printed[_NUMBERING.match(fold(printed)).end() :].strip("\"'“”")
        folded = fold(printed)
        if folded.startswith("(") and folded[1 : folded.find(")")] in self.fields:  # 【法定代表人】(签字)
            folded = folded[1:].replace(")", "", 1)
        if not 0 < len(folded) <= 60:
            return None
        found = self.fields.get(folded)
        if found and found[0] != "name" and not self.roles.fullmatch(folded):
            return Label((found[0],), found[1])
        if found and found[0] != "name":  # 经营者 is a sole trader's principal, and in consumer contracts a party
            return Label((found[0],), found[1], None, False, Title((printed,), "", self.role_rule(folded) or ""))
        if self.patterns["member"].search(_BRACKET.sub("", folded)):
            return Label(("name",), self.rules["member"], Title((), _BRACKET.sub("", folded), self.rules["member"]))
        return (
            self._titled(printed, folded) or self._named(printed, folded) or self._field(folded) or self._coined(printed, folded)
        )

    def _named(self, printed: str, folded: str) -> Label | None:
        """`单位名称(甲方)`: the label of the name holds the role."""
        bracket = _BRACKET.search(folded)
        if (
            not bracket
            or not self._role_at(bracket[1]) == len(bracket[1]) > 0
            or self.fields.get(folded[: bracket.start()], ("",))[0] != "name"
        ):
            return None
        title = Title((printed[bracket.start(1) : bracket.end(1)],), "", self.role_rule(bracket[1]) or "")
        return Label(("name",), title.rule, title)

    def _coined(self, printed: str, folded: str) -> Label | None:
        """`销毁单位`: a role word by its form alone; `maybe` leaves it to what stands behind."""
        plain = re.sub(r"(?:名称|姓名)$", "", _BRACKET.sub("", folded))
        if not 2 <= len(plain) <= 10:
            return None
        letter = next((m for m in _BRACKET.finditer(folded) if m.start() == len(plain) and self.is_letter(m[1])), None)
        if (
            letter and re.fullmatch("[一-龥]{2,10}", plain) and letter.end() == len(folded)
        ):  # 代理机构(乙方): the letter vouches for the word
            title = Title((printed[: len(plain)], printed[letter.start(1) : letter.end(1)]), "", self.rules["letter"])
            return Label(("name",), title.rule, title)
        if not self.patterns["role-coined"].search(plain):
            return None
        size, rule = len(plain), self.rules["role-coined"]
        brackets = [self.bracket(printed[m.start(1) : m.end(1)]) for m in _BRACKET.finditer(folded)]
        names = tuple(dict.fromkeys((printed[:size], *(n for b in brackets for n in b[0]))))
        return Label(("other",), rule, None, any(b[1] for b in brackets), Title(names, "", rule))

    def _titled(self, printed: str, folded: str) -> Label | None:
        """`出租方(甲方)名称`: role words with their brackets, then nothing, a hint or a field's label."""
        size = self._role_at(folded)
        if not size:
            return None
        words, seal, member, at = [printed[:size]], False, "", size
        while at < len(folded):
            skip = folded[at] in "/、暨"
            more = self._role_at(folded[at + skip :]) if skip or folded[at].isascii() and folded[at].isalpha() else 0
            if more:  # 甲方/委托方, 甲方 Party A
                if skip or not folded[at:].startswith("Party"):
                    words.append(printed[at + skip : at + skip + more])
                at += skip + more
            elif bracket := _BRACKET.match(folded, at):
                names, mark, who = self.bracket(printed[bracket.start(1) : bracket.end(1)])
                words, seal, member = words + list(names), seal or mark, who or member
                at = bracket.end()
            else:
                break
        rest = re.sub(r"^[的之]|^[为是系即]$", "", folded[at:])
        title = Title(tuple(dict.fromkeys(words)), member, self.role_rule(fold(words[0])) or self.rules["role-form"])
        if not rest:
            return Label(("name",), title.rule, title, seal)
        plain = _BRACKET.sub("", rest)
        inner = None if _SIGN.fullmatch(plain) else self._field(rest)
        if inner:
            return Label(inner.gives, inner.rule, title, seal or inner.seal)
        return Label(("name",), title.rule, title, seal or bool(_SEAL.search(rest))) if self.is_hint(plain) or not plain else None

    def _role_at(self, folded: str) -> int:
        """The size of the role word at the head of `folded`, 0 if there is none."""
        match = self.roles.match(folded)
        size = match.end() if match else 0
        head = re.match("[一-龥]+[0-9]?", folded)
        if head and head.end() > size and folded[: head.end()] not in self.fields and self.patterns["role-form"].search(head[0]):
            return head.end()  # 数据供应方: the longer word, though 数据… is none of the list
        if match and size == 2 and folded[size - 1] == "方" or not match:
            return size
        return 0 if folded in self.fields else size

    def bracket(self, printed: str) -> tuple[tuple[str, ...], bool, str]:
        """What a bracket beside a role or a name says: other names of the role, whether a seal is asked for, the member meant."""
        names, seal, member = [], False, ""
        defined = self.patterns["defined"].search(fold(printed))
        if defined:
            printed = printed[defined.start("value") : defined.end("value")]
        for part in re.split(r"[,、/;:，；：]|或者|或", printed):
            part = part.strip(" \"'“”「」『』‘’_")
            folded = fold(part)
            if not part or self.patterns["blank"].search(folded):
                continue
            if self.patterns["member"].search(folded) or re.fullmatch("[0-9一二三四五六]", folded):
                if folded != "联合体":
                    member = part
                    names += [part] if len(folded) > 1 else []
            elif self.is_hint(folded) and not self.roles.fullmatch(folded):
                seal = seal or bool(_SEAL.search(folded))
            elif len(folded) <= 20 and not defined or self.roles.fullmatch(folded) or len(folded) <= 12:
                names.append(part)
        return tuple(names), seal, member

    def _field(self, folded: str) -> Label | None:
        seal = any(_SEAL.search(b) for b in _BRACKET.findall(folded))
        plain = _TAIL.sub("", _BRACKET.sub("", folded))
        plain = _GLOSS.sub("", plain) if plain not in self.fields else plain
        plain = _CALLS.sub(r"\1/\2", plain)
        parts = [p for p in _COMPOUND.split(plain) if p]
        known = [self._one(plain)] if plain in self.fields or len(parts) < 2 else [self._one(p) for p in parts]
        if not all(known):
            return None
        gives = tuple(dict.fromkeys(k[0] for k in known if k[0] != "other")) or ("other",)
        if len(gives) > 1 and "person" in gives:
            gives = tuple("contact" if g == "person" else g for g in gives)  # 责任会计及电话
        if set(gives) == {"legal_representative", "agent"}:
            gives = ("signatory",)  # one place for either
        return Label(gives, known[0][1], None, seal)

    def _one(self, plain: str) -> tuple[str, str] | None:
        found = self.fields.get(plain)
        if found:
            return found
        for suffix in ("签字", "签名", "签章", "盖章"):
            if plain.endswith(suffix) and plain[: -len(suffix)] in self.fields:
                return self.fields[plain[: -len(suffix)]]
        form = self.form.fullmatch(plain) if 2 < len(plain) < 20 else None
        return self.forms[form.lastindex - 1] if form else None


_SQUARE = str.maketrans("（）【】〔〕［］[]", "()()()()()")


def _squeeze(printed: str) -> str:
    """Without the spaces forms put between the characters of a label (words in Latin letters keep one), all brackets round."""
    return re.sub(r"(?<![A-Za-z.])[\s\u2060]+|[\s\u2060]+(?![A-Za-z])", "", printed).translate(_SQUARE)


_compiled: dict[str, Words] = {}


def words(pack: Pack) -> Words:
    """The words of `pack`, compiled once."""
    if pack.digest not in _compiled:
        _compiled[pack.digest] = Words(pack)
    return _compiled[pack.digest]
