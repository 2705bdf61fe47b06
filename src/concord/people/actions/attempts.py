"""What came of trying to reach somebody. The gate itself keeps that it was asked."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.people.models import ContactAttempt

Outcome = ContactAttempt.Outcome


@transaction.atomic
def record_attempt(
    *, of: ContactAttempt, outcome: str, note: str = "", by: Actor
) -> ContactAttempt:
    """What came of what the gate had found safe (`of`): said once, by the same hat.

    Raises ValidationError by field, and for saying it twice; NotPermitted for others.
    """
    permit(by, Verb.SEE_PEOPLE)
    if of.written_by_id != by.membership_id or of.outcome != Outcome.CLEARED:
        raise NotPermitted("Somebody else tried, or it was not safe.")
    if outcome not in set(Outcome.values) - set(ContactAttempt.GATE):
        raise ValidationError({"outcome": "Say what came of it."})
    attempt = ContactAttempt(
        **written(by),
        contact_point_id=of.contact_point_id,
        person_id=of.person_id,
        case_id=of.case_id,
        part=of.part,
        side=of.side,
        channel=of.channel,
        purpose=of.purpose,
        at=timezone.now(),
        outcome=outcome,
        follows=of,
        note=note.strip(),
    )
    attempt.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError("What came of it was written down already.") from error
    return attempt
