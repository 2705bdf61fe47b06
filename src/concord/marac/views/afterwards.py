"""After a meeting: who still sees whom, and letting go of what nobody needs."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concord.foundation.ui.words import count
from concord.marac.actions import afterwards as verbs
from concord.marac.models import KeptOpen
from concord.marac.queries.afterwards import let_go_by, not_needed
from concord.marac.views.finding import coordinator_of, item_of, meeting_of
from concord.partnership.models import Team


@require_safe
def afterwards(request: HttpRequest, pk: int) -> HttpResponse:
    """Teams that knew nothing and have nothing to do, by case."""
    actor = coordinator_of(request)
    meeting = meeting_of(request, pk)
    lines = not_needed(meeting, actor)
    leaving = sum(not one.kept for line in lines for one in line.teams)
    return render(
        request,
        "marac/afterwards.html",
        {
            "heading": "After the meeting",
            "meeting": meeting,
            "lines": lines,
            "leaving": leaving,
            "by": let_go_by(meeting),
            "why": KeptOpen.Why.choices,
        },
    )


@require_POST
def keep(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A team goes on seeing this case, for a reason of the list."""
    actor = coordinator_of(request)
    item = item_of(request, pk)
    wanted = request.POST.get("team", "")
    team = Team.objects.filter(pk=int(wanted) if wanted.isdecimal() else 0).first()
    if team is None:
        raise Http404
    try:
        verbs.keep(item=item, team=team, why=request.POST.get("why", ""), by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"{team.short_name} goes on seeing {item.code}.")
    return redirect("marac:afterwards", pk=item.meeting_id)


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """End what nobody needs, but for what the chair keeps open."""
    actor = coordinator_of(request)
    meeting = meeting_of(request, pk)
    ended = verbs.let_go(meeting=meeting, by=actor)
    messages.success(
        request,
        f"{count(ended, 'team')} let go of a case, and see no longer who it is about. "
        "What they wrote themselves they keep.",
    )
    return redirect("marac:afterwards", pk=pk)
