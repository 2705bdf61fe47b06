"""Sharing a case: asked on one page, shown before it is done, done."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.lawful_basis import Bases, bases_for
from concord.cases.forms import refusals
from concord.cases.forms.sharing import ShareForm
from concord.cases.models import Case
from concord.cases.queries.before_sharing import before_sharing, seen_already, teams_of
from concord.cases.views.finding import actor_of, case_of
from concord.foundation.ui.words import listed
from concord.partnership.models import Team

NOT_KEPT = ("csrfmiddlewaretoken", "step")


def share(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One decision, with a grant for each team, part and side."""
    case, actor = held(request, pk)
    teams = teams_of(actor)
    form = ShareForm(
        request.POST or None,
        bases=own_bases(actor),
        teams=teams,
        seen=seen_already(case, teams),
    )
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "change" and form.is_valid():
        try:
            if step == "share":
                return _done(request, case, form, actor)
            _try(case, form, actor)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            return _check(request, case, form)
    return render(
        request,
        "cases/sharing/share.html",
        {"heading": "Share with an agency", "case": case, "form": form},
    )


def held(request: HttpRequest, pk: uuid.UUID) -> tuple[Case, Actor]:
    """The case and who asks, for what only the team that holds it may do."""
    actor = actor_of(request)
    case = case_of(request, pk)
    if not sharing.owns(case.pk):
        raise Http404
    return case, actor


def own_bases(actor: Actor) -> Bases:
    """The lawful bases of the asking team's agency."""
    team = Team.objects.select_related("agency").get(pk=actor.own_team)
    return bases_for(team.agency)


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything that was posted, to be posted again from the next page."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in NOT_KEPT
        for value in values
    ]


def _try(case: Case, form: ShareForm, actor: Actor) -> None:
    """Does it and takes it back: what would be refused is said before, not after."""
    with transaction.atomic():
        _share(case, form, actor)
        transaction.set_rollback(True)


def _share(case: Case, form: ShareForm, actor: Actor) -> None:
    sharing.share(
        case_id=case.pk, reason=form.reason(), openings=form.openings(), by=actor
    )


def _done(
    request: HttpRequest, case: Case, form: ShareForm, actor: Actor
) -> HttpResponse:
    _share(case, form, actor)
    teams: Sequence[Team] = form.cleaned_data["teams"]
    names = listed(team.short_name for team in teams)
    sees = "sees" if len(teams) == 1 else "see"
    messages.success(request, f"{names} {sees} it from now on, as you decided.")
    return redirect("cases:who_can_see", pk=case.pk)


def _check(request: HttpRequest, case: Case, form: ShareForm) -> HttpResponse:
    reason = form.reason()
    return render(
        request,
        "cases/sharing/check.html",
        {
            "heading": "Check before you share",
            "case": case,
            "carried": carried(request),
            "before": before_sharing(case, form.openings(), reason),
            "reason": reason,
            "basis": form.bases.bases[reason.basis],
            "condition": form.bases.conditions[reason.condition],
        },
    )
