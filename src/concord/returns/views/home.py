"""What this hat has to do with returns: to fill in, to approve, to accept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concord.access.actor import Actor
from concord.foundation.ui.words import count
from concord.returns.queries.waiting import Waiting, waiting
from concord.returns.views.finding import actor_of, sheets_of


def home(request: HttpRequest) -> HttpResponse:
    """The returns of this hat's team, and for who keeps sheets: what waits there."""
    actor: Actor = actor_of(request)
    found = waiting(actor)
    kept = sheets_of(actor)
    return render(
        request,
        "returns/home.html",
        {
            "heading": _news(found, begins=found.keeps and not kept),
            "waiting": found,
            "keeps": bool(kept) or found.keeps,
            "begins": found.keeps and not kept,
            "today": found.today,
        },
    )


def _news(found: Waiting, *, begins: bool) -> str:
    """The news in a heading. `begins`: this hat keeps sheets, and there is none."""
    if begins:
        return "No team is asked for figures yet"
    todo = len(found.to_fill) + len(found.to_approve) + len(found.to_accept)
    if not todo:
        return "No data return waits for you"
    return f"{count(todo, 'data return')} {'waits' if todo == 1 else 'wait'} for you"
