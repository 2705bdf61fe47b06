"""A round of Elmbrook to answer and to chase, on days that tests choose."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from concord.access.actions import hats
from concord.access.actor import Actor, acting_as
from concord.access.testing import Place
from concord.foundation.post.models import Message
from concord.partnership.models import Cover, Membership, Partnership
from concord.plan.actions import rounds
from concord.plan.models import Reminder, UpdateRound
from concord.plan.testing import QUARTER, SmallPlan

OPENS, DUE = dt.date(2026, 10, 1), dt.date(2026, 10, 15)  # the usual dates
BEFORE = dt.date(2026, 10, 13)
AFTER_3, AFTER_10 = dt.date(2026, 10, 20), dt.date(2026, 10, 29)

JOB = "plan.reminders"


@pytest.fixture
def asked_round(small_plan: SmallPlan) -> UpdateRound:
    """Quarter 2 is asked for, on its usual dates; the partnership lives in it."""
    with acting_as(small_plan.lead):
        return rounds.open_round(
            plan=small_plan.plan, quarter=QUARTER, by=small_plan.lead
        )


def lives_on(place: Place, day: dt.date | None) -> None:
    """Make it that day for the partnership. A real one lives in the present."""
    with acting_as(Actor.from_job("access.setup", place.partnership.pk)):
        Partnership.objects.filter(pk=place.partnership.pk).update(example_today=day)
    place.partnership.example_today = day


def away(
    place: Place, who: str, deputy: str, *, on: dt.date, last_day: dt.date | None = None
) -> Cover:
    """`deputy` stands in for `who` on that day, or until `last_day`."""
    by = place.actor("administrator")
    with acting_as(by):
        return hats.cover(
            away=place.hats[who],
            deputy=place.hats[deputy],
            first_day=on,
            last_day=last_day or on,
            by=by,
        )


def reminders(update_round: UpdateRound) -> list[tuple[int, str]]:
    """Who was told what: ids of hats and kinds, in order."""
    with acting_as(Actor.from_job(JOB, update_round.partnership_id)):
        return list(
            Reminder.objects.filter(update_round=update_round)
            .order_by("pk")
            .values_list("membership_id", "kind")
        )


def post(letter: str = "") -> list[Message]:
    """The messages of the plan room, or of one letter, by address."""
    name = letter or "plan."
    return list(Message.objects.filter(letter__startswith=name).order_by("address"))


def addressed(place: Place, *roles: str) -> list[str]:
    """The addresses of these hats, in order."""
    return sorted(place.hats[role].account.email for role in roles)


def until_yesterday(hat: Membership, day: dt.date) -> None:
    """The hat has ended before `day`."""
    with acting_as(Actor.from_job("access.setup", hat.partnership_id)):
        Membership.objects.filter(pk=hat.pk).update(valid=DateRange(None, day))
