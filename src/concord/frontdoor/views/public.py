"""Asking for help without an account. No cookie, nothing kept in the browser."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from concord.access.actor import Actor, acting_as
from concord.frontdoor.actions.links import PUBLIC
from concord.frontdoor.actions.referring import take
from concord.frontdoor.forms.public import AskForm, key_of, new_token
from concord.frontdoor.queries.public import PublicDoor, public_door

# Many may sit behind one address: a library, a refuge. A machine sends more.
LIMIT = {"ask": "30/h/ip"}


@csrf_exempt  # a signed mark in the form stands in for the cookie
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """One form; after it is sent only "we have it", and a reference."""
    door = public_door(code)
    if door is None:
        raise Http404
    if request.method != "POST":
        return _page(request, door, AskForm(initial={"token": new_token()}))
    form = AskForm(request.POST)
    key = key_of(str(request.POST.get("token", "")))
    if not form.is_valid() or not key:
        return _again(request, door, form, is_old=not key)
    if not ratelimit.consume(request, app="frontdoor", action="ask", config=LIMIT):
        return _again(request, door, form, is_full=True)
    try:
        with acting_as(Actor.from_job(PUBLIC, door.partnership_id)) as by:
            ref = take(said=form.said(key), by=by)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _again(request, door, form)
    return safe(render(request, "frontdoor/public/sent.html", {"ref": ref}))


def _again(
    request: HttpRequest, door: PublicDoor, form: AskForm, **why: bool
) -> HttpResponse:
    """The same form with all that was written, and a fresh mark."""
    data = request.POST.copy()
    data["token"] = new_token()
    form.data = data
    status = 429 if why.get("is_full") else 422
    return _page(request, door, form, status=status, **why)


def _page(
    request: HttpRequest,
    door: PublicDoor,
    form: AskForm,
    *,
    status: int = 200,
    **why: bool,
) -> HttpResponse:
    context = {"door": door, "form": form, **why}
    return safe(render(request, "frontdoor/public/ask.html", context, status=status))


def safe(response: HttpResponse) -> HttpResponse:
    """Kept by no browser or proxy, and told to no other site."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
