"""Days as files write them, and the month that a row counts in."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from concord.foundation.periods import FinancialYear, Month, Quarter
from concord.foundation.periods.month import MONTH_NAMES

ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
PARTS = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
WORDS = re.compile(r"(\d{1,2})[ \-]([A-Za-z]{3,9})[ \-](\d{4})")
# A time after the day says nothing about when something counts.
TIME = re.compile(
    r"[T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d\d:?\d\d)?$"
)
FIRST = dt.date(1990, 1, 1)
PERIODS: dict[str, type[Month | Quarter | FinancialYear]] = {
    "month": Month,
    "quarter": Quarter,
    "financial year": FinancialYear,
}


class NotADay(ValueError):
    """The text is no day in the declared format."""


def span_of(text: str, written: str) -> tuple[dt.date, dt.date]:
    """First and last day that a cell means: one day, or a whole period.

    Days are also taken as 2025-04-01, which can mean only one. Raises NotADay.
    """
    text = text.strip()
    if written in PERIODS:
        try:
            period = PERIODS[written].parse(text)
        except ValueError as error:
            raise NotADay from error
        return period.first_day, period.last_day
    day = _day(TIME.sub("", text), written)
    if day < FIRST:
        raise NotADay
    return day, day


def _day(text: str, written: str) -> dt.date:
    try:
        if found := ISO.fullmatch(text):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if written == "d mon y" and (found := WORDS.fullmatch(text)):
            return dt.date(int(found[3]), _month(found[2]), int(found[1]))
        if written in ("d/m/y", "m/d/y") and (found := PARTS.fullmatch(text)):
            first, second = int(found[1]), int(found[2])
            day, month = (first, second) if written == "d/m/y" else (second, first)
            return dt.date(int(found[3]), month, day)
    except ValueError as error:
        raise NotADay from error
    raise NotADay


@lru_cache(maxsize=100)
def _month(name: str) -> int:
    for number, full in enumerate(MONTH_NAMES, start=1):
        if full.casefold().startswith(name.casefold()):
            return number
    raise NotADay


def month_number(day: dt.date) -> int:
    """Months counted from year 0: consecutive months are consecutive numbers."""
    return day.year * 12 + day.month - 1


def month_of(number: int) -> Month:
    """The month again."""
    return Month(number // 12, number % 12 + 1)
