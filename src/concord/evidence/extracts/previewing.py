"""What a file would give, without writing anything anywhere."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from concord.evidence.extracts.aside import shown
from concord.evidence.extracts.counting import Counting, Covered, series_of
from concord.evidence.extracts.loading import Read, read_file, table_in
from concord.evidence.extracts.mapping import SEPARATORS, Mapping
from concord.evidence.extracts.meaning import count_words
from concord.evidence.extracts.opening import CannotCount
from concord.evidence.extracts.pieces import PIECE, Piece, pieces
from concord.evidence.extracts.workbooks import LIMITS
from concord.evidence.models import BadRow
from concord.foundation.documents.reading.limits import Limits, UnreadableFile

BAD_SHOWN = 1_000
NO_SECRET = b"nothing is kept of a preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """`counted`: indicator, what is counted, and how many rows or how much in all.

    `bad_rows`: line, column, what is wrong; the first thousand. `unknown`: as in
    `Extract.unknown`. `is_whole`: every row was looked at.
    """

    rows: int
    bad: int
    passed: int
    bad_rows: list[tuple[int, str, str]]
    unknown: dict[str, dict[str, object]]
    counted: list[tuple[str, str, int]]
    first: dt.date | None
    last: dt.date | None
    is_whole: bool


@dataclass(slots=True)
class _Sums:
    """While it is counted."""

    counts: Counter[int] = field(default_factory=Counter)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    bad_rows: list[tuple[int, str, str]] = field(default_factory=list)
    days: list[dt.date] = field(default_factory=list)
    rows: int = 0
    bad: int = 0
    passed: int = 0


def preview(
    file: Path,
    mapping: Mapping,
    *,
    today: dt.date,
    covers: tuple[dt.date | None, dt.date | None] = (None, None),
    most: int | None = None,
    limits: Limits = LIMITS,
    tell: Callable[[int], None] = lambda end: None,
) -> Preview:
    """Count the first `most` rows, or all, and say what came of them.

    Of a workbook `most` lines are looked at, blank ones too, and it has to be within
    `limits`. Raises CannotCount where the file is none that this mapping reads.
    """
    # Of a workbook: those rows, the names of columns, and one that tells of more.
    lines = None if most is None else most + 2
    with (
        _opened(file, mapping, today, limits, lines) as read,
        read.text.open("rb") as rows,
    ):
        counting = Counting(read.mapping, Covered(today, *covers), key=NO_SECRET[:16])
        sums, is_whole = _Sums(), not _is_cut(file, read, lines)
        for piece in pieces(
            rows,
            start=read.header.end,
            line=read.header.next_line,
            separator=SEPARATORS[read.mapping.separator],
            # Enough for a first look, and no more than that is read.
            size=PIECE if most is None else 500_000,
        ):
            left = None if most is None else most - sums.rows - sums.bad - sums.passed
            if left is not None and left <= 0:
                is_whole = False
                break
            _add(sums, counting, _first(piece, left), read)
            is_whole &= left is None or piece.lines.size <= left
            tell(piece.end)
    return _said(sums, mapping, is_whole=is_whole)


@contextlib.contextmanager
def _opened(
    file: Path, mapping: Mapping, today: dt.date, limits: Limits, lines: int | None
) -> Iterator[Read]:
    with tempfile.TemporaryDirectory(prefix="concord-extract-") as folder:
        try:
            yield read_file(file, mapping, Path(folder), today, limits, lines=lines)
        except UnreadableFile as error:
            raise CannotCount(str(error)) from error


def _is_cut(file: Path, read: Read, lines: int | None) -> bool:
    """Whether the text is of the first lines of a workbook only."""
    if lines is None or read.text == file:
        return False
    with read.text.open("rb") as text:
        return sum(1 for _ in text) >= lines


def _first(piece: Piece, most: int | None) -> Piece:
    if most is None or piece.lines.size <= most:
        return piece
    return Piece(
        data=piece.data[: int(piece.ends[most - 1])],
        end=piece.end,
        next_line=piece.next_line,
        starts=piece.starts[:most],
        ends=piece.ends[:most],
        lines=piece.lines[:most],
        is_plain=piece.is_plain,
        problems={at: why for at, why in piece.problems.items() if at < most},
    )


def _add(sums: _Sums, counting: Counting, piece: Piece, read: Read) -> None:
    counted = counting.piece(table_in(piece, read))
    for (series, *_), total in counted.counts.items():
        sums.counts[series] += total
    if counted.keys is not None:
        for series in counted.keys["series"].to_pylist():
            sums.counts[series] += 1
    for column, values in counted.unknown.items():
        sums.unknown.setdefault(column, Counter()).update(values)
    for at, (column, problem) in islice(
        sorted(counted.bad.items()), max(0, BAD_SHOWN - len(sums.bad_rows))
    ):
        what = str(BadRow.Problem(problem).label)
        sums.bad_rows.append((int(piece.lines[at]), column, what))
    sums.days += [day for day in (counted.first, counted.last) if day]
    sums.rows += counted.rows
    sums.bad += len(counted.bad)
    sums.passed += counted.passed


def _said(sums: _Sums, mapping: Mapping, *, is_whole: bool) -> Preview:
    everybody = [
        (number, one)
        for number, one in enumerate(series_of(mapping))
        if one.part == "top" and one.breakdown is None
    ]
    return Preview(
        rows=sums.rows,
        bad=sums.bad,
        passed=sums.passed,
        bad_rows=sums.bad_rows,
        unknown=shown(sums.unknown),
        counted=[
            (figure.indicator, count_words(figure), sums.counts[number])
            for number, one in everybody
            for figure in (mapping.figures[one.figure],)
        ],
        first=min(sums.days, default=None),
        last=max(sums.days, default=None),
        is_whole=is_whole,
    )
