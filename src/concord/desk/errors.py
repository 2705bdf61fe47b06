"""Pages for when something is wrong: what happened, what was kept, what to do."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars

from concord.desk import kept
from concord.desk.outages import outage


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page, or not yours: the two look exactly alike."""
    if is_public(request):
        return HttpResponse(render_to_string("desk/errors/public.html"), status=404)
    return render(request, "desk/errors/not_found.html", status=404)


def bad_request(
    request: HttpRequest, exception: Exception | None = None
) -> HttpResponse:
    """The browser sent something that can't be read."""
    return render(request, "desk/errors/bad_request.html", status=400)


def fault(request: HttpRequest) -> HttpResponse:
    """Our fault. Needs neither the database nor the shell of the page.

    Called while the exception is being handled: an absent database and a full disk
    are told as such, and pass (503).
    """
    number = get_contextvars().get("request_id", "")
    known = outage(sys.exception())
    context = {"number": number, "outage": known}
    if is_public(request):
        page = render_to_string("desk/errors/public.html", {"is_fault": True})
    else:
        page = render_to_string("desk/errors/fault.html", context)
    if known is None:
        return HttpResponse(page, status=500)
    return HttpResponse(page, status=503, headers={"Retry-After": "60"})


def is_public(request: HttpRequest) -> bool:
    """Whether whoever sees this page may be frightened, and is looked over."""
    return request.path.startswith("/local/")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened before signing in again, or cookies are off.

    A form from our own page comes back filled in; any other is not shown again.
    """
    away = request.path.startswith("/account/")
    if request.method == "POST" and not away and kept.from_our_own_page(request):
        return kept.page(request)
    return render(request, "desk/errors/stale_form.html", status=403)


def locked(request: HttpRequest) -> HttpResponse:
    """Too many tries. The same for an address that nobody has an account with."""
    # No sign-in is half done any more: going back starts at the first step.
    request.session.pop("account_login", None)
    return render(
        request,
        "desk/errors/locked.html",
        {"heading": "Too many tries"},
        status=429,
    )
