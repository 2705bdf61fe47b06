"""Places that nobody may learn: writing one down, and that somebody has left it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Part, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.people.models import ConfidentialLocation, Person
from concord.people.queries.in_case import may_write, side_of


@transaction.atomic
def add_location(
    *,
    case_id: uuid.UUID,
    person: Person,
    kind: str,
    where: str,
    since: dt.date | None = None,
    by: Actor,
) -> ConfidentialLocation:
    """Where somebody is who must not be found. Only the own team sees it, and teams
    that a decision lets see places.

    Raises ValidationError by field, NotPermitted.
    """
    permit(by, Verb.SEE_PEOPLE)
    side = side_of(person, case_id)
    if side is None or not may_write(case_id, by):
        raise NotPermitted("There is no such person in this case.")
    if not where.strip():
        raise ValidationError({"where": "Say where they are."})
    place = ConfidentialLocation(
        **written(by),
        person=person,
        case_id=case_id,
        part=Part.LOCATION,
        side=side,
        kind=kind,
        where=where.strip(),
        since=since,
    )
    place.full_clean(validate_unique=False, validate_constraints=False)
    place.save(force_insert=True)
    return place


@transaction.atomic
def end_location(
    *, place: ConfidentialLocation, on: dt.date | None = None, by: Actor
) -> ConfidentialLocation:
    """They are there no longer, from this day. Only the team that wrote it says so.

    Raises ValidationError for a day before they came, NotPermitted for others.
    """
    permit(by, Verb.SEE_PEOPLE)
    day = on or timezone.localdate()
    if place.owner_team_id != by.team_id:
        raise NotPermitted("Another team keeps this.")
    if place.since is not None and day < place.since:
        came = f"{place.since:%-d %B %Y}"
        raise ValidationError(
            {"on": f"Last day: they came on {came}. Enter that day or a later one."}
        )
    place.until = day
    place.save(update_fields=["until"])
    return place
