"""Opening a case, who is in it, and closing it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actions import sharing
from concord.access.actor import Actor, because
from concord.access.models import Side, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.models import Case, Party
from concord.people.models import Person


@transaction.atomic
def open_case(
    *,
    victim: Person,
    alleged: Sequence[Person],
    children: Sequence[Person] = (),
    opened_on: dt.date | None = None,
    family_of: Case | None = None,
    by: Actor,
) -> Case:
    """A new case, held by the actor's team. Succeeds whatever is known elsewhere.

    One victim and at least one alleged (a person of whom nothing is known will do).
    `family_of`: a case of another victim of the same family. Raises ValidationError by
    field for somebody on two sides.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not alleged:
        raise ValidationError(
            {"alleged": "Add who is alleged to cause harm. They may be unknown."}
        )
    everybody = [victim, *alleged, *children]
    if len({person.pk for person in everybody}) < len(everybody):
        raise ValidationError("Somebody is named twice: each is on one side, once.")
    case = Case.objects.create(
        **written(by),
        opened_on=opened_on or timezone.localdate(),
        family_group=_family(family_of),
    )
    sharing.hold(case.pk, by)
    sides = [
        (Side.VICTIM, [victim]),
        (Side.ALLEGED, alleged),
        (Side.CHILD, children),
    ]
    for side, persons in sides:
        for person in persons:
            Party.objects.create(**written(by), case=case, person=person, side=side)
    return case


@transaction.atomic
def add_party(*, case: Case, person: Person, side: Side, by: Actor) -> Party:
    """One more alleged person or child. Another victim is a case of its own.

    Raises ValidationError by field.
    """
    permit(by, Verb.SEE_PEOPLE)
    if side == Side.VICTIM:
        raise ValidationError(
            {"side": "Each victim has a case of their own. Open one for this family."}
        )
    if case.parties.filter(person=person).exists():
        raise ValidationError({"person": "They are in this case already."})
    return Party.objects.create(**written(by), case=case, person=person, side=side)


@transaction.atomic
def close(*, case: Case, why: str, by: Actor) -> Case:
    """Close a case today. What teams may see does not end by that alone.

    Raises ValidationError without a reason, NotPermitted for a case of others.
    """
    permit(by, Verb.SEE_PEOPLE)
    _check_held(case, by)
    if not why.strip():
        raise ValidationError({"why": "Say why the case closes."})
    because(why)
    case.state, case.closed_on = Case.State.CLOSED, timezone.localdate()
    case.closed_why = why.strip()
    case.save(update_fields=["state", "closed_on", "closed_why"])
    return case


@transaction.atomic
def reopen(*, case: Case, why: str, by: Actor) -> Case:
    """Open a closed case again, for a reason."""
    permit(by, Verb.SEE_PEOPLE)
    _check_held(case, by)
    if not why.strip():
        raise ValidationError({"why": "Say why the case opens again."})
    because(why)
    case.state, case.closed_on, case.closed_why = Case.State.OPEN, None, ""
    case.save(update_fields=["state", "closed_on", "closed_why"])
    return case


def _check_held(case: Case, by: Actor) -> None:
    if not sharing.owns(case.pk):
        raise NotPermitted("Only the team that holds a case does this.")


def _family(other: Case | None) -> uuid.UUID | None:
    """The family group of the other case; made now if it had none."""
    if other is None:
        return None
    if other.family_group is None:
        other.family_group = uuid.uuid4()
        other.save(update_fields=["family_group"])
    return other.family_group
