"""Telling the partnership what one thinks. No cookie, no name, no answer."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from concord.website.actions.remarks import take
from concord.website.forms.telling import TellForm
from concord.website.lines import national
from concord.website.queries.site import has
from concord.website.views.frame import Visit, draw, public, whole

# Many may sit behind one address: a library, a refuge. A machine sends more.
LIMIT = {"tell": "30/h/ip"}


@csrf_exempt  # it knows nobody: whoever sends it from elsewhere says it themselves
@public
def tell(visit: Visit) -> HttpResponse:
    """The form; after it is sent, thanks."""
    tongue = whole(visit, has(visit.tongue, "tell"))
    asked = visit.request.method == "POST"
    form = TellForm(visit.request.POST if asked else None, tongue=tongue)
    template, status = "tell", 200
    if asked and not form.is_valid():
        status = 422
    elif asked and not ratelimit.consume(
        visit.request, app="website", action="tell", config=LIMIT
    ):
        status = 429
    elif asked:
        take(**form.cleaned_data, by=visit.by)
        template = "told"
    return draw(
        visit,
        f"website/public/{template}.html",
        what="tell",
        page="tell",
        tongue=tongue,
        status=status,
        form=form,
        is_full=status == 429,
        always=national()[0],
    )
