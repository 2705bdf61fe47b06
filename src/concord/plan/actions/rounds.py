"""Asking for the quarter's updates, and chasing them."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.foundation.periods import Quarter, add_working_days
from concord.partnership.models import Membership
from concord.plan.actions.strategies import check_running
from concord.plan.models import Plan, Reminder, UpdateRound

WORKING_DAYS_TO_ANSWER = 10


def usual_dates(quarter: Quarter) -> tuple[dt.date, dt.date]:
    """When a round opens (the first working day after the quarter) and is due."""
    opens = add_working_days(quarter.last_day, 1)
    return opens, add_working_days(opens, WORKING_DAYS_TO_ANSWER)


def next_quarter(plan: Plan, today: dt.date) -> Quarter:
    """The quarter to ask for next: after the last one asked for, or the last ended.

    A new year's plan goes on from the rounds of the year before.
    """
    last = (
        UpdateRound.objects.filter(plan__strategy_id=plan.strategy_id)
        .order_by("-quarter")
        .values_list("quarter", flat=True)
        .first()
    )
    return last.next if last else Quarter.containing(today).previous


@transaction.atomic
def open_round(
    *,
    plan: Plan,
    quarter: Quarter,
    opens_on: dt.date | None = None,
    due_on: dt.date | None = None,
    by: Actor,
) -> UpdateRound:
    """Ask for one quarter's updates. Once per quarter; asked again, gives the same.

    Raises ValidationError by field, and for the plan of a closed year.
    """
    permit(by, Verb.CHASE, plan)
    check_running(plan)
    usual_open, usual_due = usual_dates(quarter)
    opens, due = opens_on or usual_open, due_on or usual_due
    if due < opens:
        raise ValidationError(
            {
                "due_on": f"{due:%-d %B %Y} is before {opens:%-d %B %Y}, when updates "
                "are asked for. Change one of them."
            }
        )
    # Not looked up first: two who open it at the same moment both get the one round.
    found, _ = UpdateRound.objects.get_or_create(
        plan=plan,
        quarter=quarter,
        defaults={
            "partnership_id": plan.partnership_id,
            "opens_on": opens,
            "due_on": due,
        },
    )
    return found


@transaction.atomic
def move_due_date(*, update_round: UpdateRound, due_on: dt.date, by: Actor) -> None:
    """Give owners more (or less) time."""
    permit(by, Verb.CHASE, update_round)
    check_running(update_round.plan)
    if due_on < update_round.opens_on:
        raise ValidationError(
            {
                "due_on": f"{due_on:%-d %B %Y} is before "
                f"{update_round.opens_on:%-d %B %Y}, when updates are asked for. "
                "Choose that day or a later one."
            }
        )
    update_round.due_on = due_on
    update_round.save(update_fields=["due_on"])


@transaction.atomic
def close_round(
    *, update_round: UpdateRound, by: Actor, at: dt.datetime | None = None
) -> None:
    """Stop asking. A late update can still be given, and shows as late."""
    permit(by, Verb.CHASE, update_round)
    check_running(update_round.plan)
    update_round.closed_at = at or timezone.now()
    update_round.save(update_fields=["closed_at"])


@transaction.atomic
def reopen_round(*, update_round: UpdateRound, by: Actor) -> None:
    """Ask again: nobody is sent a reminder that they have had already."""
    permit(by, Verb.CHASE, update_round)
    check_running(update_round.plan)
    update_round.closed_at = None
    update_round.save(update_fields=["closed_at"])


@transaction.atomic
def note_reminder(
    *,
    update_round: UpdateRound,
    hat: Membership,
    kind: str,
    outstanding: int,
    sent_on: dt.date,
    by: Actor,
) -> bool:
    """Write down that `hat` is being asked; False if it was asked so already.

    The row is the guard against asking twice, so it is written in the transaction
    that hands the message over.
    """
    permit(by, Verb.CHASE, update_round)
    once = kind != Reminder.Kind.BY_HAND
    already = Reminder.objects.filter(
        update_round=update_round, membership=hat, kind=kind
    )
    if once and already.exists():
        return False
    _, created = Reminder.objects.get_or_create(
        partnership_id=update_round.partnership_id,
        update_round=update_round,
        membership=hat,
        kind=kind,
        sent_on=sent_on,
        defaults={"outstanding": outstanding},
    )
    return created
