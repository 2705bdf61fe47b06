"""Reminding teams of what they have agreed to do: a letter that names nobody.

Due on the next working day, late by a day, and then once a week. The job learns ids,
days and owners, and no word of an action; whoever is kept from a case is passed over.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from concord.access.actions.locks import may_be_told
from concord.access.actor import Actor, acting_as
from concord.access.mornings import partnerships, working_day
from concord.cases.telling import tell_team
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.foundation.periods import (
    next_working_day,
    working_days_between,
)
from concord.marac.letters import ACTIONS_WAIT
from concord.partnership.roles import SEES_PEOPLE

log = get_logger(__name__)

PRINCIPAL = "marac.reminders"
EVERY = 5  # working days between two letters about the same that is late


@dataclass(frozen=True, slots=True)
class Due:
    """An open action, as far as a reminder needs to know it."""

    action_id: uuid.UUID
    case_id: uuid.UUID
    team_id: int
    account_id: int | None
    due_on: dt.date


@app.periodic(cron="35 6-11 * * 1-5")
@app.task(name="marac.remind_everybody", queueing_lock="marac.remind_everybody")
def remind_everybody(timestamp: int) -> None:
    """Start a job for each partnership, in the morning of a working day.

    An hour in which nothing ran is made up for; nobody is written to twice in a day.
    """
    if working_day(timestamp) is None:
        return
    for partnership_id in partnerships(PRINCIPAL):
        remind_partnership.configure(
            lock=f"marac.remind_partnership:{partnership_id}"
        ).defer(partnership_id=partnership_id)


@app.task(name="marac.remind_partnership", retry=RETRY)
def remind_partnership(partnership_id: int) -> None:
    """Write to those whose actions are due or late."""
    told = remind(partnership_id)
    log.info("marac_actions_reminded", partnership=partnership_id, count=told)


def remind(partnership_id: int, today: dt.date | None = None) -> int:
    """How many actions somebody was told of. `today` is for tests."""
    day = today or timezone.localdate()
    told = 0
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        for due in _due(next_working_day(day)):
            if _is_time(due.due_on, day):
                _tell(due, day)
                told += 1
    return told


def _due(by_day: dt.date) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.marac_actions_due(%s)", [by_day])
        return [Due(*row) for row in cursor.fetchall()]


def _is_time(due_on: dt.date, day: dt.date) -> bool:
    if due_on >= day:
        return due_on > day
    late = working_days_between(due_on, day)
    return late % EVERY == 1


def _tell(due: Due, day: dt.date) -> None:
    """To whoever does it, if they may know of the case; else to their team."""

    def may_know(accounts: list[int]) -> Collection[int]:
        told = may_be_told(due.case_id, accounts)
        return told & {due.account_id} or told

    tell_team(
        team_id=due.team_id,
        letter=ACTIONS_WAIT,
        key=f"marac.actions:{day:%Y-%m-%d}",
        may_know=may_know,
        roles=(SEES_PEOPLE,),
    )
