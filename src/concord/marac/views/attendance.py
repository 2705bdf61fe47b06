"""Who comes to a meeting."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.cases.views.trying import KEPT, tried
from concord.marac.actions import attending as coming
from concord.marac.forms.meetings import AttendanceForm
from concord.marac.models import CoreTeam, Meeting
from concord.marac.queries.meetings import attending
from concord.marac.views.finding import actor_of, meeting_of


def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Each team says who comes; the coordinator says it for any."""
    actor = actor_of(request)
    meeting = meeting_of(request, pk)
    form = AttendanceForm(request.POST or None, teams=_teams(meeting, actor))
    if tried(
        request,
        form,
        lambda: coming.say_who_comes(meeting=meeting, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "Kept.")
        return redirect("marac:attendance", pk=meeting.pk)
    found = attending(meeting)
    own = [s for seat in found.seats for s in seat.said if s.hat_id == actor.own_hat]
    return render(
        request,
        "marac/attendance.html",
        {
            "heading": "Who comes",
            "meeting": meeting,
            "attending": found,
            "own": own[0] if own else None,
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """To the confidentiality of this meeting, by oneself."""
    actor = actor_of(request)
    meeting = meeting_of(request, pk)
    try:
        coming.agree(meeting=meeting, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Kept: you have agreed for this meeting.")
    return redirect("marac:attendance", pk=meeting.pk)


def _teams(meeting: Meeting, actor: Actor) -> list[int]:
    """Whose people the actor may answer for."""
    if meeting.panel.team_id != actor.team_id:
        return [actor.own_team]
    core = CoreTeam.objects.filter(panel_id=meeting.panel_id).valid_on()
    return [actor.own_team, *core.values_list("team_id", flat=True)]
