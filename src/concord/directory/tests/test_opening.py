"""When a service is open: weeks, nights, bank holidays, terms, fortnights."""

from __future__ import annotations

import datetime as dt

import pytest

from concord.directory.hours_words import NotHours, SaidHours, read_hours, write_hours
from concord.directory.opening import LONDON, opening_at, table_of

WEEK = "Monday to Friday 9am to 4:30pm"
ALWAYS = "Every day day and night"
CHRISTMAS = dt.datetime(2026, 12, 25, 11, tzinfo=LONDON)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of the week of Monday, 23 November 2026."""
    return dt.datetime(2026, 11, 22 + day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("hours", "now", "words"),
    [
        (WEEK, at(1, 10), "Open now, until 4:30 pm"),
        (WEEK, at(1, 15, 50), "Closes in 40 minutes, at 4:30 pm"),
        (WEEK, at(1, 8), "Closed now. Opens today 9 am"),
        (WEEK, at(5, 17), "Closed now. Opens Monday 9 am"),
        (WEEK, CHRISTMAS, "Hours not known. Call to check"),
        (f"{WEEK}; Bank holidays closed", CHRISTMAS, "Closed now. Opens Tuesday 9 am"),
        (f"{WEEK}; Bank holidays 10am to 2pm", CHRISTMAS, "Open now, until 2 pm"),
        (ALWAYS, CHRISTMAS, "Open now, day and night"),
        ("Friday 10pm to 3am", at(6, 1), "Open now, until 3 am"),
        ("Friday 10pm to 3am", at(5, 1), "Closed now. Opens today 10 pm"),
        (
            "Term time Monday 4pm to 6pm, 2026-09-01 to 2026-11-20",
            at(1, 17),
            "Closed now",
        ),
        (
            f"{WEEK}; Closed 2026-11-23 to 2026-11-25",
            at(1, 10),
            "Closed now. Opens Thursday 9 am",
        ),
        ("", at(1, 10), "Hours not known. Call to check"),
    ],
)
def test_in_words(hours: str, now: dt.datetime, words: str) -> None:
    assert opening_at(read_hours(hours), now).words == words


def test_every_other_week_and_days_of_a_month() -> None:
    fortnightly = SaidHours(
        interval=2,
        byday="MO",
        dtstart=dt.date(2026, 11, 16),
        opens_at=dt.time(9),
        closes_at=dt.time(12),
    )
    assert not opening_at([fortnightly], at(1, 10)).is_open
    assert opening_at([fortnightly], at(8, 10)).is_open
    monthly = SaidHours(
        freq="MONTHLY", byday="-1FR", opens_at=dt.time(9), closes_at=dt.time(12)
    )
    assert opening_at([monthly], at(5, 10)).is_open
    second = SaidHours(
        freq="MONTHLY", bymonthday="-4,2", opens_at=dt.time(9), closes_at=dt.time(12)
    )
    assert opening_at([second], at(5, 10)).is_open


def test_when_the_clocks_change_it_opens_by_the_clock() -> None:
    before = dt.datetime(2026, 10, 24, 20, tzinfo=LONDON)
    found = opening_at(read_hours("Sunday 9am to 5pm"), before)
    assert found.words == "Closed now. Opens Sunday 9 am"


@pytest.mark.parametrize(
    "line",
    [
        "Monday to Friday 9 am to 4:30 pm",
        "Saturday, Sunday 10 am to 2 pm",
        "Every day day and night",
        "Bank holidays closed",
        "Bank holidays 9 am to 5 pm",
        "Closed 2026-12-25 to 2026-12-28",
        "Term time Monday, Wednesday 3 pm to 5 pm, 2026-09-01 to 2026-12-18",
    ],
)
def test_lines_are_read_and_written_the_same(line: str) -> None:
    assert write_hours(read_hours(line)) == line


@pytest.mark.parametrize(
    "line", ["always", "Monday", "9am to 5pm", "Monday 9 to 5", "Monday 25am to 26pm"]
)
def test_a_line_that_cant_be_read_is_named(line: str) -> None:
    with pytest.raises(NotHours, match=line):
        read_hours(line)


def test_days_with_the_same_hours_stand_together() -> None:
    rows = table_of(read_hours(f"{WEEK}; Saturday 10am to 2pm; Bank holidays closed"))
    assert [(row.days, row.times) for row in rows] == [
        ("Monday to Friday", "9 am to 4:30 pm"),
        ("Saturday", "10 am to 2 pm"),
        ("Sunday", "Closed"),
        ("Bank holidays", "Closed"),
    ]


def test_hours_of_a_term_say_that_they_are_and_until_when() -> None:
    rows = table_of(
        read_hours(
            "Tuesday 9am to 5pm; Term time Monday 3pm to 5pm, 2026-09-01 to 2026-12-18"
        )
    )
    assert [(row.days, row.times) for row in rows][1:] == [
        ("Tuesday", "9 am to 5 pm"),
        ("Wednesday to Sunday", "Closed"),
        (
            "Monday, in term time",
            "3 pm to 5 pm, from 1 September 2026 to 18 December 2026",
        ),
    ]
