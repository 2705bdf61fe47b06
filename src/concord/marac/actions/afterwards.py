"""After the meeting: who goes on seeing a case, and who need not any more."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from concord.access.actor import Actor
from concord.access.models import written
from concord.marac.actions.panel import coordinating
from concord.marac.models import AgendaItem, KeptOpen, Meeting
from concord.marac.queries.afterwards import not_needed
from concord.partnership.models import Team


@transaction.atomic
def keep(*, item: AgendaItem, team: Team, why: str, by: Actor) -> KeptOpen:
    """The chair says why a team that knew nothing goes on seeing who it is about.

    Raises ValidationError, NotPermitted for a team that doesn't coordinate.
    """
    coordinating(by)
    if why not in KeptOpen.Why.values:
        raise ValidationError({"why": "Choose why: without it the team loses sight."})
    if not any(
        line.item.pk == item.pk and team.pk in {one.team.pk for one in line.teams}
        for line in not_needed(item.meeting, by)
    ):
        raise ValidationError("This team sees the case for another reason, or no more.")
    before = KeptOpen.objects.visible_to(by).filter(item=item, team=team).first()
    return before or KeptOpen.objects.create(
        **written(by), item=item, case_id=item.case_id, team=team, why=why
    )


@transaction.atomic
def let_go(*, meeting: Meeting, by: Actor) -> int:
    """End what the agenda opened to teams that knew nothing and have nothing to do.

    Whom the chair has kept stays. A flag that such a team was asked for and has not
    confirmed is taken off. Returns how many teams of cases there were: of cases that
    `by` is kept from, none. Raises NotPermitted for a team that doesn't coordinate.
    """
    coordinating(by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.marac_let_go(%s)", [meeting.pk])
        ended: int = cursor.fetchone()[0]
    return ended
