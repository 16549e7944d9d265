"""The engine that works in other processes of this machine: a file that hangs, crashes or eats all memory costs itself and
nothing else."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from pathlib import Path

from extractor import limits
from extractor.batch import legacy
from extractor.batch.task import Done, Item, without_result, work
from extractor.model import Outcome
from extractor.packs import Pack, load

TIMEOUT = 300.0  # seconds for one file
MEMORY = 4096  # MB of address space for one worker; text recognition alone takes one gigabyte
_AHEAD = 4  # files handed out per worker before a result is waited for: keeps them busy, bounds memory
_TRIES = 3  # pools in a row that break before one file is done
_RECYCLE = 500  # files after which a worker is replaced, so that leaks of native libraries stay small


def run(
    items: Iterable[Item], patterns: tuple[Path, ...] = (), jobs: int = 2, timeout: float = TIMEOUT, memory: int = MEMORY
) -> Iterator[Done]:
    """The files done, as they finish. Closing the iterator stops the workers. `memory` in MB, 0 = no limit."""
    with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
        yield from _run(legacy.converted(items, Path(folder)), patterns, jobs, timeout, memory, Path(folder))


def _run(
    items: Iterable[Item], patterns: tuple[Path, ...], jobs: int, timeout: float, memory: int, folder: Path
) -> Iterator[Done]:
    """One pool after another: a pool breaks when a worker dies with nothing to do (pebble cannot tell whose fault it was); what was on
    its way goes to the next."""
    start = patterns, folder, memory, dict(os.environ)
    rest, fruitless = iter(items), 0
    while True:
        left: list[Item] = []
        count = 0
        for done in _pool(rest, left, jobs, timeout, start):
            count += 1
            yield done
        if not left:
            return
        fruitless = 0 if count else fruitless + 1
        if fruitless == _TRIES:
            raise ChildProcessError(
                "worker processes end before they begin; in a script, call this under if __name__ == '__main__':, or take jobs=0"
            )
        rest = chain(left, rest)


def _pool(rest: Iterator[Item], left: list[Item], jobs: int, timeout: float, start: tuple) -> Iterator[Done]:
    """The files done by one pool; when it breaks, those that were on their way are put into `left`."""
    from pebble import ProcessPool

    pool = ProcessPool(max_workers=jobs, max_tasks=_RECYCLE, context=_context(), initializer=_start, initargs=start)
    waiting: dict = {}  # future → item

    def hand_out() -> None:
        for item in islice(rest, jobs * _AHEAD - len(waiting)):
            try:
                waiting[pool.schedule(_work, args=(item,), timeout=timeout)] = item
            except RuntimeError:  # it is broken
                left.append(item)
                return

    try:
        hand_out()
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                item = waiting.pop(future)
                try:
                    yield _result(item, future, timeout)
                except BrokenProcessPool:
                    left.append(item)
            if not left:
                hand_out()
    finally:
        pool.stop()
        pool.join()


def _result(item: Item, future, timeout: float) -> Done:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        why = f"not finished after {timeout:g} seconds"
        outcome = Outcome("failed", "timeout", why, "look whether the file is huge or damaged; --timeout gives more time")
        return without_result(item, outcome, timeout)
    except ProcessExpired as error:
        why = f"the worker process died ({error})"
        outcome = Outcome("failed", "crash", why, "open the file and save it anew, or convert it to PDF; --memory allows more")
        return without_result(item, outcome)


def _context():
    """Fresh processes that share no threads or locks with this one; on POSIX they fork from a small server that has the steps
    loaded already."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["extractor.batch.warm", "extractor.packed", "extractor.related.traits", "extractor.read.docx", "numpy"])
    return context


# --- in the worker --------------------------------------------------------------------------------------------------------
_pack: Pack | None = None


def _start(patterns: tuple[Path, ...], folder: Path, memory: int, environment: dict[str, str]) -> None:
    from extractor.read import office

    global _pack
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    os.environ.update(environment)  # the server that workers fork from has that of its own first moment
    limits.inherit()
    office.cache = folder
    _pack = load(*patterns)
    if memory:
        _limit(memory * limits.MB)


def _work(item: Item) -> Done:
    return work(item, _pack)


def _limit(size: int) -> None:
    """No more address space than `size` bytes for this process: what asks for more gets a MemoryError, not the machine's last
    page. Only the soft limit is set, so that LibreOffice may be given more. Windows has no such limit, macOS does not keep it."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or size < hard:
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))
