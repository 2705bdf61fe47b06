"""Chasing: who gets which message when, and the message with its proof in one go.

The steps of a round, in working days (bank holidays known):

    opens_on            asked
    2 before due_on     reminded, if anything is outstanding
    3 after due_on      reminded; 10 after: reminded again, and the lead is told

A step lasts until the next begins, so that a day on which no job ran is made up for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from concord.access.actor import Actor
from concord.access.permit import GRANTED, Verb, permit
from concord.foundation.periods import Quarter, add_working_days, is_working_day
from concord.foundation.post import Letter, Staff
from concord.foundation.post.actions import send
from concord.partnership.models import Membership
from concord.partnership.roles import Role
from concord.plan.actions.rounds import (
    WORKING_DAYS_TO_ANSWER,
    note_reminder,
    open_round,
    usual_dates,
)
from concord.plan.letters import ASK, LATE, REMIND, WHO_IS_SILENT
from concord.plan.models import Plan, Reminder, UpdateRound
from concord.plan.queries.answering import People
from concord.plan.queries.asking import Asked

Kind = Reminder.Kind

WORKING_DAYS_BEFORE = 2
FIRST_AFTER, SECOND_AFTER = 3, 10


def step_on(update_round: UpdateRound, today: dt.date) -> Kind | None:
    """Which reminder of a round it is time for; None on days without one."""
    due = update_round.due_on
    if (
        update_round.closed_at is not None
        or today < update_round.opens_on
        or not is_working_day(today)
    ):
        return None
    if today < add_working_days(due, -WORKING_DAYS_BEFORE):
        return Kind.ASK
    if today <= due:
        return Kind.BEFORE
    if today < add_working_days(due, FIRST_AFTER):
        return None
    return (
        Kind.AFTER_3 if today < add_working_days(due, SECOND_AFTER) else Kind.AFTER_10
    )


def open_if_it_is_time(*, plan: Plan, today: dt.date, by: Actor) -> UpdateRound | None:
    """Open the round of the quarter that ended last, on its usual day or after it.

    Only where the quarter before had a round: a partnership that has never asked, or
    has stopped, is not made to. None when there is nothing to open.
    """
    quarter = Quarter.containing(today).previous
    opens, due = usual_dates(quarter)
    asked = set(
        UpdateRound.objects.filter(plan__strategy_id=plan.strategy_id).values_list(
            "quarter", flat=True
        )
    )
    if today < opens or quarter in asked or quarter.previous not in asked:
        return None
    if today > add_working_days(due, -WORKING_DAYS_BEFORE):
        # Nobody was there to open it: people still get their time to answer.
        opens, due = today, add_working_days(today, WORKING_DAYS_TO_ANSWER)
    return open_round(plan=plan, quarter=quarter, opens_on=opens, due_on=due, by=by)


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one hat: what it is about in numbers, nothing of its content."""

    hat: Membership
    kind: Kind
    updates: int
    statements: int
    standing_in: bool = False
    silent_teams: tuple[str, ...] = ()  # only for whoever chases

    @property
    def outstanding(self) -> int:
        return self.updates + self.statements


def notices(asked: Iterable[Asked], kind: Kind) -> list[Notice]:
    """A notice for each hat that still has something to give."""
    return [
        Notice(
            hat=one.hat,
            kind=kind,
            updates=len(one.rows),
            statements=len(one.teams),
            standing_in=bool(one.standing_in_for),
        )
        for one in asked
        if not one.is_done
    ]


def told_who_is_silent(asked: list[Asked], people: People) -> list[Notice]:
    """What the strategic leads are told after the last reminder.

    A lead who is away is told too: a deputy is, only if their own role may chase.
    """
    rows = {row.action.pk: row for one in asked for row in one.rows}
    teams = {team.pk: team for one in asked for team in one.teams}
    names = {row.lead_words for row in rows.values()}
    names |= {team.short_name for team in teams.values()}
    if not names:
        return []
    hats = {hat.pk: hat for hat in people.strategic_leads}
    for lead in people.strategic_leads:
        deputy = people.deputies.get(lead.pk)
        if deputy is not None and Verb.CHASE in GRANTED[Role(deputy.role)]:
            hats[deputy.pk] = deputy
    return [
        Notice(
            hat=hat,
            kind=Kind.AFTER_10,
            updates=len(rows),
            statements=len(teams),
            silent_teams=tuple(sorted(names)),
        )
        for hat in hats.values()
    ]


@transaction.atomic
def tell(
    *, update_round: UpdateRound, notice: Notice, today: dt.date, by: Actor
) -> bool:
    """Note the reminder and hand its message over, both or neither.

    False if this hat was told so already. An example that lives on another day keeps
    the note and sends nothing: its people are invented.
    """
    noted = note_reminder(
        update_round=update_round,
        hat=notice.hat,
        kind=notice.kind,
        outstanding=notice.outstanding,
        sent_on=today,
        by=by,
    )
    if noted and update_round.plan.partnership.example_today is None:
        send(
            letter=_letter(notice, update_round, today),
            to=[Staff(notice.hat.account.email)],
            key=f"plan.{notice.kind}:{update_round.pk}:{notice.hat.pk}:{today}",
            context=_context(notice, update_round),
        )
    return noted


def remind_now(
    *, update_round: UpdateRound, asked: Iterable[Asked], today: dt.date, by: Actor
) -> tuple[int, int]:
    """Remind these hats by hand. How many were told, and how many were told today."""
    permit(by, Verb.CHASE, update_round)
    wanted = notices(asked, Kind.BY_HAND)
    told = sum(
        tell(update_round=update_round, notice=notice, today=today, by=by)
        for notice in wanted
    )
    return told, len(wanted) - told


def _letter(notice: Notice, update_round: UpdateRound, today: dt.date) -> Letter:
    if notice.silent_teams:
        return WHO_IS_SILENT
    if today > update_round.due_on:
        return LATE
    return ASK if notice.kind == Kind.ASK else REMIND


def _context(notice: Notice, update_round: UpdateRound) -> dict[str, object]:
    context: dict[str, object] = {
        "updates": notice.updates,
        "statements": notice.statements,
        "quarter": update_round.quarter.label,
        "due": f"{update_round.due_on:%-d %B %Y}",
    }
    if notice.silent_teams:
        page = reverse("plan:updates", args=[update_round.plan_id])
        context |= {"teams": list(notice.silent_teams)}
    else:
        page = reverse("home")
        context |= {"standing_in": int(notice.standing_in)}
    return context | {"link": settings.CONCORD_BASE_URL.rstrip("/") + page}
