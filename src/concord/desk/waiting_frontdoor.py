"""What waits of the front door: new referrals at it, and work that it has made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.urls import reverse
from django.utils import timezone

from concord.access.actor import Actor
from concord.desk.task import Task
from concord.foundation.ui.words import count, in_a_sentence, local_date
from concord.frontdoor.public import (
    Board,
    WorkItem,
    before_school,
    board,
    notices_waiting,
    received_notices,
    sent_back_to,
    unopened_notices,
    work_of,
)
from concord.marac.public import Kind, coordinates, panels_of
from concord.partnership.models import Cover

ROOM = "Front door"


def tasks(actor: Actor) -> Iterator[Task]:
    """Nobody is named on a desk. Thirteen queries at most."""
    yield from _notices(actor)
    away = stands_in_for(actor)
    for item in _of_no_other_room(actor):
        yield Task(
            room=ROOM,
            what=f"{'Go on' if item.taken_by_id else 'Begin'}: "
            + in_a_sentence(item.get_kind_display()),
            about=f"Decided by {item.owner_team.short_name}",
            url=reverse("frontdoor:work_item", args=[item.pk]),
            due=item.due_on,
            whose=_whose(item.taken_by_id, actor, away),
        )
    found = board(actor)
    if found is None:
        return
    yield from _taken(found, actor, away)
    for card in found.danger:
        yield Task(
            room=ROOM,
            what=f"{card.referral.ref}: somebody may be in danger now",
            about=card.from_whom,
            url=reverse("frontdoor:referral", args=[card.referral.pk]),
            due=timezone.localdate(),
            whose="Your team",
        )
    new = [card for card in found.cards if card.referral.state == "new"]
    if new:
        yield Task(
            room=ROOM,
            what=f"Look at {count(len(new), 'new referral')}",
            about=f"Each within {count(found.door.look_within, 'hour')}",
            url=reverse("frontdoor:index"),
            due=min(local_date(card.due_at) for card in new),
            whose="Your team",
        )
    for item in sent_back_to(actor):
        yield Task(
            room=ROOM,
            what=f"{item.to_team.short_name} has sent work back",
            about=item.get_kind_display(),
            url=reverse("frontdoor:referral", args=[item.decision.referral_id]),
            whose="Your team",
        )


def _of_no_other_room(actor: Actor) -> list[WorkItem]:
    """Without what panels list by themselves, for the team that coordinates them."""
    work = list(work_of(actor))
    if not any(item.kind in Kind.values for item in work):
        return work
    listed = {one.kind for one in panels_of(actor) if coordinates(one, actor)}
    return [item for item in work if item.kind not in listed]


def _taken(found: Board, actor: Actor, away: Mapping[int, str]) -> Iterator[Task]:
    """What one has taken, and what somebody has who is away."""
    for card in found.cards:
        taken_by = card.referral.taken_by_id
        if card.is_mine or taken_by in away:
            state = card.referral.get_state_display().lower()
            yield Task(
                room=ROOM,
                what=f"{card.referral.ref}: {state}",
                about=card.from_whom,
                url=reverse("frontdoor:referral", args=[card.referral.pk]),
                due=local_date(card.due_at),
                whose=_whose(taken_by, actor, away),
            )


def _whose(taken_by: int | None, actor: Actor, away: Mapping[int, str]) -> str:
    if taken_by is None:
        return "Your team"
    if taken_by == actor.membership_id:
        return "You"
    return f"You, for {away[taken_by]}" if taken_by in away else "Your team"


def stands_in_for(actor: Actor) -> dict[int, str]:
    """Colleagues of the own team who are away today: hat, and name. One query.

    A deputy sees what their own hat may see, and no more.
    """
    covers = Cover.objects.filter(
        deputy_id=actor.own_hat,
        away__team_id=actor.own_team,
        during__contains=timezone.localdate(),
    ).select_related("away__account")
    return {one.away_id: one.away.account.name for one in covers}


def _notices(actor: Actor) -> Iterator[Task]:
    """Notices of the police to schools: to relay, to ring about, to take."""
    for notice in notices_waiting(actor):
        yield Task(
            room=ROOM,
            what="Relay a notice of the police to a school",
            about=notice.police_reference,
            url=reverse("frontdoor:notice", args=[notice.pk]),
            due=local_date(before_school(notice)),
            whose="Your team",
        )
    for relay in unopened_notices(actor):
        yield Task(
            room=ROOM,
            what="No key adult has opened a notice: call the school",
            about=relay.notice.police_reference,
            url=reverse("frontdoor:notice", args=[relay.notice_id]),
            due=local_date(before_school(relay.notice)),
            whose="Your team",
        )
    for relay in received_notices(actor):
        yield Task(
            room=ROOM,
            what="Read a notice of the police",
            about="Before lessons begin",
            url=reverse("frontdoor:relay", args=[relay.pk]),
            due=local_date(relay.written_at),
            whose="You",
        )
