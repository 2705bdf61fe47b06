"""Which status an action had, quarter by quarter and on a given day.

An action keeps its thread from year to year, so its statuses are those of the whole
thread. The highest number of a quarter counts: later rows correct earlier ones.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from concord.foundation.periods import Quarter
from concord.plan.models import Plan, PlanUpdate
from concord.plan.status import Status


@dataclass(frozen=True, slots=True)
class Said:
    """The update that counts for one quarter of a thread."""

    update_id: int
    quarter: Quarter
    status: Status
    at: dt.datetime


def said_by_thread(
    plan: Plan, until: dt.datetime | None = None, up_to: Quarter | None = None
) -> dict[UUID, list[Said]]:
    """What was said of each thread of `plan`, latest quarter first. One query.

    `until` leaves out what was said later, to see the plan as it stood then; `up_to`
    leaves out what was said for later quarters.
    """
    counting = _latest_first(plan, until, up_to).distinct(
        "plan_action__thread", "quarter"
    )
    found: dict[UUID, list[Said]] = defaultdict(list)
    for thread, update_id, quarter, status, at in counting.values_list(
        "plan_action__thread", "id", "quarter", "status", "at"
    ):
        found[thread].append(Said(update_id, quarter, Status(status), at))
    return found


def latest_statuses(
    plan: Plan, until: dt.datetime | None = None, up_to: Quarter | None = None
) -> dict[int, Status]:
    """The status of each action by its id; actions nobody spoke of are left out."""
    # One row a thread: of ten quarters the database sends only the last.
    latest = _latest_first(plan, until, up_to).distinct("plan_action__thread")
    statuses = dict(latest.values_list("plan_action__thread", "status"))
    return {
        pk: Status(statuses[thread])
        for pk, thread in plan.plan_actions.values_list("pk", "thread")
        if thread in statuses
    }


def _latest_first(
    plan: Plan, until: dt.datetime | None, up_to: Quarter | None
) -> QuerySet[PlanUpdate]:
    """The updates of the threads of `plan`, by thread, the one that counts first."""
    rows = PlanUpdate.objects.filter(
        plan_action__thread__in=plan.plan_actions.values("thread"),
        plan_action__plan__year__lte=plan.year,
        partnership_id=plan.partnership_id,
    )
    if until is not None:
        rows = rows.filter(at__lte=until)
    if up_to is not None:
        rows = rows.filter(quarter__lte=up_to)
    return rows.order_by("plan_action__thread", "-quarter", "-n", "-id")
