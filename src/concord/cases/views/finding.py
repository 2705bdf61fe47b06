"""Finding the case that a page is about. Not there and not yours look the same."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.cases.models import Case


def actor_of(request: HttpRequest) -> Actor:
    """Who asks. Raises Http404 unless the hat sees people."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, Verb.SEE_PEOPLE):
        raise Http404
    return actor


def case_of(request: HttpRequest, pk: uuid.UUID) -> Case:
    """The case with this id, if the actor may see anything of it. Raises Http404."""
    actor = actor_of(request)
    found = (
        Case.objects.visible_to(actor)
        .select_related("owner_team__agency", "partnership")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
