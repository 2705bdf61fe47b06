"""Relationships, households, and saying that two records are of one person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.people.actions.absorbed import not_absorbed
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
def no_longer(
    *, relationship: Relationship, last_day: dt.date, by: Actor
) -> Relationship:
    """They were related until then. Raises ValidationError for a day to come."""
    permit(by, Verb.SEE_PEOPLE)
    if last_day > timezone.localdate():
        raise ValidationError({"last_day": "Last day: enter today or a day before."})
    return _over(relationship, DateRange(None, last_day + dt.timedelta(days=1)))


@transaction.atomic
def never_were(*, relationship: Relationship, by: Actor) -> Relationship:
    """They were never related like that: it was written down by mistake."""
    permit(by, Verb.SEE_PEOPLE)
    return _over(relationship, DateRange(empty=True))


def _over(relationship: Relationship, valid: DateRange) -> Relationship:
    relationship.valid = valid
    try:
        relationship.save(update_fields=["valid"])
    except DatabaseError as error:  # no row that this hat may change
        raise NotPermitted("Another team keeps this record.") from error
    return relationship


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
def move_in(*, household: Household, person: Person, by: Actor) -> HouseholdMember:
    """One more person in a household of one's own team, from today.

    Raises ValidationError for somebody who lives or lived there.
    """
    permit(by, Verb.SEE_PEOPLE)
    if household.owner_team_id != by.team_id:
        raise NotPermitted("Another team keeps this record.")
    since = DateRange(timezone.localdate(), None)
    before = household.members.filter(person=person).first()
    if before is None:
        return HouseholdMember.objects.create(
            **written(by), household=household, person=person, valid=since
        )
    if not _is_over(before):
        raise ValidationError({"persons": "They live there already."})
    if not before.valid.isempty:
        raise ValidationError(
            {"persons": "They have moved out of it. Record a new household from today."}
        )
    before.valid = since
    before.save(update_fields=["valid"])
    return before


@transaction.atomic
def move_out(*, member: HouseholdMember, by: Actor) -> HouseholdMember:
    """Somebody lives there no longer, from today. Raises ValidationError if so before.

    A range of days: who moved in today and out today was never there.
    """
    permit(by, Verb.SEE_PEOPLE)
    if member.owner_team_id != by.team_id:
        raise NotPermitted("Another team keeps this record.")
    if _is_over(member):
        raise ValidationError("They have moved out already.")
    member.valid = DateRange(member.valid.lower, timezone.localdate())
    member.save(update_fields=["valid"])
    return member


def _is_over(member: HouseholdMember) -> bool:
    """Whether they have moved out. A range without a day: they never lived there."""
    return member.valid.isempty or member.valid.upper is not None


@transaction.atomic
def same(*, a: Person, b: Person, evidence: str, by: Actor) -> SamePerson:
    """Two records are of one person, says somebody who may see both.

    Raises ValidationError by field: without evidence, and for two who stand on two
    sides of a case or are related, also by way of other links. It widens nothing that
    anybody sees.
    """
    return _said(a, b, SamePerson.State.SAME, evidence, by)


@transaction.atomic
def different(*, a: Person, b: Person, evidence: str, by: Actor) -> SamePerson:
    """Two records that look alike are of two people: nobody is asked again.

    Raises ValidationError by field, as `same` does.
    """
    return _said(a, b, SamePerson.State.DIFFERENT, evidence, by)


def _said(a: Person, b: Person, state: str, evidence: str, by: Actor) -> SamePerson:
    permit(by, Verb.SEE_PEOPLE)
    if not evidence.strip():
        raise ValidationError({"evidence": "Say how you know."})
    if a.pk == b.pk:
        raise ValidationError({"b": "Choose two records."})
    first, second = sorted((a, b), key=lambda person: person.pk)
    try:
        with not_absorbed(), transaction.atomic():
            return SamePerson.objects.create(
                **written(by),
                a=first,
                b=second,
                state=state,
                evidence=evidence.strip(),
            )
    except IntegrityError as error:
        raise ValidationError(_why_not(error)) from error


@transaction.atomic
def not_same(*, link: SamePerson, why: str, by: Actor) -> SamePerson:
    """End a link: the two are no longer taken for one person."""
    permit(by, Verb.SEE_PEOPLE)
    if not why.strip():
        raise ValidationError({"why": "Say why: it is kept."})
    if link.state == SamePerson.State.ENDED:
        raise ValidationError("This link has ended already.")
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
