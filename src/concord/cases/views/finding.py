"""Finding what a page is about. Not there, and not yours, look the same."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.cases.models import Case, Party
from concord.cases.queries.case_page import (
    PersonCard,
    Standing,
    people_of,
    person_for,
    standing_of,
)
from concord.people.models import Person


def actor_of(request: HttpRequest) -> Actor:
    """Who asks. Raises Http404 unless the hat sees people."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, Verb.SEE_PEOPLE):
        raise Http404
    return actor


def manager_of(request: HttpRequest) -> Actor:
    """Who asks. Raises Http404 unless the hat manages the partnership."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, Verb.MANAGE_PARTNERSHIP):
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


def held_case_of(request: HttpRequest, pk: uuid.UUID) -> Case:
    """A case that the actor's team holds. Raises Http404 for any other."""
    found = case_of(request, pk)
    if not sharing.owns(found.pk):
        raise Http404
    return found


def shared_case_of(request: HttpRequest, pk: uuid.UUID) -> tuple[Case, Standing]:
    """A case in which the actor's team has a part, not by an emergency alone."""
    found = case_of(request, pk)
    standing = standing_of(found, actor_of(request))
    if not standing.is_let_in:
        raise Http404
    return found, standing


def party_of(request: HttpRequest, case: Case, pk: uuid.UUID) -> PersonCard:
    """Somebody in a case. Raises Http404."""
    for card in people_of(case, actor_of(request)):
        if card.party.pk == pk:
            return card
    raise Http404


def party_with(people: list[PersonCard], key: str) -> Party | None:
    """The party that was chosen in a form, by its key."""
    return next((c.party for c in people if str(c.party.pk) == key), None)


def person_of(request: HttpRequest, pk: uuid.UUID) -> Person:
    """A person whom the actor may see. Raises Http404."""
    found = person_for(actor_of(request), pk)
    if found is None:
        raise Http404
    return found


def own_person_of(request: HttpRequest, pk: uuid.UUID) -> Person:
    """A person whose record the actor's team keeps. Raises Http404."""
    found = person_of(request, pk)
    if found.owner_team_id != actor_of(request).team_id:
        raise Http404
    return found
