"""Keeping a colleague away from everybody in a case."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from concord.access.actions import locks
from concord.access.actor import Actor
from concord.cases.forms import refusals
from concord.cases.forms.emergencies import KeepAwayForm
from concord.cases.queries.cases import PartyLine
from concord.cases.queries.keeping_away import colleagues_named, persons_in
from concord.cases.views.finding import actor_of, case_of
from concord.partnership.models import Account

DONE = "Kept away from now on. They are not told, and can't see that you did this."
DONE_FOR_ME = "Done. You don't see this case any more, nor anybody who is in it."


def keep_away(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Finds a colleague by name, and locks them out of a person's cases."""
    actor = actor_of(request)
    case = case_of(request, pk)
    persons = persons_in(case)
    if not persons:
        raise Http404
    offered = {
        "colleagues": colleagues_named(request.POST.get("find", ""), actor),
        "persons": [(str(one.party.person_id), _named(one)) for one in persons],
    }
    is_asked = request.POST.get("step") == "keep_away"
    form = (
        KeepAwayForm(request.POST, **offered)
        if is_asked
        else KeepAwayForm(initial=request.POST.dict(), **offered)
    )
    if is_asked and form.is_valid():
        try:
            return _lock(request, form, actor)
        except ValidationError as refusal:
            refusals.show(form, refusal)
    return render(
        request,
        "cases/sharing/keep_away.html",
        {
            "heading": "Keep a colleague away",
            "case": case,
            "form": form,
            "has_looked": request.method == "POST",
            "found": offered["colleagues"],
        },
    )


def _lock(request: HttpRequest, form: KeepAwayForm, actor: Actor) -> HttpResponse:
    said = form.cleaned_data
    account = get_object_or_404(Account, pk=said["account"])
    locks.lock_out(
        account=account, person_id=uuid.UUID(said["person"]), why=said["why"], by=actor
    )
    if account.pk == actor.account_id:
        messages.success(request, DONE_FOR_ME)
        return redirect("cases:index")
    messages.success(request, DONE)
    return redirect("cases:case", pk=request.resolver_match.kwargs["pk"])  # type: ignore[union-attr]


def _named(line: PartyLine) -> str:
    name = line.known.name if line.known else "Name not known"
    return f"{name}, {line.party.get_side_display().lower()}"
