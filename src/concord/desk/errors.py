"""Pages for when something is wrong: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page, or not yours: the two look exactly alike."""
    return render(request, "desk/errors/not_found.html", status=404)


def bad_request(
    request: HttpRequest, exception: Exception | None = None
) -> HttpResponse:
    """The browser sent something that can't be read."""
    return render(request, "desk/errors/bad_request.html", status=400)


def fault(request: HttpRequest) -> HttpResponse:
    """Our fault. Needs neither the database nor the shell of the page."""
    return render(request, "desk/errors/fault.html", status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened before signing in again, or cookies are off."""
    return render(request, "desk/errors/stale_form.html", status=403)
