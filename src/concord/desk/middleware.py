"""Nobody who has not signed in gets further than the open pages.

A form that was sent after the session had ended comes back with everything that was
typed: see `concord.desk.kept`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.core.exceptions import ReauthenticationRequired
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.urls import reverse

from concord.access.middleware import HEALTH
from concord.desk import kept
from concord.desk.views import again

# Pages know no other. A view that asks only whether it is a POST would take them for
# a GET, and act on what no page of ours has sent.
METHODS = ("GET", "HEAD", "POST", "OPTIONS")

GetResponse = Callable[[HttpRequest], HttpResponseBase]
OPEN = (
    "/account/",
    "/session/",
    "/static/",
    "/about/",
    "/api/",
    "/hidden/",
    "/local/",
    "/open-referral",
    "/ui/",
    "/style-guide/",
)


class OnlyOurMethods:
    """Refuses a method that no page uses, before any view."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """After the actor is known, so that the refusal is written down."""
        return None if request.method in METHODS else HttpResponseNotAllowed(METHODS)


class SignInFirst:
    """Sends strangers to the sign-in page, and brings them back afterwards.

    It also asks again who it is where a view wants to be sure.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """After the check for forged requests, before any view."""
        if (
            request.user.is_authenticated
            or request.path in HEALTH
            or request.path.startswith(OPEN)
        ):
            return None
        if request.method not in ("GET", "HEAD"):
            return kept.page(request)
        return _to_sign_in(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Before allauth, which would put the whole form into the session, unsealed."""
        if (
            isinstance(exception, ReauthenticationRequired)
            and request.user.is_authenticated
        ):
            return again.question(request, exception)
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    query = {}
    if request.get_full_path() != "/":
        query["next"] = request.get_full_path()
    if getattr(request, "timed_out", False):
        query["why"] = "idle"
    url = reverse("account_login") + (f"?{urlencode(query)}" if query else "")
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = url
        return answer
    return HttpResponseRedirect(url)
