"""Whoever asks for help by the public form is called back by the way that is known."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.models import Side
from concord.access.testing import Place, wear
from concord.cases.testing import known
from concord.frontdoor.actions import referring, triage
from concord.frontdoor.models import Named, Referral
from concord.frontdoor.said import Somebody
from concord.frontdoor.testing import at_door, said
from concord.people.actions import contact
from concord.people.models import ContactPoint, Person

pytestmark = pytest.mark.django_db


def asks(place: Place, phone: str, **other: Any) -> Referral:
    """She asks for help herself, with this number."""
    by = at_door(place)
    what = said(
        people=(Somebody(Side.VICTIM, known("Petronella", "Wychwood"), phone=phone),),
        **({"source": "self"} | other),
    )
    with acting_as(by):
        return referring.refer(said=what, by=by)


def opened(place: Place, referral: Referral, same_as: Person | None = None) -> Named:
    by = at_door(place)
    with acting_as(by):
        victim = referral.named.get(side=Side.VICTIM)
        found = {victim.pk: same_as} if same_as else {}
        triage.open_case(referral=referral, found=found, by=by)
        return referral.named.get(side=Side.VICTIM)


def panel(client: Client, place: Place, referral: Referral) -> str:
    wear(client, place.hats["practitioner:Specialist service"])
    body = client.get(f"/referrals/{referral.pk}/").content.decode()
    found = re.search(r'id="call-back".*?</section>', body, re.S)
    return found.group() if found else ""


def verified(place: Place, victim: Named) -> ContactPoint:
    by = at_door(place)
    with acting_as(by):
        point = ContactPoint.objects.get(person_id=victim.person_id)
        return contact.verify(point=point, how="She rang from it", by=by)


def test_a_way_that_was_verified_before_goes_before_the_one_in_the_form(
    client: Client, front_door: Place
) -> None:
    before = opened(front_door, asks(front_door, "07700 900141"))
    old = verified(front_door, before)
    again = asks(front_door, "07700 900999")
    assert "Open the case first" in panel(client, front_door, again)
    with acting_as(at_door(front_door)):
        her = Person.objects.get(pk=before.person_id)
    opened(front_door, again, same_as=her)
    said_there = panel(client, front_door, again)
    assert "verified before" in said_there
    assert str(old.pk) in said_there
    assert "as the form gave it" not in said_there
    assert "900" not in re.sub(r'href="[^"]*"', "", said_there)


def test_where_nothing_is_verified_it_says_that_somebody_else_may_answer(
    client: Client, front_door: Place
) -> None:
    referral = asks(front_door, "07700 900141", source="family_friend")
    opened(front_door, referral)
    said_there = panel(client, front_door, referral)
    assert "somebody else" in said_there
    assert "as the form gave it" in said_there


def test_the_way_to_reach_another_of_the_case_is_never_offered(
    client: Client, front_door: Place
) -> None:
    """Somebody who is alleged to cause harm elsewhere is reached there, not here."""
    by = at_door(front_door)
    first = said(
        people=(
            Somebody(Side.VICTIM, known("Mary", "Other")),
            Somebody(
                Side.ALLEGED, known("Petronella", "Wychwood"), phone="07700 900222"
            ),
        )
    )
    with acting_as(by):
        referral = referring.refer(said=first, by=by)
        triage.open_case(referral=referral, found={}, by=by)
        alleged = referral.named.get(side=Side.ALLEGED)
        point = ContactPoint.objects.get(person_id=alleged.person_id)
        contact.verify(point=point, how="He said so", by=by)
        her = Person.objects.get(pk=alleged.person_id)
    asked = asks(front_door, "07700 900141")
    opened(front_door, asked, same_as=her)
    assert str(point.pk) not in panel(client, front_door, asked)


def test_a_number_that_a_professional_gives_has_no_such_panel(
    client: Client, front_door: Place
) -> None:
    by = at_door(front_door)
    with acting_as(by):
        referral = referring.refer(said=said(), by=by)
    assert panel(client, front_door, referral) == ""
