"""A service looks over its own entry, by a link and without an account. No cookie."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from concord.access.actor import Actor, acting_as
from concord.directory.actions import providers
from concord.directory.forms.entries import ToldForm, initial_of
from concord.directory.forms.provider import AnswerForm
from concord.directory.public import partnership_of
from concord.partnership.models import Partnership

LIMIT = {"answer": "60/h/ip"}


@csrf_exempt  # the secret in the address stands in for the cookie
def check(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """The entry as a form. After it is sent, that an editor looks at it."""
    partnership = partnership_of(code)
    if partnership is None:
        raise Http404
    is_full = not ratelimit.consume(
        request, app="directory", action="answer", config=LIMIT
    )
    with _answering(partnership) as by:
        link = providers.link_of(secret, by)
        initial = initial_of(link.service) if link else {}
    if link is None:
        return _page(request, "over", partnership, status=404)
    form = AnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and not is_full and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ToldForm.base_fields}
        note = form.cleaned_data["note"]
        try:
            with _answering(partnership) as by:
                providers.say(secret=secret, said=said, note=note, by=by)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return _page(request, "sent", partnership)
    status = 429 if is_full else 422 if form.errors else 200
    return _page(
        request,
        "form",
        partnership,
        form=form,
        service=link.service.name,
        is_full=is_full,
        errors_kept="What you wrote is still here.",
        status=status,
    )


def _answering(partnership: Partnership) -> Any:
    return acting_as(Actor.from_job(providers.ANSWERING, partnership.pk))


def _page(
    request: HttpRequest,
    name: str,
    partnership: Partnership,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    response = render(
        request,
        f"directory/provider/{name}.html",
        {"heading": "Your entry in the directory", "partnership": partnership, **more},
        status=status,
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
