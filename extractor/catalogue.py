"""The catalogue of fields (``patterns/fields.toml``): tables, columns and the words of the closed sets, in Chinese and
English.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.checklists import checklists
from extractor.packs import Pack, PackError

LANGUAGES = ("zh", "en")
TYPES = ("text", "long", "date", "number", "integer", "share", "flag", "duration", "items", "clause", "notes", "said")  # and code:<set>
WIDTHS = {"date": 12, "number": 14, "integer": 8, "share": 8, "flag": 8, "duration": 12, "long": 60}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table. ``type`` as listed in ``patterns/fields.toml``; ``width`` in characters."""

    id: str
    type: str
    group: str
    labels: dict[str, str]  # language → header
    width: int = 14
    about: dict[str, str] | None = None
    codes: str = ""  # the closed set of a code column
    computed: dict[str, str] | None = None  # the rule of a ledger column that is worked out, not literally in the text

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its id, its name by language and its columns in order."""

    id: str
    labels: dict[str, str]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    sheets: tuple[Sheet, ...]
    groups: dict[str, dict[str, str]]
    words: dict[str, dict[str, str]]
    codes: dict[str, dict[str, dict[str, str]]]

    def sheet(self, name: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.id == name)

    def word(self, name: str, lang: str) -> str:
        """A word of the interface (``[word]``), ``about`` (the name of the sheet of explanations) among them."""
        return self.words[name][lang]

    def code(self, of: str, code: str, lang: str) -> str:
        """What a person reads for `code` of the closed set `of`; the code itself when the set does not know it (a user's own)."""
        return self.codes.get(of, {}).get(code, {}).get(lang, code)


def catalogue(pack: Pack) -> Catalogue:
    """The catalogue of a pack. Raises PackError when an entry is incomplete or of an unknown type."""
    table = pack.tables["fields"]
    sheets = []
    for name, entry in table["sheet"].items():
        if name == "about":
            continue
        around = entry.get("with", ())
        listed = (table["lead"] if "lead" in around else []) + table[name] + (table["evidence"] if "evidence" in around else [])
        columns = tuple(_column(name, c) for c in listed)
        sheets.append(Sheet(name, entry, _with_checklists(columns, pack) if name == "contracts" else columns))
    words = table["word"] | {"about": table["sheet"]["about"]}
    codes = table["code"] | _named_elsewhere(pack)
    return Catalogue(tuple(sheets), table["group"], words, codes | {"field": _fields(sheets, codes)})


_KINDS = {"dates": "date_kind", "durations": "duration_kind", "amounts": "amount_kind", "data_terms": "data_term"}


def _fields(sheets: list[Sheet], codes: dict) -> dict[str, dict[str, str]]:
    """The words for what one value is about: ``dates.signed``, ``parties.phone``, ``contracts.title``."""
    known = {sheet.id: sheet for sheet in sheets}
    made = {f"{table}.{c.id}": c.labels for table in ("parties", "contracts") for c in known[table].columns}
    made |= {f"fields.{c.id}": c.labels for c in known["contracts"].columns}
    for table, code in _KINDS.items():
        for kind, words in codes.get(code, {}).items():
            made[f"{table}.{kind}"] = {lang: f"{known[table].labels[lang]} · {words[lang]}" for lang in LANGUAGES}
    return made | {"slots.slot": known["slots"].labels}


_COUNTED = {"zh": "“法定清单”中约定情况为“有”的项数／全部项数，其后列出所缺。", "en": "Items present of all items of the checklist, then what is missing."}


def _with_checklists(columns: tuple[Column, ...], pack: Pack) -> tuple[Column, ...]:
    """The ledger's columns with one for each checklist, behind the data terms."""
    made = tuple(
        Column(f"checklist_{c['id']}", "said", "data", _said(c["title"], c["law"]), 26, c.get("about"), computed=_COUNTED)
        for c in checklists(pack)
    )
    last = max((n for n, c in enumerate(columns) if c.group == "data"), default=len(columns) - 1)
    return columns[: last + 1] + made + columns[last + 1 :]


def _said(title: dict, law: dict) -> dict[str, str]:
    return {lang: f"{title[lang]} ({law[lang]})" for lang in LANGUAGES}


def _named_elsewhere(pack: Pack) -> dict[str, dict[str, dict[str, str]]]:
    """The closed sets whose words stand where their codes are made: checks and kinds of contract."""
    checks = pack.tables.get("checks", {}).get("check", ())
    kinds = {rule.gives: {lang: rule.set.get(lang, rule.gives) for lang in LANGUAGES} for rule in pack.of("contract_type")}
    return {"warning": {c["id"]: {lang: c.get(lang, c["id"]) for lang in LANGUAGES} for c in checks}, "contract_type": kinds}


def _column(sheet: str, entry: dict) -> Column:
    where = f"fields.toml: column {entry.get('id', '?')!r} of {sheet!r}"
    for key in ("id", "type", "group", *LANGUAGES):
        if not entry.get(key):
            raise PackError(f"{where}: needs {key!r}")
    kind, _, codes = entry["type"].partition(":")
    if kind not in TYPES and not (kind == "code" and codes):
        raise PackError(f"{where}: type {entry['type']!r} is none of {', '.join(TYPES)}, code:<set>")
    labels = {lang: entry[lang] for lang in LANGUAGES}
    return Column(entry["id"], kind, entry["group"], labels, entry.get("width", WIDTHS.get(kind, 14)), entry.get("about"), codes, entry.get("computed"))
