"""The register of information-sharing agreements that decisions cite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from concord.access.actor import Actor, because
from concord.access.models import Agreement, AgreementParty
from concord.access.permit import Verb, permit
from concord.partnership.models import Agency


@transaction.atomic
def register(
    *,
    title: str,
    purposes: str,
    review_on: dt.date,
    agencies: Sequence[Agency],
    data_items: str = "",
    where_kept: str = "",
    starts_on: dt.date | None = None,
    by: Actor,
) -> Agreement:
    """A new agreement with the agencies that have signed it.

    Raises ValidationError by field: each has a title of its own, says what it is for,
    and has at least two parties.
    """
    permit(by, Verb.KEEP_AGREEMENTS)
    _check_title(title, by)
    agreement = Agreement(
        partnership_id=by.here,
        title=title.strip(),
        purposes=purposes.strip(),
        data_items=data_items.strip(),
        review_on=review_on,
        where_kept=where_kept.strip(),
    )
    if starts_on is not None:
        agreement.valid = DateRange(starts_on, None)
    if len({agency.pk for agency in agencies}) < 2:
        raise ValidationError({"agencies": "An agreement has at least two agencies."})
    agreement.full_clean()
    agreement.save()
    _sign(agreement, agencies)
    return agreement


@transaction.atomic
def change(
    *,
    agreement: Agreement,
    title: str,
    purposes: str,
    review_on: dt.date,
    agencies: Sequence[Agency],
    data_items: str = "",
    where_kept: str = "",
    by: Actor,
) -> Agreement:
    """Correct what the register says of an agreement. Raises ValidationError."""
    permit(by, Verb.KEEP_AGREEMENTS, agreement)
    _check_title(title, by, other_than=agreement)
    agreement.title, agreement.purposes = title.strip(), purposes.strip()
    agreement.data_items, agreement.where_kept = data_items.strip(), where_kept.strip()
    agreement.review_on = review_on
    if len({agency.pk for agency in agencies}) < 2:
        raise ValidationError({"agencies": "An agreement has at least two agencies."})
    agreement.full_clean()
    agreement.save()
    agreement.signed.exclude(agency__in=agencies).delete()
    _sign(agreement, agencies)
    return agreement


@transaction.atomic
def reviewed(
    *, agreement: Agreement, reviewed_on: dt.date, review_on: dt.date, by: Actor
) -> Agreement:
    """The parties have looked at it again, and will next by `review_on`.

    Raises ValidationError for a review that is still to come, and for a next one that
    is not.
    """
    permit(by, Verb.KEEP_AGREEMENTS, agreement)
    today = timezone.localdate()
    if reviewed_on > today:
        raise ValidationError(
            {"reviewed_on": f"Reviewed on: {reviewed_on:%-d %B %Y} is still to come."}
        )
    if review_on <= today:
        raise ValidationError(
            {"review_on": "Next review: choose a day that is still to come."}
        )
    because(f"Reviewed on {reviewed_on:%-d %B %Y}")
    agreement.review_on = review_on
    agreement.save(update_fields=["review_on"])
    return agreement


@transaction.atomic
def end(*, agreement: Agreement, last_day: dt.date, why: str, by: Actor) -> Agreement:
    """No decision cites it after `last_day`; those that did still name it.

    Raises ValidationError without a reason, and for a day before it began.
    """
    permit(by, Verb.KEEP_AGREEMENTS, agreement)
    if not why.strip():
        raise ValidationError({"why": "Say why it ends: it is kept."})
    first = agreement.valid.lower
    if first is not None and last_day < first:
        raise ValidationError({"last_day": f"It starts on {first:%-d %B %Y}."})
    because(why)
    agreement.valid = DateRange(first, last_day + dt.timedelta(days=1))
    agreement.save(update_fields=["valid"])
    return agreement


def _check_title(title: str, by: Actor, *, other_than: Agreement | None = None) -> None:
    known = Agreement.objects.filter(
        partnership_id=by.here, title__iexact=title.strip()
    )
    if other_than is not None:
        known = known.exclude(pk=other_than.pk)
    if known.exists():
        raise ValidationError(
            {"title": "There is an agreement of this title. Change that one."}
        )


def _sign(agreement: Agreement, agencies: Sequence[Agency]) -> None:
    standing = set(agreement.signed.values_list("agency_id", flat=True))
    for agency in agencies:
        if agency.pk not in standing:
            AgreementParty.objects.create(
                agreement=agreement,
                agency=agency,
                partnership_id=agreement.partnership_id,
            )
