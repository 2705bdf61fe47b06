"""The register of agreements: which are in force, and which wait for their review."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Agreement
from concord.access.permit import Verb, permit
from concord.partnership.models import Agency

SOON = dt.timedelta(days=30)


class Standing(StrEnum):
    """Where an agreement stands today."""

    OVERDUE = "overdue"  # its review should have been
    DUE = "due"  # within 30 days
    CURRENT = "current"
    FUTURE = "future"  # starts later
    ENDED = "ended"


WORDS: dict[Standing, str] = {
    Standing.OVERDUE: "Review overdue",
    Standing.DUE: "Review due within 30 days",
    Standing.CURRENT: "In force",
    Standing.FUTURE: "Not in force yet",
    Standing.ENDED: "Ended",
}


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One agreement with its parties, and how many decisions cite it."""

    agreement: Agreement
    parties: list[Agency]
    decisions: int
    standing: Standing

    @property
    def words(self) -> str:
        return WORDS[self.standing]

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it can be cited; None while it has none."""
        upper: dt.date | None = self.agreement.valid.upper
        return upper - dt.timedelta(days=1) if upper else None


def register_of(actor: Actor) -> list[AgreementLine]:
    """Every agreement of the partnership, those that wait for review first.

    Three queries. The number of decisions is the same for everybody who reads it.
    """
    permit(actor, Verb.READ_AGREEMENTS)
    cited = _citations()
    found = Agreement.objects.filter(partnership_id=actor.here).prefetch_related(
        "signed__agency"
    )
    lines = [_line(agreement, cited) for agreement in found]
    order = list(Standing)
    return sorted(
        lines, key=lambda one: (order.index(one.standing), one.agreement.review_on)
    )


def agreement_of(actor: Actor, pk: int) -> AgreementLine | None:
    """One agreement of the partnership. Three queries."""
    permit(actor, Verb.READ_AGREEMENTS)
    found = (
        Agreement.objects.filter(partnership_id=actor.here, pk=pk)
        .prefetch_related("signed__agency")
        .first()
    )
    return _line(found, _citations()) if found is not None else None


def to_review(actor: Actor) -> list[Agreement]:
    """Agreements in force whose review is due within 30 days or overdue. One query."""
    today = timezone.localdate()
    return list(
        Agreement.objects.valid_on(today)
        .filter(partnership_id=actor.here, review_on__lte=today + SOON)
        .order_by("review_on")
    )


def agencies_here(actor: Actor) -> list[Agency]:
    """Agencies with a team in this partnership. One query."""
    return list(
        Agency.objects.filter(teams__partnership_id=actor.here)
        .distinct()
        .order_by("name")
    )


def _line(agreement: Agreement, cited: dict[int, int]) -> AgreementLine:
    return AgreementLine(
        agreement=agreement,
        parties=[party.agency for party in agreement.signed.all()],
        decisions=cited.get(agreement.pk, 0),
        standing=_standing(agreement, timezone.localdate()),
    )


def _standing(agreement: Agreement, today: dt.date) -> Standing:
    if not agreement.is_valid_on(today):
        starts = agreement.valid.lower
        is_future = starts is not None and starts > today
        return Standing.FUTURE if is_future else Standing.ENDED
    if agreement.review_on < today:
        return Standing.OVERDUE
    if agreement.review_on <= today + SOON:
        return Standing.DUE
    return Standing.CURRENT


def _citations() -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.citations()")
        return dict(cursor.fetchall())
