"""Asking and reminding, each working day at half past seven.

Every hat is told in a transaction of its own, with the note that it was told: a run
that is killed in the middle and started again goes on with the next one.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.foundation.periods import is_working_day
from concord.partnership.models import Partnership
from concord.returns.actions import chasing
from concord.returns.queries.waiting import is_under_way, lines

log = get_logger(__name__)

PRINCIPAL = "returns.reminders"
FIRST_HOUR = 7  # in London: the clock of periodic jobs does not know summer time


class NotAllTold(Exception):
    """Some people could not be told; the worker tries again, later."""


@app.periodic(cron="35 6-11 * * 1-5")
@app.task(name="returns.remind_everybody", queueing_lock="returns.remind_everybody")
def remind_everybody(timestamp: int) -> None:
    """Start a job for each partnership, from 7:35 in London on a working day.

    It runs every hour until noon: an hour in which nothing ran is made up for, and
    what was done is not done again.
    """
    now = timezone.localtime(dt.datetime.fromtimestamp(timestamp, dt.UTC))
    if now.hour < FIRST_HOUR or not is_working_day(now.date()):
        return
    with acting_as(Actor.from_job(PRINCIPAL)):
        found = list(
            Partnership.objects.valid_on()
            .filter(example_today__isnull=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    for partnership_id in found:
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
    told, failed = 0, 0
    for notice in wanted:
        try:
            with acting_as(actor):
                told += chasing.tell(notice=notice, today=today, by=actor)
        except Exception as error:
            failed += 1
            log.error("returns_not_told", hat=notice.hat.pk, exc_info=error)
    if failed:
        raise NotAllTold(f"{failed} could not be told, {told} were.")
    return told
