"""Comma-separated values, as spreadsheets of several decades write them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from concord.foundation.documents.reading.blocks import Document
from concord.foundation.documents.reading.grids import blocks_of_grid
from concord.foundation.documents.reading.limits import (
    BY_HAND,
    Account,
    UnreadableFile,
)
from concord.foundation.documents.reading.plain_text import decoded

_DELIMITERS = ",;\t|"


def read_separated(path: Path, account: Account) -> Document:
    text = decoded(path.read_bytes())
    rows: list[list[str]] = []
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > account.limits.rows:
                raise UnreadableFile(
                    f"The file has more than {account.limits.rows:,} rows: save only"
                    f" the plan and try again, {BY_HAND}."
                )
            if len(rows) % 1000 == 0:
                account.say(len(rows), 0, "rows")
                account.tick()
    except csv.Error as error:
        raise UnreadableFile(
            "The rows of the file can't be told apart: save it again as .csv or .xlsx"
            f" and try again, {BY_HAND}."
        ) from error
    account.say(len(rows), len(rows), "rows")
    return Document(tuple(blocks_of_grid(rows, account)), "csv")


def delimiter(text: str) -> str:
    """The mark that parts the most rows into the same number of columns."""
    start = text[:50_000].lstrip()
    if start[:4].lower() == "sep=" and len(start) > 4:
        return start[4]

    def agreement(mark: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(start, newline=""), delimiter=mark)
        widths: list[int] = []
        try:
            for row in reader:
                widths.append(len(row))
        except csv.Error:
            pass
        several = [width for width in widths[:-1] or widths if width > 1]
        if not several:
            return (0, 0)
        usual = max(set(several), key=several.count)
        return (several.count(usual) * min(usual, 6), usual)

    return max(_DELIMITERS, key=agreement)
