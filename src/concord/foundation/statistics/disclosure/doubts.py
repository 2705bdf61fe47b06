"""Finds tables that a reader has to think possible, until each cell has three values.

A table found is only a proposal: proof.py checks it with whole numbers. So nothing here
has to be believed where it says that a cell is safe.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from concord.foundation.statistics.disclosure.knowledge import (
    FAR,
    Bounds,
    Flags,
    Whole,
)
from concord.foundation.statistics.disclosure.solver import Program, Reals, Solution

ENOUGH = 3  # values that stay possible for each hidden cell
NEAR = 1e-6
PATIENCE = 20.0  # seconds for one table in whole numbers; then it counts as not there
MANY = 40  # cells that two tables for many at once have to serve, to be worth it

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Weak:
    """A cell for which fewer than three values are possible, and by what it is held.

    `up` and `down`: how far linear programming would let it go. `slopes`: for both ways
    the weight of each cell's bound in that; None where only whole numbers hold it.
    """

    cell: int
    values: tuple[int, ...]
    slopes: tuple[Reals, Reals] | None


@dataclass(frozen=True)
class Found:
    tables: Whole  # a row for each table: distances from the truth
    weak: list[Weak]


class Finder:
    """Looks for tables that satisfy all sums, between bounds."""

    def __init__(self, sums: sparse.csr_matrix) -> None:
        self.sums = sums
        self.whole_sums = sums.astype(np.int64)
        self.width = sums.shape[1]
        nothing, still = np.zeros(sums.shape[0]), np.zeros(self.width)
        model = (sums, (nothing, nothing), (still, still))
        self.near = Program(*model, again=True)
        self.far = Program(*model)
        self.whole = Program(*model, whole=np.ones(self.width), seconds=PATIENCE)
        self.chance = np.random.default_rng(5)  # the same figures, the same result

    def none(self) -> Whole:
        """The truth, as a table."""
        return np.zeros((1, self.width), dtype=np.int64)

    def look(
        self,
        bounds: Bounds,
        wanted: Flags,
        tables: Whole | None = None,
        *,
        only_first: bool = False,
        told: Told = lambda done, total: None,
    ) -> Found:
        """Three values for each wanted cell, or why not.

        `tables`: found earlier; those that are outside of the bounds are left out.
        `only_first`: ends at the first weak cell.
        """
        tables = self.none() if tables is None else _inside(tables, bounds)
        puzzle = _Puzzle(self, bounds)
        wanting = _wanting(tables, wanted)
        total = int(wanted.sum())
        gains = [len(wanting)] * 2
        while min(len(wanting), sum(gains[-2:])) > MANY:
            told(total - len(wanting), total)
            turn = len(gains)
            more = puzzle.swayed(wanting, 1 + turn % 2, mirrored=turn == 2)
            tables = _joined(tables, more)
            before, wanting = len(wanting), _wanting(tables, wanted)
            gains.append(before - len(wanting))
        return self._one_by_one(puzzle, tables, wanting, only_first, total, told)

    def _one_by_one(
        self,
        puzzle: _Puzzle,
        tables: Whole,
        wanting: list[int],
        only_first: bool,
        total: int,
        told: Told,
    ) -> Found:
        seen = {cell: set(tables[:, cell].tolist()) for cell in wanting}
        fresh: list[Whole] = []
        weak: list[Weak] = []
        for number, cell in enumerate(wanting):
            if len(seen[cell]) >= ENOUGH:
                continue
            if number % 20 == 0:
                told(total - len(wanting) + number, total)
            more, held = puzzle.values_of(cell)
            fresh += more
            for table in more:
                for other in wanting[number + 1 :]:
                    seen[other].add(int(table[other]))
            if held:
                weak.append(held)
                if only_first:
                    break
        return Found(_joined(tables, fresh), weak)


@dataclass
class _Puzzle:
    """One set of bounds. Only cells that can move take part."""

    finder: Finder
    bounds: Bounds

    def __post_init__(self) -> None:
        self.finder.near.bound(self.bounds.low, self.bounds.high)

    def swayed(self, cells: list[int], reach: int, *, mirrored: bool) -> list[Whole]:
        """A table in which many of the cells are off the truth, and others made of it.

        `mirrored`: one that can be turned round: what is more in it can be less.
        """
        aims = np.zeros(self.finder.width)
        aims[cells] += self.finder.chance.choice((-1.0, 1.0), len(cells))
        low = np.maximum(self.bounds.low, -reach)
        high = np.minimum(self.bounds.high, reach)
        if mirrored:
            low, high = np.maximum(low, -high), np.minimum(high, -low)
        step = self._solved(aims, low, high)
        if step is None:
            return []
        return [t for k in (1, -1, 2, -2) if self._allows(t := k * step)]

    def _allows(self, table: Whole) -> bool:
        return bool(
            (table >= self.bounds.low).all() and (table <= self.bounds.high).all()
        )

    def values_of(self, cell: int) -> tuple[list[Whole], Weak | None]:
        """Tables with three values of one cell; or fewer, and what holds it."""
        up = self._furthest(cell, 1)
        down = self._furthest(cell, -1)
        if up.reach + down.reach < ENOUGH - 1 - NEAR:
            values = {0, int(up.reach + NEAR), -int(down.reach + NEAR)}
            found = [t for t in (up.table, down.table) if t is not None]
            return found, Weak(cell, tuple(sorted(values)), (up.slopes, down.slopes))
        return self._in_whole_numbers(cell, [up.table, down.table])

    def _in_whole_numbers(
        self, cell: int, tables: list[Whole | None]
    ) -> tuple[list[Whole], Weak | None]:
        """The same where linear programming has found nothing against it."""
        found = [table for table in tables if table is not None]
        for low, high in ((1, 1), (-1, -1), (2, 2), (-2, -2), (1, FAR), (-FAR, -1)):
            # The nearest values first: they are there in nearly every table.
            seen = {0, *(int(table[cell]) for table in found)}
            if len(seen) >= ENOUGH:
                return found, None
            if low == high and low in seen:
                continue
            table = self._with(cell, low, high, furthest=abs(low) != abs(high))
            found += [] if table is None else [table]
        return self._between(cell, found)

    def _between(
        self, cell: int, found: list[Whole]
    ) -> tuple[list[Whole], Weak | None]:
        """Looks for a third value between two that are far from each other."""
        seen = sorted({0, *(int(table[cell]) for table in found)})
        if len(seen) == ENOUGH - 1 and seen[1] - seen[0] > 1:
            table = self._with(cell, seen[0] + 1, seen[1] - 1, furthest=False)
            if table is not None:
                found.append(table)
                seen.append(int(table[cell]))
        if len(seen) >= ENOUGH:
            return found, None
        return found, Weak(cell, tuple(seen), None)

    def _with(self, cell: int, low: int, high: int, *, furthest: bool) -> Whole | None:
        low = max(low, int(self.bounds.low[cell]))
        high = min(high, int(self.bounds.high[cell]))
        if low > high:
            return None
        way = 0 if not furthest else 1 if high > 0 else -1
        done = self._near(cell, low, high, way)
        if done is None:
            return None
        table = self._as_table(done.values)
        if table is not None:
            return table
        lows, highs = self.bounds.low.copy(), self.bounds.high.copy()
        lows[cell], highs[cell] = low, high
        aims = np.zeros(self.finder.width)
        aims[cell] = -way
        return self._whole(aims, lows, highs)

    def _near(self, cell: int, low: int, high: int, way: int) -> Solution | None:
        """The table with the cell between these, furthest up (1) or down (-1)."""
        program = self.finder.near
        program.aim_at_one(cell, -way)
        program.bound_one(cell, low, high)
        done = program.solve()
        program.aim_at_one(cell, 0)
        program.bound_one(cell, self.bounds.low[cell], self.bounds.high[cell])
        return done

    def _furthest(self, cell: int, way: int) -> _Furthest:
        """How far the cell can go up (1) or down (-1), but not beyond 2."""
        low = max(int(self.bounds.low[cell]), -2)
        high = min(int(self.bounds.high[cell]), 2)
        done = self._near(cell, low, high, way)
        if done is None or not done.best:
            raise ArithmeticError("The truth itself was not found in its own puzzle.")
        slopes = -done.reduced
        slopes[np.abs(slopes) < NEAR] = 0
        return _Furthest(-done.aim, self._as_table(done.values), slopes)

    def _solved(self, aims: Reals, low: Whole, high: Whole) -> Whole | None:
        """A table in whole numbers, or None where there is none.

        In two dimensions linear programming ends in one by itself.
        """
        program = self.finder.far
        program.bound(low, high)
        program.aim_at(aims)
        done = program.solve()
        table = None if done is None else self._as_table(done.values)
        return self._whole(aims, low, high) if table is None else table

    def _whole(self, aims: Reals, low: Whole, high: Whole) -> Whole | None:
        program = self.finder.whole
        program.bound(low, high)
        program.aim_at(aims)
        done = program.solve()
        return None if done is None else self._as_table(done.values)

    def _as_table(self, solution: Reals) -> Whole | None:
        """Rounded, if that is a table: in whole numbers there is no nearly."""
        table = np.rint(solution).astype(np.int64)
        if (self.finder.whole_sums @ table).any() or not self._allows(table):
            return None
        return table


@dataclass(frozen=True)
class _Furthest:
    reach: float
    table: Whole | None
    slopes: Reals


def _inside(tables: Whole, bounds: Bounds) -> Whole:
    """Those between the bounds, and the truth."""
    kept = (tables >= bounds.low).all(axis=1) & (tables <= bounds.high).all(axis=1)
    return np.vstack((np.zeros((1, tables.shape[1]), np.int64), tables[kept]))


def _joined(tables: Whole, more: list[Whole]) -> Whole:
    return np.vstack([tables, *more]) if more else tables


def _wanting(tables: Whole, wanted: Flags) -> list[int]:
    """The wanted cells with fewer than three values in these tables."""
    cells = np.flatnonzero(wanted)
    columns = np.sort(tables[:, cells], axis=0)
    counts = 1 + (np.diff(columns, axis=0) != 0).sum(axis=0)
    return [int(cell) for cell in cells[counts < ENOUGH]]


def only_needed(tables: Whole, wanted: Flags) -> Whole:
    """Fewer tables with which each wanted cell has three values all the same."""
    seen: dict[int, set[int]] = {int(cell): set() for cell in np.flatnonzero(wanted)}
    kept = []
    for row, table in enumerate(tables):
        new = [c for c, had in seen.items() if table[c] not in had]
        if new or row == 0:
            kept.append(row)
        for cell in new:
            seen[cell].add(int(table[cell]))
            if len(seen[cell]) >= ENOUGH:
                del seen[cell]
    return np.asarray(tables[kept])
