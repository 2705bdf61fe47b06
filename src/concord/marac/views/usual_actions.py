"""The usual actions of the place: adding one, taking one out of use."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.cases.views.trying import KEPT, tried
from concord.marac.actions.governance import may_say_posts
from concord.marac.actions.usual_actions import add_usual, retire_usual
from concord.marac.forms.usual_actions import UsualActionForm
from concord.marac.queries.meetings import panel_of
from concord.marac.queries.usual_actions import standing


def index(request: HttpRequest) -> HttpResponse:
    """Those that stand ready, and one more."""
    actor = _manager(request)
    form = UsualActionForm(request.POST if request.method == "POST" else None)
    if tried(request, form, lambda: add_usual(**form.cleaned_data, by=actor)):
        messages.success(request, "Kept: it stands ready in the room.")
        return redirect("marac:usual_actions")
    return render(
        request,
        "marac/usual_actions.html",
        {
            "heading": "Usual actions",
            "usual": standing(actor),
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """One stands ready no more."""
    actor = _manager(request)
    found = standing(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    retire_usual(usual=found, by=actor)
    messages.success(request, "Taken out. What was agreed by it stays.")
    return redirect("marac:usual_actions")


def _manager(request: HttpRequest) -> Actor:
    """Who asks, if they may set it. Raises Http404 for anybody else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    panel = panel_of(actor)
    if panel is None or not may_say_posts(panel, actor):
        raise Http404
    return actor
