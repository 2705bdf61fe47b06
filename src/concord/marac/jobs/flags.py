"""What the MARAC room does by itself: it reminds, and sets nothing."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection

from django.db import connection
from django.utils import timezone

from concord.access.actions.locks import may_be_told
from concord.access.actor import Actor, acting_as
from concord.cases.telling import MayKnow, tell_team
from concord.foundation.jobs import app
from concord.foundation.observing import get_logger
from concord.marac import letters
from concord.partnership.models import Partnership
from concord.partnership.roles import SEES_PEOPLE

log = get_logger(__name__)

PRINCIPAL = "marac.flags"


@app.periodic(cron="40 7 * * 1")
@app.task(name="marac.remind_of_flags", queueing_lock="marac.remind_of_flags")
def remind_of_flags(timestamp: int) -> None:
    """Each Monday, write to teams with flags to confirm or to take off."""
    with acting_as(Actor.from_job(PRINCIPAL)):
        everywhere = list(Partnership.objects.values_list("pk", flat=True))
    told = sum(remind(partnership_id) for partnership_id in everywhere)
    log.info("flags_reminded", count=told)


def remind(partnership_id: int) -> int:
    """Write to the teams of one partnership; how many there were.

    Somebody who is kept from all the cases that wait is not told that any does.
    """
    week = timezone.localdate().strftime("%G-%V")
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        waits = _waits()
        for team_id, cases in waits.items():
            tell_team(
                team_id=team_id,
                letter=letters.FLAGS_WAIT,
                key=f"marac.flags:{team_id}:{week}",
                may_know=_of_any(cases),
                roles=(SEES_PEOPLE,),
            )
    return len(waits)


def _of_any(cases: Collection[uuid.UUID]) -> MayKnow:
    def may_know(accounts: list[int]) -> set[int]:
        return set().union(*(may_be_told(case, accounts) for case in cases))

    return may_know


def _waits() -> dict[int, set[uuid.UUID]]:
    found: dict[int, set[uuid.UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("SELECT team_id, case_id FROM access.flags_that_wait()")
        for team_id, case_id in cursor.fetchall():
            found[team_id].add(case_id)
    return found
