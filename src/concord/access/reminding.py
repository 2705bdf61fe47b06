"""Telling those who approve roles that some wait; forgetting sessions that are over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from concord.access import letters
from concord.access.actor import Actor, acting_as
from concord.access.mornings import partnerships, working_day
from concord.access.queries.approvals import (
    Standing,
    approvers,
    may_vouch,
    nobody_is_left,
    of_casework,
    standings,
)
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.foundation.post import Staff
from concord.foundation.post.actions import send
from concord.partnership.models import Account

log = get_logger(__name__)

PRINCIPAL = "access.reminders"


@app.periodic(cron="40 6-11 * * 1-5")
@app.task(name="access.remind_approvers", queueing_lock="access.remind_approvers")
def remind_approvers(timestamp: int) -> None:
    """Tell who has to approve or confirm, once a week, on a working day.

    It runs every hour until noon: an hour in which nothing ran is made up for. A letter
    of a week has the same key all week, so it goes out once.
    """
    if working_day(timestamp) is None:
        return
    for partnership_id in partnerships(PRINCIPAL):
        remind_partnership.configure(
            lock=f"access.remind_partnership:{partnership_id}"
        ).defer(partnership_id=partnership_id)


@app.task(name="access.remind_partnership", retry=RETRY)
def remind_partnership(partnership_id: int) -> None:
    """Write to everybody in one partnership who could approve or confirm something."""
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        told = remind(partnership_id, timezone.localdate())
    log.info("approvers_reminded", partnership=partnership_id, count=told)


@dataclass
class Waiting:
    """What waits for one person, in numbers."""

    account: Account
    waiting: int = 0
    to_confirm: int = 0
    alone: bool = False  # something waits for somebody whom there is not
    due: list[dt.date] = field(default_factory=list)


def remind(partnership_id: int, today: dt.date) -> int:
    """A letter to each approver for whom something waits. How many there are."""
    people = approvers(partnership_id)
    found: dict[int, Waiting] = {}
    for standing in standings(of_casework(partnership_id)):
        stuck = nobody_is_left(standing, people)
        for other in may_vouch(standing.hat, people):
            mine = found.setdefault(other.account_id, Waiting(other.account))
            _count(mine, standing, stuck)
    asked = [o for o in found.values() if o.waiting or o.to_confirm or o.alone]
    year, week, _ = today.isocalendar()
    for one in asked:
        send(
            letter=letters.ROLES_TO_VOUCH,
            to=[Staff(one.account.email)],
            key=f"access.roles_to_vouch:{partnership_id}:{one.account.pk}"
            f":{year}W{week:02d}",
            context={
                "waiting": one.waiting,
                "to_confirm": one.to_confirm,
                "due": f"{min(one.due):%-d %B %Y}" if one.due else "",
                "alone": one.alone,
                "link": settings.CONCORD_BASE_URL + reverse("approvals"),
            },
        )
    return len(asked)


def _count(mine: Waiting, standing: Standing, stuck: bool) -> None:
    if standing.missing and not standing.said_by(mine.account.pk):
        mine.waiting += 1
    if standing.is_to_confirm and standing.due_on is not None:
        mine.to_confirm += 1
        mine.due.append(standing.due_on)
    mine.alone = mine.alone or stuck


@app.periodic(cron="47 3 * * *")
@app.task(name="access.forget_sessions", queueing_lock="access.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Delete sessions that have run out, and what was noted of them."""
    with transaction.atomic():
        gone, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT access.forget_sessions()")
    log.info("sessions_forgotten", rows=gone)
