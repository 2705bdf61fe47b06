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
from concord.access.models import Grant, Side, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.models import Case, Party
from concord.people.actions.absorbed import not_absorbed
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
    if opened_on is not None and opened_on > timezone.localdate():
        raise ValidationError(
            {"opened_on": f"Opened on: {opened_on:%-d %B %Y} is still to come."}
        )
    if family_of is not None:
        check_held(family_of, by)
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
    with not_absorbed():
        for side, persons in sides:
            for person in persons:
                Party.objects.create(**written(by), case=case, person=person, side=side)
    return case


@transaction.atomic
def add_party(*, case: Case, person: Person, side: Side, by: Actor) -> Party:
    """One more alleged person or child. Another victim is a case of its own.

    The team that holds a case says who is in it. Raises ValidationError by field.
    """
    permit(by, Verb.SEE_PEOPLE)
    check_held(case, by)
    if side == Side.VICTIM:
        raise ValidationError(
            {"side": "Each victim has a case of their own. Open one for this family."}
        )
    if case.parties.filter(person=person).exists():
        raise ValidationError({"person": "They are in this case already."})
    with not_absorbed():
        return Party.objects.create(**written(by), case=case, person=person, side=side)


@transaction.atomic
def leave(*, party: Party, on: dt.date, why: str, by: Actor) -> Party:
    """Somebody is in a case no longer. What was written about them stays.

    Raises ValidationError by field: the victim never leaves their own case, and
    somebody alleged always stays.
    """
    permit(by, Verb.SEE_PEOPLE)
    check_held(party.case, by)
    if not why.strip():
        raise ValidationError({"why": "Say why they leave the case: it is kept."})
    if not party.case.opened_on <= on <= timezone.localdate():
        raise ValidationError(
            {"on": "Left on: choose a day since the case was opened, up to today."}
        )
    if party.left_on is not None:
        raise ValidationError("They have left this case already.")
    _check_may_leave(party)
    party.left_on, party.left_why = on, why.strip()[:200]
    party.save(update_fields=["left_on", "left_why"])
    return party


def _check_may_leave(party: Party) -> None:
    if party.side == Side.VICTIM:
        raise ValidationError("A case is about its victim. Close it instead.")
    others = party.case.parties.filter(side=party.side, left_on=None).exclude(
        pk=party.pk
    )
    if party.side == Side.ALLEGED and not others.exists():
        raise ValidationError(
            "Somebody alleged stays in a case. Add the other one first: they may be "
            "unknown."
        )


@transaction.atomic
def close(*, case: Case, why: str, by: Actor) -> Case:
    """Close a case today. What teams may see does not end by that alone.

    Raises ValidationError without a reason, NotPermitted for a case of others.
    """
    permit(by, Verb.SEE_PEOPLE)
    check_held(case, by)
    if not why.strip():
        raise ValidationError({"why": "Say why the case closes."})
    if case.state == Case.State.CLOSED:
        raise ValidationError("This case is closed already.")
    because(why)
    case.state, case.closed_on = Case.State.CLOSED, timezone.localdate()
    case.closed_why = why.strip()
    case.save(update_fields=["state", "closed_on", "closed_why"])
    return case


@transaction.atomic
def reopen(*, case: Case, why: str, by: Actor) -> Case:
    """Open a closed case again, for a reason."""
    permit(by, Verb.SEE_PEOPLE)
    check_held(case, by)
    if not why.strip():
        raise ValidationError({"why": "Say why the case opens again."})
    if case.state == Case.State.OPEN:
        raise ValidationError("This case is open already.")
    because(why)
    case.state, case.closed_on, case.closed_why = Case.State.OPEN, None, ""
    case.save(update_fields=["state", "closed_on", "closed_why"])
    return case


def check_held(case: Case, by: Actor) -> None:
    """Raise NotPermitted unless the actor's team holds the case now."""
    if not sharing.owns(case.pk):
        raise NotPermitted("Only the team that holds a case does this.")


def check_may_write(case: Case, by: Actor) -> None:
    """Raise NotPermitted unless the team holds the case or is let in to some of it.

    An opening in an emergency shows a case; it lets nothing be written.
    """
    let_in = Grant.objects.filter(
        case_id=case.pk, team_id=by.own_team, during__contains=timezone.now()
    )
    if not let_in.exists():
        raise NotPermitted("This team has no part in this case.")


def _family(other: Case | None) -> uuid.UUID | None:
    """The family group of the other case; made now if it had none."""
    if other is None:
        return None
    if other.family_group is None:
        other.family_group = uuid.uuid4()
        other.save(update_fields=["family_group"])
    return other.family_group
