"""A table of 700 wards by 12 kinds protected, against a plain audit of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import linprog

from bench.measures import Line
from bench.timing import Ratio
from concord.foundation.statistics.disclosure import Table, crossed, protect
from concord.foundation.statistics.disclosure.knowledge import Layout, small_bounds

WARDS, KINDS, THRESHOLD = 700, 12, 5
TRIED = (
    20  # small cells whose interval is worked out; the others are reckoned from them
)


def table() -> Table:
    """Invented: few wards have much, most have little of most kinds."""
    chance = np.random.default_rng(1)
    wards, kinds = chance.gamma(1.5, 1, WARDS), chance.gamma(1, 1, KINDS)
    counts = chance.poisson(10 * np.outer(wards, kinds))
    values: dict[tuple[str, ...], int] = {}
    for (ward, kind), count in np.ndenumerate(counts):
        for row in (f"Ward {ward}", "total"):
            for column in (f"Kind {kind}", "total"):
                values[row, column] = values.get((row, column), 0) + int(count)
    return crossed(values)


def protecting() -> Line:
    """Once each: it takes a minute."""
    given = table()
    layout = Layout(given)
    small = (layout.values > 0) & (layout.values < THRESHOLD)
    done = protect(given, threshold=THRESHOLD, progress=_told())
    ours = _milliseconds(lambda: protect(given, threshold=THRESHOLD))
    audit = _milliseconds(lambda: _intervals(layout, small)) * small.sum() / TRIED
    ratio = ours / audit
    what = f"{WARDS} by {KINDS} protected: {len(done.hidden):,} of {len(layout.keys):,}"
    return Line(
        what + (", least" if done.least else ""),
        f"intervals of its {small.sum():,} small, by scipy",
        Ratio(ours, audit, ratio, ratio, ratio),
    )


def _intervals(layout: Layout, small: np.ndarray) -> None:
    """How far a few small cells can go where all that is small is hidden."""
    bounds = small_bounds(layout.values, small, THRESHOLD)
    box = np.column_stack((bounds.low, bounds.high))
    zero = np.zeros(layout.sums.shape[0])
    for cell in np.flatnonzero(small)[:TRIED]:
        for way in (1, -1):
            aim = np.zeros(len(layout.keys))
            aim[cell] = way
            linprog(aim, A_eq=layout.sums, b_eq=zero, bounds=box)


def _told() -> Callable[[int, int, str], None]:
    """What it is at, on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        return lambda done, total, what: None
    return lambda done, total, what: print(
        f"\r{what} {done} of {total}   ", end="", file=sys.stderr
    )


def _milliseconds(thing: Callable[[], object]) -> float:
    began = time.perf_counter()
    thing()
    return (time.perf_counter() - began) * 1000
