"""The list of cases, finding one by its reference, one case, and its printed sheet."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from concord.access import reading
from concord.access.actor import Actor
from concord.access.audit.terms import searched
from concord.cases.forms.simple import FindForm
from concord.cases.models import Case
from concord.cases.queries.case_page import case_page
from concord.cases.queries.cases import Which, cases_of
from concord.cases.queries.finding import case_with_ref
from concord.cases.queries.history import history_of
from concord.cases.tabs import tabs_of
from concord.cases.views.finding import actor_of, case_of
from concord.cases.views.trying import to_case
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.tables.column import Choice
from concord.partnership.models import Team

NONE_SEEN = "There is no case with this reference that your team can see. Check it"
TABS = {
    Which.HELD: "Held by your team",
    Which.SHARED: "Shared with it",
    Which.HANDED_ON: "Opened here, handed on",
}


class Cases(Table):
    """One case a row, by reference: a list names no person."""

    name, noun = "cases", "case"
    default_sort = "-opened"
    holds_people = True  # as a file it leaves the building: whoever takes it is asked

    ref = Column(
        "Reference",
        "ref",
        row_header=True,
        sort="ref",
        link=lambda case: reverse("cases:case", args=[case.pk]),
    )
    opened = Column("Opened", "opened_on", sort="opened_on")
    by = Column(
        "Opened by",
        "owner_team.short_name",
        sort="owner_team__short_name",
        filter=True,
        filter_path="owner_team_id",
    )
    state = Column(
        "State",
        "get_state_display",
        sort="state",
        filter=Case.State.choices,
        filter_path="state",
    )
    closed = Column("Closed", "closed_on", sort="closed_on")

    def __init__(self, request: HttpRequest, actor: Actor, which: Which) -> None:
        self.actor = actor
        rows = cases_of(actor, which).select_related("owner_team")
        super().__init__(rows, request)

    def _choices(self, column: Column) -> list[Choice]:
        """Teams by name, from the partnership's teams: rows of cases give only keys."""
        if column.key != "by":
            return super()._choices(column)
        teams = Team.objects.filter(partnership_id=self.actor.here)
        return [(str(team.pk), team.short_name) for team in teams.order_by("name")]


class Held(Cases):
    """Cases that the team holds."""

    empty = (
        "Your team holds no case. Open one when somebody needs help; others see it "
        "only when your team decides so."
    )
    empty_action = "Open a case"

    def __init__(self, request: HttpRequest, actor: Actor, which: Which) -> None:
        super().__init__(request, actor, which)
        self.empty_url = reverse("cases:open")


class Shared(Cases):
    """Cases of other teams, of which this one sees parts."""

    empty = (
        "No case is shared with your team now. When another team decides to share "
        "one, it stands here."
    )


class HandedOn(Cases):
    """Cases that the team opened and that others hold now."""

    empty = (
        "Your team has handed no case on. What it wrote in one that it hands on stays "
        "readable here."
    )


TABLES: dict[Which, type[Cases]] = {
    Which.HELD: Held,
    Which.SHARED: Shared,
    Which.HANDED_ON: HandedOn,
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Cases that the team holds, those shared with it, those it handed on."""
    actor = actor_of(request)
    which = _which(request)
    table = TABLES[which](request, actor, which)
    reading.as_verb("export" if table.export else "list")
    if table.export:
        return table.response()
    return render(
        request,
        "cases/index.html",
        {
            "heading": "Cases",
            "table": table,
            "which": which,
            "tabs": [
                {"label": label, "url": f"?show={kind}", "current": kind == which}
                for kind, label in TABS.items()
            ],
            "find": FindForm(),
        },
    )


def find(request: HttpRequest) -> HttpResponse:
    """One case by its reference. The reference travels in the body, not the address."""
    actor = actor_of(request)
    form = FindForm(request.POST or None)
    if request.method == "POST":
        searched({"ref": request.POST.get("ref", "")})
        if form.is_valid():
            found = case_with_ref(form.cleaned_data["ref"], actor)
            if found is not None:
                return to_case(found.pk)
            form.add_error("ref", NONE_SEEN)
    return render(
        request,
        "cases/find.html",
        {"heading": "Find a case by its reference", "form": form},
        status=422 if form.errors else 200,
    )


@require_safe
def case(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One case: who is in it and what runs beside it, as far as this hat may know."""
    found = case_of(request, pk)
    page = case_page(found, actor_of(request))
    return render(
        request,
        "cases/case.html",
        {
            "heading": f"Case {found.ref}",
            "case": found,
            "page": page,
            "history": history_of(page),
            "tabs": tabs_of(found.pk, actor_of(request)),
        },
    )


@require_safe
def sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The case on one page of paper, without how to reach anybody and without places.

    Not in an emergency: that shows a case, and lets nothing of it leave.
    """
    found = case_of(request, pk)
    page = case_page(found, actor_of(request))
    if page.standing.is_by_emergency:
        raise Http404
    reading.as_verb("print")
    return render(
        request,
        "cases/sheet.html",
        {
            "heading": f"Case {found.ref}",
            "case": found,
            "page": page,
            "printed_at": timezone.now(),
        },
    )


def _which(request: HttpRequest) -> Which:
    asked = request.GET.get("show", "")
    return Which(asked) if asked in set(Which) else Which.HELD
