"""For systems of other agencies: send a referral, ask how far it is. Nothing else.

No cookie and no session: each request shows the key of its system. The answers hold a
reference and neutral words, never anything of anybody.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from concord.access.actor import acting_as
from concord.frontdoor.actions import partners
from concord.frontdoor.actions.partners import AGAIN, OTHER, Known
from concord.frontdoor.for_systems import (
    Refused,
    actor_of,
    body_of,
    faults_of,
    for_systems,
    note,
    refused_with,
)
from concord.frontdoor.forms.api import (
    KEY,
    Body,
    canonical,
    path_of,
)
from concord.frontdoor.models import Referral
from concord.frontdoor.openapi import ANSWERED, LOOKED_AT, RECEIVED, document

KEY_HEADER = "Idempotency-Key"
KEY_SHAPE = re.compile(r"[\x21-\x7e]{1,60}")
State = Referral.State
SO_FAR = {State.NEW.value: RECEIVED, State.DECIDED.value: ANSWERED}


@for_systems("POST")
def receive(request: HttpRequest, known: Known, key: str) -> HttpResponse:
    """One referral. 201 for a new one, 200 when the same came before."""
    body = body_of(request)
    own_key = _own_key(request, body)
    came = Body(body)
    said = came.intake.said(source=Referral.Source.PARTNER_SYSTEM, key=own_key)
    faults = came.all_faults()
    if faults or said is None:
        raise Refused(422, faults)
    try:
        with acting_as(actor_of(known)) as by:
            taken = partners.take_from(
                said=said, key=key, body_digest=_digest(known, body), by=by
            )
    except ValidationError as error:
        raise _by_verb(error) from error
    if taken.what == OTHER:
        words = "This key came before with another body. Give a new referral a new key."
        raise refused_with(409, KEY_HEADER, words)
    there = reverse("referral_api", kwargs={"ref": taken.ref})
    answer = JsonResponse(
        {"reference": taken.ref, "status": RECEIVED},
        status=200 if taken.what == AGAIN else 201,
    )
    answer["Location"] = there
    return answer


@for_systems("GET", "HEAD")
def how_far(request: HttpRequest, known: Known, key: str, ref: str) -> HttpResponse:
    """How far a referral of this very system is, and what was answered."""
    with acting_as(actor_of(known)) as by:
        found = partners.how_far(ref=ref[:20], key=key, by=by)
    if found is None:
        words = "This system has sent no referral with this reference."
        raise refused_with(404, "reference", words)
    note(request, known, "read", 200)
    state, reply = found
    said: dict[str, str] = {"reference": ref, "status": SO_FAR.get(state, LOOKED_AT)}
    if state == State.DECIDED and reply:
        said["reply"] = Referral.Reply(reply).label
    return JsonResponse(said)


def description(request: HttpRequest) -> HttpResponse:
    """The API as an OpenAPI 3.1 document. It tells of fields, and of nobody."""
    if request.method not in ("GET", "HEAD"):
        answer = faults_of(
            refused_with(405, "method", "Not used here.", ("GET", "HEAD"))
        )
    else:
        answer = JsonResponse(document(), json_dumps_params={"indent": 1})
    answer["Cache-Control"] = "no-store"
    return answer


description.openapi = document  # type: ignore[attr-defined]


def _own_key(request: HttpRequest, body: dict[str, Any]) -> str:
    """The sender's own key of this referral, from the head or from the body."""
    head, inside = request.headers.get(KEY_HEADER, ""), body.get(KEY)
    own = head or inside
    if not isinstance(own, str) or not KEY_SHAPE.fullmatch(own):
        words = (
            "Give each referral a key of its own: 1 to 60 characters without spaces, "
            "such as your case number. It says nothing of anybody."
        )
        raise refused_with(422, KEY_HEADER, words)
    if head and inside is not None and head != inside:
        raise refused_with(422, KEY, f"It differs from {KEY_HEADER}. Send one of them.")
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
