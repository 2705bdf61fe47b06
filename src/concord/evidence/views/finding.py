"""Finding what a page is about. Not there and not yours look the same."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.evidence.models import Indicator
from concord.evidence.queries.readers import may_read
from concord.partnership.models import Partnership


def actor_of(request: HttpRequest, verb: Verb = Verb.READ_EVIDENCE) -> Actor:
    """Who asks. Raises Http404 unless the hat carries `verb`.

    Also for who sees people in another hat.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, verb) or not may_read(actor):
        raise Http404
    return actor


def place_of(request: HttpRequest) -> Partnership:
    """The partnership of the hat that is worn."""
    place: Partnership = request.hat.partnership  # type: ignore[attr-defined]
    return place


def indicator_of(actor: Actor, pk: int) -> Indicator:
    """The indicator with this id, if it is of the actor's partnership."""
    found = Indicator.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
