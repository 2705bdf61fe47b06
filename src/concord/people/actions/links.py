"""Relationships, households, and saying that two records are of one person."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.people.models import (
    Household,
    HouseholdMember,
    Person,
    Relationship,
    SamePerson,
)

NEVER_ONE = (
    "These can't be one person: they stand on two sides of a case, or are related."
)


@transaction.atomic
def relate(
    *, case_id: uuid.UUID, a: Person, b: Person, kind: str, by: Actor
) -> Relationship:
    """What `a` is to `b`, as alleged in this case. Links that it rules out end.

    Raises ValidationError for a person with themselves, and for saying it twice.
    """
    permit(by, Verb.SEE_PEOPLE)
    if a.pk == b.pk:
        raise ValidationError({"b": "Choose two people."})
    if Relationship.objects.filter(case_id=case_id, a=a, b=b, kind=kind).exists():
        raise ValidationError({"kind": "This is recorded already."})
    return Relationship.objects.create(
        **written(by), case_id=case_id, a=a, b=b, kind=kind
    )


@transaction.atomic
def live_together(*, persons: Sequence[Person], note: str = "", by: Actor) -> Household:
    """A household of persons, from today. One team's knowledge, never shared."""
    permit(by, Verb.SEE_PEOPLE)
    if len({person.pk for person in persons}) < 2:
        raise ValidationError({"persons": "A household has at least two people."})
    household = Household.objects.create(**written(by), note=note.strip())
    for person in persons:
        HouseholdMember.objects.create(
            **written(by),
            household=household,
            person=person,
            valid=DateRange(timezone.localdate(), None),
        )
    return household


@transaction.atomic
def move_out(*, member: HouseholdMember, by: Actor) -> HouseholdMember:
    """Somebody lives there no longer, from today."""
    permit(by, Verb.SEE_PEOPLE)
    if member.owner_team_id != by.team_id:
        raise NotPermitted("Another team keeps this record.")
    member.valid = DateRange(member.valid.lower, timezone.localdate())
    member.save(update_fields=["valid"])
    return member


@transaction.atomic
def same(*, a: Person, b: Person, evidence: str, by: Actor) -> SamePerson:
    """Two records are of one person, says somebody who may see both.

    Raises ValidationError by field: without evidence, and for two who stand on two
    sides of a case or are related, also by way of other links. It widens nothing that
    anybody sees.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not evidence.strip():
        raise ValidationError({"evidence": "Say how you know."})
    if a.pk == b.pk:
        raise ValidationError({"b": "Choose two records."})
    first, second = sorted((a, b), key=lambda person: person.pk)
    try:
        with transaction.atomic():
            return SamePerson.objects.create(
                **written(by), a=first, b=second, evidence=evidence.strip()
            )
    except IntegrityError as error:
        raise ValidationError(_why_not(error)) from error


@transaction.atomic
def not_same(*, link: SamePerson, why: str, by: Actor) -> SamePerson:
    """End a link: the two are no longer taken for one person."""
    permit(by, Verb.SEE_PEOPLE)
    if not why.strip():
        raise ValidationError({"why": "Say why: it is kept."})
    link.state = SamePerson.State.ENDED
    link.ended_by_id = by.membership_id
    link.ended_why = why.strip()
    link.ended_at = timezone.now()
    link.save(update_fields=["state", "ended_by", "ended_why", "ended_at"])
    return link


def _why_not(error: IntegrityError) -> str:
    said = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if said == "same_person_once":
        return "This was said already."
    return NEVER_ONE
