"""An invented dictionary for tests: three indicators, a borough with two wards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place
from concord.evidence.actions import dictionary, observing
from concord.evidence.actions.observing import Figure
from concord.evidence.models import Area, Batch, Category, Indicator, Unit

ORIGIN = "An invented report"

INDICATORS: dict[str, dict[str, Any]] = {
    "incidents": {
        "title": "Incidents reported",
        "numerator": "Incidents that the police recorded in the quarter",
        "unit": Unit.INCIDENT,
        "priority": "Prevent",
    },
    "repeats": {
        "title": "Repeat cases",
        "numerator": "Cases heard that were repeats",
        "denominator": "cases heard",
        "unit": Unit.CASE,
        "multiplier": "percent",
        "priority": "Protect",
    },
    "rate": {
        "title": "Offences per 1,000 residents",
        "numerator": "Offences that the police recorded in the year",
        "denominator": "residents",
        "population_words": "residents",
        "unit": Unit.OFFENCE,
        "multiplier": "per_1000",
        "frequency": "year",
        "priority": "Pursue",
    },
}


@dataclass
class Evidence:
    """What the tests speak of; `lead` keeps it."""

    place: Place
    lead: Actor
    home: Area
    region: Area
    wards: list[Area]
    women: Category
    men: Category
    incidents: Indicator
    repeats: Indicator
    rate: Indicator

    def record(self, *figures: Figure) -> Batch:
        """Record figures as the strategic lead."""
        with acting_as(self.lead):
            return observing.record(
                figures, kind=Batch.Kind.ENTERED, origin=ORIGIN, by=self.lead
            )


def make_evidence(place: Place) -> Evidence:
    """The dictionary, made through the verbs of the strategic lead."""
    lead = place.actor("strategic_lead")
    with acting_as(lead):
        region = dictionary.add_area(
            code="R1", name="Invented region", kind=Area.Kind.REGION, by=lead
        )
        home = dictionary.add_area(
            code="B1",
            name=place.partnership.area_name,
            kind=Area.Kind.BOROUGH,
            parent=region,
            is_home=True,
            by=lead,
        )
        women, men = _sexes(lead)
        return Evidence(
            place=place,
            lead=lead,
            home=home,
            region=region,
            wards=_wards(home, lead),
            women=women,
            men=men,
            **_indicators(lead),
        )


def _wards(home: Area, lead: Actor) -> list[Area]:
    return [
        dictionary.add_area(
            code=f"W{n}",
            name=f"Invented ward {n}",
            kind=Area.Kind.WARD,
            parent=home,
            by=lead,
        )
        for n in (1, 2)
    ]


def _sexes(lead: Actor) -> list[Category]:
    """Women and men."""
    return [
        dictionary.add_category(
            dimension=Category.Dimension.SEX,
            code=code,
            label=label,
            position=position,
            by=lead,
        )
        for position, (code, label) in enumerate((("female", "Women"), ("male", "Men")))
    ]


def _indicators(lead: Actor) -> dict[str, Indicator]:
    """Each the first of a priority of its own, by code."""
    return {
        code: dictionary.define(
            code=code, priority_position=at, position=1, by=lead, **meaning
        )
        for at, (code, meaning) in enumerate(INDICATORS.items(), start=1)
    }


@pytest.fixture
def evidence(elmbrook: Place) -> Iterator[Evidence]:
    """The dictionary in Elmbrook, with its strategic lead acting."""
    made = make_evidence(elmbrook)
    with acting_as(made.lead):
        yield made
