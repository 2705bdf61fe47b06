"""Screening: by which criteria a referral is for the MARAC."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted
from concord.frontdoor.public import WorkItem
from concord.marac.actions.panel import coordinating
from concord.marac.models import ForMarac, Kind, Screening
from concord.marac.queries.meetings import waiting


@transaction.atomic
def screen(
    *, work: WorkItem, criteria: Collection[str], words: str = "", by: Actor
) -> Screening:
    """Say by which of the four criteria a case that waits is for the MARAC.

    It can be said again: the last counts. What meets none of them is sent back to the
    front door. Raises ValidationError by field, NotPermitted for any other team.
    """
    if Kind.MARAC not in {one.kind for one in coordinating(by)}:
        raise NotPermitted("The team that coordinates the MARAC screens for it.")
    found = next((one for one in waiting(by) if one.pk == work.pk), None)
    if found is None:
        raise NotPermitted("There is no such case that waits for the MARAC.")
    wrong: dict[str, str] = {}
    if not criteria or not set(criteria) <= set(ForMarac.values):
        wrong["criteria"] = "Criteria: choose those that are met, at least one."
    if set(criteria) == {ForMarac.JUDGEMENT} and not words.strip():
        wrong["words"] = (
            "In a few words: say what the judgement rests on. It is enough by itself, "
            "and has to be explained."
        )
    if wrong:
        raise ValidationError(wrong)
    return Screening.objects.create(
        **written(by),
        case_id=found.case_id,
        work=found,
        criteria=[one for one in ForMarac.values if one in criteria],
        words=words.strip(),
    )
