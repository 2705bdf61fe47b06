"""Work that decisions made for a team: its list, and one piece of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from concord.cases.views.trying import KEPT
from concord.frontdoor.actions import deciding
from concord.frontdoor.forms.triage import TextForm
from concord.frontdoor.queries.referral import decision_behind
from concord.frontdoor.queries.referral import work_of as waiting_for
from concord.frontdoor.views.finding import actor_of, work_of

VERBS = ("take", "done", "back")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the front door has sent to one's team."""
    return render(
        request,
        "frontdoor/work.html",
        {
            "heading": "Work from the front door",
            "items": waiting_for(actor_of(request)),
        },
    )


def item(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One piece of work: take it, finish it, or send it back with a reason."""
    actor = actor_of(request)
    found = work_of(request, pk)
    verb = request.POST.get("verb", "") if request.method == "POST" else ""
    data = request.POST if verb == "back" else None
    form = TextForm(data, label="Why it comes back", hint="The front door reads it.")
    if verb in VERBS and (verb != "back" or form.is_valid()):
        try:
            if verb == "take":
                deciding.take_work(work=found, by=actor)
            elif verb == "done":
                deciding.finish_work(work=found, by=actor)
            else:
                why = form.cleaned_data["text"]
                deciding.send_back(work=found, why=why, by=actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Kept.")
        return redirect("frontdoor:work_item", pk=found.pk)
    return render(
        request,
        "frontdoor/work_item.html",
        {
            "heading": found.get_kind_display(),
            "work": found,
            "decision": decision_behind(found, actor),
            "form": form,
            "is_ours": found.to_team_id == actor.team_id,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )
