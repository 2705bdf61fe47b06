"""A person leaves the partnership, or an agency does."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from concord.access.actions import leaving
from concord.access.permit import Verb, permit
from concord.access.queries import leaving as asking
from concord.desk.forms import refusals
from concord.desk.forms.people import AgencyLeaves, PersonLeaves
from concord.desk.request import Request
from concord.foundation.ui.words import count
from concord.partnership.models import Agency, Membership


def person(request: Request, pk: int) -> HttpResponse:
    """All roles of somebody end with one last day."""
    permit(request.actor, Verb.MANAGE_PEOPLE)
    hat = get_object_or_404(
        Membership.objects.select_related("account"),
        pk=pk,
        partnership=request.hat.partnership,
    )
    form = PersonLeaves(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ended = leaving.leave(
                account=hat.account, by=request.actor, **form.cleaned_data
            )
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, f"{_roles(ended)} What was done is kept.")
            return redirect("person", pk=hat.pk)
    return render(
        request,
        "desk/people/leave.html",
        {
            "heading": "This person leaves",
            "form": form,
            "hat": hat,
            "ending": asking.of_person(hat.account, request.actor.here, _yesterday()),
        },
    )


def agency(request: Request, pk: int) -> HttpResponse:
    """The teams of an agency end, with all roles in them: shown first, then done."""
    permit(request.actor, Verb.MANAGE_PARTNERSHIP)
    permit(request.actor, Verb.MANAGE_PEOPLE)
    found = get_object_or_404(
        Agency.objects.filter(teams__partnership=request.hat.partnership).distinct(),
        pk=pk,
    )
    form = AgencyLeaves(request.POST or None)
    ending = asking.of_agency(found, request.actor.here, _yesterday())
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        ending = asking.of_agency(found, request.actor.here, typed["last_day"])
        if "seen" in request.POST:
            return _end_agency(request, found, form, ending)
        if not ending.is_nothing:
            return _preview(request, found, form, ending)
        form.add_error(None, "Nothing of this agency lasts longer than that day.")
    return _form(request, found, form, ending)


def _end_agency(
    request: Request, found: Agency, form: AgencyLeaves, ending: asking.Ending
) -> HttpResponse:
    try:
        ended = leaving.agency_leaves(
            agency=found, by=request.actor, **form.cleaned_data
        )
    except ValidationError as refusal:
        refusals.show(form, refusal)
        return _form(request, found, form, ending)
    messages.success(request, f"{count(len(ended.teams), 'team')} and {_roles(ended)}")
    return redirect("partnership")


def _form(
    request: Request, found: Agency, form: AgencyLeaves, ending: asking.Ending
) -> HttpResponse:
    if ending.is_nothing and request.method != "POST":
        raise Http404("This agency has left already.")
    return render(
        request,
        "desk/partnership/agency_leaves.html",
        {
            "heading": "An agency leaves the partnership",
            "form": form,
            "agency": found,
            "ending": ending,
        },
    )


def _preview(
    request: Request, found: Agency, form: AgencyLeaves, ending: asking.Ending
) -> HttpResponse:
    return render(
        request,
        "desk/partnership/agency_leaves_check.html",
        {
            "heading": "This will end",
            "agency": found,
            "ending": ending,
            "last_day": form.cleaned_data["last_day"],
            "why": form.cleaned_data["why"],
        },
    )


def _roles(ended: asking.Ending) -> str:
    """Such as "3 roles end, and 1 invitation is taken back." """
    hats, offers = len(ended.hats), len(ended.invitations)
    said = f"{count(hats, 'role')} {'ends' if hats == 1 else 'end'}"
    if offers:
        said += f", and {count(offers, 'invitation')} "
        said += "is taken back" if offers == 1 else "are taken back"
    return f"{said}."


def _yesterday() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=1)
