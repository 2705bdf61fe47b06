"""Who came, core teams that stay away, and what the board is told of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import hats
from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import ALWAYS, Place, days_ago, wear
from concord.foundation.periods import working_day_on_or_before
from concord.marac.actions import attending, planning
from concord.marac.actions.governance import answer_absence
from concord.marac.actions.panel import Limits, set_up
from concord.marac.models import AbsenceAnswer, Meeting, Panel
from concord.marac.queries.absence import Came, Pattern, patterns, records
from concord.marac.testing import CORE, coordinator, seat
from concord.partnership.models import Cover, Membership
from concord.partnership.roles import Role

pytestmark = pytest.mark.django_db

BOARD, LEAD, AGENCY = "board_member", "strategic_lead", "agency_lead"
A_YEAR_AGO = 400  # days


@pytest.fixture
def panel(elmbrook: Place) -> Place:
    """Elmbrook with core teams that have sat for more than a year."""
    with days_ago(A_YEAR_AGO):
        seat(elmbrook)
    return elmbrook


def held(
    place: Place, ago: int, came: Mapping[str, str], *, is_emergency: bool = False
) -> Meeting:
    """A meeting that was held so many days ago, and what somebody of each team did."""
    by = coordinator(place)
    on = working_day_on_or_before(timezone.localdate() - dt.timedelta(days=ago))
    with days_ago(ago + 10), acting_as(by):
        meeting = planning.plan(
            on=on, at=dt.time(9, 30), is_emergency=is_emergency, by=by
        )
        for team, kind in came.items():
            attending.say_who_comes(
                meeting=meeting, hat=somebody(place, team), kind=kind, by=by
            )
        meeting.state = Meeting.State.HELD
        meeting.save(update_fields=["state"])
    return meeting


def somebody(place: Place, team: str) -> Membership:
    """The one of this team who comes."""
    return place.hats[
        "marac_coordinator" if team == "Council" else f"practitioner:{team}"
    ]


def everybody(**otherwise: str) -> dict[str, str]:
    """All core teams come but as said; "" says nothing at all."""
    said = dict.fromkeys(CORE, "attends") | {
        name.replace("_", " "): kind for name, kind in otherwise.items()
    }
    return {name: kind for name, kind in said.items() if kind}


def stay_away(place: Place, role: str = BOARD) -> list[Pattern]:
    by = place.actor(role)
    with acting_as(by):
        return patterns(Panel.objects.get())


def came_to(place: Place, *meetings: Meeting) -> dict[str, list[Came]]:
    with acting_as(place.actor(BOARD)):
        return {
            one.team.short_name: list(one.came.values()) for one in records(meetings)
        }


def another(place: Place, team: str, valid: DateRange = ALWAYS) -> Membership:
    """A second practitioner of a team."""
    job = Actor.from_job("access.setup", place.partnership.pk)
    with acting_as(job):
        return hats.give(
            account=place.hats["trainer"].account,
            team=place.teams[team],
            role=Role.PRACTITIONER,
            valid=valid,
            by=job,
        )


# Who came ----------------------------------------------------------------------------


def test_each_team_came_sent_apologies_observed_or_said_nothing(panel: Place) -> None:
    meeting = held(
        panel, 30, everybody(Police="apologies", Housing="observes", Health="")
    )
    assert came_to(panel, meeting) == {
        "Council": [Came.ATTENDED],
        "Health": [Came.ABSENT],
        "Housing": [Came.OBSERVED],
        "Police": [Came.APOLOGIES],
        "Specialist service": [Came.ATTENDED],
    }


def test_a_colleague_of_whoever_sent_apologies_is_a_deputy(panel: Place) -> None:
    hat = another(panel, "Police")
    meeting = held(panel, 30, everybody(Police="apologies"))
    by = coordinator(panel)
    with acting_as(by):
        meeting.state = Meeting.State.PLANNED
        meeting.save(update_fields=["state"])
        attending.say_who_comes(meeting=meeting, hat=hat, kind="attends", by=by)
        meeting.state = Meeting.State.HELD
        meeting.save(update_fields=["state"])
    assert came_to(panel, meeting)["Police"] == [Came.DEPUTY]


def test_whoever_stands_in_while_a_colleague_is_away_is_a_deputy(panel: Place) -> None:
    away = another(panel, "Police")
    today = timezone.localdate()
    with acting_as(panel.actor("administrator")):
        Cover.objects.create(
            partnership=panel.partnership,
            away=away,
            deputy=panel.hats["practitioner:Police"],
            during=DateRange(
                today - dt.timedelta(days=40), today - dt.timedelta(days=20)
            ),
        )
    first, second = held(panel, 50, everybody()), held(panel, 30, everybody())
    assert came_to(panel, first, second)["Police"] == [Came.ATTENDED, Came.DEPUTY]


def test_a_team_is_counted_from_the_day_on_which_it_joined_the_core(
    elmbrook: Place,
) -> None:
    with days_ago(A_YEAR_AGO):
        seat(elmbrook, core=("Council", "Police"))
    before = held(elmbrook, 60, {"Council": "attends", "Police": "attends"})
    with days_ago(45):
        seat(elmbrook)
    after = held(elmbrook, 30, everybody())
    found = came_to(elmbrook, before, after)
    assert (len(found["Police"]), len(found["Housing"])) == (2, 1)


# What the board is told --------------------------------------------------------------


def test_two_meetings_missed_in_a_row_are_told_in_one_sentence(panel: Place) -> None:
    held(panel, 60, everybody())
    held(panel, 40, everybody(Housing="apologies"))
    assert stay_away(panel) == []
    last = held(panel, 20, everybody(Housing=""))
    [found] = stay_away(panel)
    day = f"{last.day.day} {last.day:%B %Y}"
    assert found.sentence == (
        "Housing was absent from the last 2 meetings; the last that it missed was on"
        f" {day}."
    )


def test_a_team_that_comes_again_is_told_of_no_more(panel: Place) -> None:
    for ago in (60, 40):
        held(panel, ago, everybody(Housing=""))
    assert len(stay_away(panel)) == 1
    held(panel, 20, everybody())
    assert stay_away(panel) == []


def test_less_than_half_of_the_last_six_is_told_also_without_a_row(
    panel: Place,
) -> None:
    for n, kind in enumerate(("", "attends", "", "attends", "", "attends")):
        held(panel, 140 - 20 * n, everybody(Health=kind))
    assert stay_away(panel) == []  # 3 of 6 is not less than half
    held(panel, 30, everybody(Health=""))
    # One that it missed for one that it missed: again 3 of 6.
    assert stay_away(panel) == []
    held(panel, 20, everybody(Health="attends"))
    held(panel, 10, everybody(Health=""))
    with acting_as(panel.actor("administrator")):
        set_up(
            name="Elmbrook MARAC",
            team=panel.teams["Council"],
            core=[panel.teams[name] for name in CORE],
            limits=Limits(least_attendance=60),
            by=panel.actor("administrator"),
        )
    [found] = stay_away(panel)
    assert (found.there, found.of, found.is_in_a_row) == (3, 6, False)
    assert found.sentence.startswith("Health came to 3 of the last 6 meetings; ")


def test_emergency_meetings_and_teams_that_have_left_are_not_told(
    panel: Place,
) -> None:
    held(panel, 40, everybody(Housing=""))
    held(panel, 20, everybody(Housing=""), is_emergency=True)
    assert stay_away(panel) == []
    held(panel, 10, everybody(Housing=""))
    assert len(stay_away(panel)) == 1
    seat(panel, core=("Council", "Police"))
    assert stay_away(panel) == []


# The answer --------------------------------------------------------------------------


@pytest.fixture
def away(panel: Place) -> Place:
    """The council, whose lead has an account, and housing have missed two meetings."""
    for ago in (40, 20):
        held(panel, ago, everybody(Council="apologies", Housing=""))
    return panel


def answer(place: Place, role: str, team: str = "Council") -> AbsenceAnswer:
    by = place.actor(role)
    with acting_as(by):
        return answer_absence(
            team=place.teams[team],
            why="The post was empty.",
            changes="It is filled from May.",
            by=by,
        )


def test_the_lead_of_the_team_says_why_and_what_changes(away: Place) -> None:
    answer(away, AGENCY)
    [found] = [one for one in stay_away(away) if one.team.short_name == "Council"]
    assert found.answer is not None
    assert found.answer.why == "The post was empty."
    answer(away, AGENCY)
    assert [one.answer.n for one in stay_away(away) if one.answer] == [2]


def test_a_team_that_misses_the_next_meeting_is_asked_again(away: Place) -> None:
    answer(away, AGENCY)
    held(away, 5, everybody(Council=""))
    [found] = [one for one in stay_away(away) if one.team.short_name == "Council"]
    assert found.answer is None
    assert found.before is not None


def test_nobody_answers_for_another_team_but_the_strategic_lead(away: Place) -> None:
    with pytest.raises(NotPermitted):
        answer(away, AGENCY, team="Housing")
    for role in (BOARD, "commissioner", "marac_coordinator", "practitioner:Housing"):
        with pytest.raises(NotPermitted):
            answer(away, role, team="Housing")
    assert answer(away, LEAD, team="Housing").n == 1


def test_the_database_takes_no_answer_in_another_teams_name(away: Place) -> None:
    for role in (AGENCY, "practitioner:Housing", BOARD):
        by = away.actor(role)
        team = away.teams["Housing" if role == AGENCY else "Council"]
        with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
            AbsenceAnswer.objects.create(
                partnership_id=by.here,
                team=team,
                meeting=Meeting.objects.latest("starts_at"),
                n=1,
                why="x",
                changes="y",
                written_by_id=by.own_hat,
            )


def test_an_answer_needs_both_and_an_absence(away: Place, panel: Place) -> None:
    by = away.actor(AGENCY)
    with acting_as(by), pytest.raises(ValidationError) as error:
        answer_absence(team=away.teams["Council"], why=" ", changes="x" * 1001, by=by)
    assert set(error.value.message_dict) == {"why", "changes"}
    held(panel, 3, everybody())
    with acting_as(by), pytest.raises(ValidationError, match="has come since"):
        answer_absence(team=away.teams["Council"], why="a", changes="b", by=by)


# Desks and pages ---------------------------------------------------------------------


def as_(place: Place, role: str) -> Client:
    return wear(Client(), place.hats[role])


def desk_of(place: Place, role: str) -> str:
    return as_(place, role).get("/", {"room": "MARAC"}).text


def test_the_absence_is_on_the_desks_of_the_board_and_the_strategic_lead(
    away: Place,
) -> None:
    for role in (BOARD, LEAD):
        page = desk_of(away, role)
        assert "Housing was absent from the last 2 meetings" in page, role
        assert "It has not answered yet" in page
    for role in ("commissioner", "practitioner:Police", "trainer", "data_officer"):
        assert "was absent from" not in desk_of(away, role), role


def test_the_lead_of_the_team_is_asked_until_there_is_an_answer(away: Place) -> None:
    assert "Tell the board why your team missed the MARAC" in desk_of(away, AGENCY)
    address = reverse("marac:absence", args=[away.teams["Council"].pk])
    client = as_(away, AGENCY)
    assert "Council was absent from the last 2 meetings" in client.get(address).text
    said = {"why": "The post was empty.", "changes": ""}
    refused = client.post(address, said)
    assert refused.status_code == 422
    assert "The post was empty." in refused.text
    kept = client.post(address, said | {"changes": "Two deputies from May."})
    assert kept.status_code == 302
    assert "Tell the board why" not in desk_of(away, AGENCY)
    page = as_(away, BOARD).get("/marac/governance/").text
    assert "Two deputies from May." in page


def test_the_page_of_an_answer_is_for_whoever_answers(
    away: Place, northmere: Place
) -> None:
    council = reverse("marac:absence", args=[away.teams["Council"].pk])
    housing = reverse("marac:absence", args=[away.teams["Housing"].pk])
    police = reverse("marac:absence", args=[away.teams["Police"].pk])
    assert as_(away, AGENCY).get(council).status_code == 200
    assert as_(away, LEAD).get(housing).status_code == 200
    assert as_(away, AGENCY).get(housing).status_code == 404
    assert as_(away, LEAD).get(police).status_code == 404  # it does not stay away
    for role in (BOARD, "commissioner", "marac_coordinator", "practitioner:Housing"):
        assert as_(away, role).get(council).status_code == 404, role
    assert as_(northmere, LEAD).get(council).status_code == 404
