"""The register of information-sharing agreements that decisions cite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

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
    """Correct an agreement, or say that it was reviewed and when next."""
    permit(by, Verb.KEEP_AGREEMENTS, agreement)
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
def end(*, agreement: Agreement, last_day: dt.date, why: str, by: Actor) -> Agreement:
    """No decision cites it after `last_day`; those that did still name it."""
    permit(by, Verb.KEEP_AGREEMENTS, agreement)
    first = agreement.valid.lower
    if first is not None and last_day < first:
        raise ValidationError({"last_day": f"It starts on {first:%-d %B %Y}."})
    because(why)
    agreement.valid = DateRange(first, last_day + dt.timedelta(days=1))
    agreement.save(update_fields=["valid"])
    return agreement


def _sign(agreement: Agreement, agencies: Sequence[Agency]) -> None:
    standing = set(agreement.signed.values_list("agency_id", flat=True))
    for agency in agencies:
        if agency.pk not in standing:
            AgreementParty.objects.create(
                agreement=agreement,
                agency=agency,
                partnership_id=agreement.partnership_id,
            )
