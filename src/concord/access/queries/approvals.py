"""Who vouches for hats that can see people, until when, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Approval
from concord.access.permit import GRANTED, Verb, may
from concord.partnership.models import Membership
from concord.partnership.roles import SEES_PEOPLE, Role

NEEDED = 2  # different people
# Days after the last word. The last one is that of `access.people_hat`.
ASKED_AFTER, DUE_AFTER, ENDS_AFTER = 76, 90, 100
APPROVERS = frozenset(role for role in Role if Verb.APPROVE_PEOPLE in GRANTED[role])


class State(StrEnum):
    """How a hat that can see people stands."""

    WAITING = "waiting"  # for one person or two
    IN_FORCE = "in force"
    DUE = "due"  # to be confirmed within a fortnight
    LATE = "late"  # past its day, still seeing people
    LAPSED = "lapsed"  # confirmed too long ago: sees nobody


TO_CONFIRM = frozenset({State.DUE, State.LATE, State.LAPSED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What was said about one hat since it was last withdrawn, and what follows.

    `approved` holds the first approval of each different person, in order; `last` the
    latest approval or confirmation; `withdrawn` the latest withdrawal of all.
    """

    hat: Membership
    approved: tuple[Approval, ...]
    last: Approval | None
    withdrawn: Approval | None
    now: dt.datetime

    @property
    def missing(self) -> int:
        """How many different people have still to approve it."""
        return max(0, NEEDED - len(self.approved))

    @property
    def state(self) -> State:
        if self.missing or self.last is None:
            return State.WAITING
        age = self.now - self.last.at
        if age >= dt.timedelta(days=ENDS_AFTER):
            return State.LAPSED
        if age >= dt.timedelta(days=DUE_AFTER):
            return State.LATE
        return State.DUE if age >= dt.timedelta(days=ASKED_AFTER) else State.IN_FORCE

    @property
    def sees_people(self) -> bool:
        """What `access.people_hat` says of it."""
        return self.state not in (State.WAITING, State.LAPSED)

    @property
    def is_to_confirm(self) -> bool:
        return self.state in TO_CONFIRM

    @property
    def since(self) -> dt.datetime | None:
        """When the second of the two approved it."""
        return self.approved[NEEDED - 1].at if not self.missing else None

    @property
    def due_on(self) -> dt.date | None:
        """The day by which somebody should confirm it."""
        return self._after(DUE_AFTER)

    @property
    def ends_on(self) -> dt.date | None:
        """The day on which it stops seeing people, unless somebody confirms it."""
        return self._after(ENDS_AFTER)

    def said_by(self, account_id: int | None) -> bool:
        """Whether this person is one of those who approved it."""
        return any(said.by_account_id == account_id for said in self.approved)

    def _after(self, days: int) -> dt.date | None:
        if self.missing or self.last is None:
            return None
        return timezone.localtime(self.last.at + dt.timedelta(days=days)).date()


def standing_of(hat: Membership) -> Standing:
    """How one hat stands. One query."""
    return standings([hat])[0]


def standings(hats: Iterable[Membership]) -> list[Standing]:
    """How these hats stand, in their order. One query for all of them."""
    found = list(hats)
    said: dict[int, list[Approval]] = {hat.pk: [] for hat in found}
    rows = Approval.objects.filter(membership__in=said).order_by("id")
    for row in rows.select_related("by_account", "by_membership__team"):
        said[row.membership_id].append(row)
    now = timezone.now()
    return [_standing(hat, said[hat.pk], now) for hat in found]


def _standing(hat: Membership, said: list[Approval], now: dt.datetime) -> Standing:
    withdrawn = next((s for s in reversed(said) if _is(s, "WITHDRAWN")), None)
    after = withdrawn.pk if withdrawn else 0
    counted = [
        one for one in said if one.pk > after and one.by_account_id != hat.account_id
    ]
    first: dict[int, Approval] = {}
    for one in counted:
        if _is(one, "APPROVED"):
            first.setdefault(one.by_account_id, one)
    last = max(counted, key=lambda one: one.at, default=None)
    return Standing(hat, tuple(first.values()), last, withdrawn, now)


def _is(said: Approval, kind: str) -> bool:
    return said.kind == Approval.Kind[kind]


def hats_to_vouch(actor: Actor) -> QuerySet[Membership]:
    """Hats of now or later that can see people, as far as `actor` answers for them.

    An agency lead answers for the own agency, nobody for own hats (they are among
    them, to be looked at).
    """
    if not may(actor, Verb.APPROVE_PEOPLE):
        return Membership.objects.none()
    rows = of_casework(actor.here)
    if actor.role == Role.AGENCY_LEAD:
        rows = rows.filter(team__agency=actor.agency_id)
    return rows


def of_casework(partnership_id: int) -> QuerySet[Membership]:
    """Hats of a partnership that can see people and have not ended, by name."""
    found: QuerySet[Membership] = (
        Membership.objects.filter(
            Q(valid__endswith__isnull=True)
            | Q(valid__endswith__gt=timezone.localdate()),
            partnership_id=partnership_id,
            role__in=SEES_PEOPLE,
            account__is_active=True,
            valid__isempty=False,
        )
        .select_related("account", "team__agency", "partnership")
        .order_by("account__name", "team__short_name", "pk")
    )
    return found


def approvers(partnership_id: int) -> list[Membership]:
    """Everybody in a partnership who may vouch today, one hat each time. One query."""
    return list(
        Membership.objects.valid_on()
        .filter(
            partnership_id=partnership_id,
            role__in=APPROVERS,
            account__is_active=True,
        )
        .select_related("account", "team")
        .order_by("role", "account__name", "pk")
    )


def approvers_of(hat: Membership) -> list[Membership]:
    """Everybody who may vouch for `hat` today: never its wearer."""
    return may_vouch(hat, approvers(hat.partnership_id))


def may_vouch(hat: Membership, people: Iterable[Membership]) -> list[Membership]:
    """Those of `people` who may vouch for `hat`."""
    return [
        other
        for other in people
        if other.account_id != hat.account_id
        and (
            other.role != Role.AGENCY_LEAD or other.team.agency_id == hat.team.agency_id
        )
    ]


def nobody_is_left(standing: Standing, people: Iterable[Membership]) -> bool:
    """Whether a hat waits for somebody whom the partnership has not got."""
    if not standing.missing:
        return False
    able = {other.account_id for other in may_vouch(standing.hat, people)}
    able -= {said.by_account_id for said in standing.approved}
    return len(able) < standing.missing
