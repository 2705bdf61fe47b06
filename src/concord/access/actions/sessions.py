"""Ending sessions: one's own, and those of a person in one's partnership."""

from __future__ import annotations

import uuid

from django.db import transaction

from concord.access import sessions
from concord.access.actor import Actor
from concord.access.models import Session
from concord.access.permit import NotPermitted, Verb, permit
from concord.access.sessions import How
from concord.partnership.models import Account, Membership


@transaction.atomic
def end_mine(*, session_id: uuid.UUID, by: Actor) -> bool:
    """End one of the actor's own sessions. False if it was over already.

    Raises NotPermitted for one that is not theirs, or not there.
    """
    account = _me(by)
    found = Session.objects.filter(pk=session_id, account=account).first()
    if found is None:
        raise NotPermitted("Only one's own sessions are there to be ended.")
    return sessions.end_one(account.pk, found.key_hash, how=How.BY_OWNER)


@transaction.atomic
def end_my_others(*, here: str, by: Actor) -> int:
    """End all sessions of the actor but the one with the key `here`. How many."""
    return sessions.end_all(_me(by), how=How.BY_OWNER, but=here)


@transaction.atomic
def end_theirs(*, hat: Membership, by: Actor) -> int:
    """Sign a person of the partnership out everywhere. How many sessions ended.

    Raises NotPermitted for somebody whose roles here have ended: they may work in
    another partnership.
    """
    permit(by, Verb.MANAGE_PEOPLE, hat)
    here = Membership.objects.valid_on().filter(
        account_id=hat.account_id, partnership_id=by.here
    )
    if not here.exists():
        raise NotPermitted("They work here no longer.")
    return sessions.end_all(hat.account, how=How.BY_ADMINISTRATOR)


def _me(by: Actor) -> Account:
    if by.account_id is None:
        raise NotPermitted("A job has no sessions.")
    return Account.objects.get(pk=by.account_id)
