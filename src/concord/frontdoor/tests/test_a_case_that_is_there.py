"""A second referral about the same people is put to the case that is there."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.access.models import Side
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.cases.actions import cases
from concord.cases.actions.opening import Newcomer, open_new
from concord.cases.models import Case
from concord.cases.testing import known
from concord.frontdoor.actions import deciding, referring, triage
from concord.frontdoor.models import Referral
from concord.frontdoor.queries.repeats import repeat_of
from concord.frontdoor.said import Said, Somebody
from concord.frontdoor.testing import SAID, at_door, said
from concord.people.actions import contact
from concord.people.models import ContactPoint
from concord.people.safe_contact import Channel, may_reach

pytestmark = pytest.mark.django_db
DOOR = "practitioner:Specialist service"


@pytest.fixture
def door(front_door: Place) -> Actor:
    return at_door(front_door)


def refer(place: Place, what: Said = SAID) -> Referral:
    by = place.actor("practitioner:Police")
    with acting_as(by):
        return referring.refer(said=what, by=by)


@pytest.fixture
def case(front_door: Place, door: Actor) -> Case:
    """A case that the door has opened of a first referral."""
    first = refer(front_door)
    with acting_as(door):
        return triage.open_case(referral=first, found={}, by=door)


def page(place: Place, referral: Referral) -> str:
    browser = wear(Client(), place.hats[DOOR])
    answer = browser.get(f"/referrals/{referral.pk}/case/")
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


def put(place: Place, referral: Referral, **typed: str) -> tuple[int, str]:
    browser = wear(Client(), place.hats[DOOR])
    answer = browser.post(f"/referrals/{referral.pk}/case/", typed, follow=True)
    return answer.status_code, html.unescape(answer.content.decode())


def case_of(referral: Referral, by: Actor) -> Case | None:
    with acting_as(by):
        return Referral.objects.select_related("case").get(pk=referral.pk).case


def test_the_case_that_is_there_is_offered_above_a_new_one(
    front_door: Place, case: Case
) -> None:
    offered = page(front_door, refer(front_door))
    assert f"It is about case {case.ref}" in offered
    assert "Victim: Petronella Wychwood." in offered
    assert ": Osgood Fenwickson." in offered
    assert offered.index("It is about case") < offered.index("Open the case")


def test_a_second_referral_is_put_to_the_first_case(
    front_door: Place, case: Case, door: Actor
) -> None:
    again = refer(front_door)
    status, there = put(front_door, again, case=str(case.pk), put="1")
    assert (status, f"put to case {case.ref}" in there) == (200, True)
    assert case_of(again, door) == case
    with acting_as(door):
        parties = {p.person_id: p.side for p in case.parties.all()}
        named = {n.person_id: n.side for n in again.named.all()}
    assert named == parties


def test_what_the_first_case_says_of_a_number_stands(
    front_door: Place, case: Case, door: Actor
) -> None:
    """Written down a second time, the number would stand there without its rule."""
    with acting_as(door):
        point = ContactPoint.objects.get(case_id=case.pk, kind="mobile")
        contact.set_rule(
            point=point, said=contact.Said(note="Never call"), replacing=0, by=door
        )
    put(front_door, refer(front_door), case=str(case.pk), put="1")
    with acting_as(door):
        [now] = ContactPoint.objects.filter(case_id=case.pk, kind="mobile")
        rule = now.rules.get()
        answer = may_reach(now, rule, Channel.CALL, timezone.now())
    assert (now.pk, answer.allowed) == (point.pk, False)


def test_another_number_is_written_down_as_not_verified(
    front_door: Place, case: Case, door: Actor
) -> None:
    her = replace(SAID.people[0], phone="07700 900222")
    again = refer(front_door, said(people=(her, *SAID.people[1:])))
    put(front_door, again, case=str(case.pk), put="1")
    with acting_as(door):
        points = ContactPoint.objects.filter(case_id=case.pk, kind="mobile")
        assert sorted((p.value, p.state) for p in points) == [
            ("07700 900141", "unverified"),
            ("07700 900222", "unverified"),
        ]
        assert points.filter(rules__isnull=False).count() == 0
        assert points.filter(source=f"As said in {again.ref}").count() == 1


def test_whom_the_case_does_not_have_stays_in_the_referral(
    front_door: Place, case: Case, door: Actor
) -> None:
    other = Somebody(Side.ALLEGED, known("Ignatius", "Farthingale"))
    again = refer(front_door, said(people=(*SAID.people, other)))
    put(front_door, again, case=str(case.pk), put="1")
    with acting_as(door):
        assert again.named.get(given_name="Ignatius").person_id is None
        assert case.parties.count() == 3


def test_a_referral_that_is_put_to_a_case_of_marac_is_a_repeat(
    front_door: Place, door: Actor
) -> None:
    first, again = refer(front_door), refer(front_door)
    with acting_as(door):
        case = triage.open_case(referral=first, found={}, by=door)
        deciding.decide(
            referral=first, outcome="marac", why="Very high risk.",
            to=front_door.teams["Specialist service"], by=door,
        )  # fmt: skip
    put(front_door, again, case=str(case.pk), put="1")
    with acting_as(door):
        assert repeat_of(Referral.objects.get(pk=again.pk), door).is_repeat


def test_a_case_of_another_team_is_never_offered_nor_taken(
    front_door: Place, door: Actor
) -> None:
    police = front_door.actor("practitioner:Police")
    theirs = _case_of_police(police)
    again = refer(front_door)
    assert theirs.ref not in page(front_door, again)
    status, there = put(front_door, again, case=str(theirs.pk), put="1")
    assert status == 422
    assert "Choose the case that it is about" in there
    with acting_as(door), pytest.raises(NotPermitted):
        triage.put_to_case(referral=again, case=theirs, found={}, by=door)
    assert case_of(again, door) is None


def test_a_closed_case_is_not_offered(
    front_door: Place, case: Case, door: Actor
) -> None:
    again = refer(front_door)
    with acting_as(door):
        cases.close(case=case, why="She is safe.", by=door)
        with pytest.raises(ValidationError, match="closed"):
            triage.put_to_case(referral=again, case=case, found={}, by=door)
    assert case.ref not in page(front_door, again)


@pytest.mark.parametrize("what", ["no case, put", "a case, and a new one"])
def test_where_the_choice_and_the_button_differ_it_asks(
    front_door: Place, case: Case, door: Actor, what: str
) -> None:
    typed = {"put": "1", "case": ""} if "put" in what else {"case": str(case.pk)}
    again = refer(front_door)
    assert put(front_door, again, **typed)[0] == 422
    assert case_of(again, door) is None
    assert put(front_door, again, case="")[0] == 200
    assert case_of(again, door) not in (None, case)


def _case_of_police(by: Actor) -> Case:
    with acting_as(by):
        return open_new(
            victim=Newcomer(SAID.people[0].known),
            alleged=[Newcomer(SAID.people[1].known)],
            by=by,
        )
