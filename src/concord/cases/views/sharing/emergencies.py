"""Opening a case in an emergency, and closing it again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from concord.access.actions import emergencies
from concord.access.again import asked_again
from concord.cases.forms import refusals
from concord.cases.forms.emergencies import EmergencyForm
from concord.cases.queries.emergencies import open_now
from concord.cases.views.finding import actor_of


@asked_again
def emergency(request: HttpRequest) -> HttpResponse:
    """Asks which case, why and for how long; opens it, or says that there is none."""
    actor = actor_of(request)
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = emergencies.open_case(by=actor, **form.cleaned_data)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            return redirect("cases:case", pk=found)
    return render(
        request,
        "cases/sharing/emergency.html",
        {
            "heading": "Open a case in an emergency",
            "form": form,
            "open_now": open_now(actor),
        },
    )


@require_POST
def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Closes what one's own hat has open. Any other case is not there, or not yours."""
    actor = actor_of(request)
    emergencies.close(case_id=pk, by=actor)
    messages.success(request, "Closed. The opening waits for its review.")
    return redirect("cases:index")
