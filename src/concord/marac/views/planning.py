"""Planning meetings, and calling one off."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from concord.cases.views.trying import KEPT, tried
from concord.foundation.ui.words import count
from concord.marac.actions import planning
from concord.marac.forms.meetings import MeetingForm, SeriesForm
from concord.marac.queries.meetings import panels_of
from concord.marac.views.finding import coordinator_of, meeting_of


def new(request: HttpRequest) -> HttpResponse:
    """One meeting."""
    actor = coordinator_of(request)
    panels = panels_of(actor)
    form = MeetingForm(request.POST or None, panels=panels)
    made = tried(request, form, lambda: planning.plan(**form.said(panels), by=actor))
    if made:
        messages.success(request, "Planned. Its agenda is empty so far.")
        return redirect("marac:meeting", pk=made.pk)
    return _form(request, "Plan a meeting", "Plan it", form)


def series(request: HttpRequest) -> HttpResponse:
    """Meetings every so many weeks."""
    actor = coordinator_of(request)
    panels = panels_of(actor)
    form = SeriesForm(request.POST or None, panels=panels)
    made = tried(
        request, form, lambda: planning.plan_series(**form.said(panels), by=actor)
    )
    if made:
        number = len(made) if isinstance(made, list) else 0
        messages.success(request, f"{count(number, 'new meeting')} planned.")
        return redirect("marac:index")
    return _form(request, "Plan a series", "Plan them", form)


@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting doesn't take place."""
    actor = coordinator_of(request)
    meeting = meeting_of(request, pk)
    try:
        planning.call_off(meeting=meeting, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("marac:meeting", pk=meeting.pk)
    messages.success(request, "Called off. Tell those who meant to come.")
    return redirect("marac:index")


def _form(
    request: HttpRequest, heading: str, button: str, form: MeetingForm | SeriesForm
) -> HttpResponse:
    return render(
        request,
        "marac/plan.html",
        {"heading": heading, "button": button, "form": form, "errors_kept": KEPT},
        status=422 if form.errors else 200,
    )
