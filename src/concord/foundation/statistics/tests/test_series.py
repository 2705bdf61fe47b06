"""What a control chart takes, and what it refuses with a way out."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

import pytest

from concord.foundation.periods import FinancialYear, Month, Quarter
from concord.foundation.statistics.control import (
    AcrossABreak,
    CannotChart,
    Kind,
    comparable,
    series,
)

APRIL = Month(2024, 4)


def test_a_period_left_out_is_missing_and_never_zero() -> None:
    found = series([(APRIL, 4), (APRIL.plus(3), 6)], kind="count")
    assert [str(p) for p in found.periods] == [
        "2024-04",
        "2024-05",
        "2024-06",
        "2024-07",
    ]
    assert found.values == (4, None, None, 6)
    assert found.missing == (1, 2)


def test_what_lies_before_the_first_figure_is_not_missing() -> None:
    found = series([(APRIL, None), (APRIL.next, 5), (APRIL.plus(2), None)])
    assert found.begins == 1
    assert found.missing == (2,)


def test_figures_from_the_database_are_taken_as_they_are() -> None:
    assert series([(APRIL, Decimal("12.5"))], kind="rate").values == (12.5,)


def test_rolling_figures_are_refused_because_they_overlap() -> None:
    with pytest.raises(CannotChart, match="covers: each value counts over 12 periods"):
        series([(APRIL, 4), (APRIL.next, 5)], covers=12)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "nothing": (lambda: series([]), "values: there is none"),
    "all missing": (lambda: series([(APRIL, None)]), "values: every period is missing"),
    "twice": (lambda: series([(APRIL, 1), (APRIL, 2)]), "2024-04 is there twice"),
    "backwards": (
        lambda: series([(APRIL.next, 1), (APRIL, 2)]),
        "2024-04 comes after 2024-05",
    ),
    "mixed": (
        lambda: series([(APRIL, 1), (Quarter(2024, 2), 2)]),
        "2024Q2 is not of the same kind as 2024-04",
    ),
    "not a number": (lambda: series([(APRIL, math.nan)]), "2024-04: nan is not"),
    "without end": (lambda: series([(APRIL, math.inf)]), "2024-04: inf is not"),
    "words": (lambda: series([(APRIL, "12")]), "2024-04: '12' is not a number"),  # type: ignore[list-item]
    "half a case": (
        lambda: series([(APRIL, 2.5)], kind="count"),
        "2024-04: 2.5 is not whole",
    ),
    "below nothing": (
        lambda: series([(APRIL, -1)], kind="rate"),
        "2024-04: -1 is below 0",
    ),
    "more than all": (
        lambda: series([(APRIL, 101)], kind="percent"),
        "2024-04: 101 is above 100 percent",
    ),
    "foreign break": (
        lambda: series([(APRIL, 1)], breaks=[FinancialYear(2024)]),
        "breaks: 2024/25 is not one of the periods",
    ),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_series_that_cannot_be_is_refused(wrong: str) -> None:
    make, said = REFUSED[wrong]
    with pytest.raises(CannotChart) as refused:
        make()
    assert said in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_break_outside_the_periods_parts_nothing() -> None:
    found = series(
        [(APRIL, 1), (APRIL.next, 2)], breaks=[APRIL, APRIL.plus(2), APRIL.plus(-4)]
    )
    assert found.breaks == ()
    assert [list(run) for run in found.stretches] == [[0, 1]]


def test_a_comparison_across_a_break_raises() -> None:
    """Fact 14: the survey before the year ending March 2024 is another series."""
    years = FinancialYear(2020).through(FinancialYear(2025))
    given = series(
        zip(years, [5.0, 5.5, None, 7.8, 7.6, 7.7], strict=True),
        kind="percent",
        breaks=[FinancialYear(2023)],
    )
    assert comparable(given, before=years[3], after=years[5]) == (7.8, 7.7)
    assert comparable(given, before=years[1], after=years[0]) == (5.5, 5.0)
    for before, after in ((years[1], years[3]), (years[5], years[0])):
        with pytest.raises(AcrossABreak, match="recording changed in 2023/24"):
            comparable(given, before=before, after=after)
    for absent in (years[2], FinancialYear(2030)):
        with pytest.raises(CannotChart, match="there is no figure"):
            comparable(given, before=years[0], after=absent)


def test_kinds_know_between_which_bounds_they_lie() -> None:
    assert Kind.PERCENT.bounds == (0, 100)
    assert Kind.COUNT.bounds == (0, None)
    assert Kind.NUMBER.bounds == (None, None)
