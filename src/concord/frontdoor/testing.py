"""An invented front door for tests: a team at it, and what a referral says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from concord.access.actions import hats, partnerships
from concord.access.actor import Actor, acting_as
from concord.access.models import Side
from concord.access.testing import ALWAYS, Place, vouch
from concord.cases.testing import known
from concord.frontdoor.actions.settings import set_up
from concord.frontdoor.models import FrontDoor
from concord.frontdoor.said import Referrer, Said, Somebody
from concord.partnership.models import Account, Agency, Membership
from concord.partnership.roles import Role

SAID = Said(
    source="professional",
    people=(
        Somebody(
            Side.VICTIM,
            known("Petronella", "Wychwood", dt.date(1988, 5, 21)),
            phone="07700 900141",
            address="4 Lantern Row",
            postcode="ZZ1 1ZZ",
            may_call="yes",
            safe_when="Mornings",
        ),
        Somebody(Side.ALLEGED, known("Osgood", "Fenwickson"), relation="ex_partner"),
        Somebody(Side.CHILD, known("Tansy", "Wychwood", dt.date(2020, 2, 3))),
    ),
    strands=("domestic_abuse", "stalking"),
    abuse=("physical", "controlling"),
    referrer=Referrer("Wren Alderley", "Sergeant", "Elmbrook Police", "020 7946 0018"),
    danger_now="no",
    what_happened="He waited outside her work again and broke her telephone.",
    wishes="She wants him to stop coming to her work.",
    told="told",
    consent="refused",
)


def said(**other: object) -> Said:
    """A complete referral of a professional, with what is given in place of its own."""
    return replace(SAID, **other)  # type: ignore[arg-type]


def stand(place: Place, team: str = "Specialist service") -> FrontDoor:
    """Put a team at the front door of an invented partnership."""
    by = place.actor("strategic_lead")
    with acting_as(by):
        return set_up(team=place.teams[team], by=by)


def at_door(place: Place) -> Actor:
    """The practitioner at the front door."""
    return place.actor("practitioner:Specialist service")


@pytest.fixture
def front_door(elmbrook: Place) -> Place:
    """Elmbrook, with the specialist service at its front door."""
    stand(elmbrook)
    return elmbrook


def teach(place: Place, who: str = "Invented Teacher") -> Membership:
    """Somebody who works with pupils at a school here, which is made the first time."""
    job = Actor.from_job("access.setup", place.partnership.pk)
    with acting_as(job):
        if "School" not in place.teams:
            agency = partnerships.add_agency(
                name=f"{place.partnership.area_name} School",
                kind=Agency.Kind.EDUCATION,
                valid=ALWAYS,
                by=job,
            )
            place.teams["School"] = partnerships.add_team(
                agency=agency,
                name=f"{place.partnership.area_name} School",
                short_name="School",
                valid=ALWAYS,
                by=job,
            )
        account = Account.objects.create(
            email=f"{who.replace(' ', '.').lower()}@{place.partnership.code}.example",
            name=who,
            password="correct horse battery",  # noqa: S106
            is_example=True,
        )
        hat = hats.give(
            account=account,
            team=place.teams["School"],
            role=Role.PRACTITIONER,
            valid=ALWAYS,
            by=job,
        )
    vouch(place, hat)
    return hat


def colleague(place: Place, team: str = "Specialist service") -> Membership:
    """One more practitioner of a team: "Invented Second"."""
    job = Actor.from_job("access.setup", place.partnership.pk)
    with acting_as(job):
        account = Account.objects.create(
            email=f"second@{place.partnership.code}.example",
            name="Invented Second",
            password="correct horse battery",  # noqa: S106
            is_example=True,
        )
        hat = hats.give(
            account=account,
            team=place.teams[team],
            role=Role.PRACTITIONER,
            valid=ALWAYS,
            by=job,
        )
    vouch(place, hat)
    return hat
