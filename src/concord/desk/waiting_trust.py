"""What waits of agreements, openings in emergencies, and people kept away.

The rows that these tasks come from are those that the asking hat may know of: whoever
is kept from a person has no task about them, and can't see that there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Declaration
from concord.access.permit import Verb, may
from concord.access.queries import agreements
from concord.access.queries.locks import suspicions_of
from concord.cases.queries import emergencies
from concord.desk.task import Task
from concord.foundation.periods import add_working_days
from concord.foundation.ui.words import local_date

ROOM_AGREEMENTS, ROOM_EMERGENCIES = "Agreements", "Emergencies"
ROOM_KEPT_AWAY = "Kept away"
REVIEWED_WITHIN = 1  # working days
DECIDED_WITHIN = 2  # working days


def tasks(actor: Actor) -> Iterator[Task]:
    """Tasks of this hat. Three queries for an auditor or a hat that sees people."""
    reviews = may(actor, Verb.SEE_PEOPLE) or may(actor, Verb.READ_AUDIT)
    if reviews:
        yield from _openings(actor)
        yield from _matches(actor)
    if may(actor, Verb.READ_AUDIT):
        yield from _declarations(actor)
    if may(actor, Verb.KEEP_AGREEMENTS):
        yield from _agreements(actor)


def _openings(actor: Actor) -> Iterator[Task]:
    for one in emergencies.to_review(actor):
        yield Task(
            room=ROOM_EMERGENCIES,
            what="An emergency opening to review",
            about=f"Opened by {one.team.short_name}",
            url=reverse("review_emergency", args=[one.pk]),
            due=_within(REVIEWED_WITHIN, one.during.lower),
        )


def _matches(actor: Actor) -> Iterator[Task]:
    for row in suspicions_of(actor):
        yield Task(
            room=ROOM_KEPT_AWAY,
            what="Say whether a colleague is somebody in a case",
            about=f"Found by {row.signs}",
            url=reverse("suspicion", args=[row.suspicion.id]),
            due=_within(DECIDED_WITHIN, row.suspicion.at),
        )


def _declarations(actor: Actor) -> Iterator[Task]:
    for one in Declaration.objects.filter(answered_at=None).only("pk", "at"):
        yield Task(
            room=ROOM_KEPT_AWAY,
            what="A colleague knows somebody who may be in here",
            about=f"Told on {local_date(one.at):%-d %B %Y}",
            url=reverse("declaration", args=[one.pk]),
            due=_within(DECIDED_WITHIN, one.at),
        )


def _agreements(actor: Actor) -> Iterator[Task]:
    for agreement in agreements.to_review(actor):
        yield Task(
            room=ROOM_AGREEMENTS,
            what="Have an agreement on sharing reviewed",
            about=agreement.title,
            url=reverse("agreement", args=[agreement.pk]),
            due=agreement.review_on,
        )


def _within(days: int, since: dt.datetime) -> dt.date:
    return add_working_days(timezone.localtime(since).date(), days)
