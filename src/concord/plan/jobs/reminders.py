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
from concord.foundation.periods import is_working_day
from concord.plan.actions import chasing
from concord.plan.models import Reminder, UpdateRound
from concord.plan.queries.answering import people_of
from concord.plan.queries.asking import current_round, people_to_ask, running_plan
from concord.plan.queries.overview import overview

log = get_logger(__name__)

PRINCIPAL = "plan.reminders"


@app.periodic(cron="30 6-11 * * 1-5")
@app.task(name="plan.remind_everybody", queueing_lock="plan.remind_everybody")
def remind_everybody(timestamp: int) -> None:
    """Start a job for each partnership, from 7:30 in London on a working day.

    It runs every hour until noon: an hour in which nothing ran is made up for, and
    what was done is not done again.
    """
    if working_day(timestamp) is None:
        return
    for partnership_id in partnerships(PRINCIPAL):
        remind_partnership.configure(
            lock=f"plan.remind_partnership:{partnership_id}"
        ).defer(partnership_id=partnership_id)


@app.task(name="plan.remind_partnership", retry=RETRY)
def remind_partnership(partnership_id: int) -> None:
    """Open the round if it is time, and tell everybody who is due to be told."""
    told = remind(partnership_id)
    log.info("plan_reminded", partnership=partnership_id, count=told)


def remind(partnership_id: int, today: dt.date | None = None) -> int:
    """How many hats were told. `today` is the day to act on, for tests.

    Raises NotAllTold when some could not be: everybody else has been.
    """
    actor = Actor.from_job(PRINCIPAL, partnership_id)
    today = today or timezone.localdate()
    with acting_as(actor):
        update_round, wanted = _due(actor, today)
    return tell_each(
        wanted,
        lambda notice: chasing.tell(
            update_round=update_round, notice=notice, today=today, by=actor
        ),
        lambda notice, error: log.error(
            "plan_not_told", hat=notice.hat.pk, exc_info=error
        ),
        by=actor,
    )


def _due(actor: Actor, today: dt.date) -> tuple[UpdateRound, list[chasing.Notice]]:
    """The round that runs, and who is to be told today; nobody on most days."""
    nothing: tuple[UpdateRound, list[chasing.Notice]] = (UpdateRound(), [])
    plan = running_plan(actor.partnership_id)
    if plan is None or not is_working_day(today):
        return nothing
    chasing.open_if_it_is_time(plan=plan, today=today, by=actor)
    update_round = current_round(plan, today)
    kind = chasing.step_on(update_round, today) if update_round else None
    if update_round is None or kind is None:
        return nothing
    update_round.plan = plan
    view = overview(plan, today=today, asked=update_round.quarter)
    people = people_of(plan.partnership_id, today)
    asked = people_to_ask(view, update_round, people=people)
    found = chasing.notices(asked, kind)
    if kind == Reminder.Kind.AFTER_10:
        # The lead hears who is silent instead of, not besides, a reminder of their own.
        leads = chasing.told_who_is_silent(asked, people)
        hats = {notice.hat.pk for notice in leads}
        found = [notice for notice in found if notice.hat.pk not in hats] + leads
    return update_round, found
