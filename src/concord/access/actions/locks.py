"""Conflict locks: keeping a member of staff from a person, whatever their hats.

Nothing here tells whether the one who asks is locked out of anything.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Declaration
from concord.access.permit import NotPermitted, Verb, may, permit
from concord.partnership.models import Account


@dataclass(frozen=True, slots=True)
class LockLine:
    """One lock in force, as an auditor reads it: no name of a person in a case."""

    id: uuid.UUID
    account_id: int
    source: str
    why: str
    since: dt.datetime
    by_id: int | None
    cases: int


@dataclass(frozen=True, slots=True)
class SuspicionLine:
    """A member of staff who may be a person in a case, and what speaks for it."""

    id: uuid.UUID
    account_id: int
    person_id: uuid.UUID
    signs: Sequence[str]
    at: dt.datetime


@transaction.atomic
def lock_out(*, account: Account, person_id: uuid.UUID, why: str, by: Actor) -> None:
    """Keep `account` from a person, and from everybody in a case with them.

    Raises NotPermitted for a person whom the actor does not see, ValidationError
    without a reason. Locking out twice is one lock.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not why.strip():
        raise ValidationError({"why": "Say how they are linked: an auditor reads it."})
    if not _rows("SELECT access.lock_out(%s, %s, %s)", [account.pk, person_id, why])[0][
        0
    ]:
        raise NotPermitted("There is no such person here.")


@transaction.atomic
def end(*, lock_id: uuid.UUID, why: str, by: Actor) -> None:
    """End a lock. An auditor does it, and never one's own. Raises ValidationError."""
    permit(by, Verb.READ_AUDIT)
    if not why.strip():
        raise ValidationError({"why": "Say why the lock ends: it is kept."})
    if not _rows("SELECT access.end_lock(%s, %s)", [lock_id, why])[0][0]:
        raise NotPermitted("There is no such lock here.")


@transaction.atomic
def decide(*, suspicion_id: uuid.UUID, is_same: bool, why: str, by: Actor) -> None:
    """Say whether a member of staff is the person: then they are locked out."""
    if not (may(by, Verb.READ_AUDIT) or may(by, Verb.SEE_PEOPLE)):
        raise NotPermitted("This hat decides about no suspicion.")
    if not why.strip():
        raise ValidationError({"why": "Say how you know: it is kept."})
    asked = [suspicion_id, is_same, why]
    if not _rows("SELECT access.decide_suspicion(%s, %s, %s)", asked)[0][0]:
        raise NotPermitted("There is no such question here.")


@transaction.atomic
def declare(*, words: str, by: Actor) -> None:
    """Tell the auditors that one knows somebody who may be in here.

    A question in free words: nothing is looked up, and nothing comes back. Raises
    ValidationError without words.
    """
    if by.account_id is None:
        raise NotPermitted("Only somebody who works here declares this.")
    if not words.strip():
        raise ValidationError({"words": "Say whom you know, and how."})
    Declaration(
        partnership_id=by.here,
        account_id=by.account_id,
        membership_id=by.own_hat,
        words=words.strip()[:2000],
    ).save(force_insert=True)


@transaction.atomic
def answer(*, declaration: Declaration, words: str, by: Actor) -> None:
    """Say what was done about a declaration. Its writer is not told.

    Raises ValidationError without words, NotPermitted for one's own and for what is
    answered already.
    """
    permit(by, Verb.READ_AUDIT, declaration)
    if not words.strip():
        raise ValidationError({"words": "Say what was done about it: it is kept."})
    done = Declaration.objects.filter(pk=declaration.pk, answered_at=None).update(
        answered_by=by.membership_id,
        answered_at=timezone.now(),
        answer=words.strip()[:300],
    )
    if not done:
        raise NotPermitted("There is no such declaration here.")


def in_force(by: Actor) -> list[LockLine]:
    """Locks of the partnership for an auditor, less those about the auditor."""
    permit(by, Verb.READ_AUDIT)
    return [LockLine(*row) for row in _rows("SELECT * FROM access.locks()", [])]


def open_suspicions(by: Actor) -> list[SuspicionLine]:
    """Likely matches that wait for a decision by this hat."""
    if not (may(by, Verb.READ_AUDIT) or may(by, Verb.SEE_PEOPLE)):
        return []
    return [
        SuspicionLine(*row) for row in _rows("SELECT * FROM access.suspicions()", [])
    ]


def may_be_told(case_id: uuid.UUID, accounts: Iterable[int]) -> set[int]:
    """Of these accounts, those that may be told of a case: for mail and for tasks.

    Answers only the team that holds the case, and jobs.
    """
    asked = [case_id, list(accounts)]
    found = _rows("SELECT access.may_be_told(%s, %s::bigint[])", asked)[0][0]
    return set(found)


def _rows(query: str, values: list[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
