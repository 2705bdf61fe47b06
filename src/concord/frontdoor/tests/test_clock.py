from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from concord.frontdoor.clock import due, open_for
from concord.frontdoor.models import FrontDoor

DOOR = FrontDoor(opens=dt.time(9), closes=dt.time(17))


def at(text: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("since", "hours", "expected"),
    [
        ("2026-11-26 10:00", 4, "2026-11-26 14:00"),  # a Thursday
        ("2026-11-26 15:00", 4, "2026-11-27 11:00"),
        ("2026-11-27 16:00", 4, "2026-11-30 12:00"),  # over a weekend
        ("2026-11-28 22:00", 4, "2026-11-30 13:00"),  # came on a Saturday
        ("2026-11-26 03:00", 4, "2026-11-26 13:00"),  # before it opened
        ("2026-12-24 15:00", 4, "2026-12-29 11:00"),  # Christmas; Boxing Day moved
        ("2026-11-26 09:00", 24, "2026-11-30 17:00"),
    ],
)
def test_only_hours_count_in_which_the_door_is_open(
    since: str, hours: int, expected: str
) -> None:
    assert due(at(since), hours, DOOR) == at(expected)


def test_a_door_that_never_shuts_counts_every_hour() -> None:
    always = FrontDoor(round_the_clock=True)
    assert due(at("2026-11-28 22:00"), 4, always) == at("2026-11-29 02:00")


@given(st.integers(0, 700_000), st.integers(1, 60))
def test_between_a_moment_and_what_is_due_lie_just_those_hours(
    minutes: int, hours: int
) -> None:
    begins = at("2026-01-01 00:00") + dt.timedelta(minutes=minutes)
    assert open_for(begins, due(begins, hours, DOOR), DOOR) == dt.timedelta(hours=hours)


def test_nothing_passes_backwards() -> None:
    assert open_for(at("2026-11-27 10:00"), at("2026-11-26 10:00"), DOOR) == (
        dt.timedelta()
    )
