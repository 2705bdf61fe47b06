from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from structlog.contextvars import bind_contextvars, clear_contextvars

from concord.foundation.observing import views
from concord.foundation.observing.configuration import get_logger

log = get_logger(__name__)

HEADER = "X-Request-Id"
# On every answer, also on those that other middleware never sees: health, and requests
# that can't be read. What an inner part of the house has set stays.
SAFE = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# Only what a proxy makes up; a text of the caller's must not reach the log.
_MADE_BY_A_PROXY = re.compile(r"[0-9a-f]{32}")
HEALTH = {"/healthz": views.healthz, "/readyz": views.readyz}

Handler = Callable[[HttpRequest], HttpResponseBase]


class RequestLog:
    """Gives each request an id, and one line in the log when it is answered.

    The line has method, route (the name of the page, never its address), status,
    milliseconds, hat and request id. Later middleware adds the hat by
    `observing.bind(hat=...)`. It also answers the health questions itself, before
    sessions, transport security and host checks: they must answer without a database,
    and to a load balancer that knows no host name. It is the outermost, so no answer
    leaves without the headers that keep it from being framed, guessed at or kept.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        request_id = given if _MADE_BY_A_PROXY.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        # Threads serve many requests: what the last one bound must not stick to this.
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        try:
            answer = HEALTH.get(request.path_info, self.get_response)
            response = answer(request)
            _write(request, response, time.perf_counter() - started)
        finally:
            clear_contextvars()
        response.headers[HEADER] = request_id
        for name, value in SAFE.items():
            response.headers.setdefault(name, value)
        return response


def _write(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    route = _route(request)
    level = logging.INFO
    if response.status_code >= 500:
        level = logging.ERROR
    elif route in {"health", "static"}:
        level = logging.DEBUG  # a probe every second would drown the rest
    fields = {
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    if getattr(settings, "CONCORD_LOG_ADDRESSES", False):
        fields["ip"] = _caller(request)
    log.log(level, "request_answered", **fields)


def _route(request: HttpRequest) -> str:
    if request.path_info in HEALTH:
        return "health"
    if request.resolver_match is not None:
        return request.resolver_match.view_name
    static = settings.STATIC_URL
    return "static" if static and request.path.startswith(static) else "unmatched"


def _caller(request: HttpRequest) -> str:
    """The address that the nearest proxy saw; earlier ones could be made up."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
