"""The public feed in Open Referral UK: read only, without account, cookie or key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from concord.access.actor import Actor, acting_as
from concord.directory.public import PUBLIC, partnership_of
from concord.directory.queries import open_referral as feed
from concord.partnership.models import Partnership

# Whoever copies a directory of 20,000 services takes 20 minutes for it.
LIMIT = {"feed": "1200/m/ip"}
Answer = Callable[[Partnership], dict[str, Any] | None]


def _answer(request: HttpRequest, code: str, find: Answer) -> HttpResponse:
    """The same frame for each address: GET only, JSON, open to every site."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        return _open(JsonResponse({"error": "Read only."}, status=405))
    if not ratelimit.consume(request, app="directory", action="feed", config=LIMIT):
        return _open(JsonResponse({"error": "Too many requests."}, status=429))
    partnership = partnership_of(code)
    if partnership is None:
        return _open(JsonResponse({"error": "Not found."}, status=404))
    try:
        with acting_as(Actor.from_job(PUBLIC, partnership.pk)):
            found = find(partnership)
    except feed.WronglyAsked as error:
        return _open(JsonResponse({"error": str(error)}, status=400))
    if found is None:
        return _open(JsonResponse({"error": "Not found."}, status=404))
    return _open(JsonResponse(found))


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    return response


@csrf_exempt  # a POST is refused in words that a program reads
def details(request: HttpRequest, code: str) -> HttpResponse:
    return _answer(request, code, lambda _: feed.details())


@csrf_exempt
def services(request: HttpRequest, code: str) -> HttpResponse:
    return _answer(
        request, code, lambda here: feed.services(here, feed.asked_of(_given(request)))
    )


@csrf_exempt
def service(request: HttpRequest, code: str, pk: str) -> HttpResponse:
    return _answer(request, code, lambda here: feed.service(here, pk))


@csrf_exempt
def taxonomies(request: HttpRequest, code: str) -> HttpResponse:
    return _answer(
        request,
        code,
        lambda here: feed.taxonomies(here, feed.asked_of(_given(request))),
    )


@csrf_exempt
def taxonomy(request: HttpRequest, code: str, pk: str) -> HttpResponse:
    return _answer(request, code, lambda here: feed.taxonomy(here, pk))


@csrf_exempt
def taxonomy_terms(request: HttpRequest, code: str) -> HttpResponse:
    return _answer(
        request,
        code,
        lambda here: feed.taxonomy_terms(here, feed.asked_of(_given(request))),
    )


@csrf_exempt
def taxonomy_term(request: HttpRequest, code: str, pk: str) -> HttpResponse:
    return _answer(request, code, lambda here: feed.taxonomy_term(here, pk))


@csrf_exempt
def service_at_locations(request: HttpRequest, code: str) -> HttpResponse:
    return _answer(
        request,
        code,
        lambda here: feed.service_at_locations(here, feed.asked_of(_given(request))),
    )


@csrf_exempt
def service_at_location(request: HttpRequest, code: str, pk: str) -> HttpResponse:
    return _answer(request, code, lambda here: feed.service_at_location(here, pk))


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.GET.items()}
