"""Recording numbers of a person, and what bears on their needs."""

from __future__ import annotations

import re
import uuid
from dataclasses import asdict, dataclass, fields
from datetime import date

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.people.actions.absorbed import not_absorbed
from concord.people.models import Characteristics, Identifier, Person
from concord.people.models.about import NOT_RECORDED
from concord.people.queries.in_case import side_of

Kind = Identifier.Kind
YES = "yes"


@dataclass(frozen=True, slots=True)
class About:
    """What bears on somebody's needs. Codes of `Characteristics`."""

    ethnicity: str = NOT_RECORDED
    sexual_orientation: str = NOT_RECORDED
    religion: str = NOT_RECORDED
    disability: str = NOT_RECORDED
    disability_words: str = ""
    gender_as_registered: str = NOT_RECORDED
    immigration: str = NOT_RECORDED
    recourse: str = NOT_RECORDED
    pregnancy: str = NOT_RECORDED
    due_on: date | None = None

    @classmethod
    def of(cls, row: Characteristics) -> About:
        """What a row says."""
        return cls(**{each.name: getattr(row, each.name) for each in fields(cls)})


@transaction.atomic
def add_identifier(
    *, person: Person, kind: str, value: str, issuer: str = "", by: Actor
) -> Identifier:
    """A number that a person has elsewhere, in the own team's record.

    Succeeds whoever has the same number. Raises ValidationError by field, NotPermitted
    for another team's record.
    """
    permit(by, Verb.SEE_PEOPLE)
    if person.owner_team_id != by.team_id:
        raise NotPermitted("Another team keeps this record.")
    found = Identifier(
        **written(by),
        person=person,
        kind=kind,
        value=tidy_number(kind, value),
        issuer=issuer.strip(),
    )
    found.full_clean(validate_constraints=False)
    with not_absorbed():
        found.save(force_insert=True)
    return found


@transaction.atomic
def end_identifier(*, identifier: Identifier, why: str, by: Actor) -> Identifier:
    """A number is theirs no longer, or never was. Raises ValidationError if so before.

    `why` is one of `Identifier.Ended`.
    """
    permit(by, Verb.SEE_PEOPLE)
    if identifier.ended_on is not None:
        raise ValidationError("This number has ended already.")
    identifier.ended_on = timezone.localdate()
    identifier.ended_why = Identifier.Ended(why)
    try:
        identifier.save(update_fields=["ended_on", "ended_why"])
    except DatabaseError as error:  # no row that this hat may change
        raise NotPermitted("Another team keeps this record.") from error
    return identifier


@transaction.atomic
def describe(
    *, case_id: uuid.UUID, person: Person, about: About, by: Actor
) -> Characteristics:
    """What bears on a person's needs from now on; what was known before stays.

    Raises ValidationError by field, and when nothing is different from before;
    NotPermitted for somebody whom the actor does not see in this case.
    """
    permit(by, Verb.SEE_PEOPLE)
    side = side_of(person, case_id)
    if side is None:
        raise NotPermitted("They are not in this case.")
    last = latest_own(case_id=case_id, person=person, by=by)
    _check(about)
    if last is not None and About.of(last) == about:
        raise ValidationError("Nothing is different from what was recorded.")
    row = Characteristics(
        **written(by),
        case_id=case_id,
        person=person,
        side=side,
        n=(last.n if last else 0) + 1,
        **asdict(about),
    )
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(
            "A colleague recorded something while you were writing. Read what they "
            "wrote, then save yours."
        ) from error
    return row


def latest_own(
    *, case_id: uuid.UUID, person: Person, by: Actor
) -> Characteristics | None:
    """What the actor's own team has recorded last. One query."""
    return (
        Characteristics.objects.visible_to(by)
        .filter(case_id=case_id, person=person, owner_team_id=by.own_team)
        .order_by("-n")
        .first()
    )


def tidy_number(kind: str, value: str) -> str:
    """A number as it is kept. Raises ValidationError for what can't be one.

    The last of the ten figures of an NHS number is a check on the others, modulo 11
    (NHS Data Model and Dictionary).
    """
    said = " ".join(value.split())
    if not said:
        raise ValidationError({"value": "Number: enter it."})
    if kind != Kind.NHS:
        return said.upper()
    figures = re.sub(r"[\s-]", "", said)
    if not re.fullmatch(r"[0-9]{10}", figures):
        raise ValidationError(
            {"value": "NHS number: it has ten figures, such as 943 476 5919. Check it."}
        )
    total = sum(int(f) * w for f, w in zip(figures[:9], range(10, 1, -1), strict=True))
    if (11 - total % 11) % 11 != int(figures[9]):
        raise ValidationError(
            {"value": "NHS number: one of the figures is wrong. Check it."}
        )
    return figures


def _check(about: About) -> None:
    if about.due_on is not None and about.pregnancy != YES:
        raise ValidationError(
            {"due_on": "Due date: leave it out, or say that they are pregnant."}
        )
    if about.disability_words.strip() and about.disability != YES:
        raise ValidationError(
            {
                "disability_words": "What they need: say that they are disabled, or "
                "leave this out."
            }
        )
