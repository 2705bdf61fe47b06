"""A page that was made a moment ago is shown again, so that a flood asks for little.

Only what is the same for everybody, and for two seconds: what a keeper changes, and
that a phone line has closed, is seen at once for any human measure, and nothing has to
be told that it is out of date. Who is signed in gets a page of their own.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from concord.foundation.observing import get_logger
from concord.website.actions.counting import Shown, waiting

log = get_logger(__name__)

WHERE = "/local/"
GZIP = re.compile(r"\bgzip\b")  # as the compression itself looks for it
MOST = 400  # pages kept at a time, about 15 kB each
# While one request makes a page anew, the others get the one before, so long at most.
LATE_SECONDS = 3.0

Name = tuple[str, bool]  # the address, and whether it is compressed


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it left the room, and until when (monotonic seconds)."""

    body: bytes
    headers: dict[str, str]
    match: ResolverMatch | None
    shown: Shown
    until: float


class ShownAgain:
    """Stands outside the transaction and the compression: showing again needs neither.

    It counts what is shown too, after the page was made: counting that fails takes
    nobody's page away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.kept: dict[Name, Kept] = {}
        self.making: set[Name] = set()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or not request.path_info.startswith(WHERE):
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self._made(request)
        name = (request.path_info, _takes_gzip(request))
        found = self.kept.get(name)
        if found is not None and self._will_do(name, found):
            return self._again(request, found)
        try:
            response = self._made(request)
            self._keep(name, request, response)
            return response
        finally:
            self.making.discard(name)

    def _made(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        shown: Shown | None = getattr(response, "shown", None)
        if shown is not None:
            _count(shown)
        return response

    def _will_do(self, name: Name, found: Kept) -> bool:
        """Whether this one can be shown. If not, who asked is to make it anew."""
        late = time.monotonic() - found.until
        if late < 0:
            return True
        with self.lock:
            if name in self.making and late < LATE_SECONDS:
                return True
            self.making.add(name)
        return False

    def _again(self, request: HttpRequest, found: Kept) -> HttpResponse:
        request.get_host()  # refuses a host that is not ours, as every page does
        request.resolver_match = found.match  # the log names the page
        waiting.add(found.shown)
        return HttpResponse(found.body, headers=found.headers)

    def _keep(
        self, name: Name, request: HttpRequest, response: HttpResponseBase
    ) -> None:
        seconds: float = settings.CONCORD_SHOWN_AGAIN_SECONDS
        shown: Shown | None = getattr(response, "shown", None)
        if shown is None or not isinstance(response, HttpResponse):
            return
        if not seconds or response.cookies:
            return
        if len(self.kept) >= MOST and name not in self.kept:
            self.kept.clear()
        self.kept[name] = Kept(
            response.content,
            dict(response.items()),
            request.resolver_match,
            shown,
            time.monotonic() + seconds,
        )


def _count(shown: Shown) -> None:
    waiting.add(shown)
    try:
        waiting.write()
    except DatabaseError as error:
        log.warning("counting_failed", exc_info=error)


def _takes_gzip(request: HttpRequest) -> bool:
    return bool(GZIP.search(request.headers.get("Accept-Encoding", "")))
