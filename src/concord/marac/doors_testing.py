"""Rows of the MARAC in the world of the attack suite; each text names its area."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from concord.access.actor import acting_as
from concord.access.doors_testing import furnishing
from concord.cases.testing import CaseWorld
from concord.frontdoor.testing import SAID
from concord.marac.actions import agenda, attending, flags, issuing
from concord.marac.models import Flag
from concord.marac.testing import REASON, coordinator, meet, seat, send_to_marac


@furnishing
def agendas(world: Any) -> None:
    """In each area a case on an issued agenda, one that waits, and who comes."""
    for case in (world.here, world.there):
        _agenda(case, case.place.partnership.area_name)


def _agenda(case: CaseWorld, area: str) -> None:
    seat(case.place, core=("Council", "Police", "Specialist service", "Health"))
    by = coordinator(case.place)
    meeting = meet(case.place, venue=f"Room 4 of {area} House")
    meet(case.place, in_days=40, venue=f"Room 5 of {area} House")
    said = replace(
        SAID,
        what_happened=f"He followed her through {area} market",
        wishes=f"To be left alone in {area}",
        people=[replace(one, address="", phone="") for one in SAID.people],
    )
    work = send_to_marac(case, said)
    send_to_marac(case, said)
    with acting_as(by):
        item = agenda.put_on(work=work, meeting=meeting, by=by)
        issuing.issue(meeting=meeting, by=by)
    with acting_as(case.idva):
        issuing.share_held(
            meeting=meeting,
            reason=replace(REASON, why=f"Teams of {area} have to look"),
            by=case.idva,
        )
    hat = case.place.hats["practitioner:Police"]
    with acting_as(case.police):
        attending.say_who_comes(
            meeting=meeting, hat=hat, kind="attends", by=case.police
        )
        attending.agree(meeting=meeting, by=case.police)
    with acting_as(by):
        flags.flag_item(item=item, by=by)
    for team in (case.idva, case.police):
        with acting_as(team):
            [flag] = Flag.objects.filter(team_id=team.own_team, item=item)
            flags.confirm(flag=flag, reference=f"{area} record 41", by=team)
