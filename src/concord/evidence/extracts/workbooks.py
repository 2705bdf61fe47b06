"""A workbook as text with separators, for reading in pieces as any other file.

It is streamed: neither the sheet nor the table of its texts is ever whole in memory.
Most workbooks keep each text once, in a part of its own, and cells hold its number. So
the texts go to a file first, where a cell finds its own.
"""

from __future__ import annotations

import csv
import os
import re
import zipfile
from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from lxml import etree

from concord.foundation.documents.reading.archives import check_archive
from concord.foundation.documents.reading.limits import Account, Limits, UnreadableFile
from concord.foundation.documents.reading.workbook_parts import (
    MAIN,
    PLACE,
    TEXTS,
    Parts,
    column_number,
    words_in,
)
from concord.linkage.scratch import overwrite

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
# Somebody waits while it is looked through; text needs no such limit.
WAITED_FOR = Limits(
    file_bytes=8_000_000,
    unpacked_bytes=100_000_000,
    part_bytes=100_000_000,
    elements=1_500_000,
    seconds=20.0,
)
DAMAGED = "The workbook can't be read. Save the sheet as CSV (UTF-8), and load that."
WIDEST, LONGEST = 500, 1_048_576  # columns; rows, as many as Excel has
TOO_MUCH = (
    "The sheet has more than 500 columns, more rows than Excel has, or far more text "
    "than its size. Save what is needed of it as CSV (UTF-8), and load that."
)
SELDOM = 500  # rows between two looks at the clock, which is slow to ask
OFTEN = 10_000  # texts that are kept in memory: those of areas and groups come again
ROW, CELL, VALUE, INLINE = (f"{MAIN}{name}" for name in ("row", "c", "v", "is"))
COLUMN = re.compile(r"[A-Z]{1,3}")
BOOLEAN = {"1": "True", "0": "False"}


def as_text(
    workbook: Path, to: Path, limits: Limits = LIMITS, *, most: int | None = None
) -> Path:
    """Write the first sheet that is shown, a line for each row; days as 2025-04-01.

    Row 7 of the sheet is line 7. `most`: rows, from the first, where a few are enough.
    Raises UnreadableFile.
    """
    account = Account(limits)
    check_archive(workbook, account)
    aside = to.with_suffix(".texts")
    try:
        with (
            zipfile.ZipFile(workbook) as archive,
            _Texts(archive, aside, account) as texts,
            to.open("w", encoding="utf-8", newline="") as file,
        ):
            _Sheet(archive, texts, account).write(file, most)
    except UnreadableFile:
        raise
    except (
        etree.XMLSyntaxError,
        zipfile.BadZipFile,
        KeyError,
        IndexError,
        ValueError,
    ) as error:
        raise UnreadableFile(DAMAGED) from error
    return to


class _Texts:
    """The texts of a workbook by their numbers, in a file that is wiped at the end."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, account: Account) -> None:
        self.path = path
        self._ends = array("q", [0])
        with path.open("wb") as file:
            for at, text in enumerate(_texts_of(archive)):
                self._ends.append(self._ends[-1] + file.write(text.encode()))
                if at % SELDOM == 0:
                    account.tick()
        self._file = path.open("rb")
        self.at = lru_cache(maxsize=OFTEN)(self._at)

    def _at(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        start, end = self._ends[number], self._ends[number + 1]
        return os.pread(self._file.fileno(), end - start, start).decode()

    def __enter__(self) -> _Texts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        overwrite(self.path)
        self.path.unlink()


def _texts_of(archive: zipfile.ZipFile) -> Iterator[str]:
    if TEXTS not in archive.namelist():
        return
    with archive.open(TEXTS) as part:
        for element in _each(part, f"{MAIN}si"):
            yield _tidy(words_in(element))


def _each(part: IO[bytes], tag: str) -> Iterator[Any]:
    """Every element called so, forgotten as soon as the next is asked for.

    The archive was checked: it has no document types and no entities.
    """
    found = etree.iterparse(part, tag=tag, resolve_entities=False, no_network=True)
    for _, element in found:
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


class _Sheet:
    """The sheet that is written."""

    def __init__(
        self, archive: zipfile.ZipFile, texts: _Texts, account: Account
    ) -> None:
        self.archive, self.texts, self.account = archive, texts, account
        self.parts = Parts(archive)
        self.name = self.parts.sheet()
        self.is_day = self.parts.date_styles()
        self.width = self._said_width()
        self.written = 0  # characters

    def write(self, file: IO[str], most: int | None) -> None:
        """Every row on the line of its number."""
        writer = csv.writer(file, lineterminator="\n")
        line = 0
        with self.archive.open(self.name) as part:
            for row in _each(part, ROW):
                number = int(row.get("r") or line + 1)
                if most is not None and number > most:
                    # Blank rows before the end are lines like any others.
                    file.write("\n" * (most - line))
                    return
                if not line < number <= LONGEST:
                    raise UnreadableFile(TOO_MUCH)
                file.write("\n" * (number - line - 1))
                line = number
                cells = self._cells(row)
                # One text can stand in millions of cells.
                self.written += sum(map(len, cells))
                if self.written > self.account.limits.unpacked_bytes:
                    raise UnreadableFile(TOO_MUCH)
                if cells:
                    writer.writerow(cells)
                else:
                    file.write("\n")
                if line % SELDOM == 0:
                    self.account.tick()

    def _said_width(self) -> int:
        """How many columns the sheet says that it has; 0 where it says nothing."""
        with self.archive.open(self.name) as part:
            # It stands before the rows, so only a little is read.
            for element in _each(part, "*"):
                if element.tag == f"{MAIN}dimension":
                    last = PLACE.fullmatch(element.get("ref", "").rpartition(":")[2])
                    width = column_number(last[1]) + 1 if last else 0
                    return width if width <= WIDEST else 0
                if element.tag == ROW:
                    break
        return 0

    def _cells(self, row: Any) -> list[str]:
        """As many as the sheet is wide; none where the whole row is blank."""
        found: list[str] = []
        for cell in row.iterchildren(CELL):
            at = _column(cell.get("r", "").rstrip("0123456789"), len(found))
            said = self._value(cell)
            if not said:
                continue
            if at >= WIDEST:
                raise UnreadableFile(TOO_MUCH)
            found += [""] * (at + 1 - len(found))
            found[at] = said
        if not found:
            return []
        # The first row has the names; the rest has to be as long.
        self.width = self.width or len(found)
        return found + [""] * (self.width - len(found))

    def _value(self, cell: Any) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _tidy(words_in(cell.find(INLINE)))
        raw = _raw(cell)
        if kind == "s":
            return self.texts.at(int(raw)) if raw else ""
        if kind == "b":
            return BOOLEAN.get(raw, "")
        if kind == "n" and raw:
            return self._number(raw, int(cell.get("s") or 0))
        return _tidy(raw)

    def _number(self, raw: str, style: int) -> str:
        value = float(raw)
        if style < len(self.is_day) and self.is_day[style]:
            day = self.parts.day(value)
            if day is not None:
                return day.isoformat()
        return str(int(value)) if value.is_integer() else raw


def _raw(cell: Any) -> str:
    """What stands in the cell itself; a formula before it is passed over."""
    if not len(cell):
        return ""
    last = cell[-1]
    found: str = last.text if last.tag == VALUE else cell.findtext(VALUE)
    return found or ""


@lru_cache(maxsize=1_000)
def _column(letters: str, next_one: int) -> int:
    """The number of a column; a cell that does not say it follows the one before."""
    return column_number(letters) if COLUMN.fullmatch(letters) else next_one


def _tidy(text: str) -> str:
    return " ".join(text.split())
