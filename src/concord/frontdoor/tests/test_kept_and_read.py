"""Locks and referrals that wait; and which referral was read, before its case."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from concord.access.actions import locks
from concord.access.actor import Actor, acting_as
from concord.access.audit.looking import looks_at
from concord.access.models import Event
from concord.access.testing import Place, wear
from concord.cases.testing import known
from concord.frontdoor.actions import referring, triage
from concord.frontdoor.models import Referral
from concord.frontdoor.testing import SAID, at_door
from concord.people.actions import persons
from concord.people.models import Person

pytestmark = pytest.mark.django_db
DOOR = "practitioner:Specialist service"


@pytest.fixture
def referral(front_door: Place) -> Referral:
    by = front_door.actor("practitioner:Police")
    with acting_as(by):
        return referring.refer(said=SAID, by=by)


def her(place: Place, family_name: str = "Wychwood", **more: dt.date) -> Person:
    """Somebody of that name on record at another team."""
    by = place.actor("practitioner:Health")
    with acting_as(by):
        return persons.record(
            known=known("Petronella", family_name, *more.values()), by=by
        )


def lock_out(place: Place, person: Person) -> None:
    by = place.actor("practitioner:Health")
    account = place.hats[DOOR].account
    with acting_as(by):
        locks.lock_out(account=account, person_id=person.pk, why="Kin", by=by)


def waits(place: Place) -> int:
    by = at_door(place)
    with acting_as(by):
        return len(Referral.objects.visible_to(by))


def test_a_lock_reaches_a_referral_that_waits_already(
    client: Client, front_door: Place, referral: Referral
) -> None:
    assert waits(front_door) == 1
    lock_out(front_door, her(front_door))
    assert waits(front_door) == 0
    wear(client, front_door.hats[DOOR])
    assert client.get(f"/referrals/{referral.pk}/").status_code == 404


def test_a_lock_that_ends_lets_go_of_it(front_door: Place, referral: Referral) -> None:
    lock_out(front_door, her(front_door))
    auditor = front_door.actor("auditor")
    with acting_as(auditor):
        [line] = locks.in_force(auditor)
        locks.end(lock_id=line.id, why="Another of that name", by=auditor)
    assert waits(front_door) == 1


def test_a_lock_on_another_of_that_name_born_on_another_day_does_not(
    front_door: Place, referral: Referral
) -> None:
    lock_out(front_door, her(front_door, born=dt.date(1950, 1, 1)))
    lock_out(front_door, her(front_door, "Otherfield"))
    assert waits(front_door) == 1


def events(place: Place) -> list[Event]:
    with acting_as(place.actor("auditor")):
        return list(
            Event.objects.filter(door="frontdoor:referral", verb="read").order_by("id")
        )


def test_the_audit_says_which_referral_was_read(
    client: Client, front_door: Place, referral: Referral
) -> None:
    wear(client, front_door.hats[DOOR])
    client.get(f"/referrals/{referral.pk}/")
    assert [one.case_ids for one in events(front_door)] == [[referral.pk]]
    auditor = wear(Client(), front_door.hats["auditor"])
    page = auditor.get(f"/audit/event/{events(front_door)[0].pk}/").content.decode()
    assert "a referral" in page
    assert referral.ref not in page


def test_whoever_read_the_referral_has_looked_at_the_case(
    client: Client, front_door: Place, referral: Referral
) -> None:
    wear(client, front_door.hats[DOOR])
    client.get(f"/referrals/{referral.pk}/")
    by: Actor = at_door(front_door)
    read = events(front_door)[0]
    with acting_as(by):
        case = triage.open_case(referral=referral, found={}, by=by)
        seen = looks_at(case.pk, by=by)
    assert read.at in {one.at for one in seen}
