"""Tables in plain text whose columns were lined up with spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from concord.foundation.documents.reading.aligned import (
    Aligned,
    Measures,
    Placed,
    Visual,
    aligned_tables,
    column_of,
)
from concord.foundation.documents.reading.blocks import Cell, Line, Row, Source, Table
from concord.foundation.documents.reading.limits import Account
from concord.foundation.documents.reading.markup import split_marker
from concord.foundation.documents.reading.rows_in_text import table_of

_MEASURES = Measures(header=2.0, gutter=2.0)  # in letters
_LONGEST = 400


def spaced_tables(
    lines: Sequence[str], account: Account
) -> dict[int, tuple[Table, int]]:
    """The line at which each table begins -> the table, and the line behind it."""
    places: list[int] = []
    visuals: list[Visual] = []
    made: dict[int, tuple[Table, int]] = {}
    for at, line in enumerate([*lines, "\t"]):
        if not line.strip() and "\t" not in line:
            continue
        if "\t" in line or len(line) > _LONGEST or "|" in line:
            made |= _tables(lines, places, visuals, account)
            places, visuals = [], []
            continue
        places.append(at)
        words = tuple(
            Placed(m.start(), m.end(), m[0]) for m in re.finditer(r"\S+", line)
        )
        visuals.append(Visual(words, float(at), at + 0.9))
    return made | _tables(lines, places, visuals, account)


def _tables(
    lines: Sequence[str],
    places: Sequence[int],
    visuals: Sequence[Visual],
    account: Account,
) -> dict[int, tuple[Table, int]]:
    made: dict[int, tuple[Table, int]] = {}
    for table in aligned_tables(visuals, _MEASURES):
        account.cell(len(table.rows) * (len(table.gutters) + 1))
        rows = [
            _row([visuals[at] for at in row], table, places[row[0]] + 1)
            for row in table.rows
        ]
        made[places[table.start]] = (table_of(rows), places[table.end - 1] + 1)
    return made


def _row(lines: Sequence[Visual], table: Aligned, number: int) -> Row:
    source = Source(line=number)
    cells: list[list[Line]] = [[] for _ in range(len(table.gutters) + 1)]
    for line in lines:
        columns: list[list[str]] = [[] for _ in cells]
        for word in line.words:
            columns[column_of(table.gutters, word)].append(word.text)
        for cell, words in zip(cells, columns, strict=True):
            if words:
                _put(" ".join(words), cell)
    return Row(tuple(Cell(tuple(c), source=source) for c in cells), source=source)


def _put(text: str, cell: list[Line]) -> None:
    marker, rest = split_marker(text)
    if marker and rest:
        cell.append(Line(rest, marker))
    elif cell:
        last = cell[-1]
        joint = "" if re.search(r"[a-z]-$", last.text) else " "
        cell[-1] = Line(f"{last.text}{joint}{text}", last.marker, last.level)
    else:
        cell.append(Line(text))
