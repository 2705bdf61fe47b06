"""Mends a choice cell by cell, and shows again what need not be hidden."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from scipy import sparse

from concord.foundation.statistics.disclosure.choosing import (
    Choice,
    Narrow,
    Task,
    looked,
)
from concord.foundation.statistics.disclosure.doubts import (
    ENOUGH,
    NEAR,
    Told,
    only_needed,
)
from concord.foundation.statistics.disclosure.knowledge import Flags, Whole
from concord.foundation.statistics.disclosure.solver import Program, Reals

SECONDS = 60.0  # for trimming
MENDING = 60.0  # for mending cell by cell; then everything is hidden that can be


def mended(
    task: Task, choice: Choice, told: Told = lambda done, total: None
) -> tuple[Choice, Whole]:
    """Hides more until nothing is weak: for each weak cell the cheapest way out.

    The cheapest by linear programming: a table one off the truth in that cell, with as
    few of the shown cells changed as it can. Raises Narrow if there is none.
    """
    ways = _Ways(task, choice.told_small)
    ends = time.monotonic() + MENDING
    while True:
        found = looked(task, choice, ways.tables)
        ways.tables = found.tables
        if not found.weak:
            return choice, found.tables
        if (choice.hidden | ~task.may).all():
            raise Narrow([weak.cell for weak in found.weak])
        cells = [weak.cell for weak in found.weak]
        hidden = _hiding_more(ways, choice.hidden, cells, ends, told)
        if (hidden == choice.hidden).all():
            hidden = task.may
        choice = Choice(hidden, choice.told_small)


def _hiding_more(
    ways: _Ways, hidden: Flags, cells: list[int], ends: float, told: Told
) -> Flags:
    """A way out for each weak cell; when time is over, all in the sums of each."""
    for number, cell in enumerate(cells):
        told(number, len(cells))
        if time.monotonic() > ends:
            return hidden | _beside(ways.task, cells[number:])
        hidden = ways.out(hidden, cell)
    return hidden


def _beside(task: Task, cells: list[int]) -> Flags:
    """What can be hidden of the sums in which one of these stands."""
    places = abs(task.sums)
    rows = np.asarray(places[:, cells].sum(axis=1)).ravel() > 0
    return task.may & (np.asarray(places[rows].sum(axis=0)).ravel() > 0)


class _Ways:
    """Ways out of being narrow. The program stays loaded: cells differ in bounds.

    `tables`: all that were found; what is hidden only grows, so they stay possible.
    """

    def __init__(self, task: Task, told_small: Flags) -> None:
        self.task = task
        self.tables = task.finder.none()
        self.wide = task.bounds(task.everything(told_small))
        both = sparse.hstack([task.sums, -task.sums], format="csr")
        self.low = np.zeros(both.shape[1])
        self.high = np.concatenate((self.wide.high, -self.wide.low)).astype(float)
        nothing = np.zeros(both.shape[0])
        self.program = Program(
            both, (nothing, nothing), (self.low, self.high), again=True
        )

    def out(self, hidden: Flags, cell: int) -> Flags:
        """What is hidden, and what else has to be for three values of one cell.

        The cheapest by linear programming; where its table is not whole, the cells in
        it are hidden all the same, and the next look says whether that was enough.
        """
        tried: set[int] = set()
        while len(tried | set(self.tables[:, cell].tolist())) < ENOUGH:
            had = tried | set(self.tables[:, cell].tolist())
            near = [step for step in (1, -1, 2, -2) if step not in had][:2]
            ways = [
                (cost, step, table)
                for step in near
                if self.wide.low[cell] <= step <= self.wide.high[cell]
                for cost, table in self._cheapest(hidden, cell, step)
            ]
            if not ways:
                break
            _, step, table = min(ways, key=lambda way: way[0])
            tried.add(step)
            changed = (np.abs(table) > NEAR) & ~self.task.loose
            hidden = hidden | changed
            self._keep(table, hidden)
        return hidden

    def _keep(self, table: Reals, hidden: Flags) -> None:
        """Keeps a table that is whole, and what is possible of its multiples."""
        step = np.rint(table).astype(np.int64)
        if (
            np.abs(table - step).max() > NEAR
            or (self.task.finder.whole_sums @ step).any()
        ):
            return
        more = [
            turned
            for turned in (step, -step, 2 * step, -2 * step)
            if (turned >= self.wide.low).all() and (turned <= self.wide.high).all()
        ]
        self.tables = np.vstack([self.tables, *more])

    def _cheapest(
        self, hidden: Flags, cell: int, step: int
    ) -> Iterator[tuple[float, Reals]]:
        """What it costs, and how far each cell is off the truth; nothing for no way."""
        task, count = self.task, len(self.wide.high)
        price = np.where(hidden | task.loose, 0.0, task.cost)
        self.program.aim_at(np.concatenate((price, price)) + 1e-5)
        columns = ((cell, max(step, 0)), (count + cell, max(-step, 0)))
        for at, size in columns:
            self.program.bound_one(at, size, size)
        done = self.program.solve()
        for at, _ in columns:
            self.program.bound_one(at, self.low[at], self.high[at])
        if done is not None:
            yield done.aim, done.values[:count] - done.values[count:]


def trimmed(
    task: Task,
    choice: Choice,
    tables: Whole,
    told: Told = lambda done, total: None,
) -> tuple[Choice, Whole]:
    """Shows again what all others are safe without, as far as time goes."""
    spare = np.flatnonzero(choice.hidden & ~task.must)
    ends = time.monotonic() + SECONDS
    for number, cell in enumerate(sorted(spare, key=lambda one: -task.cost[one])):
        told(number, len(spare))
        if time.monotonic() > ends:
            break
        hidden = choice.hidden.copy()
        hidden[cell] = False
        if any(not hidden[list(group)].any() for group in task.either):
            continue
        less = Choice(hidden, choice.told_small)
        found = task.finder.look(
            task.bounds(less), hidden & ~task.loose, tables, only_first=True
        )
        if not found.weak:
            choice = less
            tables = only_needed(found.tables, hidden & ~task.loose)
    return choice, tables
