"""The first look at a file: what it is, its hash, and the names of its columns."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import BinaryIO

from concord.evidence.extracts.mapping import SEPARATORS, Mapping, tidy
from concord.evidence.extracts.pieces import LONGEST, record_end
from concord.evidence.extracts.tables import Header

BOM = b"\xef\xbb\xbf"
WIDE = (b"\xff\xfe", b"\xfe\xff")


class CannotCount(Exception):
    """The file, or the mapping for it, is wrong; one line says what to do."""


def sha256_of(path: Path) -> str:
    """The hash of a file of any length."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_workbook(path: Path) -> bool:
    """Whether the content is that of an .xlsx, whatever its name says."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def header_of(file: BinaryIO, mapping: Mapping) -> Header:
    """The names of the columns, tidied, in the first line that is not blank.

    Names are never quoted in a message: a file without a row of names has somebody's
    row there. Raises CannotCount.
    """
    start = file.read(LONGEST)
    if start.startswith(WIDE):
        raise CannotCount(
            "The file is written in UTF-16. Save it as CSV (UTF-8) and try again."
        )
    separator = SEPARATORS[mapping.separator]
    at, line = len(BOM) if start.startswith(BOM) else 0, 1
    while start[at : at + 1] in (b"\n", b"\r"):
        line += start[at : at + 1] == b"\n"
        at += 1
    end = record_end(start, at, separator.encode())
    if end < 0:
        raise CannotCount(
            "No row with the names of columns was found. The first line must have "
            "them, and lines must end as in Windows or Unix."
        )
    try:
        text = start[at:end].decode(mapping.encoding).rstrip("\r\n")
        names = next(csv.reader([text], delimiter=separator))
    except (UnicodeDecodeError, csv.Error, StopIteration) as error:
        raise CannotCount(
            f"The names of the columns can't be read as {mapping.encoding}. Say the "
            "encoding in the mapping."
        ) from error
    tidied = tuple(tidy(name) for name in names)
    _check(tidied, mapping)
    return Header(tidied, end, line + start.count(b"\n", at, end))


def _check(names: tuple[str, ...], mapping: Mapping) -> None:
    wanted = mapping.columns
    missing = [column for column in wanted if tidy(column) not in names]
    if missing:
        raise CannotCount(
            f"The first line has {len(names)} columns, and none called "
            f"{', '.join(missing)}. Check the separator ({mapping.separator}), or "
            "mend the mapping."
        )
    twice = [column for column in wanted if names.count(tidy(column)) > 1]
    if twice:
        raise CannotCount(
            f"Two columns are called {', '.join(twice)}: rename one of them."
        )
