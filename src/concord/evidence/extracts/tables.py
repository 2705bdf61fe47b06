"""The columns of a piece that are needed, and its rows that can't be read."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from concord.evidence.extracts.pieces import Numbers, Piece

# What a row can be left out for before its cells are looked at.
COLUMNS, CONTROL, ENCODING = "columns", "control", "encoding"


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, in the order of the file, and where rows begin."""

    names: tuple[str, ...]
    end: int
    next_line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by column; `rows`: the number in its piece of each row; `bad`: the rest."""

    cells: dict[str, pa.StringArray]
    rows: Numbers
    bad: dict[int, str]


def table_of(
    piece: Piece,
    header: Header,
    wanted: Sequence[str],
    *,
    encoding: str,
    separator: str,
) -> Table:
    """The cells of `wanted` columns, which the header has.

    Arrow reads a piece in which nothing is odd; any other is read row by row.
    """
    if piece.is_plain and b"\0" not in piece.data:
        data = _as_utf8(piece.data, encoding)
        if data is not None:
            found = _quickly(data, piece, header, wanted, separator)
            if found is not None:
                return found
    return _row_by_row(piece, header, wanted, encoding=encoding, separator=separator)


def _as_utf8(data: bytes, encoding: str) -> bytes | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return data if encoding == "utf-8" else text.encode()


def _quickly(
    data: bytes,
    piece: Piece,
    header: Header,
    wanted: Sequence[str],
    separator: str,
) -> Table | None:
    """None where Arrow tells records apart in another way than we do."""
    wrong: list[int] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        wrong.append(row.number - 1)
        return "skip"

    # Names of columns may repeat in a file, and are needed once: ours are numbers.
    names = [str(at) for at in range(len(header.names))]
    asked = {column: str(header.names.index(column)) for column in wanted}
    try:
        read = arrow_csv.read_csv(
            pa.py_buffer(data),
            read_options=arrow_csv.ReadOptions(
                column_names=names,
                use_threads=False,
                block_size=len(data) + 1,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                invalid_row_handler=note,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(asked.values()),
                column_types=dict.fromkeys(asked.values(), pa.string()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if read.num_rows + len(wrong) != piece.lines.size:
        return None
    rows = np.delete(np.arange(piece.lines.size), wrong)
    cells = {column: _one(read.column(name)) for column, name in asked.items()}
    return Table(cells, rows, dict.fromkeys(wrong, COLUMNS))


def _one(column: pa.ChunkedArray) -> pa.StringArray:
    found = column.combine_chunks()
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) else found


def _row_by_row(
    piece: Piece,
    header: Header,
    wanted: Sequence[str],
    *,
    encoding: str,
    separator: str,
) -> Table:
    places = [header.names.index(column) for column in wanted]
    kept: list[list[str]] = [[] for _ in wanted]
    rows: list[int] = []
    bad = dict(piece.problems)
    spans = zip(piece.starts.tolist(), piece.ends.tolist(), strict=True)
    for number, (start, end) in enumerate(spans):
        if number in bad:
            continue
        cells = _cells(piece.data[start:end], encoding, separator)
        if isinstance(cells, str):
            bad[number] = cells
        elif len(cells) != len(header.names):
            bad[number] = COLUMNS
        else:
            rows.append(number)
            for column, place in zip(kept, places, strict=True):
                column.append(cells[place])
    return Table(
        {
            column: pa.array(cells, pa.string())
            for column, cells in zip(wanted, kept, strict=True)
        },
        np.array(rows, np.int64),
        bad,
    )


def _cells(record: bytes, encoding: str, separator: str) -> list[str] | str:
    """The cells of one record, or what is wrong with it."""
    try:
        text = record.decode(encoding)
    except UnicodeDecodeError:
        return ENCODING
    if "\0" in text:
        return CONTROL
    try:
        found = list(csv.reader([text.rstrip("\r\n")], delimiter=separator))
    except csv.Error:
        return COLUMNS
    # A line end inside quotes makes no second row: it is one string to the reader.
    return found[0] if len(found) == 1 else COLUMNS
