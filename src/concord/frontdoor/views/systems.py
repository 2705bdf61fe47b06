"""Systems of other agencies that may send referrals: who they are, and their keys."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concord.access.again import asked_again
from concord.cases.views.finding import manager_of
from concord.cases.views.trying import KEPT, tried
from concord.frontdoor.actions import partners
from concord.frontdoor.forms.systems import SystemForm
from concord.frontdoor.models import PartnerSystem
from concord.partnership.models import Team


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of them, those that are ended last."""
    actor = manager_of(request)
    found = PartnerSystem.objects.visible_to(actor).select_related(
        "team", "made_by__account", "ended_by__account"
    )
    systems = sorted(found, key=lambda one: (not one.works_on(), one.name.lower()))
    return render(
        request,
        "frontdoor/systems.html",
        {"heading": "Partners’ systems", "systems": systems},
    )


@asked_again
def add(request: HttpRequest) -> HttpResponse:
    """A new one. Its key is on the page that answers, and nowhere else."""
    actor = manager_of(request)
    teams = list(Team.objects.valid_on().filter(partnership_id=actor.here))
    form = SystemForm(request.POST or None, teams=teams)
    made = tried(
        request, form, lambda: partners.register(**form.cleaned_data, by=actor)
    )
    if made:
        system, key = made
        return render(
            request,
            "frontdoor/system_made.html",
            {"heading": "Copy the key now", "system": system, "key": key},
        )
    return render(
        request,
        "frontdoor/system_add.html",
        {"heading": "Add a partner’s system", "form": form, "errors_kept": KEPT},
        status=422 if form.errors else 200,
    )


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Its key works no more."""
    actor = manager_of(request)
    system = PartnerSystem.objects.visible_to(actor).filter(pk=pk).first()
    if system is None:
        raise Http404
    partners.end(system=system, by=actor)
    messages.success(request, "Its key works no more. What it has sent stays.")
    return redirect("frontdoor:systems")
