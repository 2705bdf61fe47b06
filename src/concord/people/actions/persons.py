"""Recording a person in the own team's records, and correcting what is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field, fields, replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.people.actions.absorbed import not_absorbed
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

    @classmethod
    def of(cls, version: PersonVersion) -> Known:
        """What a version says."""
        return cls(**{each.name: getattr(version, each.name) for each in fields(cls)})


class Overtaken(ValidationError):
    """Somebody else corrected the record in the meantime. `latest` is what they wrote.

    Nothing is kept of the second correction: it is for its writer to decide again.
    """

    def __init__(self, latest: PersonVersion) -> None:
        self.latest = latest
        super().__init__(
            "Somebody corrected this record while you were writing. Read what they "
            "wrote, then save yours or leave it.",
            code="overtaken",
        )


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
def correct(
    *, person: Person, known: Known, why: str = "", seen: int | None = None, by: Actor
) -> PersonVersion:
    """What is known from now on; what was known before stays. Only the own team's.

    `seen` is the number of the version that the correction was made from. Raises
    Overtaken when there is a newer one, ValidationError by field, NotPermitted for
    another team's record.
    """
    permit(by, Verb.SEE_PEOPLE)
    if person.owner_team_id != by.team_id:
        raise NotPermitted("Another team keeps this record.")
    _check(known)
    last = latest(person)
    if last is not None and seen is not None and seen != last.n:
        raise Overtaken(last)
    if last is not None and Known.of(last) == tidy(known):
        raise ValidationError("Nothing is different from what was known.")
    try:
        with not_absorbed(), transaction.atomic():
            return _version(person, (last.n if last else 0) + 1, known, why, by)
    except IntegrityError as error:
        # The other one was quicker by a moment: theirs can be read now.
        newer = latest(person)
        if newer is None or (last is not None and newer.n == last.n):
            raise
        raise Overtaken(newer) from error


def latest(person: Person) -> PersonVersion | None:
    """What is known of a person now."""
    return person.versions.select_related("written_by__account").order_by("-n").first()


def _version(
    person: Person, n: int, known: Known, why: str, by: Actor
) -> PersonVersion:
    said = asdict(tidy(known))
    version = PersonVersion(**written(by), person=person, n=n, why=why.strip(), **said)
    version.full_clean(validate_unique=False, validate_constraints=False)
    version.save(force_insert=True)
    return version


def tidy(known: Known) -> Known:
    """The same without spaces around, and without empty other names."""
    return replace(
        known,
        given_name=known.given_name.strip(),
        family_name=known.family_name.strip(),
        other_names=[name.strip() for name in known.other_names if name.strip()],
        gender=known.gender.strip(),
        language=known.language.strip(),
    )


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
