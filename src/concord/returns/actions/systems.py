"""A system of an agency fills in its own team's return. It never sends one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from concord.access.actor import Actor
from concord.access.permit import NotPermitted
from concord.frontdoor.actions.partners import digest_of
from concord.frontdoor.actions.referring import PARTNERS
from concord.returns.actions import filling
from concord.returns.actions.filling import Kept, Typed
from concord.returns.checking import Key
from concord.returns.models import ReturnWindow


def team_of(key: str, by: Actor) -> int | None:
    """The team whose returns the system with this key fills in; None for others."""
    if by.principal != PARTNERS:
        raise NotPermitted("Only for systems of other agencies.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.fills_returns_of(%s)", [digest_of(key)])
        row = cursor.fetchone()
    return row[0] if row else None


def fill(
    *,
    window: ReturnWindow,
    typed: Mapping[Key, Typed],
    may_use: bool | None = None,
    may_publish: bool | None = None,
    key: str,
    by: Actor,
) -> Kept:
    """Keep figures of the system's own team, as if its data officer had typed them.

    `may_use`, `may_publish`: of the whole return; None leaves them as they are.
    Raises what `filling.keep` raises, and NotPermitted for another team's return.
    """
    if team_of(key, by) != window.team_id:
        raise NotPermitted("This system fills in no return of this team.")
    return filling.keep(
        window=window,
        typed=typed,
        may_use=may_use,
        may_publish=may_publish,
        by=by,
    )
