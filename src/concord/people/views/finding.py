"""Finding the case, person or contact point that a page is about.

Not there and not yours look the same.
"""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.people.models import ContactAttempt, ContactPoint
from concord.people.queries.contact import PointLine, line_of
from concord.people.queries.in_case import is_open_to, may_write


def actor_in(request: HttpRequest, case: uuid.UUID) -> Actor:
    """Who asks. Raises Http404 unless the hat sees people and something of the case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, Verb.SEE_PEOPLE) or not is_open_to(case, actor):
        raise Http404
    return actor


def writer_in(request: HttpRequest, case: uuid.UUID) -> Actor:
    """Who asks, to write something. Raises Http404, in an emergency too."""
    actor = actor_in(request, case)
    if not may_write(case, actor):
        raise Http404
    return actor


def point_in(case: uuid.UUID, pk: uuid.UUID, actor: Actor) -> PointLine:
    """A contact point of this case, with its rule. Raises Http404."""
    found = line_of(case, pk, actor)
    if found is None:
        raise Http404
    return found


def kept_in(case: uuid.UUID, pk: uuid.UUID, actor: Actor) -> PointLine:
    """One that the actor's team keeps, or holds the case of. Raises Http404."""
    found = point_in(case, pk, actor)
    if not found.is_kept_here:
        raise Http404
    return found


def own_attempt(point: ContactPoint, pk: uuid.UUID, actor: Actor) -> ContactAttempt:
    """What this hat has found safe about a contact point. Raises Http404."""
    found = (
        point.attempts.filter(
            pk=pk,
            written_by_id=actor.membership_id,
            outcome=ContactAttempt.Outcome.CLEARED,
        )
        .select_related("outcome_row")
        .first()
    )
    if found is None:
        raise Http404
    return found
