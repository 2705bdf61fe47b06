"""The rows of one sheet, each cell word for word as somebody typed it.

`read` in this package looks for the meaning of a published file: it drops empty rows,
takes bullets off and guesses titles. Here nothing is guessed. A cell that is worked out
by a formula is refused: what it shows depends on the machine that opens it.
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import iterparse

from concord.foundation.documents.reading.archives import check_archive
from concord.foundation.documents.reading.grids import column_name
from concord.foundation.documents.reading.limits import (
    Account,
    Limits,
    UnreadableFile,
)
from concord.foundation.documents.reading.plain_text import decoded
from concord.foundation.documents.reading.separated import delimiter
from concord.foundation.documents.reading.sniffing import kind_of
from concord.foundation.documents.reading.workbook_parts import (
    MAIN,
    PLACE,
    TEXTS,
    Parts,
    column_number,
    words_in,
)

KINDS = (".xlsx", ".csv")
UNREADABLE = (
    "The file can't be read as a sheet. Save it again as .xlsx or .csv, without macros "
    "and without a password, and choose it once more."
)
LIMITS = Limits(
    file_bytes=4_000_000,
    unpacked_bytes=40_000_000,
    part_bytes=20_000_000,
    archive_parts=300,
    elements=300_000,
    characters=4_000_000,
    columns=200,
    rows=2_000,
    seconds=20.0,
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that is not empty: its number in the file, from 1, and its cells."""

    number: int
    cells: tuple[str, ...]


def rows_of(
    name: str, content: bytes, *, sheet: str = "", limits: Limits = LIMITS
) -> list[SheetRow]:
    """The filled rows of a CSV file, or of the sheet called so (else the first shown).

    Raises UnreadableFile, in one line for a person, for anything else.
    """
    account = Account(limits)
    with _as_file(name, content) as path:
        try:
            kind = kind_of(path, limits)
            if f".{kind}" not in KINDS:
                raise UnreadableFile(UNREADABLE)
            if kind == "csv":
                return _few(_separated(content, account), limits)
            check_archive(path, account)
            with zipfile.ZipFile(path) as archive:
                return _few(_Workbook(archive, account).rows(sheet), limits)
        except NotAsTyped:
            raise
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:
            # What broken files raise is of dozens of kinds, and means the same.
            raise UnreadableFile(UNREADABLE) from error


class NotAsTyped(UnreadableFile):
    """The file can be read, and holds what is not taken; the message says where."""


def _few(rows: Iterator[SheetRow], limits: Limits) -> list[SheetRow]:
    found = list(islice(rows, limits.rows + 1))
    if len(found) > limits.rows:
        raise NotAsTyped(f"The sheet has more than {limits.rows} rows. Divide it.")
    return found


@contextmanager
def _as_file(name: str, content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="concord-sheet-") as folder:
        # The ending matters to the reader, the rest of the name is a stranger's.
        ending = Path(name).suffix.lower()
        path = Path(folder) / f"upload{ending if ending in KINDS else ''}"
        path.write_bytes(content)
        yield path


def _separated(content: bytes, account: Account) -> Iterator[SheetRow]:
    text = decoded(content)
    mark = delimiter(text)
    first = 1
    if text[:4].lower() == "sep=":
        first, text = 2, text.partition("\n")[2]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    csv.field_size_limit(200_000)
    for number, cells in enumerate(reader, start=first):
        for at, cell in enumerate(cells):
            if cell.lstrip().startswith("="):
                raise _formula(f"{column_name(at)}{number}")
        yield from _row(number, cells, account)


def _row(number: int, cells: list[str], account: Account) -> Iterator[SheetRow]:
    tidy = [cell.replace("\r\n", "\n").strip() for cell in cells]
    if not any(tidy):
        return
    while not tidy[-1]:
        tidy.pop()
    if len(tidy) > account.limits.columns:
        raise NotAsTyped(
            f"Row {number} goes beyond column {column_name(account.limits.columns)}. "
            "Use the blank sheet, and keep its columns."
        )
    account.cell(len(tidy))
    if "\0" in account.text("".join(tidy)):
        raise UnreadableFile(UNREADABLE)
    yield SheetRow(number, tuple(tidy))


def _formula(place: str) -> NotAsTyped:
    return NotAsTyped(
        f"{place} holds a formula. Copy the cell, paste it as a value, and choose the "
        "file once more."
    )


class _Workbook:
    """An .xlsx that has passed `check_archive`: its sheets, texts and formats."""

    def __init__(self, archive: zipfile.ZipFile, account: Account) -> None:
        self.archive, self.account = archive, account
        self.parts = Parts(archive)
        self.texts = list(self._texts())
        self.dates = self.parts.date_styles()

    def rows(self, wanted: str) -> Iterator[SheetRow]:
        """The filled rows of one sheet."""
        with self.archive.open(self.parts.sheet(wanted)) as part:
            number = 0
            for _, element in iterparse(part, forbid_dtd=True):
                if element.tag != f"{MAIN}row":
                    continue
                number = int(element.get("r") or number + 1)
                yield from _row(number, self._cells(element, number), self.account)
                element.clear()
                self.account.tick()

    def _cells(self, row: Any, number: int) -> list[str]:
        cells: list[str] = []
        for cell in row.iter(f"{MAIN}c"):
            place = PLACE.fullmatch(cell.get("r") or "")
            at = column_number(place[1]) if place else len(cells)
            if cell.find(f"{MAIN}f") is not None:
                raise _formula(f"{column_name(at)}{number}")
            said = self._value(cell)
            if not said.strip():
                continue
            if at > self.account.limits.columns:
                raise NotAsTyped(
                    f"{column_name(at)}{number} stands beyond the columns of the blank "
                    "sheet. Take it out."
                )
            cells += [""] * (at + 1 - len(cells))
            cells[at] = said
        return cells

    def _value(self, cell: Any) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return words_in(cell.find(f"{MAIN}is"))
        raw = cell.findtext(f"{MAIN}v") or ""
        if kind == "s":
            return self.texts[int(raw)] if raw else ""
        if kind == "b":
            return {"1": "Yes", "0": "No"}.get(raw, "")
        if kind == "e":
            place = cell.get("r") or "A cell"
            raise NotAsTyped(f"{place} shows {raw}. Type what is meant, or empty it.")
        if kind != "n" or not raw:
            return raw
        return self._number(raw, int(cell.get("s") or 0))

    def _number(self, raw: str, style: int) -> str:
        """A date as 21/05/1988, a whole number with all its figures."""
        value = float(raw)
        if style < len(self.dates) and self.dates[style]:
            day = self.parts.day(value)
            if day is not None:
                return day.strftime("%d/%m/%Y")
        return str(int(value)) if value.is_integer() else raw

    def _texts(self) -> Iterator[str]:
        for element in self.parts.elements(TEXTS, optional=True):
            if element.tag == f"{MAIN}si":
                yield self.account.text(words_in(element))
                element.clear()
