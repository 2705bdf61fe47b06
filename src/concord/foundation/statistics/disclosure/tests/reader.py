"""A reader who wants to know: has what was published, the rule, and a solver.

Shares no line with what is tried: it works with the values themselves, not with
distances from a truth that it doesn't know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from concord.foundation.statistics.disclosure import Protected, Status, Sum

Key = Any
ENOUGH = 3


def found_out(
    cells: Mapping[Key, int | None],
    sums: Iterable[Sum],
    *,
    small: Iterable[Key] = (),
    threshold: int = 5,
    unprinted: Iterable[Key] = (),
) -> dict[Key, list[int]]:
    """The hidden cells for which fewer than three whole values are possible.

    `cells`: what is printed, None where it is hidden. `small`: hidden cells that are
    labelled 1 to threshold - 1.
    """
    keys = [*cells, *unprinted]
    at = {key: number for number, key in enumerate(keys)}
    low, high = np.zeros(len(keys)), np.full(len(keys), np.inf)
    for key, value in cells.items():
        if value is not None:
            low[at[key]] = high[at[key]] = value
    for key in small:
        low[at[key]], high[at[key]] = 1, threshold - 1
    rows = []
    for one in sums:
        row = np.zeros(len(keys))
        row[at[one.total]] -= 1
        for part in one.parts:
            row[at[part]] += 1
        rows.append(row)
    matrix = np.array(rows) if rows else np.zeros((1, len(keys)))
    told = {}
    for key, value in cells.items():
        if value is None:
            values = possible(matrix, low, high, at[key])
            if len(values) < ENOUGH:
                told[key] = sorted(values)
    return told


def possible(matrix: Any, low: Any, high: Any, cell: int) -> set[int]:
    """Up to three whole values that one cell can have."""
    values: set[int] = set()
    ceiling = high[cell] if np.isfinite(high[cell]) else 10**6
    gaps = [(low[cell], ceiling)]
    while gaps and len(values) < ENOUGH:
        least, most = gaps.pop()
        for way in (1, -1):
            if least > most:
                break
            value = _extreme(matrix, low, high, cell, least, most, way)
            if value is None:
                break
            values.add(value)
            least, most = (value + 1, most) if way == 1 else (least, value - 1)
        else:
            gaps.append((least, most))
    return values


def _extreme(
    matrix: Any, low: Any, high: Any, cell: int, least: float, most: float, way: int
) -> int | None:
    low, high = low.copy(), high.copy()
    low[cell], high[cell] = least, most
    aim = np.zeros(len(low))
    aim[cell] = way
    done = milp(
        aim,
        integrality=np.ones(len(low)),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(matrix, 0, 0),
    )
    return None if done.x is None else round(done.x[cell])


def published(protected: Protected, *, labels: bool = True) -> dict[str, Any]:
    """What this reader gets of a protected table."""
    table = protected.table
    return {
        "cells": {
            key: table.values[key] if key in table.known else protected.value(key)
            for key in (*protected.statuses, *table.known)
        },
        "sums": table.sums,
        "small": [
            key
            for key, status in protected.statuses.items()
            if labels and status is Status.PRIMARY
        ],
        "threshold": protected.threshold,
        "unprinted": table.unprinted - table.known,
    }


def hides_the_small(protected: Protected) -> bool:
    return not any(
        0 < value < protected.threshold
        for key in protected.statuses
        if (value := protected.value(key)) is not None
    )
