"""For systems of agencies: which returns their team owes, and filling one in.

Nothing is sent by a system: a person looks, and sends. The answers hold figures of
the system's own team, and no person.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse

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
from concord.returns.actions import systems
from concord.returns.actions.filling import cells_of
from concord.returns.checking import Key, Problem
from concord.returns.checking.allowed import FOR_SYSTEMS, OF_A_RETURN
from concord.returns.files.layout import written
from concord.returns.forms.api import figures_in, permission_in_body
from concord.returns.models import ReturnWindow, Submission
from concord.returns.openapi import document
from concord.returns.queries.form import form_of

AS_RETURN_SAID = next(said for said, code in FOR_SYSTEMS.items() if not code)
NO_RETURNS = "This key fills in no returns. Ask whoever manages the partnership."
NOT_THERE = "Your team is asked for no return with this number."
SHOWN = 50


@for_systems("GET", "HEAD")
def index(request: HttpRequest, known: Known, key: str) -> HttpResponse:
    """The returns that the system's team is asked for, newest first."""
    with acting_as(actor_of(known)) as by:
        team = _team(key, by)
        found = [_said(one) for one in _windows(team)[:SHOWN]]
    note(request, known, "list", 200)
    return JsonResponse({"returns": found})


@for_systems("GET", "HEAD", "POST")
def one(request: HttpRequest, known: Known, key: str, pk: int) -> HttpResponse:
    """A return with its questions; by POST, figures to keep in it."""
    with acting_as(actor_of(known)) as by:
        team = _team(key, by)
        window = _windows(team).filter(pk=pk).first()
        if window is None:
            raise refused_with(404, "return", NOT_THERE)
        kept = _keep(request, window, key, by) if request.method == "POST" else []
        answer = _whole(window)
    # What was typed stands in the history, with the principal.
    note(request, known, "read", 200)
    return JsonResponse(answer | {"kept": kept})


def description(request: HttpRequest) -> HttpResponse:
    """The API as an OpenAPI 3.1 document."""
    if request.method not in ("GET", "HEAD"):
        answer = faults_of(
            refused_with(405, "method", "Not used here.", ("GET", "HEAD"))
        )
    else:
        answer = JsonResponse(document(), json_dumps_params={"indent": 1})
    answer["Cache-Control"] = "no-store"
    return answer


description.openapi = document  # type: ignore[attr-defined]


def _team(key: str, by: Actor) -> int:
    team = systems.team_of(key, by)
    if team is None:
        raise refused_with(403, "Authorization", NO_RETURNS)
    return team


def _windows(team: int) -> Any:
    return (
        ReturnWindow.objects.filter(team_id=team)
        .select_related("sheet", "version", "team__agency", "partnership")
        .order_by("-first_day", "sheet__name")
    )


def _keep(request: HttpRequest, window: ReturnWindow, key: str, by: Actor) -> list[str]:
    body = body_of(request)
    typed, faults = figures_in(body, cells_of(window).keys)
    if faults:
        raise Refused(422, faults)
    may_use, may_publish = permission_in_body(body)
    try:
        kept = systems.fill(
            window=window,
            typed=typed,
            may_use=may_use,
            may_publish=may_publish,
            key=key,
            by=by,
        )
    except ValidationError as error:
        raise refused_with(409, "return", " ".join(error.messages)) from error
    return [written(one) for one in kept.changed]


def _said(window: ReturnWindow) -> dict[str, Any]:
    return {
        "return": window.pk,
        "sheet": window.sheet.name,
        "period": window.period.code,
        "due": f"{window.due_on}",
        "locked": window.is_locked,
    }


def _whole(window: ReturnWindow) -> dict[str, Any]:
    form = form_of(window, is_to_send=True)
    blank = {cell.key for cell in form.cells if not cell.entry.typed.strip()}
    return _said(window) | {
        "state": form.submission.state if form.submission else "",
        "permission": _permission(form.submission),
        "figures": [
            {
                "key": written(cell.key),
                "question": cell.field.question,
                "figure": cell.entry.typed,
                "why": cell.entry.why,
                "recorded_differently_since": cell.entry.changed_on,
                "permission": cell.entry.permission or AS_RETURN_SAID,
            }
            for cell in form.cells
        ],
        "problems": [
            _problem(one) for one in form.problems if not _is_blank(one, blank)
        ],
        "blank": [_problem(one) for one in form.problems if _is_blank(one, blank)],
    }


def _permission(submission: Submission | None) -> str:
    """What the whole return may be used for, in the word that a system sends."""
    said = submission or Submission()
    now = (said.may_use, said.may_use and said.may_publish)
    return next(word for word, means in OF_A_RETURN.items() if means == now)


def _is_blank(problem: Problem, blank: set[Key]) -> bool:
    """Whether it is only that no figure is there yet."""
    return problem.part == "typed" and problem.key in blank


def _problem(problem: Problem) -> dict[str, str]:
    return {
        "key": written(problem.key),
        "message": problem.words,
        "kind": problem.kind,
    }
