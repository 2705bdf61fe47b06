from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.foundation.periods import (
    add_working_days,
    bank_holidays,
    is_working_day,
    next_working_day,
    working_day_on_or_after,
    working_day_on_or_before,
    working_days_between,
)

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2045, 12, 31))
counts = st.integers(-60, 60)

# As published on GOV.UK for England and Wales.
PUBLISHED = {
    2022: ["01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19",
           "12-26", "12-27"],
    2023: ["01-02", "04-07", "04-10", "05-01", "05-08", "05-29", "08-28", "12-25",
           "12-26"],
    2024: ["01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"],
    2025: ["01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"],
    2026: ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
}  # fmt: skip


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_on_weekdays_are_those_published(year: int) -> None:
    on_weekdays = [day for day in bank_holidays(year) if day.weekday() < 5]
    assert on_weekdays == [
        date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year]
    ]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2022, 6, 3), "Platinum Jubilee"),
        (date(2022, 9, 19), "State Funeral"),
        (date(2023, 5, 8), "Coronation"),
        (date(2021, 12, 27), "substitute for Christmas Day, a Saturday"),
        (date(2021, 12, 28), "substitute for Boxing Day, a Sunday"),
        (date(2022, 1, 3), "substitute for New Year's Day, a Saturday"),
        (date(2020, 5, 8), "early May holiday moved for VE Day"),
        (date(2022, 10, 1), "a Saturday"),
        (date(2022, 10, 2), "a Sunday"),
    ],
)
def test_days_on_which_nobody_works(day: date, why: str) -> None:
    assert not is_working_day(day), why


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2020, 5, 4), "the usual early May Monday, moved that year"),
        (date(2022, 5, 30), "the usual late May Monday, moved that year"),
        (date(2023, 1, 3), "a holiday in Scotland only"),
        (date(2023, 3, 17), "a holiday in Northern Ireland only"),
    ],
)
def test_days_on_which_england_works(day: date, why: str) -> None:
    assert is_working_day(day), why


def test_ten_working_days_across_easter() -> None:
    assert add_working_days(date(2022, 4, 11), 10) == date(2022, 4, 27)


def test_the_next_working_day_after_christmas_eve_2021() -> None:
    assert next_working_day(date(2021, 12, 24)) == date(2021, 12, 29)


@given(days, counts, counts)
def test_adding_more_days_never_comes_earlier(day: date, a: int, b: int) -> None:
    fewer, more = sorted((a, b))
    assert add_working_days(day, fewer) <= add_working_days(day, more)


@given(days, counts)
def test_a_later_start_never_comes_earlier(day: date, count: int) -> None:
    following = day + timedelta(days=1)
    assert add_working_days(day, count) <= add_working_days(following, count)


@given(days, counts)
def test_adding_lands_on_a_working_day(day: date, count: int) -> None:
    assert is_working_day(add_working_days(day, count))


@given(days, counts.filter(bool))
def test_between_is_the_inverse_of_adding(day: date, count: int) -> None:
    assert working_days_between(day, add_working_days(day, count)) == count


@given(days)
def test_on_or_after_and_on_or_before_enclose_the_day(day: date) -> None:
    before, after = working_day_on_or_before(day), working_day_on_or_after(day)
    assert before <= day <= after
    assert (before == day == after) == is_working_day(day)
    assert next_working_day(day) > day


def test_an_absurd_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="check the number"):
        add_working_days(date(2022, 1, 1), 20220101)


def test_a_moment_is_refused() -> None:
    with pytest.raises(TypeError, match="localdate"):
        is_working_day(datetime(2022, 6, 3, 12, tzinfo=UTC))
