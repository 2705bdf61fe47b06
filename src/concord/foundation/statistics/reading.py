"""Reads a series, or the days of events, from a CSV: every refusal names the line.

A value that is missing may be blank or say so in a usual way; it is never taken for 0.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from concord.foundation.periods import (
    CalendarYear,
    FinancialYear,
    Month,
    Quarter,
    Span,
)
from concord.foundation.statistics.control import CannotChart, Kind

MISSING: Final = frozenset(
    {"", "-", "–", "—", "..", ":", "?", "na", "n/a", "none", "null", "[x]", "[c]"}
    | {"missing", "not recorded", "not known", "hidden", "suppressed"}
)
WORDS: Final[dict[type[Span], str]] = {
    Month: "a month",
    Quarter: "a quarter",
    FinancialYear: "a financial year",
    CalendarYear: "a calendar year",
}
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_BRITISH_DAY = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})")
_ROLLING = re.compile(
    r"rolling|\b12 months\b|\byear (?:to|ending)\b|\bto\b|\s-\s|–", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Periods with their values in order, and what the values seem to be."""

    points: tuple[tuple[Span, float | None], ...]
    seem: Kind


def read_figures(path: Path, *, period: str, value: str) -> Figures:
    """The series in two columns of a CSV.

    Raises CannotChart, with line and column, and OSError.
    """
    points: list[tuple[Span, float | None]] = []
    signs = set()
    for line, row in _rows(path, (period, value)):
        where = f'line {line}, column "{period}"'
        span = _period(row[period], where)
        _in_order(points, span, where)
        number = read_value(row[value], f'line {line}, column "{value}"')
        if number is not None:
            signs.add(row[value].strip().endswith("%"))
        points.append((span, number))
    if not points:
        raise CannotChart(f"{path.name}: there is no line below the heads. Add some.")
    if len(signs) > 1:
        raise CannotChart(
            f'column "{value}": some values end in % and some do not. Write all alike.'
        )
    return Figures(tuple(points), _seem(points, percent=signs == {True}))


def read_days(path: Path, *, column: str) -> tuple[dt.date, ...]:
    """The days of events, one a line. Raises CannotChart and OSError."""
    days = []
    for line, row in _rows(path, (column,)):
        text = row[column]
        day = read_day(text)
        if day is None:
            raise CannotChart(
                f'line {line}, column "{column}": "{_short(text)}" is not a day. Write '
                "it like 2026-04-30, one line for each event."
            )
        days.append(day)
    return tuple(days)


def read_period(text: str) -> Span:
    """A month, quarter or year; the first day of a month stands for the month.

    2026/27 is a financial year and 2026 a calendar year.

    Raises CannotChart, naming the text and how to write it.
    """
    for kind in (Month, Quarter, FinancialYear, CalendarYear):
        try:
            found: Span = kind.parse(text)
        except ValueError:
            continue
        return found
    if (day := read_day(text)) is not None:
        if day.day == 1:
            return Month.containing(day)
        raise CannotChart(
            f'"{_short(text)}" is a day in a month. Give figures by month, like '
            "2026-04; for the days of rare events use --events."
        )
    if _ROLLING.search(text):
        raise CannotChart(
            f'"{_short(text)}" seems to be a rolling figure. Those overlap, and '
            "a control chart needs separate periods: give each month or quarter alone."
        )
    raise CannotChart(
        f'"{_short(text)}" is not a period: write a month like 2026-04, a quarter like '
        "2026Q1 or Q1 2026/27, or a year like 2026/27 or 2026."
    )


def read_day(text: str) -> dt.date | None:
    """2026-04-30 or 30/04/2026, the day first; None for anything else."""
    cleaned = text.strip()
    try:
        if found := _DAY.fullmatch(cleaned):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _BRITISH_DAY.fullmatch(cleaned):
            return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None
    return None


def read_value(text: str, where: str) -> float | None:
    """A number, or None where it is missing. Raises CannotChart."""
    cleaned = text.strip()
    if cleaned.casefold() in MISSING:
        return None
    number = cleaned.removesuffix("%").rstrip()
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    if re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d{1,2})?", number, re.IGNORECASE):
        return float(number)
    raise CannotChart(
        f'{where}: "{_short(text)}" is not a number. Write figures and a full stop, '
        "like 12.5, and leave it blank if it is missing."
    )


def _rows(path: Path, wanted: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    text = _decoded(path.read_bytes())
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        heads = [name.strip() for name in next(reader, [])]
        places = {name: _place(heads, name, path) for name in wanted}
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) <= max(places.values()):
                raise CannotChart(
                    f"line {reader.line_num}: there are {len(row)} columns, and "
                    f"{len(heads)} heads. Fill in the line, or take it out."
                )
            yield reader.line_num, {name: row[at] for name, at in places.items()}
    except csv.Error:
        raise CannotChart(
            f"line {reader.line_num}: its columns can't be told apart. Save the file "
            "again as CSV."
        ) from None


def _place(heads: list[str], name: str, path: Path) -> int:
    found = [n for n, head in enumerate(heads) if head == name]
    if not found:
        found = [
            n for n, head in enumerate(heads) if head.casefold() == name.casefold()
        ]
    if len(found) == 1:
        return found[0]
    if found:
        raise CannotChart(f'column "{name}" is there {len(found)} times. Rename one.')
    there = ", ".join(f'"{_short(head)}"' for head in heads[:20] if head)
    raise CannotChart(
        f'{path.name}: there is no column "{name}". The first line has '
        f"{there or 'no heads'}."
    )


def _period(text: str, where: str) -> Span:
    try:
        return read_period(text)
    except CannotChart as error:
        raise CannotChart(f"{where}: {error}") from None


def _in_order(points: list[tuple[Span, float | None]], span: Span, where: str) -> None:
    """Whether it may follow: of the same kind, and later."""
    if not points:
        return
    before = points[-1][0]
    if type(before) is not type(span):
        raise CannotChart(
            f"{where}: {span} is {WORDS[type(span)]}, but the lines above give "
            f"{WORDS[type(before)]} each. Give all alike."
        )
    steps = before.places_to(span)
    if steps == 0 or (steps < 0 and any(period == span for period, _ in points)):
        raise CannotChart(f"{where}: {span} is there twice. Leave one out.")
    if steps < 0:
        raise CannotChart(
            f"{where}: {span} comes after {before}. Put the lines in order, the "
            "earliest first."
        )


def _seem(points: list[tuple[Span, float | None]], *, percent: bool) -> Kind:
    if percent:
        return Kind.PERCENT
    known = [value for _, value in points if value is not None]
    whole = all(value >= 0 and value == int(value) for value in known)
    return Kind.COUNT if whole else Kind.NUMBER


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _short(text: str) -> str:
    """For a message: not too long, and without what a terminal would obey."""
    clean = "".join(c if c.isprintable() else "?" for c in text[:41])
    return clean if len(text) <= 40 else f"{clean[:40]}…"
