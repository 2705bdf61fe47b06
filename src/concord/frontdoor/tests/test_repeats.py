"""Fact 3 of the field: same victim and alleged, 12 months from the last referral."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client

from concord.access.actor import Actor, acting_as
from concord.access.models import Side
from concord.access.testing import Place, wear
from concord.cases.testing import known
from concord.foundation.periods import a_year_after
from concord.frontdoor.actions import deciding, referring, triage
from concord.frontdoor.models import Named, Referral
from concord.frontdoor.queries.repeats import repeat_of
from concord.frontdoor.said import Said, Somebody
from concord.frontdoor.testing import SAID, at_door, said
from concord.people.models import Person
from concord.risk.public import Repeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(front_door: Place) -> Actor:
    return at_door(front_door)


def refer(place: Place, door: Actor, what: Said = SAID) -> Referral:
    """A referral with its case; whoever is on record already is found again."""
    by = place.actor("practitioner:Police")
    with acting_as(by):
        made = referring.refer(said=what, by=by)
    with acting_as(door):
        found: dict[uuid.UUID, Person] = {}
        for named in Named.objects.filter(referral=made):
            before = Named.objects.filter(
                given_name=named.given_name, person__isnull=False
            ).first()
            if before is not None:
                found[named.pk] = Person.objects.get(pk=before.person_id)
        triage.open_case(referral=made, found=found, by=door)
        return Referral.objects.get(pk=made.pk)


def to_marac(place: Place, door: Actor, referral: Referral) -> None:
    with acting_as(door):
        deciding.decide(
            referral=referral,
            outcome="marac",
            why="Very high risk.",
            to=place.teams["Specialist service"],
            by=door,
        )


def repeat(referral: Referral, door: Actor) -> Repeat:
    with acting_as(door):
        return repeat_of(Referral.objects.get(pk=referral.pk), door)


def test_fact_3_the_same_two_again_within_a_year_are_a_repeat(
    front_door: Place, door: Actor
) -> None:
    first = refer(front_door, door)
    assert not repeat(first, door).is_repeat
    to_marac(front_door, door, first)
    again = refer(front_door, door)
    found = repeat(again, door)
    assert found.is_repeat
    assert found.last_referral_on is not None


def test_fact_3_a_new_alleged_person_is_not_a_repeat(
    front_door: Place, door: Actor
) -> None:
    to_marac(front_door, door, refer(front_door, door))
    other = Somebody(Side.ALLEGED, known("Ignatius", "Farthingale"))
    assert not repeat(
        refer(front_door, door, said(people=(SAID.people[0], other))), door
    ).is_repeat


def test_fact_3_one_shared_alleged_person_is_enough(
    front_door: Place, door: Actor
) -> None:
    to_marac(front_door, door, refer(front_door, door))
    other = Somebody(Side.ALLEGED, known("Ignatius", "Farthingale"))
    more = said(people=(*SAID.people[:2], other))
    assert repeat(refer(front_door, door, more), door).is_repeat


def test_a_referral_that_did_not_go_to_marac_makes_no_repeat(
    front_door: Place, door: Actor
) -> None:
    refer(front_door, door)
    assert not repeat(refer(front_door, door), door).is_repeat


def test_the_year_ends_on_the_same_day() -> None:
    assert a_year_after(dt.date(2025, 3, 4)) == dt.date(2026, 3, 4)
    assert a_year_after(dt.date(2024, 2, 29)) == dt.date(2025, 2, 28)


def test_the_page_says_what_speaks_for_marac(front_door: Place, door: Actor) -> None:
    to_marac(front_door, door, refer(front_door, door))
    again = refer(front_door, door)
    browser = wear(Client(), front_door.hats["practitioner:Specialist service"])
    for path in ("", "decide/"):
        page = browser.get(f"/referrals/{again.pk}/{path}").content.decode()
        assert "It is a repeat" in page
        assert f"/cases/{again.case_id}/risk/" in page
