"""Who has answered what before a meeting, for the team that coordinates; reminding."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concord.foundation.ui.posted import whole_number
from concord.marac.actions.reminding import remind as remind_verb
from concord.marac.queries.research import grid_of, research_by
from concord.marac.views.finding import coordinator_of, marac_of

# By what was said: a shape, its class, and words for it.
SHAPES = {
    "known": ("complete", "", "Known"),
    "not_known": ("closed", "", "Not known"),
    "nothing": ("not-started", "cc-late", "No answer yet"),
    "not_asked": ("none", "cc-muted", "Not asked"),
}


@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Teams by cases, as far as the hat sees them. Codes only."""
    actor = coordinator_of(request)
    found = marac_of(request, pk)
    grid = grid_of(found, actor)
    return render(
        request,
        "marac/research/answers.html",
        {
            "heading": "Who has answered",
            "meeting": found,
            "grid": grid,
            "rows": [(row, [SHAPES[cell] for cell in row.cells]) for row in grid.rows],
            "key": list(SHAPES.values()),
            "by": research_by(found),
        },
    )


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter to a team that has not answered. It names nobody."""
    actor = coordinator_of(request)
    found = marac_of(request, pk)
    wanted = whole_number(str(request.POST.get("team", "")))
    missing = grid_of(found, actor).missing
    team = next((one.team for one in missing if one.team.pk == wanted), None)
    if team is None:
        raise Http404
    try:
        remind_verb(meeting=found, team=team, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            f"{team.short_name} is reminded by e-mail, once a day at most.",
        )
    return redirect("marac:answers", pk=found.pk)
