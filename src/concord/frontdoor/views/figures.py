"""Figures of the front door, a quarter at a time."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concord.access.actor import Actor
from concord.access.permit import NotPermitted
from concord.foundation.periods import Quarter
from concord.foundation.ui.tables import Column, Table
from concord.frontdoor.queries.figures import figures, latest_quarters


class Lines(Table):
    """Every figure as a row, for a file."""

    name, noun = "front-door-figures", "figure"
    measure = Column("Measure", "measure")
    label = Column("Value", "label", row_header=True)
    n = Column("Referrals", "n")
    of = Column("Of", "of")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """How many came in a quarter, how, about what, and what became of them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    quarters = latest_quarters(timezone.localdate())
    chosen = _chosen(request.GET.get("quarter", ""), quarters)
    try:
        found = figures(chosen, actor)
    except NotPermitted as error:
        raise Http404 from error
    table = Lines(found.lines, request)
    if table.export:
        return table.response()
    return render(
        request,
        "frontdoor/figures.html",
        {
            "heading": "Figures of the front door",
            "figures": found,
            "quarters": quarters,
            "table": table,
        },
    )


def _chosen(asked: str, quarters: list[Quarter]) -> Quarter:
    return next((one for one in quarters if one.code == asked), quarters[0])
