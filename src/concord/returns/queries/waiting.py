"""Which returns wait for a hat: to be filled in, approved, accepted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.partnership.models import Partnership
from concord.plan.queries.answering import People, people_of
from concord.returns.actions.permission import may_approve, may_fill, may_keep
from concord.returns.models import ReturnWindow, Submission
from concord.returns.periods import spoken

State = Submission.State
SHOWN = 40  # windows of a team, the newest
LOOKED_BACK = dt.timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Line:
    """A window with its last return."""

    window: ReturnWindow
    last: Submission | None

    @property
    def label(self) -> str:
        return f"{self.window.sheet.name}: {spoken(self.window.period)}"

    @property
    def state(self) -> str:
        return self.last.get_state_display() if self.last else "Not begun"

    @property
    def is_done(self) -> bool:
        """Whether the team has sent it."""
        return self.last is not None and not self.last.is_open


@dataclass(slots=True)
class Waiting:
    """What waits, and what is done."""

    today: dt.date
    keeps: bool = False
    to_fill: list[Line] = field(default_factory=list)
    to_approve: list[Line] = field(default_factory=list)
    to_accept: list[Line] = field(default_factory=list)
    others: list[Line] = field(default_factory=list)


def waiting(actor: Actor) -> Waiting:
    """The windows that concern this hat. Five queries at most.

    The strategic lead fills in for a team only on its page: it waits for the team.
    """
    today = today_of(actor)
    found = Waiting(today=today, keeps=may(actor, Verb.KEEP_RETURNS))
    people = people_of(actor.here, today)
    own = Q(team_id=actor.team_id, first_day__gte=today - LOOKED_BACK)
    for line in lines(actor, today, where=is_under_way() | own):
        _put(found, line, actor, people)
    return found


def today_of(actor: Actor) -> dt.date:
    """The day that it is for the partnership of this actor. One query."""
    return Partnership.objects.get(pk=actor.here).today()


def is_under_way() -> Q:
    """Windows for which something may still be sent, approved or accepted."""
    open_ones = Submission.objects.filter(window=OuterRef("pk"))
    return Q(locked_at=None) | Q(Exists(open_ones.exclude(state=State.ACCEPTED)))


def lines(actor: Actor, today: dt.date, *, where: Q) -> list[Line]:
    """Windows that have opened, newest period first, with their last return.

    Two queries.
    """
    windows = (
        ReturnWindow.objects.visible_to(actor)
        .filter(where, opens_on__lte=today)
        .select_related("sheet__run_by", "team__agency", "partnership")
        .prefetch_related(
            Prefetch("submissions", Submission.objects.order_by("-n"), to_attr="known")
        )
        .order_by("-first_day", "team__short_name", "sheet__name")
    )
    return [Line(one, one.known[0] if one.known else None) for one in windows]


def _put(found: Waiting, line: Line, actor: Actor, people: People) -> None:
    window, last = line.window, line.last
    is_own = window.team_id == actor.team_id
    state = last.state if last else ""
    if state == State.SENT and may_approve(actor, window, found.today, people):
        found.to_approve.append(line)
    elif state == State.APPROVED and may_keep(actor, window.sheet):
        found.to_accept.append(line)
    elif is_own and not line.is_done and may_fill(actor, window):
        found.to_fill.append(line)
    elif is_own and len(found.others) < SHOWN:
        found.others.append(line)
