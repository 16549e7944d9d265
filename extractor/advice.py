"""A folder of one's own rules, looked through: what is wrong, in which line, and what to do. Nothing here runs on agreements.

Every file is read on its own, so one mistake does not hide the next. A `Problem` says in both languages what is wrong and what helps.
"""

from __future__ import annotations

import difflib
import re
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor import packs
from extractor.catalogue import catalogue
from extractor.checks import own
from extractor.fold import fold
from extractor.packs import Pack, PackError, Rule

_SLOW = 0.05  # seconds a pattern may take on `_HARD`
_HARD = ("违约金" * 40 + "一" * 400 + "1" * 400, "a" * 2000, "，" * 300 + "甲方" * 300)
_SETTINGS = ("own_names",)


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` is 1-based, 0 where the whole file is meant; ``zh`` and ``en`` are (what is wrong, what helps)."""

    file: Path
    line: int
    zh: tuple[str, str]
    en: tuple[str, str]
    grave: bool = True  # False: it works, but not as far as it could

    def told(self, lang: str) -> str:
        what, helps = self.zh if lang == "zh" else self.en
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{where}\n  {'问题：' if lang == 'zh' else 'wrong: '}{what}\n  {'建议：' if lang == 'zh' else 'try: '}{helps}"


def advice(folder: Path, below: Iterable[Path] = ()) -> list[Problem]:
    """What is wrong in `folder`, whose rules lie on top of the shipped ones and of those in `below`. Raises PackError where there are no files."""
    shipped = packs.load(*below)
    files = sorted(folder.rglob("*.toml"))
    if not files:
        raise PackError(f"{folder}: no pattern files (*.toml) here; `extractor new-field NAME --dir {folder}` drafts one")
    problems: list[Problem] = []
    tables: dict[Path, dict] = {}
    for file in files:
        try:
            tables[file] = tomllib.loads(file.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(_unreadable(file, error))
    parts = dict(shipped.parts)
    for table in tables.values():
        parts |= {k: v for k, v in table.get("parts", {}).items() if isinstance(v, str)}
    fields: dict[str, tuple[Path, int]] = {}
    for file, table in tables.items():
        problems += _rules(file, table, parts, shipped, fields)
    if not problems or len(tables) == len(files):
        problems += _columns(folder, tables, fields, shipped)
    problems += _checks(folder, tables, fields, shipped)
    problems += _settings(folder, tables)
    return problems if any(p.grave for p in problems) else [*problems, *_together(folder, below)]


def _together(folder: Path, below: Iterable[Path]) -> Iterator[Problem]:
    """What shows only when everything is loaded: two rules of one id, sites, a column's type."""
    from extractor.cleaning.sites import check_sites

    try:
        pack = packs.load(*below, folder)
        catalogue(pack)
        wrong = check_sites(pack)
    except PackError as error:
        wrong = [str(error)]
    for text in wrong:
        place = re.match(r"(?P<file>.+?\.toml):(?P<line>\d+): (?P<rest>.*)", text, re.S)
        file, line, rest = (Path(place["file"]), int(place["line"]), place["rest"]) if place else (folder, 0, text)
        zh = next((re.sub(wrong, said, rest, flags=re.S) for wrong, said in _IN_CHINESE if re.match(wrong, rest, re.S)), rest)
        yield Problem(file, line, (zh, "按所说改动后再检查一次"), (rest, "change what it says and check again"))


_RULE = r"\w+ '(.+?)': "
_IN_CHINESE = (  # what is said of site files
    (_RULE + r"'(\w+)' does not compile: (.+)", r"规则 \1 的 \2 写得不对，多半是括号没有成对：\3"),
    (_RULE + r"unknown key (.+); known: (.+)", r"规则 \1 有不认识的项 \2；可用的有：\3"),
    (_RULE + r"needs (.+)", r"规则 \1 缺 \2"),
    (_RULE + r"mark what should go between ⟦ and ⟧ in (.+)", r"规则 \1 的例句里没有用 ⟦ ⟧ 括出要去掉的部分：\2"),
    (_RULE + r"(.+) should become (.+), became (.+)", r"规则 \1 的例句 \2 应当变成 \3，实际变成 \4"),
    (_RULE + r"must leave (.+) alone, made (.+)", r"规则 \1 不该改动例句 \2，实际变成 \3"),
    (r"a site needs '(.+)'", r"这一网站的文件缺 \1"),
    (r"rule id '(.+)' is used twice", r"规则名 \1 用了两次"),
)


# --- TOML -----------------------------------------------------------------------------------------------------------------
_FULL_WIDTH = re.compile("[＝＂“”‘’［］｛｝]")


def _unreadable(file: Path, error: Exception) -> Problem:
    found = re.search(r"at line (\d+)", str(error))
    if isinstance(error, UnicodeDecodeError):
        return Problem(
            file,
            0,
            ("文件不是 UTF-8 编码", "用记事本另存为，编码选 UTF-8"),
            ("the file is not UTF-8", "save it again with the encoding UTF-8"),
        )
    line = int(found[1]) if found else 0
    raw = file.read_text("utf-8").splitlines()
    text = raw[line - 1] if 0 < line <= len(raw) else ""
    if _FULL_WIDTH.search(text):
        zh = "这一行用了全角的引号、等号或者括号", '符号换成半角：" \' = [ ]'
        en = "full-width quotes, equals sign or brackets", "use \" ' = [ ]"
    elif re.search(r'"[^"]*\\[^"\\ntrbfuU]', text):
        zh = "双引号里的反斜杠有特殊意思", "表达式改用单引号括起来，如 pattern = '\\d+'"
        en = "a backslash within double quotes means something else", "put the pattern between single quotes, as pattern = '\\d+'"
    elif text.count('"') % 2 or text.count("'") % 2:
        zh = "引号没有成对", "检查这一行两头的引号"
        en = "a quote is not closed", "look at both ends of this line"
    elif re.search(r"[=\[,]\s*[\u4e00-\u9fff]", text):
        zh, en = ("文字没有加引号", '文字两头加半角引号，如 cue = ["违约金"]'), ("words without quotes", 'put quotes around them, as cue = ["违约金"]')
    elif re.match(r"\s*[^#\[=]+$", text) and text.strip():
        zh = "这一行不是“名称 = 值”的样子", '补上等号和引号，如 kind = "regex"；说明文字前面加 #'
        en = "this line is no `name = value`", 'add the equals sign and quotes, as kind = "regex"; put # before remarks'
    else:
        zh = f"这一行不合 TOML 的写法：{error}", "对照 extractor new-field 生成的文件改"
        en = f"not TOML: {error}", "compare it with a file that extractor new-field drafts"
    return Problem(file, line, zh, en)


def _line(file: Path, *words: str) -> int:
    """The first line that holds one of `words` (1-based), 0 where none does."""
    lines = file.read_text("utf-8").splitlines()
    return next((n for word in words for n, line in enumerate(lines, 1) if word in line), 0)


def _close(word: str, known: Iterable[str], wrap: Callable[[str], str] = str) -> str:
    found = difflib.get_close_matches(word, list(known), 1, 0.5)
    return wrap(found[0]) if found else ""


def _or_listed(word: str, known: Iterable[str], lang: str) -> str:
    known = sorted(known)
    near = _close(word, known)
    listed = ("、" if lang == "zh" else ", ").join(known[:30])
    if near:
        return f"是不是 {near}？" if lang == "zh" else f"did you mean {near}?"
    return f"可用的有：{listed}" if lang == "zh" else f"known: {listed}"


# --- rules ------------------------------------------------------------------------------------------------------------------
def _rules(file: Path, table: dict, parts: dict[str, str], shipped: Pack, fields: dict) -> Iterator[Problem]:
    raw = file.read_text("utf-8")
    entries = table.get("rule", [])
    if "rules" in table or not isinstance(entries, list):
        yield Problem(
            file,
            _line(file, "[rule", "[[rules", "[rules"),
            ("规则要以 [[rule]] 开头（两层方括号，单数）", "改成 [[rule]]"),
            ("a rule begins with [[rule]] (two brackets, singular)", "write [[rule]]"),
        )
        return
    known_fields = {rule.field for rule in shipped.rules}
    for entry in entries:
        name = str(entry.get("id", ""))
        line = _line(file, f'id = "{name}"', f"id = '{name}'") if name else _line(file, "[[rule]]")
        if entry.get("field") not in known_fields:
            fields.setdefault(entry.get("field"), (file, line))
        problem = _entry(file, line, entry)
        if problem:
            yield problem
            continue
        try:
            rule = packs.rule_of(entry, parts, file, raw, False)
        except PackError as error:
            yield _refused(file, line, str(error), parts)
            continue
        if rule.field not in known_fields and rule.kind == "near":
            yield Problem(
                file,
                line,
                ("自定字段的规则不能用 near", "改用 regex，用 {any_date}、{any_amount} 这样的写法表示值"),
                ("a field of your own cannot use near", "use regex with {any_date}, {any_amount} and the like"),
            )
            continue
        yield from _examples(rule, file, line)


def _entry(file: Path, line: int, entry: dict) -> Problem | None:
    """The mistakes of writing: unknown keys, what is missing, an unknown kind."""
    for key in entry:
        if key not in packs.KEYS:
            zh, en = (_or_listed(key, packs.KEYS, lang) for lang in ("zh", "en"))
            return Problem(file, _line(file, f"{key} =", f"{key}=") or line, (f"不认识的项 {key}", zh), (f"unknown key {key}", en))
    for key in ("id", "field", "kind"):
        if not entry.get(key):
            return Problem(file, line, (f"规则缺 {key}", f'加一行 {key} = "…"'), (f"the rule has no {key}", f'add a line {key} = "…"'))
    kind = entry["kind"]
    if kind not in packs.KINDS:
        zh, en = (_or_listed(str(kind), packs.KINDS, lang) for lang in ("zh", "en"))
        return Problem(file, line, (f"不认识的 kind：{kind}", zh), (f"unknown kind {kind}", en))
    need = {"label": "labels", "terms": "terms"}.get(kind, "pattern")
    for key in (need, "yes", "no"):
        if not entry.get(key):
            zh = {"yes": "yes = ['……⟦要取的内容⟧……']", "no": "no = ['不该取的一句']"}.get(key, f"加一行 {key} = …")
            why = f"kind = {kind} 的规则要有 {key}" if key == need else f"规则要有例句 {key}"
            return Problem(file, line, (why, zh), (f"the rule needs {key}", zh))
        if key in ("labels", "terms", "yes", "no") and not isinstance(entry[key], list):
            return Problem(
                file,
                line,
                (f"{key} 要写成列表", f"加方括号：{key} = ['…']"),
                (f"{key} must be a list", f"add brackets: {key} = ['…']"),
            )
    return None


def _refused(file: Path, line: int, error: str, parts: dict[str, str]) -> Problem:
    unknown = re.search(r"unknown part \{(\w+)\}", error)
    if unknown:
        wanted = unknown[1]
        shared = [p for p in parts if p.startswith("any_")]
        zh, en = (_or_listed(wanted, shared if wanted.startswith("any") else parts, lang) for lang in ("zh", "en"))
        return Problem(file, line, (f"没有叫 {{{wanted}}} 的现成写法", zh), (f"there is no part {{{wanted}}}", en))
    rest = error.partition(": ")[2] or error
    return Problem(file, line, (rest, "按所说改动"), (rest, "change what it says"))


def _examples(rule: Rule, file: Path, line: int) -> Iterator[Problem]:
    """The pattern compiles, is quick, and every example holds."""
    import regex

    for pattern in filter(None, (rule.pattern, rule.unless)):
        try:
            regex.compile(pattern)
        except regex.error as error:
            yield Problem(
                file,
                line,
                (f"表达式写错了：{error.msg}", "检查括号是否成对；( ) [ ] . * + ? 当普通字用时前面加 \\"),
                (f"the pattern is wrong: {error.msg}", "look whether brackets are closed; put \\ before ( ) [ ] . * + ? meant as characters"),
            )
            return
    if _slow(rule):
        yield Problem(
            file,
            line,
            ("表达式太慢，遇到长句会超时", "不要在重复里面再套重复，如 (…+)+；用 [^。;]{0,24}? 代替 .*"),
            ("the pattern is too slow on long sentences", "no repetition within a repetition, as (…+)+; write [^。;]{0,24}? instead of .*"),
        )
        return
    for example, spans, text, got in _tried(rule):
        found = "、".join(f"“{text[s:e]}”" for s, e in got)
        if not spans and example in rule.yes:
            yield Problem(
                file,
                line,
                (f"例句“{example}”没有标出要取的内容", "用 ⟦ ⟧ 把要取的部分括起来"),
                (f"the example {example!r} does not say what is to be found", "put what should be found between ⟦ and ⟧"),
            )
        elif example in rule.yes and got != spans:
            wanted = "、".join(f"“{text[s:e]}”" for s, e in spans)
            cue = rule.cue and not any(word in text for word in rule.cue)
            helps = f"句子里没有 cue 里的词（{'、'.join(rule.cue)}），加上或者去掉 cue" if cue else "改表达式，或者改例句里的 ⟦ ⟧"
            help_en = f"no word of cue ({', '.join(rule.cue)}) stands in it: add one" if cue else "change the pattern, or the ⟦ ⟧"
            yield Problem(
                file,
                line,
                (f"例句“{example}”应当取出{wanted}，实际取出{found or '空'}", helps),
                (f"in {example!r} expected {wanted}, found {found or 'nothing'}", help_en),
            )
        elif example in rule.no and got:
            yield Problem(
                file,
                line,
                (f"反例“{example}”不该取，却取出{found}", "把表达式写窄些，或者在 unless 里写上这种句子的特征"),
                (f"{example!r} must give nothing, found {found}", "make the pattern narrower, or say in unless what marks such sentences"),
            )


def _slow(rule: Rule) -> bool:
    began = time.perf_counter()
    try:
        for text in _HARD:
            for word in rule.cue[:1] or ("",):
                list(rule.find(word + text))
    except TimeoutError:
        return True
    return time.perf_counter() - began > _SLOW * len(_HARD) * 4


def _tried(rule: Rule) -> Iterator[tuple[str, list, str, list]]:
    for example in (*rule.yes, *rule.no):
        text, spans = packs.marked(fold(example))
        masked = packs.masked(text, spans) if rule.kind == "near" else text
        got = list(rule.find(masked))
        if rule.kind == "near":
            got = spans if any(packs.VALUE in masked[s:e] for s, e in got) else []
        yield example, spans, text, got


# --- columns, checks, settings ------------------------------------------------------------------------------------------------
def _columns(folder: Path, tables: dict[Path, dict], fields: dict, shipped: Pack) -> Iterator[Problem]:
    """Each field of one's own has a column, each column of one's own a rule."""
    file = folder / "fields.toml"
    table = tables.get(file, {})
    columns = [c for c in table.get("contracts", ()) if isinstance(c, dict)]
    ids = {c.get("id") for c in columns}
    known = {c.id for sheet in catalogue(shipped).sheets for c in sheet.columns}
    for name, (where, line) in fields.items():
        if name and name not in ids and name not in known:
            yield Problem(
                where,
                line,
                (f"字段 {name} 在台账里没有列", f'在 {file.name} 里加：[[contracts]] id = "{name}" group = "own" type = "text" zh = "{name}" en = "{name}"'),
                (f"the field {name} has no column in the ledger", f"add a [[contracts]] entry with id = {name!r} to {file.name}"),
                grave=False,
            )
    for column in columns:
        name = column.get("id", "")
        if name not in fields and name not in known:
            near_zh, near_en = (_or_listed(str(name), fields or ["…"], lang) for lang in ("zh", "en"))
            yield Problem(file, _line(file, f'"{name}"'), (f"列 {name} 没有规则去填", near_zh), (f"no rule fills the column {name}", near_en))
        for key in ("type", "group", "zh", "en"):
            if not column.get(key):
                yield Problem(file, _line(file, f'"{name}"'), (f"列 {name} 缺 {key}", f'加一行 {key} = "…"'), (f"the column {name} has no {key}", f'add {key} = "…"'))


def _checks(folder: Path, tables: dict[Path, dict], fields: dict, shipped: Pack) -> Iterator[Problem]:
    file = folder / "checks.toml"
    kinds = {rule.gives for rule in shipped.of("contract_type")}
    known = {c.id for c in catalogue(shipped).sheet("contracts").columns} | set(filter(None, fields))
    for name in ("date_kind", "duration_kind", "amount_kind"):
        known |= set(catalogue(shipped).codes.get(name, {}))
    for check in tables.get(file, {}).get("check", ()):
        line = _line(file, f'"{check.get("id", "")}"') or _line(file, "[[check]]")
        for what in _wrong_check(check, known, kinds):
            yield Problem(file, line, *what)


def _wrong_check(check: dict, known: set[str], types: set[str]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    for key in ("id", "kind", "severity", "zh", "en"):
        if not check.get(key):
            yield (f"检查缺 {key}", f'加一行 {key} = "…"'), (f"the check has no {key}", f'add {key} = "…"')
            return
    for word, allowed, name in ((check["kind"], own.KINDS, "kind"), (check["severity"], own.SEVERITIES, "severity")):
        if word not in allowed:
            yield (f"不认识的 {name}：{word}", _or_listed(str(word), allowed, "zh")), (f"unknown {name} {word}", _or_listed(str(word), allowed, "en"))
            return
    for key in set(check) - own.KEYS:
        yield (f"不认识的项 {key}", _or_listed(key, own.KEYS, "zh")), (f"unknown key {key}", _or_listed(key, own.KEYS, "en"))
    for key in own.KINDS[check["kind"]]:
        if not check.get(key):
            yield (f"kind = {check['kind']} 的检查要有 {key}", f"加一行 {key} = …"), (f"the check needs {key}", f"add {key} = …")
    if "field" in own.KINDS[check["kind"]] and check.get("field") and check["field"] not in known:
        field = str(check["field"])
        yield (f"没有叫 {field} 的字段", _or_listed(field, known, "zh")), (f"there is no field {field}", _or_listed(field, known, "en"))
    if check.get("limit") is not None and own.compare(str(check["limit"]), str(check["limit"])) is None:
        helps = '写成 1000000、"30%"、"2026-12-31" 或者 "P3Y"'
        yield (f"看不懂的 limit：{check['limit']}", helps), (f"cannot read the limit {check['limit']}", 'as 1000000, "30%", "2026-12-31" or "P3Y"')
    for kind in check.get("types", ()):
        if kind not in types:
            yield (f"没有叫 {kind} 的合同类型", _or_listed(str(kind), types, "zh")), (f"there is no kind of contract {kind}", _or_listed(str(kind), types, "en"))


def _settings(folder: Path, tables: dict[Path, dict]) -> Iterator[Problem]:
    file = folder / "settings.toml"
    table = tables.get(file, {})
    for key in table:
        if key not in _SETTINGS:
            zh, en = (_or_listed(key, _SETTINGS, lang) for lang in ("zh", "en"))
            yield Problem(file, _line(file, key), (f"不认识的设置 {key}", zh), (f"unknown setting {key}", en))
    names = table.get("own_names", [])
    if not isinstance(names, list) or not all(isinstance(n, str) and len(n.strip()) > 1 for n in names):
        yield Problem(
            file,
            _line(file, "own_names"),
            ("own_names 要写成名称的列表", 'own_names = ["某某有限公司", "某某集团"]'),
            ("own_names must be a list of names", 'own_names = ["某某有限公司"]'),
        )
