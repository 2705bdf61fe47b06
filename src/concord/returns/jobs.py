"""Asking and reminding, each working day at half past seven.

Every hat is told in a transaction of its own, with the note that it was told: a run
that is killed in the middle and started again goes on with the next one.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.access.mornings import partnerships, tell_each, working_day
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.returns.actions import chasing
from concord.returns.queries.waiting import is_under_way, lines

log = get_logger(__name__)

PRINCIPAL = "returns.reminders"


@app.periodic(cron="35 6-11 * * 1-5")
@app.task(name="returns.remind_everybody", queueing_lock="returns.remind_everybody")
def remind_everybody(timestamp: int) -> None:
    """Start a job for each partnership, from 7:35 in London on a working day.

    It runs every hour until noon: an hour in which nothing ran is made up for, and
    what was done is not done again.
    """
    if working_day(timestamp) is None:
        return
    for partnership_id in partnerships(PRINCIPAL):
        remind_partnership.configure(
            lock=f"returns.remind_partnership:{partnership_id}"
        ).defer(partnership_id=partnership_id)


@app.task(name="returns.remind_partnership", retry=RETRY)
def remind_partnership(partnership_id: int) -> None:
    """Tell everybody who is due to be told."""
    told = remind(partnership_id)
    log.info("returns_reminded", partnership=partnership_id, count=told)


def remind(partnership_id: int, today: dt.date | None = None) -> int:
    """How many hats were told. `today` is the day to act on, for tests.

    Raises NotAllTold when some could not be: everybody else has been.
    """
    actor = Actor.from_job(PRINCIPAL, partnership_id)
    today = today or timezone.localdate()
    with acting_as(actor):
        wanted = chasing.notices(
            lines(actor, today, where=is_under_way()),
            chasing.Officers(partnership_id, today),
            today,
        )
    return tell_each(
        wanted,
        lambda notice: chasing.tell(notice=notice, today=today, by=actor),
        lambda notice, error: log.error(
            "returns_not_told", hat=notice.hat.pk, exc_info=error
        ),
        by=actor,
    )
