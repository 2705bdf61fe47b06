"""Which cells to hide, and of which to tell that they are small: as few as possible.

A master problem chooses; the reader's puzzle is tried on the choice; for each cell that
is still too narrow, the puzzle gives an inequality that every safe choice satisfies
(Fischetti and Salazar-González, "Solving the cell suppression problem on tabular data
with linear constraints", Management Science 47, 2001). Where whole numbers hold a cell
and linear programming doesn't, the inequality is: hide one more of those that are
shown. So it ends, with a choice for which nothing less would do.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from concord.foundation.statistics.disclosure.doubts import (
    ENOUGH,
    NEAR,
    Finder,
    Found,
    Told,
    Weak,
)
from concord.foundation.statistics.disclosure.knowledge import (
    Bounds,
    Flags,
    Whole,
    shown_where,
)
from concord.foundation.statistics.disclosure.refusals import CannotProtect
from concord.foundation.statistics.disclosure.solver import Program, Reals


@dataclass(frozen=True)
class Choice:
    """Which cells are hidden, and of which of these it is told that they are small."""

    hidden: Flags
    told_small: Flags


@dataclass(frozen=True)
class Task:
    """What may be chosen. Arrays have an entry for each cell.

    `must`: has to be hidden. `may`: can be. `loose`: stands in sums, is printed
    nowhere, needs no protection. `small`: hidden, and told to be small unless that
    narrows it. `open` and `told`: bounds without and with that. `either`: sets of cells
    of which one at least has to be hidden.
    """

    sums: sparse.csr_matrix
    cost: Reals
    relabel_cost: Reals
    must: Flags
    may: Flags
    loose: Flags
    small: Flags
    open: Bounds
    told: Bounds
    either: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def finder(self) -> Finder:
        return Finder(self.sums)

    def bounds(self, choice: Choice) -> Bounds:
        low = np.where(choice.told_small, self.told.low, self.open.low)
        high = np.where(choice.told_small, self.told.high, self.open.high)
        return shown_where(Bounds(low, high), choice.hidden | self.loose)

    def with_small(self, told: Flags) -> Task:
        """The same, where only these cells are told to be small."""
        return replace(
            self,
            small=told,
            told=Bounds(
                np.where(told, self.told.low, self.open.low),
                np.where(told, self.told.high, self.open.high),
            ),
        )

    def starves(self, may: Flags) -> bool:
        """Whether one of the sets of which one cell is hidden would have none left."""
        return any(not may[list(cells)].any() for cells in self.either)

    def everything(self, told_small: Flags) -> Choice:
        return Choice(self.may, told_small)


@dataclass(frozen=True)
class Effort:
    """How long to look for fewer cells. What is found is proved in any case."""

    rounds: int = 400
    gap: float = 0.0  # of the number of cells, by which a choice may be off the best
    seconds: float = 15.0  # for one run of the solver
    seconds_in_all: float = 40.0  # then what there is gets mended


@dataclass
class Chosen:
    choice: Choice
    tables: Whole
    weak: list[Weak]
    least: bool  # whether nothing less would do


@dataclass
class Master:
    """Chooses by the inequalities that were found up to now."""

    task: Task
    effort: Effort
    free: Flags  # may be hidden or not
    relabels: Flags  # may be told to be small or not
    rows: list[tuple[Reals, Reals, int, float]] = field(default_factory=list)
    had: set[bytes] = field(default_factory=set)
    least: bool = True

    def add(self, cell: int, up: Reals, down: Reals) -> bool:
        """An inequality from what holds a cell on both ways, its slopes.

        False if it was there already, or says nothing.
        """
        task = self.task
        opened = _reach(up, task.open) + _reach(down, task.open)
        told = _reach(up, task.told) + _reach(down, task.told)
        small = task.small
        always = (task.must | task.loose) & ~small
        need = ENOUGH - 1 - float(told[small].sum() + opened[always].sum())
        if need < NEAR:
            return False
        hide = np.where(self.free, np.minimum(1, opened / need), 0)
        relabel = np.where(self.relabels, np.minimum(1, (opened - told) / need), 0)
        return self.put(hide, relabel, cell)

    def add_one_more_of(self, shown: Flags, told: Flags, cell: int) -> bool:
        """The inequality: hide one of these, or tell less of one of those."""
        hide = np.where(self.free & shown, 1.0, 0.0)
        relabel = np.where(self.relabels & told, 1.0, 0.0)
        return self.put(hide, relabel, cell)

    def put(self, hide: Reals, relabel: Reals, cell: int) -> bool:
        hide, relabel = hide.round(7), relabel.round(7)
        name = hide.tobytes() + relabel.tobytes() + cell.to_bytes(4, "big")
        if name in self.had:
            return False
        self.had.add(name)
        hide, needed = hide.copy(), 1.0
        if self.free[cell]:
            hide[cell] -= 1
            needed = 0.0
        self.rows.append((hide, relabel, cell, needed))
        return True

    def choose(self) -> Choice | None:
        """The cheapest choice that satisfies all inequalities."""
        task = self.task
        free, relabels = np.flatnonzero(self.free), np.flatnonzero(self.relabels)
        matrix, needed, lines = self._matrix(free, relabels)
        cost = np.concatenate(
            (task.cost[free], task.relabel_cost[relabels], np.zeros(lines))
        )
        if not len(cost):
            return Choice(task.must.copy(), task.small.copy())
        whole = np.ones(len(cost))
        whole[len(free) + len(relabels) :] = 0
        done = Program(
            matrix,
            (needed, np.full(len(needed), np.inf)),
            (np.zeros(len(cost)), np.ones(len(cost))),
            cost=cost,
            whole=whole,
            gap=self.effort.gap,
            seconds=self.effort.seconds,
        ).solve()
        if done is None:
            return None
        self.least = self.least and done.best and self.effort.gap == 0
        done_x = done.values
        hidden = task.must.copy()
        hidden[free[done_x[: len(free)] > 0.5]] = True
        told = task.small.copy()
        told[relabels[done_x[len(free) : len(free) + len(relabels)] > 0.5]] = False
        return Choice(hidden, told)

    def _matrix(
        self, free: Whole, relabels: Whole
    ) -> tuple[sparse.csr_matrix, Reals, int]:
        """All inequalities; in the last columns, whether a sum has hidden cells."""
        alone, chained = self._sums_with_hidden()
        blocks = [self._cuts(free, relabels), self._sets(free, len(relabels))]
        needed = [
            np.array([row[3] for row in self.rows]),
            np.ones(blocks[1].shape[0]),
        ]
        width = len(free) + len(relabels)
        place = {int(cell): at for at, cell in enumerate(free)}
        rows: list[int] = []
        columns: list[int] = []
        signs: list[float] = []
        limits: list[float] = []
        for cells in alone:
            rows += [len(limits)] * len(cells)
            columns += [place[int(cell)] for cell in cells]
            signs += [1.0] * len(cells)
            limits.append(1.0)
        for number, cells in enumerate(chained):
            own = width + number
            rows += [len(limits)] * (len(cells) + 1)
            columns += [*(place[int(cell)] for cell in cells), own]
            signs += [*([1.0] * len(cells)), -2.0]
            limits.append(0.0)
            for cell in cells:
                rows += [len(limits)] * 2
                columns += [own, place[int(cell)]]
                signs += [1.0, -1.0]
                limits.append(0.0)
        lines = len(chained)
        wide = [_widened(block, width + lines) for block in blocks]
        wide.append(
            sparse.csr_matrix(
                (signs, (rows, columns)), shape=(len(limits), width + lines)
            )
        )
        needed.append(np.array(limits))
        return sparse.vstack(wide, format="csr"), np.concatenate(needed), lines

    def _cuts(self, free: Whole, relabels: Whole) -> sparse.csr_matrix:
        if not self.rows:
            return sparse.csr_matrix((0, len(free) + len(relabels)))
        return sparse.vstack(
            [
                sparse.csr_matrix(np.concatenate((hide[free], relabel[relabels])))
                for hide, relabel, _, _ in self.rows
            ],
            format="csr",
        )

    def _sets(self, free: Whole, more: int) -> sparse.csr_matrix:
        """Of each set one cell is hidden, if none is in any case."""
        must = self.task.must
        sets = [cells for cells in self.task.either if not must[list(cells)].any()]
        rows = np.zeros((len(sets), len(free) + more))
        for row, cells in enumerate(sets):
            rows[row, np.flatnonzero(np.isin(free, cells))] = 1
        return sparse.csr_matrix(rows)

    def _sums_with_hidden(self) -> tuple[list[Whole], list[Whole]]:
        """A hidden cell needs another in each of its sums.

        First the sums with one cell that is hidden whatever is chosen, then those with
        none; of each the cells that may be hidden. Not those with a cell that is
        printed nowhere, which is such another.
        """
        task = self.task
        alone, chained = [], []
        for row in range(task.sums.shape[0]):
            cells = task.sums.indices[task.sums.indptr[row] : task.sums.indptr[row + 1]]
            if task.loose[cells].any():
                continue
            always = int(task.must[cells].sum())
            free = cells[self.free[cells]]
            if always == 1:
                alone.append(free)
            elif always == 0 and len(free):
                chained.append(free)
        return alone, chained


def _reach(slopes: Reals, bounds: Bounds) -> Reals:
    """The most that each cell adds to how far the weak one can go."""
    return np.asarray(np.maximum(slopes * bounds.low, slopes * bounds.high))


def _widened(block: sparse.csr_matrix, width: int) -> sparse.csr_matrix:
    more = sparse.csr_matrix((block.shape[0], width - block.shape[1]))
    return sparse.hstack([block, more], format="csr")


def prepared(
    task: Task, *, exact: bool, told: Told = lambda done, total: None
) -> tuple[Task, Flags]:
    """The task without what no safe choice hides, and which labels are in question.

    A label (that a cell is small) is in question only where the labels narrow a cell
    that has to be hidden, whatever else is hidden. Without `exact` it is then settled
    here, with everything else hidden. Raises Narrow where no label would help.
    """
    none = np.zeros_like(task.small)
    first = _widest(task, task.small, task.may, task.finder.none(), told)
    if not first.narrow.any() and not task.starves(first.may):
        return replace(task, may=first.may), none
    # With fewer labels each cell is wider: only those are asked that were too narrow.
    open_ = _widest(task, none, first.weak, first.tables, told)
    if open_.narrow.any() or task.starves(open_.may):
        raise Narrow([int(cell) for cell in np.flatnonzero(open_.narrow)])
    task = replace(task, may=open_.may)
    return (task, task.small) if exact else (with_labels_settled(task, told), none)


def with_labels_settled(task: Task, told: Told = lambda done, total: None) -> Task:
    """The task with as few labels left out as do where everything else is hidden.

    None is told where the search for the fewest did not come to its end. Raises Narrow
    where no label would help.
    """
    everything = replace(task, must=task.may)
    none = np.zeros_like(task.small)
    master = Master(everything, Effort(), free=none, relabels=task.small)
    for labels in (settle(master, told).choice.told_small, none):
        last = _widest(task, labels, task.may, task.finder.none(), told)
        if not last.narrow.any() and not task.starves(last.may):
            return replace(task.with_small(labels), may=last.may)
    raise Narrow([int(cell) for cell in np.flatnonzero(last.narrow)])


@dataclass(frozen=True)
class _Widest:
    """The largest choice that is safe; `narrow`: what had to be hidden and can't be."""

    may: Flags
    narrow: Flags
    weak: Flags  # what was too narrow, of all that was tried
    tables: Whole


def _widest(
    task: Task, small: Flags, wanted: Flags, tables: Whole, told: Told
) -> _Widest:
    """The more is hidden, the wider is each cell. So what is too narrow where
    everything is hidden is so always: no safe choice hides it, and it counts as shown.

    As something is shown by that, all are tried again.
    """
    may = task.may.copy()
    weak = np.zeros_like(may)
    while True:
        bounds = task.bounds(Choice(may, small))
        found = task.finder.look(bounds, may & wanted, tables, told=told)
        now = np.zeros_like(may)
        now[[one.cell for one in found.weak]] = True
        weak |= now
        if not now.any() or (now & task.must).any():
            return _Widest(may, now & task.must, weak, found.tables)
        may &= ~now
        wanted = task.may
        tables = found.tables


class Narrow(CannotProtect):
    """Cells that stay too narrow even where everything that can be hidden is."""

    def __init__(self, cells: list[int]) -> None:
        super().__init__(f"{len(cells)} cells can't be protected.")
        self.cells = cells


def looked(
    task: Task,
    choice: Choice,
    tables: Whole | None = None,
    wanted: Flags | None = None,
) -> Found:
    """What a reader has to think possible, of all hidden cells of a choice."""
    hidden = choice.hidden & ~task.loose
    return task.finder.look(
        task.bounds(choice), hidden if wanted is None else hidden & wanted, tables
    )


def settle(
    master: Master,
    told: Told = lambda done, total: None,
    *,
    wanted: Flags | None = None,
) -> Chosen:
    """Chooses and tries until the choice is safe or the rounds are over.

    `wanted`: the cells to try, where that is not all that are hidden.
    """
    task, effort = master.task, master.effort
    tables = task.finder.none()
    chosen: Chosen | None = None
    ends = time.monotonic() + effort.seconds_in_all
    for _ in range(effort.rounds):
        choice = master.choose()
        if choice is None:
            raise Narrow([])
        found = looked(task, choice, tables, wanted)
        tables = _kept(tables, found.tables)
        least = master.least and not task.finder.whole.gave_up
        chosen = Chosen(choice, found.tables, found.weak, least)
        hidden = int(choice.hidden.sum())
        told(hidden - len(found.weak), hidden)
        if not found.weak:
            return chosen
        if time.monotonic() > ends:
            break
        added = [_learn(master, task, choice, weak) for weak in found.weak]
        if not any(added):
            break
    if chosen is None:
        raise Narrow([])
    chosen.least = False
    return chosen


def _kept(tables: Whole, more: Whole) -> Whole:
    """Tables of all rounds: a later choice may allow an earlier one again."""
    return np.vstack((tables, more[1:]))[-2000:]


def _learn(master: Master, task: Task, choice: Choice, weak: Weak) -> bool:
    if weak.slopes is not None and master.add(weak.cell, *weak.slopes):
        return True
    shown, told = _still_narrow(task, choice, weak.cell)
    return master.add_one_more_of(shown, told, weak.cell)


def _still_narrow(task: Task, choice: Choice, cell: int) -> tuple[Flags, Flags]:
    """Hides more and more as long as the cell stays too narrow.

    What is left shown (and told) is a set of which one has to go: the smaller the set,
    the stronger the inequality.
    """
    shown = task.may & ~choice.hidden
    alone = np.zeros_like(shown)
    alone[cell] = True
    size = max(1, int(shown.sum()) // 2)
    while size:
        for part in _parts(np.flatnonzero(shown), size):
            trial = shown.copy()
            trial[part] = False
            wider = Choice(task.may & ~trial, choice.told_small)
            if task.finder.look(task.bounds(wider), alone).weak:
                shown = trial
        size //= 2
    return shown, choice.told_small


def _parts(cells: Whole, size: int) -> list[Whole]:
    return [cells[at : at + size] for at in range(0, len(cells), size)]
