"""Whether a service is open now, and when it opens next: arithmetic on its hours.

Pure: it takes hours as they are kept (any object with the fields of `Schedule`), the
moment in local time, and the bank holidays of England.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from concord.foundation.periods import bank_holidays
from concord.foundation.ui.words import long_date

LONDON = ZoneInfo("Europe/London")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_NAMES = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_PART = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_MIDNIGHT = dt.time(0)
CLOSED = "Closed"
SOON = dt.timedelta(hours=1)
AHEAD = 21  # days that are looked through for the next opening


class Hours(Protocol):
    """What is read of a schedule."""

    kind: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    dtstart: dt.date | None
    freq: str
    interval: int | None
    byday: str
    bymonthday: str
    opens_at: dt.time | None
    closes_at: dt.time | None


class State(StrEnum):
    """How it is now; a shape and words belong to each."""

    ALL_HOURS = "all_hours"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Opening:
    """How it is at `now`. `until`: when it closes; `next`: when it opens again."""

    state: State
    now: dt.datetime
    until: dt.datetime | None = None
    next: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in (State.ALL_HOURS, State.OPEN, State.CLOSING)

    @property
    def words(self) -> str:
        """In plain English, such as "Closed now. Opens Monday 9 am"."""
        if self.state is State.ALL_HOURS:
            return "Open now, day and night"
        if self.state is State.UNKNOWN:
            return "Hours not known. Call to check"
        if self.state is State.OPEN and self.until:
            return f"Open now, until {clock(self.until.time())}"
        if self.state is State.CLOSING and self.until:
            left = max(1, int((self.until - self.now).total_seconds() // 60))
            unit = "minute" if left == 1 else "minutes"
            return f"Closes in {left} {unit}, at {clock(self.until.time())}"
        if self.next is None:
            return "Closed now"
        at = clock(self.next.time())
        days = (self.next.date() - self.now.date()).days
        if days == 0:
            return f"Closed now. Opens today {at}"
        if days < 7:
            return f"Closed now. Opens {DAY_NAMES[self.next.weekday()]} {at}"
        return f"Closed now. Opens {self.next:%-d %B} {at}"


def clock(time: dt.time) -> str:
    """9 am, 4:30 pm, midday, midnight."""
    if time == _MIDNIGHT:
        return "midnight"
    if time == dt.time(12):
        return "midday"
    hour = (time.hour - 1) % 12 + 1
    minutes = f":{time.minute:02d}" if time.minute else ""
    return f"{hour}{minutes} {'am' if time.hour < 12 else 'pm'}"


def opening_at(schedules: Iterable[Hours], now: dt.datetime) -> Opening:
    """How it is at `now`, an aware moment. No hours at all: not known."""
    here = now.astimezone(LONDON)
    hours = [one for one in schedules if one.kind == "closed" or _says_when(one)]
    if not any(one.kind != "closed" for one in hours):
        return Opening(State.UNKNOWN, here)
    today = here.date()
    if _is_round_the_clock(hours, today):
        return Opening(State.ALL_HOURS, here)
    if spans_on(hours, today) is None:
        return Opening(State.UNKNOWN, here)
    spans = _joined(_spans_around(hours, today, AHEAD))
    for start, end in spans:
        if start <= here < end:
            state = State.CLOSING if end - here < SOON else State.OPEN
            return Opening(state, here, until=end)
    later = [start for start, _ in spans if start > here]
    return Opening(State.CLOSED, here, next=min(later, default=None))


def is_open_at(schedules: Iterable[Hours], now: dt.datetime) -> bool:
    """`opening_at(...).is_open` without looking for when it opens next."""
    here = now.astimezone(LONDON)
    hours = [one for one in schedules if one.kind == "closed" or _says_when(one)]
    today = here.date()
    if not any(one.kind != "closed" for one in hours):
        return False
    if _is_round_the_clock(hours, today):
        return True
    if spans_on(hours, today) is None:
        return False
    # Nothing is open for longer than a day at a stretch of one rule.
    return any(start <= here < end for start, end in _spans_around(hours, today, 1))


def spans_on(
    hours: Sequence[Hours], day: dt.date
) -> list[tuple[dt.time, dt.time]] | None:
    """Opening and closing times of one day; closing at midnight or after is next day's.

    None where nobody has said: a bank holiday for which there are only regular hours.
    """
    if any(one.kind == "closed" and _is_valid(one, day) for one in hours):
        return []
    if day in bank_holidays(day.year):
        holiday = [
            one for one in hours if one.kind == "holiday" and _is_valid(one, day)
        ]
        if holiday:
            return [_times(one) for one in holiday if one.opens_at is not None]
        if not _is_round_the_clock(hours, day):
            return None
    return sorted(
        _times(one)
        for one in hours
        if one.kind in ("regular", "term") and _is_on(one, day)
    )


def _says_when(one: Hours) -> bool:
    """Hours in words only tell nothing that one can count with."""
    if one.kind == "holiday":
        return True
    return bool(one.byday or one.bymonthday or one.opens_at)


def _is_valid(one: Hours, day: dt.date) -> bool:
    return (one.valid_from is None or one.valid_from <= day) and (
        one.valid_to is None or day <= one.valid_to
    )


def _is_on(one: Hours, day: dt.date) -> bool:
    """Whether the rule of RFC 5545 that is kept in these fields hits this day."""
    if not _is_valid(one, day) or (one.dtstart is not None and day < one.dtstart):
        return False
    if one.freq == "MONTHLY":
        return _in_month(one, day)
    named = {name for _, name in _PART.findall(one.byday.upper())}
    if named and DAYS[day.weekday()] not in named:
        return False
    if one.interval and one.interval > 1 and one.dtstart is not None:
        return (_monday(day) - _monday(one.dtstart)).days // 7 % one.interval == 0
    return True


def _in_month(one: Hours, day: dt.date) -> bool:
    if one.interval and one.interval > 1 and one.dtstart is not None:
        months = (day.year - one.dtstart.year) * 12 + day.month - one.dtstart.month
        if months % one.interval:
            return False
    last = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    length = (last - dt.timedelta(days=1)).day
    if one.bymonthday:
        numbers = {int(n) for n in re.findall(r"-?\d+", one.bymonthday)}
        return day.day in numbers or day.day - length - 1 in numbers
    nth, from_end = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
    for number, name in _PART.findall(one.byday.upper()):
        if name == DAYS[day.weekday()] and (
            not number or int(number) in (nth, from_end)
        ):
            return True
    return False


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _times(one: Hours) -> tuple[dt.time, dt.time]:
    """Without a closing time it does not close that day."""
    return (one.opens_at or _MIDNIGHT, one.closes_at or _MIDNIGHT)


def _is_round_the_clock(hours: Iterable[Hours], day: dt.date) -> bool:
    """Every day of the week, from midnight to midnight."""
    named: set[str] = set()
    for one in hours:
        if one.kind == "closed" and _is_valid(one, day):
            return False
        if one.kind == "regular" and _is_valid(one, day) and one.freq != "MONTHLY":
            start, end = _times(one)
            if start == end == _MIDNIGHT and (one.interval or 1) == 1:
                found = {name for _, name in _PART.findall(one.byday.upper())}
                named |= found or set(DAYS)
    return named == set(DAYS)


def _spans_around(
    hours: Sequence[Hours], today: dt.date, days: int
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """From yesterday on: what began then may not be over."""
    for ahead in range(-1, days):
        day = today + dt.timedelta(days=ahead)
        for start, end in spans_on(hours, day) or []:
            over = day + dt.timedelta(days=1) if end <= start else day
            yield (
                dt.datetime.combine(day, start, LONDON),
                dt.datetime.combine(over, end, LONDON),
            )


def _joined(
    spans: Iterable[tuple[dt.datetime, dt.datetime]],
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Spans that touch are one: open until midnight, and from midnight on."""
    found: list[tuple[dt.datetime, dt.datetime]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of hours: "Monday to Friday", "9 am to 5 pm"."""

    days: str
    times: str


def table_of(schedules: Iterable[Hours]) -> list[Row]:
    """The week in words, days with the same hours together; then bank holidays."""
    hours = [one for one in schedules if _says_when(one) and one.kind != "closed"]
    if not hours:
        return []
    regular = [one for one in hours if one.kind == "regular"]
    rows = _week(regular) + _in_term(hours)
    rows += [
        Row(f"Each month: {one.byday or one.bymonthday}", _in_words(*_times(one)))
        for one in regular
        if one.freq == "MONTHLY"
    ]
    rows += [
        Row(
            "Bank holidays",
            _in_words(*_times(one)) if one.opens_at is not None else CLOSED,
        )
        for one in hours
        if one.kind == "holiday"
    ]
    return rows


def _week(hours: Sequence[Hours]) -> list[Row]:
    weekly = [one for one in hours if one.freq != "MONTHLY"]
    week: list[tuple[str, str]] = []
    for number, name in enumerate(DAYS):
        times = [
            _in_words(*_times(one))
            for one in sorted(weekly, key=lambda one: one.opens_at or _MIDNIGHT)
            if _names(one, name)
        ]
        week.append((DAY_NAMES[number], ", ".join(dict.fromkeys(times)) or CLOSED))
    return _grouped(week) if weekly else []


def _in_term(hours: Sequence[Hours]) -> list[Row]:
    """Each term by itself: what is open then, and until when."""
    terms: dict[tuple[dt.date | None, dt.date | None], list[Hours]] = {}
    for one in hours:
        if one.kind == "term":
            terms.setdefault((one.valid_from, one.valid_to), []).append(one)
    return [
        Row(f"{row.days}, in term time", f"{row.times}{_between(*term)}")
        for term, rules in terms.items()
        for row in _week(rules)
        if row.times != CLOSED
    ]


def _between(first: dt.date | None, last: dt.date | None) -> str:
    """, from 1 September 2026 to 18 December 2026; empty without any."""
    said = [f"from {long_date(first)}"] if first else []
    said += [f"to {long_date(last)}"] if last else []
    return f", {' '.join(said)}" if said else ""


def _names(one: Hours, day: str) -> bool:
    named = {name for _, name in _PART.findall(one.byday.upper())}
    return not named or day in named


def _in_words(start: dt.time, end: dt.time) -> str:
    if start == end:
        return "Day and night"
    return f"{clock(start)} to {clock(end)}"


def _grouped(week: list[tuple[str, str]]) -> list[Row]:
    rows: list[tuple[str, str, str]] = []
    for day, times in week:
        if rows and rows[-1][2] == times:
            rows[-1] = (rows[-1][0], day, times)
        else:
            rows.append((day, day, times))
    return [
        Row(first if first == last else f"{first} to {last}", times)
        for first, last, times in rows
    ]
