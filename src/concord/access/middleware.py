"""One transaction per request, one verified actor in it, one idle clock.

ATOMIC_REQUESTS would wrap only the view, and an actor set by a middleware would be
lost before the view runs. So the middleware owns the transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from concord.access import actor as acting
from concord.access import reading, sessions
from concord.access.asking import is_only_asking
from concord.access.hats import hat_of_session
from concord.foundation import observing

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Addresses that work before a hat is chosen or a second step is set up.
WITHOUT_SECOND_STEP = (
    "/account/",
    "/session/",
    "/static/",
    "/about/",
    "/hidden/",
    "/ui/",
)
BEFORE_THE_HAT = (*WITHOUT_SECOND_STEP, "/hat/", "/style-guide/")
REFUSED = (403, 404, 405)
HEALTH = ("/healthz", "/readyz")
# Here tries are counted. In the request's transaction one slow password check would
# make everybody behind the same address wait, and a fault would forget the count.
COUNTED = (
    "/account/sign-in/",
    "/account/second-step/authenticate/",
    "/account/check-again/",
    "/account/second-step/reauthenticate/",
)


class OneTransaction:
    """Everything a request writes is kept together, or none of it is."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in (*HEALTH, *COUNTED):
            return self.get_response(request)
        try:
            response = self._answer(request)
        except reading.NotTakenOut:
            # Found when the export or print was to be written down.
            _record_refusal(request)
            raise
        if response.status_code in REFUSED:
            _record_refusal(request)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic(), reading.recorded() as reads:
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse):
                # Built now: afterwards the actor is gone and rows would be missing.
                response.streaming_content = iter(list(response))
            reads.door = _door(request)
            if response.status_code >= 500 or getattr(request, "undo", False):
                transaction.set_rollback(True)
                reads.forget()  # nothing of it is in the answer
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A view that failed keeps nothing, whatever page the failure becomes."""
        request.undo = True  # type: ignore[attr-defined]


def _door(request: HttpRequest) -> str:
    """The name of the address, never the address itself."""
    match = request.resolver_match
    return match.view_name if match is not None else ""


def _record_refusal(request: HttpRequest) -> None:
    """Somebody signed in asked for what is not there, or not theirs: it is kept.

    In a transaction of its own, after the other was undone. What is asked for is kept
    as it was asked, and not looked up: both cases must take the same time.
    """
    actor = getattr(request, "actor", acting.NOBODY)
    if actor.kind == "nobody" or request.resolver_match is None:
        return
    asked = "/".join(str(part) for part in request.resolver_match.kwargs.values())
    with transaction.atomic():
        try:
            acting.enter(actor)
        except acting.NotVerified:
            return
        reading.note("refusal", door=_door(request), row=asked[:40])


class IdleTimeOut:
    """Signs a person out when nothing was touched for a while."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session = request.session
        if request.path not in HEALTH and request.user.is_authenticated:
            now = int(time.time())
            touched = session.get("touched", now)
            if now - touched > settings.CONCORD_IDLE_SECONDS:
                sessions.note_sign_in(
                    "session_ended", request.user.pk, sessions.How.IDLE
                )
                logout(request)
                request.timed_out = True  # type: ignore[attr-defined]
                return self.get_response(request)
            sessions.follow(request, request.user.pk)
            if not _only_asks(request) and now - touched >= 15:
                session["touched"] = now
                sessions.touch(request, request.user.pk, before=touched)
            else:
                session.setdefault("touched", now)
        return self.get_response(request)


def _only_asks(request: HttpRequest) -> bool:
    """A page that asks how long the session lasts must not make it last longer."""
    if request.method != "GET":
        return False
    return request.path == "/session/" or is_only_asking(request.path_info)


class ActorContext:
    """Puts the hat on: `request.actor`, and the same to the database."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = acting.NOBODY  # type: ignore[attr-defined]
        request.hat = None  # type: ignore[attr-defined]
        if request.path in (*HEALTH, *COUNTED):
            return self.get_response(request)
        if not request.user.is_authenticated:
            acting.leave()
            return self.get_response(request)
        acting.enter(acting.Actor.from_account(request.user.pk))
        request.actor = acting.Actor.from_account(  # type: ignore[attr-defined]
            request.user.pk
        )
        hat = hat_of_session(request)
        if hat is not None:
            worn = acting.Actor.from_hat(hat)
            acting.enter(worn)
            request.actor, request.hat = worn, hat  # type: ignore[attr-defined]
            observing.bind(hat=hat.pk)  # the log's line says which hat, never who
        elif not request.path.startswith(BEFORE_THE_HAT):
            return redirect(f"{reverse('choose_hat')}?next={request.path}")
        return self.get_response(request)


class SecondStep:
    """Nobody works without the second step of sign-in, however they came in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            request.path not in HEALTH
            and request.user.is_authenticated
            and not request.path.startswith(WITHOUT_SECOND_STEP)
            and not _has_second_step(request)
        ):
            return redirect("mfa_activate_totp")
        response = self.get_response(request)
        if request.path not in HEALTH and isinstance(response, HttpResponse):
            # A shared computer must not show the page again after signing out.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _has_second_step(request: HttpRequest) -> bool:
    from allauth.mfa.models import Authenticator

    if request.session.get("second_step") == request.user.pk:
        return True
    has: bool = Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.TOTP
    ).exists()
    if has:
        request.session["second_step"] = request.user.pk
    return has
