"""Giving and ending hats, and who stands in for whom."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from concord.access.actor import Actor, because
from concord.access.permit import Verb, permit
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
    """A new hat for `account`. The same hat twice at one time is refused."""
    permit(by, Verb.MANAGE_PEOPLE, team)
    valid = valid or DateRange(timezone.localdate(), None)
    standing = Membership.objects.filter(
        account=account, team=team, role=role, valid__overlap=valid
    ).first()
    if standing is not None:
        raise ValidationError(
            {"role": "They have this role in this team already. Choose another."}
        )
    return Membership.objects.create(
        account=account,
        team=team,
        partnership_id=team.partnership_id,
        role=role,
        title=title,
        valid=valid,
    )


@transaction.atomic
def end(*, hat: Membership, last_day: dt.date, why: str, by: Actor) -> Membership:
    """End a hat after `last_day`. What was done in it keeps its name."""
    permit(by, Verb.MANAGE_PEOPLE, hat)
    if not why.strip():
        raise ValidationError({"why": "Say why this hat ends."})
    first_day = hat.valid.lower
    if first_day is not None and last_day < first_day - dt.timedelta(days=1):
        raise ValidationError(
            {"last_day": f"This hat starts on {first_day:%-d %B %Y}."}
        )
    because(why)
    hat.valid = DateRange(first_day, last_day + dt.timedelta(days=1))
    hat.save(update_fields=["valid"])
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
    if by.membership_id != away.pk:
        permit(by, Verb.CHASE if by.role == Role.STRATEGIC_LEAD else Verb.MANAGE_PEOPLE)
    if last_day < first_day:
        raise ValidationError({"last_day": "The last day is before the first."})
    if away.pk == deputy.pk:
        raise ValidationError({"deputy": "Choose somebody else to stand in."})
    during = DateRange(first_day, last_day + dt.timedelta(days=1))
    if Cover.objects.filter(away=away, during__overlap=during).exists():
        raise ValidationError(
            {"first_day": "Somebody stands in on these days already."}
        )
    return Cover.objects.create(
        partnership_id=away.partnership_id,
        away=away,
        deputy=deputy,
        during=during,
        why=why,
    )


@transaction.atomic
def end_cover(*, cover: Cover, by: Actor) -> None:
    """Take a stand-in back."""
    if by.membership_id not in {cover.away_id, cover.deputy_id}:
        permit(by, Verb.MANAGE_PEOPLE, cover)
    cover.delete()
