"""Mends a choice cell by cell, and shows again what need not be hidden."""

from __future__ import annotations

import time

import numpy as np
from scipy import sparse

from concord.foundation.statistics.disclosure.choosing import (
    Choice,
    Chosen,
    Narrow,
    Task,
    looked,
)
from concord.foundation.statistics.disclosure.doubts import (
    NEAR,
    Told,
    only_needed,
)
from concord.foundation.statistics.disclosure.knowledge import Flags, Whole
from concord.foundation.statistics.disclosure.solver import Program

SECONDS = 60.0


def mended(
    task: Task, chosen: Chosen, told: Told = lambda done, total: None
) -> tuple[Choice, Whole]:
    """Hides more until nothing is weak: for each weak cell the cheapest way out.

    The cheapest by linear programming: a table one off the truth in that cell, with as
    few of the shown cells changed as it can. Raises Narrow if there is none.
    """
    choice, tables = chosen.choice, chosen.tables
    while True:
        found = looked(task, choice, tables)
        tables = found.tables
        if not found.weak:
            return choice, tables
        hidden = choice.hidden.copy()
        for number, weak in enumerate(found.weak):
            told(number, len(found.weak))
            more = _way_out(task, Choice(hidden, choice.told_small), weak.cell)
            hidden |= more
        if (hidden == choice.hidden).all():
            hidden = task.may
            if (hidden == choice.hidden).all():
                raise Narrow([weak.cell for weak in found.weak])
        choice = Choice(hidden, choice.told_small)


def _way_out(task: Task, choice: Choice, cell: int) -> Flags:
    """The shown cells to hide so that one cell can be further off than it can now."""
    wide = task.bounds(task.everything(choice.told_small))
    now = task.finder.look(task.bounds(choice), _only(task, cell)).tables[:, cell]
    none = np.zeros_like(choice.hidden)
    best: tuple[float, Flags] | None = None
    for step in (1, -1, 2, -2):
        if step in now or not wide.low[cell] <= step <= wide.high[cell]:
            continue
        found = _cheapest(task, choice, cell, step)
        if found is not None and (best is None or found[0] < best[0]):
            best = found
    return none if best is None else best[1]


def _cheapest(
    task: Task, choice: Choice, cell: int, step: int
) -> tuple[float, Flags] | None:
    wide = task.bounds(task.everything(choice.told_small))
    price = np.where(choice.hidden | task.loose, 0.0, task.cost)
    price = np.concatenate((price, price)) + 1e-5
    both = sparse.hstack([task.sums, -task.sums], format="csr")
    high = np.concatenate((wide.high, -wide.low)).astype(float)
    low = np.zeros(len(high))
    count = len(wide.high)
    for at, size in ((cell, step), (count + cell, -step)):
        low[at] = high[at] = max(size, 0)
    nothing = np.zeros(both.shape[0])
    done = Program(both, (nothing, nothing), (low, high), cost=price).solve()
    if done is None:
        return None
    changed = np.abs(done.values[:count] - done.values[count:]) > NEAR
    more = changed & ~choice.hidden & ~task.loose
    return float(task.cost[more].sum()), more


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


def _only(task: Task, cell: int) -> Flags:
    alone = np.zeros(len(task.cost), dtype=bool)
    alone[cell] = True
    return alone
