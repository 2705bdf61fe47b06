"""A table as data, laid out by each format in its own way.

A cell holds lines, each with a tone: plain, strong or quiet. A mark comes first in
its cell. A group row names the rows that follow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .marks import Mark

Tone = Literal["plain", "strong", "quiet"]
RowKind = Literal["plain", "group", "total", "quiet"]

# Text width in millimetres of an A4 page, upright and on its side.
UPRIGHT = 166.0
SIDEWAYS = 261.0

# A row with more lines than this might not fit on a page, so it may be split.
_MOST_LINES_OF_A_WHOLE_ROW = 28
_CHARACTERS_PER_MILLIMETRE = 0.6


@dataclass(frozen=True)
class Column:
    """`width` in millimetres, or None for a share of what is left."""

    heading: str
    width: float | None = None
    share: float = 1.0
    numbers: bool = False
    names_row: bool = False


@dataclass(frozen=True)
class Line:
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Cell:
    lines: tuple[Line, ...] = ()
    mark: Mark | None = None

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    kind: RowKind = "plain"


@dataclass(frozen=True)
class Table:
    """`keep_whole` asks for no page break inside; `width` is in millimetres."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    keep_whole: bool = False
    width: float = UPRIGHT


def cell(text: str = "", tone: Tone = "plain", *more: Line) -> Cell:
    """A cell of one line, and more lines below it."""
    first = (Line(text, tone),) if text else ()
    return Cell(lines=(*first, *more))


def marked(mark: Mark | None, *lines: Line) -> Cell:
    """A cell that opens with a mark and its word."""
    return Cell(lines=lines, mark=mark)


def group(text: str) -> Row:
    """A row across the table that names the rows after it."""
    return Row(cells=(cell(text, "strong"),), kind="group")


def widths(table: Table) -> list[float]:
    """Each column's width in millimetres."""
    fixed = sum(column.width or 0 for column in table.columns)
    shares = sum(column.share for column in table.columns if column.width is None)
    return [
        column.width
        if column.width is not None
        else (table.width - fixed) * column.share / shares
        for column in table.columns
    ]


def stays_whole(table: Table, row: Row) -> bool:
    """Whether the row surely fits on one page, so that no page break may cut it."""
    if row.kind == "group":
        return True
    lines = (
        len(cell.text) / (width * _CHARACTERS_PER_MILLIMETRE) + len(cell.lines)
        for cell, width in zip(row.cells, widths(table), strict=True)
    )
    return max(lines) <= _MOST_LINES_OF_A_WHOLE_ROW
