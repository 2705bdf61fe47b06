"""Screening a case that waits for the MARAC."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.cases.views.trying import KEPT, tried
from concord.frontdoor.public import criteria_of
from concord.marac.actions import screening as verbs
from concord.marac.forms.screening import ScreeningForm
from concord.marac.queries.meetings import waiting
from concord.marac.queries.screening import screened
from concord.marac.views.finding import coordinator_of


def screen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The four criteria as far as they can be worked out; the coordinator decides."""
    actor = coordinator_of(request)
    work = next((one for one in waiting(actor) if one.pk == pk), None)
    if work is None:
        raise Http404
    before = screened([pk], actor).get(pk)
    worked_out = criteria_of(work, actor)
    form = ScreeningForm(
        request.POST if request.method == "POST" else None,
        initial={
            "criteria": before.criteria
            if before
            else [one.code for one in worked_out if one.is_met],
            "words": before.words if before else "",
        },
    )
    if tried(
        request, form, lambda: verbs.screen(work=work, **form.cleaned_data, by=actor)
    ):
        messages.success(request, "Kept. It can go on an agenda.")
        return redirect("marac:index")
    return render(
        request,
        "marac/screen.html",
        {
            "heading": "Is it for the MARAC?",
            "work": work,
            "before": before,
            "worked_out": worked_out,
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )
