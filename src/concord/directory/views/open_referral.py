"""The public feed in Open Referral UK: read only, without account, cookie or key.

Without a code in the address it is the feed of the only partnership that publishes;
where several do, the root lists their feeds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core.internal import ratelimit
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from concord.access.actor import Actor, acting_as
from concord.directory.public import PUBLIC, partnership_of, publishing
from concord.directory.queries import open_referral as feed
from concord.partnership.models import Partnership

# Whoever copies a directory of 20,000 services takes 20 minutes for it.
LIMIT = {"feed": "1200/m/ip"}
METHODS = ("GET", "HEAD", "OPTIONS")
Answer = Callable[[Partnership], dict[str, Any] | None]


def _answer(request: HttpRequest, code: str, find: Answer) -> HttpResponse:
    """The same frame for each address: GET only, JSON, open to every site."""
    if refused := _refused(request):
        return refused
    partnership = partnership_of(code) if code else _only_one()
    if partnership is None:
        return _error("Not found.", 404)
    try:
        with acting_as(Actor.from_job(PUBLIC, partnership.pk)):
            found = find(partnership)
    except feed.WronglyAsked as error:
        return _error(str(error), 400)
    if found is None:
        return _error("Not found.", 404)
    return _open(JsonResponse(found))


def _refused(request: HttpRequest) -> HttpResponse | None:
    if request.method not in METHODS:
        response = _error("Read only.", 405)
        response["Allow"] = ", ".join(METHODS)
        return response
    if not ratelimit.consume(request, app="directory", action="feed", config=LIMIT):
        return _error("Too many requests.", 429)
    return None


def _error(said: str, status: int) -> HttpResponse:
    return _open(JsonResponse({"error": said}, status=status))


def _only_one() -> Partnership | None:
    """The partnership that publishes services, if it is the only one."""
    found = publishing()
    return found[0] if len(found) == 1 else None


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    return response


@csrf_exempt  # a POST is refused in words that a program reads
def details(request: HttpRequest, code: str = "") -> HttpResponse:
    if code or request.method not in METHODS or _only_one():
        return _answer(request, code, lambda _: feed.details())
    refused = _refused(request)
    return refused or _open(JsonResponse({"feeds": _feeds(request)}))


def _feeds(request: HttpRequest) -> list[dict[str, str]]:
    """Where the feed of each partnership is."""
    return [
        {
            "name": one.name,
            "url": request.build_absolute_uri(
                reverse("open_referral:details", args=[one.code])
            ),
        }
        for one in publishing()
    ]


@csrf_exempt
def otherwise(request: HttpRequest, rest: str, code: str = "") -> HttpResponse:
    """An address of the feed with a slash too many goes on to it; others are none."""
    if refused := _refused(request):
        return refused
    if rest.endswith("/") and rest.strip("/"):
        query = request.META.get("QUERY_STRING", "")
        to = request.path.rstrip("/") + (f"?{query}" if query else "")
        return _open(HttpResponsePermanentRedirect(to))
    return _error("Not found.", 404)


@csrf_exempt
def services(request: HttpRequest, code: str = "") -> HttpResponse:
    return _answer(
        request, code, lambda here: feed.services(here, feed.asked_of(_given(request)))
    )


@csrf_exempt
def service(request: HttpRequest, pk: str, code: str = "") -> HttpResponse:
    return _answer(request, code, lambda here: feed.service(here, pk))


@csrf_exempt
def taxonomies(request: HttpRequest, code: str = "") -> HttpResponse:
    return _answer(
        request,
        code,
        lambda here: feed.taxonomies(here, feed.asked_of(_given(request))),
    )


@csrf_exempt
def taxonomy(request: HttpRequest, pk: str, code: str = "") -> HttpResponse:
    return _answer(request, code, lambda here: feed.taxonomy(here, pk))


@csrf_exempt
def taxonomy_terms(request: HttpRequest, code: str = "") -> HttpResponse:
    return _answer(
        request,
        code,
        lambda here: feed.taxonomy_terms(here, feed.asked_of(_given(request))),
    )


@csrf_exempt
def taxonomy_term(request: HttpRequest, pk: str, code: str = "") -> HttpResponse:
    return _answer(request, code, lambda here: feed.taxonomy_term(here, pk))


@csrf_exempt
def service_at_locations(request: HttpRequest, code: str = "") -> HttpResponse:
    return _answer(
        request,
        code,
        lambda here: feed.service_at_locations(here, feed.asked_of(_given(request))),
    )


@csrf_exempt
def service_at_location(request: HttpRequest, pk: str, code: str = "") -> HttpResponse:
    return _answer(request, code, lambda here: feed.service_at_location(here, pk))


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.GET.items()}
