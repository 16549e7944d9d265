"""What a store says of its runs, for a person: what changed since the last run, where the time went, how it stands."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.batch.task import STAGES, STATES
from extractor.store import Store, figures

_SHOWN = 10  # names listed of those that moved or are gone


def changes(store: Store, run: int, whole: bool) -> Iterator[str]:
    """What is different from the last run, where there was one. What is gone is known only to a run that looks at everything
    (`whole`)."""
    if not any(r["state"] == "done" for r in store.runs()[:-1]):
        return
    fates = figures.fates(store, run)
    gone, count = [], 0
    for name in store.gone(run) if whole else ():
        if not store.moved_from(run, name):
            count += 1
            gone += [name] if count <= _SHOWN else []
    counts = [f"{fates.get(fate, 0)} {fate}" for fate in ("new", "changed", "moved", "same")] + [f"{count} gone"] * whole
    yield f"since the last run: {', '.join(counts)}"
    moved = figures.fate(store, run, "moved", _SHOWN)
    for word, names, all_of_them in (("moved here", moved, fates.get("moved", 0)), ("gone", gone, count)):
        yield from (f"  {word}: {name}" for name in names)
        if all_of_them > len(names):
            yield f"  … and {all_of_them - len(names)} more"


def profile(store: Store, run: int, written: float | None = None) -> Iterator[str]:
    """Seconds by step over the files worked on in a run; ``write``: what making the outputs took."""
    stages = figures.stages(store, run)
    rows = [(name, *stages[name]) for name in STAGES if name in stages]
    if written is not None:
        states = figures.states(store, run)
        rows.append(("write", sum(states[state] for state in STATES), written))
    whole = max(sum(seconds for _, _, seconds in rows), 1e-9)
    yield f"{'step':10}{'files':>8}{'seconds':>10}{'ms a file':>11}{'share':>8}"
    for name, files, seconds in rows:
        yield f"{name:10}{files:>8}{seconds:>10.2f}{1000 * seconds / max(files, 1):>11.2f}{seconds / whole:>8.0%}"


def status(store: Store) -> Iterator[str]:
    """How a store stands: its runs, the files of the last one by state, what failed, what took long."""
    runs = store.runs()
    if not runs:
        yield "no run yet"
        return
    for run in runs[-5:]:
        ended = f" – {run['ended'][:19]}" if run["ended"] else ""
        yield f"run {run['id']}: {run['state']}, {run['began'][:19]}{ended}, extractor {run['version']}, packs {run['pack']}" + (
            f", {run['told']}" if run["told"] else ""
        )
    last = runs[-1]["id"]
    states = figures.states(store, last)
    yield f"files of run {last}: {sum(states.values())}: " + ", ".join(f"{count} {state}" for state, count in states.items())
    for state, code, count in figures.failures(store, last):
        yield f"  {state}: {code}: {count}"
    if figures.stages(store, last):
        yield from profile(store, last)
        yield "longest:"
        yield from (f"  {seconds:7.2f} s  {name}" for name, seconds in figures.slowest(store, last))
