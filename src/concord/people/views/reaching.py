"""Asking the gate, using what it cleared, and saying what came of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.people import reaching
from concord.people.actions import attempts
from concord.people.forms.contact import CameOf, Reach
from concord.people.forms.rules import refuse
from concord.people.models import ContactAttempt
from concord.people.queries.contact import PointLine
from concord.people.reaching import NotSafe, Purpose
from concord.people.safe_contact import Channel, ways_now
from concord.people.views.finding import actor_in, own_attempt, point_in
from concord.people.views.points import about, point_page


@require_POST
def reach(request: HttpRequest, case: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Ask whether somebody may be reached in this way now."""
    actor = actor_in(request, case)
    line = point_in(case, pk, actor)
    form = Reach(
        request.POST,
        channels=ways_now(line.point, line.rule),
        is_verified=line.is_verified,
    )
    if not form.is_valid():
        page = point_page(line, case, request) | {"form": form}
        return render(request, "people/point.html", page, status=422)
    channel = Channel(form.cleaned_data["channel"])
    try:
        cleared = reaching.reach(
            point=line.point,
            channel=channel,
            purpose=Purpose(form.cleaned_data["purpose"]),
            at=timezone.now(),
            by=actor,
        )
    except NotSafe as refusal:
        return _refused(request, line, channel, refusal)
    return redirect("contact:attempt", case=case, pk=pk, attempt=cleared.attempt_id)


def attempt(
    request: HttpRequest, case: uuid.UUID, pk: uuid.UUID, attempt: uuid.UUID
) -> HttpResponse:
    """What was cleared, for some minutes, with what to say; then what came of it."""
    actor = actor_in(request, case)
    line = point_in(case, pk, actor)
    asked = own_attempt(line.point, attempt, actor)
    channel = Channel(asked.channel)
    form = CameOf(request.POST or None, channel=channel)
    if request.method == "POST" and form.is_valid():
        try:
            attempts.record_attempt(of=asked, by=actor, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            return _kept(request, line, form.cleaned_data["outcome"])
    is_told = hasattr(asked, "outcome_row")
    cleared, number = (None, "") if is_told else _cleared(asked, actor)
    return render(
        request,
        "people/attempt.html",
        {
            "heading": _heading(cleared, channel, is_told),
            "case_id": case,
            "line": line,
            "form": form,
            "cleared": cleared,
            "number": number,
            "channel": channel,
            "is_told": is_told,
        },
        status=422 if form.errors else 200,
    )


def _cleared(
    asked: ContactAttempt, actor: Actor
) -> tuple[reaching.Cleared | None, str]:
    """What was cleared, and its value, if it is still safe now."""
    now = timezone.now()
    try:
        cleared, _ = reaching.look_again(attempt=asked, now=now, by=actor)
        return cleared, cleared.value_for(Channel(asked.channel), now)
    except NotSafe:
        return None, ""


def _heading(cleared: reaching.Cleared | None, channel: Channel, is_told: bool) -> str:
    if cleared is None:
        return "Written down" if is_told else "What came of it?"
    return f"{channel.label}: safe until {timezone.localtime(cleared.good_until):%H:%M}"


def _kept(request: HttpRequest, line: PointLine, outcome: str) -> HttpResponse:
    case, pk = line.point.case_id, line.point.pk
    if outcome == ContactAttempt.Outcome.SOMEBODY_ELSE:
        messages.warning(
            request, "Kept. Somebody else answered: is it still safe? Look at the rule."
        )
    else:
        messages.success(request, "Kept.")
    return redirect("contact:point", case=case, pk=pk)


def _refused(
    request: HttpRequest, line: PointLine, channel: Channel, refusal: NotSafe
) -> HttpResponse:
    return render(
        request,
        "people/not_safe.html",
        {
            "heading": "Not safe now",
            "case_id": line.point.case_id,
            "line": line,
            "about": about(line),
            "channel": channel,
            "why": refusal.answer.why,
        },
    )
