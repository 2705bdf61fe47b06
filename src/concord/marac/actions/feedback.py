"""What the victim is told of the meeting, by the team that supports her."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.frontdoor.public import Outcome, WorkItem
from concord.marac.models import AgendaItem, Told, VictimFeedback


@transaction.atomic
def tell(
    *, item: AgendaItem, told: str, said: str = "", wishes: str = "", by: Actor
) -> VictimFeedback:
    """Told, not told yet, or not safe; what was said, and what she wished.

    By the team that holds the case, or has its support. Each time is kept; the last
    counts. Raises ValidationError by field, NotPermitted for other teams.
    """
    permit(by, Verb.SEE_PEOPLE)
    fresh = AgendaItem.objects.visible_to(by).filter(pk=item.pk).first()
    if fresh is None or not supports(fresh, by):
        raise NotPermitted("The team that supports the victim says what she knows.")
    if fresh.state != AgendaItem.State.HEARD:
        raise ValidationError("This case has not been heard yet.")
    if told not in Told.values:
        raise ValidationError({"told": "Choose whether she has been told."})
    if told == Told.TOLD and not said.strip():
        raise ValidationError({"said": "What was said: write down what she now knows."})
    feedback = VictimFeedback(
        **written(by),
        case_id=fresh.case_id,
        item=fresh,
        told=told,
        said=said.strip(),
        wishes=wishes.strip(),
    )
    feedback.full_clean(validate_unique=False, validate_constraints=False)
    feedback.save(force_insert=True)
    return feedback


def supports(item: AgendaItem, by: Actor) -> bool:
    """Whether the actor's team holds the case, or has taken on its support."""
    if sharing.owns(item.case_id):
        return True
    return (
        WorkItem.objects.visible_to(by)
        .filter(case_id=item.case_id, kind=Outcome.SUPPORT, to_team_id=by.own_team)
        .exists()
    )
