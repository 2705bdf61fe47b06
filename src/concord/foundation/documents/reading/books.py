"""Every sheet of a workbook, row by row, as it is shown: old working files.

Unlike `rows`, which takes what is sent in by a form of ours, this takes results of
formulas, and leaves it to the reader what a cell that shows an error means.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from concord.foundation.documents.reading.archives import check_archive, damaged
from concord.foundation.documents.reading.limits import (
    Account,
    Limits,
    UnreadableFile,
)
from concord.foundation.documents.reading.plain_text import decoded
from concord.foundation.documents.reading.rows import SheetRow
from concord.foundation.documents.reading.separated import delimiter
from concord.foundation.documents.reading.sheets import merged_cells, shown, used_rows
from concord.foundation.documents.reading.sniffing import kind_of

KINDS = ("xlsx", "csv")
WRONG_KIND = "Only .xlsx and .csv are taken. Open it, save it as .xlsx, try again."


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its filled rows. A hidden one has its name, and no rows."""

    name: str
    rows: tuple[SheetRow, ...]
    is_hidden: bool = False


def sheets_of(path: Path, *, limits: Limits | None = None) -> list[Sheet]:
    """The sheets of an .xlsx or .csv. Raises UnreadableFile, in one line."""
    account = Account(limits or Limits())
    try:
        kind = kind_of(path, account.limits)
        if kind not in KINDS:
            raise UnreadableFile(WRONG_KIND)
        if kind == "csv":
            return [Sheet("", tuple(_separated(path, account)))]
        check_archive(path, account)
        return _book(path, account)
    except UnreadableFile:
        raise
    except FileNotFoundError as error:
        raise UnreadableFile("There is no such file.") from error
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # What broken files raise is of dozens of kinds, and means the same.
        raise UnreadableFile(damaged()) from error


def _book(path: Path, account: Account) -> list[Sheet]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    try:
        return [
            _sheet(book, one, account)
            for one in book.sheets_metadata
            if one.typ is python_calamine.SheetTypeEnum.WorkSheet
        ]
    finally:
        book.close()


def _sheet(
    book: python_calamine.CalamineWorkbook,
    about: python_calamine.SheetMetadata,
    account: Account,
) -> Sheet:
    if about.visible is not python_calamine.SheetVisibleEnum.Visible:
        return Sheet(about.name, (), is_hidden=True)
    sheet = book.get_sheet_by_name(about.name)
    if sheet.start is None:
        return Sheet(about.name, ())
    top, left = sheet.start
    rows = [
        ["" for _ in range(left)] + [shown(value).strip() for value in row]
        for row in used_rows(sheet, account)
    ]
    for (row, column), origin in merged_cells(sheet, account).items():
        # A day that is merged over the rows of its meeting is said in each of them.
        if origin != (row, column) and row > top and row - top < len(rows):
            here, there = rows[row - top], rows[origin[0] - top]
            if origin[0] != row and column < len(here) and origin[1] < len(there):
                here[column] = there[origin[1]]
    return Sheet(about.name, tuple(_filled(enumerate(rows, top + 1), account)))


def _separated(path: Path, account: Account) -> Iterator[SheetRow]:
    text = decoded(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    csv.field_size_limit(200_000)
    return _filled(
        ((n, [cell.strip() for cell in row]) for n, row in enumerate(reader, 1)),
        account,
    )


def _filled(
    rows: Iterator[tuple[int, list[str]]] | enumerate[list[str]], account: Account
) -> Iterator[SheetRow]:
    for number, cells in rows:
        if number > account.limits.rows:
            raise UnreadableFile(
                f"A sheet has more than {account.limits.rows:,} rows. Divide it."
            )
        account.cell(max(1, len(cells)))
        account.text("".join(cells))
        if any(cells):
            yield SheetRow(number, tuple(cells))
