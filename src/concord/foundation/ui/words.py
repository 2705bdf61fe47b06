"""Dates, counts and lists in the words that pages use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def local_date(moment: dt.date | dt.datetime) -> dt.date:
    """The day of a moment where people are."""
    if isinstance(moment, dt.datetime):
        return (timezone.localtime(moment) if moment.tzinfo else moment).date()
    return moment


def long_date(moment: dt.date | dt.datetime) -> str:
    """19 November 2026: for text."""
    day = local_date(moment)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(moment: dt.date | dt.datetime, *, today: dt.date | None = None) -> str:
    """Thu 19 Nov for lists; with the year when it is not this one: 19 Nov 2025."""
    day = local_date(moment)
    now = today or timezone.localdate()
    month = MONTHS[day.month - 1][:3]
    if day.year == now.year:
        return f"{DAYS[day.weekday()]} {day.day} {month}"
    return f"{day.day} {month} {day.year}"


def clock(moment: dt.datetime | dt.time) -> str:
    """9:30 and 14:30."""
    at = moment
    if isinstance(at, dt.datetime) and at.tzinfo:
        at = timezone.localtime(at)
    return f"{at.hour}:{at.minute:02d}"


def days_over(due: dt.date | dt.datetime, *, today: dt.date | None = None) -> int:
    """How many days a date has passed; 0 on the day and before."""
    now = today or timezone.localdate()
    return max(0, (now - local_date(due)).days)


def count(number: int, one: str, many: str = "") -> str:
    """`count(1, "action")` is "1 action"; 0 and 2 take the plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_a_sentence(label: str) -> str:
    """As within a sentence: "first contact" of "First contact", "MARAC" as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def listed(names: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    words = [name for name in names if name]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
