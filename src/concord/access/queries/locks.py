"""Locks, likely matches and declarations, with the names of the staff in them.

Names of members of staff only: nothing here names a person in a case. The functions of
the database leave out what is about the one who asks.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from concord.access.actions import locks
from concord.access.actions.locks import LockLine, SuspicionLine
from concord.access.actor import Actor
from concord.access.models import Declaration, Lock
from concord.access.permit import Verb, permit
from concord.partnership.models import Account, Membership
from concord.partnership.terms import role_word


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff: who, and in which roles now."""

    account: Account
    roles: list[str]

    @property
    def name(self) -> str:
        return self.account.name


@dataclass(frozen=True, slots=True)
class LockRow:
    """One lock in force, with names of staff."""

    lock: LockLine
    who: Colleague
    by: str

    @property
    def source(self) -> str:
        """How it came, in words."""
        return str(Lock.Source(self.lock.source).label)


@dataclass(frozen=True, slots=True)
class SuspicionRow:
    """One likely match that waits, with the name of the member of staff."""

    suspicion: SuspicionLine
    who: Colleague

    @property
    def signs(self) -> str:
        """What speaks for it, in words."""
        return ", ".join(SIGNS.get(sign, sign) for sign in self.suspicion.signs)


SIGNS = {"name": "the same name"}


def locks_in_force(actor: Actor) -> list[LockRow]:
    """Locks for an auditor, less their own, the newest first. Three queries."""
    found = locks.in_force(actor)
    who = _colleagues([one.account_id for one in found], actor)
    by = _names_of_hats([one.by_id for one in found if one.by_id], actor)
    return [
        LockRow(one, who[one.account_id], by.get(one.by_id or 0, "Concord"))
        for one in found
        if one.account_id in who
    ]


def suspicions_of(actor: Actor) -> list[SuspicionRow]:
    """Likely matches for this hat to decide, the oldest first. Two queries."""
    found = locks.open_suspicions(actor)
    who = _colleagues([one.account_id for one in found], actor)
    return [
        SuspicionRow(one, who[one.account_id]) for one in found if one.account_id in who
    ]


def suspicion_of(actor: Actor, pk: uuid.UUID) -> SuspicionRow | None:
    """One of them."""
    return next((row for row in suspicions_of(actor) if row.suspicion.id == pk), None)


def declarations_of(actor: Actor) -> list[Declaration]:
    """What staff have declared, for an auditor, unanswered first. One query."""
    permit(actor, Verb.READ_AUDIT)
    found = Declaration.objects.select_related(
        "account", "membership__team", "answered_by__account"
    )
    return sorted(found, key=lambda one: (one.answered_at is not None, one.at))


def _colleagues(accounts: Iterable[int], actor: Actor) -> dict[int, Colleague]:
    """By account, with the roles of today; those whose roles have ended have none."""
    wanted = set(accounts)
    if not wanted:
        return {}
    roles: dict[int, list[str]] = {}
    for hat in (
        Membership.objects.valid_on()
        .filter(partnership_id=actor.here, account_id__in=wanted)
        .select_related("team", "partnership")
        .order_by("team__short_name")
    ):
        word = f"{role_word(hat.partnership, hat.role)}, {hat.team.short_name}"
        roles.setdefault(hat.account_id, []).append(word)
    return {
        account.pk: Colleague(account, roles.get(account.pk, []))
        for account in Account.objects.filter(pk__in=wanted)
    }


def _names_of_hats(hats: Iterable[int], actor: Actor) -> dict[int, str]:
    return {
        hat.pk: hat.account.name
        for hat in Membership.objects.filter(
            pk__in=set(hats), partnership_id=actor.here
        ).select_related("account")
    }
