from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.testing import CaseWorld
from concord.foundation.periods import is_working_day
from concord.marac.actions import attending as coming
from concord.marac.actions import panel as panels
from concord.marac.actions import planning
from concord.marac.models import Attendance, CoreTeam, Meeting, Panel
from concord.marac.queries.meetings import attending
from concord.marac.testing import coordinator, meet, seat

pytestmark = pytest.mark.django_db

NINE = dt.time(9, 30)


@pytest.fixture
def by(marac: CaseWorld) -> Actor:
    return coordinator(marac.place)


def test_whoever_manages_the_partnership_sets_it_up(elmbrook: Place) -> None:
    lead = elmbrook.actor("marac_coordinator")
    with acting_as(lead), pytest.raises(NotPermitted):
        panels.set_up(
            name="MARAC",
            team=elmbrook.teams["Council"],
            core=[elmbrook.teams["Police"]],
            by=lead,
        )
    assert seat(elmbrook).capacity == 20


def test_a_quorum_of_more_teams_than_there_are_is_refused(elmbrook: Place) -> None:
    lead = elmbrook.actor("administrator")
    with acting_as(lead), pytest.raises(ValidationError, match="1 core teams"):
        panels.set_up(
            name="MARAC",
            team=elmbrook.teams["Council"],
            core=[elmbrook.teams["Police"]],
            limits=panels.Limits(quorum=2),
            by=lead,
        )


def test_a_core_team_that_is_left_out_ends_and_can_come_back(elmbrook: Place) -> None:
    seat(elmbrook)
    seat(elmbrook, core=("Council", "Police"))
    with acting_as(elmbrook.actor("administrator")):
        now = CoreTeam.objects.seated()
        assert {one.team.short_name for one in now} == {"Council", "Police"}
        assert CoreTeam.objects.count() == 5
    seat(elmbrook)
    with acting_as(elmbrook.actor("administrator")):
        assert CoreTeam.objects.seated().count() == 5


def test_only_the_coordinating_team_plans(marac: CaseWorld, by: Actor) -> None:
    day = timezone.localdate() + dt.timedelta(days=30)
    with acting_as(marac.police), pytest.raises(NotPermitted):
        planning.plan(on=day, at=NINE, by=marac.police)


def test_an_emergency_can_be_on_any_day_and_others_on_working_days(by: Actor) -> None:
    christmas = dt.date(timezone.localdate().year + 1, 12, 25)
    with acting_as(by):
        with pytest.raises(ValidationError, match="bank holiday"):
            planning.plan(on=christmas, at=NINE, by=by)
        made = planning.plan(on=christmas, at=NINE, is_emergency=True, by=by)
        with pytest.raises(ValidationError, match="planned already"):
            planning.plan(on=christmas, at=NINE, is_emergency=True, by=by)
    assert made.is_emergency


def test_a_series_avoids_bank_holidays_and_plans_nothing_twice(by: Actor) -> None:
    year = timezone.localdate().year + 1
    first, until = dt.date(year, 12, 11), dt.date(year + 1, 1, 8)
    with acting_as(by):
        made = planning.plan_series(first=first, until=until, weeks=2, at=NINE, by=by)
        again = planning.plan_series(first=first, until=until, weeks=2, at=NINE, by=by)
    assert len(made) == 3
    assert all(is_working_day(meeting.day) for meeting in made)
    assert again == []


def test_the_agenda_is_due_on_a_working_day_before(marac: CaseWorld) -> None:
    meeting = meet(marac.place)
    assert is_working_day(meeting.agenda_by)
    assert meeting.agenda_by <= meeting.day - dt.timedelta(days=8)


def test_a_meeting_can_be_called_off(marac: CaseWorld, by: Actor) -> None:
    meeting = meet(marac.place)
    with acting_as(by):
        planning.call_off(meeting=meeting, by=by)
        with pytest.raises(ValidationError, match="over"):
            planning.call_off(meeting=meeting, by=by)
        planning.plan(on=meeting.day, at=NINE, by=by)
        assert Meeting.objects.count() == 2


def test_the_database_lets_no_team_seat_itself_or_plan(marac: CaseWorld) -> None:
    meeting = meet(marac.place)
    here = marac.police.here
    tries = (
        lambda: CoreTeam.objects.create(
            partnership_id=here, panel_id=meeting.panel_id, team_id=marac.police.team_id
        ),
        lambda: Panel.objects.update(team_id=marac.police.team_id),
        lambda: Meeting.objects.update(state="agenda_issued"),
        lambda: Attendance.objects.create(
            partnership_id=here,
            meeting=meeting,
            team_id=marac.housing.team_id,
            hat_id=marac.housing.membership_id,
            kind="apologies",
        ),
    )
    for attempt in tries:
        with (
            acting_as(marac.police),
            pytest.raises(DatabaseError),
            transaction.atomic(),
        ):
            attempt()


# Attendance --------------------------------------------------------------------------


def say(marac: CaseWorld, meeting: Meeting, team: str, kind: str) -> Attendance:
    actor = marac.place.actor(f"practitioner:{team}")
    with acting_as(actor):
        return coming.say_who_comes(
            meeting=meeting,
            hat=marac.place.hats[f"practitioner:{team}"],
            kind=kind,
            by=actor,
        )


def test_each_team_answers_for_its_own_and_the_coordinator_for_any(
    marac: CaseWorld, by: Actor
) -> None:
    meeting = meet(marac.place)
    police = marac.place.hats["practitioner:Police"]
    with acting_as(marac.housing), pytest.raises(NotPermitted):
        coming.say_who_comes(
            meeting=meeting, hat=police, kind="attends", by=marac.housing
        )
    with acting_as(by):
        said = coming.say_who_comes(meeting=meeting, hat=police, kind="attends", by=by)
    assert said.team_id == police.team_id


def test_the_last_word_of_a_team_counts(marac: CaseWorld) -> None:
    meeting = meet(marac.place)
    say(marac, meeting, "Police", "attends")
    say(marac, meeting, "Police", "apologies")
    with acting_as(marac.police):
        (said,) = Attendance.objects.all()
    assert said.kind == "apologies"


def test_more_than_half_of_the_core_teams_are_a_quorum(marac: CaseWorld) -> None:
    meeting = meet(marac.place)
    say(marac, meeting, "Police", "attends")
    say(marac, meeting, "Housing", "observes")
    say(marac, meeting, "Health", "apologies")
    with acting_as(marac.police):
        found = attending(meeting)
        assert (found.core, found.needed, found.coming) == (5, 3, 1)
        assert not found.is_quorate
    say(marac, meeting, "Health", "attends")
    say(marac, meeting, "Specialist service", "attends")
    with acting_as(marac.police):
        assert attending(meeting).is_quorate


def test_a_quorum_of_the_place_counts_instead(marac: CaseWorld) -> None:
    meeting = meet(marac.place)
    with acting_as(marac.place.actor("administrator")):
        Panel.objects.update(quorum=1)
    say(marac, meeting, "Police", "attends")
    with acting_as(marac.police):
        meeting = Meeting.objects.select_related("panel").get()
        assert attending(meeting).is_quorate


def test_confidentiality_is_agreed_by_oneself_for_each_meeting(
    marac: CaseWorld,
) -> None:
    meeting = meet(marac.place)
    with acting_as(marac.police), pytest.raises(ValidationError, match="first"):
        coming.agree(meeting=meeting, by=marac.police)
    say(marac, meeting, "Police", "observes")
    with acting_as(marac.police):
        assert coming.agree(meeting=meeting, by=marac.police).agreed_at
    assert say(marac, meeting, "Police", "apologies").agreed_at is None
