"""When a referral should be looked at: hours in which the door is open."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from concord.foundation.periods import is_working_day

if TYPE_CHECKING:
    from concord.frontdoor.models import FrontDoor

NEVER_BEYOND = 400  # days that are looked through


def due(since: dt.datetime, hours: int, door: FrontDoor) -> dt.datetime:
    """The moment at which `hours` have passed at this door.

    Nights, weekends and bank holidays of England don't count, unless the door never
    shuts. A referral that comes when it is shut begins to count when it opens.
    """
    if door.round_the_clock:
        return since + dt.timedelta(hours=hours)
    left = dt.timedelta(hours=hours)
    at = timezone.localtime(since)
    for _ in range(NEVER_BEYOND):
        opens, closes = _day(at.date(), door)
        if is_working_day(at.date()) and at < closes:
            begins = max(at, opens)
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        at = _day(at.date() + dt.timedelta(days=1), door)[0]
    return at


def open_for(since: dt.datetime, until: dt.datetime, door: FrontDoor) -> dt.timedelta:
    """How long the door was open between two moments. Nothing when `until` is first."""
    if until <= since:
        return dt.timedelta()
    if door.round_the_clock:
        return until - since
    total = dt.timedelta()
    day = timezone.localtime(since).date()
    last = timezone.localtime(until).date()
    for _ in range(NEVER_BEYOND):
        if day > last:
            break
        opens, closes = _day(day, door)
        if is_working_day(day):
            total += max(dt.timedelta(), min(closes, until) - max(opens, since))
        day += dt.timedelta(days=1)
    return total


def _day(day: dt.date, door: FrontDoor) -> tuple[dt.datetime, dt.datetime]:
    """Opening and closing of one day, whether it is a working day or not."""
    here = timezone.get_current_timezone()
    return (
        dt.datetime.combine(day, door.opens, here),
        dt.datetime.combine(day, door.closes, here),
    )
