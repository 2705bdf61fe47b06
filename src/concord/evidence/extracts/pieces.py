"""A file in pieces that end between two records, with the line of each record.

Quoted cells may hold line ends. A quotation mark that is never closed must not
swallow the rest of the file: the line where it stands is a bad row, and reading goes
on with the next line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

PIECE = 8_000_000  # bytes that are looked at together
LONGEST = 250_000  # bytes of one record
QUOTE, LINE_END, RETURN = ord('"'), ord("\n"), ord("\r")
OPEN_QUOTE = "open_quote"

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Piece:
    """Records `data[starts[i]:ends[i]]`, each beginning on line `lines[i]` of the file.

    Blank lines are no records. `is_plain`: every quotation mark stands where one may.
    `problems`: records that could not be told apart, by number.
    """

    data: bytes
    end: int  # the byte of the file after it
    next_line: int
    starts: Numbers
    ends: Numbers
    lines: Numbers
    is_plain: bool
    problems: dict[int, str] = field(default_factory=dict)


def pieces(
    file: BinaryIO, *, start: int, line: int, separator: str, size: int = PIECE
) -> Iterator[Piece]:
    """From byte `start`, which begins a record on line `line`, to the end of the file.

    The same start gives the same pieces. Memory: some pieces, however long the file.
    """
    file.seek(start)
    mark, rest = ord(separator), b""
    while True:
        read = file.read(size)
        data = rest + read
        is_last = len(read) < size
        if not data:
            return
        if is_last and not data.endswith(b"\n"):
            data += b"\n"
        piece = _plain(data, start, line, mark) or _walked(
            data, start, line, mark, is_last=is_last
        )
        rest = data[len(piece.data) :]
        start, line = piece.end, piece.next_line
        if piece.data:
            yield piece
        if is_last and not rest:
            return


def _plain(data: bytes, start: int, line: int, mark: int) -> Piece | None:
    """Everything up to the last line end that is outside quotes; None if unsure."""
    array = np.frombuffer(data, np.uint8)
    line_ends = np.flatnonzero(array == LINE_END)
    quotes = np.flatnonzero(array == QUOTE)
    if not quotes.size:
        ends = line_ends + 1
        numbers = np.arange(line_ends.size)
    else:
        outside = np.searchsorted(quotes, line_ends) % 2 == 0
        numbers = np.flatnonzero(outside)
        ends = line_ends[outside] + 1
    if not ends.size or len(data) - ends[-1] > LONGEST:
        return None
    cut = int(ends[-1])
    if quotes.size and not _stand_well(array, quotes[quotes < cut], mark):
        return None
    starts = np.concatenate(([0], ends[:-1]))
    lines = line + np.concatenate(([0], numbers[:-1] + 1))
    blank = _blank(array, starts, ends)
    return Piece(
        data=data[:cut],
        end=start + cut,
        next_line=line + int(numbers[-1]) + 1,
        starts=starts[~blank],
        ends=ends[~blank],
        lines=lines[~blank],
        is_plain=True,
    )


def _stand_well(array: npt.NDArray[np.uint8], quotes: Numbers, mark: int) -> bool:
    """Whether each opens at the start of a cell, closes at its end, or is doubled."""
    before = np.where(quotes > 0, array[quotes - 1], LINE_END)
    after = array[quotes + 1]  # a line end closes the piece
    opens = np.isin(before[0::2], (mark, LINE_END, QUOTE))
    closes = np.isin(after[1::2], (mark, LINE_END, RETURN, QUOTE))
    return bool(opens.all() and closes.all())


def _blank(array: npt.NDArray[np.uint8], starts: Numbers, ends: Numbers) -> npt.NDArray:
    length = ends - starts
    only_return = (length == 2) & (array[starts] == RETURN)
    return (length == 1) | only_return


def _walked(data: bytes, start: int, line: int, mark: int, *, is_last: bool) -> Piece:
    """Record by record, where marks stand as they should not."""
    separator = bytes([mark])
    found: list[tuple[int, int, int]] = []
    problems: dict[int, str] = {}
    at = 0
    while at < len(data):
        end = record_end(data, at, separator)
        if end < 0:
            # Either broken, or its end is in the next piece.
            first_end = data.find(b"\n", at) + 1
            is_waiting = end == WAITS and not is_last
            if is_waiting and len(data) - at <= LONGEST:
                break
            end = first_end or len(data)
            problems[len(found)] = OPEN_QUOTE
        if data[at:end] not in (b"\n", b"\r\n"):
            found.append((at, end, line))
        else:
            problems.pop(len(found), None)
        line += data.count(b"\n", at, end)
        at = end
    table = np.array(found, np.int64).reshape(-1, 3)
    return Piece(
        data=data[:at],
        end=start + at,
        next_line=line,
        starts=table[:, 0],
        ends=table[:, 1],
        lines=table[:, 2],
        is_plain=False,
        problems=problems,
    )


WAITS, BROKEN = -1, -2


def record_end(data: bytes, at: int, separator: bytes) -> int:
    """The byte after the record that begins at `at`; WAITS or BROKEN where none is."""
    while True:
        if data[at : at + 1] == b'"':
            at = _cell_end(data, at + 1, separator)
            if at < 0:
                return at
        line_end = data.find(b"\n", at)
        if line_end < 0:
            return WAITS
        next_cell = data.find(separator, at, line_end)
        if next_cell < 0:
            return line_end + 1
        at = next_cell + 1


def _cell_end(data: bytes, at: int, separator: bytes) -> int:
    """The byte after the mark that closes a quoted cell."""
    first = at
    while True:
        mark = data.find(b'"', at, first + LONGEST)
        if mark < 0:
            return BROKEN if len(data) - first > LONGEST else WAITS
        after = data[mark + 1 : mark + 2]
        if after == b'"':
            at = mark + 2
            continue
        if after in (separator, b"\n", b"\r"):
            return mark + 1
        return WAITS if not after else BROKEN
