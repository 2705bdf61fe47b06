"""An agenda: its list, putting cases on, issuing it, one case of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concord.access.actor import Actor
from concord.access.models import Side
from concord.cases.queries.cases import parties_of
from concord.cases.views.finding import case_of
from concord.cases.views.trying import KEPT, add_errors, tried
from concord.foundation.ui.words import count, long_date
from concord.marac.actions import agenda as verbs
from concord.marac.actions import issuing
from concord.marac.actions.agreed_actions import may_write
from concord.marac.actions.feedback import supports
from concord.marac.actions.repeats import latest_finding
from concord.marac.forms.issuing import (
    BelowThresholdForm,
    HearingForm,
    hearing_form,
)
from concord.marac.forms.meetings import LeaveForm, PutOnForm
from concord.marac.models import AgendaItem, Meeting
from concord.marac.queries.agreed_actions import of_item
from concord.marac.queries.meetings import (
    agenda_of,
    attending,
    coordinates,
    held_by,
    may_send,
    notes_of,
    waiting,
)
from concord.marac.queries.minutes import own_copies
from concord.marac.queries.room import feedback_of, hearing_of
from concord.marac.queries.screening import screened
from concord.marac.views.finding import (
    actor_of,
    coordinator_of,
    item_of,
    meeting_of,
)


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda as far as the hat sees it, by codes; who comes."""
    return render(request, "marac/meeting.html", _page(request, pk))


@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper: codes only, and nothing that leads to anybody."""
    return render(request, "marac/print.html", _page(request, pk))


def put_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Cases that wait go on this agenda; after issuing they are shared at once."""
    actor = coordinator_of(request)
    found = _open_meeting(request, pk)
    work = {str(one.pk): one for one in waiting(actor, [found.panel.kind])}
    posted = request.POST if request.method == "POST" else None
    form = PutOnForm(
        posted,
        choices=[
            (key, f"Case {one.case.ref}, from {one.owner_team.short_name}")
            for key, one in work.items()
        ],
    )
    needs_reason = found.is_issued and bool(
        held_by(actor, {one.case_id for one in work.values()})
    )
    lawful = hearing_form(posted, actor, found.panel) if needs_reason else None
    right = form.is_valid() and (lawful is None or lawful.is_valid())
    if posted is not None and right:
        reason = lawful.reason() if lawful else None
        try:
            with transaction.atomic():
                for key in form.cleaned_data["work"]:
                    verbs.put_on(work=work[key], meeting=found, reason=reason, by=actor)
        except ValidationError as error:
            add_errors(form, error)
        else:
            number = len(form.cleaned_data["work"])
            messages.success(request, f"{count(number, 'case')} put on the agenda.")
            return redirect("marac:meeting", pk=found.pk)
    forms = [one for one in (form, lawful) if one is not None]
    return render(
        request,
        "marac/put_on.html",
        {
            "heading": "Put cases on the agenda",
            "meeting": found,
            "form": form,
            "forms": forms,
            "lawful": lawful,
            "has_work": bool(work),
            "errors_kept": KEPT,
        },
        status=422 if any(one.errors for one in forms) else 200,
    )


def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Which teams get what, of how many cases; and why that is lawful.

    For the coordinator, and after that for a team that holds cases on the agenda.
    """
    actor = actor_of(request)
    found = _open_meeting(request, pk)
    is_ours = coordinates(found.panel, actor)
    agenda = agenda_of(found, actor)
    if not is_ours and not (found.is_issued and agenda.to_share):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    lawful = (
        hearing_form(posted, actor, found.panel, agenda.to_share)
        if agenda.to_share
        else None
    )
    errors: list[str] = []
    if posted is not None and (lawful is None or lawful.is_valid()):
        reason = lawful.reason() if lawful else None
        verb: Any = issuing.issue if is_ours else issuing.share_held
        try:
            verb(meeting=found, reason=reason, only=_only(lawful), by=actor)
        except ValidationError as error:
            if lawful is None:
                errors = list(error.messages)
            else:
                add_errors(lawful, error)
        else:
            messages.success(request, "Kept. Core teams see who is on the agenda.")
            return redirect("marac:meeting", pk=found.pk)
    return render(
        request,
        "marac/issue.html",
        {
            "heading": "Issue the agenda" if is_ours else "Share your cases",
            "meeting": found,
            "is_ours": is_ours,
            "agenda": agenda,
            "teams": issuing.core_teams(found, actor),
            "form": lawful,
            "errors": errors,
            "errors_kept": KEPT,
        },
        status=422 if errors or (lawful is not None and lawful.errors) else 200,
    )


def item(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One case of an agenda: who it is about; for the coordinator, taking it off."""
    actor = actor_of(request)
    found = item_of(request, pk)
    is_ours = coordinates(found.meeting.panel, actor)
    can_leave = is_ours and found.state == "listed" and found.meeting.is_open
    form = LeaveForm(request.POST if request.method == "POST" and can_leave else None)
    if tried(request, form, lambda: _leave(found, form, actor)):
        messages.success(request, "Kept.")
        return redirect("marac:meeting", pk=found.meeting_id)
    case = case_of(request, found.case_id)
    return render(
        request,
        "marac/item.html",
        {
            "heading": f"Case {found.code}",
            "item": found,
            "case": case,
            "people": [
                (Side(line.party.side).label, line.known) for line in parties_of(case)
            ],
            "actions": of_item(found, actor),
            "may_write": may_write(found, actor),
            "hearing": hearing_of(found, actor),
            "feedback": feedback_of(found, actor),
            "may_tell": found.state == "heard" and supports(found, actor),
            "form": form if can_leave else None,
            "repeat": latest_finding(found, actor) if is_ours else None,
            "screening": screened([found.work_id], actor).get(found.work_id),
            "notes": notes_of(found, actor),
            "may_send": may_send(found, actor),
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One place up or down."""
    actor = coordinator_of(request)
    found = item_of(request, pk)
    try:
        verbs.move(item=found, up=request.POST.get("way") == "up", by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("marac:meeting", pk=found.meeting_id)


def _leave(found: AgendaItem, form: LeaveForm, actor: Actor) -> None:
    why = form.cleaned_data["why"]
    if form.cleaned_data["verb"] == "put_off":
        verbs.put_off(item=found, why=why, by=actor)
    else:
        verbs.withdraw(item=found, why=why, by=actor)


def _only(form: HearingForm | BelowThresholdForm | None) -> list[AgendaItem] | None:
    """The cases that the answers are true of, where that was asked."""
    return form.only() if isinstance(form, BelowThresholdForm) else None


def _open_meeting(request: HttpRequest, pk: int) -> Meeting:
    found = meeting_of(request, pk)
    if not found.is_open:
        raise Http404
    return found


def _page(request: HttpRequest, pk: int) -> dict[str, Any]:
    actor = actor_of(request)
    found = meeting_of(request, pk)
    agenda = agenda_of(found, actor)
    is_ours = coordinates(found.panel, actor)
    kind = "Agenda of the emergency meeting" if found.is_emergency else "Agenda"
    return {
        "heading": f"{kind} on {long_date(found.day)}",
        "meeting": found,
        "is_ours": is_ours,
        "agenda": agenda,
        "can_order": is_ours and found.is_open and len(agenda.listed) > 1,
        "over": max(0, len(agenda.listed) - found.panel.capacity) if is_ours else 0,
        "attending": attending(found),
        "own_copies": own_copies(actor, found),
    }
