"""Files that lie elsewhere, by their URL (``s3://bucket/folder/a.docx``, ``gs://…``, ``https://…``): opened, listed and written
through fsspec.

fsspec and the protocol's own package are extras (``pip install 'agreement-extractor[s3]'``); keys, regions and addresses come
from where that package looks for them (for S3: ``~/.aws``, ``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL``). Whatever such a package
raises comes out as OSError.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from extractor import limits

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+://")  # two letters at least: C:// is a drive
_WHOLE = 16 * limits.MB  # up to this size a file comes in one request, and the last one is kept


@dataclass(frozen=True, slots=True)
class Object:
    """A file as its store lists it. ``mark`` changes when the content does (ETag, checksum or time)."""

    url: str
    size: int
    mark: str
    changed: float  # seconds since 1970, 0 where the store does not say


def is_remote(name: object) -> bool:
    return isinstance(name, str) and _URL.match(name) is not None


def open_file(url: str) -> BinaryIO:
    """An open file that can be sought in. Raises OSError."""
    with _told(url):
        files, path = _files(url)
        if (size := files.info(path)["size"]) and size > _WHOLE:
            return files.open(path, "rb")
        return io.BytesIO(_loaded(url, stat(url).mark))


@functools.lru_cache(maxsize=1)  # it is looked at before it is read
def _loaded(url: str, mark: str) -> bytes:
    files, path = _files(url)
    return files.cat_file(path)


def stat(url: str) -> Object:
    """Raises OSError, FileNotFoundError when there is no such file."""
    with _told(url):
        files, path = _files(url)
        return _object(url, files.info(path))


def is_file(url: str) -> bool:
    try:
        with _told(url):
            files, path = _files(url)
            return files.isfile(path)
    except OSError:
        return False


def listed(url: str) -> Iterator[Object]:
    """The files under a URL (itself, when it is a file), folders sorted by name, nothing hidden. Raises FileNotFoundError when
    there are none."""
    with _told(url):
        files, path = _files(url)
        files.invalidate_cache()
        if files.isfile(path):
            yield _object(url, files.info(path))
            return
        if not files.exists(path):
            raise FileNotFoundError(f"{url}: no such file or folder")
    yield from _under(files, path)


def _under(files, path: str) -> Iterator[Object]:
    with _told(path):
        entries = sorted(files.ls(path, detail=True), key=lambda e: e["name"])
    for entry in entries:
        name = entry["name"].rstrip("/").rpartition("/")[2]
        if name.startswith((".", "~$")) or entry["name"].rstrip("/") == path.rstrip("/"):
            continue
        if entry["type"] == "directory":
            yield from _under(files, entry["name"])
        else:
            yield _object(files.unstrip_protocol(entry["name"]), entry)


def put(local: Path, url: str) -> None:
    """Write a local file to a URL, whole or not at all as far as its store can. Raises OSError."""
    with _told(url):
        files, path = _files(url)
        files.put_file(str(local), path)


def remove(url: str) -> None:
    """Take a file or folder away, if it is there. Raises OSError."""
    with _told(url):
        files, path = _files(url)
        if files.exists(path):
            files.rm(path, recursive=True)


def _files(url: str):
    """The file system of a URL and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise OSError("files at a URL need fsspec: pip install 'agreement-extractor[s3]'") from error
    return url_to_fs(url)


def _object(url: str, info: dict) -> Object:
    mark = (
        info.get("ETag")
        or info.get("etag")
        or info.get("md5Hash")
        or info.get("mtime")
        or info.get("LastModified")
        or info.get("created")
        or ""
    )
    moment = info.get("LastModified") or info.get("mtime") or info.get("updated") or 0
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    changed = moment.timestamp() if isinstance(moment, datetime) else float(moment)
    return Object(url, int(info["size"] or 0), str(mark), changed)


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Errors of whatever package as OSError that names the URL."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{url}: {type(error).__name__}: {error}") from error
