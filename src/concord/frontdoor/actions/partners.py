"""Systems of other agencies: who may send, and what they send."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, permit
from concord.frontdoor.actions.referring import (
    PARTNERS,
    a_door_or_why_not,
    as_json,
    check,
)
from concord.frontdoor.jobs import tell_of_danger
from concord.frontdoor.models import Answer, PartnerSystem, Referral
from concord.frontdoor.said import Said
from concord.partnership.models import Team

# So that a scanner of code and of logs knows one when it sees it.
BEGINS = "concord_"
LONGEST_LIFE = dt.timedelta(days=731)
NEW, AGAIN, OTHER = "new", "again", "other"


@dataclass(frozen=True, slots=True)
class Known:
    """A system whose key was shown, before anything of it is done."""

    system_id: int
    partnership_id: int


@dataclass(frozen=True, slots=True)
class Taken:
    """`what`: new; again (it came before); other (the key came with another body)."""

    ref: str
    what: str


# For whoever manages the partnership -------------------------------------------------


@transaction.atomic
def register(
    *,
    name: str,
    team: Team,
    last_day: dt.date,
    keeps_flags: bool = False,
    fills_returns: bool = False,
    by: Actor,
) -> tuple[PartnerSystem, str]:
    """A system that may send referrals for a team, and its key: told now, never again.

    `keeps_flags`: it may read, confirm and clear that team's own flags of MARAC, too.
    `fills_returns`: it may type figures of that team's data returns; it sends none.

    Raises ValidationError by field.
    """
    permit(by, Verb.MANAGE_PARTNERSHIP)
    wrong = {}
    today = timezone.localdate()
    if team.partnership_id != by.here or not team.is_valid_on(today):
        wrong["team"] = "Choose a team of this partnership."
    if not today < last_day <= today + LONGEST_LIFE:
        wrong["last_day"] = "Enter a day after today, and at most two years ahead."
    taken = PartnerSystem.objects.visible_to(by).filter(
        name__iexact=name.strip(), ended_at__isnull=True
    )
    if taken.exists():
        wrong["name"] = "There is a system of this name. End it first, or call it else."
    if wrong:
        raise ValidationError(wrong)
    key = BEGINS + secrets.token_urlsafe(32)
    made = PartnerSystem(
        partnership_id=by.here,
        name=name.strip(),
        team=team,
        digest=digest_of(key),
        made_by_id=by.own_hat,
        last_day=last_day,
        keeps_flags=keeps_flags,
        fills_returns=fills_returns,
    )
    made.full_clean(validate_constraints=False)
    made.save(force_insert=True)
    return made, key


@transaction.atomic
def end(*, system: PartnerSystem, by: Actor) -> PartnerSystem:
    """Its key is taken no more, from this moment. What it has sent stays."""
    permit(by, Verb.MANAGE_PARTNERSHIP, system)
    kept = PartnerSystem.objects.select_for_update().get(pk=system.pk)
    if kept.ended_at is None:
        kept.ended_at, kept.ended_by_id = timezone.now(), by.own_hat
        kept.save(update_fields=["ended_at", "ended_by"])
    return kept


# For the systems ---------------------------------------------------------------------


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def known_by(key: str) -> Known | None:
    """The system with this key, as long as it may send."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, partnership_id FROM access.partner_system(%s)", [digest_of(key)]
        )
        row = cursor.fetchone()
    return Known(*row) if row else None


@transaction.atomic
def take_from(*, said: Said, key: str, body_digest: str, by: Actor) -> Taken:
    """A referral of a system. The same `said.key` with the same body is taken once.

    The database asks for the key of the system itself: the principal alone writes
    nothing. Raises ValidationError by field, also where no team stands at the door.
    """
    _only_partners(by)
    check(said, professional=True)
    if said.source != Referral.Source.PARTNER_SYSTEM or not said.key:
        raise ValidationError({"key": "Each referral needs a key of its sender."})
    with a_door_or_why_not(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref, what FROM access.take_from_partner"
            "(%s, %s::jsonb, %s::jsonb, %s)",
            [digest_of(key), *as_json(said), body_digest],
        )
        taken = Taken(*cursor.fetchone())
    if taken.what == NEW and said.danger_now == Answer.YES:
        tell_of_danger.defer(ref=taken.ref, partnership_id=by.here)
    return taken


def how_far(*, ref: str, key: str, by: Actor) -> tuple[str, str] | None:
    """State and reply of a referral that this very system has sent, and no other."""
    _only_partners(by)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, reply FROM access.partner_asks(%s, %s)",
            [digest_of(key), ref],
        )
        state, reply = cursor.fetchone()
    return (state, reply) if state else None


def _only_partners(by: Actor) -> None:
    if by.principal != PARTNERS:
        raise NotPermitted("Only for systems of other agencies.")
