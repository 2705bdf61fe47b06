"""One indicator: its chart, every figure with where it came from, and its groups."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concord.access.permit import Verb, may
from concord.evidence.models import Area
from concord.evidence.queries.dashboard import Asked, Card, dashboard
from concord.evidence.queries.made_of import parts_of, rows_of
from concord.evidence.views.finding import actor_of, indicator_of, place_of
from concord.foundation.ui.tables import Column, Table


class Series(Table):
    """Every period as a row."""

    name, noun, caption = "figures-of-indicator", "period", "Every figure"
    empty = "No figures yet."
    period = Column("Period", "label", row_header=True)
    value = Column("Value", "value")
    interval = Column("95 % interval", "interval")
    numerator = Column("Numerator", "numerator")
    denominator = Column("Denominator", "denominator")
    state = Column("Against the usual range", "state")
    status = Column("Status", cell="evidence/cells/status.html", export="status")
    origin = Column("From", "batch.origin")
    note = Column("Note", cell="evidence/cells/note.html", export="note")


@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The indicator in the area and phase that the address names."""
    actor = actor_of(request)
    indicator = indicator_of(actor, pk)
    asked = Asked(
        area=request.GET.get("area", ""),
        phase=request.GET.get("phase", ""),
        quarter=request.GET.get("quarter", ""),
    )
    found = dashboard(asked, place_of(request), actor, only=indicator)
    card: Card | None = next(iter(found.cards), None)
    if card is None:
        raise Http404
    judged = card.judged
    table = Series(rows_of(judged), request)
    if table.export:
        return table.response()
    last = judged.last
    return render(
        request,
        "evidence/indicator.html",
        {
            "heading": judged.version.title,
            "card": card,
            "judged": judged,
            "table": table,
            "found": found,
            "area": found.area,
            "parts": parts_of(indicator, judged.version, found.area, last.period, actor)
            if last is not None and isinstance(found.area, Area)
            else [],
            "may_keep": may(actor, Verb.KEEP_EVIDENCE),
        },
    )
