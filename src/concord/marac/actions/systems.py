"""What a system of another agency does with the flags of its own team."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from concord.access.actor import Actor
from concord.access.permit import NotPermitted
from concord.frontdoor.actions.partners import digest_of
from concord.frontdoor.actions.referring import PARTNERS
from concord.marac.actions.flags import SAID_BY_A_TEAM, check_said, plain_reference

KEPT, AGAIN, OFF, UNSEEN, WHY = "kept", "again", "off", "unseen", "why"


@dataclass(frozen=True, slots=True)
class KeepsFlags:
    """That a system may keep flags, and what its team is asked."""

    is_health: bool


@dataclass(frozen=True, slots=True)
class ListedFlag:
    """A live flag of the system's team, as the system is told of it."""

    code: str
    reference: str
    online_hidden: str
    set_on: dt.date
    until: dt.date
    case_id: uuid.UUID  # for the audit: a system is not told of it


def keeps_flags(*, key: str, by: Actor) -> KeepsFlags | None:
    """Whether the system with this key keeps its team's flags. `by`: its principal."""
    rows = _asked("SELECT is_health FROM access.partner_keeps_flags(%s)", key, by)
    return KeepsFlags(rows[0][0]) if rows else None


def flags_of_system(*, key: str, by: Actor) -> list[ListedFlag]:
    """All live flags of the system's team, those that end first at the top."""
    return [
        ListedFlag(*row)
        for row in _asked("SELECT * FROM access.partner_flags(%s)", key, by)
    ]


@transaction.atomic
def confirm_by_system(
    *,
    key: str,
    code: str,
    reference: str,
    online_hidden: str,
    may: KeepsFlags,
    by: Actor,
) -> str | None:
    """Kept, again, off or unseen; None where the team has no such flag.

    Raises ValidationError by field.
    """
    said = plain_reference(reference)
    check_said(said, online_hidden, may.is_health)
    query = "SELECT access.partner_confirms_flag(%s, %s, %s, %s)"
    return _one(_asked(query, key, by, code, said, online_hidden))


@transaction.atomic
def clear_by_system(*, key: str, code: str, why: str, by: Actor) -> str | None:
    """Kept, again or why; None where the team has no such flag.

    Raises ValidationError by field.
    """
    if why and why not in dict(SAID_BY_A_TEAM):
        raise ValidationError({"why": "Choose one of the words in the description."})
    query = "SELECT access.partner_clears_flag(%s, %s, %s)"
    return _one(_asked(query, key, by, code, why))


def _asked(query: str, key: str, by: Actor, *more: str) -> list[tuple]:
    # The database asks for the key itself, beside the principal that acts.
    if by.principal != PARTNERS:
        raise NotPermitted("Only for systems of other agencies.")
    with connection.cursor() as cursor:
        cursor.execute(query, [digest_of(key), *more])
        return list(cursor.fetchall())


def _one(rows: list[tuple]) -> str | None:
    return rows[0][0]  # type: ignore[no-any-return]
