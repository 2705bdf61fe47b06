"""Actions: a team's own, all of a meeting, and what is late from meetings before."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from concord.access.actor import Actor
from concord.marac.models import ActionState, AgendaItem, MaracAction, Meeting

SHOWN = {"open": "Open", "late": "Late", "done": "Over"}


def _standing(actor: Actor) -> QuerySet[MaracAction]:
    return (
        MaracAction.objects.visible_to(actor)
        .filter(set_aside_at__isnull=True)
        .select_related("team", "hat__account")
        .prefetch_related("item", "updates")
        .order_by("due_on", "written_at")
    )


def ours(actor: Actor, show: str = "open") -> QuerySet[MaracAction]:
    """Actions of the actor's team: open, late or over. Three queries."""
    return _shown(_standing(actor).filter(team_id=actor.own_team), show)


def open_actions(actor: Actor, *, is_own: bool) -> tuple[int, dt.date | None]:
    """How many of the team's are open, and when the first is due. No row is loaded.

    One's own, or those of colleagues and of nobody in particular. One query.
    """
    found = MaracAction.objects.visible_to(actor).filter(
        team_id=actor.own_team, set_aside_at__isnull=True, state=ActionState.OPEN
    )
    mine = Q(hat_id=actor.own_hat)
    told = found.filter(mine if is_own else ~mine | Q(hat__isnull=True)).aggregate(
        number=Count("pk"), first=Min("due_on")
    )
    return told["number"], told["first"]


def of_meeting(meeting: Meeting, actor: Actor) -> QuerySet[MaracAction]:
    """Actions of a meeting's cases, as far as the actor sees them. Three queries."""
    return _standing(actor).filter(item__meeting_id=meeting.pk)


def of_item(item: AgendaItem, actor: Actor) -> list[MaracAction]:
    """Actions of one case of a meeting, in the order in which they were said."""
    return list(_standing(actor).filter(item_id=item.pk).order_by("written_at"))


def late_before(meeting: Meeting, actor: Actor) -> QuerySet[MaracAction]:
    """Open and overdue, of meetings before this one, as far as the actor sees them."""
    return _shown(
        _standing(actor).filter(item__meeting__starts_at__lt=meeting.starts_at), "late"
    )


def action_for(actor: Actor, pk: uuid.UUID) -> MaracAction | None:
    """The action with this id, if the actor may see it."""
    found: MaracAction | None = (
        MaracAction.objects.visible_to(actor)
        .select_related("team", "hat__account")
        .filter(pk=pk)
        .first()
    )
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of some actions are where. Not possible and not done are two counts."""

    open: int
    late: int
    done: int
    not_possible: int
    not_done: int


def tally(actions: Collection[MaracAction] | Sequence[MaracAction]) -> Tally:
    """Counts of rows that are loaded already."""
    states = [action.state for action in actions]
    return Tally(
        open=states.count(ActionState.OPEN),
        late=sum(action.is_late for action in actions),
        done=states.count(ActionState.DONE),
        not_possible=states.count(ActionState.NOT_POSSIBLE),
        not_done=states.count(ActionState.NOT_DONE),
    )


def _shown(actions: QuerySet[MaracAction], show: str) -> QuerySet[MaracAction]:
    if show == "late":
        return actions.filter(state=ActionState.OPEN, due_on__lt=timezone.localdate())
    if show == "done":
        return actions.exclude(state=ActionState.OPEN).order_by("-due_on")
    return actions.filter(state=ActionState.OPEN)
