"""Who stands at the front door, and its targets."""

from __future__ import annotations

from django.conf import settings as site
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from concord.cases.views.finding import manager_of
from concord.cases.views.trying import KEPT, tried
from concord.frontdoor.actions.referrers import list_domains
from concord.frontdoor.actions.settings import set_up
from concord.frontdoor.forms.settings import AddressesForm, FrontDoorForm
from concord.frontdoor.models import FrontDoor
from concord.partnership.models import Team


def settings(request: HttpRequest) -> HttpResponse:
    """For whoever manages the partnership."""
    actor = manager_of(request)
    door = FrontDoor.objects.visible_to(actor).select_related("team").first()
    teams = list(
        Team.objects.valid_on().filter(partnership_id=actor.here).order_by("name")
    )
    form = FrontDoorForm(request.POST or None, teams=teams, door=door)
    if tried(
        request,
        form,
        lambda: set_up(
            team=form.cleaned_data["team"], targets=form.targets(), by=actor
        ),
    ):
        messages.success(request, "Kept.")
        return redirect("frontdoor:settings")
    return render(
        request,
        "frontdoor/settings.html",
        {
            "heading": "The front door",
            "form": form,
            "door": door,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def addresses(request: HttpRequest) -> HttpResponse:
    """Which organisations' addresses are sent links to refer without an account."""
    actor = manager_of(request)
    door = FrontDoor.objects.visible_to(actor).select_related("partnership").first()
    if door is None:
        raise Http404
    form = AddressesForm(
        request.POST or None, initial={"domains": "\n".join(door.referrer_domains)}
    )
    if tried(request, form, lambda: list_domains(domains=form.lines(), by=actor)):
        messages.success(request, "Kept.")
        return redirect("frontdoor:addresses")
    return render(
        request,
        "frontdoor/addresses.html",
        {
            "heading": "Referring without an account",
            "form": form,
            "address": site.CONCORD_BASE_URL
            + reverse("refer_without_account", args=[door.partnership.code]),
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )
