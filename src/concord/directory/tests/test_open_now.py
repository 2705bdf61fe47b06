"""Searching for what is open now finds what the hours of each service say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from concord.access.actor import Actor, acting_as
from concord.directory import public
from concord.directory.actions import keeping
from concord.directory.entry import Entry
from concord.directory.hours_words import SaidHours, read_hours
from concord.directory.models import Schedule
from concord.directory.opening import DAYS, LONDON, is_open_at, opening_at
from concord.directory.queries import searching
from concord.directory.testing import Directory

MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=LONDON)
WEEK = "Monday to Friday 9am to 5pm"
# Each kind of rule there is, and some services that keep the same.
KEPT = {
    "Alder": WEEK,
    "Ash": WEEK,
    "Beech": f"{WEEK}; Bank holidays closed",
    "Birch": f"Bank holidays 10am to 2pm; {WEEK}",
    "Cedar": "Every day day and night",
    "Elm": "Friday 10pm to 3am",
    "Fir": f"{WEEK}; Closed 2026-11-23 to 2026-11-25",
    "Hazel": "Term time Monday 4pm to 6pm, 2026-09-01 to 2026-11-30",
    "Holly": "",
}
MOMENTS = [
    MONDAY,
    MONDAY.replace(hour=17),
    MONDAY.replace(day=27, hour=16, minute=59),
    MONDAY.replace(day=28, hour=2),
    MONDAY.replace(day=28, hour=3),
    dt.datetime(2026, 12, 25, 11, tzinfo=LONDON),
    dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC),
]


@pytest.fixture
def many(elmbrook_directory: Directory) -> Directory:
    for name, hours in KEPT.items():
        elmbrook_directory.add(f"Invented {name}", hours=hours, needs="talk court")
    return elmbrook_directory


def open_at(directory: Directory, at: dt.datetime, **asked: object) -> list[str]:
    """Names of what is found, on pages of three."""
    pages, found = [], None
    while found is None or found.has_next:
        found = public.search(
            directory.place.partnership,
            open_now=True,
            at=at,
            per_page=3,
            page=len(pages) + 1,
            **asked,  # type: ignore[arg-type]
        )
        pages.append([card.name for card in found.cards])
    assert found.total == sum(map(len, pages))
    return [name for page in pages for name in page]


def hours_of(directory: Directory, narrow: str) -> list[tuple[Any, ...]]:
    """What the search is told of hours: mark, and one rule of those behind it."""
    actor = Actor.from_job(public.PUBLIC, directory.place.partnership.pk)
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(searching.HOURS, [narrow])
        return cursor.fetchall()


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("asked", [{}, {"needs": ["court"]}, {"words": "court Ash"}])
def test_it_finds_those_whose_hours_say_so_in_the_same_order(
    many: Directory, at: dt.datetime, asked: dict[str, object]
) -> None:
    every = public.search(
        many.place.partnership,
        per_page=100,
        at=at,
        **asked,  # type: ignore[arg-type]
    )
    expected = [card.name for card in every.cards if card.opening.is_open]
    assert expected
    assert open_at(many, at, **asked) == expected


def test_services_with_the_same_hours_are_reckoned_once(many: Directory) -> None:
    rows = hours_of(many, '{"needs": ["court"]}')
    assert sum(row[-2:] == (dt.time(9), dt.time(17)) for row in rows) == 4
    assert len({row[0] for row in rows}) == len(set(KEPT.values()) - {""})


def test_new_hours_count_at_once_and_old_ones_no_longer(many: Directory) -> None:
    service = many.services["Invented Ash"]
    evening = MONDAY.replace(hour=20)
    assert "Invented Ash" not in open_at(many, evening)
    with acting_as(many.editor) as by:
        later = Entry(hours=read_hours("Monday 6pm to 9pm"))
        keeping.keep(entry=later, service=service, by=by)
    assert "Invented Ash" in open_at(many, evening)
    assert "Invented Ash" not in open_at(many, MONDAY)
    with acting_as(many.editor):
        Schedule.objects.filter(service=service).update(opens_at=dt.time(19, 59))
    assert "Invented Ash" not in open_at(many, MONDAY.replace(hour=19))
    with acting_as(many.editor) as by:
        keeping.keep(entry=Entry(hours=()), service=service, by=by)
    assert "Invented Ash" not in open_at(many, evening)


def test_hours_of_a_draft_and_of_others_are_not_told(
    many: Directory, northmere_directory: Directory
) -> None:
    many.add("Invented Draft", hours="Sunday 1am to 2am", publish=False)
    northmere_directory.add("Invented Other", hours="Sunday 3am to 4am")
    opens = {row[-2] for row in hours_of(many, "{}")}
    assert not opens & {dt.time(1), dt.time(3)}


START = dt.datetime(2026, 12, 20, tzinfo=dt.UTC)
TIMES = st.sampled_from([None, dt.time(0), dt.time(3), dt.time(9), dt.time(22, 30)])
AROUND = st.none() | st.dates(dt.date(2026, 12, 20), dt.date(2027, 1, 4))
RULES = st.builds(
    SaidHours,
    kind=st.sampled_from(["regular", "holiday", "term", "closed"]),
    valid_from=AROUND,
    valid_to=AROUND,
    dtstart=AROUND,
    freq=st.sampled_from(["", "WEEKLY", "MONTHLY"]),
    interval=st.sampled_from([None, 1, 2]),
    byday=st.sampled_from(["", ",".join(DAYS), "MO,TU,FR", "SA", "-1FR", "2TU"]),
    bymonthday=st.sampled_from(["", "25", "-1", "1,2"]),
    opens_at=TIMES,
    closes_at=TIMES,
)


@given(
    st.lists(RULES, max_size=4),
    st.integers(0, 16 * 24 * 60).map(lambda n: START + dt.timedelta(minutes=n)),
)
def test_open_or_not_is_the_same_as_when_it_is_told_in_words(
    rules: list[SaidHours], now: dt.datetime
) -> None:
    assert is_open_at(rules, now) == opening_at(rules, now).is_open
