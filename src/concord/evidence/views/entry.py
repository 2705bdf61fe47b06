"""Finding what a page of the dictionary is about, as everywhere in the room."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.http import Http404, HttpRequest

from concord.access.actor import Actor
from concord.access.permit import Verb
from concord.evidence.models import Area, Indicator
from concord.evidence.views.finding import actor_of, indicator_of
from concord.foundation.ui.posted import whole_number
from concord.plan.models.visible import OfPartnership

Row = TypeVar("Row", bound=OfPartnership)


def row_of(kind: type[Row], pk: int, actor: Actor) -> Row:
    """The row with this id. Raises Http404 when it is not there or not yours."""
    try:
        return kind.objects.visible_to(actor).get(pk=pk)
    except (models.ObjectDoesNotExist, OverflowError) as error:
        raise Http404 from error


def entry_of(
    request: HttpRequest, pk: int, verb: Verb = Verb.READ_EVIDENCE
) -> tuple[Actor, Indicator]:
    """Who asks, and the indicator with this id. Raises Http404."""
    actor = actor_of(request, verb)
    return actor, indicator_of(actor, pk)


def area_chosen(request: HttpRequest, areas: list[Area]) -> Area | None:
    """The area that the address asks for, else the first of those offered."""
    asked = whole_number(request.GET.get("area", ""))
    return next((one for one in areas if one.pk == asked), areas[0] if areas else None)
