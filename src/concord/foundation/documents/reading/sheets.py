"""Excel workbooks, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from concord.foundation.documents.reading.archives import check_archive, damaged
from concord.foundation.documents.reading.blocks import Block, Document, Heading, Source
from concord.foundation.documents.reading.grids import Merged, blocks_of_grid
from concord.foundation.documents.reading.limits import Account, UnreadableFile


def read_sheets(path: Path, account: Account) -> Document:
    """Each visible sheet is a heading and its blocks. Values are as calculated."""
    check_archive(path, account)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.CalamineError as error:
        raise UnreadableFile(damaged()) from error
    blocks: list[Block] = []
    try:
        sheets = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible is python_calamine.SheetVisibleEnum.Visible
        ]
        for number, name in enumerate(sheets):
            account.say(number, len(sheets), "sheets")
            blocks += _sheet(book.get_sheet_by_name(name), len(sheets) > 1, account)
        account.say(len(sheets), len(sheets), "sheets")
    except python_calamine.CalamineError as error:
        raise UnreadableFile(damaged()) from error
    finally:
        book.close()
    return Document(tuple(blocks), "xlsx")


def _sheet(
    sheet: python_calamine.CalamineSheet, several: bool, account: Account
) -> Iterator[Block]:
    if several:
        account.block()
        yield Heading(sheet.name, 1, Source(sheet=sheet.name))
    if sheet.start is None:
        return
    account.cell(0)
    first_row, first_column = sheet.start
    merged = merged_cells(sheet, account)
    tenths = Tenths()
    rows = (
        [""] * first_column
        + [shown(tenths.seen(at, value)) for at, value in enumerate(row)]
        for row in used_rows(sheet, account)
    )
    yield from blocks_of_grid(rows, account, sheet.name, merged, first_row)


class Tenths:
    """Numbers of a list, typed as figures: after 1.9 comes 1.10, which a sheet holds as
    1.1, and after 1.19 comes 1.20."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[int, int]] = {}  # column -> whole, part behind dot

    def seen(self, column: int, value: Any) -> Any:
        """The value, or the text that was meant by it."""
        if not isinstance(value, float) or not 0 < value < 1000:
            if value not in ("", None):
                self._last.pop(column, None)
            return value
        whole, _, part = f"{value:.2f}".rstrip("0").partition(".")
        before = self._last.get(column)
        number = int(part or 0)
        if before is not None and before[0] == int(whole) and before[1] % 10 == 9:
            following = before[1] + 1
            if str(following).rstrip("0") == part:
                self._last[column] = (int(whole), following)
                return f"{whole}.{following}"
        self._last[column] = (int(whole), number)
        return value


def used_rows(
    sheet: python_calamine.CalamineSheet, account: Account
) -> Iterator[list[Any]]:
    """iter_rows leaves out blank rows above the first used one, and nothing else."""
    if sheet.width > 16_384 or sheet.height > account.limits.rows:
        raise UnreadableFile(
            f"The sheet “{sheet.name}” has {sheet.height:,} rows, more than"
            f" {account.limits.rows:,}: save only the plan and try again, or type the"
            " actions by hand."
        )
    yield from sheet.iter_rows()


def merged_cells(sheet: python_calamine.CalamineSheet, account: Account) -> Merged:
    places: Merged = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        right = min(right, account.limits.columns)
        if (bottom - top + 1) * (right - left + 1) > 20_000:
            continue
        account.cell((bottom - top + 1) * (right - left + 1))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                places[row, column] = (top, left)
    return places


def shown(value: Any) -> str:
    """Dates as an English reader writes them: 31/03/2022."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, (time, timedelta)):
        return str(value)
    return str(value)
