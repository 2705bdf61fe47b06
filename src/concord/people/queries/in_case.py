"""Who is in a case, as far as a hat may know, and whether the case is there for it.

This room stands below `cases` and knows a case by its id only. That it is there shows
in grants and openings; who is in it, in the parties that the room above keeps.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Emergency, Grant, Side
from concord.people.models import Person, PersonVersion

# The victim first, wherever people of a case are listed.
ORDER = {Side.VICTIM: 0, Side.CHILD: 1, Side.ALLEGED: 2}


@dataclass(frozen=True, slots=True)
class InCase:
    """A person on one side of a case, with the name that is known now."""

    person: Person
    side: Side
    name: str


def is_open_to(case_id: uuid.UUID, by: Actor) -> bool:
    """Whether something of this case is open to the actor's hat. One or two queries."""
    now = timezone.now()
    shared = Grant.objects.filter(
        case_id=case_id, team_id=by.own_team, during__contains=now
    )
    if shared.exists():
        return True
    return Emergency.objects.filter(
        case_id=case_id, membership=by.membership_id, during__contains=now
    ).exists()


def may_write(case_id: uuid.UUID, by: Actor) -> bool:
    """Whether the hat may add to this case: in an emergency nothing is written."""
    return Grant.objects.filter(
        case_id=case_id, team_id=by.own_team, during__contains=timezone.now()
    ).exists()


def people_in(case_id: uuid.UUID, by: Actor) -> list[InCase]:
    """Everybody in a case whom the actor may see, the victim first. Two queries."""
    persons = list(
        Person.objects.visible_to(by)
        .filter(parties__case_id=case_id, parties__left_on=None)
        .annotate(side=F("parties__side"))
    )
    names: dict[uuid.UUID, str] = {}
    latest = PersonVersion.objects.filter(person__in=persons)
    for version in latest.order_by("person_id", "-n").distinct("person_id"):
        names[version.person_id] = version.name
    found = [
        InCase(one, Side(one.side), names.get(one.pk, "Name not known"))
        for one in persons
    ]
    return sorted(found, key=lambda one: (ORDER[one.side], one.name))


def side_of(person: Person, case_id: uuid.UUID) -> Side | None:
    """On which side of a case a person is, if the actor may see them in it."""
    found = (
        Person.objects.filter(
            pk=person.pk, parties__case_id=case_id, parties__left_on=None
        )
        .annotate(side=F("parties__side"))
        .values_list("side", flat=True)
        .first()
    )
    return Side(found) if found else None
