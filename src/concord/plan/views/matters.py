"""What goes to the board, and what the board decided."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from concord.access.permit import Verb, may
from concord.foundation.ui.tables import Column, Table
from concord.plan.actions import board
from concord.plan.forms import DecisionForm
from concord.plan.models import BoardMatter
from concord.plan.views.editing import add_errors
from concord.plan.views.finding import actor_of


class Matters(Table):
    """Exceptions and achievements that were raised, latest quarter first."""

    title = Column(
        "Matter", row_header=True, cell="plan/matters/matter.html", search=["title"]
    )
    quarter = Column("Quarter", "quarter.label", sort="quarter")
    kind = Column(
        "Kind", "get_kind_display", filter=BoardMatter.Kind.choices, filter_path="kind"
    )
    asked_to = Column("The board is asked to", search=["asked_to"])
    state = Column(
        "Where it is",
        cell="plan/matters/state.html",
        export="get_state_display",
        filter=BoardMatter.State.choices,
        filter_path="state",
    )
    name, noun = "board matters", "matter"
    empty = (
        "Nothing has been raised to the board. Raise an action from its own page: it "
        "then stands in the next paper."
    )


def show(request: HttpRequest) -> HttpResponse:
    """Everything that was raised, with what was decided."""
    actor = actor_of(request)
    rows = (
        BoardMatter.objects.visible_to(actor)
        .select_related("plan_action", "meeting")
        .order_by("-quarter", "kind", "pk")
    )
    table = Matters(rows, request)
    if table.export:
        return table.response()
    table.may_decide = may(actor, Verb.WRITE_PAPER)  # type: ignore[attr-defined]
    return render(
        request,
        "plan/matters/list.html",
        {"heading": "Board matters", "table": table},
    )


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the board decided on one matter."""
    matter = _matter(request, pk)
    actor = actor_of(request, Verb.WRITE_PAPER)
    form = DecisionForm(request.POST or None, initial={"decision": matter.decision})
    if request.method == "POST" and form.is_valid():
        try:
            board.decide(
                matter=matter, decision=form.cleaned_data["decision"], by=actor
            )
        except ValidationError as error:
            request.undo = True  # type: ignore[attr-defined]
            add_errors(form, error)
        else:
            messages.success(request, "Written down.")
            return redirect("plan:matters")
    return render(
        request,
        "plan/matters/decide.html",
        {"heading": "What the board decided", "form": form, "matter": matter},
        status=422 if form.errors else 200,
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a matter back before the board meets."""
    board.withdraw_matter(
        matter=_matter(request, pk), by=actor_of(request, Verb.WRITE_PAPER)
    )
    messages.success(
        request, "Taken back. It stands in no paper that is still to come."
    )
    return redirect("plan:matters")


def _matter(request: HttpRequest, pk: int) -> BoardMatter:
    actor = actor_of(request, Verb.WRITE_PAPER)
    found = (
        BoardMatter.objects.visible_to(actor)
        .select_related("plan_action", "meeting")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
