"""Finding what a page is about. Not there, and not yours, look the same."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from concord.access.actor import Actor
from concord.cases.views.finding import actor_of
from concord.frontdoor.models import Draft, Referral, Sheet, WorkItem
from concord.frontdoor.queries.referral import goes_on_with, referral_for

__all__ = ["actor_of", "at_my_door", "draft_of", "referral_of", "sheet_of", "work_of"]


def referral_of(request: HttpRequest, pk: uuid.UUID) -> Referral:
    """The referral, if the actor may see it. Raises Http404."""
    found = referral_for(actor_of(request), pk)
    if found is None:
        raise Http404
    return found


def at_my_door(request: HttpRequest, pk: uuid.UUID) -> tuple[Referral, Actor]:
    """A referral at the actor's own door. Raises Http404 for any other."""
    actor = actor_of(request)
    found = referral_of(request, pk)
    if not goes_on_with(found, actor):
        raise Http404
    return found, actor


def draft_of(request: HttpRequest, pk: uuid.UUID) -> Draft:
    """The actor's own draft. Raises Http404."""
    actor = actor_of(request)
    found = (
        Draft.objects.visible_to(actor)
        .filter(pk=pk, written_by_id=actor.membership_id, state=Draft.State.OPEN)
        .first()
    )
    if found is None:
        raise Http404
    return found


def sheet_of(request: HttpRequest, pk: uuid.UUID) -> Sheet:
    """The actor's own sheet, sent or to be sent. Raises Http404."""
    actor = actor_of(request)
    found = (
        Sheet.objects.visible_to(actor)
        .filter(pk=pk, written_by_id=actor.membership_id)
        .exclude(state=Sheet.State.DROPPED)
        .first()
    )
    if found is None:
        raise Http404
    return found


def work_of(request: HttpRequest, pk: uuid.UUID) -> WorkItem:
    """Work for the actor's team, or that it has made. Raises Http404."""
    found = (
        WorkItem.objects.visible_to(actor_of(request))
        .select_related("to_team", "owner_team", "case")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
