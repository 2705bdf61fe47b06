"""A person leaves a partnership, or an agency does, with all that hangs on them.

The account of somebody who leaves stays open: it may have hats elsewhere, of which
this partnership is told nothing, and without a hat it opens nothing anywhere.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access import sessions
from concord.access.actions import hats, invitations, partnerships
from concord.access.actor import Actor, because
from concord.access.permit import Verb, permit
from concord.access.queries import leaving
from concord.access.queries.leaving import Ending
from concord.partnership.models import Account, Agency, Membership
from concord.partnership.models.validity import Valid

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def leave(*, account: Account, last_day: dt.date, why: str, by: Actor) -> Ending:
    """End all hats of a person in the actor's partnership, and take offers back.

    Their sessions end at once if the day is today or past. Raises ValidationError by
    field, also for the last administrator, and where there is nothing to end.
    """
    permit(by, Verb.MANAGE_PEOPLE)
    ending = leaving.of_person(account, by.here, last_day)
    if not ending.hats:
        raise ValidationError("They have no role here that lasts longer than that.")
    _because(why)
    _end(ending, last_day=last_day, why=why, by=by)
    return ending


@transaction.atomic
def agency_leaves(*, agency: Agency, last_day: dt.date, why: str, by: Actor) -> Ending:
    """End the teams of an agency here, and every hat in them.

    The agency itself stays: other partnerships work with it. Raises ValidationError
    as `leave` does.
    """
    permit(by, Verb.MANAGE_PARTNERSHIP)
    permit(by, Verb.MANAGE_PEOPLE)
    ending = leaving.of_agency(agency, by.here, last_day)
    if ending.is_nothing:
        raise ValidationError("Nothing of this agency lasts longer than that day.")
    _because(why)
    for team in ending.teams:
        partnerships.end_team(team=team, last_day=_last(team, last_day), by=by)
    _end(ending, last_day=last_day, why=why, by=by)
    return ending


def _end(ending: Ending, *, last_day: dt.date, why: str, by: Actor) -> None:
    for hat in ending.hats:
        hats.end(hat=hat, last_day=_last(hat, last_day), why=why, by=by)
    for offer in ending.invitations:
        invitations.withdraw(invitation=offer, by=by)
    if last_day <= timezone.localdate():
        for account in _without_a_hat(ending.hats, last_day, by):
            sessions.end_all(account, how=sessions.How.LEFT)


def _because(why: str) -> None:
    if not why.strip():
        raise ValidationError({"why": "Say why: history keeps it."})
    because(why.strip())


def _without_a_hat(
    ended: list[Membership], last_day: dt.date, by: Actor
) -> list[Account]:
    """Whose last hat here has ended; not whoever ends it, who goes on to the answer."""
    after = max(last_day + ONE_DAY, timezone.localdate())
    stay = set(
        Membership.objects.valid_on(after)
        .filter(partnership_id=by.here)
        .values_list("account_id", flat=True)
    )
    found = {hat.account_id: hat.account for hat in ended}
    return [
        account
        for pk, account in found.items()
        if pk not in stay and pk != by.account_id
    ]


def _last(row: Valid, last_day: dt.date) -> dt.date:
    """The last day of a row that may begin only later: then it never does."""
    first_day: dt.date | None = row.valid.lower
    return last_day if first_day is None else max(last_day, first_day - ONE_DAY)
