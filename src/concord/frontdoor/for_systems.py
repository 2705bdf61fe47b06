"""The gate for systems of other agencies: a key in each request, and nothing else.

No cookie and no session. What is refused is said by field, never with what was sent.
The API of referrals stands behind it, and whatever else a room offers to systems.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from concord.access import reading
from concord.access.actor import Actor, acting_as
from concord.frontdoor.actions import partners
from concord.frontdoor.actions.partners import Known
from concord.frontdoor.actions.referring import PARTNERS
from concord.frontdoor.forms.api import Fault, NotJson, read_json

MOST_BYTES = 200_000
# Of one system, and of one address that shows no key that is known.
PER_SYSTEM = {"send": "120/m/key"}
PER_STRANGER = {"unknown": "30/m/ip"}
WAIT = "60"  # seconds

Answering = Callable[..., HttpResponse]


class Refused(Exception):
    """What is answered instead: a status, and what is wrong with which field."""

    def __init__(self, status: int, faults: Sequence[Fault], **heads: str) -> None:
        super().__init__(status)
        self.status, self.faults, self.heads = status, faults, heads


def for_systems(*methods: str) -> Callable[[Answering], Answering]:
    """A view for whoever shows the key of a system: `view(request, known, key, ...)`.

    Refusals are kept in the audit: which address, which system, which status.
    """

    def around(view: Answering) -> Answering:
        @csrf_exempt  # no cookie is looked at: the key stands in each request
        @wraps(view)
        def answering(request: HttpRequest, **blanks: Any) -> HttpResponse:
            known: Known | None = None
            try:
                if request.method not in methods:
                    raise refused_with(405, "method", "Not used here.", methods)
                known, key = _who(request)
                answer = view(request, known, key, **blanks)
            except Refused as refused:
                # Of strangers only so many as are counted: else anybody could fill
                # the audit.
                if known is not None or refused.status == 401:
                    note(request, known, "refusal", refused.status)
                answer = faults_of(refused)
            answer["Cache-Control"] = "no-store"
            return answer

        return answering

    return around


def refused_with(
    status: int, name: str, words: str, methods: Sequence[str] = ()
) -> Refused:
    """One thing that is wrong, with its field."""
    heads = {"Allow": ", ".join(methods)} if methods else {}
    return Refused(status, [(name, words)], **heads)


def faults_of(refused: Refused) -> HttpResponse:
    """The answer that says what is wrong."""
    answer = JsonResponse(
        {"errors": [{"field": name, "message": w} for name, w in refused.faults]},
        status=refused.status,
    )
    for name, value in refused.heads.items():
        answer[name] = value
    return answer


def actor_of(known: Known | None) -> Actor:
    """The principal of systems, where the system of this key belongs."""
    return Actor.from_job(PARTNERS, known.partnership_id if known else None)


def note(
    request: HttpRequest,
    known: Known | None,
    verb: str,
    status: int,
    cases: Sequence[uuid.UUID] = (),
) -> None:
    """Which system did what, as an event of the audit: no word of the request.

    `cases` are those of which the answer tells something.
    """
    match = request.resolver_match
    with acting_as(actor_of(known)):
        reading.note(
            verb,
            door=match.view_name if match else "",
            cases=list(cases),
            row=f"system {known.system_id}" if known else "",
            why=str(status),
        )


def _who(request: HttpRequest) -> tuple[Known, str]:
    """The system whose key is shown. Raises Refused, the same for every wrong key."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    key = key.strip()
    known = None
    if scheme.lower() == "bearer" and key.isascii() and len(key) <= 200:
        known = partners.known_by(key)
    if known is None:
        _count(request, "unknown", PER_STRANGER, None)
        raise Refused(
            401,
            [("Authorization", "Show the key of your system: Bearer, and the key.")],
            **{"WWW-Authenticate": 'Bearer realm="Concord"'},
        )
    _count(request, "send", PER_SYSTEM, str(known.system_id))
    return known, key


def _count(
    request: HttpRequest, action: str, config: dict[str, str], key: str | None
) -> None:
    if not ratelimit.consume(
        request,
        app="frontdoor.api",
        action=action,
        config=config,
        key=key,
        limit_get=True,
    ):
        words = f"Too many at a time. Send it again after {WAIT} seconds."
        raise Refused(429, [("request", words)], **{"Retry-After": WAIT})


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent. Raises Refused."""
    if request.content_type != "application/json":
        raise refused_with(415, "Content-Type", "Send application/json.")
    too_large = refused_with(413, "body", f"Send at most {MOST_BYTES:,} bytes.")
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise too_large
    try:
        raw = request.body
    except RequestDataTooBig as error:
        raise too_large from error
    if len(raw) > MOST_BYTES:
        raise too_large
    try:
        return read_json(raw)
    except NotJson as error:
        words = "This is no JSON object in UTF-8 in which each name stands once."
        raise refused_with(400, "body", words) from error
