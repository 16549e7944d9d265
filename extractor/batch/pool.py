"""The engine that works in other processes of this machine: a file that hangs, crashes or eats all memory costs itself and nothing else."""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from extractor.batch import legacy
from extractor.batch.task import Done, without_result, work
from extractor.model import Outcome

TIMEOUT = 300.0  # seconds for one file
_AHEAD = 16  # files handed out per worker before the oldest result is waited for: bounds memory, keeps the order
_RECYCLE = 500  # files after which a worker is replaced, so that leaks of native libraries stay small


def run(files: Iterable[Path], patterns: tuple[Path, ...] = (), jobs: int = 2, timeout: float = TIMEOUT) -> Iterator[Done]:
    """The files done, in their order, whoever finishes first. Closing the iterator stops the workers."""
    with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
        yield from _run(legacy.converted(files, Path(folder)), patterns, jobs, timeout, Path(folder))


def _run(files: Iterable[Path], patterns: tuple[Path, ...], jobs: int, timeout: float, folder: Path) -> Iterator[Done]:
    from pebble import ProcessPool

    rest = iter(files)
    pool = ProcessPool(max_workers=jobs, max_tasks=_RECYCLE, context=_context(), initializer=_start, initargs=(patterns, folder))

    def handed(path: Path):
        return str(path), pool.schedule(work, args=(str(path), patterns), timeout=timeout)

    try:
        waiting = deque(map(handed, islice(rest, jobs * _AHEAD)))
        while waiting:
            file, future = waiting.popleft()
            yield _result(file, future, timeout)
            waiting.extend(map(handed, islice(rest, 1)))
        pool.close()
    finally:
        pool.stop()
        pool.join()


def _result(file: str, future, timeout: float) -> Done:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        why = Outcome(
            "failed",
            "timeout",
            f"not finished after {timeout:g} seconds",
            "look whether the file is huge or damaged; --timeout gives more time",
        )
        return Done(file, (without_result(file, why),), timeout)
    except ProcessExpired as error:
        why = Outcome(
            "failed", "crash", f"the worker process died ({error})", "open the file and save it anew, or convert it to PDF"
        )
        return Done(file, (without_result(file, why),))


def _context():
    """Fresh processes that share no threads or locks with this one; on POSIX they fork from a small server that has the steps loaded already."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["extractor.pipeline"])
    return context


def _start(patterns: tuple[Path, ...], folder: Path) -> None:
    from extractor.packs import load
    from extractor.read import office

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    office.cache = folder
    load(*patterns)
