"""Safe hours are local ones, hold no longer than said, and shrink on bank holidays."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.foundation.periods import bank_holidays
from concord.people import safe_times
from concord.people.safe_times import ALWAYS, DAY, LONDON, Window, in_words

WEEKDAYS = tuple(Window(day, 600, 840) for day in range(1, 6))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(st.integers(0, DAY - 1))
    return Window(draw(st.integers(1, 7)), start, draw(st.integers(start + 1, DAY)))


weeks = st.lists(windows(), max_size=8).map(tuple)
moments = st.datetimes(
    dt.datetime(2024, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    dt.datetime(2031, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([dt.UTC, LONDON, dt.timezone(dt.timedelta(hours=9))]),
)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def is_safe(rule: tuple[Window, ...], at: dt.datetime) -> bool:
    return safe_times.safe_until(rule, at) is not None


def said(rule: tuple[Window, ...], day: int, minute: int) -> bool:
    """Whether a rule names this minute of this day of the week."""
    return any(w.day == day and w.start <= minute < w.end for w in rule)


@settings(deadline=None)
@given(weeks, moments)
def test_it_is_safe_exactly_when_the_rule_names_the_local_hour(
    rule: tuple[Window, ...], at: dt.datetime
) -> None:
    there = at.astimezone(LONDON)
    minute = there.hour * 60 + there.minute
    expected = said(rule, there.isoweekday(), minute)
    if there.date() in bank_holidays(there.year):
        expected = expected and said(rule, 7, minute)
    assert is_safe(rule, at) == expected


@settings(deadline=None)
@given(weeks, moments)
def test_it_stays_safe_until_the_moment_that_is_named_and_not_after(
    rule: tuple[Window, ...], at: dt.datetime
) -> None:
    until = safe_times.safe_until(rule, at)
    if until is None:
        return
    assert at < until
    assert is_safe(rule, until - dt.timedelta(seconds=1))
    there = until.astimezone(LONDON)
    if (there.hour, there.minute) != (0, 0):
        assert not is_safe(rule, until)


@settings(deadline=None)
@given(weeks, moments)
def test_the_next_safe_moment_is_safe_and_nothing_before_it_is(
    rule: tuple[Window, ...], at: dt.datetime
) -> None:
    found = safe_times.next_safe(rule, at)
    if found is None:
        # Only a rule of nothing, or of hours that no bank holiday's Sunday allows.
        assert not rule or all(
            not is_safe(rule, at + dt.timedelta(hours=h)) for h in range(21 * 24)
        )
        return
    assert found >= at
    assert is_safe(rule, found)
    if found > at:
        hours = int((found - at).total_seconds() // 3600)
        for ahead in range(min(hours, 200)):
            assert not is_safe(rule, at + dt.timedelta(hours=ahead))


@settings(deadline=None)
@given(weeks)
def test_joining_changes_no_minute_and_is_kept_as_it_was_said(
    rule: tuple[Window, ...],
) -> None:
    joined = safe_times.joined(rule)
    for day in range(1, 8):
        for minute in range(0, DAY, 7):
            assert said(joined, day, minute) == said(rule, day, minute)
    assert safe_times.week(w.kept() for w in rule) == joined


@settings(deadline=None)
@given(weeks, weeks, moments)
def test_what_is_within_another_rule_is_never_safe_when_the_other_is_not(
    rule: tuple[Window, ...], outer: tuple[Window, ...], at: dt.datetime
) -> None:
    trimmed = tuple(w for w in outer if w.day % 2)
    assert safe_times.within(trimmed, outer)
    for inner in (rule, trimmed):
        if safe_times.within(inner, outer) and is_safe(inner, at):
            assert is_safe(outer, at)


@pytest.mark.parametrize(
    ("moment", "safe"),
    [
        ("2026-11-26T10:00", True),  # a Thursday
        ("2026-11-26T13:59", True),
        ("2026-11-26T14:00", False),
        ("2026-11-26T09:59", False),
        ("2026-11-28T11:00", False),  # a Saturday
        ("2026-12-25T11:00", False),  # Christmas Day, a Friday
        ("2026-12-28T11:00", False),  # the day in place of Boxing Day, a Monday
        ("2027-01-01T11:00", False),
        ("2026-12-29T11:00", True),
    ],
)
def test_weekdays_do_not_hold_on_bank_holidays(moment: str, safe: bool) -> None:
    assert is_safe(WEEKDAYS, local(moment)) == safe


def test_a_sundays_habit_does_not_hold_on_another_bank_holiday() -> None:
    sundays = (Window(7, 600, 720),)
    assert is_safe(sundays, local("2026-12-27T11:00"))
    assert not is_safe(sundays, local("2026-12-28T11:00"))


def test_any_time_holds_on_bank_holidays_too() -> None:
    assert is_safe(ALWAYS, local("2026-12-25T23:59"))


def test_summer_time_is_the_local_hour() -> None:
    assert is_safe(WEEKDAYS, dt.datetime(2026, 7, 1, 9, 30, tzinfo=dt.UTC))
    assert not is_safe(WEEKDAYS, dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC))


def test_after_two_fridays_of_holidays_the_next_safe_one_is_still_found() -> None:
    fridays = (Window(5, 600, 840),)
    found = safe_times.next_safe(fridays, local("2026-12-18T14:00"))
    assert found == local("2027-01-08T10:00")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        safe_times.safe_until(ALWAYS, dt.datetime(2026, 7, 1, 9))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "minute"),
    [("10:00", 600), ("9.30", 570), ("2pm", 840), ("2:15 p.m.", 855), ("12am", 0),
     ("12pm", 720), ("24:00", 1440), ("00:00", 0), ("02:30", 150)],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text: str, minute: int) -> None:
    assert safe_times.minutes(text) == minute


@pytest.mark.parametrize(
    "text", ["10", "2:30", "25:00", "10:60", "13pm", "noon", "", "24:01"]
)
def test_what_could_be_another_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 10:00 or 2pm"):
        safe_times.minutes(text)


@pytest.mark.parametrize(
    "row",
    [
        {"day": 0, "from": "10:00", "to": "11:00"},
        {"day": 1, "from": "11:00", "to": "10:00"},
        {"day": 1, "from": "10:00"},
        {"day": "x", "from": "10:00", "to": "11:00"},
    ],
)
def test_a_window_that_is_none_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"day|Safe hours|invalid literal"):
        safe_times.week([row])


def every(days: range, start: int, end: int) -> tuple[Window, ...]:
    return tuple(Window(day, start, end) for day in days)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ((), "at no time"),
        (ALWAYS, "at any time"),
        (WEEKDAYS, "weekdays 10:00 to 14:00, not on bank holidays"),
        (
            (Window(2, 540, 600), Window(4, 540, 600)),
            "Tuesdays and Thursdays 09:00 to 10:00, not on bank holidays",
        ),
        (every(range(1, 8), 540, 1020), "every day 09:00 to 17:00"),
        (every(range(6, 8), 0, DAY), "weekends all day"),
        ((Window(7, 600, 720),), "Sundays 10:00 to 12:00"),
        (
            (*every(range(1, 4), 540, 600), *every(range(1, 4), 900, 960)),
            "Monday to Wednesday 09:00 to 10:00 and 15:00 to 16:00, "
            "not on bank holidays",
        ),
        (
            (*WEEKDAYS, Window(7, 600, 660)),
            "weekdays 10:00 to 14:00; Sundays 10:00 to 11:00; on bank holidays only "
            "when Sunday's hours allow it too",
        ),
    ],
)
def test_times_read_as_a_sentence(rule: tuple[Window, ...], words: str) -> None:
    assert in_words(rule) == words
