"""The team that holds a case sees who has looked at it, when, and by what right."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from concord.access.actions import emergencies, locks
from concord.access.actor import Actor, acting_as
from concord.access.audit.hours import out_of_hours
from concord.access.audit.looking import ALWAYS, Look, looks_at
from concord.access.models import Part, Side
from concord.access.permit import NotPermitted
from concord.cases.models import Case, Party
from concord.cases.testing import CaseWorld
from concord.foundation.database.testing import as_owner
from concord.people.models import ContactPoint

pytestmark = pytest.mark.django_db


def looks(world: CaseWorld, by: Actor | None = None) -> list[Look]:
    actor = by or world.idva
    with acting_as(actor):
        return looks_at(world.case.pk, by=actor, since=ALWAYS)


def openings(world: CaseWorld, by: Actor | None = None) -> list[Look]:
    return [look for look in looks(world, by) if look.verb in ("read", "list")]


def test_the_holder_sees_who_opened_the_case_and_by_which_decision(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police", (Part.IDENTITY, Side.VICTIM))
    with acting_as(case_world.police):
        list(Party.objects.all())
    [look] = openings(case_world)
    day = timezone.localdate()
    assert (look.who, look.team, look.role) == (
        "Invented Practitioner",
        "Police",
        "Practitioner",
    )
    assert look.what == "Who they are"
    assert look.allowed_by == f"Keep the victim safe, {day:%-d %b %Y}"


def test_own_openings_are_there_too(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva):
        Case.objects.get()
    [look] = openings(case_world)
    assert (look.team, look.what, look.allowed_by) == (
        "Specialist service",
        "The case",
        "Own case",
    )


def test_changes_come_with_the_openings(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva):
        ContactPoint.objects.create(
            partnership_id=case_world.idva.here,
            owner_team_id=case_world.idva.team_id,
            written_by_id=case_world.idva.membership_id,
            person=case_world.victim,
            case_id=case_world.case.pk,
            part=Part.CONTACT,
            side=Side.VICTIM,
            kind=ContactPoint.Kind.MOBILE,
            value="07700 900123",
            source="Herself",
        )
    assert looks(case_world)[0].what == "Added: How to reach them"


def test_an_emergency_says_why_and_waits_for_its_review(case_world: CaseWorld) -> None:
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref,
            why="In A&E now, needs a safe number",
            minutes=60,
            by=case_world.health,
        )
        list(Party.objects.all())
    [look] = openings(case_world)
    assert look.allowed_by == "Opened in an emergency"
    assert look.why == "In A&E now, needs a safe number"
    assert look.to_review
    assert "break_glass" in {one.verb for one in looks(case_world)}


def test_whoever_does_not_hold_the_case_is_told_nothing(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police")
    with acting_as(case_world.police):
        list(Party.objects.all())
    assert looks(case_world, case_world.police) == []
    assert looks(case_world, case_world.housing) == []
    auditor = case_world.place.actor("auditor")
    with acting_as(auditor), pytest.raises(NotPermitted):
        looks_at(case_world.case.pk, by=auditor)


def test_a_colleague_who_is_locked_out_is_told_nothing(case_world: CaseWorld) -> None:
    assert looks(case_world)
    with acting_as(case_world.idva):
        locks.lock_out(
            account=case_world.place.hats["practitioner:Specialist service"].account,
            person_id=case_world.victim.pk,
            why="A neighbour",
            by=case_world.idva,
        )
    assert looks(case_world) == []


def test_older_looks_are_left_out_where_nobody_asks_for_them(
    case_world: CaseWorld,
) -> None:
    with acting_as(case_world.idva):
        soon = timezone.now() + dt.timedelta(minutes=1)
        assert looks_at(case_world.case.pk, by=case_world.idva)
        assert looks_at(case_world.case.pk, by=case_world.idva, since=soon) == []


@pytest.mark.parametrize(
    ("moment", "out"),
    [
        ("2026-11-19T07:00+00:00", False),
        ("2026-11-19T06:59+00:00", True),
        ("2026-11-19T19:59+00:00", False),
        ("2026-11-19T20:00+00:00", True),
        ("2026-07-15T06:30+00:00", False),  # half past seven in summer
        ("2026-11-21T11:00+00:00", True),  # Saturday
        ("2026-12-25T11:00+00:00", True),  # bank holiday
    ],
)
def test_what_is_out_of_hours(moment: str, out: bool) -> None:
    assert out_of_hours(dt.datetime.fromisoformat(moment)) == out


@pytest.mark.django_db(transaction=True)
def test_a_look_at_night_is_marked(case_world: CaseWorld, owner_url: str) -> None:
    with acting_as(case_world.idva):
        Case.objects.get()
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_event SET at = '2026-11-16T22:14+00' WHERE verb = 'read'"
        )
    [look] = openings(case_world)
    assert look.out_of_hours
