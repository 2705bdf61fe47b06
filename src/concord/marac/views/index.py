"""The room's own page: the next meeting, what waits, the calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concord.marac.queries import meetings
from concord.marac.queries.room import items_to_tell
from concord.marac.views.finding import actor_of

MOST_GONE_BY = 12


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """For the coordinator with what waits; for others the calendar."""
    actor = actor_of(request)
    panel = meetings.panel_of(actor)
    is_ours = meetings.coordinates(panel, actor)
    to_come = list(meetings.to_come(actor))
    return render(
        request,
        "marac/index.html",
        {
            "heading": "MARAC",
            "panel": panel,
            "is_ours": is_ours,
            "waiting": meetings.waiting(actor) if is_ours else [],
            "to_come": to_come,
            "to_tell": items_to_tell(actor),
            "following": to_come[0] if to_come else None,
            "gone_by": meetings.gone_by(actor)[:MOST_GONE_BY],
        },
    )
