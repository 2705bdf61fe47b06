"""Who coordinates, the core teams, and the limits of the place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.cases.views.finding import manager_of
from concord.cases.views.trying import KEPT, tried
from concord.marac.actions.panel import set_up
from concord.marac.forms.meetings import PanelForm
from concord.marac.models import CoreTeam
from concord.marac.queries.meetings import panel_of
from concord.partnership.models import Team


def settings(request: HttpRequest) -> HttpResponse:
    """For whoever manages the partnership."""
    actor = manager_of(request)
    panel = panel_of(actor)
    teams = list(
        Team.objects.valid_on().filter(partnership_id=actor.here).order_by("name")
    )
    seated = CoreTeam.objects.visible_to(actor).seated()
    form = PanelForm(
        request.POST or None,
        teams=teams,
        panel=panel,
        core=list(seated.values_list("team_id", flat=True)),
    )
    if tried(
        request,
        form,
        lambda: set_up(
            name=form.cleaned_data["name"],
            team=form.cleaned_data["team"],
            core=list(form.cleaned_data["core"]),
            limits=form.limits(),
            by=actor,
        ),
    ):
        messages.success(request, "Kept.")
        return redirect("marac:settings")
    return render(
        request,
        "marac/settings.html",
        {"heading": "The MARAC", "form": form, "panel": panel, "errors_kept": KEPT},
        status=422 if form.errors else 200,
    )
