"""How long a case is kept, holding it longer, and disposing of it for good."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.models import Case, LegalHold
from concord.foundation import ledger
from concord.foundation.observing import get_logger

log = get_logger(__name__)


def kept_until(case: Case) -> dt.date | None:
    """The day from which a closed case may be disposed of; None while it is open.

    Source: the definition "retention" in force today. There is no national period
    for cases of a MARAC; seven years is what many agencies keep.
    """
    if case.closed_on is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (%s::date + make_interval(years => access.kept_years()))::date",
            [case.closed_on],
        )
        found: dt.date = cursor.fetchone()[0]
        return found


@transaction.atomic
def hold(*, case: Case, why: str, by: Actor) -> LegalHold:
    """Keep a case for a review or a court, however old it is.

    Raises ValidationError without a reason.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not why.strip():
        raise ValidationError({"why": "Say what the case is kept for."})
    return LegalHold.objects.create(**written(by), case=case, why=why.strip())


@transaction.atomic
def end_hold(*, hold: LegalHold, by: Actor) -> LegalHold:
    """The review or the court needs the case no longer."""
    permit(by, Verb.SEE_PEOPLE)
    hold.ended_on, hold.ended_by_id = timezone.localdate(), by.membership_id
    hold.save(update_fields=["ended_on", "ended_by"])
    return hold


@transaction.atomic
def dispose(*, case: Case, by: Actor) -> int:
    """Take a case away for good, with persons who are in no other. Returns the rows.

    Only the team that holds it, for a case that was closed long enough ago and is on
    no hold. Raises NotPermitted, and ValidationError that says until when it is kept.
    """
    permit(by, Verb.SEE_PEOPLE)
    until = kept_until(case)
    if until is None:
        raise ValidationError("This case is open. Close it first.")
    if until > timezone.localdate():
        raise ValidationError(f"This case is kept until {until:%-d %B %Y}.")
    if LegalHold.objects.filter(case=case, ended_on__isnull=True).exists():
        raise ValidationError("This case is held for a review or a court.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.dispose(%s)", [case.pk])
        gone = cursor.fetchone()[0]
    if gone is None:
        raise NotPermitted("Only the team that holds a case disposes of it.")
    _keep_outside(case.pk, by)
    return int(gone)


def _keep_outside(case_id: UUID, by: Actor) -> None:
    """A restored backup must lose the case again: without that line, nothing goes."""
    try:
        ledger.append("disposal", case=case_id, by=by.membership_id or 0)
    except (OSError, ledger.Broken) as error:
        log.error("disposal_not_kept_outside", exception=type(error).__name__)
        raise ValidationError(
            "Nothing was disposed of: the ledger outside of the database can't be "
            "written to. Tell whoever looks after Concord."
        ) from error
