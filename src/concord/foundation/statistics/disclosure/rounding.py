"""Rounding, the other way: each figure to the nearest multiple, totals by themselves.

A reader who knows the rule has each figure within half a multiple, and adds up. Where
that narrows one to fewer than three values, totals above it are left blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from concord.foundation.statistics.disclosure.auditing import seen_through
from concord.foundation.statistics.disclosure.doubts import only_needed
from concord.foundation.statistics.disclosure.knowledge import Layout
from concord.foundation.statistics.disclosure.proof import Seen, prove
from concord.foundation.statistics.disclosure.refusals import (
    CannotProtect,
    WrongTable,
)
from concord.foundation.statistics.disclosure.table import Key, Table, said

LEAST = 5


@dataclass(frozen=True)
class Rounded:
    """Multiples of `base` by key; `blank` cells are not printed at all."""

    table: Table
    base: int
    values: Mapping[Key, int]
    blank: frozenset[Key]

    def value(self, key: Key) -> int | None:
        return self.values.get(key)

    def why(self, key: Key) -> str:
        if key in self.blank:
            return "hidden: with it, a rounded figure could be worked out"
        return f"rounded to the nearest {self.base}, by itself: parts may not add up"


def rounded(table: Table, *, base: int = 5) -> Rounded:
    """Each cell to the nearest multiple of `base` (halves up), proved as hiding is.

    Every printed figure, also a 0, is a rounded one, and three whole values stay
    possible for it at least. Raises WrongTable for a base below 5: nearest to 0 are
    only 0 and 1 then. Raises CannotProtect, and NotProved if the audit fails.
    """
    if base < LEAST:
        raise WrongTable(
            f"Rounding: to {base} leaves only two values for what is rounded to 0. "
            "Enter 5 or more."
        )
    layout = Layout(table)
    totals = {one.total for one in table.sums}
    blank: set[Key] = set()
    while True:
        seen = _seen(table, base, blank)
        found = seen_through(layout, seen)
        if not found.weak:
            break
        narrow = {layout.keys[weak.cell] for weak in found.weak}
        more = _above(table, narrow, blank) or (narrow & totals) - blank
        if not more:
            raise CannotProtect(
                f"{said(min(narrow, key=said))}: rounding does not protect it. Round "
                "to a larger multiple, or hide small figures instead."
            )
        blank |= more
    printed = seen.hidden - blank
    needed = only_needed(found.tables, layout.flags(seen.hidden))
    prove(
        seen,
        (
            dict(zip(layout.keys, (layout.values + row).tolist(), strict=True))
            for row in np.asarray(needed)
        ),
    )
    values = {key: nearest(table.values[key], base) for key in printed}
    return Rounded(table, base, values, frozenset(blank))


def nearest(value: int, base: int) -> int:
    """The nearest multiple; halves go up."""
    return (2 * value + base) // (2 * base) * base


def _above(table: Table, narrow: set[Key], blank: set[Key]) -> set[Key]:
    """The first printed total above each of these cells."""
    found = set()
    for key in narrow:
        for one in table.sums:
            printed = one.total not in blank | table.unprinted
            if printed and (key in one.parts or key == one.total):
                found.add(one.total)
                break
    return found


def _seen(table: Table, base: int, blank: set[Key]) -> Seen:
    """Each printed figure is within half a multiple of what is printed."""
    between = {}
    for key in table.printed:
        if key in blank or key in table.known:
            continue
        figure = nearest(table.values[key], base)
        least = -((base - 2 * figure) // 2)  # the first that is rounded to it
        between[key] = (max(0, least), least + base - 1)
    return Seen(
        shown={key: table.values[key] for key in table.known},
        hidden=frozenset(key for key in table.printed if key not in table.known),
        sums=table.sums,
        between=between,
        unprinted=table.unprinted - table.known,
    )
