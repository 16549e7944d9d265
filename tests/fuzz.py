"""A fuzzer for the readers: real structures, spoilt in ways that files get spoilt and that attackers spoil them.

    python tests/fuzz.py --inputs 5000 --format docx [--seed 1] [--first 0]

Only `ReadError` may come out of a reader, within `SECONDS`, and memory may not grow. Every input follows from the format, the seed and its number alone, so a finding can
be made again: ``--first N --inputs 1``. Each format runs in a process of its own; when that dies (a crash in native code) the number it died at is told and the next
one goes on behind it. Exit code 1 when there is any finding.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from lxml import etree  # noqa: E402

SECONDS = 10.0  # for one input
GROWTH = 64 * 2**20  # bytes the process may grow by after its first quarter
PACKAGES = ("docx", "ofd", "office", "archive")

_NUMBERS = (
    "0", "-1", "1", "255", "65536", "2147483647", "2147483648", "4294967295", "-2147483648", "99999999999999999999", "1e308", "-1e-308", "nan", "inf", "²", "", "0x10", " 7 ",
)  # fmt: skip
_BYTES = (
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\r",
    b"<",
    b">",
    b"&#xD800;",
    b"PK\3\4",
    b"%PDF-",
)
_TEXT = (
    "\ud800".encode("utf-8", "surrogatepass"),
    "\u202e".encode(),
    "\U0010ffff".encode(),
    "％s%n".encode(),
    b"\x1b[2J",
    b"=cmd|x",
    b"_" * 300,
    "第一条".encode() * 50,
)


# --- spoiling bytes ---------------------------------------------------------------------------------------------------
def flip(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return data


def cut(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    return data[: rng.randrange(1, len(data) + 1)] if rng.random() < 0.7 else data[rng.randrange(len(data)) :]


def leave_out(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    start, size = _span(rng, data)
    return data[:start] + data[start + size :]


def repeat(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    start, size = _span(rng, data)
    return data[: start + size] + data[start : start + size] * rng.choice((1, 1, 2, 30)) + data[start + size :]


def put_in(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(_BYTES + _TEXT) + data[at + rng.choice((0, 0, 1, 4)) :]


def splice(rng: random.Random, data: bytearray, seeds: Sequence[bytes]) -> bytearray:
    other = rng.choice(seeds)
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other)) :]


def number(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    found = list(re.finditer(rb"\d+", data[:200_000]))
    if not found:
        return data
    match = rng.choice(found)
    return data[: match.start()] + rng.choice(_NUMBERS).encode() + data[match.end() :]


def swap(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    """Two pieces between separators change places: tags, lines, tokens of a PDF."""
    separator = rng.choice((b"<", b"\n", b" ", b"/", b"\r\n", b"obj"))
    parts = bytes(data).split(separator)
    a, b = rng.randrange(len(parts)), rng.randrange(len(parts))
    parts[a], parts[b] = parts[b], parts[a]
    return bytearray(separator.join(parts))


def nest(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    """A piece many times in front of itself: tags that do not close, brackets, quotes."""
    pieces = re.findall(rb"<[^<>]{1,80}>|[\[(*_>`|{]+|<<", bytes(data[:100_000]))
    if not pieces:
        return data
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(pieces) * rng.choice((3, 50, 2000)) + data[at:]


SPOILERS: tuple[Callable, ...] = (flip, flip, cut, leave_out, repeat, put_in, splice, number, number, swap, nest)


def _span(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = rng.randrange(len(data))
    return start, min(len(data) - start, rng.choice((1, 4, 30, 300, 3000)))


def spoil(rng: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """One to four changes, one after another."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if made:
            made = rng.choice(SPOILERS)(rng, made, seeds)
    return bytes(made[: 4 * 2**20])


# --- spoiling structures ----------------------------------------------------------------------------------------------
def spoil_package(rng: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """One part of a ZIP package changed: its elements moved or its bytes spoilt; parts renamed, lost or doubled."""
    try:
        parts = [(i.filename, zipfile.ZipFile(io.BytesIO(data)).read(i)) for i in zipfile.ZipFile(io.BytesIO(data)).infolist()]
    except zipfile.BadZipFile:
        return spoil(rng, data, seeds)
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(parts))
        name, inside = parts[at]
        match rng.randrange(12):
            case 0:
                del parts[at]
            case 1:
                parts.append((name, rng.choice(parts)[1] if parts else b""))
            case 2:
                parts[at] = (rng.choice(parts)[0] + rng.choice(("", "/../x", "\0", "\\y")), inside)
            case 3:
                parts[at] = (name, spoil(rng, inside, [d for _, d in parts]) if inside else b"")
            case _:
                parts[at] = (name, spoil_xml(rng, inside))
        if not parts:
            break
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, inside in parts:
            archive.writestr(name, inside)
    return out.getvalue()


def spoil_xml(rng: random.Random, data: bytes) -> bytes:
    """Elements moved, doubled, renamed, nested; attributes exchanged or given strange values; text made strange."""
    try:
        root = etree.fromstring(data)
    except (etree.XMLSyntaxError, ValueError):
        return data
    for _ in range(rng.choice((1, 1, 3, 10))):
        items = [e for e in root.iter() if isinstance(e.tag, str)]
        item, other = rng.choice(items), rng.choice(items)
        match rng.randrange(9):
            case 0 if item is not root:
                item.getparent().remove(item)
            case 1 if item is not root and other not in list(item.iter()):
                other.insert(rng.randrange(len(other) + 1), item)
            case 2 if item is not root and sum(1 for _ in item.iter()) < 500:
                for _ in range(rng.choice((1, 5, 40))):
                    item.addnext(deepcopy(item))
            case 3:
                item.tag = other.tag
            case 4 if item.attrib:
                item.set(rng.choice(list(item.attrib)), rng.choice(_NUMBERS))
            case 5 if item.attrib and other.attrib:
                item.set(rng.choice(list(item.attrib)), rng.choice(list(other.attrib.values())))
            case 6 if item.text:
                item.text = rng.choice(("", "_" * 500, "\u202e甲方", "\U0010ffff", "1" * 5000, " \t\u3000" * 50, item.text * 20))
            case 7 if item is not root:
                for _ in range(rng.choice((2, 30, 100))):  # inside itself
                    shell = etree.Element(item.tag, item.attrib)
                    item.addprevious(shell)
                    shell.append(item)
                    item = shell
            case _:
                item.text = (item.text or "") + (other.text or "")
    return etree.tostring(root, encoding=rng.choice(("utf-8", "utf-8", "utf-16")))


def made(form: str, seed: int, number_: int, seeds: Sequence[bytes]) -> bytes:
    """The input of this number."""
    rng = random.Random(f"{form}:{seed}:{number_}")
    data = rng.choice(seeds)
    if form in PACKAGES and data[:2] == b"PK" and rng.random() < 0.75:
        return spoil_package(rng, data, seeds)
    return spoil(rng, data, seeds)


# --- running ----------------------------------------------------------------------------------------------------------
class Hang(Exception):
    pass


def attempt(form: str, data: bytes, folder: Path) -> str:
    """Read one input; returns how it ended: ``ok`` or the code of the error. Raises whatever else the reader raises."""
    from fuzz_seeds import NAMES

    from extractor import containers
    from extractor.read import ReadError, read

    if form not in ("archive", "mail"):
        try:
            source = read(NAMES[form], data)
        except ReadError as error:
            return error.code
        "".join((source.title or "", *source.comments, *(b.label + b.text + (b.path or "") for b in source.blocks))).encode()  # UnicodeEncodeError: half a character would break every export
        return "ok"
    path = folder / NAMES[form]
    path.write_bytes(data)
    ended = "ok"
    try:
        for name in containers.documents(path):
            name.encode()
            try:
                containers.fetch(name)
            except ReadError as error:
                ended = error.code
    except ReadError as error:
        ended = error.code
    return ended


def prepared(form: str) -> list[bytes]:
    """The seeds; what lies outside the readers is switched off: LibreOffice and text recognition."""
    from fuzz_seeds import SEEDS

    from extractor import limits
    from extractor.ocr import page
    from extractor.read import office

    office.program = lambda: None
    page.read = lambda *picture: []
    limits.allow(MAX_OCR_PAGES=5 if form == "image" else 0)
    return SEEDS[form]()


def alarm(*_) -> None:
    raise Hang(f"not done after {SECONDS:g} s")


def memory() -> int:
    """Bytes the process holds now; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


def work(form: str, seed: int, first: int, count: int, state: Path) -> int:
    """Run these inputs in this process; `state` always holds the number of the current one."""
    import faulthandler

    seeds, ended, findings, slowest = prepared(form), Counter(), Counter(), (0.0, 0)
    base = 0
    signal.signal(signal.SIGALRM, alarm)
    with state.open("r+b", buffering=0) as mark, tempfile.TemporaryDirectory() as folder:
        for number_ in range(first, first + count):
            mark.seek(0)
            mark.write(b"%12d" % number_)
            data = made(form, seed, number_, seeds)
            faulthandler.dump_traceback_later(SECONDS * 3, exit=True)  # for hangs in native code
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
            began = time.perf_counter()
            try:
                ended[attempt(form, data, Path(folder))] += 1
            except (Exception, RecursionError) as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                key = f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}: {str(error)[:100]}"
                findings[key] += 1
                if findings[key] == 1:
                    print(f"{form} {number_}: {key}", flush=True)
                    ours = [
                        f"{Path(t.filename).name}:{t.lineno}"
                        for t in traceback.extract_tb(error.__traceback__)
                        if "extractor" in t.filename
                    ]
                    print("   through", " ".join(ours[-6:]), flush=True)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
                faulthandler.cancel_dump_traceback_later()
            slowest = max(slowest, (time.perf_counter() - began, number_))
            if number_ == first + count // 4:
                base = memory()
    grown = memory() - base
    told = ", ".join(f"{n} {code}" for code, n in ended.most_common())
    print(
        f"{form}: {count} inputs from {first}; {told}; {findings.total()} findings; slowest {slowest[0]:.2f} s (number {slowest[1]}); grown by {grown / 2**20:.0f} MB"
    )
    if count >= 1000 and grown > GROWTH:
        findings["memory"] += 1
    return 1 if findings else 0


def supervise(form: str, seed: int, first: int, count: int) -> int:
    """Run the inputs in a process of their own, and go on behind an input that kills it."""
    worst, end = 0, first + count
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        while first < end:
            state.write_bytes(b"%12d" % first)
            command = [
                sys.executable,
                __file__,
                "--child",
                str(state),
                "--format",
                form,
                "--seed",
                str(seed),
                "--first",
                str(first),
                "--inputs",
                str(end - first),
            ]
            code = subprocess.run(command, check=False).returncode
            if code in (0, 1) and int(state.read_bytes()) == end - 1:
                return max(worst, code)
            first = int(state.read_bytes()) + 1
            print(f"{form} {first - 1}: the process died ({code})", flush=True)
            worst = 1
    return worst


def main() -> int:
    from fuzz_seeds import SEEDS

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--format", choices=sorted(SEEDS), action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        return work(options.format[0], options.seed, options.first, options.inputs, options.child)
    return max(supervise(form, options.seed, options.first, options.inputs) for form in options.format or sorted(SEEDS))


if __name__ == "__main__":
    sys.exit(main())
