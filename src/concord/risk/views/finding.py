"""Finding what a page of risk is about. Not there, and not yours, look the same."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.cases.models import Case
from concord.cases.views.finding import actor_of
from concord.risk.queries.assessments import Line, assessment_in
from concord.risk.queries.instruments import InUse, in_use


def line_of(request: HttpRequest, case: Case, pk: uuid.UUID) -> Line:
    """An assessment of the case that the hat may see. Raises Http404."""
    found = assessment_in(case, pk, actor_of(request))
    if found is None:
        raise Http404
    return found


def using_of(actor: Actor, code: str) -> InUse:
    """An instrument that is used here. Raises Http404."""
    found = in_use(actor).get(code)
    if found is None:
        raise Http404
    return found


def reader_of(request: HttpRequest) -> Actor:
    """Who asks about instruments: whoever works with them, or decides about them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not (may(actor, Verb.SEE_PEOPLE) or may(actor, Verb.MANAGE_PARTNERSHIP)):
        raise Http404
    return actor


def decider_of(request: HttpRequest) -> Actor:
    """Who decides about instruments. Raises Http404."""
    actor = reader_of(request)
    if not may(actor, Verb.MANAGE_PARTNERSHIP):
        raise Http404
    return actor
