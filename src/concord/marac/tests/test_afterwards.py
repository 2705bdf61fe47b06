"""After a meeting a team that knew nothing and has nothing to do sees the case no more.

Unless the chair says why.
"""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Grant
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.cases.models import Case
from concord.cases.testing import CaseWorld
from concord.marac.actions import afterwards, agreed_actions, flags, research, room
from concord.marac.actions.research import Line
from concord.marac.models import AgendaItem, Flag, KeptOpen, Meeting
from concord.marac.queries.afterwards import not_needed, to_let_go
from concord.marac.testing import coordinator, on_an_issued_agenda, sit_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(marac: CaseWorld) -> AgendaItem:
    """A case of which the police know, health and housing do not, and the rest is
    silent; it is heard, with an action for housing.
    """
    found = on_an_issued_agenda(marac)
    sit_down(marac.place, found.meeting, "Police", "Housing")
    today = timezone.localdate()
    with acting_as(marac.police):
        knows = Line("victim", "fact", "Four calls.")
        research.answer(item=found, checked_on=today, lines=[knows], by=marac.police)
    for team in (marac.health, marac.housing):
        with acting_as(team):
            research.not_known(items=[found], checked_on=today, by=team)
    by = coordinator(marac.place)
    with acting_as(by):
        room.start(meeting=found.meeting, by=by)
        agreed_actions.add(
            item=found, team=marac.place.teams["Housing"], kind="housing",
            words="Change the locks", in_days=3, by=by,
        )  # fmt: skip
        room.conclude(item=found, outcome="actions", by=by)
    return found


def end(item: AgendaItem, place: Place) -> Meeting:
    by = coordinator(place)
    with acting_as(by):
        room.end(meeting=item.meeting, by=by)
        item.refresh_from_db()
        return Meeting.objects.get(pk=item.meeting_id)


def onlookers(meeting: Meeting, by: Actor) -> list[str]:
    with acting_as(by):
        return [one.team.short_name for x in not_needed(meeting, by) for one in x.teams]


def sees(actor: Actor) -> bool:
    with acting_as(actor):
        return Case.objects.visible_to(actor).exists()


def let_go(meeting: Meeting, place: Place) -> int:
    by = coordinator(place)
    with acting_as(by):
        return afterwards.let_go(meeting=meeting, by=by)


def test_who_knew_nothing_and_has_nothing_to_do_loses_sight_of_it(
    marac: CaseWorld, item: AgendaItem
) -> None:
    by = coordinator(marac.place)
    assert onlookers(item.meeting, by) == []  # not while the meeting goes on
    meeting = end(item, marac.place)
    assert onlookers(meeting, by) == ["Health"]
    assert sees(marac.health)
    assert let_go(meeting, marac.place) == 1
    assert not sees(marac.health)
    assert sees(marac.police)
    assert sees(marac.housing)
    assert let_go(meeting, marac.place) == 0
    with acting_as(marac.idva):
        [why] = {g.ended_why for g in Grant.objects.exclude(ended_why="")}
    assert why == "After the MARAC: it knew nobody, and has nothing to do"


def test_the_flag_that_it_was_asked_for_is_taken_off(
    marac: CaseWorld, item: AgendaItem
) -> None:
    let_go(end(item, marac.place), marac.place)
    with acting_as(coordinator(marac.place)):
        off = Flag.objects.exclude(cleared_at=None).select_related("team")
        assert [(flag.team.short_name, flag.cleared_why) for flag in off] == [
            ("Health", "unknown")
        ]


def test_a_flag_that_it_has_confirmed_keeps_it_open(
    marac: CaseWorld, item: AgendaItem
) -> None:
    with acting_as(marac.health):
        [flag] = Flag.objects.filter(team_id=marac.health.own_team)
        flags.confirm(flag=flag, reference="H-41", online_hidden="yes", by=marac.health)
    meeting = end(item, marac.place)
    assert onlookers(meeting, coordinator(marac.place)) == []
    assert let_go(meeting, marac.place) == 0
    assert sees(marac.health)


def test_the_chair_keeps_a_team_and_says_why(
    marac: CaseWorld, item: AgendaItem
) -> None:
    by = coordinator(marac.place)
    health = marac.place.teams["Health"]
    meeting = end(item, marac.place)
    with acting_as(by):
        with pytest.raises(ValidationError, match="Choose why"):
            afterwards.keep(item=item, team=health, why="", by=by)
        with pytest.raises(ValidationError, match="for another reason"):
            afterwards.keep(
                item=item, team=marac.place.teams["Police"], why="area", by=by
            )
        for _ in range(2):
            afterwards.keep(item=item, team=health, why="checks", by=by)
        assert KeptOpen.objects.count() == 1
        assert to_let_go(by) == []
    assert let_go(meeting, marac.place) == 0
    assert sees(marac.health)


def test_nobody_else_asks_or_ends(marac: CaseWorld, item: AgendaItem) -> None:
    meeting = end(item, marac.place)
    for actor in (marac.police, marac.idva):
        assert onlookers(meeting, actor) == []
        with acting_as(actor), pytest.raises(NotPermitted):
            afterwards.let_go(meeting=meeting, by=actor)
    assert sees(marac.health)


def test_a_coordinator_who_is_kept_from_a_case_learns_and_ends_nothing(
    marac: CaseWorld, item: AgendaItem
) -> None:
    meeting = end(item, marac.place)
    by = coordinator(marac.place)
    with acting_as(marac.idva):
        locks.lock_out(
            account=marac.place.hats["marac_coordinator"].account,
            person_id=marac.victim.pk,
            why="A cousin",
            by=marac.idva,
        )
    assert onlookers(meeting, by) == []
    assert let_go(meeting, marac.place) == 0
    assert sees(marac.health)
    with acting_as(by):
        assert to_let_go(by) == []


def test_the_page_keeps_one_and_lets_go(marac: CaseWorld, item: AgendaItem) -> None:
    meeting = end(item, marac.place)
    desk = wear(Client(), marac.place.hats["marac_coordinator"])
    assert "1 team to let go of a case" in desk.get("/").text
    there = reverse("marac:afterwards", args=[meeting.pk])
    page = desk.get(there).text
    assert "Health" in page
    assert "Police" not in page.split("<main", 1)[1]
    health = marac.place.teams["Health"].pk
    keep = reverse("marac:keep_open", args=[item.pk])
    answer = desk.post(keep, {"team": health, "why": ""}, follow=True)
    assert "Choose why" in answer.text
    assert desk.post(keep, {"team": "x", "why": "area"}).status_code == 404
    go = reverse("marac:let_go", args=[meeting.pk])
    assert "1 team let go of a case" in desk.post(go, follow=True).text
    assert "Each team that still sees a case" in desk.get(there).text
    police = wear(Client(), marac.place.hats["practitioner:Police"])
    assert police.get(there).status_code == 404
    assert police.post(go).status_code == 404
