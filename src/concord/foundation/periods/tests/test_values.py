from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.foundation.periods import FinancialYear, Month, Quarter, Span

KINDS = [Month, Quarter, FinancialYear]
days = st.dates(min_value=date(1945, 1, 1), max_value=date(2155, 12, 31))
kinds = st.sampled_from(KINDS)


@given(kinds, days)
def test_every_day_is_in_the_period_that_contains_it_and_not_in_its_neighbours(
    kind: type[Span], day: date
) -> None:
    period = kind.containing(day)
    assert period.first_day <= day <= period.last_day
    assert day in period
    assert day not in period.next
    assert day not in period.previous


@given(kinds, days)
def test_periods_touch_without_gap_or_overlap(kind: type[Span], day: date) -> None:
    period = kind.containing(day)
    assert period.next.first_day == period.last_day + timedelta(days=1)
    assert period.previous.last_day == period.first_day - timedelta(days=1)


@given(kinds, days)
def test_next_and_previous_undo_each_other(kind: type[Span], day: date) -> None:
    period = kind.containing(day)
    assert period.next.previous == period == period.previous.next


@given(kinds, days, st.integers(-40, 40))
def test_places_to_is_the_inverse_of_plus(
    kind: type[Span], day: date, count: int
) -> None:
    period = kind.containing(day)
    assert period.places_to(period.plus(count)) == count


@given(kinds, days)
def test_codes_and_labels_read_back_as_the_same_period(
    kind: type[Span], day: date
) -> None:
    period = kind.containing(day)
    for text in (str(period), period.code, period.label):
        assert kind.parse(text) == period


@given(days)
def test_every_printed_form_of_a_quarter_reads_back(day: date) -> None:
    quarter = Quarter.containing(day)
    assert Quarter.parse(quarter.short) == quarter
    assert Quarter.parse(quarter.long_label) == quarter


@given(kinds, days, days)
def test_periods_and_their_codes_sort_in_time(
    kind: type[Span], one: date, other: date
) -> None:
    first, last = kind.containing(min(one, other)), kind.containing(max(one, other))
    assert first <= last
    assert first.code <= last.code
    assert (first == last) == (hash(first) == hash(last))


@given(days)
def test_a_year_has_its_four_quarters_and_twelve_months(day: date) -> None:
    year = FinancialYear.containing(day)
    assert [q.financial_year for q in year.quarters] == [year] * 4
    assert sum(q.days for q in year.quarters) == year.days
    assert year.months == tuple(m for q in year.quarters for m in q.months)
    assert sum(day in q for q in year.quarters) == 1


def test_the_third_quarter_of_2022_to_2023() -> None:
    quarter = Quarter(2022, 3)
    assert str(quarter) == "2022Q3"
    assert quarter.short == "Q3 2022/23"
    assert quarter.label == "Quarter 3, 2022 to 2023"
    assert quarter.long_label == ("Quarter 3, 2022 to 2023 (October to December 2022)")
    assert (quarter.first_day, quarter.last_day) == (
        date(2022, 10, 1),
        date(2022, 12, 31),
    )
    assert quarter.months == (Month(2022, 10), Month(2022, 11), Month(2022, 12))


def test_the_last_quarter_falls_in_the_next_calendar_year() -> None:
    assert Quarter(2022, 4).months_label == "January to March 2023"
    assert Quarter.containing(date(2023, 3, 31)) == Quarter(2022, 4)
    assert Quarter.containing(date(2023, 4, 1)) == Quarter(2023, 1)
    assert Quarter(2022, 4).next == Quarter(2023, 1)


def test_the_financial_year_around_the_turn_of_a_century() -> None:
    assert FinancialYear(1999).short == "1999/00"
    assert FinancialYear.parse("1999/00") == FinancialYear(1999)
    assert FinancialYear(2022).label == "2022 to 2023"


@pytest.mark.parametrize(
    "text",
    [
        "2022Q3", "2022q3", " 2022-Q3 ", "Q3 2022/23", "Q3 2022-23", "Q3 2022–23",
        "Q3 2022/2023", "Q3, 2022 to 2023", "Qtr 3 2022/23", "Quarter 3 2022/23",
        "Quarter 3 of 2022 to 2023", "Q3 22/23",
    ],
)  # fmt: skip
def test_quarters_are_read_as_people_print_them(text: str) -> None:
    assert Quarter.parse(text) == Quarter(2022, 3)


@pytest.mark.parametrize("text", ["Q3 2022", "2022 Q3", "Q3, 2022"])
def test_a_quarter_that_could_be_of_the_calendar_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f'"{text}" could be a quarter of the cal'):
        Quarter.parse(text)


@pytest.mark.parametrize(
    "text",
    ["", "3", "2022Q5", "2022Q0", "Q3 2022/24", "Q3 2022/22", "soon", "0022Q3",
     "Quarter 3, 2022 to 2023 (April to June 2022)"],
)  # fmt: skip
def test_what_is_no_quarter_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it|whole number|must follow"):
        Quarter.parse(text)


@pytest.mark.parametrize("text", ["2022", "2022/24", "2022-04", "20222/23", "next"])
def test_what_is_no_financial_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f'"{text}"'):
        FinancialYear.parse(text)


@pytest.mark.parametrize(
    "text", ["2022-10", "10/2022", "October 2022", "oct 2022", "Oct. 2022"]
)
def test_months_are_read_as_people_print_them(text: str) -> None:
    assert Month.parse(text) == Month(2022, 10)


@pytest.mark.parametrize("text", ["2022", "13/2022", "Oktober 2022", "2022-1", "Oct"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"month"):
        Month.parse(text)


def test_a_year_of_two_digits_is_refused() -> None:
    with pytest.raises(ValueError, match=r"The year 22 is not .* four digits"):
        Quarter(22, 3)


def test_a_moment_is_refused_because_its_day_depends_on_the_time_zone() -> None:
    with pytest.raises(TypeError, match="localdate"):
        Quarter.containing(datetime(2022, 12, 31, 23, 30, tzinfo=UTC))


def test_periods_of_different_kinds_are_neither_equal_nor_ordered() -> None:
    assert Month(2022, 1) != Quarter(2022, 1)
    with pytest.raises(TypeError):
        assert Month(2022, 1) < Quarter(2022, 1)


def test_periods_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Quarter(2022, 3).number = 4
    with pytest.raises((AttributeError, TypeError)):
        Quarter(2022, 3).note = "late"


def test_quarters_through_and_covering() -> None:
    expected = (Quarter(2021, 4), Quarter(2022, 1), Quarter(2022, 2))
    assert Quarter(2021, 4).through(Quarter(2022, 2)) == expected
    assert Quarter.covering(date(2022, 3, 31), date(2022, 7, 1)) == expected
    assert Quarter(2022, 2).through(Quarter(2022, 1)) == ()
    with pytest.raises(ValueError, match="swap them"):
        Quarter.covering(date(2022, 7, 1), date(2022, 3, 31))
