"""Places that nobody may learn: opened on purpose, for a reason, and kept."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.people.actions import places
from concord.people.forms.contact import AddPlace, EndPlace, WhyNow
from concord.people.forms.rules import refuse
from concord.people.models import ConfidentialLocation
from concord.people.queries.contact import places_of
from concord.people.queries.in_case import may_write, people_in
from concord.people.views.finding import actor_in, writer_in


def show(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Ask why, keep the answer, then show what this hat may see.

    The question is the same whether there is anything to see or not.
    """
    actor = actor_in(request, case)
    form = WhyNow(request.POST or None)
    page: dict[str, object] = {
        "case_id": case,
        "form": form,
        "may_write": may_write(case, actor),
    }
    if request.method == "POST" and form.is_valid():
        found = places_of(case, form.cleaned_data["why"], actor)
        names = {one.person.pk: one for one in people_in(case, actor)}
        page |= {
            "heading": "Where they are",
            "places": [(place, names.get(place.person_id)) for place in found],
            "own_team": actor.team_id,
        }
        return render(request, "people/places.html", page)
    page["heading"] = "A place that nobody may learn"
    return render(
        request, "people/why_now.html", page, status=422 if form.errors else 200
    )


def add(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Write down where somebody is who must not be found."""
    actor = writer_in(request, case)
    form = AddPlace(request.POST or None, people=people_in(case, actor))
    if request.method == "POST" and form.is_valid():
        try:
            places.add_location(case_id=case, by=actor, **form.chosen())
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Kept apart. Your team opens it when it has to.")
            return redirect("contact:points", case=case)
    return render(
        request,
        "people/form.html",
        {
            "heading": "Add a place that nobody may learn",
            "lede": "Your own team sees it, and teams that a decision lets see places. "
            "It is never printed, and no emergency opens it.",
            "form": form,
            "save": "Keep it apart",
            "case_id": case,
        },
        status=422 if form.errors else 200,
    )


def end(request: HttpRequest, case: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Say that somebody has left a place."""
    actor = writer_in(request, case)
    place = (
        ConfidentialLocation.objects.visible_to(actor)
        .filter(case_id=case, pk=pk, owner_team_id=actor.team_id)
        .first()
    )
    if place is None:
        raise Http404
    form = EndPlace(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            places.end_location(place=place, by=actor, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "They are there no longer. That is kept.")
            return redirect("contact:points", case=case)
    return render(
        request,
        "people/form.html",
        {
            "heading": "They have left",
            "lede": f"{place.get_kind_display()}. {place.get_side_display()}.",
            "form": form,
            "save": "They have left",
            "case_id": case,
        },
        status=422 if form.errors else 200,
    )
