"""The engine that works on a Dask cluster (extra ``[dask]``): the same items, the same results, on as many machines as there are
workers.

Start a scheduler and workers where this package is installed, one thread each, since the PDF library is not safe with several::

    dask scheduler
    dask worker tcp://host:8786 --nworkers 8 --nthreads 1 --memory-limit 2GB

Dask balances the load, takes workers that come and go, ends one that takes too much memory and gives its work to others. Added
here: rules travel to the workers, small batches, a watch on the time of one file, and an end for files that kill every worker
they meet.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from extractor import limits, provenance
from extractor.batch import serial
from extractor.batch.task import Done, Item, without_result
from extractor.model import Outcome
from extractor.packs import Pack, without_examples
from extractor.read import office

_BATCH = 4  # files handed out together: their work outweighs Dask's own, and a dead worker repeats little
_AHEAD = 4  # batches in flight for each thread of the cluster
_WAIT = 60.0  # seconds for the first worker
_LOOK = 5.0  # seconds between two looks at how large the cluster is


class ClusterError(OSError):
    """A cluster that cannot be used; the message says why and what to do."""


def run(items: Iterable[Item], pack: Pack, scheduler: str | None, timeout: float) -> Iterator[Done]:
    """The files done, as they finish. Closing the iterator gives the work back. Raises ClusterError."""
    client = _connected(scheduler)
    try:
        yield from _Run(client, pack, timeout).all(items)
    finally:
        client.close()


def _connected(scheduler: str | None):
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError("--engine dask needs Dask: pip install 'agreement-extractor[dask]'") from error
    if not scheduler:
        raise ClusterError("--engine dask needs --scheduler tcp://host:8786, the address that `dask scheduler` prints")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(scheduler, timeout=_WAIT, set_as_default=False)
        client.wait_for_workers(1, timeout=_WAIT)
    except (OSError, TimeoutError) as error:
        raise ClusterError(f"{scheduler}: no scheduler with a worker answers there: {error}") from error
    return client


class _Run:
    """One run on a cluster."""

    def __init__(self, client, pack: Pack, timeout: float):
        self._client, self._timeout = client, timeout
        self._count, self._looked = 1, float("-inf")
        self._made_by = (provenance.program(), provenance.reader())
        self._digest = pack.digest
        lean = Pack(tuple(map(without_examples, pack.rules)), pack.parts, pack.tables, pack.digest)
        client.register_plugin(_plugin(lean), name=f"extractor-{pack.digest}")

    def all(self, items: Iterable[Item]) -> Iterator[Done]:
        """Batches first; what was on a worker that died too often is then done one by one, so that a file that kills is known by
        it."""
        suspects: list[Item] = []
        for batch, done in self._batches(items):
            if done is None:
                suspects += batch
            else:
                yield from done
        for item in suspects:
            ((_, done),) = self._finished([self._submit([item])])
            yield from done or [_killed(item)]

    def _threads(self) -> int:
        """How many threads the cluster has, looked up now and then."""
        if time.monotonic() - self._looked > _LOOK:
            self._count, self._looked = max(1, sum(self._client.nthreads().values())), time.monotonic()
        return self._count

    def _batches(self, items: Iterable[Item]) -> Iterator[tuple[list[Item], list[Done] | None]]:
        rest = iter(items)
        batches = iter(lambda: list(islice(rest, _BATCH)), [])
        yield from self._finished(map(self._submit, batches))

    def _submit(self, batch: list[Item]):
        return self._client.submit(_work, batch, self._digest, self._made_by, self._timeout, pure=False), batch

    def _finished(self, submitted: Iterable[tuple[object, list[Item]]]) -> Iterator[tuple[list[Item], list[Done] | None]]:
        """Each batch with its results as it finishes, None when its workers died; never more in flight than keeps the cluster
        busy."""
        from distributed import KilledWorker, as_completed

        rest, flying, ready = iter(submitted), {}, as_completed(loop=self._client.loop)

        def hand_out() -> None:
            for future, batch in islice(rest, max(0, _AHEAD * self._threads() - len(flying))):
                flying[future.key] = batch
                ready.add(future)

        hand_out()
        try:
            for future in ready:
                batch = flying.pop(future.key)
                try:
                    done = future.result()
                except KilledWorker:
                    done = None
                future.release()
                yield batch, done
                hand_out()
        finally:
            if flying:
                self._client.cancel(list(ready.futures))


def _killed(item: Item) -> Done:
    why = "every worker it was given to died or ran out of time or memory"
    return without_result(
        item, Outcome("failed", "crash", why, "open the file and save it anew, or convert it to PDF; --timeout gives more time")
    )


# --- on the worker --------------------------------------------------------------------------------------------------------
_packs: dict[str, Pack] = {}
_one_at_a_time = threading.Lock()  # whatever number of threads the worker has


def _plugin(pack: Pack):
    from distributed import WorkerPlugin

    settings = limits.chosen()

    class Packs(WorkerPlugin):
        """Brings the rules and the limits chosen to every worker, also to those that come later."""

        def setup(self, worker) -> None:
            from extractor import pipeline  # noqa: F401  (loaded before the first file's time runs)
            from extractor.batch import cluster
            from extractor.related.traits import sketch

            sketch("x" * 99)
            cluster._packs[pack.digest] = pack
            limits.choose(settings.split())

    return Packs()


def _work(batch: list[Item], digest: str, made_by: tuple[str, str], timeout: float) -> list[Done]:
    if (provenance.program(), provenance.reader()) != made_by:
        raise ClusterError(
            "a worker has another version of extractor, or of the libraries it reads with, than this machine: "
            "install the same everywhere"
        )
    with _one_at_a_time:
        done, results = serial.run(batch, _packs[digest]), []
        legacy = sum(Path(item.name).suffix.lower() in office.SUFFIXES for item in batch)
        for number in range(len(batch)):
            with _watched(timeout + (legacy * limits.OFFICE_SECONDS if number == 0 else 0)):
                results.append(next(done))
        done.close()
        return results


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    """A worker that takes longer ends itself, from outside Python; Dask starts another one."""
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
