"""Who coordinates, the core teams, and the limits of the place."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.cases.views.finding import manager_of
from concord.cases.views.trying import KEPT, tried
from concord.marac.actions.panel import set_up
from concord.marac.forms.meetings import PanelForm
from concord.marac.models import CoreTeam, Kind
from concord.marac.queries.meetings import panels_of
from concord.partnership.models import Team

LIGHTER = tuple(kind for kind in Kind if kind != Kind.MARAC)


def settings(request: HttpRequest) -> HttpResponse:
    """For whoever manages the partnership."""
    return _page(request, Kind.MARAC)


def panel_settings(request: HttpRequest, kind: str) -> HttpResponse:
    """The same for a panel below the threshold of MARAC."""
    if kind not in LIGHTER:
        raise Http404
    return _page(request, Kind(kind))


def _page(request: HttpRequest, kind: Kind) -> HttpResponse:
    actor = manager_of(request)
    panels = panels_of(actor)
    panel = next((one for one in panels if one.kind == kind), None)
    teams = list(
        Team.objects.valid_on().filter(partnership_id=actor.here).order_by("name")
    )
    seated = CoreTeam.objects.visible_to(actor).filter(panel=panel).seated()
    others = [one for one in panels if one.kind != kind]
    form = PanelForm(
        request.POST or None,
        teams=teams,
        panel=panel,
        core=list(seated.values_list("team_id", flat=True)) if panel else [],
        kind=kind,
        coordinates=others[0].team if others and kind != Kind.MARAC else None,
    )
    if tried(
        request,
        form,
        lambda: set_up(
            name=form.cleaned_data["name"],
            team=form.cleaned_data["team"],
            core=list(form.cleaned_data["core"]),
            limits=form.limits(),
            kind=kind,
            by=actor,
        ),
    ):
        messages.success(request, "Kept.")
        return redirect(request.path)
    return render(
        request,
        "marac/settings.html",
        {
            "heading": f"The {kind.label}" if kind == Kind.MARAC else kind.label,
            "form": form,
            "panel": panel,
            "is_marac": kind == Kind.MARAC,
            "others": [one for one in Kind if one != kind],
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )
