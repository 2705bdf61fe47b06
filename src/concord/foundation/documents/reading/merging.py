"""A grid from cells that span several columns or rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from concord.foundation.documents.reading.blocks import Cell, Row, Source
from concord.foundation.documents.reading.limits import Account


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell as written: its words, and how many columns and rows it covers."""

    cell: Cell
    columns: int = 1
    rows: int = 1


def placed_rows(
    written: Sequence[tuple[list[Placed], bool, Source]], account: Account
) -> list[Row]:
    """Rows whose cells stand at every place that they cover."""
    rows: list[Row] = []
    waiting: dict[int, tuple[Cell, int]] = {}
    for placed, header, source in written:
        cells: dict[int, Cell] = {}
        for column, (cell, left) in list(waiting.items()):
            cells[column] = cell
            if left <= 1:
                del waiting[column]
            else:
                waiting[column] = (cell, left - 1)
        column = 0
        for item in placed:
            while column in cells:
                column += 1
            column = _put(item, column, cells, waiting, account)
        width = min(max(cells, default=-1) + 1, account.limits.columns)
        rows.append(
            Row(tuple(cells.get(at, Cell()) for at in range(width)), header, source)
        )
    return [row for row in rows if row.cells]


def _put(
    item: Placed,
    column: int,
    cells: dict[int, Cell],
    waiting: dict[int, tuple[Cell, int]],
    account: Account,
) -> int:
    whole = replace(item.cell, columns=item.columns, rows=item.rows)
    account.cell(item.columns)
    for nth in range(item.columns):
        cell = whole if nth == 0 else replace(whole, origin=False)
        cells[column + nth] = cell
        if item.rows > 1:
            waiting[column + nth] = (replace(whole, origin=False), item.rows - 1)
    return column + item.columns
