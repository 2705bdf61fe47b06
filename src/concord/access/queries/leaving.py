"""What ends when a person or an agency leaves a partnership."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from concord.partnership.models import Account, Agency, Invitation, Membership, Team


@dataclass(frozen=True, slots=True)
class Ending:
    """Everything that ends with a last day, in the order in which it is shown."""

    teams: list[Team] = field(default_factory=list)
    hats: list[Membership] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not (self.teams or self.hats or self.invitations)


def of_person(account: Account, partnership_id: int, last_day: dt.date) -> Ending:
    """What ends in this partnership when a person leaves it. Two queries."""
    return Ending(
        hats=list(_hats(partnership_id, last_day).filter(account=account)),
        invitations=list(_offers(partnership_id).filter(email__iexact=account.email)),
    )


def of_agency(agency: Agency, partnership_id: int, last_day: dt.date) -> Ending:
    """What ends in this partnership when an agency leaves it. Three queries."""
    teams = Team.objects.filter(partnership_id=partnership_id, agency=agency)
    return Ending(
        teams=list(teams.filter(_later_than(last_day)).order_by("short_name")),
        hats=list(_hats(partnership_id, last_day).filter(team__agency=agency)),
        invitations=list(_offers(partnership_id).filter(team__agency=agency)),
    )


def _hats(partnership_id: int, last_day: dt.date) -> QuerySet[Membership]:
    found: QuerySet[Membership] = (
        Membership.objects.filter(_later_than(last_day), partnership_id=partnership_id)
        .select_related("account", "team__agency", "partnership")
        .order_by("account__name", "team__short_name", "pk")
    )
    return found


def _offers(partnership_id: int) -> QuerySet[Invitation]:
    """Invitations that could still be taken up."""
    return Invitation.objects.filter(
        partnership_id=partnership_id,
        state=Invitation.State.SENT,
        expires_at__gt=timezone.now(),
    ).select_related("team", "partnership")


def _later_than(last_day: dt.date) -> Q:
    """Rows that would still exist after `last_day`."""
    after = last_day + dt.timedelta(days=1)
    ends_later = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=after)
    return Q(valid__isempty=False) & ends_later
