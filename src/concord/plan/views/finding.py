"""Finding the row that a page is about. Not there and not yours look the same."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.plan.models import Plan, PlanAction


def actor_of(request: HttpRequest, verb: Verb = Verb.READ_PLAN) -> Actor:
    """Who asks. Raises Http404 unless the hat carries `verb`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, verb):
        raise Http404
    return actor


def plan_of(request: HttpRequest, pk: int, verb: Verb = Verb.READ_PLAN) -> Plan:
    """The plan with this id. Raises Http404 when it is not there or not yours."""
    actor = actor_of(request, verb)
    found = (
        Plan.objects.visible_to(actor)
        .select_related("strategy", "partnership")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def action_of(request: HttpRequest, pk: int, verb: Verb = Verb.READ_PLAN) -> PlanAction:
    """The action with this id, if the actor may `verb` it. Raises Http404."""
    actor = actor_of(request)
    found = (
        PlanAction.objects.visible_to(actor)
        .select_related(
            "plan__strategy",
            "plan__partnership",
            "priority",
            "outcome",
            "lead_team__agency",
            "parent",
            "carried_from__plan",
        )
        .prefetch_related("supports__team__agency", "standards__standard")
        .filter(pk=pk)
        .first()
    )
    if found is None or not may(actor, verb, found):
        raise Http404
    return found
