"""Ending what was shared, and handing a case over."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.models import Grant
from concord.cases.forms import refusals
from concord.cases.forms.sharing import EndForm, HandOverForm
from concord.cases.models import Case
from concord.cases.queries.before_sharing import teams_of
from concord.cases.queries.sharing import decision_of
from concord.cases.views.sharing.deciding import held, own_bases
from concord.foundation.ui.words import listed


def end(request: HttpRequest, pk: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    """Ends a decision for the teams that are ticked: one, several or all."""
    case, actor = held(request, pk)
    found = decision_of(case, decision)
    grants = list(
        Grant.objects.filter(
            disclosure=decision, during__contains=timezone.now()
        ).select_related("team__agency")
    )
    if found is None or not grants:
        raise Http404
    teams = list({grant.team_id: grant.team for grant in grants}.values())
    asked = request.GET.get("team", "")
    chosen = [team.pk for team in teams if asked in ("", str(team.pk))]
    form = EndForm(request.POST or None, teams=teams, initial={"teams": chosen})
    if request.method == "POST" and form.is_valid():
        ticked = {team.pk for team in form.cleaned_data["teams"]}
        try:
            sharing.end(
                grants=[grant for grant in grants if grant.team_id in ticked],
                why=form.cleaned_data["why"],
                by=actor,
            )
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            names = listed(team.short_name for team in form.cleaned_data["teams"])
            messages.success(request, f"Ended for {names}.")
            return redirect("cases:who_can_see", pk=case.pk)
    context = {"heading": "End sharing", "case": case, "decision": found, "form": form}
    return render(request, "cases/sharing/end.html", context)


def hand_over(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another team takes the case."""
    case, actor = held(request, pk)
    bases = own_bases(actor)
    form = HandOverForm(
        request.POST or None,
        bases=bases,
        teams=teams_of(actor),
        own_agency=bases.agency.pk,
    )
    if request.method == "POST" and form.is_valid():
        try:
            _hand_over(case, form, actor)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            name = form.cleaned_data["to"].short_name
            messages.success(
                request, f"{name} holds the case now. You read what your team wrote."
            )
            if Case.objects.visible_to(actor).filter(pk=case.pk).exists():
                return redirect("cases:who_can_see", pk=case.pk)
            return redirect("cases:index")
    context = {"heading": "Hand the case over", "case": case, "form": form}
    return render(request, "cases/sharing/hand_over.html", context)


def _hand_over(case: Case, form: HandOverForm, actor: Actor) -> None:
    said = form.cleaned_data
    reason = form.reason() if form.leaves_the_agency or said["basis"] else None
    sharing.hand_over(
        case_id=case.pk, to=said["to"], why=said["why"], reason=reason, by=actor
    )
