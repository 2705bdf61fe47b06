"""A workbook as text with separators, for reading in pieces as any other file."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import python_calamine

from concord.foundation.documents.reading.archives import check_archive
from concord.foundation.documents.reading.limits import Account, Limits, UnreadableFile

# A sheet with the most rows that Excel has, of twenty columns.
LIMITS = Limits(
    file_bytes=400_000_000,
    unpacked_bytes=4_000_000_000,
    part_bytes=4_000_000_000,
    elements=200_000_000,
    seconds=3600.0,
)
# What a stranger to the machine may ask of it.
UPLOADED = Limits(
    file_bytes=200_000_000, part_bytes=250_000_000, elements=20_000_000, seconds=300.0
)
DAMAGED = "The workbook can't be read. Save the sheet as CSV (UTF-8), and load that."


def as_text(workbook: Path, to: Path, limits: Limits = LIMITS) -> Path:
    """Write the first sheet that is shown, a line for each row; days as 2025-04-01.

    Row 7 of the sheet is line 7. The reader holds the whole sheet in memory: about
    a gigabyte for a million rows of ten columns. Raises UnreadableFile.
    """
    check_archive(workbook, Account(limits))
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(workbook))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible is python_calamine.SheetVisibleEnum.Visible
        ]
        if not shown:
            raise UnreadableFile(DAMAGED)
        sheet = book.get_sheet_by_name(shown[0])
        first = sheet.start[0] if sheet.start else 0
        with to.open("w", encoding="utf-8", newline="") as file:
            file.write("\n" * first)
            writer = csv.writer(file, lineterminator="\n")
            for row in sheet.iter_rows():
                cells = [_cell(value) for value in row]
                if any(cells):
                    writer.writerow(cells)
                else:
                    file.write("\n")
    except python_calamine.CalamineError as error:
        raise UnreadableFile(DAMAGED) from error
    return to


def _cell(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
