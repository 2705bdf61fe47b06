"""Deciding where a referral goes."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.access.actions.sharing import Reason
from concord.access.actor import Actor
from concord.access.lawful_basis import bases_for
from concord.cases.forms.refusals import show
from concord.cases.queries.before_sharing import teams_of
from concord.cases.views.trying import KEPT
from concord.frontdoor.actions import deciding
from concord.frontdoor.forms.triage import LawfulForm, OutcomeForm
from concord.frontdoor.models import Referral
from concord.frontdoor.queries.referral import page_of
from concord.frontdoor.queries.repeats import for_marac
from concord.frontdoor.views.finding import at_my_door
from concord.frontdoor.views.triage import is_decided
from concord.partnership.models import Team

DONE = "Decided. The referrer reads that it is dealt with, and no more."
OWN_NAMES = {"why": "because"}  # the verb's field, and the form's


def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where it goes, why, and why it may be shared with the team that takes it on."""
    found, actor = at_my_door(request, pk)
    if not found.is_open:
        return is_decided(request, found)
    own = Team.objects.select_related("agency").get(pk=actor.own_team)
    posted = request.POST if request.method == "POST" else None
    outcome = OutcomeForm(posted, teams=[own, *teams_of(actor)])
    needs_reason = posted is None or _leaves(outcome, own)
    lawful = LawfulForm(
        posted if needs_reason else None,
        bases=bases_for(own.agency),
        initial=_said_already(found),
    )
    ready = posted is not None and outcome.is_valid()
    if ready and (not needs_reason or lawful.is_valid()):
        reason = lawful.reason() if needs_reason else None
        if _decided(found, outcome, lawful, reason, actor):
            messages.success(request, DONE)
            return redirect("frontdoor:referral", pk=found.pk)
    forms = [outcome, lawful] if needs_reason else [outcome]
    wrong = [form for form in forms if form.errors]
    return render(
        request,
        "frontdoor/decide.html",
        {
            "heading": "Decide where it goes",
            "page": page_of(found, actor),
            "marac": for_marac(found, actor),
            "outcome": outcome,
            "lawful": lawful,
            "forms": forms,
            "errors_kept": KEPT,
        },
        status=422 if wrong else 200,
    )


def _said_already(referral: Referral) -> dict[str, str]:
    """What the referrer has said of it: whoever decides corrects it where it is old."""
    return {
        "told": referral.told,
        "why_not_told": referral.told_why_not,
        "consent": referral.consent,
    }


def _leaves(outcome: OutcomeForm, own: Team) -> bool:
    """Whether the case goes to another team. Unknown until the first form is right."""
    if not outcome.is_valid():
        return False
    to = outcome.cleaned_data["to"]
    return outcome.goes_on and to is not None and to.pk != own.pk


def _decided(
    referral: Referral,
    outcome: OutcomeForm,
    lawful: LawfulForm,
    reason: Reason | None,
    actor: Actor,
) -> bool:
    said = outcome.cleaned_data
    try:
        deciding.decide(
            referral=referral,
            outcome=said["outcome"],
            why=said["because"],
            to=said["to"],
            feedback=said["feedback"] if said["outcome"] == "not_appropriate" else "",
            reason=reason,
            by=actor,
        )
    except ValidationError as error:
        by_field = error.message_dict if hasattr(error, "error_dict") else {}
        own = {OWN_NAMES.get(n, n) for n in by_field} & set(outcome.fields)
        if own:
            for name, texts in by_field.items():
                for text in texts:
                    outcome.add_error(OWN_NAMES.get(name, name), text)
        else:
            show(lawful if by_field else outcome, error)
        return False
    return True
