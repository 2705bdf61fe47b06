"""What the board paper says of core teams that stay away from the MARAC."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.testing import days_ago
from concord.marac.actions.governance import answer_absence
from concord.marac.testing import seat
from concord.marac.tests.test_absence import everybody, held
from concord.reports.content import Decision
from concord.reports.queries.compiling import compile_content
from concord.reports.tests.arranging import SUMMER, World

pytestmark = pytest.mark.django_db


def decisions(world: World, today: dt.date) -> list[Decision]:
    with acting_as(world.lead):
        paper = compile_content(world.plan, SUMMER, today=today).paper
    return [one for one in paper.decisions if "MARAC" in one.title]


def test_the_paper_asks_the_board_about_a_team_that_stays_away(world: World) -> None:
    place = world.place
    with days_ago(400):
        seat(place)
    first = held(place, 60, everybody(Housing="apologies"))
    last = held(place, 40, everybody(Housing=""))
    day = dt.timedelta(days=1)
    assert decisions(world, last.day - day) == []
    [found] = decisions(world, last.day + day)
    assert found.title == "Housing stays away from the MARAC"
    assert "Housing was absent from the last 2 meetings" in found.why
    assert "The team has not answered yet." in found.why
    assert found.asked_to.startswith("ask the team why")
    assert first.day < last.day


def test_the_paper_says_what_the_team_has_answered(world: World) -> None:
    place = world.place
    with days_ago(400):
        seat(place)
    for ago in (60, 40):
        held(place, ago, everybody(Housing=""))
    with days_ago(20), acting_as(world.lead):
        answer_absence(
            team=place.teams["Housing"],
            why="The post was empty.",
            changes="It is filled from May.",
            by=world.lead,
        )
    today = timezone.localdate()
    [found] = decisions(world, today - dt.timedelta(days=25))
    assert "has not answered yet" in found.why
    [found] = decisions(world, today)
    assert "What changes: It is filled from May." in found.why
    assert found.asked_to.startswith("note this")
    held(place, 10, everybody())
    assert decisions(world, today) == []


def test_a_partnership_without_a_marac_is_asked_nothing(world: World) -> None:
    assert decisions(world, dt.date(2026, 10, 20)) == []
