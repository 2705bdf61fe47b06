"""The room's own page: the next meeting, what waits, the calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concord.marac.queries import meetings
from concord.marac.queries.room import items_to_tell
from concord.marac.queries.screening import screened
from concord.marac.views.finding import actor_of

MOST_GONE_BY = 12


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """For the coordinator with what waits; for others the calendar."""
    actor = actor_of(request)
    panels = meetings.panels_of(actor)
    panel = next(iter(panels), None)
    is_ours = meetings.coordinates(panel, actor)
    work = meetings.waiting(actor, [one.kind for one in panels]) if is_ours else []
    to_come = list(meetings.to_come(actor))
    return render(
        request,
        "marac/index.html",
        {
            "heading": "MARAC" if len(panels) <= 1 else "MARAC and other panels",
            "panel": panel,
            "panels": panels,
            "is_ours": is_ours,
            "waiting": [
                (
                    one,
                    [item for item in work if item.kind == one.kind],
                    next((m for m in to_come if m.panel_id == one.pk), None),
                )
                for one in panels
            ],
            "screened": list(screened([one.pk for one in work], actor).values()),
            "to_come": to_come,
            "to_tell": items_to_tell(actor),
            "following": to_come[0] if to_come else None,
            "gone_by": meetings.gone_by(actor)[:MOST_GONE_BY],
        },
    )
