"""What a reader knows of a table, as bounds: the puzzle that has to stay open.

Everything is counted as distance from the true values, so that figures of any size are
small whole numbers here: 0 is the truth, and a shown cell can only be 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from concord.foundation.statistics.disclosure.table import Key, Table

FAR = 1000  # no reader's doubt is followed further than this from the truth

Whole = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Layout:
    """The cells of a table in a row, and its sums as a matrix with 1 and -1."""

    table: Table

    @cached_property
    def keys(self) -> list[Key]:
        return list(self.table.values)

    @cached_property
    def at(self) -> dict[Key, int]:
        return {key: number for number, key in enumerate(self.keys)}

    @cached_property
    def values(self) -> Whole:
        return np.array([self.table.values[key] for key in self.keys], dtype=np.int64)

    @cached_property
    def sums(self) -> sparse.csr_matrix:
        """A row for each sum: -1 for its total and 1 for each part."""
        rows, columns, signs = [], [], []
        for row, one in enumerate(self.table.sums):
            rows += [row] * (len(one.parts) + 1)
            columns += [self.at[one.total], *(self.at[part] for part in one.parts)]
            signs += [-1.0] + [1.0] * len(one.parts)
        shape = (len(self.table.sums), len(self.keys))
        return sparse.csr_matrix((signs, (rows, columns)), shape=shape)

    def flags(self, keys: Iterable[Key]) -> Flags:
        found = np.zeros(len(self.keys), dtype=bool)
        found[[self.at[key] for key in keys if key in self.at]] = True
        return found


@dataclass(frozen=True)
class Bounds:
    """How far each cell may be below (0 or less) and above (0 or more) its truth."""

    low: Whole
    high: Whole

    def within(self, other: Bounds) -> Bounds:
        return Bounds(
            np.maximum(self.low, other.low), np.minimum(self.high, other.high)
        )


def open_bounds(values: Whole) -> Bounds:
    """Of hidden cells of which nothing is told: each is 0 or more."""
    return Bounds(np.maximum(-values, -FAR), np.full(len(values), FAR))


def small_bounds(values: Whole, small: Flags, threshold: int) -> Bounds:
    """Of hidden cells; the small ones are told to be 1 to `threshold` - 1."""
    told = open_bounds(values)
    low = np.where(small, 1 - values, told.low)
    high = np.where(small, threshold - 1 - values, told.high)
    return Bounds(low, high)


def shown_where(bounds: Bounds, hidden: Flags) -> Bounds:
    """The same bounds, and 0 for each cell that is not hidden."""
    return Bounds(np.where(hidden, bounds.low, 0), np.where(hidden, bounds.high, 0))


def distances(values: Mapping[Key, int], solution: Mapping[Key, int]) -> dict[Key, int]:
    return {key: solution[key] - value for key, value in values.items()}
