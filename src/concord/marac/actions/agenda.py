"""The agenda of a meeting: what is put on it, in which order, and what leaves it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actions.sharing import Reason
from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted
from concord.frontdoor.public import WorkItem, take_work
from concord.marac.actions.issuing import share_items
from concord.marac.actions.panel import coordinating
from concord.marac.actions.planning import open_meeting
from concord.marac.actions.repeats import find_repeat
from concord.marac.models import AgendaItem, Meeting

State = AgendaItem.State
LIVE = (State.LISTED, State.HEARD)


@transaction.atomic
def put_on(
    *, work: WorkItem, meeting: Meeting, reason: Reason | None = None, by: Actor
) -> AgendaItem:
    """Put a case that waits for this kind of panel on its agenda, and take the work.

    More than the panel's capacity is allowed: the page warns. After the agenda has been
    issued it is late, and is shared at once, with the `reason` if one's team holds the
    case; else the team that does decides. Raises ValidationError, NotPermitted.
    """
    fresh = open_meeting(meeting, by)
    if work.kind != fresh.panel.kind:
        raise ValidationError(f"This work is not for the {fresh.panel.called}.")
    if AgendaItem.objects.filter(work_id=work.pk, state__in=LIVE).exists():
        raise ValidationError("This case is on an agenda already.")
    taken = take_work(work=work, by=by)
    item = _list(taken, fresh, by)
    if fresh.panel.is_marac:
        find_repeat(item=item, by=by)
    if fresh.is_issued:
        share_items([item], fresh, reason, by)
    return item


@transaction.atomic
def move(*, item: AgendaItem, up: bool, by: Actor) -> None:
    """One place up or down, among the cases that this hat sees."""
    fresh = _own(item, by)
    listed = list(
        AgendaItem.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(meeting_id=fresh.meeting_id, state=State.LISTED)
        .order_by("position", "code")
    )
    here = next(n for n, one in enumerate(listed) if one.pk == fresh.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(listed):
        return
    listed[here], listed[there] = listed[there], listed[here]
    for n, one in enumerate(listed, start=1):
        if one.position != n:
            one.position = n
            one.save(update_fields=["position"])


@transaction.atomic
def put_off(*, item: AgendaItem, why: str, by: Actor) -> AgendaItem:
    """To the next meeting that is planned. Returns the item there.

    Where that meeting's agenda has been issued, the earlier decision goes with it.
    """
    fresh = _own(item, by)
    _check_why(why)
    following = (
        Meeting.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("panel")
        .filter(
            panel_id=fresh.meeting.panel_id,
            starts_at__gt=fresh.meeting.starts_at,
            state__in=Meeting.OPEN,
            is_emergency=False,
        )
        .order_by("starts_at")
        .first()
    )
    if following is None:
        raise ValidationError("There is no later meeting yet. Plan one first.")
    _leave(fresh, State.PUT_OFF, why)
    again = _list(fresh.work, following, by)
    if following.is_issued and fresh.disclosure_id:
        again.disclosure_id = fresh.disclosure_id
        again.save(update_fields=["disclosure"])
    return again


@transaction.atomic
def withdraw(*, item: AgendaItem, why: str, by: Actor) -> AgendaItem:
    """Take a case off. It waits for an agenda again until its work is sent back."""
    fresh = _own(item, by)
    _check_why(why)
    return _leave(fresh, State.WITHDRAWN, why)


def _list(work: WorkItem, meeting: Meeting, by: Actor) -> AgendaItem:
    """A new item at the end; one that had left this agenda comes back to it."""
    seen = AgendaItem.objects.visible_to(by).filter(meeting=meeting)
    last = max((one.position for one in seen), default=0)
    item = next((one for one in seen if one.case_id == work.case_id), None)
    if item is not None:
        if item.state in LIVE or item.work_id != work.pk:
            raise ValidationError("This case is on this agenda already.")
        item.state, item.why = State.LISTED, ""
        item.position, item.is_late = last + 1, meeting.is_issued
        item.save(update_fields=["state", "why", "position", "is_late"])
        return item
    return AgendaItem.objects.create(
        **written(by),
        case_id=work.case_id,
        work=work,
        meeting=meeting,
        position=last + 1,
        is_late=meeting.is_issued,
    )


def _own(item: AgendaItem, by: Actor) -> AgendaItem:
    """The item anew, listed, for the team that coordinates its meeting."""
    panels = coordinating(by)
    fresh = (
        AgendaItem.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("meeting__panel", "work")
        .filter(pk=item.pk, meeting__panel__in=panels)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such case on this panel's agendas.")
    if fresh.state != State.LISTED or not fresh.meeting.is_open:
        raise ValidationError("This case is no longer on the agenda.")
    return fresh


def _check_why(why: str) -> None:
    if why not in AgendaItem.Why.values or why == AgendaItem.Why.SENT_ON:
        raise ValidationError({"why": "Choose why: it is counted."})


def _leave(item: AgendaItem, state: str, why: str) -> AgendaItem:
    item.state, item.why = state, why
    item.save(update_fields=["state", "why"])
    return item
