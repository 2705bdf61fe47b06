"""A CSV is read strictly: each refusal names line and column, and the way out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from concord.foundation.periods import CalendarYear, FinancialYear, Month, Quarter
from concord.foundation.statistics.control import CannotChart, Kind
from concord.foundation.statistics.reading import (
    Figures,
    read_days,
    read_figures,
    read_period,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "series.csv"


def read(file: Path, text: str) -> Figures:
    file.write_text(text, encoding="utf-8")
    return read_figures(file, period="month", value="cases")


def test_months_and_counts_are_read_in_order(file: Path) -> None:
    found = read(file, 'month,cases\n2024-04,12\n2024-05,"1,234"\n\n2024-07,-\n')
    assert found.points == (
        (Month(2024, 4), 12),
        (Month(2024, 5), 1234),
        (Month(2024, 7), None),
    )
    assert found.seem is Kind.COUNT


@pytest.mark.parametrize("text", ["", "..", "n/a", "hidden", "[c]", "NA", "missing"])
def test_a_missing_figure_is_not_zero(file: Path, text: str) -> None:
    found = read(file, f"month,cases\n2024-04,12\n2024-05,{text}\n")
    assert found.points[1][1] is None


def test_what_the_figures_are_is_told_from_them(file: Path) -> None:
    assert read(file, "month,cases\n2024-04,12%\n2024-05,9.5 %\n").seem is Kind.PERCENT
    assert read(file, "month,cases\n2024-04,12.5\n").seem is Kind.NUMBER
    assert read(file, "month,cases\n2024-04,-1\n").seem is Kind.NUMBER


def test_semicolons_byte_order_marks_and_capitals_are_understood(file: Path) -> None:
    found = read(file, "\ufeffMonth;Cases;Note\n2024-04;12;a, b\n")
    assert found.points == ((Month(2024, 4), 12),)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024-04", Month(2024, 4)),
        ("April 2024", Month(2024, 4)),
        ("2024-04-01", Month(2024, 4)),
        ("01/04/2024", Month(2024, 4)),
        ("2024Q1", Quarter(2024, 1)),
        ("Q1 2024/25", Quarter(2024, 1)),
        ("2024/25", FinancialYear(2024)),
        ("2024 to 2025", FinancialYear(2024)),
        ("2024", CalendarYear(2024)),
    ],
)
def test_periods_are_read_as_people_write_them(text: str, period: object) -> None:
    assert read_period(text) == period


@pytest.mark.parametrize(
    "text",
    [
        "12 months to June 2024",
        "year ending March 2024",
        "July 2023 to June 2024",
        "Rolling year, June 2024",
    ],
)
def test_a_rolling_period_is_refused_as_such(text: str) -> None:
    with pytest.raises(CannotChart, match="separate periods"):
        read_period(text)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("2024-04,12\n2024-05,twelve\n", 'line 3, column "cases": "twelve" is not'),
        ("2024-04,12\n2024-05,nan\n", 'line 3, column "cases": "nan" is not'),
        ("2024-04,12\n2024-05,inf\n", 'line 3, column "cases": "inf" is not'),
        ('2024-04,"1,5"\n', 'line 2, column "cases": "1,5" is not'),
        ("2024-04,12\nspring,3\n", 'line 3, column "month": "spring" is not a period'),
        ("2024-04-17,12\n", 'line 2, column "month": "2024-04-17" is a day'),
        ("2024,12\n2024/25,3\n", "2024/25 is a financial year, but the lines above"),
        ("2024-04,12\n2024-04,3\n", 'line 3, column "month": 2024-04 is there twice'),
        ("2024-05,12\n2024-04,3\n", 'line 3, column "month": 2024-04 comes after'),
        ("2024-05,12\n2024Q2,3\n", "2024Q2 is a quarter, but the lines above"),
        ("2024-05,12\n2024-06\n", "line 3: there are 1 columns, and 2 heads"),
        ("2024-05,12%\n2024-06,3\n", 'column "cases": some values end in %'),
        ('2024-05,"12\n', "its columns can't be told apart"),
        ("2024-05,\x1b[31m12\n", '"?[31m12" is not a number'),
        ("", "there is no line below the heads"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(
    file: Path, lines: str, said: str
) -> None:
    with pytest.raises(CannotChart) as refused:
        read(file, f"month,cases\n{lines}")
    assert said in str(refused.value)


def test_a_column_that_is_not_there_is_named_with_those_that_are(file: Path) -> None:
    with pytest.raises(CannotChart, match=r'no column "cases".*"month", "incidents"'):
        read(file, "month,incidents\n2024-04,1\n")
    with pytest.raises(CannotChart, match='column "cases" is there 2 times'):
        read(file, "month,cases,cases\n2024-04,1,2\n")


def test_days_of_events_are_read_one_a_line(file: Path) -> None:
    file.write_text("day\n2024-04-17\n17/05/2024\n")
    assert read_days(file, column="day") == (
        dt.date(2024, 4, 17),
        dt.date(2024, 5, 17),
    )
    file.write_text("day\n2024-04-17\n2024-02-30\n")
    with pytest.raises(CannotChart, match='line 3, column "day": "2024-02-30"'):
        read_days(file, column="day")
