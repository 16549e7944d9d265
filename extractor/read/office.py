"""Legacy word-processor files (.doc, .wps, .rtf, .odt and Word's XML of 2003): LibreOffice makes Word files of them, which the Word reader reads.

LibreOffice is a program of the system, started once for many files. Each start has a folder of its own, for its profile too, which allows it neither macros nor
the network, and which goes when it is done.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path

from extractor import limits
from extractor.model import Source, Warning
from extractor.read import ReadError, docx, ole, package

SUFFIXES = (".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".fodt")

cache: Path | None = None  # where a run keeps what it had converted in advance, see `prepare`

_FILTERS = {
    "doc": "MS Word 97",
    "rtf": "Rich Text Format",
    "odt": "writer8",
    "fodt": "OpenDocument Text Flat XML",
    "xml": "MS Word 2003 XML",
}
_NO_REFERENCE = "Error: Reference source not found"  # its language is set to English by the environment it is started with
_NAMED = 10  # places a warning names
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_DAMAGED = ReadError("damaged", "LibreOffice cannot open the file", "open and save it again in Word or WPS, as .docx")
_HUNG = ReadError("timeout", "LibreOffice did not finish the file", "open and save it again in Word or WPS, as .docx")
_REFUSED = {
    "damaged": _DAMAGED,
    "encrypted": ReadError("password", "the file is encrypted and asks for a password", "save a copy without a password"),
    "excel": ReadError(
        "spreadsheet", "the file is a spreadsheet, not a text", "save the agreement in it as PDF or DOCX", "skipped"
    ),
    "powerpoint": ReadError(
        "presentation", "the file is a presentation, not a text", "save the agreement in it as PDF", "skipped"
    ),
    "unknown": ReadError(
        "unsupported",
        "the file is of an old kind that is not read",
        "save it as .docx in the program it was made with",
        "skipped",
    ),
}


def sniff(data: bytes) -> bool:
    """An OLE2 file, RTF, an OpenDocument text or Word's XML of 2003. Mails kept as OLE2 (.msg) are none of these."""
    return bool(_kind(data))


def read(data: bytes, name: str) -> Source:
    """As the Word reader reads what LibreOffice makes of it; ``format`` is that of the file. Raises ReadError: ``needs-libreoffice``, ``password``,
    ``spreadsheet``, ``presentation``, ``unsupported``, ``damaged``, ``timeout``, ``too-large``."""
    kind = _kind(data)
    stored = cache / _key(data) if cache else None
    if stored and stored.is_file():
        converted: bytes | ReadError = stored.read_bytes()
    else:
        converted = convert_many([data])[0]
    if isinstance(converted, ReadError):
        raise copy(converted)
    suffix = Path(name).suffix.lower().lstrip(".")
    own = {"doc": ("doc", "dot", "wps", "wpt"), "xml": ("doc", "xml")}.get(kind, ())
    source = docx.read(converted, name)
    form = suffix if suffix in own else {"xml": "doc"}.get(kind, kind)
    return replace(source, format=form, warnings=(*source.warnings, *_lost(source)))


def _lost(source: Source) -> list[Warning]:
    """LibreOffice works references out anew instead of keeping what the file shows, and says so where it cannot."""
    places = [b.path for b in source.blocks if _NO_REFERENCE in b.text and b.path]
    told = ", ".join(places[:_NAMED]) + (", …" if len(places) > _NAMED else "")
    return [Warning("reference-lost", f"cross-references that LibreOffice could not resolve, words are missing: {told}")] if places else []


def prepare(documents: Sequence[bytes], folder: Path) -> None:
    """Convert many files at once and keep the results in `folder`, where `read` finds them by content once `cache` is that folder. Files that cannot be converted
    leave nothing there."""
    fresh = [data for data in documents if not (folder / _key(data)).exists()]
    for data, converted in zip(fresh, convert_many(fresh), strict=True):
        if isinstance(converted, bytes):
            partial = folder / f"{_key(data)}.{os.getpid()}"
            partial.write_bytes(converted)
            partial.replace(folder / _key(data))


def convert_many(documents: Sequence[bytes]) -> list[bytes | ReadError]:
    """For each file's bytes those of a .docx, or why there is none. A file that makes LibreOffice crash or hang costs itself; the others are converted in a
    further start."""
    results: list[bytes | ReadError | None] = [_refusal(data) for data in documents]
    waiting: dict[str, list[int]] = {}
    for number, data in enumerate(documents):
        if results[number] is None:
            waiting.setdefault(_filter(data), []).append(number)
    if waiting and not program():
        return [result or missing() for result in results]
    for form, numbers in waiting.items():
        while numbers:
            batch = numbers[: limits.OFFICE_BATCH]
            done, ended = _convert([documents[n] for n in batch], form)
            for place, converted in done.items():
                results[batch[place]] = converted
            left = [n for n in batch if results[n] is None]
            if left and ended == "whole":  # LibreOffice went through them all and refused these
                failed, left = left, []
            else:  # it stopped at the first that is not done
                failed, left = left[:1], left[1:]
            for n in failed:
                results[n] = _HUNG if ended == "hung" else _DAMAGED
            numbers = left + numbers[len(batch) :]
    return [result or _DAMAGED for result in results]


def program() -> str | None:
    """The LibreOffice program of this machine."""
    places = [
        Path(os.environ.get("PROGRAMFILES", "")) / "LibreOffice/program/soffice.com",
        Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    ]
    return shutil.which("soffice") or shutil.which("libreoffice") or next((str(p) for p in places if p.is_file()), None)


def missing() -> ReadError:
    """What to tell a person whose machine has no LibreOffice."""
    how = {"darwin": "brew install --cask libreoffice", "win32": "winget install TheDocumentFoundation.LibreOffice"}
    command = how.get(sys.platform, "sudo apt-get install libreoffice-writer (Fedora: sudo dnf install libreoffice-writer)")
    return ReadError(
        "needs-libreoffice",
        "files of this kind are read through LibreOffice, which is not installed",
        f"install it: {command}",
        "skipped",
    )


# --- what the bytes are -----------------------------------------------------------------------------------------------
def _kind(data: bytes) -> str:
    if data.startswith(ole.MAGIC):
        return "" if ole.kind(data) == "mail" else "doc"
    head = data[:4096]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rt"):
        return "rtf"
    if head.startswith(b"PK\x03\x04") and _ODT in head[:120]:
        return "odt"
    if b'progid="Word.Document"' in head or b"office.word.2003/wordml" in head.replace(
        b"microsoft.com/office/word/2003/wordml", b"office.word.2003/wordml"
    ):
        return "xml"
    if b"<office:document " in head and b"opendocument.text" in head:
        return "fodt"
    return ""


def _filter(data: bytes) -> str:
    """The import filter to insist on, so that damaged files are refused, not opened as plain text; '' leaves the choice to LibreOffice."""
    kind = _kind(data)
    return "" if kind == "doc" and ole.kind(data) != "word" else _FILTERS.get(kind, "")


def _refusal(data: bytes) -> ReadError | None:
    if len(data) > limits.MAX_BYTES:
        return ReadError(
            "too-large", f"the file has more than {limits.MAX_BYTES // limits.MB} MB", "split it or reduce its pictures"
        )
    if data.startswith(ole.MAGIC):
        return _REFUSED.get(ole.kind(data))
    if _kind(data) == "odt" and _encrypted_odt(data):
        return _REFUSED["encrypted"]
    return None if _kind(data) else _DAMAGED


def _encrypted_odt(data: bytes) -> bool:
    manifest = package.part(package.open_zip(data, "OpenDocument file"), "META-INF/manifest.xml", "OpenDocument file") or b""
    return bool(re.search(rb"<[\w:]*encryption-data", manifest))


def _key(data: bytes) -> str:
    return f"{hashlib.sha256(data).hexdigest()}.docx"


# --- LibreOffice ------------------------------------------------------------------------------------------------------
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{}
</oor:items>
"""
_ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_PROFILE = _SETTINGS.format(
    "\n".join(
        _ITEM.format(*item)
        for item in (
            ("Office.Common/Security/Scripting", "MacroSecurityLevel", 3),
            ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
            ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
            ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
            ("Office.Writer/Content/Update", "Link", 0),
            ("Inet/Settings", "ooInetProxyType", 2),  # whatever a file still asks of the network goes to a closed port
            ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
            ("Inet/Settings", "ooInetHTTPProxyPort", 9),
            ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
            ("Inet/Settings", "ooInetHTTPSProxyPort", 9),
            ("Office.Java/VirtualMachine", "Enable", "false"),
            ("Setup/Office", "ooSetupInstCompleted", "true"),
        )
    )
)


def _convert(documents: Sequence[bytes], form: str) -> tuple[dict[int, bytes], str]:
    """One start of LibreOffice: what it made, by place, and how it ended: ``whole``, ``crashed`` or ``hung``."""
    with tempfile.TemporaryDirectory(prefix="extractor-", ignore_cleanup_errors=True) as made:
        home = Path(made)
        profile, given, out = home / "profile", home / "in", home / "out"
        for folder in (profile / "user", given, out):
            folder.mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
        names = [f"{number:04}.{_kind(data)}" for number, data in enumerate(documents)]
        for name, data in zip(names, documents, strict=True):
            (given / name).write_bytes(data)
        command = [
            program(),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--invisible",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nolockcheck",
        ]
        command += [f"--infilter={form}"] if form else []
        command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), *(str(given / name) for name in names)]
        ended = _run(command, home, out)
        return {
            n: path.read_bytes()
            for n, name in enumerate(names)
            if (path := (out / name).with_suffix(".docx")).is_file() and path.stat().st_size
        }, ended


def _run(command: list[str], home: Path, out: Path) -> str:
    own_group = {} if os.name == "nt" else {"start_new_session": True}
    kept = {
        k: v
        for k, v in os.environ.items()
        if k.upper() in ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "PROGRAMFILES", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")
    }
    environment = kept | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "TEMP": str(home),
        "TMP": str(home),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **own_group,
    )
    try:
        finished, moved = 0, time.monotonic()
        while process.poll() is None:
            count = len(os.listdir(out))
            if count != finished:
                finished, moved = count, time.monotonic()
            elif time.monotonic() - moved > limits.OFFICE_SECONDS:
                return "hung"
            time.sleep(0.05)
        return "crashed" if process.returncode else "whole"
    finally:
        _end(process)


def _end(process: subprocess.Popen) -> None:
    """End LibreOffice and what it started: the program named is a script that starts others."""
    if os.name == "nt":
        if process.poll() is None:
            subprocess.run(
                ["taskkill", "/T", "/F", "/PID", str(process.pid)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.wait()
