"""Invented tables."""

from __future__ import annotations

from itertools import product

from concord.foundation.statistics.disclosure import Table, crossed

ANY = "total"


def flat(
    rows: list[list[int]], *, row_totals: bool = True, column_totals: bool = True
) -> Table:
    """Two dimensions, with or without totals."""
    values = {}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            values[f"r{r}", f"c{c}"] = value
        if row_totals:
            values[f"r{r}", ANY] = sum(row)
    if column_totals:
        for c in range(len(rows[0])):
            values[ANY, f"c{c}"] = sum(row[c] for row in rows)
        if row_totals:
            values[ANY, ANY] = sum(map(sum, rows))
    return crossed(values)


def with_totals(values: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """Any number of dimensions; every total of one, several or all of them."""
    filled: dict[tuple[str, ...], int] = {}
    for place, value in values.items():
        for marks in product((False, True), repeat=len(place)):
            up = tuple(
                ANY if mark else label for mark, label in zip(marks, place, strict=True)
            )
            filled[up] = filled.get(up, 0) + value
    return filled
