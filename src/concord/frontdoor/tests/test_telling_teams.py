"""Letters and desks: who learns that something waits, and that nobody else does."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from concord.access.actions import hats, locks
from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, wear
from concord.cases.testing import known
from concord.foundation.post.letters import rendered
from concord.foundation.post.models import Message
from concord.frontdoor import jobs, letters
from concord.frontdoor.actions import deciding, referring, triage
from concord.frontdoor.models import Referral, WorkItem
from concord.frontdoor.testing import at_door, colleague, said
from concord.frontdoor.tests.test_figures import REASON
from concord.partnership.models import Membership
from concord.people.actions import persons

pytestmark = pytest.mark.django_db
DOOR = "practitioner:Specialist service"


def refer(place: Place, **other: Any) -> Referral:
    by = place.actor("practitioner:Police")
    with acting_as(by):
        return referring.refer(said=said(**other), by=by)


def told(place: Place) -> dict[str, str]:
    """Letters that wait, by address."""
    with acting_as(Actor.from_job("access.setup", place.partnership.pk)):
        return {m.address: m.letter for m in Message.objects.all()}


def keep_away(place: Place, hat: Membership) -> None:
    by = at_door(place)
    with acting_as(by):
        her = persons.record(known=known("Petronella", "Wychwood"), by=by)
        locks.lock_out(account=hat.account, person_id=her.pk, why="Kin", by=by)


def test_danger_now_is_told_to_the_team_at_the_door_in_words_of_nobody(
    front_door: Place,
) -> None:
    made = refer(front_door, danger_now="yes", danger_why="He has a key")
    jobs.tell_of_danger(ref=made.ref, partnership_id=front_door.partnership.pk)
    assert told(front_door) == {front_door.hats[DOOR].account.email: "frontdoor.urgent"}
    subject, body = rendered(letters.URGENT, {"link": "https://concord.example/"})
    assert not re.search("danger|abuse|referral|Wychwood", subject + body, re.I)


def test_whoever_is_kept_from_a_referral_gets_no_letter(front_door: Place) -> None:
    second = colleague(front_door)
    keep_away(front_door, second)
    made = refer(front_door, danger_now="yes")
    jobs.tell_of_danger(ref=made.ref, partnership_id=front_door.partnership.pk)
    assert set(told(front_door)) == {front_door.hats[DOOR].account.email}


def test_where_nobody_at_the_door_may_those_who_keep_roles_are_told(
    front_door: Place,
) -> None:
    keep_away(front_door, front_door.hats[DOOR])
    made = refer(front_door, danger_now="yes")
    jobs.tell_of_danger(ref=made.ref, partnership_id=front_door.partnership.pk)
    assert set(told(front_door)) == {
        front_door.hats[who].account.email for who in ("administrator", "auditor")
    }
    assert set(told(front_door).values()) == {"cases.nobody_can_take_it"}


def test_nobody_is_told_of_a_stuck_team_who_is_kept_from_its_work(
    front_door: Place,
) -> None:
    """The administrator may be the one: a letter would tell them of the lock."""
    keep_away(front_door, front_door.hats[DOOR])
    keep_away(front_door, front_door.hats["administrator"])
    made = refer(front_door, danger_now="yes")
    jobs.tell_of_danger(ref=made.ref, partnership_id=front_door.partnership.pk)
    assert set(told(front_door)) == {front_door.hats["auditor"].account.email}


def test_a_team_is_told_of_its_work(front_door: Place) -> None:
    made, by = refer(front_door), at_door(front_door)
    police = front_door.teams["Police"]
    with acting_as(by):
        triage.open_case(referral=made, found={}, by=by)
        deciding.decide(
            referral=made, outcome="marac", why="High", to=police, reason=REASON, by=by
        )
        work = WorkItem.objects.get()
    jobs.tell_of_work(
        work_id=str(work.pk),
        case_id=str(work.case_id),
        partnership_id=front_door.partnership.pk,
        team_id=police.pk,
    )
    assert told(front_door) == {
        front_door.hats["practitioner:Police"].account.email: "frontdoor.work_waits"
    }


def test_who_is_kept_from_a_referral_is_told_to_no_hat(front_door: Place) -> None:
    made = refer(front_door)
    accounts = [front_door.hats[DOOR].account_id]
    with acting_as(at_door(front_door)):
        assert jobs.not_kept(made.ref, accounts) == set()


# The desk


def tasks(client: Client, hat: Membership) -> str:
    wear(client, hat)
    body = client.get("/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_a_deputy_finds_what_somebody_has_taken_who_is_away(
    client: Client, front_door: Place
) -> None:
    made, by = refer(front_door), at_door(front_door)
    second = colleague(front_door)
    with acting_as(by):
        triage.take_on(referral=made, by=by)
    mine = tasks(client, front_door.hats[DOOR])
    assert f"{made.ref}: checking" in mine
    assert made.ref not in tasks(client, second)
    today = timezone.localdate()
    job = Actor.from_job("access.setup", front_door.partnership.pk)
    with acting_as(job):
        hats.cover(
            away=front_door.hats[DOOR],
            deputy=second,
            first_day=today,
            last_day=today + dt.timedelta(days=7),
            by=job,
        )
    covered = tasks(client, second)
    assert f"{made.ref}: checking" in covered
    assert "for Invented Practitioner" in covered
