"""Giving and ending hats, and who stands in for whom."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from concord.access.actions import approvals
from concord.access.actor import Actor, because
from concord.access.permit import NotPermitted, Verb, may, permit
from concord.partnership.models import Account, Cover, Membership, Team
from concord.partnership.roles import Role


@transaction.atomic
def give(
    *,
    account: Account,
    team: Team,
    role: Role,
    title: str = "",
    valid: DateRange | None = None,
    by: Actor,
) -> Membership:
    """A new hat for `account`. The same hat twice at one time is refused.

    Whoever gives a hat that can see people vouches for it as the first of two.
    """
    permit(by, Verb.MANAGE_PEOPLE, team)
    valid = valid or DateRange(timezone.localdate(), None)
    standing = Membership.objects.filter(
        account=account, team=team, role=role, valid__overlap=valid
    ).exists()
    if standing:
        raise ValidationError(
            {"role": "They have this role in this team already. Choose another."}
        )
    hat = Membership.objects.create(
        account=account,
        team=team,
        partnership_id=team.partnership_id,
        role=role,
        title=title.strip(),
        valid=valid,
    )
    approvals.count_giver(hat=hat, giver=None, by=by)
    return hat


@transaction.atomic
def end(*, hat: Membership, last_day: dt.date, why: str, by: Actor) -> Membership:
    """End a hat after `last_day`. What was done in it keeps its name.

    Yesterday ends it at once. Who stands in for it, or for whom it stands in, ends
    with it. Raises ValidationError by field, also for the last administrator.
    """
    permit(by, Verb.MANAGE_PEOPLE, hat)
    if not why.strip():
        raise ValidationError({"why": "Say why this role ends: history keeps it."})
    first_day = hat.valid.lower
    if first_day is not None and last_day < first_day - dt.timedelta(days=1):
        raise ValidationError(
            {
                "last_day": f"This role starts on {first_day:%-d %B %Y}. The day "
                "before is the earliest last day: then it never counted."
            }
        )
    if hat.role == Role.ADMINISTRATOR and not _other_administrators(hat, last_day):
        raise ValidationError(
            "Nobody else is administrator after that day. Invite another "
            "administrator first, so that somebody can let people in."
        )
    because(why)
    hat.valid = DateRange(first_day, last_day + dt.timedelta(days=1))
    hat.save(update_fields=["valid"])
    _end_covers_of(hat, last_day)
    return hat


@transaction.atomic
def cover(
    *,
    away: Membership,
    deputy: Membership,
    first_day: dt.date,
    last_day: dt.date,
    why: str = "",
    by: Actor,
) -> Cover:
    """While somebody is away, their deputy is asked. Days are both included.

    A person arranges their own cover; an administrator or the lead arranges anybody's.
    """
    if not may_arrange(by, away):
        raise NotPermitted("This hat may not arrange that cover.")
    if last_day < first_day:
        raise ValidationError(
            {
                "last_day": f"Last day: {last_day:%-d %B %Y} is before the first day. "
                "Change one of them."
            }
        )
    if away.account_id == deputy.account_id:
        raise ValidationError({"deputy": "Choose somebody else to stand in."})
    if away.partnership_id != deputy.partnership_id:
        raise ValidationError({"deputy": "Choose somebody of the same partnership."})
    ends = deputy.valid.upper
    if deputy.valid.isempty or (ends is not None and ends <= last_day):
        raise ValidationError(
            {"deputy": "Their own role does not last all these days. Choose another."}
        )
    during = DateRange(first_day, last_day + dt.timedelta(days=1))
    if Cover.objects.filter(away=away, during__overlap=during).exists():
        raise ValidationError(
            {
                "first_day": "Somebody stands in on some of these days already. End "
                "that first, or choose other days."
            }
        )
    return Cover.objects.create(
        partnership_id=away.partnership_id,
        away=away,
        deputy=deputy,
        during=during,
        why=why.strip(),
    )


def may_arrange(by: Actor, away: Membership) -> bool:
    """Whether `by` may say who stands in for `away`."""
    if by.kind == "hat" and by.membership_id == away.pk:
        return True
    return may(by, Verb.CHASE, away) or may(by, Verb.MANAGE_PEOPLE, away)


@transaction.atomic
def end_cover(*, cover: Cover, by: Actor) -> None:
    """Take a stand-in back."""
    mine = by.kind == "hat" and by.membership_id in {cover.away_id, cover.deputy_id}
    if not mine and not may_arrange(by, cover.away):
        raise NotPermitted("This hat may not end that cover.")
    cover.delete()


def _other_administrators(hat: Membership, last_day: dt.date) -> bool:
    """Whether somebody else administers the partnership after `last_day`.

    Locks their hats, so that two who end each other at once do not both succeed.
    """
    after = last_day + dt.timedelta(days=1)
    everybody = (
        Membership.objects.select_for_update(of=("self",))
        .filter(
            partnership_id=hat.partnership_id,
            role=Role.ADMINISTRATOR,
            account__is_active=True,
        )
        .order_by("pk")
    )
    return any(
        other.account_id != hat.account_id and other.is_valid_on(after)
        for other in everybody
    )


def _end_covers_of(hat: Membership, last_day: dt.date) -> None:
    """A hat that has ended is asked nothing: its covers end with it at the latest."""
    after = last_day + dt.timedelta(days=1)
    covers = hat.covered_by.all() | hat.covers_for.all()
    for one in covers:
        if one.during.upper is None or one.during.upper > after:
            if one.during.lower is not None and one.during.lower >= after:
                one.delete()
            else:
                one.during = DateRange(one.during.lower, after)
                one.save(update_fields=["during"])
