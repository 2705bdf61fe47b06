"""The list of cases, and one case."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.cases.queries.cases import parties_of, shown_to
from concord.cases.views.finding import actor_of, case_of
from concord.foundation.ui.tables import Column, Table


class Cases(Table):
    """One case a row, by reference: a list names no person."""

    name, noun = "cases", "case"
    empty = "No case of your team, and none shared with it. Open the first one."

    ref = Column(
        "Reference",
        "ref",
        row_header=True,
        sort="ref",
        link=lambda case: reverse("cases:case", args=[case.pk]),
    )
    opened = Column("Opened", "opened_on", sort="opened_on")
    state = Column("State", "get_state_display", sort="state")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Cases of the own team, and those shared with it."""
    table = Cases(shown_to(actor_of(request)), request)
    return render(request, "cases/index.html", {"heading": "Cases", "table": table})


@require_safe
def case(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One case: who is in it, as far as this hat may know."""
    found = case_of(request, pk)
    return render(
        request,
        "cases/case.html",
        {"heading": f"Case {found.ref}", "case": found, "parties": parties_of(found)},
    )
