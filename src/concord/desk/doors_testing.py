"""Rows of the audit for the world of the attack suite."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.access.audit import reviewing, terms
from concord.access.doors_testing import furnishing
from concord.access.models import Event, Unusual, Verification


@furnishing
def what_auditors_see(world: Any) -> None:
    """In each partnership something unusual with its review, and a wish for words."""
    for place in (world.elmbrook, world.northmere):
        with acting_as(Actor.from_job("access.audit", place.partnership.pk)):
            Verification.objects.create(
                good=True, whole=True, rows=1, blocks=1, seconds=1, report={}
            )
            line = Unusual.objects.create(
                partnership=place.partnership,
                account=place.hats["trainer"].account,
                week=dt.date(2026, 11, 16),
                kind=Unusual.Kind.REFUSALS,
                facts={"refusals": 5},
                changed_at=timezone.now(),
            )
        with acting_as(place.actor("practitioner")):
            terms.searched({"name": "Nobody whom there is"})
        auditor = place.actor("auditor")
        with acting_as(auditor):
            reviewing.review(line=line, note="Typed from an old list.", by=auditor)
            search = Event.objects.filter(verb="search").latest("pk")
            terms.ask(event_ids=[search.pk], why="A complaint", by=auditor)
