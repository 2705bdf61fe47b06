"""From a workbook to cases that were heard, each with where it stood.

Nothing is dropped: a column that is not understood is named, a cell that can't be read
is kept word for word with its heading, and a row that can't be placed says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from concord.foundation.documents.reading.books import Sheet
from concord.foundation.documents.reading.rows import SheetRow
from concord.marac.importing import columns, dates
from concord.marac.importing.cells import Cells
from concord.marac.importing.columns import Column, plain
from concord.marac.importing.dates import Day
from concord.marac.importing.past import PastCase, ReadSheet, Row, Trouble

SEARCHED = 25  # rows at the top in which headings are looked for
TOTALS = ("total", "sub total", "subtotal", "totals", "grand total", "sum", "average")


def read_sheets(
    sheets: Sequence[Sheet], *, said: Mapping[str, str] | None = None, today: dt.date
) -> list[ReadSheet]:
    """Everything that a workbook says, sheet by sheet."""
    found, seen = [], dict[str, str]()
    for sheet in sheets:
        one = _read_sheet(sheet, said or {}, today)
        found.append(_without_doubles(one, seen))
    return found


def _read_sheet(sheet: Sheet, said: Mapping[str, str], today: dt.date) -> ReadSheet:
    at, found = _headings(sheet.rows, said)
    if not found:
        return ReadSheet(sheet.name, (), 0, (), sheet.is_hidden)
    reader = _Reader(found, today, _day_above(sheet, at, today))
    rows = [
        reader.row(sheet.name, row)
        for row in sheet.rows[at + 1 :]
        if any(cell.strip() for cell in row.cells)
    ]
    return ReadSheet(sheet.name, found, sheet.rows[at].number, rows, sheet.is_hidden)


def _headings(
    rows: Sequence[SheetRow], said: Mapping[str, str]
) -> tuple[int, list[Column]]:
    """The row of headings that tells most, alone or with the row of groups above."""
    best: tuple[int, int, list[Column]] = (0, 0, [])
    for at, row in enumerate(rows[:SEARCHED]):
        tries = [list(row.cells)]
        if at:
            tries.append(_grouped(rows[at - 1].cells, row.cells))
        for cells in tries:
            found = columns.understood(cells, said)
            known = sum(bool(column.field) for column in found)
            if columns.are_headings(found) and known > best[0]:
                best = (known, at, found)
    return best[1], best[2]


def _grouped(above: Sequence[str], cells: Sequence[str]) -> list[str]:
    """ "Victim" over "Name" and "DOB": "Victim Name" and "Victim DOB"."""
    found, group = [], ""
    for at, cell in enumerate(cells):
        group = above[at].strip() if at < len(above) and above[at].strip() else group
        found.append(f"{group} {cell}".strip() if cell.strip() else "")
    known = columns.understood(found)
    meant = {column.at for column in known if column.field}
    return [one if at in meant else cells[at] for at, one in enumerate(found)]


def _day_above(sheet: Sheet, at: int, today: dt.date) -> Day | None:
    """The day in the title above the headings, or in the name of the sheet."""
    said = [cell for row in sheet.rows[:at] for cell in row.cells if cell.strip()]
    for one in (*said, sheet.name):
        if day := dates.day_within(one, today=today):
            return day
    return None


class _Reader:
    """Reads rows under one row of headings; knows the last day that was a title."""

    def __init__(
        self, found: Sequence[Column], today: dt.date, day: Day | None
    ) -> None:
        self.columns, self.today, self.day = found, today, day

    def row(self, sheet: str, row: SheetRow) -> Row:
        filled = [cell for cell in row.cells if cell.strip()]
        if self._is_no_case(row, filled):
            return Row(sheet, row.number, None, is_skipped=True)
        reading = Cells(self.columns, row, self.day, self.today)
        case = reading.case()
        return Row(sheet, row.number, case, reading.troubles)

    def _is_no_case(self, row: SheetRow, filled: Sequence[str]) -> bool:
        if len(filled) == 1 and (day := dates.day_within(filled[0], today=self.today)):
            self.day = day
            return True
        first = plain(filled[0])
        if any(first == one or first.startswith(f"{one} ") for one in TOTALS):
            return True
        return columns.are_headings(columns.understood(row.cells))


def _without_doubles(sheet: ReadSheet, seen: dict[str, str]) -> ReadSheet:
    """A case that stands there twice for one day is placed once."""
    rows = []
    for row in sheet.rows:
        first = seen.setdefault(row.case.key, place_of(row)) if row.case else ""
        twice = Trouble("", f"The same case and day stands in {first}.")
        is_first = first in ("", place_of(row))
        rows.append(row if is_first else Row(row.sheet, row.number, None, [twice]))
    return ReadSheet(
        sheet.name, sheet.columns, sheet.heading_row, rows, sheet.is_hidden
    )


def place_of(row: Row) -> str:
    """Where a row stands: "sheet 2023, row 12"."""
    return f"sheet {row.sheet}, row {row.number}" if row.sheet else f"row {row.number}"


def cases_in(sheets: Sequence[ReadSheet]) -> Iterator[tuple[Row, PastCase]]:
    """Every row that makes a case, in the order of the file."""
    for sheet in sheets:
        for row in sheet.rows:
            if row.case is not None:
                yield row, row.case
