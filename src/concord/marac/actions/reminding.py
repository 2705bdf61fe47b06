"""Reminding a team of research that is missing, by the team that coordinates."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.marac.actions.planning import open_meeting
from concord.marac.jobs.research import remind_team
from concord.marac.models import Meeting
from concord.marac.queries.research import grid_of
from concord.partnership.models import Team


@transaction.atomic
def remind(*, meeting: Meeting, team: Team, by: Actor) -> None:
    """Write to a team that has not answered all that the actor sees; once a day.

    Raises ValidationError where nothing is missing, NotPermitted for a team that
    doesn't coordinate.
    """
    fresh = open_meeting(meeting, by)
    if not fresh.panel.is_marac:
        raise ValidationError("Nobody has to answer before this panel meets.")
    if not any(one.team.pk == team.pk for one in grid_of(fresh, by).missing):
        raise ValidationError("This team has answered. There is nothing to remind of.")
    remind_team.defer(
        partnership_id=by.here,
        meeting_id=fresh.pk,
        team_id=team.pk,
        day=timezone.localdate().isoformat(),
    )
