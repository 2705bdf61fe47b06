"""Finding what a page is about. Not there, and not yours, look the same."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from concord.access.actor import Actor
from concord.cases.views.finding import actor_of
from concord.marac.models import AgendaItem, Meeting
from concord.marac.queries.meetings import coordinates, item_for, panel_of

__all__ = ["actor_of", "coordinator_of", "item_of", "marac_of", "meeting_of"]


def coordinator_of(request: HttpRequest) -> Actor:
    """Who asks, of the team that coordinates. Raises Http404 for anybody else."""
    actor = actor_of(request)
    if not coordinates(panel_of(actor), actor):
        raise Http404
    return actor


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    """A meeting of this partnership. Raises Http404."""
    found = (
        Meeting.objects.visible_to(actor_of(request))
        .select_related("panel__team")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def marac_of(request: HttpRequest, pk: int) -> Meeting:
    """A meeting of the MARAC, for what no other panel has. Raises Http404."""
    found = meeting_of(request, pk)
    if not found.panel.is_marac:
        raise Http404
    return found


def item_of(request: HttpRequest, pk: uuid.UUID) -> AgendaItem:
    """A case on an agenda, if the actor may see it. Raises Http404."""
    found = item_for(actor_of(request), pk)
    if found is None:
        raise Http404
    return found
