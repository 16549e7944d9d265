"""The command line: verbs only. Everything heavy is imported inside the verb that needs it.

Exit codes: 0 all well; 1 some files failed (``run``), rules are wrong (``check``); 2 wrong usage, nothing to do, or an output
that cannot be written.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from extractor import __version__, limits

_FORMATS = "xlsx, csv, parquet, dataset, jsonl, sqlite, duckdb or ics (a calendar)"


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):  # a console that is not UTF-8 shows escapes, it does not end the run
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        if options.allow:
            limits.choose(options.allow)
        if options.ocr:
            from extractor import ocr

            ocr.choose(options.ocr)
        return options.verb(options)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if options.debug:
            raise
        print(f"extractor: {_told(error)}", file=sys.stderr)
        return 2


def _told(error: Exception) -> str:
    """One line of what went wrong and, where known, what to do."""
    step = getattr(error, "next_step", None)
    if step:
        return f"{error} – {step}"
    expected = isinstance(error, (OSError, ValueError)) or type(error).__name__ in ("OutputError", "StoreError")
    return str(error) if expected else f"{type(error).__name__}: {error} (--debug shows where)"


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--patterns", action="append", type=Path, default=[], metavar="DIR", help="rules of your own on top of the shipped ones"
    )
    shared.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of headers and words (default zh)")
    shared.add_argument(
        "--allow", action="append", metavar="NAME=NUMBER", help="another limit for files, as MAX_PAGES=10000 (names: extractor/limits.py); may be given several times"
    )
    shared.add_argument("--ocr", choices=("rapid", "tesseract", "off"), help="what recognises text in pictures (default rapid, the extra [ocr])")
    shared.add_argument("--debug", action="store_true", help="show the place in the program where something went wrong")

    parser = argparse.ArgumentParser(
        prog="extractor", description="An archive of agreements in, a contract ledger out. Offline; nothing is guessed."
    )
    parser.add_argument("--version", action="version", version=f"extractor {__version__}")
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")

    def verb(name: str, function, text: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=text, description=text, parents=[shared])
        made.set_defaults(verb=function)
        return made

    run = verb(
        "run",
        _run,
        "Extract every agreement of files and folders into a ledger. What is done is kept: a run that was stopped goes on, a later run does what is new.",
    )
    run.set_defaults(output=None)
    run.add_argument("archive", nargs="+", type=_place, help="a file, a folder, or the URL of one (s3://…)")
    run.add_argument(
        *("-o", "--output"),
        action="extend",
        nargs=1,
        type=_place,
        metavar="FILE",
        help=f"{_FORMATS}, by suffix, also a URL; may be given several times (ledger.xlsx)",
    )
    run.add_argument("--store", type=Path, metavar="FILE", help="where the run keeps what is done (beside the first output)")
    run.add_argument(
        "--jobs",
        type=_whole,
        default=os.cpu_count() or 1,
        metavar="N",
        help="worker processes; 0 = work in this one (default: one per core)",
    )
    run.add_argument("--engine", choices=("local", "dask"), default="local", help="where the work is done (default local: on this machine)")
    run.add_argument("--scheduler", metavar="URL", help="of the Dask cluster: tcp://host:8786")
    run.add_argument("--timeout", type=float, default=300.0, metavar="SECONDS", help="for one file (default 300)")
    run.add_argument("--memory", type=_whole, default=4096, metavar="MB", help="for one worker; 0 = no limit (default 4096)")
    run.add_argument("--limit", type=_whole, metavar="N", help="only the first N files")
    run.add_argument("--since", type=_moment, metavar="DATE", help="only files changed since then: 2025-03-01 or 2025-03-01T08:00")
    run.add_argument("--fresh", action="store_true", help="forget what earlier runs did and do everything anew")
    run.add_argument("--retry-failed", action="store_true", help="also try again what failed before")
    run.add_argument("--dry-run", action="store_true", help="only tell what would be done")
    run.add_argument("--as-of", type=_day, metavar="DATE", help="the day from which expiry is judged, 2025-12-31 (default: today); recorded in the outputs")
    run.add_argument("--own", action="append", metavar="NAME", help="our own name, or a part of it, for the columns 我方 and 对方; may be given several times")
    run.add_argument(
        "--update", type=Path, metavar="LEDGER.XLSX", help="an earlier workbook you worked in: its corrected cells and columns of your own are kept beside what the machine says"
    )
    run.add_argument("--mask", action="store_true", help="mask identity, phone and account numbers in the outputs")
    run.add_argument("--profile", action="store_true", help="show at the end which step took how long")
    run.add_argument("--log", type=Path, metavar="FILE", help="write what happens as JSON lines; no words of the agreements")

    status = verb("status", _status, "Tell how a store stands, also while a run is writing it: files done, what failed, where the time went.")
    status.add_argument("store", type=Path, help="the .store file beside a run's output")

    forget = verb("forget", _forget, "Take a document, or an archive with all in it, wholly out of a store.")
    forget.add_argument("file", help="its name as in the outputs")
    forget.add_argument("--store", type=Path, default=Path("ledger.store"), metavar="FILE", help="default ledger.store")

    show = verb("show", _show, "Print one agreement for a person, or draw one of its pages with boxes around what was extracted.")
    show.add_argument("file", type=Path)
    show.add_argument("--page", type=_whole, metavar="N", help="draw page N of a PDF, scan or picture as PNG")
    show.add_argument("-o", "--output", type=Path, metavar="PNG", help="where the drawing goes (default: FILE-pN.png here)")

    review = verb("review", _review, "Review the agreements of a store in the browser: values beside text and page, decisions kept in the store.")
    review.add_argument("archive", type=Path, metavar="STORE_OR_JSONL", help="the .store file beside a run's output, or a .jsonl of records")
    review.add_argument("--static", type=Path, metavar="DIR", help="write a copy that opens without a server (and takes no decisions) instead of serving")
    review.add_argument("--port", type=_whole, default=0, help="on 127.0.0.1 (default: a free one)")
    review.add_argument("--as-of", type=_day, metavar="DATE", help="the day from which expiry is judged (default: today)")
    review.add_argument("--no-browser", action="store_true", help="only print the address")

    why = verb("why", _why, "Tell which rules found a field in a file, and which nearly did.")
    why.add_argument("file", type=Path)
    why.add_argument("field", help="a field, kind, data-term type or rule id: party, signed, retention, phone, …")

    verb("fields", _fields, "List the tables and columns.")

    draft = verb("new-field", _new_field, "Draft a field of your own: a rule file with examples to replace, and its column.")
    draft.add_argument("name", help="what the field is called, as 违约金比例")
    draft.add_argument("--dir", type=Path, default=Path("own"), metavar="DIR", help="the folder for rules of your own (default own)")

    check = verb("check", _check, "Test rules against their examples and explain what is wrong.")
    check.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="PACK_DIR",
        help="a folder with rules of your own, checked on top of the shipped ones",
    )

    score = verb("score", _score, "Measure records against gold labels.")
    score.add_argument(
        "records", type=Path, metavar="RECORDS|ARCHIVE", help="a .jsonl of records, or agreements to extract first"
    )
    score.add_argument("labels", type=Path, help="a folder with .gold or .json labels, one such file, or the .store with what people decided")
    return parser


def _whole(value: str) -> int:
    number = int(value)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def _place(value: str) -> Path | str:
    from extractor import remote

    return value if remote.is_remote(value) else Path(value)


def _day(value: str):
    from datetime import date

    return date.fromisoformat(value)


def _moment(value: str):
    from datetime import datetime

    return datetime.fromisoformat(value)


def _pack(options: argparse.Namespace):
    from extractor import packs

    return packs.load(*options.patterns)


# --- verbs ----------------------------------------------------------------------------------------------------------------
def _run(options: argparse.Namespace) -> int:
    import signal

    from extractor.batch.run import Job, run

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what ends jobs on a cluster is a Ctrl-C
    return run(Job(**{name: _fixed(getattr(options, name)) for name in Job.__dataclass_fields__ if getattr(options, name, None) is not None}))


def _fixed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _status(options: argparse.Namespace) -> int:
    from extractor.batch import told
    from extractor.store import Store

    store = Store(options.store, reading_only=True)
    print(*told.status(store), sep="\n")
    store.close()
    return 0


def _forget(options: argparse.Namespace) -> int:
    from extractor.store import Store, StoreError
    from extractor.store.forgetting import forget

    if not options.store.is_file():
        raise StoreError(f"{options.store}: no store here; --store names it")
    store = Store(options.store)
    names, others = forget(store, options.file)
    store.close()
    print(*(f"forgotten: {name}" for name in names), *(f"the same content is kept for {name}" for name in others), sep="\n")
    if names:
        print("outputs written before still hold it: run again to write them anew (a file that is still in the archive comes back)")
    else:
        print(f"extractor: the store knows no file {options.file}", file=sys.stderr)
    return 0 if names else 2


def _show(options: argparse.Namespace) -> int:
    from extractor import pipeline
    from extractor.catalogue import catalogue
    from extractor.show import show

    pack = _pack(options)
    if options.page is not None:
        return _draw(options, pack)
    for record in pipeline.extract(options.file, pack):
        show(record.to_dict(), catalogue(pack), options.lang)
    return 0


def _draw(options: argparse.Namespace, pack) -> int:
    from extractor.catalogue import catalogue
    from extractor.draw import page

    out = options.output or Path(f"{options.file.stem}-p{options.page}.png")
    out.parent.mkdir(parents=True, exist_ok=True)
    page(options.file, options.page, pack, catalogue(pack), options.lang).save(out, "PNG")
    print(f"→ {out}")
    return 0


def _review(options: argparse.Namespace) -> int:
    from extractor.catalogue import catalogue
    from extractor.review.archive import Archive
    from extractor.review.site import Site
    from extractor.standpoint import standpoint

    pack = _pack(options)
    archive = Archive(options.archive, pack, standpoint(pack, options.as_of))
    site = Site(catalogue(pack), options.lang, fixed=options.static is not None)
    if options.static:
        from extractor.review.static import write

        def step(done: int, of: int) -> None:
            if sys.stderr.isatty():
                print(f"\r{done} / {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)

        print(f"→ {write(archive, site, options.static, step)}")
        return 0
    import webbrowser

    from extractor.review.server import serve

    def tell(address: str) -> None:
        print(f"→ {address}\n{'按 Ctrl-C 结束' if options.lang == 'zh' else 'Ctrl-C ends it'}", flush=True)
        if not options.no_browser:
            webbrowser.open(address)

    serve(archive, site, options.port, tell)
    return 0


def _why(options: argparse.Namespace) -> int:
    from extractor.why import why

    print(why(options.file, options.field, _pack(options)))
    return 0


def _fields(options: argparse.Namespace) -> int:
    from extractor.catalogue import catalogue

    words = catalogue(_pack(options))
    for sheet in words.sheets:
        print(f"{sheet.id}  {sheet.labels['zh']} · {sheet.labels['en']}")
        for column in sheet.columns:
            kind = f"{column.type}:{column.codes}" if column.codes else column.type
            print(f"  {column.id:26}{kind:20}{column.group:9}{column.labels['zh']} · {column.labels['en']}")
    return 0


def _new_field(options: argparse.Namespace) -> int:
    from extractor.new_field import new_field

    files = new_field(options.name, options.dir, _pack(options))
    print(*(f"→ {file}" for file in files), sep="\n")
    where = f'"{options.dir}"' if " " in str(options.dir) else options.dir
    if options.lang == "zh":
        print(f"把例句换成您合同里的原句，然后：extractor check {where}；再：extractor run 合同文件夹 --patterns {where}")
    else:
        print(f"Put sentences of your own in, then: extractor check {where}; then: extractor run FOLDER --patterns {where}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from extractor import packs
    from extractor.catalogue import catalogue
    from extractor.cleaning.sites import check_sites

    if options.folder:
        from extractor.advice import advice

        problems = advice(options.folder, options.patterns)
        print(*(p.told(options.lang) for p in problems), sep="\n", end="\n" if problems else "")
        if grave := sum(p.grave for p in problems):
            print(f"共 {grave} 处要改" if options.lang == "zh" else f"{grave} to change")
            return 1
    pack = packs.load(*options.patterns, *([options.folder] if options.folder else []))
    catalogue(pack)
    wrong = [finding for rule in pack.rules for finding in packs.check(rule)] + check_sites(pack)
    plain = options.folder and options.lang == "zh"
    print(*wrong, f"共 {len(pack.rules)} 条规则，{len(wrong)} 处要改" if plain else f"{len(pack.rules)} rules, {len(wrong)} findings", sep="\n")
    return 1 if wrong else 0


def _score(options: argparse.Namespace) -> int:
    import json

    from extractor import gold, score
    from extractor.batch import memory

    if options.records.suffix == ".jsonl":
        records = [json.loads(line) for line in options.records.read_text("utf-8").splitlines()]
    else:
        records = list(memory.records([options.records], tuple(options.patterns)))
    labels = options.labels
    if labels.suffix == ".store":
        return _score_decided(records, labels)
    wanted = gold.load_dir(labels) if labels.is_dir() else [gold.load(labels)]
    if not wanted:
        print(f"extractor: {labels}: no labels (.gold, .json) here", file=sys.stderr)
        return 2
    print(score.report(records, wanted))
    return 0


def _score_decided(records: list[dict], path: Path) -> int:
    from extractor import decisions, score
    from extractor.store import Store

    store = Store(path, reading_only=True)
    try:
        tallies = score.decided(records, decisions.read(store))
    finally:
        store.close()
    if not tallies:
        print(f"extractor: {path}: nobody decided anything about these agreements yet", file=sys.stderr)
        return 2
    print(score.table(tallies, errors=20))
    return 0
