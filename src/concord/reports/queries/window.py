"""Which days a paper is about: its quarter, its board, and the board before.

A paper for quarter Q counts what was said for Q, else what was said last before it;
what was said for a later quarter never counts. Late words count as well, for as long
as the board of the paper is the last one that met: after that the paper is about the
past, and is drawn as that board saw it. The day of a meeting belongs to the time after
it, because what a board decides is news for its next paper.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from concord.foundation.periods import Quarter
from concord.partnership.models import Group, Meeting
from concord.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a paper. Moments are the first of a day, where people are.

    `as_at` is the last day of the quarter (today, while it runs). An action is late if
    its date is before `late_from`. `until` is None while everything said counts.
    """

    quarter: Quarter
    as_at: dt.date
    late_from: dt.date
    meeting_on: dt.date | None
    board: str
    last_meeting_on: dt.date | None
    next_meeting_on: dt.date | None
    counted_until: dt.date | None

    @property
    def since(self) -> dt.datetime | None:
        """Changes from this moment on are news for the board."""
        return start_of(self.last_meeting_on) if self.last_meeting_on else None

    @property
    def until(self) -> dt.datetime | None:
        """What happened from this moment on is left out."""
        if self.counted_until is None:
            return None
        return start_of(self.counted_until + dt.timedelta(days=1))


def window_for(
    plan: Plan,
    quarter: Quarter,
    *,
    today: dt.date,
    meeting_on: dt.date | None = None,
    counted_until: dt.date | None = None,
) -> Window:
    """The window of a paper for `quarter`. One query.

    `meeting_on` is the first board after the quarter unless given. `counted_until` is
    the last day that counts; not given, the rule at the head of this module holds.
    """
    meetings = list(
        Meeting.objects.filter(
            partnership_id=plan.partnership_id,
            group__kind=Group.Kind.STRATEGIC_BOARD,
        )
        .select_related("group")
        .order_by("held_on", "pk")
    )
    days = sorted({meeting.held_on for meeting in meetings})
    over = quarter.last_day < today
    if meeting_on is None:
        meeting_on = next((day for day in days if day > quarter.last_day), None)
    before = meeting_on or today
    last = max((day for day in days if day < before), default=None)
    coming = next((day for day in days if day > before), None)
    if counted_until is None and meeting_on and coming and coming <= today:
        counted_until = meeting_on - dt.timedelta(days=1)
    return Window(
        quarter=quarter,
        as_at=quarter.last_day if over else today,
        late_from=quarter.last_day + dt.timedelta(days=1) if over else today,
        meeting_on=meeting_on,
        board=meetings[-1].group.name if meetings else "",
        last_meeting_on=last,
        next_meeting_on=coming,
        counted_until=counted_until,
    )


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of `day`, as the database keeps time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
