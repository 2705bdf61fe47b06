"""Pages set in columns: tables that have no upright rules, and text side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from concord.foundation.documents.reading.aligned import (
    Aligned,
    Measures,
    Placed,
    Visual,
    aligned_tables,
    column_of,
)
from concord.foundation.documents.reading.blocks import Cell, Row, Source
from concord.foundation.documents.reading.limits import Account
from concord.foundation.documents.reading.pdf_lines import (
    Printed,
    Word,
    lines_of,
    rows_of,
)
from concord.foundation.documents.reading.pdf_tables import Found, cell_lines_of
from concord.foundation.documents.reading.rows_in_text import table_of

_MOST_WORDS = 6_000


def unruled_tables(
    page: Any,
    words: Sequence[Word],
    number: int,
    before: Found | None,
    account: Account,
) -> tuple[list[Found], list[Word]]:
    """Tables whose columns only white space parts, and the words outside them.

    ``before`` is the last table of the page before, which may go on here."""
    if not 0 < len(words) < _MOST_WORDS:
        return [], list(words)
    rows = rows_of(words)
    size = median(word["size"] for word in words)
    visuals = [_visual(row, at) for at, row in enumerate(rows)]
    rules = sorted(
        {
            round(edge["top"], 1)
            for edge in page.horizontal_edges
            if edge["x1"] - edge["x0"] > 0.4 * float(page.width)
        }
    )
    high = float(page.height)
    head = next((n for n, v in enumerate(visuals) if v.bottom > 0.08 * high), 0)
    going_on: Sequence[float] = ()
    if before is not None and before.unruled and before.bottom > 0.6 * high:
        going_on = before.edges[1:-1]
    found, taken = [], set[int]()
    for table in aligned_tables(
        visuals[head:], Measures(size, 0.45 * size), rules, going_on
    ):
        table = replace(
            table,
            start=table.start + head,
            end=table.end + head,
            rows=tuple(tuple(n + head for n in row) for row in table.rows),
        )
        made = _found(table, rows, number, account)
        if table.gutters == tuple(going_on) and before is not None:
            made = replace(made, edges=before.edges)
        found.append(made)
        taken |= set(range(table.start, table.end))
    rest = [word for at, row in enumerate(rows) if at not in taken for word in row]
    return found, rest


def _visual(row: Sequence[Word], at: int) -> Visual:
    return Visual(
        tuple(Placed(w["x0"], w["x1"], w["text"], n) for n, w in enumerate(row)),
        min(word["top"] for word in row),
        max(word["bottom"] for word in row),
    )


def _found(
    table: Aligned, rows: Sequence[Sequence[Word]], number: int, account: Account
) -> Found:
    gutters = table.gutters
    width = len(gutters) + 1
    columns: list[list[Word]] = [[] for _ in range(width)]
    made: list[list[list[Word]]] = []
    for lines in table.rows:
        made.append([[] for _ in range(width)])
        for at in lines:
            for word in rows[at]:
                place = Placed(word["x0"], word["x1"], "")
                made[-1][column_of(gutters, place)].append(word)
                columns[column_of(gutters, place)].append(word)
    rights = [max((w["x1"] for w in column), default=0.0) for column in columns]
    account.cell(width * len(made))
    source = Source(page=number)
    whole = [word for column in columns for word in column]
    edges = (
        min(word["x0"] for word in whole),
        *gutters,
        max(word["x1"] for word in whole),
    )
    grid = [
        Row(
            tuple(
                Cell(
                    tuple(cell_lines_of(lines_of(cell, number, tabs=False), right)),
                    source=source,
                )
                for cell, right in zip(cells, rights, strict=True)
            ),
            source=source,
        )
        for cells in made
    ]
    top, bottom = min(w["top"] for w in whole), max(w["bottom"] for w in whole)
    return Found(table_of(grid), number, top, bottom, edges, unruled=True)


# Text side by side ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Zone:
    """Words that are read before those of the next zone. ``nth`` of ``columns`` that
    stand side by side between ``top`` and ``bottom``."""

    words: list[Word]
    top: float
    bottom: float
    nth: int = 0
    columns: int = 1

    def arranged(self, lines: list[Printed]) -> list[Printed]:
        if self.columns == 1:
            return lines
        high = max(self.bottom - self.top, 1.0)
        right = max((line.x1 for line in lines), default=0.0)
        return [
            replace(
                line,
                order=self.top
                + high * (self.nth + (line.top - self.top) / high) / self.columns,
                right=right,
            )
            for line in lines
        ]


def zones_of(
    words: Sequence[Word], width: float, before: float | None
) -> tuple[list[Zone], float | None]:
    """The words of a page in zones, as they are read, and where its gutter is.

    What crosses the gutter comes first. ``before`` is the gutter of the page before,
    for a last page whose second column is short or empty.
    """
    if not 0 < len(words) < _MOST_WORDS:
        return [Zone(list(words), 0.0, 0.0)], None
    gutter = _gutter(words, width) if len(words) > 40 else None
    if gutter is None and before is not None:
        gutter = _same_gutter(words, before)
    if gutter is None:
        return [Zone(list(words), 0.0, 0.0)], None
    x, top, bottom = gutter
    inside = [w for w in words if top <= (w["top"] + w["bottom"]) / 2 <= bottom]
    outside = [w for w in words if not top <= (w["top"] + w["bottom"]) / 2 <= bottom]
    sides = (
        [word for word in inside if word["x1"] <= x],
        [word for word in inside if word["x1"] > x],
    )
    zones = [Zone(side, top, bottom, nth, 2) for nth, side in enumerate(sides) if side]
    return [Zone(outside, 0.0, 0.0), *zones], x


def _same_gutter(words: Sequence[Word], x: float) -> tuple[float, float, float] | None:
    """The stretch at the top of a page that the gutter before goes on through."""
    first = min(word["top"] for word in words)
    crossing = [w["top"] for w in words if w["x0"] - 2 < x < w["x1"] + 2]
    below = min(crossing, default=1e9)
    inside = [word for word in words if word["bottom"] <= below + 1]
    if len(inside) < 12:
        return None
    return x, first, max(word["bottom"] for word in inside)


def _gutter(words: Sequence[Word], width: float) -> tuple[float, float, float] | None:
    """(x, top, bottom) of the white stripe between two columns of running text."""
    best: tuple[float, float, float] | None = None
    height = 0.0
    for step in range(30, 71, 1):
        x = width * step / 100
        crossing = sorted(
            (w["top"], w["bottom"]) for w in words if w["x0"] - 2 < x < w["x1"] + 2
        )
        ends = [(0.0, 0.0), *crossing, (1e9, 1e9)]
        for (_, above), (below, _) in pairwise(ends):
            if below - above <= height + 1:
                continue
            band = _text_band(words, x, above, below)
            if band is not None and band[1] - band[0] > height:
                best, height = (x, *band), band[1] - band[0]
    return best


def _text_band(
    words: Sequence[Word], x: float, above: float, below: float
) -> tuple[float, float] | None:
    """Where running text stands at both sides of x between two heights."""
    band = [w for w in words if w["top"] >= above - 1 and w["bottom"] <= below + 1]
    sides = [w for w in band if w["x1"] <= x], [w for w in band if w["x0"] >= x]
    if min(map(len, sides)) < 20:
        return None
    if not _are_columns(*sides):
        return None
    top = min(word["top"] for word in band)
    return top, max(word["bottom"] for word in band)


def _are_columns(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Columns of text are of one width and of like density; those of a table are not,
    or have columns inside."""
    widths = [
        max(word["x1"] for word in side) - min(word["x0"] for word in side)
        for side in (left, right)
    ]
    if min(widths) < 90 or min(widths) < 0.8 * max(widths):
        return False
    return _is_running(left, widths[0]) and _is_running(right, widths[1])


def _is_running(words: Sequence[Word], wide: float) -> bool:
    """Lines that often fill their column, without wide gaps in them."""
    lines = rows_of(words)
    if len(lines) < 5:
        return False
    left = min(word["x0"] for word in words)
    full = sum(line[-1]["x1"] - left > 0.8 * wide for line in lines)
    gaps = sum(
        any(b["x0"] - a["x1"] > 1.6 * a["size"] for a, b in pairwise(line))
        for line in lines
    )
    return full >= 0.3 * len(lines) and gaps <= 0.2 * len(lines)
