"""Working days in England: not Saturday, not Sunday, not a bank holiday.

The rules of the `holidays` library are worked out offline, one-off days and
substitute days included. A bank holiday that is proclaimed later comes with an update
of that library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import holidays

from concord.foundation.periods.span import checked_year, plain_date

_DAY = timedelta(days=1)
_SATURDAY = 5
# Far beyond any due date; keeps a mistyped number from walking through centuries.
MOST_WORKING_DAYS = 25_000


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """Bank holidays of England in a calendar year, with their names."""
    checked_year(year)
    found = holidays.country_holidays(
        "GB", subdiv="ENG", years=year, expand=False, language="en_GB"
    )
    return MappingProxyType({day: found[day] for day in sorted(found)})


def is_working_day(day: date) -> bool:
    plain_date(day)
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; before it when `count` is negative.

    `count` 0 gives `day` itself, or the next working day when it is not one.
    """
    if count == 0:
        return working_day_on_or_after(day)
    if abs(count) > MOST_WORKING_DAYS:
        raise ValueError(
            f"{count} working days is more than {MOST_WORKING_DAYS}: check the number."
        )
    step = _DAY if count > 0 else -_DAY
    reached, left = plain_date(day), abs(count)
    while left:
        reached += step
        left -= is_working_day(reached)
    return reached


def next_working_day(day: date) -> date:
    """The first working day after `day`, never `day` itself."""
    return add_working_days(day, 1)


def working_day_on_or_after(day: date) -> date:
    return day if is_working_day(day) else add_working_days(day, 1)


def working_day_on_or_before(day: date) -> date:
    return day if is_working_day(day) else add_working_days(day, -1)


def working_days_between(start: date, end: date) -> int:
    """How many working days on from `start` is `end`: the inverse of adding them.

    Counts the working days after `start` up to and including `end`. When `end` is
    earlier, counts those before `start` back to `end`, as a negative number.
    """
    plain_date(start)
    plain_date(end)
    if end >= start:
        return sum(map(is_working_day, _days(start + _DAY, end)))
    return -sum(map(is_working_day, _days(end, start - _DAY)))


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
