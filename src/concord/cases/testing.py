"""An invented case for tests, arranged through the verbs, and teams beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from concord.access.actions import agreements, sharing
from concord.access.actions.sharing import Opening, Reason
from concord.access.actor import Actor, acting_as
from concord.access.models import (
    Agreement,
    Consent,
    Disclosure,
    Part,
    Purpose,
    Side,
    Told,
)
from concord.access.testing import Place
from concord.cases.actions import cases
from concord.cases.models import Case
from concord.people.actions import persons
from concord.people.actions.persons import Known
from concord.people.models import Person

IDENTITY = frozenset({(Part.IDENTITY, side) for side in Side})


@dataclass
class CaseWorld:
    """One case that the specialist service has opened."""

    place: Place
    idva: Actor  # practitioner of the specialist service, who opened it
    police: Actor
    housing: Actor
    health: Actor
    victim: Person
    alleged: Person
    child: Person
    case: Case
    more: dict[str, object] = field(default_factory=dict)

    def reason(self, **other: object) -> Reason:
        """A complete reason for sharing, as the specialist service would give it."""
        given: dict[str, object] = {
            "purpose": Purpose.SAFEGUARD_VICTIM,
            "basis": "recognised_interest",
            "condition": "safeguarding",
            "why": "Needed to plan her protection; no more than that is shared.",
            "told": Told.TOLD,
            "consent": Consent.REFUSED,
        }
        return Reason(**(given | other))  # type: ignore[arg-type]

    def share(
        self,
        team: str,
        *pieces: tuple[Part, Side],
        until: dt.datetime | None = None,
    ) -> Disclosure:
        """Share the case with a team: who they are on all sides, if nothing is said."""
        opening = Opening(
            self.place.teams[team], frozenset(pieces) or IDENTITY, until=until
        )
        with acting_as(self.idva):
            return sharing.share(
                case_id=self.case.pk,
                reason=self.reason(),
                openings=[opening],
                by=self.idva,
            )


def known(given: str, family: str, born: dt.date | None = None) -> Known:
    """What is known of an invented person."""
    return Known(
        given_name=given,
        family_name=family,
        born_on=born,
        born_precision="day" if born else "unknown",
    )


# The invented family: victim, who is alleged, child.
FAMILY = (
    known("Marigold", "Thistlewood", dt.date(1991, 3, 14)),
    known("Barnard", "Crakehall"),
    known("Clover", "Thistlewood", dt.date(2019, 9, 2)),
)


def arrange(place: Place, family: tuple[Known, Known, Known] = FAMILY) -> CaseWorld:
    """A case with a victim, an alleged person and a child, held by the IDVA's team."""
    idva = place.actor("practitioner:Specialist service")
    with acting_as(idva):
        victim, alleged, child = (
            persons.record(known=known, by=idva) for known in family
        )
        case = cases.open_case(
            victim=victim, alleged=[alleged], children=[child], by=idva
        )
    return CaseWorld(
        place=place,
        idva=idva,
        police=place.actor("practitioner:Police"),
        housing=place.actor("practitioner:Housing"),
        health=place.actor("practitioner:Health"),
        victim=victim,
        alleged=alleged,
        child=child,
        case=case,
    )


@pytest.fixture
def agreement(case_world: CaseWorld) -> Agreement:
    """An agreement in force, which housing has not signed."""
    lead = case_world.place.actor("strategic_lead")
    teams = case_world.place.teams
    with acting_as(lead):
        return agreements.register(
            title="MARAC protocol",
            purposes="Names, risk and what agencies know, to keep victims safe.",
            review_on=timezone.localdate() + dt.timedelta(days=200),
            agencies=[teams[t].agency for t in ("Specialist service", "Police")],
            by=lead,
        )


@pytest.fixture
def case_world(elmbrook: Place) -> CaseWorld:
    """A case of Elmbrook with a victim, an alleged person and a child."""
    return arrange(elmbrook)
