"""An invented front door for tests: a team at it, and what a referral says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from concord.access.actor import Actor, acting_as
from concord.access.models import Side
from concord.access.testing import Place
from concord.cases.testing import known
from concord.frontdoor.actions.settings import set_up
from concord.frontdoor.models import FrontDoor
from concord.frontdoor.said import Referrer, Said, Somebody

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
