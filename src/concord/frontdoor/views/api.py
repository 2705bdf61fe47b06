"""For systems of other agencies: send a referral, ask how far it is. Nothing else.

No cookie and no session: each request shows the key of its system. The answers hold a
reference and neutral words, never anything of anybody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from concord.access import reading
from concord.access.actor import Actor, acting_as
from concord.frontdoor.actions import partners
from concord.frontdoor.actions.partners import AGAIN, OTHER, Known
from concord.frontdoor.actions.referring import PARTNERS
from concord.frontdoor.forms.api import (
    KEY,
    Body,
    Fault,
    NotJson,
    canonical,
    path_of,
    read_json,
)
from concord.frontdoor.models import Referral
from concord.frontdoor.openapi import ANSWERED, LOOKED_AT, RECEIVED, document

MOST_BYTES = 200_000
KEY_HEADER = "Idempotency-Key"
KEY_SHAPE = re.compile(r"[\x21-\x7e]{1,60}")
# Of one system, and of one address that shows no key that is known.
PER_SYSTEM = {"send": "120/m/key"}
PER_STRANGER = {"unknown": "30/m/ip"}
WAIT = "60"  # seconds
State = Referral.State
SO_FAR = {State.NEW.value: RECEIVED, State.DECIDED.value: ANSWERED}

Answering = Callable[..., HttpResponse]


class Refused(Exception):
    """What is answered instead: a status, and what is wrong with which field."""

    def __init__(self, status: int, faults: Sequence[Fault], **heads: str) -> None:
        super().__init__(status)
        self.status, self.faults, self.heads = status, faults, heads


def _for_systems(*methods: str) -> Callable[[Answering], Answering]:
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
                    raise _refused(405, "method", "Not used here.", methods)
                known, key = _who(request)
                answer = view(request, known, key, **blanks)
            except Refused as refused:
                # Of strangers only so many as are counted: else anybody could fill
                # the audit.
                if known is not None or refused.status == 401:
                    _note(request, known, "refusal", refused.status)
                answer = _faults(refused)
            answer["Cache-Control"] = "no-store"
            return answer

        return answering

    return around


@_for_systems("POST")
def receive(request: HttpRequest, known: Known, key: str) -> HttpResponse:
    """One referral. 201 for a new one, 200 when the same came before."""
    body = _body(request)
    own_key = _own_key(request, body)
    came = Body(body)
    said = came.intake.said(source=Referral.Source.PARTNER_SYSTEM, key=own_key)
    faults = came.all_faults()
    if faults or said is None:
        raise Refused(422, faults)
    try:
        with acting_as(_actor(known)) as by:
            taken = partners.take_from(
                said=said, key=key, body_digest=_digest(known, body), by=by
            )
    except ValidationError as error:
        raise _by_verb(error) from error
    if taken.what == OTHER:
        words = "This key came before with another body. Give a new referral a new key."
        raise _refused(409, KEY_HEADER, words)
    there = reverse("referral_api", kwargs={"ref": taken.ref})
    answer = JsonResponse(
        {"reference": taken.ref, "status": RECEIVED},
        status=200 if taken.what == AGAIN else 201,
    )
    answer["Location"] = there
    return answer


@_for_systems("GET", "HEAD")
def how_far(request: HttpRequest, known: Known, key: str, ref: str) -> HttpResponse:
    """How far a referral of this very system is, and what was answered."""
    with acting_as(_actor(known)) as by:
        found = partners.how_far(ref=ref[:20], key=key, by=by)
    if found is None:
        words = "This system has sent no referral with this reference."
        raise _refused(404, "reference", words)
    _note(request, known, "read", 200)
    state, reply = found
    said: dict[str, str] = {"reference": ref, "status": SO_FAR.get(state, LOOKED_AT)}
    if state == State.DECIDED and reply:
        said["reply"] = Referral.Reply(reply).label
    return JsonResponse(said)


def description(request: HttpRequest) -> HttpResponse:
    """The API as an OpenAPI 3.1 document. It tells of fields, and of nobody."""
    if request.method not in ("GET", "HEAD"):
        answer = _faults(_refused(405, "method", "Not used here.", ("GET", "HEAD")))
    else:
        answer = JsonResponse(document(), json_dumps_params={"indent": 1})
    answer["Cache-Control"] = "no-store"
    return answer


description.openapi = document  # type: ignore[attr-defined]


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


def _body(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise _refused(415, "Content-Type", "Send application/json.")
    too_large = _refused(413, "body", f"Send at most {MOST_BYTES:,} bytes.")
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
        raise _refused(400, "body", words) from error


def _own_key(request: HttpRequest, body: dict[str, Any]) -> str:
    """The sender's own key of this referral, from the head or from the body."""
    head, inside = request.headers.get(KEY_HEADER, ""), body.get(KEY)
    own = head or inside
    if not isinstance(own, str) or not KEY_SHAPE.fullmatch(own):
        words = (
            "Give each referral a key of its own: 1 to 60 characters without spaces, "
            "such as your case number. It says nothing of anybody."
        )
        raise _refused(422, KEY_HEADER, words)
    if head and inside is not None and head != inside:
        raise _refused(422, KEY, f"It differs from {KEY_HEADER}. Send one of them.")
    return own


def _digest(known: Known, body: dict[str, Any]) -> str:
    """Of the content, whatever its order; of another system it is another."""
    system = f"{known.system_id}:".encode()
    return hashlib.sha256(system + canonical(body)).hexdigest()


def _by_verb(error: ValidationError) -> Refused:
    """What the verb refused, which the forms had not seen."""
    if not hasattr(error, "error_dict"):
        # No team at the door: nothing of it is the sender's to mend.
        heads = {"Retry-After": "3600"}
        return Refused(503, [("request", w) for w in error.messages], **heads)
    return Refused(
        422,
        [(path_of("", n), w) for n, texts in error.message_dict.items() for w in texts],
    )


def _refused(
    status: int, name: str, words: str, methods: Sequence[str] = ()
) -> Refused:
    heads = {"Allow": ", ".join(methods)} if methods else {}
    return Refused(status, [(name, words)], **heads)


def _faults(refused: Refused) -> HttpResponse:
    answer = JsonResponse(
        {"errors": [{"field": name, "message": w} for name, w in refused.faults]},
        status=refused.status,
    )
    for name, value in refused.heads.items():
        answer[name] = value
    return answer


def _actor(known: Known | None) -> Actor:
    return Actor.from_job(PARTNERS, known.partnership_id if known else None)


def _note(request: HttpRequest, known: Known | None, verb: str, status: int) -> None:
    """Which system did what, as an event of the audit: no word of the request."""
    match = request.resolver_match
    with acting_as(_actor(known)):
        reading.note(
            verb,
            door=match.view_name if match else "",
            row=f"system {known.system_id}" if known else "",
            why=str(status),
        )
