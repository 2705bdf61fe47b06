"""Where a case can be sent, what was sent, and what waits to be received."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.cases.models import Transfer


@dataclass(frozen=True, slots=True)
class ReceivingTeam:
    """A team of another partnership that runs its MARAC."""

    team_id: int
    team: str
    partnership_id: int
    partnership: str


def receiving_teams(actor: Actor) -> list[ReceivingTeam]:
    """Where this actor's cases can be sent. One query."""
    if not may(actor, Verb.SEE_PEOPLE):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.receiving_teams()")
        return [ReceivingTeam(*row) for row in cursor.fetchall()]


def sent_by(actor: Actor) -> QuerySet[Transfer]:
    """What the actor's partnership sent, of cases that the actor may see."""
    return Transfer.objects.visible_to(actor)


def sent_to(actor: Actor) -> QuerySet[Transfer]:
    """What other partnerships sent to the actor's team.

    Not by `visible_to`: the row belongs to the partnership that sent it.
    """
    if not may(actor, Verb.SEE_PEOPLE):
        return Transfer.objects.none()
    return Transfer.objects.filter(to_team_id=actor.own_team)


def waiting_for(actor: Actor) -> list[object]:
    """Keys of what waits to be received by the actor's team, the oldest first.

    Only keys: nothing of it is read. One query.
    """
    waiting = sent_to(actor).filter(received_at=None).order_by("written_at")
    return list(waiting.values_list("pk", flat=True))
