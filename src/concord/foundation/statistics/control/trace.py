"""What is judged: the figures of periods, or the times from one event to the next."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from concord.foundation.periods import Month, Span
from concord.foundation.statistics.control.chart import Break
from concord.foundation.statistics.control.series import Kind, Series, label


@dataclass(frozen=True, slots=True)
class Mark:
    """A value, where it stands on the axis, and what its period or day is called."""

    value: float | None
    position: float
    period: str
    label: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """The numbers of the marks between two breaks, and the place on the axis."""

    marks: range
    start: float
    end: float
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Trace:
    """`between` and `unit` are as in `ControlChart` and `words`.

    `open` is the time since the last event, up to the last day or period known.
    """

    marks: tuple[Mark, ...]
    stretches: tuple[Stretch, ...]
    axis: tuple[Span, ...]
    breaks: tuple[Break, ...]
    kind: Kind
    unit: tuple[str, str]
    between: str = ""
    open: Mark | None = None


def by_period(given: Series) -> Trace:
    """One mark for each period."""
    marks = tuple(
        _mark(given, position, value) for position, value in enumerate(given.values)
    )
    stretches = tuple(_stretch(given, run, run) for run in given.stretches)
    return _of_series(given, marks, stretches)


def between_periods(given: Series) -> Trace:
    """For counts: how many periods from one event to the next, at the later one.

    Two in one period are 0 apart. The time before the first event is not known, nor is
    one in which a period is missing or recording changed.
    """
    marks: list[Mark] = []
    stretches: list[Stretch] = []
    before: int | None = None
    for run in given.stretches:
        first, before = len(marks), None
        for position in run:
            count = given.values[position]
            if count is None:
                if before is not None:
                    marks.append(_mark(given, position, None))
                before = None
                continue
            for _ in range(int(count)):
                if before is not None:
                    marks.append(_mark(given, position, float(position - before)))
                before = position
        stretches.append(_stretch(given, run, range(first, len(marks))))
    last = len(given.periods) - 1
    open_ = None if before is None else _mark(given, last, float(last - before))
    return _of_series(given, tuple(marks), tuple(stretches), given.unit[1], open_)


def between_days(
    happened: Sequence[dt.date], breaks: Sequence[dt.date], until: dt.date
) -> Trace:
    """How many days from one event to the next, at the later one; both are sorted."""
    axis = Month.covering(happened[0], until)
    marks: list[Mark] = []
    stretches: list[Stretch] = []
    edges = [happened[0], *breaks, until + dt.timedelta(days=1)]
    for start, stop in pairwise(edges):
        inside = [day for day in happened if start <= day < stop]
        first = len(marks)
        marks += [_day(axis, two, (two - one).days) for one, two in pairwise(inside)]
        end = stop - dt.timedelta(days=1)
        stretches.append(
            Stretch(
                range(first, len(marks)),
                _on_axis(axis, start),
                _on_axis(axis, end),
                _said(start),
                _said(end),
            )
        )
    known_from = happened[bisect_right(happened, until) - 1]
    open_ = None
    if not breaks or known_from >= breaks[-1]:
        open_ = _day(axis, until, (until - known_from).days)
    return Trace(
        tuple(marks),
        tuple(stretches),
        axis,
        tuple(Break(_on_axis(axis, d), d.isoformat(), _said(d)) for d in breaks),
        Kind.COUNT,
        ("time", "times"),
        "days",
        open_,
    )


def _of_series(
    given: Series,
    marks: tuple[Mark, ...],
    stretches: tuple[Stretch, ...],
    between: str = "",
    open_: Mark | None = None,
) -> Trace:
    breaks = tuple(
        Break(n, str(given.periods[n]), label(given.periods[n])) for n in given.breaks
    )
    return Trace(
        marks,
        stretches,
        given.periods,
        breaks,
        given.kind,
        given.unit,
        between,
        open_,
    )


def _mark(given: Series, position: int, value: float | None) -> Mark:
    period = given.periods[position]
    return Mark(value, position, str(period), label(period))


def _stretch(given: Series, run: range, marks: range) -> Stretch:
    first, last = given.periods[run[0]], given.periods[run[-1]]
    return Stretch(marks, run[0], run[-1], str(first), str(last))


def _day(axis: tuple[Month, ...], day: dt.date, value: float) -> Mark:
    return Mark(float(value), _on_axis(axis, day), day.isoformat(), _said(day))


def _on_axis(axis: tuple[Month, ...], day: dt.date) -> float:
    month = Month.containing(day)
    return axis[0].places_to(month) + (day.day - 1) / month.days


def _said(day: dt.date) -> str:
    return f"{day.day} {Month.containing(day).label}"
