"""What changed since a day, such as the last meeting of the board."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from concord.partnership.models import Group, Meeting
from concord.plan.models import Plan, PlanActionChange
from concord.plan.queries.overview import Overview, Row, moment
from concord.plan.queries.statuses import latest_statuses
from concord.plan.status import Status

# How good a status is, worst first: a change is a move up or down this scale.
SCALE = (
    Status.CLOSED_NOT_DONE,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.NOT_STARTED,
    Status.IN_PROGRESS,
    Status.ON_TRACK,
    Status.COMPLETE,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """An action whose status is another one than it was."""

    row: Row
    was: Status

    @property
    def is_better(self) -> bool:
        return SCALE.index(self.row.status) > SCALE.index(self.was)


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that happened to a plan since a day."""

    since: dt.date | None
    finished: list[Moved]
    worse: list[Moved]
    better: list[Moved]
    added: list[Row]
    reworded: list[PlanActionChange]

    @property
    def is_empty(self) -> bool:
        return not any(
            (self.finished, self.worse, self.better, self.added, self.reworded)
        )


def last_board(plan: Plan, today: dt.date) -> Meeting | None:
    """The last meeting of the partnership's strategic board before `today`."""
    return (
        Meeting.objects.filter(
            partnership_id=plan.partnership_id,
            group__kind=Group.Kind.STRATEGIC_BOARD,
            held_on__lt=today,
        )
        .order_by("-held_on")
        .first()
    )


def next_board(plan: Plan, today: dt.date) -> Meeting | None:
    """The next meeting of the strategic board, `today` included."""
    return (
        Meeting.objects.filter(
            partnership_id=plan.partnership_id,
            group__kind=Group.Kind.STRATEGIC_BOARD,
            held_on__gte=today,
        )
        .order_by("held_on")
        .first()
    )


def changes_since(view: Overview, since: dt.date | None) -> Changes:
    """What is different in `view` from how the plan stood at the end of `since`.

    With no `since` (no board has met) nothing can have changed. Three queries.
    """
    if since is None:
        return Changes(None, [], [], [], [], [])
    before = latest_statuses(view.plan, until=moment(since))
    finished: list[Moved] = []
    worse: list[Moved] = []
    better: list[Moved] = []
    added = [row for row in view.actions if row.action.added_at > moment(since)]
    for row in view.rows:
        if row.action.added_at > moment(since):
            continue  # new, and said so already
        # Nobody had spoken of it then: it stood as not started.
        was = before.get(row.action.pk, Status.NOT_STARTED)
        if was == row.status:
            continue
        moved = Moved(row, was)
        if row.status == Status.COMPLETE:
            finished.append(moved)
        else:
            (better if moved.is_better else worse).append(moved)
    reworded = list(
        # By thread: what was changed in the old year has come along into this one.
        PlanActionChange.objects.filter(
            plan_action__thread__in=view.plan.plan_actions.values("thread"),
            plan_action__plan__year__lte=view.plan.year,
            partnership_id=view.plan.partnership_id,
            at__gt=moment(since),
        )
        .select_related("plan_action", "by_membership__account")
        .order_by("plan_action__position", "at")
    )
    return Changes(since, finished, worse, better, added, reworded)
