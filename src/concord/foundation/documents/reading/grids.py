"""Rows of a sheet or of comma-separated values, made into blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from concord.foundation.documents.reading.blocks import (
    Block,
    Cell,
    Heading,
    Row,
    Source,
    Table,
)
from concord.foundation.documents.reading.limits import Account
from concord.foundation.documents.reading.markup import cell_lines

Merged = dict[tuple[int, int], tuple[int, int]]
"""(row, column) of each place under a merged cell -> its top left place; from 0."""


def blocks_of_grid(
    rows: Iterable[list[str]],
    account: Account,
    sheet: str | None = None,
    merged: Merged | None = None,
    first_row: int = 0,
) -> Iterator[Block]:
    """Rows with one filled cell above the table are its titles; the rest is a table."""
    made: list[Row] = []
    for number, texts in enumerate(rows, start=first_row):
        texts = texts[: account.limits.columns]
        if not any(text.strip() for text in texts) and not _covered(number, merged):
            continue
        account.cell(len(texts))
        account.text("".join(texts))
        made.append(_row(number, texts, sheet, merged or {}, made))
    made = _trimmed(made)
    while made and _title(made[0]) is not None:
        cell = _title(made[0])
        assert cell is not None  # noqa: S101
        account.block()
        text = " ".join(line.text for line in cell.lines)
        yield Heading(text, 2, cell.source, certain=len(text.split()) < 16)
        made = made[1:]
    if made:
        account.block()
        table = Table(tuple(made), made[0].source)
        yield table.widened(table.width)


def _covered(number: int, merged: Merged | None) -> bool:
    return bool(merged) and any(row == number for row, _ in merged or {})


def _row(
    number: int, texts: list[str], sheet: str | None, merged: Merged, above: list[Row]
) -> Row:
    cells: list[Cell] = []
    for column, text in enumerate(texts):
        name = f"{column_name(column)}{number + 1}"
        source = Source(line=number + 1, sheet=sheet, cell=name)
        top = merged.get((number, column))
        if top is not None and top != (number, column):
            held = _held(top, number, cells, above)
            cells.append(replace(held, origin=False, source=source))
            continue
        columns = (
            sum(
                1
                for at, t in merged.items()
                if t == (number, column) and at[0] == number
            )
            or 1
        )
        cells.append(Cell(cell_lines(text), columns=columns, source=source))
    source = Source(line=number + 1, sheet=sheet)
    return Row(tuple(cells), source=source)


def _held(
    top: tuple[int, int], number: int, cells: list[Cell], above: list[Row]
) -> Cell:
    """The cell that covers this place: earlier in this row, or in a row above."""
    row, column = top
    if row == number:
        return cells[column] if column < len(cells) else Cell()
    for earlier in reversed(above):
        if earlier.source.line == row + 1 and column < len(earlier.cells):
            return earlier.cells[column]
    return Cell()


def _trimmed(rows: list[Row]) -> list[Row]:
    """Without empty columns at the left and the right."""
    width = max((len(row.cells) for row in rows), default=0)
    used = [
        at
        for at in range(width)
        if any(at < len(row.cells) and not row.cells[at].blank for row in rows)
    ]
    if not used:
        return []
    first, last = used[0], used[-1]
    return [replace(row, cells=row.cells[first : last + 1]) for row in rows]


def _title(row: Row) -> Cell | None:
    filled = [cell for cell in row.cells if cell.origin and not cell.blank]
    if len(filled) == 1 and (len(row.cells) > 1):
        return filled[0]
    return None


def column_name(column: int) -> str:
    """0 is "A", 26 is "AA"."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
