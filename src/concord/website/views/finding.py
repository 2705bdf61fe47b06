"""Finding a service, and one service. Searches come by POST and are kept nowhere."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from concord.directory import public as directory
from concord.website.forms.finding import FindForm
from concord.website.lines import national
from concord.website.queries.lines import line_of, partnership_of, state_of
from concord.website.queries.site import has
from concord.website.views.frame import Visit, draw, public, whole

PER_PAGE = 10


@csrf_exempt  # it asks, and changes nothing: a token would need a cookie
@public
def find(visit: Visit) -> HttpResponse:
    """The form, and below it what was found."""
    tongue = whole(visit, has(visit.tongue, "find", "lines", "needs", "people"))
    asked = visit.request.method == "POST"
    form = FindForm(visit.request.POST if asked else None, tongue=tongue)
    found = None
    if asked:
        found = directory.search(
            partnership_of(visit.site), per_page=PER_PAGE, **form.wanted()
        )
    return draw(
        visit,
        "website/public/find.html",
        what="find",
        page="find",
        tongue=tongue,
        form=form,
        found=found,
        results=_results(visit, found) if found else [],
        always=national()[0],
    )


@public
def service(visit: Visit, pk: uuid.UUID) -> HttpResponse:
    """One service: whom to call, what they do, for whom, and what not."""
    shown = directory.service(partnership_of(visit.site), pk)
    if shown is None:
        raise Http404
    tongue = whole(visit, has(visit.tongue, "service", "find", "lines"))
    return draw(
        visit,
        "website/public/service.html",
        what=str(pk),
        page="find",
        tongue=tongue,
        shown=shown,
        card=shown.card,
        state=state_of(shown.card),
        line=line_of(shown.card, visit.service_address),
        always=national()[0],
        today=timezone.localdate(),
    )


def _results(visit: Visit, found: directory.Found) -> list[dict[str, object]]:
    """`far`: miles, for what has a place that may be known; else None."""
    return [
        {
            "card": card,
            "state": state_of(card),
            "town": card.where,
            "far": None if card.is_secret_place else found.miles.get(card.id),
            "line": line_of(card, visit.service_address),
            "url": visit.service_address(card.id),
        }
        for card in found.cards
    ]
