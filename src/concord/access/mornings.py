"""What the reminders of a working day's morning share, whatever they are about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.foundation.periods import is_working_day
from concord.partnership.models import Partnership

FIRST_HOUR = 7  # in London: the clock of periodic jobs does not know summer time
Notice = TypeVar("Notice")


class NotAllTold(Exception):
    """Some people could not be told; the worker tries again, later."""


def working_day(timestamp: int) -> dt.date | None:
    """The day of a periodic job in London; None before seven, and where none works."""
    now = timezone.localtime(dt.datetime.fromtimestamp(timestamp, dt.UTC))
    if now.hour < FIRST_HOUR or not is_working_day(now.date()):
        return None
    return now.date()


def partnerships(principal: str) -> list[int]:
    """Ids of the partnerships that live today; examples on another day get no post."""
    with acting_as(Actor.from_job(principal)):
        return list(
            Partnership.objects.valid_on()
            .filter(example_today__isnull=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        )


def tell_each(
    notices: Iterable[Notice],
    tell: Callable[[Notice], int],
    failed: Callable[[Notice, Exception], None],
    *,
    by: Actor,
) -> int:
    """How many were told, each in a transaction of its own under `by`.

    Raises NotAllTold when some could not be: everybody else has been, and `failed` has
    been called for each.
    """
    told, missed = 0, 0
    for notice in notices:
        try:
            with acting_as(by):
                told += tell(notice)
        except Exception as error:
            missed += 1
            failed(notice, error)
    if missed:
        raise NotAllTold(f"{missed} could not be told, {told} were.")
    return told
