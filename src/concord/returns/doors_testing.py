"""A row of each table of returns in the attacked world, in both partnerships."""

from __future__ import annotations

import datetime as dt
from typing import Any

from concord.access.actor import acting_as
from concord.access.doors_testing import furnishing
from concord.access.testing import Place
from concord.foundation.periods import Quarter
from concord.returns.actions import filling, sending, sheets, windows
from concord.returns.actions.filling import Typed
from concord.returns.actions.sheets import Field
from concord.returns.checking import TOTAL, Entry
from concord.returns.models import Chase

Q = Quarter(2025, 1)


@furnishing
def returns_of_both(world: Any) -> None:
    """A sheet, windows, a draft, an accepted return, a file and a reminder."""
    for place in (world.elmbrook, world.northmere):
        furnish(place)


def furnish(place: Place) -> None:
    """One partnership's rows, named after its area."""
    area = place.partnership.area_name
    lead, officer = place.actor("strategic_lead"), place.actor("data_officer")
    with acting_as(lead):
        version = sheets.design(
            name=f"{area} sheet", about=f"What {area} counts", by=lead
        )
        sheets.add_field(
            version=version,
            field=Field(
                section=f"{area} section",
                code="asked",
                name=f"{area} asked",
                question=f"How many were asked in {area}",
            ),
            by=lead,
        )
        done, now = (
            windows.open_for(
                version=version, teams=[place.teams["Council"]], period=period, by=lead
            )[0]
            for period in (Q, Q.next)
        )
        sheets.draft_of(sheet=version.sheet, by=lead)
        Chase.objects.create(
            partnership=place.partnership,
            window=now,
            membership=place.hats["data_officer"],
            kind=Chase.Kind.BY_HAND,
            sent_on=dt.date(2025, 10, 1),
        )
    said = {("asked", TOTAL): Typed(Entry("40", f"Counted in {area}"))}
    with acting_as(officer):
        made = filling.keep(window=done, typed=said, by=officer).submission
        sending.send(submission=made, by=officer)
        filling.keep(window=now, typed=said, by=officer)
        filling.keep_file(
            window=now,
            kind="csv",
            cells=[
                {
                    "field": "asked",
                    "category": TOTAL,
                    "typed": "41",
                    "why": f"{area} counted anew",
                    "since": "",
                    "seen": "",
                    "place": "D6",
                }
            ],
            by=officer,
        )
    agency = place.actor("agency_lead")
    with acting_as(agency):
        sending.approve(submission=made, by=agency)
    with acting_as(lead):
        sending.accept(submission=made, by=lead)
