"""A series: one figure for each of a run of separate periods, gaps and breaks known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeAlias

from concord.foundation.periods import (
    CalendarYear,
    FinancialYear,
    Month,
    Quarter,
    Span,
)
from concord.foundation.statistics.numbers import Number, finite

NAMES: dict[type[Span], tuple[str, str]] = {
    Month: ("month", "months"),
    Quarter: ("quarter", "quarters"),
    FinancialYear: ("year", "years"),
    CalendarYear: ("year", "years"),
}


Bounds: TypeAlias = tuple[float | None, float | None]


class CannotChart(ValueError):
    """The series can't be judged; the message names what is wrong and the way out."""


class AcrossABreak(CannotChart):
    """Two periods that were recorded in different ways are not compared."""


class Kind(StrEnum):
    """What the figures are, and with it between which bounds they can lie."""

    COUNT = "count"  # whole, 0 or more
    PERCENT = "percent"  # 0 to 100
    RATE = "rate"  # 0 or more
    NUMBER = "number"  # any

    @property
    def bounds(self) -> Bounds:
        return {
            Kind.COUNT: (0.0, None),
            Kind.PERCENT: (0.0, 100.0),
            Kind.RATE: (0.0, None),
            Kind.NUMBER: (None, None),
        }[self]


@dataclass(frozen=True, slots=True)
class Series:
    """`periods` are neighbours, none left out; a missing value is None, never 0.

    `breaks`: positions of the first period that was recorded in a new way.
    """

    periods: tuple[Span, ...]
    values: tuple[float | None, ...]
    kind: Kind
    breaks: tuple[int, ...] = ()

    @property
    def known(self) -> tuple[float, ...]:
        return tuple(value for value in self.values if value is not None)

    @property
    def unit(self) -> tuple[str, str]:
        """One period and several, in words."""
        return NAMES.get(type(self.periods[0]), ("period", "periods"))

    @property
    def begins(self) -> int:
        """Position of the first known value: what lies before is not missing."""
        return next(n for n, value in enumerate(self.values) if value is not None)

    @property
    def missing(self) -> tuple[int, ...]:
        """Positions without a value, after the first that has one."""
        return tuple(
            n
            for n, value in enumerate(self.values)
            if value is None and n > self.begins
        )

    @property
    def stretches(self) -> tuple[range, ...]:
        """The positions between breaks, in order."""
        edges = (0, *self.breaks, len(self.periods))
        return tuple(map(range, edges, edges[1:]))


def label(period: Span) -> str:
    """A period as it stands in a sentence: April 2024, Q1 2024/25, 2024/25."""
    if isinstance(period, Month | CalendarYear):
        return period.label
    return period.short if isinstance(period, Quarter) else str(period)


def series(
    points: Mapping[Any, Number | None] | Iterable[tuple[Any, Number | None]],
    *,
    kind: Kind | str = Kind.NUMBER,
    breaks: Iterable[Span] = (),
    covers: int = 1,
) -> Series:
    """A series of (period, value), in order of time.

    Periods are of one kind (`Month`, `Quarter`, a year); one that is left out
    between the first and the last is missing, as is one whose value is None. `breaks`
    names the first period recorded in a new way. `covers` says over how many periods
    each value counts: more than one (a rolling year by month) is refused, because
    such values share most of their events and their chart would find signals in chance.

    Raises CannotChart.
    """
    if covers != 1:
        raise CannotChart(
            f"covers: each value counts over {covers} periods, so neighbours overlap. "
            "A control chart needs separate periods: give the figure of each one."
        )
    pairs = list(points.items() if isinstance(points, Mapping) else points)
    if not pairs:
        raise CannotChart("values: there is none. Give at least one.")
    periods = _in_order([period for period, _ in pairs])
    kind = Kind(kind)
    bounds = kind.bounds
    given = {period: _checked(period, value, kind, bounds) for period, value in pairs}
    values = tuple(given.get(period) for period in periods)
    if all(value is None for value in values):
        raise CannotChart(
            "values: every period is missing. Give a number for at least one."
        )
    return Series(periods, values, kind, _positions(periods, breaks))


def comparable(given: Series, *, before: Span, after: Span) -> tuple[float, float]:
    """The figures of two periods, if they may be held against each other.

    Raises AcrossABreak where recording changed between them, and CannotChart where one
    of them has no figure.
    """
    found = []
    for period in (before, after):
        at = given.periods.index(period) if period in given.periods else None
        value = None if at is None else given.values[at]
        if value is None:
            raise CannotChart(
                f"{period}: there is no figure. Compare periods that have one."
            )
        found.append(value)
    start, end = (given.periods.index(period) for period in (before, after))
    for at in given.breaks:
        if min(start, end) < at <= max(start, end):
            raise AcrossABreak(
                f"{before} and {after}: recording changed in {label(given.periods[at])}"
                ", so they are not compared. Compare periods on one side of it."
            )
    return found[0], found[1]


def _in_order(given: list[Span]) -> tuple[Span, ...]:
    """From the first to the last, with those between that were left out."""
    first, last = given[0], given[-1]
    for period in given:
        if not isinstance(period, Span) or type(period) is not type(first):
            raise CannotChart(
                f"period: {period} is not of the same kind as {first}. Give all by "
                "month, all by quarter or all by year."
            )
    for one, other in pairwise(given):
        steps = one.places_to(other)
        if steps == 0:
            raise CannotChart(f"period: {one} is there twice. Leave one out.")
        if steps < 0:
            raise CannotChart(
                f"period: {other} comes after {one}. Give them from the first to the "
                "last."
            )
    return first.through(last)


def _checked(
    period: Span, value: Number | None, kind: Kind, bounds: Bounds
) -> float | None:
    if value is None:
        return None
    try:
        number = finite(value, "value")
    except ValueError as error:
        said = str(error).removeprefix("value")
        raise CannotChart(f"{period}{said}") from None
    least, most = bounds
    if least is not None and number < least:
        raise CannotChart(
            f"{period}: {value} is below 0, which a {kind} can't be. Correct it, or "
            "leave it out if it is missing."
        )
    if most is not None and number > most:
        raise CannotChart(
            f"{period}: {value} is above 100 percent. Correct it, or say that the "
            "figures are a rate."
        )
    if kind is Kind.COUNT and number != int(number):
        raise CannotChart(
            f"{period}: {value} is not whole. Give counts, or say that the figures are "
            "a rate, a percentage or a number."
        )
    return number


def _positions(periods: tuple[Span, ...], breaks: Iterable[Span]) -> tuple[int, ...]:
    """A break before the first period or after the last one parts nothing."""
    found = set()
    for period in breaks:
        if type(period) is not type(periods[0]):
            raise CannotChart(
                f"breaks: {period} is not one of the periods. Name the first period "
                f"that was recorded in the new way, such as {periods[-1]}."
            )
        position = periods[0].places_to(period)
        if 0 < position < len(periods):
            found.add(position)
    return tuple(sorted(found))
