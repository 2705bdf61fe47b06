"""Ruled tables of a PDF page, with merged cells, joined over pages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from concord.foundation.documents.reading.blocks import Cell, Line, Row, Source, Table
from concord.foundation.documents.reading.colours import colour_name
from concord.foundation.documents.reading.limits import Account
from concord.foundation.documents.reading.markup import split_marker
from concord.foundation.documents.reading.pdf_lines import (
    Printed,
    Word,
    line_ends_closed,
    lines_of,
)
from concord.foundation.documents.reading.rows_in_text import table_of

_NEAR = 4.0  # points within which two rules are one
_SETTINGS = {"snap_tolerance": 3, "join_tolerance": 3, "intersection_tolerance": 3}
_MOST_EDGES = 20_000


@dataclass(slots=True)
class Found:
    """A table with where it stands, for telling whether the next page goes on."""

    table: Table
    page: int
    top: float
    bottom: float
    edges: tuple[float, ...]
    unruled: bool = False


def tables_on(
    page: Any, words: Sequence[Word], number: int, account: Account
) -> tuple[list[Found], list[Any]]:
    """The ruled tables of a page and their boxes (x0, top, x1, bottom)."""
    if not page.edges or len(page.edges) > _MOST_EDGES:
        return [], []
    found, boxes = [], []
    for table in page.find_tables(table_settings=_SETTINGS):
        cells = [cell for row in table.rows for cell in row.cells if cell is not None]
        columns = _edges(x for cell in cells for x in (cell[0], cell[2]))
        if len(columns) < 3 or len(cells) < 2:
            continue
        inside = [word for word in words if within(word, table.bbox)]
        made = _table(page, inside, number, cells, columns, account)
        if made is not None:
            box = table.bbox
            found.append(Found(made, number, box[1], box[3], tuple(columns)))
            boxes.append(box)
    return found, boxes


def _edges(values: Any) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges


def within(word: Word, box: Any) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _table(
    page: Any,
    words: Sequence[Word],
    number: int,
    boxes: list[Any],
    columns: list[float],
    account: Account,
) -> Table | None:
    tops = _edges(y for box in boxes for y in (box[1], box[3]))
    account.cell((len(tops) - 1) * (len(columns) - 1))
    grid: list[list[Cell | None]] = [
        [None] * (len(columns) - 1) for _ in range(len(tops) - 1)
    ]
    for box in boxes:
        left, right = (
            _at(columns, box[0]),
            max(_at(columns, box[2]), _at(columns, box[0]) + 1),
        )
        top, bottom = _at(tops, box[1]), max(_at(tops, box[3]), _at(tops, box[1]) + 1)
        cell = _cell(page, words, number, box, account)
        cell = replace(cell, columns=right - left, rows=bottom - top)
        for row in range(top, min(bottom, len(grid))):
            for column in range(left, min(right, len(grid[0]))):
                first = row == top and column == left
                grid[row][column] = cell if first else replace(cell, origin=False)
    rows = [
        Row(tuple(cell or Cell() for cell in line), source=Source(page=number))
        for line in grid
    ]
    rows = [row for row in rows if not row.blank]
    return table_of(rows) if rows else None


def _at(edges: Sequence[float], value: float) -> int:
    at = bisect_left(edges, value - _NEAR)
    return min(at, len(edges) - 1)


def _cell(
    page: Any, words: Sequence[Word], number: int, box: Any, account: Account
) -> Cell:
    own = [word for word in words if within(word, box)]
    lines = lines_of(own, number, tabs=False)
    account.text("".join(line.text for line in lines))
    return Cell(
        tuple(cell_lines_of(lines, box[2])),
        fill=_fill(page, box),
        source=Source(page=number),
    )


def cell_lines_of(lines: list[Printed], right: float) -> list[Line]:
    """Paragraphs and items of a cell: a line that could have held the first word of the
    next one ended a paragraph."""
    made: list[Line] = []
    last: Printed | None = None
    widest = max((line.x1 for line in lines), default=right)
    edge = max(widest, right - 12)
    for line in lines:
        text = line.text.strip()
        marker, rest = split_marker(text)
        if last is None or marker or _parted(last, line, edge):
            made.append(Line(rest if marker else text, marker))
        else:
            whole = line_ends_closed(f"{made[-1].text} {text}")
            made[-1] = replace(made[-1], text=whole)
        last = line
    return made


def _parted(last: Printed, line: Printed, edge: float) -> bool:
    if line.top - last.bottom > 0.75 * max(last.height, 6):
        return True
    if line.text[:1].islower():
        return False
    return last.x1 + line.first_word + 0.35 * last.size < edge


def _fill(page: Any, box: Any) -> str:
    """The colour of a painted box that covers most of the cell."""
    for rect in page.rects:
        if not rect.get("fill") or rect["width"] * rect["height"] < 30:
            continue
        wide = min(rect["x1"], box[2]) - max(rect["x0"], box[0])
        high = min(rect["bottom"], box[3]) - max(rect["top"], box[1])
        area = (box[2] - box[0]) * (box[3] - box[1])
        if wide > 0 and high > 0 and wide * high > 0.6 * area:
            colour = rect.get("non_stroking_color")
            if isinstance(colour, (tuple, list)) and len(colour) == 3:
                digits = "".join(
                    f"{round(max(0, min(1, c)) * 255):02x}" for c in colour
                )
                if name := colour_name(digits):
                    return name
    return ""


def goes_on(before: Found, after: Found) -> bool:
    """Whether a table goes on at the top of the next page."""
    return (
        after.page == before.page + 1
        and len(before.edges) == len(after.edges)
        and all(abs(a - b) < 12 for a, b in zip(before.edges, after.edges, strict=True))
    )


def joined(before: Found, after: Found) -> Found:
    """One table of two, its repeated header left out and a split row made whole."""
    first, rest = list(before.table.rows), list(after.table.rows)
    if rest and first and _words(rest[0]) == _words(first[0]):
        rest = rest[1:]
    if rest and first and _is_rest_of_row(first[-1], rest[0]):
        first[-1] = _whole(first[-1], rest[0])
        rest = rest[1:]
    table = table_of([*first, *rest])
    return replace(after, table=replace(table, source=before.table.source))


def _words(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


def _is_rest_of_row(above: Row, row: Row) -> bool:
    """A row that a page cut opens, on the next page, in the middle of a sentence."""
    filled = [
        (old, new)
        for old, new in zip(above.cells, row.cells, strict=False)
        if new.origin and not new.blank
    ]
    if not filled or (len(filled) == 1 and filled[0][1].columns > 1):
        return False
    broken = 0
    for old, new in filled:
        opening = new.lines[0]
        if old.blank or opening.marker or re.match(r"\(?[A-Z]?\d", opening.text):
            return False
        broken += opening.text[:1].islower() or opening.text[:1] in "(&"
    return broken > 0


def _whole(above: Row, row: Row) -> Row:
    cells = []
    for old, new in zip(above.cells, row.cells, strict=False):
        lines = list(old.lines)
        if new.lines and new.origin and lines:
            opening = new.lines[0]
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text} {opening.text}")
            lines += new.lines[1:]
        cells.append(replace(old, lines=tuple(lines)))
    return replace(above, cells=tuple(cells))
