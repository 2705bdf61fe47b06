"""Asks of figures as they are published: what of them can be worked out?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from concord.foundation.statistics.disclosure.doubts import Finder, Found
from concord.foundation.statistics.disclosure.knowledge import (
    FAR,
    Bounds,
    Layout,
)
from concord.foundation.statistics.disclosure.proof import Seen
from concord.foundation.statistics.disclosure.refusals import WrongTable
from concord.foundation.statistics.disclosure.releases import (
    Release,
    as_seen,
    joined,
)
from concord.foundation.statistics.disclosure.table import Key, said


@dataclass(frozen=True)
class Weakness:
    """A hidden cell and the values, one or two, that a reader can bring it down to."""

    key: Key
    possible: tuple[int, ...]


def audit(release: Release, *, known: Sequence[Release] = ()) -> list[Weakness]:
    """The hidden cells of which a reader of all these releases knows too much.

    Also of tables that were protected elsewhere, or by hand. Those of `known` are told
    as well. Small cells that are shown are told too: their value is what is possible.
    """
    seen = as_seen((*known, release))
    layout = Layout(joined(release.table, known))
    shown_small = [
        Weakness(key, (value,))
        for key in release.shown & set(release.statuses)
        if 0 < (value := release.table.values[key]) < release.threshold
    ]
    found = seen_through(layout, seen)
    return shown_small + [
        Weakness(
            layout.keys[weak.cell],
            tuple(int(layout.values[weak.cell]) + step for step in weak.values),
        )
        for weak in found.weak
    ]


def uncovered(release: Release, known: Sequence[Release]) -> list[Weakness]:
    """The cells hidden in earlier releases that this one would uncover.

    A cell that it shows is uncovered, and one that can be worked out with it. Cells
    that could be worked out without it are not told.
    """
    before = {key for one in known for key in one.hidden}
    plain = [
        Weakness(key, (release.table.values[key],)) for key in before & release.shown
    ]
    if plain:
        return sorted(plain, key=lambda one: said(one.key))
    *first, last = known
    weak_already = {one.key for one in audit(last, known=first)}
    return [
        one
        for one in audit(release, known=known)
        if one.key in before and one.key not in weak_already
    ]


def seen_through(layout: Layout, seen: Seen) -> Found:
    """What a reader has to think possible who has this."""
    low = np.maximum(-layout.values, -FAR)
    high = np.full(len(layout.keys), FAR, dtype=np.int64)
    for key, (least, most) in seen.between.items():
        at = layout.at[key]
        low[at], high[at] = least - layout.values[at], most - layout.values[at]
        if not low[at] <= 0 <= high[at]:
            raise WrongTable(f"{said(key)}: its value is not what is told of it.")
    fixed = layout.flags(seen.shown)
    low[fixed] = high[fixed] = 0
    finder = Finder(layout.sums)
    return finder.look(Bounds(low, high), layout.flags(seen.hidden) & ~fixed)
