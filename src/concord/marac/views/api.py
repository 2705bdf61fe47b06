"""For systems of other agencies: their own team's flags, and nobody else's.

A flag is known by its code; what belongs to another team is answered as what is not
there. The answers hold the team's own references: they belong in no log.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.frontdoor.actions.partners import Known
from concord.frontdoor.for_systems import (
    Refused,
    actor_of,
    body_of,
    faults_of,
    for_systems,
    note,
    refused_with,
)
from concord.marac.actions import systems
from concord.marac.actions.flags import plain_reference
from concord.marac.actions.systems import KeepsFlags, ListedFlag
from concord.marac.forms.api import CLEAR, CONFIRM, FIND, Fields, said_in
from concord.marac.openapi import LIVE, OFF, OVER, TO_CONFIRM, document

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
NO_FLAGS = "This key keeps no flags. Ask whoever manages the partnership for one."
NOT_THERE = "Your team has no flag with this code."
REFUSALS = {
    systems.OFF: "This flag has been taken off.",
    systems.UNSEEN: "The case is no longer shared with your team: clear the flag.",
}
SAY_WHY = "The twelve months are not over: say why."


@for_systems("GET", "HEAD")
def flags(request: HttpRequest, known: Known, key: str) -> HttpResponse:
    """All live flags of the system's team."""
    with acting_as(actor_of(known)) as by:
        _may(key, by)
        found = systems.flags_of_system(key=key, by=by)
    return _listed(request, known, "list", found)


@for_systems("POST")
def find(request: HttpRequest, known: Known, key: str) -> HttpResponse:
    """Those with one reference, which travels in the body; an empty list for none."""
    said = _said(request, FIND)
    wanted = plain_reference(said["reference"]).casefold()
    with acting_as(actor_of(known)) as by:
        _may(key, by)
        found = systems.flags_of_system(key=key, by=by)
    hits = [one for one in found if one.reference.casefold() == wanted]
    return _listed(request, known, "search", hits if wanted else [])


@for_systems("POST")
def confirm(request: HttpRequest, known: Known, key: str, code: str) -> HttpResponse:
    """The team's record is flagged. Said again, it stays as it is."""
    said = _said(request, CONFIRM)

    def verb(may: KeepsFlags, by: Actor) -> str | None:
        return systems.confirm_by_system(key=key, code=code, may=may, by=by, **said)

    done = _done(known, key, code, verb)
    if done in REFUSALS:
        raise refused_with(409, "code", REFUSALS[done])
    return _kept(request, known, code, LIVE)


@for_systems("POST")
def clear(request: HttpRequest, known: Known, key: str, code: str) -> HttpResponse:
    """The flag is off the team's record. Said again, it stays so."""
    said = _said(request, CLEAR)

    def verb(_: KeepsFlags, by: Actor) -> str | None:
        return systems.clear_by_system(key=key, code=code, by=by, **said)

    if _done(known, key, code, verb) == systems.WHY:
        raise refused_with(422, "why", SAY_WHY)
    return _kept(request, known, code, OFF)


def description(request: HttpRequest) -> HttpResponse:
    """The API as an OpenAPI 3.1 document. It tells of fields, and of nobody."""
    methods = ("GET", "HEAD")
    if request.method not in methods:
        answer = faults_of(refused_with(405, "method", "Not used here.", methods))
    else:
        answer = JsonResponse(document(), json_dumps_params={"indent": 1})
    answer["Cache-Control"] = "no-store"
    return answer


description.openapi = document  # type: ignore[attr-defined]


def _may(key: str, by: Actor) -> KeepsFlags:
    found = systems.keeps_flags(key=key, by=by)
    if found is None:
        raise refused_with(403, "Authorization", NO_FLAGS)
    return found


def _done(
    known: Known,
    key: str,
    code: str,
    verb: Callable[[KeepsFlags, Actor], str | None],
) -> str:
    try:
        with acting_as(actor_of(known)) as by:
            may = _may(key, by)
            done = verb(may, by) if CODE.fullmatch(code) else None
    except ValidationError as error:
        faults = [(n, w) for n, words in error.message_dict.items() for w in words]
        raise Refused(422, faults) from error
    if done is None:
        raise refused_with(404, "code", NOT_THERE)
    return done


def _said(request: HttpRequest, fields: Fields) -> dict[str, str]:
    said, wrong = said_in(body_of(request), fields)
    if wrong:
        raise Refused(422, wrong)
    return said


def _kept(request: HttpRequest, known: Known, code: str, state: str) -> HttpResponse:
    note(request, known, "read", 200)
    return JsonResponse({"code": code, "state": state})


def _listed(
    request: HttpRequest, known: Known, verb: str, found: list[ListedFlag]
) -> HttpResponse:
    note(request, known, verb, 200, [one.case_id for one in found])
    today = timezone.localdate()
    return JsonResponse({"flags": [_flag(one, today) for one in found]})


def _flag(one: ListedFlag, today: dt.date) -> dict[str, Any]:
    state = LIVE if one.reference else TO_CONFIRM
    return {
        "code": one.code,
        "state": OVER if one.until <= today else state,
        "reference": one.reference,
        "online_hidden": one.online_hidden,
        "set_on": one.set_on.isoformat(),
        "until": one.until.isoformat(),
    }
