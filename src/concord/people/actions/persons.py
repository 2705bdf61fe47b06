"""Recording a person in the own team's records, and correcting what is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.people.models import Person, PersonVersion

OLDEST = 120  # years


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person. All of it may be unknown."""

    given_name: str = ""
    family_name: str = ""
    other_names: list[str] = field(default_factory=list)
    born_on: dt.date | None = None
    born_precision: str = PersonVersion.Precision.UNKNOWN
    sex: str = PersonVersion.Sex.NOT_KNOWN
    gender: str = ""
    language: str = ""
    needs_interpreter: bool = False


@transaction.atomic
def record(*, known: Known, by: Actor) -> Person:
    """A new person in the own team's records. Succeeds whoever is known already.

    Raises ValidationError by field.
    """
    permit(by, Verb.SEE_PEOPLE)
    _check(known)
    person = Person.objects.create(**written(by))
    _version(person, 1, known, "", by)
    return person


@transaction.atomic
def correct(*, person: Person, known: Known, why: str = "", by: Actor) -> PersonVersion:
    """What is known from now on; what was known before stays. Only the own team's.

    Raises ValidationError by field, NotPermitted for another team's record.
    """
    permit(by, Verb.SEE_PEOPLE)
    if person.owner_team_id != by.team_id:
        raise NotPermitted("Another team keeps this record.")
    _check(known)
    last = person.versions.order_by("-n").first()
    return _version(person, (last.n if last else 0) + 1, known, why, by)


def _version(
    person: Person, n: int, known: Known, why: str, by: Actor
) -> PersonVersion:
    said = asdict(known)
    said["other_names"] = [name.strip() for name in known.other_names if name.strip()]
    said |= {"given_name": known.given_name.strip()}
    said |= {"family_name": known.family_name.strip()}
    version = PersonVersion(**written(by), person=person, n=n, why=why.strip(), **said)
    version.full_clean(validate_unique=False, validate_constraints=False)
    version.save(force_insert=True)
    return version


def _check(known: Known) -> None:
    born = known.born_on
    unknown = known.born_precision == PersonVersion.Precision.UNKNOWN
    today = timezone.localdate()
    if (born is None) != unknown:
        raise ValidationError(
            {"born_precision": "Say how exact the date of birth is, or leave it out."}
        )
    if born is not None and born > today:
        raise ValidationError(
            {"born_on": f"Date of birth: {born:%-d %B %Y} is still to come. Check it."}
        )
    if born is not None and today.year - born.year > OLDEST:
        raise ValidationError(
            {"born_on": f"Date of birth: {born:%-d %B %Y} is long ago. Check the year."}
        )
