"""Who may do what with a return: by right, or because asked while somebody is away."""

from __future__ import annotations

import datetime as dt

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, may
from concord.plan.queries.answering import People, people_of
from concord.returns.models import ReturnWindow, Sheet


def may_fill(actor: Actor, window: ReturnWindow) -> bool:
    """Whether `actor` may type figures of this team."""
    return may(actor, Verb.SEND_RETURN, window)


def may_approve(
    actor: Actor, window: ReturnWindow, today: dt.date, people: People | None = None
) -> bool:
    """Whether `actor` approves for the team: its lead, or who stands in for them.

    Where a team has no lead, whoever the plan asks in place of one. `people`, where a
    list asks for many windows.
    """
    if actor.partnership_id != window.partnership_id or actor.kind != "hat":
        return False
    if may(actor, Verb.APPROVE_RETURN) and actor.team_id == window.team_id:
        return True
    people = people or people_of(window.partnership_id, today)
    asked = people.asked_for(window.team)
    return any(one.hat.pk == actor.membership_id for one in asked)


def may_keep(actor: Actor, sheet: Sheet) -> bool:
    """Whether `actor` designs this sheet, opens its windows and accepts its returns.

    The strategic lead; and whoever keeps figures in the team that runs the sheet.
    """
    if may(actor, Verb.KEEP_RETURNS, sheet):
        return True
    runs_it = sheet.run_by_id is not None and actor.team_id == sheet.run_by_id
    return runs_it and may(actor, Verb.SEND_RETURN, sheet)


def permit_fill(actor: Actor, window: ReturnWindow) -> None:
    """Raise NotPermitted unless `actor` may fill in this return."""
    if not may_fill(actor, window):
        raise NotPermitted(f"This hat may not {Verb.SEND_RETURN.value}.")


def permit_approve(actor: Actor, window: ReturnWindow, today: dt.date) -> None:
    """Raise NotPermitted unless `actor` may approve this return."""
    if not may_approve(actor, window, today):
        raise NotPermitted(f"This hat may not {Verb.APPROVE_RETURN.value}.")


def permit_keep(actor: Actor, sheet: Sheet) -> None:
    """Raise NotPermitted unless `actor` keeps this sheet."""
    if not may_keep(actor, sheet):
        raise NotPermitted(f"This hat may not {Verb.KEEP_RETURNS.value}.")
