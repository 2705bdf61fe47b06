"""From a table and what is known already to what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from concord.foundation.statistics.disclosure.choosing import Task
from concord.foundation.statistics.disclosure.groups import GroupAttribute
from concord.foundation.statistics.disclosure.knowledge import (
    Flags,
    Layout,
    open_bounds,
    small_bounds,
)
from concord.foundation.statistics.disclosure.refusals import CannotProtect
from concord.foundation.statistics.disclosure.releases import Release
from concord.foundation.statistics.disclosure.solver import Reals
from concord.foundation.statistics.disclosure.table import Key, Table, said


def task_for(
    layout: Layout,
    table: Table,
    threshold: int,
    known: Sequence[Release],
    groups: Sequence[GroupAttribute],
    costs: Mapping[Key, float],
    *,
    labels: bool = True,
) -> Task:
    """`layout` is of `table` joined with the releases `known`.

    `labels`: readers are told which hidden cells are small.
    """
    values = layout.values
    fixed = layout.flags(layout.table.known)
    loose = layout.flags(layout.table.unprinted) & ~fixed
    small = layout.flags(k for k in table.printed if 0 < table.values[k] < threshold)
    before = np.zeros(len(values), dtype=bool)
    opened = open_bounds(values)
    for release in known:
        before |= layout.flags(release.hidden)
        told = layout.flags(release.told_small)
        opened = opened.within(small_bounds(values, told, release.threshold))
    _refuse_known(layout, (small | before) & fixed)
    may = (layout.flags(table.printed) | before) & ~fixed
    base = _costs(layout, costs)
    told = small if labels else np.zeros_like(small)
    return Task(
        sums=layout.sums,
        cost=base,
        relabel_cost=_relabel_costs(layout, base),
        must=small | before | (layout.flags(g.cell for g in groups) & may),
        may=may,
        loose=loose,
        small=told,
        open=opened,
        told=opened.within(small_bounds(values, told, threshold)),
        either=_either(layout, groups, may),
    )


def _either(
    layout: Layout, groups: Sequence[GroupAttribute], may: Flags
) -> tuple[tuple[int, ...], ...]:
    """Of the zeros beside a full cell one at least is hidden, so that it isn't told
    that nobody is there."""
    found = []
    for group in groups:
        cells = tuple(layout.at[key] for key in group.others if may[layout.at[key]])
        if not cells or not may[layout.at[group.cell]]:
            raise CannotProtect(
                f"{said(group.total)}: all of it is in one cell, and that is known "
                "already from elsewhere."
            )
        found.append(cells)
    return tuple(found)


def _costs(layout: Layout, costs: Mapping[Key, float]) -> Reals:
    """1 for each cell; a little more for totals and for zeros.

    All these littles together are below 1, so that they only decide between choices
    with equally many cells.
    """
    base = np.array([costs.get(key, 1.0) for key in layout.keys])
    totals = layout.flags(one.total for one in layout.table.sums)
    little = np.where(totals, 1.0, np.where(layout.values == 0, 0.5, 0.0))
    return np.asarray(base + little * base.min(initial=1.0) / (len(base) + 1))


def _relabel_costs(layout: Layout, costs: Reals) -> Reals:
    """More than hiding everything; less for totals than for other cells."""
    totals = layout.flags(one.total for one in layout.table.sums)
    return np.asarray(float(costs.sum()) + 1 + np.where(totals, 0.0, 0.5))


def _refuse_known(layout: Layout, flags: Flags) -> None:
    cells = [layout.keys[at] for at in np.flatnonzero(flags)]
    if cells:
        more = f" and {len(cells) - 1} more" if cells[1:] else ""
        raise CannotProtect(
            f"{said(cells[0])}{more}: has to be hidden, and an earlier release shows "
            "it. Leave it out of this one, and look at the one that shows it."
        )
