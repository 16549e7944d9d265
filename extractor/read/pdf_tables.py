"""Drawn rules → tables: a grid, its cells, and their words row by row.

A table is a set of crossing rules with at least two columns; a frame around text (one column) is no table. Cells that no rule divides are one cell:
its words stand in the first of its rows, the rows below keep an empty place for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.model import Box
from extractor.read.pdf_chars import THIN, Glyph, Rule
from extractor.read.pdf_lines import Line, line, rows, settle_rules

NEAR = 3.0  # points: ends and edges so close are the same
SAME_LINE = 1.6  # points: level rules so close lie on one line
OPEN_SIDE = 12.0  # points: rules that go on so far beyond the outer upright ones have a column there
MAX_EDGES = 800  # rules on one page that are looked at as a grid; more are a drawing
MAX_CELLS = 6_000


@dataclass(frozen=True, slots=True)
class Cell:
    row: int
    column: int
    lines: tuple[Line, ...]
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Table:
    page: int
    box: Box
    columns: tuple[float, ...]  # the upright edges
    rows: tuple[tuple[Cell, ...], ...]


def tables(rules: Sequence[Rule], glyphs: list[Glyph], page: int) -> tuple[list[Table], list[Glyph], list[Rule]]:
    """The page's tables, and the glyphs and rules that belong to none."""
    level = _merged([r for r in rules if r.bottom - r.top <= THIN and r.x1 - r.x0 > NEAR])
    upright = _merged([_flip(r) for r in rules if r.x1 - r.x0 <= THIN and r.bottom - r.top > NEAR])
    if len(level) < 2 or not upright or len(level) + len(upright) > MAX_EDGES:
        return [], glyphs, list(rules)
    found: list[Table] = []
    for level_group, upright_group in _components(level, upright):
        grid = _Grid.of([h for h in level_group if _is_edge(h, upright_group)], upright_group)
        if grid is None:
            continue
        inside = [g for g in glyphs if grid.holds(g)]
        table = _table(grid, inside, page, [r for r in rules if grid.encloses(r)])
        if table:
            found.append(table)
            taken = set(map(id, inside))
            glyphs = [g for g in glyphs if id(g) not in taken]
    free = [r for r in rules if not any(_touches(r, t.box) for t in found)]
    return sorted(found, key=lambda t: t.box[1]), glyphs, free


def _flip(rule: Rule) -> Rule:
    return Rule(rule.top, rule.x0, rule.bottom, rule.x1)


def _touches(rule: Rule, box: Box) -> bool:
    return rule.x0 >= box[0] - NEAR and rule.x1 <= box[2] + NEAR and rule.top >= box[1] - NEAR and rule.bottom <= box[3] + NEAR


def _merged(level: list[Rule]) -> list[tuple[float, float, float]]:
    """``(y, x0, x1)`` of level rules, those on one line that touch made one."""
    lines: list[list[Rule]] = []
    for rule in sorted(level, key=lambda r: r.top + r.bottom):
        if lines and (rule.top + rule.bottom - lines[-1][0].top - lines[-1][0].bottom) / 2 < SAME_LINE:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    merged: list[tuple[float, float, float]] = []
    for line_ in lines:
        y, first = (line_[0].top + line_[0].bottom) / 2, len(merged)
        for rule in sorted(line_, key=lambda r: r.x0):
            if len(merged) > first and rule.x0 - merged[-1][2] < NEAR:
                merged[-1] = (y, merged[-1][1], max(merged[-1][2], rule.x1))
            else:
                merged.append((y, rule.x0, rule.x1))
    return merged


def _crosses(h: tuple[float, float, float], v: tuple[float, float, float]) -> bool:
    return h[1] - NEAR <= v[0] <= h[2] + NEAR and v[1] - NEAR <= h[0] <= v[2] + NEAR


def _is_edge(h: tuple[float, float, float], upright: Sequence[tuple[float, float, float]]) -> bool:
    """Whether a level rule is a table's: it runs into an upright one, or ends at one or beyond them all. A blank right above a table does neither."""
    xs = [v[0] for v in upright]
    ends = any(abs(end - x) <= NEAR for end in h[1:] for x in xs) or h[1] < min(xs, default=h[1]) or h[2] > max(xs, default=h[2])
    return ends or any(_crosses(h, v) and v[1] <= h[0] <= v[2] for v in upright)


def _components(level, upright):
    """Groups of rules that hang together by crossing."""
    left = set(range(len(upright)))
    todo = set(range(len(level)))
    while todo:
        hs, vs, queue = set(), set(), [("h", todo.pop())]
        while queue:
            kind, n = queue.pop()
            if kind == "h":
                hs.add(n)
                hit = {m for m in left if _crosses(level[n], upright[m])}
                left -= hit
                queue += [("v", m) for m in hit]
            else:
                vs.add(n)
                hit = {m for m in todo if _crosses(level[m], upright[n])}
                todo -= hit
                queue += [("h", m) for m in hit]
        yield [level[n] for n in hs], [upright[n] for n in vs]


def _distinct(values: list[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > NEAR:
            kept.append(value)
    return kept


@dataclass(frozen=True, slots=True)
class _Grid:
    xs: list[float]
    ys: list[float]
    level: list[tuple[float, float, float]]
    upright: list[tuple[float, float, float]]

    @staticmethod
    def of(level, upright) -> _Grid | None:
        """The grid of crossing rules; sides left open get an edge where at least two level rules end."""
        if not level or not upright:
            return None
        xs, ys = _distinct([v[0] for v in upright]), _distinct([h[0] for h in level])
        low, high = min(ys), max(ys)
        ends = (sorted(h[1] for h in level)[1], sorted(h[2] for h in level)[-2]) if len(level) > 1 else ()
        sides = [(x, low, high) for x in ends if x < xs[0] - OPEN_SIDE or x > xs[-1] + OPEN_SIDE]
        xs = _distinct(xs + [side[0] for side in sides])
        return _Grid(xs, ys, level, upright + sides) if len(xs) >= 3 and len(ys) >= 2 and len(xs) * len(ys) <= MAX_CELLS else None

    def holds(self, g: Glyph) -> bool:
        middle = (g.x0 + g.x1) / 2
        return self.xs[0] - 1 <= middle <= self.xs[-1] + 1 and self.ys[0] <= g.baseline - 0.35 * g.size <= self.ys[-1]

    def encloses(self, rule: Rule) -> bool:
        """Whether a level rule lies inside one cell and is no edge of it: a blank drawn in the cell."""
        middle = (rule.top + rule.bottom) / 2
        return (
            rule.bottom - rule.top <= THIN
            and self.ys[0] < middle < self.ys[-1]
            and self.xs[0] + NEAR < rule.x0
            and rule.x1 < self.xs[-1] - NEAR
            and not any(abs(h[0] - middle) < SAME_LINE and h[1] < rule.x1 and rule.x0 < h[2] for h in self.level)
            and not any(v[1] <= middle <= v[2] and rule.x0 - NEAR <= v[0] <= rule.x1 + NEAR for v in self.upright)
        )

    def wall_right(self, row: int, column: int) -> bool:
        x, top, bottom = self.xs[column + 1], self.ys[row], self.ys[row + 1]
        middle = (top + bottom) / 2
        return any(abs(v[0] - x) <= NEAR and v[1] - NEAR <= middle <= v[2] + NEAR for v in self.upright)

    def wall_below(self, row: int, column: int) -> bool:
        y, middle = self.ys[row + 1], (self.xs[column] + self.xs[column + 1]) / 2
        return any(abs(h[0] - y) <= NEAR and h[1] - NEAR <= middle <= h[2] + NEAR for h in self.level)


def _table(grid: _Grid, glyphs: list[Glyph], page: int, blanks: Sequence[Rule]) -> Table | None:
    owner = _owners(grid)
    if len(set(owner.values())) < 2:
        return None
    words: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        row = _index(grid.ys, glyph.baseline - 0.35 * glyph.size)
        column = _index(grid.xs, (glyph.x0 + glyph.x1) / 2)
        words.setdefault(owner[row, column], []).append(glyph)
    last_column = {(place[0], home): place[1] for place, home in sorted(owner.items())}
    result = []
    for row in range(len(grid.ys) - 1):
        cells, before = [], None
        for column in range(len(grid.xs) - 1):
            home = owner[row, column]
            if home == before:
                continue
            before = home
            right = grid.xs[last_column[row, home] + 1]
            mine = words.get(home, []) if home[0] == row else []
            inner = [r for r in blanks if grid.xs[column] < r.x0 < right]
            printed = settle_rules(rows(mine), inner)
            cells.append(Cell(row, column, tuple(made for r in printed if (made := line(r, page))), grid.xs[column], right))
        result.append(tuple(cells))
    box = (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
    return Table(page, box, tuple(grid.xs), tuple(result))


def _owners(grid: _Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Each place of the grid → the first place of the cell it belongs to."""
    owner = {(r, c): (r, c) for r in range(len(grid.ys) - 1) for c in range(len(grid.xs) - 1)}

    def home(place):
        while owner[place] != place:
            place = owner[place]
        return place

    def unite(a, b):
        a, b = sorted((home(a), home(b)))
        owner[b] = a

    for r, c in list(owner):
        if c + 2 < len(grid.xs) and not grid.wall_right(r, c):
            unite((r, c), (r, c + 1))
        if r + 2 < len(grid.ys) and not grid.wall_below(r, c):
            unite((r, c), (r + 1, c))
    return {place: home(place) for place in owner}


def _index(edges: list[float], value: float) -> int:
    for n in range(len(edges) - 2):
        if value < edges[n + 1]:
            return n
    return len(edges) - 2
