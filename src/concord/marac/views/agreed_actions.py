"""Actions: our own, one of them, all of a meeting, writing one down."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concord.access.permit import NotPermitted
from concord.cases.views.trying import KEPT, tried
from concord.foundation.ui.words import long_date
from concord.marac.actions import agreed_actions as verbs
from concord.marac.forms.agreed_actions import ActionForm, SayForm
from concord.marac.models import MaracAction
from concord.marac.queries import agreed_actions as questions
from concord.marac.queries.meetings import coordinates
from concord.marac.queries.usual_actions import ready, standing
from concord.marac.views.finding import actor_of, item_of, meeting_of

MOST = 200  # lines on a page


@require_safe
def ours(request: HttpRequest) -> HttpResponse:
    """Actions of one's own team: open, late, or over."""
    actor = actor_of(request)
    show = request.GET.get("show", "open")
    if show not in questions.SHOWN:
        raise Http404
    here = reverse("marac:actions")
    tabs = [
        {"label": label, "url": f"{here}?show={name}", "current": name == show}
        for name, label in questions.SHOWN.items()
    ]
    return render(
        request,
        "marac/actions.html",
        {
            "heading": "Our MARAC actions",
            "actions": list(questions.ours(actor, show)[:MOST]),
            "tabs": tabs,
            "show": show,
        },
    )


def action(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One action, what was said of it, and saying what came of it."""
    actor = actor_of(request)
    found = action_of(request, pk)
    may_say = found.set_aside_at is None and verbs.may_say(found, actor)
    posted = request.POST if request.method == "POST" and may_say else None
    form = SayForm(posted, initial={"state": found.state})
    if posted is not None and tried(
        request, form, lambda: verbs.say(action=found, **form.cleaned_data, by=actor)
    ):
        messages.success(request, "Kept. It can be undone: what was said stays.")
        return redirect("marac:action", pk=found.pk)
    may_set_aside = found.set_aside_at is None and verbs.may_set_aside(found, actor)
    return render(
        request,
        "marac/action.html",
        {
            "heading": found.get_kind_display(),
            "action": found,
            "updates": list(found.updates.select_related("owner_team").order_by("-n")),
            "form": form if may_say else None,
            "may_set_aside": may_set_aside,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def set_aside(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """It was written down wrongly."""
    actor = actor_of(request)
    found = action_of(request, pk)
    try:
        verbs.set_aside(action=found, by=actor)
    except NotPermitted:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Set aside: it counts no more, and is kept.")
    return redirect("marac:action", pk=found.pk)


def add_action(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write an action down for a case of a meeting."""
    actor = actor_of(request)
    item = item_of(request, pk)
    if not verbs.may_write(item, actor):
        raise Http404
    form = ActionForm(
        request.POST or None,
        teams=verbs.who_takes_part(item),
        initial=ready(actor, request.GET.get("usual")),
    )
    if tried(request, form, lambda: verbs.add(item=item, **form.said(), by=actor)):
        messages.success(request, "Written down.")
        return redirect("marac:item", pk=item.pk)
    return render(
        request,
        "marac/add_action.html",
        {
            "heading": f"An action for case {item.code}",
            "item": item,
            "form": form,
            "usual": standing(actor),
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


@require_safe
def of_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Actions of a meeting, and what is late from before, as far as one sees them."""
    actor = actor_of(request)
    meeting = meeting_of(request, pk)
    found = list(questions.of_meeting(meeting, actor))
    return render(
        request,
        "marac/meeting_actions.html",
        {
            "heading": f"Actions of the meeting on {long_date(meeting.day)}",
            "meeting": meeting,
            "actions": found,
            "tally": questions.tally(found),
            "late": list(questions.late_before(meeting, actor)[:MOST]),
            "is_ours": coordinates(meeting.panel, actor),
        },
    )


def action_of(request: HttpRequest, pk: uuid.UUID) -> MaracAction:
    """An action, if the actor may see it. Raises Http404."""
    found = questions.action_for(actor_of(request), pk)
    if found is None:
        raise Http404
    return found
