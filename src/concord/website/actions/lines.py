"""Saying that a phone line was rung and that its number is right."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, permit
from concord.partnership.models import Partnership
from concord.website.lines import national
from concord.website.models import LineCheck


@transaction.atomic
def check_line(*, line: str, number: str, by: Actor) -> LineCheck:
    """The number of this line is right as of today. Said twice in a day it counts once.

    Raises ValidationError where the line has another number by now, or there is none of
    this name; NotPermitted.
    """
    permit(by, Verb.KEEP_WEBSITE)
    if by.membership_id is None:
        raise NotPermitted("A person says that a number is right, and no job.")
    found = next((one for one in national() if one.key == line), None)
    if found is None or found.number != number:
        raise ValidationError("The number has changed meanwhile. Look at it again.")
    made, _ = LineCheck.objects.get_or_create(
        partnership_id=by.here,
        line=line,
        number=number,
        on=Partnership.objects.get(pk=by.here).today(),
        defaults={"checked_by_id": by.membership_id},
    )
    return made
